// Pool call: what is encoded is decoded the same, and nothing else is.
#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "pool/pool_call.h"

namespace {

using namespace rota;
using namespace rota::pool;

struct Reading {
  json::Reader reader;
  Arena arena;
  Result<Call*> call(const std::string& text) { return decode_call(arena.copy(text), reader, arena); }
  Result<Reply*> reply(const std::string& text) { return decode_reply(arena.copy(text), reader, arena); }
};

template <class Message>
std::string encoded(const Message& message) {
  Buffer out;
  encode(message, out);
  return std::string(out.view());
}

}  // namespace

TEST_CASE("a call survives the way") {
  Reading reading;
  Call call;
  Report report;
  report.key = 0xFEDCBA9876543210ULL;
  report.model = "gemini-3.6-flash \"\xC3\xA9\"";
  report.kind = "tools+images";
  report.text_bytes = 70'000;
  report.verdict = {Cause::minute_limit, true, 48'000, 0, false, "PerMinute", "The quota per minute is spent."};
  report.status = 429;
  report.prompt_tokens = 9'007'199'254'740'991;
  report.completion_tokens = 2;
  report.cached_tokens = 3;
  report.thinking_tokens = 4;
  report.first_byte_ms = 12.6;
  report.total_ms = 1e9;
  report.unlent = report.test = true;
  call.reports.push(reading.arena, report);
  call.reports.push(reading.arena, Report{});
  call.pin = 0xFEDCBA9876543210ULL;
  call.want = 3;
  call.model = "m";
  call.kind = "audio";
  call.text_bytes = 5000;
  call.avoid.push(reading.arena, 1);
  call.avoid.push(reading.arena, 0xFFFFFFFFFFFFFFFFULL);
  call.reset = true;
  call.census = true;
  const auto read = reading.call(encoded(call));
  REQUIRE(read.ok());
  const Call& got = *read.value();
  REQUIRE(got.reports.size() == 2);
  CHECK(got.reports[0].key == report.key);
  CHECK(got.reports[0].model == report.model);
  CHECK(got.reports[0].kind == "tools+images");
  CHECK(got.reports[0].text_bytes == 70'000);
  CHECK(got.reports[1].kind.empty());
  CHECK(got.kind == "audio");
  CHECK(got.text_bytes == 5000);
  CHECK(got.reports[0].verdict.cause == Cause::minute_limit);
  CHECK(got.reports[0].verdict.retry);
  CHECK(got.reports[0].verdict.cool_ms == 48'000);
  CHECK(got.reports[0].verdict.limit == 0);
  CHECK(got.reports[0].verdict.quota_id == "PerMinute");
  CHECK(got.reports[0].verdict.reason == "The quota per minute is spent.");
  CHECK(got.reports[0].status == 429);
  CHECK(got.reports[0].prompt_tokens == 9'007'199'254'740'991);
  CHECK(got.reports[0].completion_tokens == 2);
  CHECK(got.reports[0].cached_tokens == 3);
  CHECK(got.reports[0].thinking_tokens == 4);
  CHECK(got.reports[0].first_byte_ms == 13);
  CHECK(got.reports[0].total_ms == 1e9);
  CHECK(got.reports[0].unlent);
  CHECK(got.reports[0].test);
  CHECK(!got.reports[1].test);
  CHECK(got.pin == call.pin);
  CHECK(got.reports[1].key == 0);
  CHECK(got.reports[1].verdict.cause == Cause::ok);
  CHECK(got.reports[1].verdict.limit == -1);
  CHECK(got.want == 3);
  CHECK(got.model == "m");
  REQUIRE(got.avoid.size() == 2);
  CHECK(got.avoid[0] == 1);
  CHECK(got.avoid[1] == 0xFFFFFFFFFFFFFFFFULL);
  CHECK(got.reset);
  CHECK(got.census);
}

TEST_CASE("G3: conversations survive the way, both ways") {
  Reading reading;
  Call call;
  Report report;
  report.key = 1;
  report.conversation = 0xFEDCBA9876543210ULL;
  call.reports.push(reading.arena, report);
  call.taken.push(reading.arena, Returned{7, "m"});
  call.conversation = 0x0123456789ABCDEFULL;
  call.begins = true;
  const auto asked = reading.call(encoded(call));
  REQUIRE(asked.ok());
  CHECK(asked.value()->reports[0].conversation == report.conversation);
  REQUIRE(asked.value()->taken.size() == 1);
  CHECK(asked.value()->taken[0].key == 7);
  CHECK(asked.value()->taken[0].model == "m");
  CHECK(asked.value()->conversation == call.conversation);
  CHECK(asked.value()->begins);
  // What is no number is none: a conversation is placed anew then.
  CHECK(reading.call(R"({"conversation":7})").value()->conversation == 0);
  CHECK_FALSE(reading.call(R"({"taken":{}})").ok());
  CHECK_FALSE(reading.call(R"({"taken":[{}]})").ok());

  Reply reply;
  Pick pick;
  pick.key = 1;
  pick.secret = Secret("AIzaFAKE-key");
  reply.picks.push(reading.arena, pick);
  pick.scarce = true;
  reply.picks.push(reading.arena, pick);
  reply.moved = "minute_limit";
  reply.moves.push(reading.arena, 8);
  reply.scarce.push(reading.arena, 9);
  const auto said = reading.reply(encoded(reply));
  REQUIRE(said.ok());
  CHECK_FALSE(said.value()->picks[0].scarce);
  CHECK(said.value()->picks[1].scarce);
  CHECK(said.value()->moved == "minute_limit");
  REQUIRE(said.value()->moves.size() == 1);
  CHECK(said.value()->moves[0] == 8);
  REQUIRE(said.value()->scarce.size() == 1);
  CHECK(said.value()->scarce[0] == 9);
}

TEST_CASE("G3: more keys taken than an isolate may take are refused, more moves than are sent left out") {
  for (const std::size_t count : {limits::warm_calls - 1, limits::warm_calls, limits::warm_calls + 1}) {
    Reading reading;
    Call call;
    for (std::size_t i = 1; i <= count; ++i) call.taken.push(reading.arena, Returned{i, "m"});
    CHECK(reading.call(encoded(call)).ok() == (count <= limits::warm_calls));
  }
  for (const std::size_t count : {limits::moves_sent - 1, limits::moves_sent, limits::moves_sent + 1}) {
    Reading reading;
    Reply reply;
    for (std::size_t i = 1; i <= count; ++i) reply.moves.push(reading.arena, i);
    CHECK(reading.reply(encoded(reply)).value()->moves.size() == (count < limits::moves_sent ? count : limits::moves_sent));
  }
}

TEST_CASE("an id is 16 hex digits, for JSON's numbers are too short") {
  Reading reading;
  Call call;
  call.avoid.push(reading.arena, 0x0123456789ABCDEFULL);
  CHECK(encoded(call) == R"({"avoid":["0123456789abcdef"]})");
}

TEST_CASE("an empty call and an empty reply survive the way") {
  Reading reading;
  CHECK(encoded(Call{}) == "{}");
  const auto call = reading.call("{}");
  REQUIRE(call.ok());
  CHECK(call.value()->reports.empty());
  CHECK(call.value()->want == 0);
  CHECK(call.value()->pin == 0);
  CHECK_FALSE(call.value()->reset);
  const auto reply = reading.reply(encoded(Reply{}));
  REQUIRE(reply.ok());
  CHECK(reply.value()->picks.empty());
  CHECK(reply.value()->shortage == Shortage::none);
}

TEST_CASE("B6: whether an administrator may go on is asked and answered in so many words") {
  Reading reading;
  Call call;
  call.permit = {Proof::session, 0xF52A15E9A9B5E89B, 7};
  CHECK(encoded(call) == R"({"permit":{"proof":1,"address":"f52a15e9a9b5e89b","epoch":7}})");
  const auto read = reading.call(encoded(call));
  REQUIRE(read.ok());
  CHECK((*read)->permit.proof == Proof::session);
  CHECK((*read)->permit.address == call.permit.address);
  CHECK((*read)->permit.epoch == 7);
  CHECK((*read)->admin.method.empty());
  Reply reply;
  reply.permitted = true;
  CHECK(encoded(reply) == R"({"census":{},"permitted":1})");
  const auto answer = reading.reply(encoded(reply));
  REQUIRE(answer.ok());
  CHECK((*answer)->permitted);
  const auto silence = reading.reply(encoded(Reply{}));
  REQUIRE(silence.ok());
  CHECK_FALSE((*silence)->permitted);  // a pool of an older version does not know the question
}

TEST_CASE("a reply survives the way") {
  Reading reading;
  Reply reply;
  reply.picks.push(reading.arena, {7, 9, Secret("AIzaFAKE-\"\\7"), "#7 \xE2\x80\xA6wxyz", 0});
  reply.doubted.push(reading.arena, {8, 8, Secret("AIzaFAKE-8"), "#8", 0});
  reply.shortage = Shortage::exhausted;
  reply.retry_after_ms = 12'000.4;
  reply.reason = "All 3 keys have spent their quota of the day.";
  reply.cause = Cause::day_limit;
  reply.census = {9, 4, 3, 2};
  const auto read = reading.reply(encoded(reply));
  REQUIRE(read.ok());
  const Reply& got = *read.value();
  REQUIRE(got.picks.size() == 1);
  CHECK(got.picks[0].key == 7);
  CHECK(got.picks[0].secret.reveal() == "AIzaFAKE-\"\\7");
  CHECK(got.picks[0].label == "#7 \xE2\x80\xA6wxyz");
  REQUIRE(got.doubted.size() == 1);
  CHECK(got.doubted[0].key == 8);
  CHECK(got.doubted[0].secret.reveal() == "AIzaFAKE-8");
  CHECK(got.shortage == Shortage::exhausted);
  CHECK(got.retry_after_ms == 12'000);
  CHECK(got.reason == reply.reason);
  CHECK(got.cause == Cause::day_limit);
  CHECK(got.census.keys == 9);
  CHECK(got.census.ready == 4);
  CHECK(got.census.limited == 3);
  CHECK(got.census.disabled == 2);
}

TEST_CASE("what a newer version says is taken as harmless") {
  Reading reading;
  const auto call = reading.call(
      R"({"hue":"blue","reports":[{"key":"0000000000000001","cause":99,"shade":[1]}],"want":1})");
  REQUIRE(call.ok());
  CHECK(call.value()->reports[0].verdict.cause == Cause::server_error);
  CHECK(blame_of(call.value()->reports[0].verdict.cause) == Blame::upstream);
  const auto reply = reading.reply(R"({"shortage":77,"cause":1e300,"picks":[]})");
  REQUIRE(reply.ok());
  CHECK(reply.value()->shortage == Shortage::cooling);
  CHECK(reply.value()->cause == Cause::server_error);
}

TEST_CASE("F9: a message that is none of ours is refused and never Rota's client's fault") {
  Reading reading;
  const std::string long_name(limits::model_name_bytes + 1, 'm');
  for (const std::string& text : {
           std::string(""),
           std::string("{"),
           std::string("[]"),
           std::string("null"),
           std::string("\"x\""),
           std::string("{\"model\":\"\xFF\"}"),
           std::string(R"({"reports":{}})"),
           std::string(R"({"reports":[7]})"),
           std::string(R"({"reports":[{"key":"12"}]})"),
           std::string(R"({"reports":[{"key":"000000000000000G"}]})"),
           std::string(R"({"avoid":"0000000000000001"})"),
           std::string(R"({"avoid":[1]})"),
           std::string(R"({"pin":"7"})"),
           std::string(R"({"pin":7})"),
           "{\"model\":\"" + long_name + "\"}",
           R"({"reports":[{"key":"0000000000000001","model":")" + long_name + "\"}]}",
           "{\"x\":\"" + std::string(limits::pool_call_bytes, ' ') + "\"}",
       }) {
    INFO(text.substr(0, 60));
    const auto call = reading.call(text);
    REQUIRE_FALSE(call.ok());
    CHECK(call.failure().blame == Blame::rota);
    CHECK_FALSE(call.failure().message.empty());
  }
  for (const std::string& text : {std::string("{]"), std::string(R"({"picks":[{}]})"), std::string(R"({"picks":1})"),
                                  std::string(R"({"picks":[{"key":"0000000000000001"}]})"),
                                  std::string(R"({"error":"The call is not JSON."})")}) {
    INFO(text);
    const auto reply = reading.reply(text);
    REQUIRE_FALSE(reply.ok());
    CHECK(reply.failure().blame == Blame::rota);
  }
  CHECK(reading.reply(R"({"error":"why"})").failure().message == "The pool refused the call: why");
}

TEST_CASE("F9: numbers out of range go to the nearer end") {
  Reading reading;
  const auto call = reading.call(
      R"({"want":1e9,"reports":[{"key":"0000000000000001","prompt_tokens":-5,"completion_tokens":1e300,"cool_ms":-1,)"
      R"("status":70000,"cached_tokens":"7","thinking_tokens":2.9}]})");
  REQUIRE(call.ok());
  CHECK(call.value()->want == limits::lease_picks);
  const Report& report = call.value()->reports[0];
  CHECK(report.prompt_tokens == 0);
  CHECK(report.completion_tokens == 9'007'199'254'740'991);
  CHECK(report.verdict.cool_ms == 0);
  CHECK(report.status == 999);
  CHECK(report.cached_tokens == 0);
  CHECK(report.thinking_tokens == 2);
  Report wild;
  wild.prompt_tokens = -1;
  wild.first_byte_ms = __builtin_nan("");
  wild.total_ms = __builtin_inf();
  Call out;
  out.reports.push(reading.arena, wild);
  const auto read = reading.call(encoded(out));
  REQUIRE(read.ok());
  CHECK(read.value()->reports[0].first_byte_ms == 0);
  CHECK(read.value()->reports[0].total_ms > 0);
}

TEST_CASE("F9: lists are bounded") {
  Reading reading;
  Call call;
  for (std::size_t i = 0; i < limits::reports_per_call; ++i) call.reports.push(reading.arena, Report{});
  for (std::size_t i = 0; i < limits::attempts_max; ++i) call.avoid.push(reading.arena, i);
  CHECK(reading.call(encoded(call)).ok());
  call.avoid.push(reading.arena, 1);
  CHECK_FALSE(reading.call(encoded(call)).ok());
  call.avoid.clear();
  call.reports.push(reading.arena, Report{});
  CHECK_FALSE(reading.call(encoded(call)).ok());
  Reply reply;
  for (std::size_t i = 0; i < limits::lease_picks; ++i) reply.picks.push(reading.arena, {i, i, Secret("s"), "", 0});
  CHECK(reading.reply(encoded(reply)).ok());
  reply.picks.push(reading.arena, {1, 1, Secret("s"), "", 0});
  CHECK_FALSE(reading.reply(encoded(reply)).ok());
}
