// Owner pages: owners as stored rows, limits::owner_page of them a row.
// Knows names and JSON of the rows; refuses to know when they are written (pool_object).
#pragma once

#include "json/reader.h"
#include "pool/owners.h"

namespace rota::pool {

/// "owners/<page>", in the arena.
[[nodiscard]] Bytes owner_page_row(std::uint32_t page, Arena& arena);
/// False when `row` is not the name of such a page.
[[nodiscard]] bool is_owner_page_row(Bytes row);

/// Appends the value of a row.
void write_owner_page(const Owners& owners, std::uint32_t page, Buffer& out);
/// Reads it. False, and nothing is changed, when it is no row of this format. `late`: as Owners::restore().
[[nodiscard]] bool read_owner_page(Bytes value, bool late, json::Reader& reader, Owners& owners, Arena& arena);

}  // namespace rota::pool
