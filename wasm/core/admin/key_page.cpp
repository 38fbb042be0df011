// See key_page.h.
#include "admin/key_page.h"

#include "admin/change.h"
#include "admin/key_pool.h"
#include "admin/key_state.h"
#include "admin/paging.h"
#include "base/limits.h"
#include "json/writer.h"
#include "pool/fields.h"
#include "store/key_search.h"

namespace rota::admin {

namespace {

constexpr Bytes orders[] = {"created", "name", "project", "requests", "errors", "tokens", "last_used"};  // KeyOrder

/// What is asked of the list beside its page.
struct Wanted {
  store::KeySearch search;
  bool by_state = false;  ///< instead of search.order
  bool one_state = false;
  KeyWord word = KeyWord::ready;
};

/// The keys by how they stand right now.
List<List<std::uint64_t>> keys_by_word(const pool::Ledger& ledger, double now_ms, Arena& arena) {
  List<List<std::uint64_t>> words;
  for (std::size_t word = 0; word < key_words; ++word) words.push(arena, {});
  for (std::uint32_t at = 0; at < ledger.size(); ++at) {
    words[static_cast<std::size_t>(key_word(ledger, at, now_ms))].push(arena, ledger.key(at).id);
  }
  return words;
}

void write_key(const store::KeyRecord& record, const pool::Ledger& ledger, double now_ms, json::Writer& json) {
  json.begin_object();
  json.key("id");
  pool::write_id(json, record.key.id);
  const struct {
    Bytes name;
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
    Bytes name;
    std::int64_t value;
  } counts[] = {{"created_at", static_cast<std::int64_t>(record.created_ms)},
                {"total_requests", record.requests},
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
  write_key_state(ledger, ledger.find(record.key.id), now_ms, json);
  json.end_object();
}

void answer_key_page(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("keys");
  json.begin_array();
  for (const store::KeyRecord& record : store::read_key_records(results.rows(0), operation.arena)) {
    write_key(record, step.pool.ledger(), step.event.now_ms, json);
  }
  json.end_array();
  write_page_end(*static_cast<Page*>(operation.kept), store::read_key_count(results.rows(1)),
                 step.pool.config_version(), json);
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

/// False after a refusal.
bool read_order(Operation& operation, Step& step, Wanted& wanted) {
  const Bytes sort = parameter(operation.request, "sort", operation.arena);
  const Bytes order = parameter(operation.request, "order", operation.arena);
  bool known = sort.empty() || sort == "state";
  wanted.by_state = sort == "state";
  for (std::size_t at = 0; at < std::size(orders); ++at) {
    if (orders[at] != sort) continue;
    wanted.search.order = static_cast<store::KeyOrder>(at);
    known = true;
  }
  wanted.search.descending = order == "desc";
  if (!known) {
    refuse(operation, step,
           bad_field("`sort` is created, name, state, project, requests, errors, tokens or last_used.", "sort"));
    return false;
  }
  if (order.empty() || order == "asc" || order == "desc") return true;
  refuse(operation, step, bad_field("`order` is asc or desc.", "order"));
  return false;
}

bool read_state(Operation& operation, Step& step, Wanted& wanted) {
  const Bytes state = parameter(operation.request, "state", operation.arena);
  wanted.one_state = !state.empty();
  if (state.empty() || parse_key_word(state, wanted.word)) return true;
  refuse(operation, step, bad_field("`state` is ready, limited, resting, disabled, off or unreadable.", "state"));
  return false;
}

}  // namespace

void list_keys(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  const Page* page = read_page(operation, step, limits::pool_keys);
  if (page == nullptr) return;
  Wanted wanted;
  if (!read_state(operation, step, wanted) || !read_order(operation, step, wanted)) return;
  wanted.search.search = page->search;
  wanted.search.limit = page->per_page;
  wanted.search.offset = offset_of(*page);
  operation.question.clear();
  store::Query query(operation.question);
  if (!wanted.one_state && !wanted.by_state) {
    store::list_keys(query, wanted.search, arena);
  } else {
    const auto words = keys_by_word(step.pool.ledger(), step.event.now_ms, arena);
    if (wanted.one_state) {
      store::list_keys_among(query, wanted.search, words[static_cast<std::size_t>(wanted.word)], arena);
    } else {
      store::list_keys_ranked(query, wanted.search, words, arena);
    }
  }
  query.end();
  ask_record(operation, step, answer_key_page);
}

}  // namespace rota::admin
