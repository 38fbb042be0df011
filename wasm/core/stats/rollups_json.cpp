// The rollups' JSON: parameters for D1, and the value of a stored row; see rollups.h. Version 1.
#include "base/limits.h"
#include "base/text.h"
#include "stats/reading.h"
#include "stats/rollups.h"

namespace rota::stats {

namespace {

constexpr std::int64_t rollups_version = 1;
constexpr std::int64_t rollup_hour_max = 24 * 366 * 1000;  // the year 2970: a stored hour must be one

/// What api_keys learns of one key.
struct KeySums {
  std::int64_t requests, errors, tokens, last_ms, error_ms;
  Bytes error;
};

/// A sum as it was stored; 0 for what is none.
std::int64_t stored_sum(json::Value value) {
  std::int64_t sum = 0;
  return value.integer(sum) && sum > 0 && sum < sum_max ? sum : sum > 0 ? sum_max : 0;
}

}  // namespace

void Rollups::Set::write_names_and_sums(json::Writer& out, std::uint32_t row) const {
  const RowNames names = names_of(keys.text(row));
  out.raw(names.hour);
  out.string(names.subject);
  out.string(names.model);
  for (const std::int64_t sum : rows[row].sums) out.integer(sum);
}

void Rollups::write_hourly(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_array();
  for (std::uint32_t i = 0; i < leaving_.rows.size(); ++i) {
    writer.begin_array();
    leaving_.write_names_and_sums(writer, i);
    writer.end_array();
  }
  writer.end_array();
}

void Rollups::write_keys(Buffer& out) const {
  TextTable ids;
  Array<KeySums> keys;
  for (std::uint32_t i = 0; i < leaving_.rows.size(); ++i) {
    Bytes id = names_of(leaving_.keys.text(i)).subject;
    if (text::split(id, ':') != "k" || id.empty() || id == other_model) continue;
    const std::uint32_t number = ids.add(id);
    if (number == keys.size()) keys.push({});
    KeySums& key = keys[number];
    const Row& row = leaving_.rows[i];
    key.requests = capped_sum(key.requests, row.sums[requests_sum]);
    key.errors = capped_sum(key.errors, row.sums[errors_sum]);
    for (const Sum tokens : {prompt_sum, completion_sum, thinking_sum}) {
      key.tokens = capped_sum(key.tokens, row.sums[tokens]);
    }
    if (row.last_ms > key.last_ms) key.last_ms = row.last_ms;
    if (row.error == no_entry || row.error_ms < key.error_ms) continue;
    key.error_ms = row.error_ms;
    key.error = leaving_.error_of(i);
  }
  json::Writer writer(out);
  std::size_t text_bytes = 0;  // here a sentence stands once for every key that it is said of
  writer.begin_array();
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    text_bytes += escaped_bytes(keys[i].error);
    writer.begin_object();
    writer.key("id");
    writer.string(ids.text(i));
    writer.key("requests");
    writer.integer(keys[i].requests);
    writer.key("errors");
    writer.integer(keys[i].errors);
    writer.key("tokens");
    writer.integer(keys[i].tokens);
    writer.key("last_used_at");
    writer.integer(keys[i].last_ms);
    writer.key("last_error");
    writer.string(text_bytes <= limits::rollup_text_bytes ? keys[i].error : Bytes());
    writer.end_object();
  }
  writer.end_array();
}

/// The rows as write_hourly has them, then when the latest outcome was; with an error, also when it was and its place
/// among the sentences, `errors_before` of which are of another set.
void Rollups::Set::write_rows(json::Writer& out, std::size_t errors_before) const {
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    out.begin_array();
    write_names_and_sums(out, i);
    out.integer(rows[i].last_ms);
    if (rows[i].error != no_entry) {
      out.integer(rows[i].error_ms);
      out.integer(static_cast<std::int64_t>(errors_before + rows[i].error));
    }
    out.end_array();
  }
}

void Rollups::Set::write_errors(json::Writer& out) const {
  for (std::uint32_t i = 0; i < errors.size(); ++i) out.string(errors.text(i));
}

void Rollups::save(Buffer& out) const {
  const bool leaving_first = pending_.oldest_ms == 0 || (flushing() && leaving_.oldest_ms < pending_.oldest_ms);
  json::Writer writer(out);
  writer.begin_object();
  writer.key("v");
  writer.integer(rollups_version);
  writer.key("oldest_ms");
  writer.integer(leaving_first ? leaving_.oldest_ms : pending_.oldest_ms);
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

void Rollups::load_row(json::Value from, const Array<Bytes>& errors, Arena& arena) {
  constexpr std::size_t cell_max = 3 + sum_count + 3;
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
  for (std::int64_t& sum : row.sums) sum = stored_sum(cells[at++]);
  row.last_ms = stored_sum(cells[at++]);
  row.error_ms = stored_sum(cells[at++]);
  const auto number = static_cast<std::uint64_t>(stored_sum(cells[at]));
  const bool has_error = cells[at].is_number() && number < errors.size();
  add_row(hour, subject, model, row, has_error ? errors[static_cast<std::size_t>(number)] : Bytes());
}

bool Rollups::load(Bytes value, json::Reader& reader, Arena& arena) {
  auto read = reader.read(value, arena);
  if (!read) return false;
  const json::Value root = *read;
  if (stored_sum(root["v"]) != rollups_version || !root["rows"].is_array()) return false;
  Array<Bytes> errors;
  for (const json::Value error : root["errors"].elements()) {
    const Bytes sentence = error.text(arena);
    errors.push(sentence.size() <= limits::outcome_error_bytes ? sentence : Bytes());
  }
  for (const json::Value row : root["rows"].elements()) load_row(row, errors, arena);
  pending_.note_oldest(stored_sum(root["oldest_ms"]));
  return true;
}

}  // namespace rota::stats
