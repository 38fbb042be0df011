// Passing requests of Gemini's dialect: the models and caches that a body names, and masks that hide usage.
#include "dialect/gemini/passing/passing.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

namespace {

std::string names_in(Bytes json) {
  Arena arena;
  json::Reader reader;
  dialect::BodyNames names;
  gemini::names_in(*reader.read(json, arena), names, arena);
  std::string all;
  for (const Bytes name : names.models) all += std::string(name) + " ";
  return all + (names.unclear ? "?" : "") + (names.stored ? "!" : "");
}

bool hides(Bytes query, Bytes headers = {}) {
  Arena arena;
  http::RequestHead head;
  head.query = query;
  head.headers = http::read_headers(headers, arena);
  return gemini::hides_usage(head, arena);
}

}  // namespace

TEST_CASE("H2 Gemini passing: every model and cache that a body names, in both spellings and each of several") {
  CHECK(names_in(R"({"contents":[]})").empty());
  CHECK(names_in(R"({"model":"models/a"})") == "models/a ");
  CHECK(names_in(R"({"model":"a","mod\u0065l":"b"})") == "a b ");
  CHECK(names_in(R"({"generateContentRequest":{"model":"b","cachedContent":"cachedContents/c"}})") == "b !");
  CHECK(names_in(R"({"generate_content_request":{"model":"b","cached_content":"cachedContents/c"}})") == "b !");
  CHECK(names_in(R"({"requests":[{"model":"a"},{"content":{}},{"model":"b","model":"c"}]})") == "a b c ");
  CHECK(names_in(R"({"batch":{"model":"b"}})") == "b ");
  CHECK(names_in(R"({"cachedContent":"cachedContents/c"})") == "!");
  CHECK(names_in(R"({"cached_content":"cachedContents/c"})") == "!");
  CHECK(names_in(R"({"cachedContent":null,"model":null})").empty());
  CHECK(names_in(R"({"model":["b"]})") == "?");
  CHECK(names_in(R"({"contents":[{"parts":[{"functionCall":{"args":{"model":"car","cachedContent":"x"}}}]}]})").empty());
}

TEST_CASE("H2 Gemini passing: a mask or a format that may leave usage out") {
  for (const Bytes query :
       {Bytes("fields=candidates"), Bytes("$fields=candidates"), Bytes("%66ields=candidates"), Bytes("%24fields=x"),
        Bytes("a=b&fields=candidates(content),modelVersion"), Bytes("fields=candidates(usageMetadata)"),
        Bytes("fields=usageMetadata&fields=candidates"), Bytes("fields="), Bytes("fields"),
        Bytes("FIELDS=candidates"), Bytes("fields=usageMetadata(totalTokenCount)"), Bytes("alt=proto"),
        Bytes("$alt=media"), Bytes("alt=sse&$alt=proto"), Bytes("%61lt=proto")}) {
    INFO(query);
    CHECK(hides(query));
  }
  for (const Bytes query :
       {Bytes(""), Bytes("alt=sse"), Bytes("$alt=json"), Bytes("alt="), Bytes("fields=*"),
        Bytes("fields=candidates,usageMetadata"), Bytes("fields=candidates(content(parts)),usageMetadata"),
        Bytes("fields=candidates%2CusageMetadata"), Bytes("prettyPrint=false"), Bytes("x=fields=candidates")}) {
    INFO(query);
    CHECK(!hides(query));
  }
  CHECK(hides("", "X-Goog-FieldMask: candidates\n"));
  CHECK(hides("", "x-goog-fieldmask: *\nx-goog-fieldmask: candidates\n"));
  CHECK(!hides("", "x-goog-fieldmask: candidates, usageMetadata\n"));
}
