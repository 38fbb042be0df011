// A call's JSON. Members that are zero, false or empty are left out and read back as such.
// The two sides may run different versions: unknown members are skipped and a scalar of another type reads as left out.
#include "pool/pool_call.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/call_json.h"
#include "pool/fields.h"
#include "pool/owner_json.h"

namespace rota::pool {

namespace {

void write_report(json::Writer& out, const Report& report, double now_ms) {
  out.begin_object();
  write_known_id(out, "key", report.key);
  write_text(out, "model", report.model);
  write_text(out, "kind", report.kind);
  write_count(out, "text_bytes", report.text_bytes);
  write_count(out, "cause", static_cast<std::int64_t>(report.verdict.cause));
  if (report.verdict.retry) write_count(out, "retry", 1);
  write_ms(out, "cool_ms", report.verdict.cool_ms);
  if (report.verdict.limit >= 0) {
    out.key("limit");
    out.integer(report.verdict.limit < count_max ? report.verdict.limit : count_max);
  }
  write_text(out, "quota_id", report.verdict.quota_id);
  write_text(out, "reason", report.verdict.reason);
  write_text(out, "said", text::cut_utf8(report.verdict.said, limits::outcome_error_bytes));
  write_count(out, "status", report.status);
  if (report.unlent) write_count(out, "unlent", 1);
  if (report.test) write_count(out, "test", 1);
  write_count(out, "prompt_tokens", report.prompt_tokens);
  write_count(out, "completion_tokens", report.completion_tokens);
  write_count(out, "cached_tokens", report.cached_tokens);
  write_count(out, "thinking_tokens", report.thinking_tokens);
  write_count(out, "estimated_tokens", report.estimated_tokens);
  write_ms(out, "first_byte_ms", report.first_byte_ms);
  write_ms(out, "total_ms", report.total_ms);
  if (report.ended_ms < now_ms) write_ms(out, "age_ms", now_ms - report.ended_ms);
  write_text(out, "client", report.client);
  write_text(out, "endpoint", report.endpoint);
  write_text(out, "dialect", report.dialect);
  write_text(out, "asked", report.asked);
  write_known_id(out, "conversation", report.conversation);
  write_count(out, "attempt", report.attempt);
  if (report.last) write_count(out, "last", 1);
  write_count(out, "client_status", report.client_status);
  write_ms(out, "overhead_ms", report.overhead_ms);
  out.end_object();
}

bool read_report(json::Value from, Report& report, Arena& arena) {
  if (!from.is_object() || (from["key"] && !read_id(from["key"], report.key))) return false;
  report.model = from["model"].text(arena);
  report.kind = from["kind"].text(arena);
  report.text_bytes = read_count(from["text_bytes"]);
  report.verdict.cause = read_cause(from["cause"]);
  report.verdict.retry = read_count(from["retry"]) != 0;
  report.verdict.cool_ms = read_ms(from["cool_ms"]);
  report.verdict.limit = from["limit"] ? read_count(from["limit"]) : -1;
  report.verdict.quota_id = from["quota_id"].text(arena);
  report.verdict.reason = from["reason"].text(arena);
  report.verdict.said = from["said"].text(arena);
  report.status = static_cast<std::uint16_t>(read_count(from["status"], 999));
  report.unlent = read_count(from["unlent"]) != 0;
  report.test = read_count(from["test"]) != 0;
  report.prompt_tokens = read_count(from["prompt_tokens"]);
  report.completion_tokens = read_count(from["completion_tokens"]);
  report.cached_tokens = read_count(from["cached_tokens"]);
  report.thinking_tokens = read_count(from["thinking_tokens"]);
  report.estimated_tokens = read_count(from["estimated_tokens"]);
  report.first_byte_ms = read_ms(from["first_byte_ms"]);
  report.total_ms = read_ms(from["total_ms"]);
  report.ended_ms = -read_ms(from["age_ms"]);
  report.client = from["client"].text(arena);
  report.endpoint = from["endpoint"].text(arena);
  report.dialect = from["dialect"].text(arena);
  report.asked = text::cut_utf8(from["asked"].text(arena), limits::model_name_bytes);
  report.conversation = read_known_id(from["conversation"]);
  report.attempt = static_cast<std::uint8_t>(read_count(from["attempt"], 0xFF));
  report.last = read_count(from["last"]) != 0;
  report.client_status = static_cast<std::uint16_t>(read_count(from["client_status"], 999));
  report.overhead_ms = read_ms(from["overhead_ms"]);
  return report.model.size() <= limits::model_name_bytes;
}

void write_returned(json::Writer& out, const Returned& returned) {
  out.begin_object();
  out.key("key");
  write_id(out, returned.key);
  write_text(out, "model", returned.model);
  out.end_object();
}

void write_picks(json::Writer& out, json::Escaped name, const List<Returned>& picks) {
  if (picks.empty()) return;
  out.key(name);
  out.begin_array();
  for (const Returned& pick : picks) write_returned(out, pick);
  out.end_array();
}

/// False where there are more than `most`, or one is none.
bool read_picks(json::Value from, std::size_t most, List<Returned>& picks, Arena& arena) {
  for (const json::Value element : from.elements()) {
    Returned pick;
    if (picks.size() == most || !read_id(element["key"], pick.key)) return false;
    pick.model = element["model"].text(arena);
    picks.push(arena, pick);
  }
  return true;
}

void write_unused(json::Writer& out, const Unused& unused) {
  out.begin_object();
  out.key("client");
  write_id(out, unused.client);
  write_count(out, "minute", unused.minute);
  write_count(out, "count", unused.count);
  out.end_object();
}

void write_client(json::Writer& out, const ClientWish& client) {
  out.key("client");
  out.begin_object();
  out.key("id");
  write_id(out, client.id);
  write_count(out, "want", client.want);
  write_count(out, "requests_per_minute", client.requests_per_minute);
  write_count(out, "requests_per_day", client.requests_per_day);
  write_count(out, "tokens_per_day", client.tokens_per_day);
  out.end_object();
}

ClientWish read_client(json::Value from) {
  constexpr std::int64_t most = 0xFFFFFFFF;
  ClientWish client;
  if (!read_id(from["id"], client.id)) return {};
  client.want = static_cast<std::uint32_t>(read_count(from["want"], limits::lease_picks));
  client.requests_per_minute = static_cast<std::uint32_t>(read_count(from["requests_per_minute"], most));
  client.requests_per_day = static_cast<std::uint32_t>(read_count(from["requests_per_day"], most));
  client.tokens_per_day = read_count(from["tokens_per_day"]);
  return client;
}

/// Members of an open object.
void write_credentials(json::Writer& out, const Credentials& sender) {
  write_count(out, "proof", static_cast<std::int64_t>(sender.proof));
  write_known_id(out, "address", sender.address);
  write_count(out, "epoch", sender.epoch);
  write_ms(out, "login_ms", sender.login_ms);
}

Credentials read_credentials(json::Value from) {
  constexpr auto last_proof = static_cast<std::int64_t>(Proof::wrong);
  Credentials sender;
  sender.proof = static_cast<Proof>(read_count(from["proof"], last_proof));
  if (from["address"] && !read_id(from["address"], sender.address)) sender.address = 0;
  sender.epoch = read_count(from["epoch"]);
  sender.login_ms = read_ms(from["login_ms"]);
  return sender;
}

void write_permit(json::Writer& out, const Credentials& permit) {
  out.key("permit");
  out.begin_object();
  write_credentials(out, permit);
  out.end_object();
}

void write_admin(json::Writer& out, const AdminCall& admin) {
  out.key("admin");
  out.begin_object();
  write_text(out, "method", admin.method);
  write_text(out, "path", admin.path);
  write_text(out, "query", admin.query);
  write_text(out, "body", admin.body);
  if (admin.guest) write_count(out, "guest", 1);
  // Two members, for an object of another version takes any number in the first one for a yes.
  if (admin.confirmation == Confirmation::right) write_count(out, "confirmed", 1);
  if (admin.confirmation == Confirmation::wrong) write_count(out, "misconfirmed", 1);
  if (admin.https) write_count(out, "https", 1);
  write_credentials(out, admin.sender);
  write_ms(out, "expires_ms", admin.expires_ms);
  out.end_object();
}

AdminCall read_admin(json::Value from, Arena& arena) {
  AdminCall admin;
  admin.method = from["method"].text(arena);
  admin.path = from["path"].text(arena);
  admin.query = from["query"].text(arena);
  admin.body = from["body"].text(arena);
  admin.guest = read_count(from["guest"]) != 0;
  if (read_count(from["confirmed"]) != 0) admin.confirmation = Confirmation::right;
  if (read_count(from["misconfirmed"]) != 0) admin.confirmation = Confirmation::wrong;
  admin.https = read_count(from["https"]) != 0;
  admin.sender = read_credentials(from);
  admin.expires_ms = read_ms(from["expires_ms"]);
  return admin;
}

void write_lists(json::Writer& out, const Call& call) {
  if (!call.reports.empty()) {
    out.key("reports");
    out.begin_array();
    for (const Report& report : call.reports) write_report(out, report, call.now_ms);
    out.end_array();
  }
  write_picks(out, "returned", call.returned);
  write_picks(out, "taken", call.taken);
  if (!call.unused.empty()) {
    out.key("unused");
    out.begin_array();
    for (const Unused& unused : call.unused) write_unused(out, unused);
    out.end_array();
  }
}

Status read_lists(json::Value from, Call& call, Arena& arena) {
  for (Bytes name : {Bytes("reports"), Bytes("returned"), Bytes("taken"), Bytes("unused"), Bytes("avoid")}) {
    if (!is_list_or_unset(from[name]))
      return foreign("The call's reports, returned picks, keys taken, unused allowances or avoided keys are no list.");
  }
  for (const json::Value element : from["reports"].elements()) {
    Report report;
    if (call.reports.size() == limits::reports_per_call) return foreign("The call holds too many reports.");
    if (!read_report(element, report, arena)) return foreign("The call holds a report without a proper key or model.");
    call.reports.push(arena, report);
  }
  if (!read_picks(from["returned"], limits::picks_returned, call.returned, arena)) {
    return foreign("The call returns too many picks, or something that is no pick.");
  }
  if (!read_picks(from["taken"], limits::warm_calls, call.taken, arena)) {
    return foreign("The call has taken too many keys, or something that is no key.");
  }
  for (const json::Value element : from["unused"].elements()) {
    Unused unused;
    if (call.unused.size() == limits::allowances_unused) return foreign("The call returns too many allowances.");
    if (!read_id(element["client"], unused.client)) return foreign("The call returns something that is no allowance.");
    unused.minute = static_cast<std::uint32_t>(read_count(element["minute"], 0xFFFFFFFF));
    unused.count = static_cast<std::uint32_t>(read_count(element["count"], 0xFFFFFFFF));
    call.unused.push(arena, unused);
  }
  for (const json::Value element : from["avoid"].elements()) {
    std::uint64_t id = 0;
    if (call.avoid.size() == limits::attempts_max) return foreign("The call avoids more keys than one may try.");
    if (!read_id(element, id)) return foreign("The call avoids something that is no key.");
    call.avoid.push(arena, id);
  }
  return Done{};
}

}  // namespace

Result<json::Value> read_message(Bytes text, json::Reader& reader, Arena& arena) {
  if (text.size() > limits::pool_call_bytes) return foreign("The message is larger than a pool call may be.");
  auto root = reader.read(text, arena);
  if (!root) return foreign(arena.join("The message is not JSON: ", root.failure().message));
  if (!root->is_object()) return foreign("The message is not a JSON object.");
  return *root;
}

Cause read_cause(json::Value value) {
  constexpr std::int64_t any_number = 255;  // an enumeration of the wire fits a byte
  const std::int64_t number = read_count(value, any_number);
  return number < static_cast<std::int64_t>(cause_count) ? static_cast<Cause>(number) : Cause::server_error;
}

void encode(const Call& call, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_lists(writer, call);
  write_count(writer, "want", call.want);
  write_text(writer, "model", call.model);
  write_text(writer, "kind", call.kind);
  write_count(writer, "text_bytes", call.text_bytes);
  write_known_id(writer, "conversation", call.conversation);
  if (call.begins) write_count(writer, "begins", 1);
  if (!call.avoid.empty()) {
    writer.key("avoid");
    writer.begin_array();
    for (const std::uint64_t id : call.avoid) write_id(writer, id);
    writer.end_array();
  }
  if (call.pin != 0) {
    writer.key("pin");
    write_id(writer, call.pin);
  }
  if (call.owner.any()) write_owner(writer, call.owner);
  if (!call.learned.empty()) {
    writer.key("learned");
    writer.begin_array();
    for (const Learned& learned : call.learned) write_learned(writer, learned);
    writer.end_array();
  }
  if (call.client.id != 0) write_client(writer, call.client);
  if (call.shards > 1) {
    write_count(writer, "shard", call.shard);
    write_count(writer, "shards", call.shards);
    write_count(writer, "version", call.version);
  }
  if (call.config) write_count(writer, "config", 1);
  if (call.reset) write_count(writer, "reset", 1);
  if (call.census) write_count(writer, "census", 1);
  if (call.permit.proof != Proof::none) write_permit(writer, call.permit);
  if (!call.admin.method.empty()) write_admin(writer, call.admin);
  writer.end_object();
}

Result<Call*> decode_call(Bytes text, json::Reader& reader, Arena& arena) {
  const auto root = read_message(text, reader, arena);
  if (!root) return root.failure();
  const json::Value from = root.value();
  Call* call = arena.make<Call>();
  if (const Status lists = read_lists(from, *call, arena); !lists) return lists.failure();
  call->want = static_cast<std::uint32_t>(read_count(from["want"], limits::lease_picks));
  call->model = from["model"].text(arena);
  if (call->model.size() > limits::model_name_bytes) return foreign("The call's model name is too long.");
  call->kind = from["kind"].text(arena);
  call->text_bytes = read_count(from["text_bytes"]);
  call->conversation = read_known_id(from["conversation"]);
  call->begins = read_count(from["begins"]) != 0;
  if (from["pin"] && !read_id(from["pin"], call->pin)) return foreign("The call pins something that is no key.");
  if (const Status owner = read_owner(from["owner"], call->owner, arena); !owner) return owner.failure();
  if (const Status learned = read_learned(from["learned"], *call, arena); !learned) return learned.failure();
  if (from["client"]) call->client = read_client(from["client"]);
  call->shards = static_cast<std::uint32_t>(read_count(from["shards"], limits::pool_shards));
  call->shard = static_cast<std::uint32_t>(read_count(from["shard"], limits::pool_shards));
  call->version = read_count(from["version"]);
  call->config = read_count(from["config"]) != 0;
  call->reset = read_count(from["reset"]) != 0;
  call->census = read_count(from["census"]) != 0;
  if (from["permit"]) call->permit = read_credentials(from["permit"]);
  if (from["admin"]) call->admin = read_admin(from["admin"], arena);
  return call;
}

}  // namespace rota::pool
