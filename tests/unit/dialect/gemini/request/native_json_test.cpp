// Names in camel case, and the names that are somebody's own.
#include "dialect/gemini/request/native_json.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string camel(const std::string& value) {
  Buffer out;
  gemini::append_camel_case(out, json::trust_raw(value));
  return test::str(out.view());
}

}  // namespace

TEST_CASE("gemini native: member names in camel case, values as they are") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"a_b":"c_d"})", R"({"aB":"c_d"})"},
      {R"({ "a_b" : [ {"long_name_here" : 1 } , "x_y" ] })", R"({"aB":[{"longNameHere":1},"x_y"]})"},
      {R"({"_private":1,"end_":2,"two__lines":3,"n_1":4})", R"({"_private":1,"end_":2,"two_Lines":3,"n_1":4})"},
      {R"(["a_b",{"q\"a_b":"\\"}])", R"(["a_b",{"q\"aB":"\\"}])"},
      {R"({"response_schema":{"a_b": 1},"c_d":1})", R"({"responseSchema":{"a_b": 1},"cD":1})"},
      {R"({"parameters":{"properties":{"a_b":{}}},"labels":{"c_d":"e"}})",
       R"({"parameters":{"properties":{"a_b":{}}},"labels":{"c_d":"e"}})"},
      {R"("a_b")", R"("a_b")"},
      {"[]", "[]"},
  };
  for (const auto& [json, expected] : cases) {
    INFO(json);
    CHECK(camel(json) == expected);
  }
}

TEST_CASE("gemini native: two spellings of one field") {
  Arena arena;
  CHECK(gemini::camel_case("thinking_config", arena) == "thinkingConfig");
  CHECK(gemini::camel_case("topK", arena) == "topK");
  CHECK(gemini::same_field("topK", "top_k"));
  CHECK(gemini::same_field("topK", "topK"));
  CHECK_FALSE(gemini::same_field("topK", "top_kk"));
  CHECK_FALSE(gemini::same_field("topK", "topk"));
  CHECK_FALSE(gemini::same_field("topK", ""));
}
