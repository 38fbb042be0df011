// See key_page.h.
#include "admin/key_page.h"

#include "admin/key_json.h"
#include "base/limits.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "store/key_search.h"

namespace rota::admin {

namespace {

constexpr Bytes orders[] = {"created", "name", "project", "requests", "errors", "tokens", "last_used"};  // KeyOrder

/// The keys by how they stand right now.
List<List<std::uint64_t>> keys_by_state(const pool::Ledger& ledger, double now_ms, Arena& arena) {
  List<List<std::uint64_t>> states;
  for (std::size_t state = 0; state < pool::key_states; ++state) states.push(arena, {});
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    states[static_cast<std::size_t>(pool::state_of(ledger, at, now_ms))].push(arena, ledger.key(at).id);
  }
  return states;
}

void write_key(const store::KeyRecord& record, const pool::Ledger& ledger, double now_ms, Arena& arena,
               json::Writer& json) {
  json.begin_object();
  json.key("id");
  pool::write_id(json, record.key.id);
  const struct {
    json::Escaped name;
    Bytes value;
  } texts[] = {{"masked", record.key.masked},   {"name", record.key.name},   {"email", record.key.email},
               {"project", record.key.project}, {"notes", record.key.notes}, {"source", record.key.source}};
  for (const auto& text : texts) {
    json.key(text.name);
    json.string(text.value);
  }
  json.key("weight");
  json.integer(record.key.weight);
  json.key("enabled");
  json.boolean(record.key.active);
  const struct {
    json::Escaped name;
    std::int64_t value;
  } counts[] = {{"created_at", static_cast<std::int64_t>(record.created_ms)},
                {"total_attempts", record.attempts},
                {"error_count", record.errors},
                {"tokens_used", record.tokens}};
  for (const auto& count : counts) {
    json.key(count.name);
    json.integer(count.value);
  }
  json.key("last_used_at");
  if (record.last_used_ms > 0) {
    json.integer(static_cast<std::int64_t>(record.last_used_ms));
  } else {
    json.null();
  }
  json.key("last_error");
  json.string(record.last_error);
  write_key_state(ledger, ledger.find(record.key.id), now_ms, arena, json);
  json.end_object();
}

Result<KnownKeysWanted> read_wanted(const Request& request, Arena& arena) {
  KnownKeysWanted wanted;
  const Bytes state = parameter(request, "state", arena);
  wanted.one_state = !state.empty();
  if (wanted.one_state && !pool::parse_key_state(state, wanted.state)) {
    return bad_field("`state` is ready, limited, resting, disabled, off or unreadable.", "state");
  }
  const Bytes sort = parameter(request, "sort", arena);
  const Bytes order = parameter(request, "order", arena);
  bool known = sort.empty() || sort == "state";
  wanted.by_state = sort == "state";
  for (std::size_t at = 0; at < std::size(orders); ++at) {
    if (orders[at] != sort) continue;
    wanted.search.order = static_cast<store::KeyOrder>(at);
    known = true;
  }
  if (!known) {
    return bad_field("`sort` is created, name, state, project, requests, errors, tokens or last_used.", "sort");
  }
  wanted.search.descending = order == "desc";
  if (order.empty() || order == "asc" || order == "desc") return wanted;
  return bad_field("`order` is asc or desc.", "order");
}

}  // namespace

void ListKeys::begin(Step& step) {
  const auto page = read_page(request(), limits::pool_keys, arena());
  if (!page) return refuse(page.failure(), step);
  page_ = *page;
  const auto wanted = read_wanted(request(), arena());
  if (!wanted) return refuse(wanted.failure(), step);
  wanted_ = *wanted;
  store::KeySearch& search = wanted_.search;
  search.search = page_.search;
  search.limit = page_.per_page;
  search.offset = offset_of(page_);
  search.unnamed = step.pool.loader.unnamed().rows();
  search.unnamed_ms = step.pool.loader.unnamed().since_ms();
  Buffer unsent;
  step.pool.recorder.rollups().write_unsent_keys(unsent);
  search.unsent = unsent.view();
  as_of_ms_ = step.now_ms;
  store::Query query = new_query();
  if (!wanted_.one_state && !wanted_.by_state) {
    store::list_keys(query, search, arena());
  } else {
    const auto states = keys_by_state(step.pool.lender.ledger(), step.now_ms, arena());
    if (wanted_.one_state) {
      store::list_keys_among(query, search, states[static_cast<std::size_t>(wanted_.state)], arena());
    } else {
      store::list_keys_ranked(query, search, states, arena());
    }
  }
  search.unnamed = {};  // the loader's, which may change before the answer
  search.unsent = {};
  ask_rows(query, step);
}

void ListKeys::take_rows(const store::Results& results, Step& step) {
  answer_page(store::read_key_records(results.rows(0), arena()), store::read_key_count(results.rows(1)), step);
}

bool ListKeys::answer_without_rows(Step& step) {
  std::int64_t total = 0;
  const List<store::KeyRecord> keys = list_known_keys(step.pool, wanted_, step.now_ms, arena(), total);
  answer_page(keys, total, step);
  return true;
}

void ListKeys::answer_page(const List<store::KeyRecord>& keys, std::int64_t total, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("keys");
  json.begin_array();
  for (const store::KeyRecord& record : keys) {
    write_key(record, step.pool.lender.ledger(), step.now_ms, arena(), json);
  }
  json.end_array();
  json.key("as_of_ms");
  json.integer(static_cast<std::int64_t>(as_of_ms_));
  write_page_end(page_, total, step.pool.configuration.version(), json);
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
