// The sums and their bounds; see rollups.h. Their JSON is in rollups_json.cpp.
#include "stats/rollups.h"

#include "base/text.h"
#include "base/time.h"
#include "stats/reading.h"

namespace rota::stats {

namespace {

constexpr std::size_t subject_kind_bytes = 2;  // "k:" and "c:"

}  // namespace

void Rollups::add(const Outcome& outcome) {
  if (!outcome.called && !outcome.last) return;
  const bool success = outcome.called && succeeded(outcome);
  const bool error = outcome.called && failed(outcome);
  Row row{};
  row.sums[requests_sum] = outcome.last ? 1 : 0;
  row.sums[attempts_sum] = outcome.called ? 1 : 0;
  row.sums[errors_sum] = error ? 1 : 0;
  row.sums[prompt_sum] = outcome.prompt_tokens;
  row.sums[completion_sum] = outcome.completion_tokens;
  row.sums[cached_sum] = outcome.cached_tokens;
  row.sums[thinking_sum] = outcome.thinking_tokens;
  row.sums[first_byte_sum] = success ? whole(outcome.first_byte_ms) : 0;
  row.sums[total_sum] = success ? whole(outcome.total_ms) : 0;
  row.last_ms = whole(outcome.at_ms);
  row.error_ms = error ? row.last_ms : 0;

  Bytes sentence;
  if (error) sentence = outcome.error.empty() ? outcome.verdict : error_text(outcome);
  const std::int64_t hour = hour_of(static_cast<double>(row.last_ms));
  if (outcome.called) {
    subject_.clear();
    subject_.append("k:");
    subject_.append(outcome.key);
    add_row(hour, subject_.view(), outcome.model, row, sentence);
  }
  subject_.clear();
  subject_.append("c:");
  subject_.append(outcome.client);
  add_row(hour, subject_.view(), outcome.model, row, {});
  pending_.note_oldest(row.last_ms);
}

double Rollups::oldest_ms() const {
  const std::int64_t waiting = flushing_ ? 0 : leaving_.oldest_ms;
  const bool pending_first = waiting == 0 || (pending_.oldest_ms != 0 && pending_.oldest_ms < waiting);
  return static_cast<double>(pending_first ? pending_.oldest_ms : waiting);
}

bool Rollups::begin_flush() {
  if (flushing_) return false;
  if (leaving_.rows.empty()) std::swap(pending_, leaving_);
  flushing_ = !leaving_.rows.empty();
  return flushing_;
}

void Rollups::flushed() {
  leaving_.clear();
  flushing_ = false;
}

void Rollups::forget_errors(std::uint64_t key) {
  subject_.clear();
  subject_.append("k:");
  subject_.append(text::hex_id(key).view());
  pending_.forget_errors(subject_.view());
  leaving_.forget_errors(subject_.view());
}

void Rollups::clear() {
  pending_.clear();
  leaving_.clear();
  flushing_ = false;
}

/// Adds to the row of these names, or to the one that must do where there is no room for it.
void Rollups::add_row(std::int64_t hour, Bytes subject, Bytes model, const Row& row, Bytes error) {
  make_key(hour, subject, {}, model);
  if (!has_row_or_room(limits::rollup_rows, limits::rollup_text_bytes)) make_key(hour, subject, {}, other_model);
  if (!has_row_or_room(limits::rollup_rows_max, SIZE_MAX)) {
    make_key(hour, subject.substr(0, subject_kind_bytes), other_model, other_model);
  }
  if (pending_.id == 0) pending_.id = random_.next() | 1;
  pending_.add(key_.view(), row, error);
}

/// Only the model may hold a line end, so it comes last.
void Rollups::make_key(std::int64_t hour, Bytes subject_kind, Bytes subject_id, Bytes model) {
  key_.clear();
  text::append_decimal(key_, hour);
  key_.append('\n');
  key_.append(subject_kind);
  key_.append(subject_id);
  key_.append('\n');
  key_.append(model);
}

bool Rollups::has_row_or_room(std::size_t rows_max, std::size_t text_bytes_max) const {
  if (pending_.rows.size() + leaving_.rows.size() < rows_max &&
      pending_.text_bytes + leaving_.text_bytes < text_bytes_max) {
    return true;
  }
  return pending_.keys.find(key_.view()) != no_place;
}

Rollups::RowNames Rollups::names_of(Bytes key) {
  RowNames names;
  names.hour = text::split(key, '\n');
  names.subject = text::split(key, '\n');
  names.model = key;
  return names;
}

/// The row's sentence is `error`, or it has none: the number in `row` is of another set's.
void Rollups::Set::add(Bytes key, const Row& row, Bytes error) {
  const std::uint32_t number = keys.add(key);
  const RowNames names = names_of(key);
  if (number == rows.size()) {
    Row fresh{};
    fresh.error = no_place;
    rows.push(fresh);
    text_bytes += escaped_bytes(names.model);
  }
  Row& into = rows[number];
  for (std::size_t i = 0; i < sum_count; ++i) into.sums[i] = capped_sum(into.sums[i], row.sums[i]);
  if (row.last_ms > into.last_ms) into.last_ms = row.last_ms;
  into.cleared = capped_sum(into.cleared, row.cleared);
  if (text::starts_with(names.subject, "k:")) attempts = capped_sum(attempts, row.sums[attempts_sum]);
  if (error.empty() || row.error_ms < into.error_ms) return;
  std::uint32_t sentence = errors.find(error);
  if (sentence == no_place) {
    if (errors.size() == limits::rollup_errors || text_bytes >= limits::rollup_text_bytes) return;
    sentence = errors.add(error);
    text_bytes += escaped_bytes(error);
  }
  into.error = sentence;
  into.error_ms = row.error_ms;
}

void Rollups::Set::forget_errors(Bytes subject) {
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    if (names_of(keys.text(i)).subject != subject) continue;
    rows[i].cleared = rows[i].sums[errors_sum];
    rows[i].error = no_place;
  }
}

Bytes Rollups::Set::error_of(std::uint32_t row) const {
  return rows[row].error == no_place ? Bytes() : errors.text(rows[row].error);
}

void Rollups::Set::note_oldest(std::int64_t ms) {
  if (oldest_ms == 0 || (ms != 0 && ms < oldest_ms)) oldest_ms = ms;
}

void Rollups::Set::clear() {
  keys.clear();
  rows.clear();
  errors.clear();
  oldest_ms = 0;
  attempts = 0;
  text_bytes = 0;
  id = 0;
}

}  // namespace rota::stats
