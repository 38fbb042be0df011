// What was loaded takes effect; see loader.h.
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/loader.h"
#include "pool/object_actions.h"
#include "store/config_rows.h"

namespace rota::pool {

void Loader::take_effect(double now_ms, Actions& out) {
  Arena& arena = out.arena();
  const KeyList listed = parse_keys(configuration_.environment().api_keys, arena);
  const Published published = read_published(kv_.body.view(), reader_, arena);

  json::Reader rows_reader;
  const bool rows_known = configuration_.has_db() && !rows_failed_;
  const bool by_copy = goes_by_copy();
  const auto loaded = store::Results::read(rows_known || by_copy ? queried_.view() : Bytes(), rows_reader, arena);
  List<store::KeyRow> rows;
  if (loaded.ok()) rows = store::read_key_rows(loaded->rows(store::Loaded::keys), arena);
  const store::Results* news = rows_known && loaded.ok() ? &*loaded : nullptr;
  if (news != nullptr) copy_.keep(loaded->rows(store::Loaded::keys).raw(), out);
  if (const store::Snapshot* snapshot = configuration_.take_effect(news, out)) {
    lender_.set_rules(snapshot->models);
    if (configuration_.take_snapshot_due()) rows_.store(snapshot_row, configuration_.snapshot_value(), out);
    publish(out);
  }
  if (news != nullptr) note_defaults(loaded->rows(store::Loaded::settings), out);
  const List<Secret> secrets = opened_secrets(rows, out);
  renew_seals(rows, secrets, out);
  const RosterSources sources{listed, rows, secrets, published.keys};
  roster_.list = {};
  roster_.arena.reset();
  roster_.list = make_roster(sources, roster_.arena);
  note_left_out(listed, published, out);
  const bool keys_unknown = rows_failed_ && !by_copy;
  if (keys_unknown || (configuration_.has_kv() && kv_.body.empty())) {
    recall_keys(roster_.list, lender_.ledger().keys(), keys_unknown, roster_.arena);
  }
  lender_.enlist(roster_.list, now_ms, out);
  rows_.renew_keys(now_ms, out);
  if (rows_known) {
    unnamed_.set(lender_.cursor().shard == 0 ? unnamed_keys(sources, arena) : List<store::KeyRow>(), now_ms);
    note_unnamed(now_ms, out);
  }
  queried_.release();
  secrets_.release();
  copy_.release();
}

/// Said in the log each time that it is read, and in the panel for as long as it stands there.
void Loader::note_left_out(const KeyList& listed, const Published& published, Actions& out) {
  roster_.left_out = {};
  if (!published.complaint.empty()) out.log(published.complaint);
  const auto note = [this, &out](const LeftOut& left) {
    out.log(describe_left_out(left, out.arena()));
    if (roster_.left_out.size() < limits::admin_problems) {
      roster_.left_out.push(roster_.arena, copy_left_out(left, roster_.arena));
    }
  };
  if (listed.refused_count != 0) note({"API_KEYS", listed.refused, listed.refused_count});
  for (const LeftOut& left : published.left_out) note(left);
}

/// New isolates begin with what KV says; one shard puts it there.
void Loader::publish(Actions& out) {
  Cursor& cursor = lender_.cursor();
  if (configuration_.version() == cursor.published || cursor.shard != 0 || !configuration_.has_kv()) return;
  cursor.published = configuration_.version();
  ++spent_.kv_writes;
  out.kv_put(publish_token, limits::query_patience_ms, store::snapshot_name, out.arena().copy(configuration_.snapshot()));
}

/// D1 shows every setting with its value, for whoever reads it there; one shard puts it there.
void Loader::note_defaults(json::Value rows, Actions& out) {
  if (lender_.cursor().shard != 0) return;
  const auto defaults = store::defaults_to_note(rows, configuration_.environment().presets, out.arena());
  if (defaults.empty()) return;
  Buffer body;
  store::Query query(body);
  store::note_defaults(query, defaults);
  query.end();
  ask_d1(defaults_token, limits::query_patience_ms, body, spent_, out);
}

/// What unseal gave, in the order of the sealed rows; empty for each that could not be opened. A row's id is its key's
/// fingerprint: what opens and has another was moved here from another row.
List<Secret> Loader::opened_secrets(const List<store::KeyRow>& rows, Actions& out) {
  Arena& arena = out.arena();
  List<Secret> secrets;
  std::int64_t unreadable = 0;
  List<std::uint64_t> ids;
  for (const store::KeyRow& row : rows) {
    if (row.sealed.empty()) continue;
    ids.push(arena, row.id);
    ++unreadable;
  }
  if (const auto list = reader_.read(secrets_.view(), arena); !secrets_.empty() && list.ok()) {
    for (const json::Value secret : list->elements()) {
      if (secrets.size() == ids.size()) break;
      const Secret opened(arena.copy(secret.text(arena)));
      secrets.push(arena, text::fingerprint(opened) == ids[secrets.size()] ? opened : Secret());
      if (!secrets.back().empty()) --unreadable;
    }
  }
  if (unreadable > 0) {
    out.log(arena.join(text::decimal(arena, unreadable),
                       " stored keys cannot be decrypted: SESSION_SECRET_KEY is not the one they were stored under. Set "
                       "the old one again, or add these keys anew; all else that is known of them is kept"));
  }
  return secrets;
}

/// Seals without a place are made anew, by one shard and once.
void Loader::renew_seals(const List<store::KeyRow>& rows, const List<Secret>& secrets, Actions& out) {
  if (lender_.cursor().shard != 0 || !resealing_.empty()) return;
  Buffer wanted;
  json::Writer writer(wanted);
  writer.begin_array();
  std::size_t at = 0;
  for (const store::KeyRow& row : rows) {
    if (row.sealed.empty()) continue;
    if (at == secrets.size()) break;
    const Secret secret = secrets[at++];
    if (secret.empty() || !store::is_placeless(row.sealed)) continue;
    writer.begin_array();
    writer.string(secret.reveal());
    writer.string(store::seal_place(row.id, out.arena()));
    writer.end_array();
    resealing_.push(row.id);
  }
  writer.end_array();
  if (!resealing_.empty()) out.seal(reseal_token, out.arena().copy(wanted.view()));
}

void Loader::take_new_seals(const Event& event, Actions& out) {
  Arena& arena = out.arena();
  List<store::KeyRow> rows;
  if (const auto list = reader_.read(event.body, arena); list.ok() && list->count() == resealing_.size()) {
    for (const json::Value sealed : list->elements()) {
      store::KeyRow row;
      row.id = resealing_[rows.size()];
      row.sealed = sealed.text(arena);
      rows.push(arena, row);
    }
  }
  resealing_.clear();
  if (rows.empty()) return;
  Buffer body;
  store::Query query(body);
  store::renew_seals(query, rows, event.now_ms);
  query.end();
  ask_d1(reseal_token, limits::query_patience_ms, body, spent_, out);
}

/// D1 gets rows for the keys that it does not name yet, so that they can be given names there.
void Loader::note_unnamed(double now_ms, Actions& out) {
  if (unnamed_.rows().empty()) return;
  Buffer body;
  store::Query query(body);
  store::note_keys(query, unnamed_.rows(), now_ms);
  query.end();
  ask_d1(note_token, limits::load_patience_ms, body, spent_, out);
}

void Loader::take_noted(const Event& event, Actions& out) {
  if (event.kind != Kind::failed) return unnamed_.clear();
  retry_later(event.head, event.now_ms, out);
  if (!unnamed_.fail(event.head)) return;
  out.log(out.arena().join("D1 does not take rows for keys of API_KEYS and KV; they serve and are listed without names, and "
                           "it is asked again: ", event.head));
}

}  // namespace rota::pool
