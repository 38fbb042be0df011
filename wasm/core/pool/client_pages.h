// Client pages: what clients have used of the day, as stored rows, 64 clients a row.
// Knows names and JSON of the rows. Refuses to know when they are written.
#pragma once

#include "json/reader.h"
#include "pool/clients.h"

namespace rota::pool {

/// "clients/<page>", in the arena.
[[nodiscard]] Bytes client_page_row(std::uint32_t page, Arena& arena);
[[nodiscard]] bool read_client_page_row(Bytes row, std::uint32_t& page);

/// Appends the value of a row.
void write_client_page(const Clients& clients, std::uint32_t page, Buffer& out);
/// Adds a row's clients. False, and nothing is changed, when it is no row of this format.
[[nodiscard]] bool read_client_page(Bytes value, json::Reader& reader, Clients& clients, Arena& arena);

}  // namespace rota::pool
