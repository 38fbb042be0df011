// Pages: the ledger as stored rows, 64 keys a row, and the cursor in a row of its own.
// Knows names and JSON of the rows: fingerprints and states, never a secret. Refuses to know when they are written.
#pragma once

#include "json/reader.h"
#include "pool/ledger.h"

namespace rota::pool {

/// The row that says where the rotation stands.
inline constexpr Bytes cursor_row = "cursor";

struct Cursor {
  std::uint32_t next = 0;          ///< the position of the key whose turn it is
  std::int32_t reset_day = no_day; ///< the Pacific day that the last reset began
  std::uint32_t shard = 0;         ///< which of `shards` pools this is
  std::uint32_t shards = 0;        ///< 0 and 1: the only one
  std::int64_t published = 0;      ///< the version of the settings that KV was given last
  static constexpr std::int32_t no_day = -0x7FFFFFFF;
};

/// "keys/<page>", in the arena.
[[nodiscard]] Bytes page_row(std::uint32_t page, Arena& arena);
/// False when `row` is not the name of a page of a pool of limits::pool_keys.
[[nodiscard]] bool read_page_row(Bytes row, std::uint32_t& page);

/// Appends the value of a row.
void write_page(const Ledger& ledger, std::uint32_t page, Buffer& out);
void write_cursor(const Cursor& cursor, Buffer& out);

/// Reads a row's value. False, and nothing is changed, when it is no row of this format or of a newer version.
/// A page's keys are appended to the ledger, which must be rebuilt before use; an entry without an id is skipped.
[[nodiscard]] bool read_page(Bytes value, std::uint32_t page, json::Reader& reader, Ledger& ledger, Arena& arena);
[[nodiscard]] bool read_cursor(Bytes value, json::Reader& reader, Cursor& cursor, Arena& arena);

}  // namespace rota::pool
