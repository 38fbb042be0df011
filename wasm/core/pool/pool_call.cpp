// The pool call's JSON. Members that are zero, false or empty are left out and read back as such.
// The two sides may run different versions: unknown members are skipped and a scalar of another type reads as left out;
// a cause that this version does not know reads as server_error, which is held against nobody; an unknown shortage
// reads as cooling, which asks to come back later.
#include "pool/pool_call.h"

#include "base/limits.h"
#include "pool/fields.h"

namespace rota::pool {

namespace {

constexpr auto shortage_last = static_cast<std::int64_t>(Shortage::tried);
constexpr std::int64_t any_number = 255;  // an enumeration of the wire fits a byte

Failure foreign(Bytes message) { return Failure{Blame::rota, Fault::internal, 500, message, {}, 0}; }

Cause read_cause(json::Value value) {
  const std::int64_t number = read_count(value, any_number);
  return number < static_cast<std::int64_t>(cause_count) ? static_cast<Cause>(number) : Cause::server_error;
}

Shortage read_shortage(json::Value value) {
  const std::int64_t number = read_count(value, any_number);
  return number <= shortage_last ? static_cast<Shortage>(number) : Shortage::cooling;
}

void write_report(json::Writer& out, const Report& report) {
  out.begin_object();
  out.key("key");
  write_id(out, report.key);
  write_text(out, "model", report.model);
  write_count(out, "cause", static_cast<std::int64_t>(report.verdict.cause));
  if (report.verdict.retry) write_count(out, "retry", 1);
  write_ms(out, "cool_ms", report.verdict.cool_ms);
  if (report.verdict.limit >= 0) {
    out.key("limit");
    out.integer(report.verdict.limit < count_max ? report.verdict.limit : count_max);
  }
  write_text(out, "quota_id", report.verdict.quota_id);
  write_text(out, "reason", report.verdict.reason);
  write_count(out, "status", report.status);
  write_count(out, "prompt_tokens", report.prompt_tokens);
  write_count(out, "completion_tokens", report.completion_tokens);
  write_count(out, "cached_tokens", report.cached_tokens);
  write_count(out, "thinking_tokens", report.thinking_tokens);
  write_ms(out, "first_byte_ms", report.first_byte_ms);
  write_ms(out, "total_ms", report.total_ms);
  out.end_object();
}

bool read_report(json::Value from, Report& report, Arena& arena) {
  if (!from.is_object() || !read_id(from["key"], report.key)) return false;
  report.model = from["model"].text(arena);
  report.verdict.cause = read_cause(from["cause"]);
  report.verdict.retry = read_count(from["retry"]) != 0;
  report.verdict.cool_ms = read_ms(from["cool_ms"]);
  report.verdict.limit = from["limit"] ? read_count(from["limit"]) : -1;
  report.verdict.quota_id = from["quota_id"].text(arena);
  report.verdict.reason = from["reason"].text(arena);
  report.status = static_cast<std::uint16_t>(read_count(from["status"], 999));
  report.prompt_tokens = read_count(from["prompt_tokens"]);
  report.completion_tokens = read_count(from["completion_tokens"]);
  report.cached_tokens = read_count(from["cached_tokens"]);
  report.thinking_tokens = read_count(from["thinking_tokens"]);
  report.first_byte_ms = read_ms(from["first_byte_ms"]);
  report.total_ms = read_ms(from["total_ms"]);
  return report.model.size() <= limits::model_name_bytes;
}

bool read_pick(json::Value from, Pick& pick, Arena& arena) {
  if (!from.is_object() || !read_id(from["key"], pick.key)) return false;
  pick.secret = from["secret"].text(arena);
  pick.label = from["label"].text(arena);
  return !pick.secret.empty();
}

bool is_list_or_unset(json::Value value) { return value.is_unset() || value.is_array(); }

/// The object that either message is, or what is wrong.
Result<json::Value> read_object(Bytes text, json::Reader& reader, Arena& arena) {
  if (text.size() > limits::pool_call_bytes) return foreign("The message is larger than a pool call may be.");
  auto root = reader.read(text, arena);
  if (!root) return foreign(arena.join("The message is not JSON: ", root.failure().message));
  if (!root->is_object()) return foreign("The message is not a JSON object.");
  return *root;
}

}  // namespace

void encode(const Call& call, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  if (!call.reports.empty()) {
    writer.key("reports");
    writer.begin_array();
    for (const Report& report : call.reports) write_report(writer, report);
    writer.end_array();
  }
  write_count(writer, "want", call.want);
  write_text(writer, "model", call.model);
  if (!call.avoid.empty()) {
    writer.key("avoid");
    writer.begin_array();
    for (const std::uint64_t id : call.avoid) write_id(writer, id);
    writer.end_array();
  }
  if (call.reset) write_count(writer, "reset", 1);
  if (call.census) write_count(writer, "census", 1);
  writer.end_object();
}

void encode(const Reply& reply, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  if (!reply.picks.empty()) {
    writer.key("picks");
    writer.begin_array();
    for (const Pick& pick : reply.picks) {
      writer.begin_object();
      writer.key("key");
      write_id(writer, pick.key);
      write_text(writer, "secret", pick.secret);
      write_text(writer, "label", pick.label);
      writer.end_object();
    }
    writer.end_array();
  }
  write_count(writer, "shortage", static_cast<std::int64_t>(reply.shortage));
  write_ms(writer, "retry_after_ms", reply.retry_after_ms);
  write_text(writer, "reason", reply.reason);
  write_count(writer, "cause", static_cast<std::int64_t>(reply.cause));
  writer.key("census");
  writer.begin_object();
  write_count(writer, "keys", reply.census.keys);
  write_count(writer, "ready", reply.census.ready);
  write_count(writer, "limited", reply.census.limited);
  write_count(writer, "disabled", reply.census.disabled);
  writer.end_object();
  writer.end_object();
}

Result<Call*> decode_call(Bytes text, json::Reader& reader, Arena& arena) {
  auto root = read_object(text, reader, arena);
  if (!root) return root.failure();
  if (!is_list_or_unset((*root)["reports"]) || !is_list_or_unset((*root)["avoid"])) {
    return foreign("The call's reports and avoided keys are not lists.");
  }
  Call* call = arena.make<Call>();
  for (const json::Value element : (*root)["reports"].elements()) {
    Report report;
    if (call->reports.size() == limits::reports_queued) return foreign("The call holds too many reports.");
    if (!read_report(element, report, arena)) return foreign("The call holds a report without a proper key or model.");
    call->reports.push(arena, report);
  }
  call->want = static_cast<std::uint32_t>(read_count((*root)["want"], limits::lease_picks));
  call->model = (*root)["model"].text(arena);
  if (call->model.size() > limits::model_name_bytes) return foreign("The call's model name is too long.");
  for (const json::Value element : (*root)["avoid"].elements()) {
    std::uint64_t id = 0;
    if (call->avoid.size() == limits::attempts_max) return foreign("The call avoids more keys than one may try.");
    if (!read_id(element, id)) return foreign("The call avoids something that is no key.");
    call->avoid.push(arena, id);
  }
  call->reset = read_count((*root)["reset"]) != 0;
  call->census = read_count((*root)["census"]) != 0;
  return call;
}

Result<Reply*> decode_reply(Bytes text, json::Reader& reader, Arena& arena) {
  auto root = read_object(text, reader, arena);
  if (!root) return root.failure();
  if (const json::Value error = (*root)["error"]) {
    return foreign(arena.join("The pool refused the call: ", error.text(arena)));
  }
  if (!is_list_or_unset((*root)["picks"])) return foreign("The reply's picks are not a list.");
  Reply* reply = arena.make<Reply>();
  for (const json::Value element : (*root)["picks"].elements()) {
    Pick pick;
    if (reply->picks.size() == limits::lease_picks) return foreign("The reply holds too many picks.");
    if (!read_pick(element, pick, arena)) return foreign("The reply holds a pick without a proper key.");
    reply->picks.push(arena, pick);
  }
  reply->shortage = read_shortage((*root)["shortage"]);
  reply->retry_after_ms = read_ms((*root)["retry_after_ms"]);
  reply->reason = (*root)["reason"].text(arena);
  reply->cause = read_cause((*root)["cause"]);
  const json::Value census = (*root)["census"];
  reply->census.keys = static_cast<std::uint32_t>(read_count(census["keys"], limits::pool_keys));
  reply->census.ready = static_cast<std::uint32_t>(read_count(census["ready"], limits::pool_keys));
  reply->census.limited = static_cast<std::uint32_t>(read_count(census["limited"], limits::pool_keys));
  reply->census.disabled = static_cast<std::uint32_t>(read_count(census["disabled"], limits::pool_keys));
  return reply;
}

}  // namespace rota::pool
