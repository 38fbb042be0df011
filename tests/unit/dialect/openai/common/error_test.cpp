// OpenAI's envelope for every fault, whole and inside a stream.
#include "dialect/openai/common/error.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string write(const Failure& failure) {
  Buffer out;
  openai::write_error(failure, out);
  return test::str(out.view());
}

}  // namespace

TEST_CASE("openai errors: all four keys are always there") {
  CHECK(write(client_failure(Fault::bad_value, 400, "a \"b\"", "messages[0]")) ==
        R"({"error":{"message":"a \"b\"","type":"invalid_request_error","param":"messages[0]",)"
        R"("code":"invalid_value"}})");
  CHECK(write(client_failure(Fault::bad_json, 400, "m")) ==
        R"({"error":{"message":"m","type":"invalid_request_error","param":null,"code":null}})");
}

TEST_CASE("openai errors: a field that a complaint names by its meaning has OpenAI's name") {
  CHECK(write(client_failure(Fault::model_not_found, 404, "m", Field::model)) ==
        R"({"error":{"message":"m","type":"invalid_request_error","param":"model","code":"model_not_found"}})");
  Failure spelt = client_failure(Fault::bad_json, 400, "m", "messages[0]");
  spelt.field = Field::tools;
  CHECK(write(spelt) ==
        R"({"error":{"message":"m","type":"invalid_request_error","param":"messages[0]","code":null}})");
}

TEST_CASE("openai errors: type and code for every fault") {
  struct {
    Fault fault;
    const char* type;
    const char* code;
  } const cases[] = {
      {Fault::bad_json, "invalid_request_error", nullptr},
      {Fault::bad_value, "invalid_request_error", "invalid_value"},
      {Fault::too_large, "invalid_request_error", "request_too_large"},
      {Fault::unauthorized, "invalid_request_error", "invalid_api_key"},
      {Fault::forbidden, "invalid_request_error", nullptr},
      {Fault::route_not_found, "invalid_request_error", "unknown_url"},
      {Fault::method_not_allowed, "invalid_request_error", "method_not_supported"},
      {Fault::model_not_found, "invalid_request_error", "model_not_found"},
      {Fault::rate_limited, "requests", "rate_limit_exceeded"},
      {Fault::quota_exhausted, "insufficient_quota", "insufficient_quota"},
      {Fault::no_keys, "server_error", "no_usable_key"},
      {Fault::billing, "insufficient_quota", "billing_not_active"},
      {Fault::location, "invalid_request_error", "unsupported_country_region_territory"},
      {Fault::content_blocked, "invalid_request_error", "content_policy_violation"},
      {Fault::context_too_long, "invalid_request_error", "context_length_exceeded"},
      {Fault::upstream_rejected, "invalid_request_error", nullptr},
      {Fault::upstream_error, "server_error", "bad_gateway"},
      {Fault::upstream_overloaded, "server_error", "overloaded"},
      {Fault::upstream_timeout, "server_error", "timeout"},
      {Fault::upstream_unreachable, "server_error", "upstream_unreachable"},
      {Fault::stream_truncated, "server_error", "stream_truncated"},
      {Fault::not_stored, "invalid_request_error", nullptr},
      {Fault::unsupported, "invalid_request_error", "unsupported_parameter"},
      {Fault::internal, "server_error", "internal_error"},
  };
  for (const auto& c : cases) {
    INFO(c.type << " " << (c.code != nullptr ? c.code : "null"));
    test::Document document(write({Blame::rota, c.fault, 502, "m", {}, 0}));
    REQUIRE(document.ok);
    json::Value error = document.root["error"];
    CHECK(error.count() == 4);
    CHECK(error["type"].equals(c.type));
    CHECK((c.code == nullptr ? error["code"].is_null() : error["code"].equals(c.code)));
  }
  CHECK(write({Blame::upstream, Fault::upstream_error, 500, "m", {}, 0}).find("internal_error") != std::string::npos);
}

TEST_CASE("F5: an error inside a stream is one event") {
  Buffer out;
  openai::write_error_event({Blame::upstream, Fault::stream_truncated, 502, "cut\noff", {}, 0}, out);
  CHECK(out.view() ==
        "data: {\"error\":{\"message\":\"cut\\noff\",\"type\":\"server_error\",\"param\":null,"
        "\"code\":\"stream_truncated\"}}\n\n");
}
