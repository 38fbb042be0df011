// The rows' JSON; see pages.h. Zeros and empty texts are left out. Version 1.
#include "pool/pages.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/fields.h"

namespace rota::pool {

namespace {

constexpr std::int64_t row_version = 1;
constexpr Bytes page_prefix = "keys/";
constexpr auto page_keys = static_cast<std::uint32_t>(limits::pool_page_keys);
constexpr auto page_count_max = static_cast<std::uint32_t>((limits::pool_keys + page_keys - 1) / page_keys);
constexpr std::int64_t day_max = 200'000;  // the year 2517

void write_state(json::Writer& out, const Ledger& ledger, const ModelState& state) {
  out.begin_object();
  write_text(out, "model", ledger.words().model_text(state.model));
  write_count(out, "cause", static_cast<std::int64_t>(state.cause));
  write_ms(out, "until_ms", state.until_ms);
  write_count(out, "busy", state.busy);
  write_text(out, "reason", ledger.words().reason_text(state.reason));
  write_ms(out, "used_ms", state.used_ms);
  write_count(out, "day", state.day);
  write_count(out, "requests", state.usage.requests);
  write_count(out, "errors", state.usage.errors);
  write_count(out, "prompt_tokens", state.usage.prompt_tokens);
  write_count(out, "completion_tokens", state.usage.completion_tokens);
  write_count(out, "cached_tokens", state.usage.cached_tokens);
  write_count(out, "thinking_tokens", state.usage.thinking_tokens);
  write_count(out, "day_lent", state.window.day_requests);
  write_count(out, "limit_minute_requests", state.window.limit_minute_requests);
  write_count(out, "limit_minute_tokens", state.window.limit_minute_tokens);
  write_count(out, "limit_day_requests", state.window.limit_day_requests);
  out.end_object();
}

void write_key(json::Writer& out, const Ledger& ledger, const PoolKey& key) {
  out.begin_object();
  out.key("id");
  write_id(out, key.id);
  write_count(out, "cause", static_cast<std::int64_t>(key.cause));
  write_ms(out, "until_ms", key.until_ms);
  write_text(out, "reason", ledger.words().reason_text(key.reason));
  write_known_id(out, "project", key.project);
  if (key.weight != 1) write_count(out, "weight", key.weight);
  if (key.barred == Cause::switched_off) write_count(out, "off", 1);
  write_count(out, "errors", key.errors);
  // In thousandths of failure, so that a key without any is not written.
  write_count(out, "failing", static_cast<std::int64_t>((1 - key.success) * 1000));
  write_ms(out, "first_byte_ms", static_cast<double>(key.first_byte_ms));
  if (key.first_model != nowhere) {
    out.key("models");
    out.begin_array();
    for (std::uint32_t at = key.first_model; at != nowhere; at = ledger.states()[at].next) {
      write_state(out, ledger, ledger.states()[at]);
    }
    out.end_array();
  }
  out.end_object();
}

/// A stored cause of the right kind, with its cooldown; anything else reads as usable.
Cause read_cooldown(json::Value from, bool whole_key, double& until_ms) {
  const std::int64_t number = read_count(from["cause"], cause_count);
  const Cause cause = number < static_cast<std::int64_t>(cause_count) ? static_cast<Cause>(number) : Cause::ok;
  until_ms = 0;
  if (longest_cooldown_ms(cause) == 0 || concerns_key(cause) != whole_key) return Cause::ok;
  until_ms = read_ms(from["until_ms"]);
  return cause;
}

Bytes read_reason(json::Value from, Arena& arena) {
  const Bytes reason = from["reason"].text(arena);
  return reason.size() <= limits::pool_reason_bytes ? reason : Bytes();
}

void read_state(json::Value from, std::uint32_t key, Ledger& ledger, Arena& arena) {
  const Bytes model = from["model"].text(arena);
  if (model.size() > limits::model_name_bytes) return;
  constexpr std::int64_t most = 0xFFFFFFFF;
  ModelState state;
  state.cause = read_cooldown(from, false, state.until_ms);
  state.busy = static_cast<std::uint8_t>(read_count(from["busy"], 0xFF));
  state.used_ms = read_ms(from["used_ms"]);
  state.day = static_cast<std::int32_t>(read_count(from["day"], day_max));
  state.usage.requests = static_cast<std::uint32_t>(read_count(from["requests"], most));
  state.usage.errors = static_cast<std::uint32_t>(read_count(from["errors"], most));
  state.usage.prompt_tokens = read_count(from["prompt_tokens"]);
  state.usage.completion_tokens = read_count(from["completion_tokens"]);
  state.usage.cached_tokens = read_count(from["cached_tokens"]);
  state.usage.thinking_tokens = read_count(from["thinking_tokens"]);
  const auto number = [from](Bytes name) { return static_cast<std::uint32_t>(read_count(from[name], most)); };
  state.window.day_requests = number("day_lent");
  state.window.limit_minute_requests = number("limit_minute_requests");
  state.window.limit_minute_tokens = number("limit_minute_tokens");
  state.window.limit_day_requests = number("limit_day_requests");
  ledger.restore(key, state, model, read_reason(from, arena));
}

/// The row's object, or absent when this version cannot read it.
json::Value read_row(Bytes value, json::Reader& reader, Arena& arena) {
  auto root = reader.read(value, arena);
  if (!root || read_count((*root)["v"]) != row_version) return {};
  return *root;
}

}  // namespace

Bytes page_row(std::uint32_t page, Arena& arena) { return arena.join(page_prefix, text::decimal(arena, page)); }

bool read_page_row(Bytes row, std::uint32_t& page) {
  std::uint64_t number = 0;
  if (!text::starts_with(row, page_prefix) || !text::parse_unsigned(row.substr(page_prefix.size()), number) ||
      number >= page_count_max) {
    return false;
  }
  page = static_cast<std::uint32_t>(number);
  return true;
}

void write_page(const Ledger& ledger, std::uint32_t page, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_count(writer, "v", row_version);
  writer.key("keys");
  writer.begin_array();
  const std::uint32_t begin = page * page_keys;
  for (std::uint32_t at = begin; at < ledger.size() && at < begin + page_keys; ++at) {
    write_key(writer, ledger, ledger.key(at));
  }
  writer.end_array();
  writer.end_object();
}

void write_cursor(const Cursor& cursor, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_count(writer, "v", row_version);
  write_count(writer, "next", cursor.next);
  write_count(writer, "reset_day", cursor.reset_day);
  write_count(writer, "shard", cursor.shard);
  write_count(writer, "shards", cursor.shards);
  write_count(writer, "published", cursor.published);
  writer.end_object();
}

bool read_page(Bytes value, std::uint32_t page, json::Reader& reader, Ledger& ledger, Arena& arena) {
  const json::Value root = read_row(value, reader, arena);
  const json::Value keys = root["keys"];
  if (!keys.is_array() || keys.count() > page_keys) return false;
  std::uint32_t place = page * page_keys;
  for (const json::Value from : keys.elements()) {
    PoolKey key;
    key.place = place++;
    if (!read_id(from["id"], key.id)) continue;
    key.cause = read_cooldown(from, true, key.until_ms);
    static_cast<void>(read_id(from["project"], key.project));
    key.weight = from["weight"] ? static_cast<std::uint8_t>(read_count(from["weight"], 100)) : std::uint8_t{1};
    if (read_count(from["off"]) != 0) key.barred = Cause::switched_off;
    key.errors = static_cast<std::uint8_t>(read_count(from["errors"], 0xFF));
    key.success = 1 - static_cast<float>(read_count(from["failing"], 1000)) / 1000;
    key.first_byte_ms = static_cast<float>(read_ms(from["first_byte_ms"]));
    const std::uint32_t at = ledger.restore(key, read_reason(from, arena));
    for (const json::Value state : from["models"].elements()) read_state(state, at, ledger, arena);
  }
  return true;
}

bool read_cursor(Bytes value, json::Reader& reader, Cursor& cursor, Arena& arena) {
  const json::Value root = read_row(value, reader, arena);
  if (!root.is_object()) return false;
  cursor.next = static_cast<std::uint32_t>(read_count(root["next"], limits::pool_keys));
  cursor.shard = static_cast<std::uint32_t>(read_count(root["shard"], limits::pool_shards));
  cursor.shards = static_cast<std::uint32_t>(read_count(root["shards"], limits::pool_shards));
  cursor.published = read_count(root["published"]);
  cursor.reset_day = root["reset_day"] ? static_cast<std::int32_t>(read_count(root["reset_day"], day_max))
                                       : Cursor::no_day;
  return true;
}

}  // namespace rota::pool
