// Passing requests of OpenAI's dialect: the models that a body names, and the wish for usage.
#include "dialect/openai/passing/passing.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

namespace {

struct Body {
  explicit Body(Bytes json) : text(json), root(*reader.read(json, arena)) {}
  [[nodiscard]] std::string names() {
    dialect::BodyNames names;
    openai::names_in(root, names, arena);
    std::string all;
    for (const Bytes name : names.models) all += std::string(name) + " ";
    return all + (names.unclear ? "?" : "");
  }
  [[nodiscard]] Bytes with_usage() { return openai::with_usage(root, text, arena); }
  Arena arena;
  json::Reader reader;
  Bytes text;
  json::Value root;
};

}  // namespace

TEST_CASE("H2 OpenAI passing: every model that a body names, and what is no name there") {
  CHECK(Body(R"({"model":"a"})").names() == "a ");
  CHECK(Body(R"({"model":"a","models":["b","c"]})").names() == "a b c ");
  CHECK(Body(R"({"models":["b",7]})").names() == "b ?");
  CHECK(Body(R"({"models":"b"})").names() == "?");
  CHECK(Body(R"({"models":{"0":"b"}})").names() == "?");
  CHECK(Body(R"({"model":7})").names() == "?");
  CHECK(Body(R"({"model":null,"models":null,"x":{"model":"b"}})").names().empty());
}

TEST_CASE("H2 OpenAI passing: a stream is asked for its usage, whatever the client says of that") {
  struct {
    Bytes before;
    Bytes after;
  } cases[] = {
      {R"({"stream":true})", R"({"stream_options":{"include_usage":true},"stream":true})"},
      {R"( { "model" : "m", "stream" : true } )",
       R"( {"stream_options":{"include_usage":true}, "model" : "m", "stream" : true } )"},
      {R"({"stream":true,"stream_options":null})", R"({"stream":true,"stream_options":{"include_usage":true}})"},
      {R"({"stream":true,"stream_options":7})", R"({"stream":true,"stream_options":{"include_usage":true}})"},
      {R"({"stream":true,"stream_options":{}})", R"({"stream":true,"stream_options":{"include_usage":true}})"},
      {R"({"stream":true,"stream_options":{"x":1}})",
       R"({"stream":true,"stream_options":{"include_usage":true,"x":1}})"},
      {R"({"stream":true,"stream_options":{"include_usage":false,"x":1}})",
       R"({"stream":true,"stream_options":{"include_usage":true,"x":1}})"},
      {R"({"stream":true,"stream_options":{"include_usage":true,"include_usage":false}})",
       R"({"stream":true,"stream_options":{"include_usage":true}})"},
  };
  for (const auto& one : cases) {
    INFO(one.before);
    CHECK(Body(one.before).with_usage() == one.after);
    CHECK(Body(one.after).with_usage().empty());
  }
  CHECK(Body(R"({"stream":false})").with_usage().empty());
  CHECK(Body(R"({"stream":"true"})").with_usage().empty());
  CHECK(Body(R"({})").with_usage().empty());
}

TEST_CASE("H2 OpenAI passing: an event of usage alone, and a refusal of the wish") {
  CHECK(openai::is_usage_event(Body(R"({"choices":[],"usage":{"total_tokens":3}})").root));
  CHECK(!openai::is_usage_event(Body(R"({"choices":[{}],"usage":{"total_tokens":3}})").root));
  CHECK(!openai::is_usage_event(Body(R"({"choices":[],"usage":null})").root));
  CHECK(!openai::is_usage_event(Body(R"({"usage":{"total_tokens":3}})").root));

  chat::UpstreamError error;
  error.message = "Unrecognized request argument supplied: stream_options";
  CHECK(openai::refuses_usage(error));
  error.message = "extra fields not permitted";
  CHECK(!openai::refuses_usage(error));
  error.field = "stream_options";
  CHECK(openai::refuses_usage(error));
}
