// The rows that wait for D1; see usage_rows.h. A row is written when it comes and only copied from then on.
#include "stats/usage_rows.h"

#include "json/writer.h"
#include "stats/reading.h"

namespace rota::stats {

namespace {

constexpr std::size_t usage_columns = 19;
constexpr std::size_t usage_columns_before = 18;  // of a row stored by an earlier version: without the last
constexpr std::int64_t usage_version = 1;

}  // namespace

void UsageRows::add(const Outcome& outcome) {
  if (!outcome.called) return;
  const std::int64_t at_ms = whole(outcome.at_ms);
  json::Composed row;
  json::Writer& writer = row.writer();
  writer.begin_array();
  writer.integer(at_ms);
  writer.integer(seq_++);
  for (const Bytes text : {outcome.key, outcome.client, outcome.model, outcome.endpoint, outcome.dialect}) {
    writer.string(text);
  }
  writer.integer(outcome.status);
  writer.string(outcome.verdict);
  writer.integer(outcome.attempt);
  for (const std::int64_t tokens : {outcome.prompt_tokens, outcome.completion_tokens, outcome.cached_tokens,
                                    outcome.thinking_tokens, tokens_of(outcome)}) {
    writer.integer(capped_sum(0, tokens));
  }
  writer.integer(whole(outcome.first_byte_ms));
  writer.integer(whole(outcome.total_ms));
  writer.string(words_on_failure(outcome));
  writer.string(outcome.asked);
  writer.end_array();
  pending_.push(row.view(), at_ms);
  drop_past_bounds();
}

bool UsageRows::begin_flush() {
  if (pending_.size() == 0 || flushing()) return false;
  std::swap(pending_, leaving_);
  return true;
}

void UsageRows::flushed() { leaving_.clear(); }

void UsageRows::flush_failed() {
  leaving_.push_all(pending_);
  std::swap(pending_, leaving_);
  leaving_.clear();
  drop_past_bounds();
}

void UsageRows::write_json(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_array();
  for (std::size_t i = 0; i < leaving_.size(); ++i) writer.raw(leaving_.row(i));
  writer.end_array();
}

void UsageRows::save(Buffer& out) const {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("v");
  writer.integer(usage_version);
  writer.key("rows");
  writer.begin_array();
  for (std::size_t i = 0; i < leaving_.size(); ++i) writer.raw(leaving_.row(i));
  for (std::size_t i = 0; i < pending_.size(); ++i) writer.raw(pending_.row(i));
  writer.end_array();
  writer.end_object();
}

bool UsageRows::load(Bytes value, json::Reader& reader, Arena& arena) {
  auto read = reader.read(value, arena);
  if (!read) return false;
  std::int64_t version = 0;
  const json::Value root = *read;
  const json::Value rows = root["rows"];
  if (!root["v"].integer(version) || version != usage_version || !rows.is_array()) return false;
  for (const json::Value row : rows.elements()) {
    std::int64_t at_ms = 0;
    const bool known = row.count() == usage_columns || row.count() == usage_columns_before;
    if (known && row.at(0).integer(at_ms)) pending_.push(row.raw(), at_ms);
  }
  drop_past_bounds();
  return true;
}

void UsageRows::clear() {
  pending_.clear();
  leaving_.clear();
}

void UsageRows::drop_past_bounds() {
  while (pending_.size() > limits::usage_rows_pending || pending_.bytes() > limits::usage_rows_bytes) {
    pending_.drop_oldest();
    ++dropped_;
  }
}

void UsageRows::Rows::push(json::Raw json, std::int64_t at_ms) {
  entries_.push({at_ms, json_.size(), json.size()});
  json_.append(json);
}

void UsageRows::Rows::push_all(const Rows& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) push(rows.row(i), rows.entries_[rows.first_ + i].at_ms);
}

/// Moves the rest to the front once as much is dropped as is left, so that a row is moved once at the most.
void UsageRows::Rows::drop_oldest() {
  ++first_;
  if (2 * first_ < entries_.size()) return;
  Rows rest;
  rest.push_all(*this);
  *this = std::move(rest);
}

void UsageRows::Rows::clear() {
  entries_.clear();
  json_.clear();
  first_ = 0;
}

json::Raw UsageRows::Rows::row(std::size_t i) const {
  const Entry& entry = entries_[first_ + i];
  return json::trust_raw(json_.view().substr(entry.begin, entry.size));
}

}  // namespace rota::stats
