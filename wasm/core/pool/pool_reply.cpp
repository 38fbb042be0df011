// A reply's JSON; see pool_call.cpp for the rules. An unknown shortage reads as cooling, which asks to come back later.
#include "base/limits.h"
#include "pool/call_json.h"
#include "pool/fields.h"
#include "pool/pool_call.h"

namespace rota::pool {

namespace {

constexpr auto shortage_last = static_cast<std::int64_t>(Shortage::too_large);
constexpr auto ownership_last = static_cast<std::int64_t>(Ownership::out);

Shortage read_shortage(json::Value value) {
  const std::int64_t number = read_count(value, 0xFF);
  return number <= shortage_last ? static_cast<Shortage>(number) : Shortage::cooling;
}

void write_pick(json::Writer& out, const Pick& pick) {
  out.begin_object();
  out.key("key");
  write_id(out, pick.key);
  if (pick.group != pick.key) {
    out.key("group");
    write_id(out, pick.group);
  }
  write_text(out, "secret", pick.secret.reveal());
  write_text(out, "label", pick.label);
  if (pick.scarce) write_count(out, "scarce", 1);
  out.end_object();
}

void write_picks(json::Writer& out, json::Escaped name, const List<Pick>& picks) {
  if (picks.empty()) return;
  out.key(name);
  out.begin_array();
  for (const Pick& pick : picks) write_pick(out, pick);
  out.end_array();
}

bool read_pick(json::Value from, Pick& pick, Arena& arena) {
  if (!from.is_object() || !read_id(from["key"], pick.key)) return false;
  if (!read_id(from["group"], pick.group)) pick.group = pick.key;
  pick.secret = Secret(from["secret"].text(arena));
  pick.label = from["label"].text(arena);
  pick.scarce = read_count(from["scarce"]) != 0;
  return !pick.secret.empty();
}

void write_ids(json::Writer& out, json::Escaped name, const List<std::uint64_t>& ids) {
  if (ids.empty()) return;
  out.key(name);
  out.begin_array();
  for (const std::uint64_t id : ids) write_id(out, id);
  out.end_array();
}

void read_ids(json::Value from, std::size_t most, List<std::uint64_t>& ids, Arena& arena) {
  for (const json::Value element : from.elements()) {
    std::uint64_t id = 0;
    if (ids.size() < most && read_id(element, id)) ids.push(arena, id);
  }
}

void write_cooling(json::Writer& out, const Cooling& cooling) {
  out.begin_object();
  out.key("group");
  write_id(out, cooling.group);
  write_text(out, "model", cooling.model);
  out.end_object();
}

void write_allowance(json::Writer& out, const Allowance& allowance) {
  if (allowance.granted == 0 && allowance.retry_after_ms <= 0) return;  // nobody asked
  out.key("client");
  out.begin_object();
  write_count(out, "granted", allowance.granted);
  write_count(out, "minute", allowance.minute);
  write_count(out, "limit", allowance.limit);
  write_count(out, "remaining", allowance.remaining);
  write_ms(out, "reset_ms", allowance.reset_ms);
  write_ms(out, "retry_after_ms", allowance.retry_after_ms);
  write_text(out, "reason", allowance.reason);
  out.end_object();
}

Allowance read_allowance(json::Value from, Arena& arena) {
  constexpr std::int64_t most = 0xFFFFFFFF;
  Allowance allowance;
  allowance.granted = static_cast<std::uint32_t>(read_count(from["granted"], limits::lease_picks));
  allowance.minute = static_cast<std::uint32_t>(read_count(from["minute"], most));
  allowance.limit = read_count(from["limit"]);
  allowance.remaining = read_count(from["remaining"]);
  allowance.reset_ms = read_ms(from["reset_ms"]);
  allowance.retry_after_ms = read_ms(from["retry_after_ms"]);
  allowance.reason = from["reason"].text(arena);
  return allowance;
}

/// An unknown one reads as out, which asks to come back later.
Ownership read_ownership(json::Value value) {
  const std::int64_t number = read_count(value, 0xFF);
  return number <= ownership_last ? static_cast<Ownership>(number) : Ownership::out;
}

void write_admin_answer(json::Writer& out, const AdminAnswer& admin) {
  out.key("admin");
  out.begin_object();
  write_count(out, "status", admin.status);
  write_text(out, "content_type", admin.content_type);
  write_text(out, "allow", admin.allow);
  write_text(out, "body", admin.body);
  write_text(out, "headers", admin.headers);
  out.end_object();
}

Status read_lists(json::Value from, Reply& reply, Arena& arena) {
  if (!is_list_or_unset(from["picks"])) return foreign("The reply's picks are not a list.");
  for (const json::Value element : from["picks"].elements()) {
    Pick pick;
    if (reply.picks.size() == limits::lease_picks) return foreign("The reply holds too many picks.");
    if (!read_pick(element, pick, arena)) return foreign("The reply holds a pick without a proper key.");
    reply.picks.push(arena, pick);
  }
  for (const json::Value element : from["doubted"].elements()) {
    Pick pick;
    if (reply.doubted.size() == limits::key_probes_at_once || !read_pick(element, pick, arena)) continue;
    reply.doubted.push(arena, pick);
  }
  for (const json::Value element : from["cooling"].elements()) {
    Cooling cooling;
    if (reply.cooling.size() == limits::cooldowns_sent || !read_id(element["group"], cooling.group)) continue;
    cooling.model = element["model"].text(arena);
    reply.cooling.push(arena, cooling);
  }
  for (const json::Value element : from["owned"].elements()) reply.owned.push(arena, element.text(arena));
  read_ids(from["moves"], limits::moves_sent, reply.moves, arena);
  read_ids(from["scarce"], limits::warm_calls, reply.scarce, arena);
  return Done{};
}

Census read_census(json::Value from) {
  const auto count = [from](Bytes name) { return static_cast<std::uint32_t>(read_count(from[name], 0xFFFFFFFF)); };
  return {count("keys"), count("ready"), count("limited"), count("disabled")};
}

/// Left out when all is well.
void write_parts(json::Writer& writer, const Parts& parts) {
  const bool well = parts.rows == PartState::well && parts.d1 == PartState::well && parts.kv == PartState::well;
  if (well) return;
  writer.key("parts");
  writer.begin_object();
  write_count(writer, "rows", static_cast<std::int64_t>(parts.rows));
  write_count(writer, "d1", static_cast<std::int64_t>(parts.d1));
  write_count(writer, "kv", static_cast<std::int64_t>(parts.kv));
  writer.end_object();
}

Parts read_parts(json::Value from) {
  const auto state = [from](Bytes name) { return static_cast<PartState>(read_count(from[name], 2)); };
  return {state("rows"), state("d1"), state("kv")};
}

}  // namespace

void encode(const Reply& reply, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_picks(writer, "picks", reply.picks);
  write_picks(writer, "doubted", reply.doubted);
  if (!reply.cooling.empty()) {
    writer.key("cooling");
    writer.begin_array();
    for (const Cooling& cooling : reply.cooling) write_cooling(writer, cooling);
    writer.end_array();
  }
  write_text(writer, "moved", reply.moved);
  write_ids(writer, "moves", reply.moves);
  write_ids(writer, "scarce", reply.scarce);
  write_count(writer, "shortage", static_cast<std::int64_t>(reply.shortage));
  write_ms(writer, "retry_after_ms", reply.retry_after_ms);
  write_text(writer, "reason", reply.reason);
  write_count(writer, "cause", static_cast<std::int64_t>(reply.cause));
  write_count(writer, "ownership", static_cast<std::int64_t>(reply.ownership));
  write_text(writer, "owned_name", reply.owned_name);
  if (!reply.owned.empty()) {
    writer.key("owned");
    writer.begin_array();
    for (const Bytes name : reply.owned) writer.string(name);
    writer.end_array();
  }
  write_allowance(writer, reply.client);
  write_count(writer, "version", reply.version);
  write_text(writer, "config", reply.config);
  writer.key("census");
  writer.begin_object();
  write_count(writer, "keys", reply.census.keys);
  write_count(writer, "ready", reply.census.ready);
  write_count(writer, "limited", reply.census.limited);
  write_count(writer, "disabled", reply.census.disabled);
  writer.end_object();
  write_parts(writer, reply.parts);
  write_text(writer, "trouble", reply.trouble);
  if (reply.permitted) write_count(writer, "permitted", 1);
  if (reply.admin.status != 0) write_admin_answer(writer, reply.admin);
  writer.end_object();
}

Result<Reply*> decode_reply(Bytes text, json::Reader& reader, Arena& arena) {
  const auto root = read_message(text, reader, arena);
  if (!root) return root.failure();
  const json::Value from = root.value();
  if (const json::Value error = from["error"]) {
    return foreign(arena.join("The pool refused the call: ", error.text(arena)));
  }
  auto* reply = arena.make<Reply>();
  if (const Status lists = read_lists(from, *reply, arena); !lists) return lists.failure();
  reply->moved = from["moved"].text(arena);
  reply->shortage = read_shortage(from["shortage"]);
  reply->retry_after_ms = read_ms(from["retry_after_ms"]);
  reply->reason = from["reason"].text(arena);
  reply->cause = read_cause(from["cause"]);
  reply->ownership = read_ownership(from["ownership"]);
  reply->owned_name = from["owned_name"].text(arena);
  reply->client = read_allowance(from["client"], arena);
  reply->version = read_count(from["version"]);
  reply->config = from["config"].text(arena);
  reply->census = read_census(from["census"]);
  reply->parts = read_parts(from["parts"]);
  reply->trouble = from["trouble"].text(arena);
  reply->permitted = read_count(from["permitted"]) != 0;
  const json::Value admin = from["admin"];
  reply->admin = {static_cast<std::uint16_t>(read_count(admin["status"], 999)), admin["content_type"].text(arena),
                  admin["allow"].text(arena), admin["body"].text(arena), admin["headers"].text(arena)};
  return reply;
}

}  // namespace rota::pool
