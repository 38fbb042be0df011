// Errors of Responses: envelope, codes, names of fields.
#include "dialect/openai/responses/failure.h"
#include "responses_support.h"

using namespace rota;
using rota::test::str;

namespace {

Failure failure_of(Fault fault, std::uint16_t status, Field field = Field::none) {
  Failure failure;
  failure.fault = fault;
  failure.status = status;
  failure.message = "Why.";
  failure.field = field;
  return failure;
}

std::string written(const Failure& failure) {
  Buffer out;
  openai::responses::write_error(failure, out);
  return str(out.view());
}

}  // namespace

TEST_CASE("H8: errors have OpenAI's envelope, and the fields their names in this dialect") {
  CHECK(written(failure_of(Fault::model_not_found, 404, Field::model)) ==
        R"({"error":{"message":"Why.","type":"invalid_request_error","param":"model","code":"model_not_found"}})");
  CHECK(written(failure_of(Fault::context_too_long, 400, Field::messages)) ==
        R"({"error":{"message":"Why.","type":"invalid_request_error","param":"input","code":"context_length_exceeded"}})");
  CHECK(written(failure_of(Fault::quota_exhausted, 429)) ==
        R"({"error":{"message":"Why.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}})");
  CHECK(written(failure_of(Fault::upstream_overloaded, 503)) ==
        R"({"error":{"message":"Why.","type":"server_error","param":null,"code":"server_is_overloaded"}})");
  CHECK(openai::responses::spell_field(Field::max_tokens) == "max_output_tokens");
  CHECK(openai::responses::spell_field(Field::response_format) == "text.format");
  CHECK(openai::responses::spell_field(Field::none).empty());
}

TEST_CASE("H8: an error in a stream of which nothing is known is an event of its own") {
  Buffer out;
  openai::responses::write_error_event(failure_of(Fault::internal, 500), out);
  CHECK(str(out.view()) ==
        "event: error\ndata: {\"type\":\"error\",\"sequence_number\":0,\"code\":\"server_error\",\"message\":\"Why.\",\"param\":null}\n\n");
}
