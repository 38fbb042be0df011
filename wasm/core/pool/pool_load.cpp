// Loading: keys, models, clients and settings from where they stand, and when they take effect. See pool_state.h.
// API_KEYS alone loads in the step that tells of it. With D1 and KV the answers come later; until the first of all
// have come no call is answered, later ones find the old state until the new one is whole.
#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"
#include "pool/pool_state.h"
#include "pool/published_keys.h"
#include "pool/reconcile.h"

namespace rota::pool {

namespace {

void keep(Buffer& buffer, Bytes text) {
  buffer.clear();
  buffer.append(text);
}

bool has_no_tables(Bytes complaint) { return text::contains(complaint, "no such table"); }

}  // namespace

void PoolState::ask_kv(Actions& out) {
  ++metrics.spent.kv_reads;
  out.add(Kind::kv_get, kv_token, 0, published_names(out.arena()));
}

void PoolState::ask_d1(Token token, const Buffer& body, Actions& out, Bytes head) {
  ++metrics.spent.d1_queries;
  out.add(Kind::query, token, 0, head, out.arena().copy(body.view()));
}

void PoolState::ask_rows(Bytes head, Actions& out) {
  Buffer body;
  store::load_all(body);
  ask_d1(load_token, body, out, head);
}

void PoolState::load(double now_ms, Actions& out) {
  if (loading.under_way) {
    loading.again = true;
    return;
  }
  loading.under_way = true;
  loading.again = loading.schema_tried = loading.rows_failed = false;
  if (has_db) {
    loading.waits_for_rows = true;
    ask_rows({}, out);
  }
  if (has_kv) {
    loading.waits_for_kv = true;
    kv_read_ms = now_ms;
    ask_kv(out);
  }
}

void PoolState::load_part(const Event& event, Actions& out) {
  switch (event.token) {
    case load_token: return take_rows(event, out);
    case kv_token: return take_kv(event, event.now_ms, out);
    default:
      keep(loading.secrets, event.body);
      loading.waits_for_secrets = false;
  }
}

/// The rows are kept; what is sealed in them is sent to be opened.
void PoolState::take_rows(const Event& event, Actions& out) {
  if (!loading.waits_for_rows) return;
  loading.waits_for_rows = false;
  keep(loading.rows, event.body);
  loading.secrets.clear();
  const auto results = store::Results::read(loading.rows.view(), reader, out.arena());
  if (!results) return miss_rows(results.failure().message, out);
  Buffer sealed;
  json::Writer writer(sealed);
  writer.begin_array();
  std::size_t count = 0;
  for (const store::KeyRow& row : store::read_key_rows(results->rows(store::Loaded::keys), out.arena())) {
    if (row.sealed.empty()) continue;
    writer.string(row.sealed);
    ++count;
  }
  writer.end_array();
  if (count == 0) return;
  loading.waits_for_secrets = true;
  out.add(Kind::unseal, unseal_token, 0, {}, out.arena().copy(sealed.view()));
}

void PoolState::take_kv(const Event& event, double now_ms, Actions& out) {
  const bool news = loading.kv.view() != event.body;
  if (news) keep(loading.kv, event.body);
  if (loading.under_way) {
    loading.waits_for_kv = false;
  } else if (news) {
    load(now_ms, out);
  }
}

void PoolState::load_failed(const Event& event, Actions& out) {
  if (event.token == kv_token) {
    loading.waits_for_kv = false;
    out.add(Kind::log, 0, 0, out.arena().join("CONFIG_KV could not be read for keys: ", event.head));
    return;
  }
  if (event.token == unseal_token) {
    loading.waits_for_secrets = false;
    loading.secrets.clear();
    out.add(Kind::log, 0, 0, out.arena().join("stored keys cannot be decrypted: ", event.head));
    return;
  }
  if (!loading.waits_for_rows) return;
  if (has_no_tables(event.head) && !loading.schema_tried) {
    loading.schema_tried = true;
    return ask_rows("schema", out);
  }
  loading.waits_for_rows = false;
  miss_rows(event.head, out);
}

void PoolState::miss_rows(Bytes why, Actions& out) {
  loading.rows_failed = true;
  if (!retrying) out.add(Kind::wake, retry_token, limits::load_retry_ms);
  retrying = true;
  out.add(Kind::log, 0, 0,
          out.arena().join("D1 could not be read; what is known so far stays in effect and it is tried again: ", why));
}

bool PoolState::finish_load(double now_ms, Actions& out) {
  if (!loading.under_way || loading.waits_for_rows || loading.waits_for_secrets || loading.waits_for_kv) return false;
  loading.under_way = false;
  const bool rows_known = has_db && !loading.rows_failed;
  if (loaded && loading.rows_failed) {
    if (loading.again) load(now_ms, out);
    return true;
  }
  Arena& arena = out.arena();
  json::Reader rows_reader;
  KeyList listed;
  store::Config presets;
  config_arena.reset();
  if (const auto root = reader.read(environment.view(), arena); root.ok()) {
    listed = parse_keys(arena.copy(root.value()["API_KEYS"].text(arena)), arena);
    presets = store::read_presets(root.value(), config_arena);
  }
  if (const Bytes refusals = describe_refusals(listed, arena); !refusals.empty()) out.add(Kind::log, 0, 0, refusals);
  Bytes complaint;
  const List<ImportedKey> published = read_published(loading.kv.view(), reader, arena, complaint);
  if (!complaint.empty()) out.add(Kind::log, 0, 0, complaint);

  List<store::KeyRow> rows;
  config = presets;
  if (rows_known) {
    const auto results = store::Results::read(loading.rows.view(), rows_reader, arena);
    if (results.ok()) {
      rows = store::read_key_rows(results->rows(store::Loaded::keys), arena);
      take_config(*results, out);
    }
  }
  use_snapshot(presets, out);
  std::size_t sealed = 0;
  for (const store::KeyRow& row : rows) sealed += row.sealed.empty() ? 0 : 1;
  const List<Bytes> secrets = unsealed(sealed, arena, out);
  const RosterSources sources{listed, rows, secrets, published};
  roster = {};
  roster_arena.reset();
  roster = make_roster(sources, roster_arena);
  if (loading.rows_failed || (has_kv && loading.kv.empty())) recall_keys(roster_arena);
  enlist(now_ms, out);
  const List<store::KeyRow> unnamed = unnamed_keys(sources, arena);
  if (rows_known && cursor.shard == 0 && !unnamed.empty()) {
    Buffer body;
    store::Query query(body);
    store::note_keys(query, unnamed, now_ms);
    query.end();
    ask_d1(note_token, body, out);
  }
  loading.rows.release();
  loading.secrets.release();
  loaded = true;
  if (loading.again) load(now_ms, out);
  return true;
}

/// The settings become the snapshot, which is stored too: without D1 the last one known holds.
void PoolState::take_config(const store::Results& results, Actions& out) {
  Buffer written;
  json::Reader spare;
  const std::int64_t newest = store::read_version(results.rows(store::Loaded::settings));
  store::write_snapshot(newest, results, spare, out.arena(), written);
  if (written.view() == snapshot.view()) return;
  snapshot.clear();
  snapshot.append(written.view());
  if (newest != 0) store(snapshot_row, snapshot, out);
}

void PoolState::use_snapshot(const store::Config& presets, Actions& out) {
  if (snapshot.empty()) return;
  json::Reader spare;
  const auto read = store::read_snapshot(snapshot.view(), spare, out.arena());
  if (!read.ok()) {
    out.add(Kind::log, 0, 0, out.arena().join("the settings in D1 cannot be read: ", read.failure().message));
    return;
  }
  version = read.value()->version;
  stored_clients = read.value()->clients.size();
  config = store::config_of(presets, *read.value(), config_arena);
  ledger.set_rules(read.value()->models, config.pro_daily_quota, config.flash_daily_quota);
  ledger.set_error_rule({config.max_errors_threshold, static_cast<double>(config.error_reset_interval) * 1000});
  if (version == cursor.published || cursor.shard != 0 || !has_kv) return;
  cursor.published = version;
  ++metrics.spent.kv_writes;
  out.add(Kind::kv_put, publish_token, 0, store::snapshot_name, out.arena().copy(snapshot.view()));
}

/// What unseal gave, in the order of the sealed rows; empty for each that could not be opened.
List<Bytes> PoolState::unsealed(std::size_t sealed, Arena& arena, Actions& out) {
  List<Bytes> secrets;
  std::int64_t unreadable = static_cast<std::int64_t>(sealed);
  if (const auto list = reader.read(loading.secrets.view(), arena); !loading.secrets.empty() && list.ok()) {
    for (const json::Value secret : list->elements()) {
      secrets.push(arena, arena.copy(secret.text(arena)));
      if (!secrets.back().empty()) --unreadable;
    }
  }
  if (unreadable > 0) {
    out.add(Kind::log, 0, 0,
            arena.join(text::decimal(arena, unreadable),
                       " stored keys cannot be decrypted: SESSION_SECRET_KEY is not the one they were stored under. Set "
                       "the old one again, or add these keys anew; all else that is known of them is kept"));
  }
  return secrets;
}

/// D1 or KV cannot be read. Keys that are known from there keep their place and their state, and are out until it can
/// be; what D1 said of a key is what the rows remember.
void PoolState::recall_keys(Arena& arena) {
  IdIndex known;
  known.clear(roster.keys.size() + ledger.keys().size());
  for (std::uint32_t i = 0; i < roster.keys.size(); ++i) known.add(roster.keys, i);
  for (const KeyState& key : ledger.keys()) {
    const std::uint32_t at = known.find(roster.keys, key.id);
    if (at == nowhere ? roster.keys.size() >= limits::pool_keys : !loading.rows_failed) continue;
    ListedKey unread;
    unread.id = key.id;
    ListedKey& listed = at != nowhere ? roster.keys[at] : roster.keys.push(arena, unread);
    listed.project = key.project;
    listed.weight = key.weight;
    listed.switched_off = key.barred == Cause::switched_off;
  }
}

/// The roster's part for this shard becomes the ledger's keys.
void PoolState::enlist(double now_ms, Actions& out) {
  Arena& arena = out.arena();
  KeyList mine;
  for (const ListedKey& key : roster.keys) {
    if (shard_of(key, cursor.shards) == cursor.shard) mine.keys.push(arena, key);
  }
  const Reconciled changed = reconcile(ledger, mine, now_ms, cursor.next, dirty);
  if (changed.joined + changed.left != 0) {
    out.add(Kind::log, 0, 0,
            arena.join("the pool has ", text::decimal(arena, static_cast<std::int64_t>(ledger.size())), " keys: ",
                       text::decimal(arena, changed.joined), " joined, ", text::decimal(arena, changed.left), " left"));
  }
  store_urgent(out);
  for (; pages_stored > page_count(ledger.size()); --pages_stored) {
    out.add(Kind::erase, 0, 0, page_row(pages_stored - 1, arena));
  }
  pages_stored = page_count(ledger.size());
  if (cursor_moved()) store_cursor(out);  // positions may mean other keys now
  wake_if_dirty(now_ms, out);
}

/// The calls say how many pools there are and which this is; it keeps what is its own.
void PoolState::join_shard(const Call& call, double now_ms, Actions& out) {
  const std::uint32_t shards = call.shards > 1 ? call.shards : 0;
  if (call.version > version && call.version > sought_version && has_db && !loading.under_way) {
    sought_version = call.version;  // once: D1 may be away, or know less than the isolate
    load(now_ms, out);
  }
  if (cursor.shards == shards && cursor.shard == call.shard) return;
  cursor.shards = shards;
  cursor.shard = shards == 0 ? 0 : call.shard;
  enlist(now_ms, out);
}

/// C3: keys put into KV are picked up without a deployment.
void PoolState::read_kv_sometimes(double now_ms, Actions& out) {
  if (!has_kv || loading.under_way) return;
  if (now_ms >= kv_read_ms && now_ms - kv_read_ms < limits::kv_keys_ms) return;
  kv_read_ms = now_ms;
  ask_kv(out);
}

}  // namespace rota::pool
