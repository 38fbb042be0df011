// The rollups' JSON: parameters for D1, and the value of a stored row; see rollups.h. Version 2; version 1 told no attempts from requests.
#include "base/limits.h"
#include "base/text.h"
#include "stats/reading.h"
#include "stats/rollups.h"
#include "stats/stored_sum.h"

namespace rota::stats {

namespace {

constexpr std::int64_t rollups_version = 2;
constexpr std::int64_t rollup_hour_max = 24 * 366 * 1000;  // the year 2970: a stored hour must be one

/// What api_keys learns of one key.
struct KeySums {
  std::int64_t attempts, errors, tokens, last_ms, error_ms;
  Bytes error;
};

std::uint64_t id_of(json::Value value) {
  std::uint64_t id = 0;
  return text::parse_hex_id(value.escaped(), id) ? id : 0;
}

}  // namespace

void Rollups::Set::write_names_and_sums(json::Writer& out, std::uint32_t row) const {
  const RowNames names = names_of(keys.text(row));
  std::uint64_t hour = 0;
  static_cast<void>(text::parse_unsigned(names.hour, hour));
  out.integer(static_cast<std::int64_t>(hour));
  out.string(names.subject);
  out.string(names.model);
  for (const std::int64_t sum : rows[row].sums) out.integer(sum);
}

void Rollups::Set::write_hourly(json::Writer& out, bool with_id) const {
  const auto write = text::hex_id(id);
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    out.begin_array();
    if (with_id) out.string(write.view());
    write_names_and_sums(out, i);
    out.end_array();
  }
}

void Rollups::Set::write_keys(json::Writer& out, bool with_id) const {
  TextTable ids;
  Array<KeySums> sums;
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    Bytes key_id = names_of(keys.text(i)).subject;
    if (text::split(key_id, ':') != "k" || key_id.empty() || key_id == other_model) continue;
    const std::uint32_t number = ids.add(key_id);
    if (number == sums.size()) sums.push({});
    KeySums& key = sums[number];
    const Row& row = rows[i];
    key.attempts = capped_sum(key.attempts, row.sums[attempts_sum]);
    key.errors = capped_sum(key.errors, row.sums[errors_sum] - row.cleared);
    for (const Sum tokens : {prompt_sum, completion_sum, thinking_sum}) {
      key.tokens = capped_sum(key.tokens, row.sums[tokens]);
    }
    if (row.last_ms > key.last_ms) key.last_ms = row.last_ms;
    if (row.error == no_place || row.error_ms < key.error_ms) continue;
    key.error_ms = row.error_ms;
    key.error = error_of(i);
  }
  const auto write = text::hex_id(id);
  std::size_t sentence_bytes = 0;  // here a sentence stands once for every key that it is said of
  for (std::uint32_t i = 0; i < sums.size(); ++i) {
    sentence_bytes += escaped_bytes(sums[i].error);
    out.begin_object();
    if (with_id) {
      out.key("write");
      out.string(write.view());
    }
    out.key("id");
    out.string(ids.text(i));
    out.key("attempts");
    out.integer(sums[i].attempts);
    out.key("errors");
    out.integer(sums[i].errors);
    out.key("tokens");
    out.integer(sums[i].tokens);
    out.key("last_used_at");
    out.integer(sums[i].last_ms);
    out.key("last_error");
    out.string(sentence_bytes <= limits::rollup_text_bytes ? sums[i].error : Bytes());
    out.end_object();
  }
}

void Rollups::write_hourly(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_array();
  leaving_.write_hourly(writer, false);
  writer.end_array();
}

void Rollups::write_keys(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_array();
  leaving_.write_keys(writer, false);
  writer.end_array();
}

void Rollups::write_unsent_hourly(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_array();
  leaving_.write_hourly(writer, true);
  pending_.write_hourly(writer, true);
  writer.end_array();
}

void Rollups::write_unsent_keys(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_array();
  leaving_.write_keys(writer, true);
  pending_.write_keys(writer, true);
  writer.end_array();
}

/// The rows as write_hourly has them, then when the latest outcome was and how many errors are cleared; with an error,
/// also when it was and its place among the sentences, `errors_before` of which are of another set.
void Rollups::Set::write_rows(json::Writer& out, std::size_t errors_before) const {
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    out.begin_array();
    write_names_and_sums(out, i);
    out.integer(rows[i].last_ms);
    out.integer(rows[i].cleared);
    if (rows[i].error != no_place) {
      out.integer(rows[i].error_ms);
      out.integer(static_cast<std::int64_t>(errors_before + rows[i].error));
    }
    out.end_array();
  }
}

void Rollups::Set::write_errors(json::Writer& out) const {
  for (std::uint32_t i = 0; i < errors.size(); ++i) out.string(errors.text(i));
}

/// Rows of what is leaving come first; `leaving` says how many they are.
void Rollups::save(Buffer& out) const {
  const bool leaving_first =
      pending_.oldest_ms == 0 || (leaving_.oldest_ms != 0 && leaving_.oldest_ms < pending_.oldest_ms);
  json::Writer writer(out);
  writer.begin_object();
  writer.key("v");
  writer.integer(rollups_version);
  writer.key("oldest_ms");
  writer.integer(leaving_first ? leaving_.oldest_ms : pending_.oldest_ms);
  writer.key("id");
  writer.string(text::hex_id(pending_.id).view());
  writer.key("leaving_id");
  writer.string(text::hex_id(leaving_.id).view());
  writer.key("leaving");
  writer.integer(static_cast<std::int64_t>(leaving_.rows.size()));
  writer.key("errors");
  writer.begin_array();
  leaving_.write_errors(writer);
  pending_.write_errors(writer);
  writer.end_array();
  writer.key("rows");
  writer.begin_array();
  leaving_.write_rows(writer, 0);
  pending_.write_rows(writer, leaving_.errors.size());
  writer.end_array();
  writer.end_object();
}

void Rollups::load_row(json::Value from, const Array<Bytes>& errors, std::int64_t version, Arena& arena) {
  constexpr std::size_t cell_max = 3 + sum_count + 4;
  const bool has_attempts = version != 1;
  json::Value cells[cell_max];
  std::size_t count = 0;
  for (const json::Value cell : from.elements()) {
    if (count < cell_max) cells[count++] = cell;
  }
  std::int64_t hour = 0;
  const Bytes subject = cells[1].text(arena);
  const Bytes model = cells[2].text(arena);
  const bool known_kind = text::starts_with(subject, "k:") || text::starts_with(subject, "c:");
  if (!cells[0].integer(hour) || hour < 0 || hour > rollup_hour_max || !known_kind || text::contains(subject, "\n") ||
      model.size() > limits::model_name_bytes) {
    return;
  }
  Row row{};
  std::size_t at = 3;
  for (std::size_t sum = 0; sum < sum_count; ++sum) {
    row.sums[sum] = stored_sum(cells[sum == attempts_sum && !has_attempts ? at - 1 : at++]);
  }
  row.last_ms = stored_sum(cells[at++]);
  if (has_attempts) row.cleared = stored_sum(cells[at++]);
  row.error_ms = stored_sum(cells[at++]);
  const auto number = static_cast<std::uint64_t>(stored_sum(cells[at]));
  const bool has_error = cells[at].is_number() && number < errors.size();
  add_row(hour, subject, model, row, has_error ? errors[static_cast<std::size_t>(number)] : Bytes());
}

bool Rollups::load(Bytes value, json::Reader& reader, Arena& arena) {
  auto read = reader.read(value, arena);
  if (!read) return false;
  const json::Value root = *read;
  const std::int64_t version = stored_sum(root["v"]);
  if (version < 1 || version > rollups_version || !root["rows"].is_array()) return false;
  Array<Bytes> errors;
  for (const json::Value error : root["errors"].elements()) {
    const Bytes sentence = error.text(arena);
    errors.push(sentence.size() <= limits::outcome_error_bytes ? sentence : Bytes());
  }
  // Whatever may have been sent since it was stored is told again as it is: D1 knows by its id whether it has it. Only
  // what waited behind that can never have been sent, and goes on growing.
  std::int64_t leaving = stored_sum(root["leaving"]);
  std::uint64_t leaving_id = id_of(root["leaving_id"]);
  const std::uint64_t pending_id = id_of(root["id"]);
  if (leaving == 0) {
    leaving = static_cast<std::int64_t>(root["rows"].count());
    leaving_id = pending_id;
  }
  const bool goes_first = leaving_id != 0 && leaving_.rows.empty() && pending_.rows.empty();
  const std::int64_t oldest_ms = stored_sum(root["oldest_ms"]);
  for (const json::Value row : root["rows"].elements()) {
    load_row(row, errors, version, arena);
    if (--leaving != 0 || !goes_first) continue;
    pending_.id = leaving_id;
    pending_.note_oldest(oldest_ms);
    std::swap(pending_, leaving_);
    pending_.id = pending_id == leaving_id ? 0 : pending_id;
  }
  pending_.note_oldest(pending_.rows.empty() ? 0 : oldest_ms);
  return true;
}

}  // namespace rota::stats
