// What failing upstreams say: every recorded body, every envelope, nothing at all.
#include "dialect/reading/error_body.h"

#include "base/limits.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

struct Read {
  Read(std::uint16_t status, const std::string& body, Bytes retry_after = {}) {
    http::Headers headers;
    headers.push(arena, {"retry-after", retry_after});
    const std::string gone = body;  // the error must not point into the body
    error = reading::read_error(status, headers, gone, reader, arena);
  }
  Arena arena;
  json::Reader reader;
  chat::UpstreamError error;
};

}  // namespace

TEST_CASE("F6: a quota's name, limit, model and delay are read") {
  Read read(429, test::recorded_error("report.429-compat-array-per-day"));
  CHECK(read.error.structured);
  CHECK(read.error.http_status == 429);
  CHECK(read.error.status == "RESOURCE_EXHAUSTED");
  REQUIRE(read.error.violations.size() == 1);
  CHECK(read.error.violations[0].quota_id == "GenerateRequestsPerDayPerProjectPerModel-FreeTier");
  CHECK(read.error.violations[0].limit == 20);
  CHECK(read.error.violations[0].model == "gemini-3.8-flash");
  CHECK(read.error.retry_delay_ms == 21000);
}

TEST_CASE("F6: a limit of 0 stands in the text only") {
  Read read(429, test::recorded_error("report.429-free-tier-limit-0-three-violations"));
  REQUIRE(read.error.violations.size() == 3);
  for (const chat::QuotaViolation& violation : read.error.violations) CHECK(violation.limit == 0);
  CHECK(Read(429, test::recorded_error("vercel-ai.google-429-retry-info.429")).error.violations[0].limit == -1);
}

TEST_CASE("F6: the older words of Google Cloud are a violation too") {
  Read read(429, test::recorded_error("firebase.vertex-unary-quota-exceeded.429"));
  REQUIRE(read.error.violations.size() == 1);
  CHECK(read.error.violations[0].quota_id == "GenerateContentRequestsPerMinutePerProjectPerRegion");
  CHECK(read.error.violations[0].limit == 0);
  CHECK(read.error.reason == "RATE_LIMIT_EXCEEDED");
  CHECK(read.error.consumer == "projects/123456789012");
}

TEST_CASE("F6: when to come back, from the detail, the header or the text") {
  CHECK(Read(429, test::recorded_error("vercel-ai.google-429-retry-info.429"), "99").error.retry_delay_ms == 34400);
  CHECK(Read(429, R"({"error":{"message":"Please retry in 48.5s."}})", "7").error.retry_delay_ms == 7000);
  const std::pair<const char*, double> texts[] = {
      {"Please retry in 48.5s.", 48500}, {"retry in 350ms", 350}, {"retry in 1m30s", 90000},  {"retry in 2h", 7200000},
      {"retry in a moment", -1},         {"come back later", -1}, {"retry in 5 minutes", 300000}, {"retry in 0s", 0},
  };
  for (const auto& [text, delay] : texts) {
    INFO(text);
    CHECK(Read(429, std::string(R"({"error":{"message":")") + text + R"("}})").error.retry_delay_ms == delay);
  }
  CHECK(Read(503, "", "1.5").error.retry_delay_ms == 1500);
  CHECK(Read(503, "", "Wed, 21 Oct 2026 07:28:00 GMT").error.retry_delay_ms == -1);
  const std::string digits(400, '9');
  const double huge = Read(503, "", digits + "." + digits).error.retry_delay_ms;
  CHECK((huge > 1e15 && huge < 1e300));
}

TEST_CASE("F1: no key survives in an error") {
  Read read(403, R"({"error":{"code":403,"message":"Permission denied: Consumer )"
                 R"('api_key:AIzaFAKE-01234567890123456789012345678' has been suspended.",)"
                 R"("status":"PERMISSION_DENIED","details":[{"@type":)"
                 R"("type.googleapis.com/google.rpc.ErrorInfo","reason":"CONSUMER_SUSPENDED","metadata":{"consumer":)"
                 R"("api_key:AIzaFAKE-01234567890123456789012345678"}}]}})");
  CHECK(read.error.reason == "CONSUMER_SUSPENDED");
  CHECK(read.error.message.find("AIzaFAKE") == Bytes::npos);
  CHECK(read.error.message.find("has been suspended.") != Bytes::npos);
  CHECK(read.error.consumer.find("AIzaFAKE") == Bytes::npos);
  Read plain(502, "bad gateway for AIzaFAKE-01234567890123456789012345678");
  CHECK(plain.error.message.find("AIzaFAKE") == Bytes::npos);
}

TEST_CASE("F5 F8: a long text is kept up to its bound, between two characters; keys are redacted first") {
  const auto kept = [](const std::string& text) {
    return std::string(Read(400, R"({"error":{"message":")" + text + R"("}})").error.message);
  };
  const std::size_t most = limits::error_message_bytes;
  CHECK(kept(std::string(most - 1, 'm')).size() == most - 1);
  CHECK(kept(std::string(most, 'm')).size() == most);
  CHECK(kept(std::string(most + 1, 'm')).size() == most);
  CHECK(kept(std::string(most - 1, 'm') + "\u00e9").size() == most - 1);
  // Cut first, this one would be too short to be known.
  const std::string key = "AIzaFAKE-0123456789abcdefghijklmnopqrst";
  CHECK(kept(std::string(most - 10, 'm') + key).find(key.substr(0, 10)) == std::string::npos);
}

TEST_CASE("F5: the field at fault") {
  Read read(400, test::recorded_error("report.400-unknown-name-additionalProperties"));
  CHECK(read.error.field == "tools[1].function_declarations[0].parameters");
}

TEST_CASE("F5: OpenAI's envelope") {
  Read read(429, R"({"error":{"message":"slow down","type":"requests","param":null,"code":"rate_limit_exceeded"}})");
  CHECK(read.error.structured);
  CHECK(read.error.status.empty());
  CHECK(read.error.envelope == "openai");
  CHECK(read.error.reason == "rate_limit_exceeded");
  CHECK(read.error.message == "slow down");
  Read typed(400, R"({"error":{"message":"no","type":"invalid_request_error","param":"n","code":null}})");
  CHECK(typed.error.reason == "invalid_request_error");
  CHECK(typed.error.field == "n");
  Read bare(500, R"({"error":"out of order"})");
  CHECK(bare.error.structured);
  CHECK(bare.error.message == "out of order");
}

TEST_CASE("F5: bodies that are no JSON error") {
  Read html(502, "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>x</body></html>");
  CHECK(!html.error.structured);
  CHECK(html.error.message == "502 Bad Gateway");
  Read text(503, "  upstream connect error\xFF\x01  ");
  CHECK(!text.error.structured);
  CHECK(text.error.message == "upstream connect error  ");
  for (const char* body : {"", "   ", "{", "{}", "[]", "null", R"({"error":null})", "<html>", "[{}]", "{\"error\":{"}) {
    INFO(body);
    Read read(500, body);
    CHECK(!read.error.structured);
    CHECK(read.error.message.size() <= 4);
    CHECK(read.error.http_status == 500);
  }
}

TEST_CASE("F5: an error as a message of a stream") {
  const auto status_of = [](const char* body) {
    test::Document document(body);
    const chat::UpstreamError* error = reading::error_in(document.root, document.arena);
    return error == nullptr ? 0 : error->http_status;
  };
  test::Document document(R"([{"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}}])");
  const chat::UpstreamError* error = reading::error_in(document.root, document.arena);
  REQUIRE(error != nullptr);
  CHECK(error->http_status == 503);
  CHECK(error->status == "UNAVAILABLE");
  CHECK(error->envelope == "gemini");
  CHECK(status_of(R"({"error":"out of order"})") == 500);
  CHECK(status_of(R"({"error":{"message":"x","code":"weird"}})") == 500);
  CHECK(status_of(R"({"error":{"message":"x","status":"RESOURCE_EXHAUSTED"}})") == 429);
  CHECK(status_of(R"({"error":{"message":"x","status":"UNAVAILABLE"}})") == 503);
  CHECK(status_of(R"({"error":{"message":"x","status":"SOMETHING"}})") == 500);
  for (const char* answer :
       {R"({"candidates":[]})", R"({"error":null})", "[]", "{}", "3", R"([{"error":{}},{"error":{}}])"}) {
    INFO(answer);
    CHECK(status_of(answer) == 0);
  }
}

TEST_CASE("F5: messages may come in an array of one") {
  test::Document wrapped(R"([{"a":1}])");
  CHECK(reading::unwrap(wrapped.root)["a"].is_number());
  test::Document two(R"([{"a":1},{"a":2}])");
  CHECK(reading::unwrap(two.root).is_array());
}

TEST_CASE("F6: every recorded error body is read") {
  if (!test::have_fixtures()) return;
  std::size_t errors = 0;
  for (const char* kind : {"gemini.error", "googlecompat.error", "vertex.error", "openai.error"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      INFO(fixture.path);
      const auto status = static_cast<std::uint16_t>(std::stoi(fixture.kind.substr(fixture.kind.rfind('.') + 1)));
      for (const std::string& body : test::messages_of(fixture)) {
        Read read(status, body);
        if (fixture.path.find("html") != std::string::npos) continue;
        CHECK(read.error.structured);
        CHECK(!read.error.message.empty());
        const bool google = fixture.kind[0] != 'o';
        CHECK(read.error.status.empty() != google);
        ++errors;
      }
    }
  }
  CHECK(errors > 90);
}

TEST_CASE("H12: OpenAI's error without the object around it, and a validator's complaint") {
  const Read bare(400, R"({"object":"error","message":"No.","type":"BadRequestError","param":"seed","code":400})");
  CHECK(bare.error.structured);
  CHECK(bare.error.message == "No.");
  CHECK(bare.error.field == "seed");
  CHECK(bare.error.reason == "BadRequestError");
  for (const char* body : {R"({"detail":[{"type":"extra_forbidden","loc":["body","tools",0,"strict"],"msg":"Extra inputs are not permitted"}]})",
                           R"({"object":"error","message":{"detail":[{"loc":["body","strict"],"msg":"Extra inputs are not permitted"}]},"type":"x"})"}) {
    const Read complaint(422, body);
    CHECK(complaint.error.structured);
    CHECK(complaint.error.envelope == "openai");
    CHECK(complaint.error.field == "strict");
    CHECK(complaint.error.message == "strict: Extra inputs are not permitted");
  }
  CHECK(Read(404, R"({"detail":"Not Found"})").error.message == "Not Found");
  test::Document inside(R"({"object":"error","message":"It crashed.","type":"InternalServerError","code":503})");
  const chat::UpstreamError* error = reading::error_in(inside.root, inside.arena);
  REQUIRE(error != nullptr);
  CHECK(error->http_status == 503);
  CHECK(error->message == "It crashed.");
  CHECK_FALSE(Read(400, R"({"detail":[5]})").error.structured);
  CHECK_FALSE(Read(400, R"({"object":"error","message":{}})").error.structured);
}
