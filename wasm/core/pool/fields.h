// Fields: how ids, counts and times stand in the pool's JSON, in messages and in rows alike.
// Knows spelling only; refuses to know what the fields mean.
#pragma once

#include "base/sums.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::pool {

/// An id as 16 lower-case hex digits in quotes: JSON numbers are exact to 53 bits only.
void write_id(json::Writer& out, std::uint64_t id);
/// False when `value` is not such a string.
[[nodiscard]] bool read_id(json::Value value, std::uint64_t& id);
/// A member with an id; left out when it is 0.
void write_known_id(json::Writer& out, json::Escaped name, std::uint64_t id);
/// 0 when `value` is no id.
[[nodiscard]] std::uint64_t read_known_id(json::Value value);

/// A member with a count or a whole number of milliseconds; left out when it is zero.
void write_count(json::Writer& out, json::Escaped name, std::int64_t value);
void write_ms(json::Writer& out, json::Escaped name, double ms);
/// A member with a text; left out when it is empty.
void write_text(json::Writer& out, json::Escaped name, Bytes utf8);

/// A number in [0, most], rounded towards zero; 0 when it is absent or no number. Out of range goes to the nearer end.
[[nodiscard]] std::int64_t read_count(json::Value value, std::int64_t most = count_max);
[[nodiscard]] double read_ms(json::Value value);

}  // namespace rota::pool
