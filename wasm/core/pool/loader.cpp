// Questions and answers; see loader.h. What becomes of the answers stands in loader_effect.cpp.
#include "pool/loader.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/kept_complaint.h"
#include "pool/object_actions.h"
#include "store/later_columns.h"
#include "store/spent_limit.h"

namespace rota::pool {

namespace {

void keep(Buffer& buffer, Bytes text) {
  buffer.clear();
  buffer.append(text);
}

bool has_no_tables(Bytes complaint) { return text::contains(complaint, "no such table"); }
bool lacks_columns(Bytes complaint) { return text::contains(complaint, "no such column"); }

constexpr std::uint32_t token_of(LoadPhase phase) { return phase == LoadPhase::secrets ? unseal_token : load_token; }

}  // namespace

void Loader::ask_kv(double now_ms, Actions& out) {
  if (kv_.asked) {
    kv_.again = true;
    return;
  }
  kv_.asked = true;
  kv_.read_ms = now_ms;
  kv_.page = 0;
  kv_.coming.clear();
  ask_kv_page(out);
}

void Loader::ask_kv_page(Actions& out) {
  ++spent_.kv_reads;
  out.kv_get(kv_token, limits::kv_patience_ms, published_names(kv_.page, out.arena()));
}

/// True when it was the last page.
bool Loader::take_kv_page(const Event& event, Actions& out) {
  kv_.coming.append(kv_.page == 0 ? '[' : ',');
  kv_.coming.append(event.body);
  if (is_published_on(event.body, kv_.page, reader_, out.arena())) {
    ++kv_.page;
    ask_kv_page(out);
    return false;
  }
  kv_.coming.append(']');
  return true;
}

void Loader::ask_rows(Bytes head, Actions& out) {
  Buffer body;
  store::load_all(body);
  ask_d1(load_token, patience_ms(), body, spent_, out, head);
}

/// A pool that can serve without D1 begins soon; one that cannot gives D1 time. Later loads hold nobody up.
double Loader::patience_ms() const {
  if (loaded_) return patience_.next_ms();
  const bool can_serve = !configuration_.environment().api_keys.empty() || lender_.ledger().size() != 0;
  return can_serve ? limits::load_patience_ms : limits::first_load_patience_ms;
}

void Loader::load(double now_ms, Actions& out) {
  if (under_way_) {
    again_ = true;
    return;
  }
  under_way_ = true;
  again_ = rows_failed_ = false;
  queried_.clear();
  if (configuration_.has_db()) {
    phase_.move(started, LoadPhase::rows);
    ask_rows({}, out);
  }
  if (configuration_.has_kv()) {
    waits_for_kv_ = true;
    ask_kv(now_ms, out);
  }
}

void Loader::join_rows(double now_ms, Actions& out) {
  begins_ = true;
  if (!loaded_) return;
  if (reads_fail() || (configuration_.has_kv() && kv_.body.empty())) {
    recall_keys(roster_.list, lender_.ledger().keys(), reads_fail(), roster_.arena);
  }
  lender_.enlist(roster_.list, now_ms, out);
  rows_.renew_keys(now_ms, out);
  load(now_ms, out);
}

void Loader::take_answer(const Event& event, Actions& out) {
  switch (event.token) {
    case kv_token:
      return take_kv(event, out);
    case retry_token:
      retrying_ = false;
      if (rows_failed_) return load(event.now_ms, out);
      if (!complaints_.kv.empty() && !under_way_) ask_kv(event.now_ms, out);
      if (!unnamed_.complaint().empty() && !under_way_) note_unnamed(event.now_ms, out);
      return;
    case publish_token:  // it comes only when KV failed: the next load tries again
      lender_.cursor().published = 0;
      [[fallthrough]];
    case defaults_token:
    case reseal_token:
      if (event.kind == Kind::sealed) return take_new_seals(event, out);
      if (event.kind != Kind::failed) return;
      out.log(out.arena().join("the record could not be written: ", event.head));
      return;
    case note_token:
      return take_noted(event, out);
    default:
      break;
  }
  if (phase_.is(LoadPhase::idle) || !phase_.hears(event.kind) || event.token != token_of(phase_.phase())) return;
  const bool well = event.kind != Kind::failed;
  const bool opens = phase_.is(LoadPhase::secrets);
  phase_.move(event.kind, phase_.is(LoadPhase::columns) ? ask_again(out)
                          : opens                       ? take_secrets(event, out)
                          : well                        ? take_rows(event, out)
                                                        : miss_rows(event, out));
}

LoadPhase Loader::take_rows(const Event& event, Actions& out) {
  keep(queried_, event.body);
  return open_secrets(event.now_ms, out);
}

/// What is sealed in the rows is sent to be opened. Rows that nobody can read are as good as none.
LoadPhase Loader::open_secrets(double now_ms, Actions& out) {
  secrets_.clear();
  const auto results = store::Results::read(queried_.view(), reader_, out.arena());
  if (!results && rows_failed_) {
    queried_.clear();
    return LoadPhase::idle;
  }
  if (!results) return give_up_rows(results.failure().message, now_ms, out);
  Buffer sealed;
  json::Writer writer(sealed);
  writer.begin_array();
  std::size_t count = 0;
  for (const store::KeyRow& row : store::read_key_rows(results->rows(store::Loaded::keys), out.arena())) {
    if (row.sealed.empty()) continue;
    writer.begin_array();
    writer.string(row.sealed);
    writer.string(store::seal_place(row.id, out.arena()));
    writer.end_array();
    ++count;
  }
  writer.end_array();
  if (count == 0) return LoadPhase::idle;
  out.unseal(unseal_token, out.arena().copy(sealed.view()));
  return LoadPhase::secrets;
}

LoadPhase Loader::miss_rows(const Event& event, Actions& out) {
  if (has_no_tables(event.head) && phase_.is(LoadPhase::rows)) {
    ask_rows("schema", out);
    return LoadPhase::tables;
  }
  Buffer body;
  const bool adds = lacks_columns(event.head) && !phase_.is(LoadPhase::again);
  if (!adds || !store::add_later_columns(event.head, body)) return give_up_rows(event.head, event.now_ms, out);
  ask_d1(load_token, patience_ms(), body, spent_, out, {});
  return LoadPhase::columns;
}

/// Whether this added them or another shard has been faster, shows when the rows are read. Tables that were made in the
/// transaction that failed are made once more.
LoadPhase Loader::ask_again(Actions& out) {
  ask_rows("schema", out);
  return LoadPhase::again;
}

/// A pool that runs goes on as it is; one that begins goes by its copy of the keys, if it has one.
LoadPhase Loader::give_up_rows(Bytes why, double now_ms, Actions& out) {
  rows_failed_ = true;
  static_cast<void>(patience_.take());
  retry_later(why, now_ms, out);
  if (keep_complaint(complaints_.rows, why)) {
    out.log(out.arena().join("D1 could not be read; what is known so far stays in effect and it is tried again: ", why));
  }
  queried_.clear();
  if (!begins_) return LoadPhase::idle;
  const Bytes keys = copy_.text(out.arena());
  if (keys.empty()) return LoadPhase::idle;
  queried_.append("[{\"rows\":");
  queried_.append(keys);
  queried_.append("}]");
  return open_secrets(now_ms, out);
}

void Loader::retry_later(Bytes why, double now_ms, Actions& out) {
  if (retrying_) return;
  retrying_ = true;
  out.wake(retry_token, store::wait_ms_after(why, retry_.take(), now_ms));
}

LoadPhase Loader::take_secrets(const Event& event, Actions& out) {
  keep(secrets_, event.kind == Kind::failed ? Bytes() : event.body);
  if (event.kind == Kind::failed) {
    out.log(out.arena().join("stored keys cannot be decrypted: ", event.head));
  }
  return LoadPhase::idle;
}

void Loader::take_kv(const Event& event, Actions& out) {
  const bool failed = event.kind == Kind::failed;
  if (!failed && !take_kv_page(event, out)) return;
  kv_.asked = false;
  if (!failed && kv_.again) {
    kv_.again = false;
    return ask_kv(event.now_ms, out);
  }
  kv_.again = false;
  if (failed) {
    retry_later(event.head, event.now_ms, out);
    if (keep_complaint(complaints_.kv, event.head)) {
      out.log(out.arena().join("CONFIG_KV could not be read for keys: ", event.head));
    }
  } else {
    complaints_.kv.clear();
    if (complaints_.rows.empty()) retry_.reset();
  }
  const bool news = !failed && kv_.body.view() != kv_.coming.view();
  if (news) keep(kv_.body, kv_.coming.view());
  kv_.coming.release();
  waits_for_kv_ = false;
  if (news && !under_way_) load(event.now_ms, out);
}

bool Loader::finish(double now_ms, Actions& out) {
  if (!under_way_ || !phase_.is(LoadPhase::idle) || waits_for_kv_) return false;
  under_way_ = false;
  if (!rows_failed_) {
    complaints_.rows.clear();
    patience_.reset();
    if (complaints_.kv.empty()) retry_.reset();
  }
  if (begins_ || !rows_failed_) take_effect(now_ms, out);
  loaded_ = true;
  begins_ = false;
  if (again_) load(now_ms, out);
  return true;
}

void Loader::join_shard(const Call& call, double now_ms, Actions& out) {
  if (call.version > configuration_.version() && call.version > sought_version_ && configuration_.has_db() &&
      !under_way_) {
    sought_version_ = call.version;  // once: D1 may be away, or know less than the isolate
    load(now_ms, out);
  }
  Cursor& cursor = lender_.cursor();
  const std::uint32_t shards = call.shards > 1 ? call.shards : 0;
  if (cursor.shards == shards && cursor.shard == call.shard) return;
  cursor.shards = shards;
  cursor.shard = shards == 0 ? 0 : call.shard;
  lender_.enlist(roster_.list, now_ms, out);
  rows_.renew_keys(now_ms, out);
}

void Loader::read_kv_sometimes(double now_ms, Actions& out) {
  if (!configuration_.has_kv() || under_way_) return;
  if (now_ms >= kv_.read_ms && now_ms - kv_.read_ms < limits::kv_keys_ms) return;
  ask_kv(now_ms, out);
}

}  // namespace rota::pool
