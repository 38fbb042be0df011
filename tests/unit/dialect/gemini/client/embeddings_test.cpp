// Embeddings of Gemini's own clients: one text and many, and what is refused.
#include "dialect/gemini/client/embeddings.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

constexpr Bytes one = "/models/x:embedContent";
constexpr Bytes batch = "/models/x:batchEmbedContents";

/// The texts, the dimensions and the answer with these vectors; or "status param: message".
std::string embedded(const std::string& body, Bytes path, const std::vector<std::string>& vectors = {}) {
  test::Document document(body);
  REQUIRE(document.ok);
  const auto read = gemini::clients::read_embeddings({document.root, "x", path}, document.arena);
  if (!read.ok()) {
    const Failure& failure = read.failure();
    return std::to_string(failure.status) + " " + test::str(failure.param) + ": " + test::str(failure.message);
  }
  CHECK(read->task->model == "x");
  std::string told;
  for (const json::Escaped text : read->task->inputs) told += test::str(text) + "|";
  told += test::str(read->task->dimensions) + "|";
  Buffer out;
  for (const std::string& vector : vectors) read->writer->add(json::trust_raw(vector), out);
  chat::Usage usage;
  usage.prompt_tokens = 3;
  if (!vectors.empty()) read->writer->end(usage, out);
  return told + test::str(out.view());
}

}  // namespace

TEST_CASE("C4: one text, and a batch of them") {
  CHECK(
      embedded(
          R"({"content":{"parts":[{"text":"a"},{"text":"b"}]},"taskType":"RETRIEVAL_QUERY","outputDimensionality":2})",
          one, {"[1, 2]"}) == R"(a\nb|2|{"embedding":{"values":[1,2]},"usageMetadata":{"promptTokenCount":3}})");
  CHECK(
      embedded(
          R"({"requests":[{"model":"models/x","content":{"parts":{"text":"a"}}},{"content":{"parts":[{"text":"b"}]}}]})",
          batch, {"[1]", "[2]"}) ==
      R"(a|b||{"embeddings":[{"values":[1]},{"values":[2]}],"usageMetadata":{"promptTokenCount":3}})");
}

TEST_CASE("F5: what cannot be embedded is refused, and the field is named") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "400 content: "},
      {R"({"content":{"parts":[]}})", "400 content: "},
      {R"({"content":{"parts":[{"inlineData":{}}]}})", "400 content.parts[0]: "},
      {R"({"content":{"parts":[{"text":1}]}})", "400 content.parts[0].text: "},
      {R"({"content":{"parts":[{"text":"a"}]},"outputDimensionality":0})", "400 outputDimensionality: "},
  };
  for (const auto& [body, beginning] : cases) CHECK(embedded(body, one).rfind(beginning, 0) == 0);
  const std::pair<const char*, const char*> batches[] = {
      {R"({})", "400 requests: "},
      {R"({"requests":[]})", "400 requests: "},
      {R"({"requests":[{"content":{"parts":[{"text":"a"}]}},{}]})", "400 requests[1].content: "},
      {R"({"requests":[{"content":{"parts":[{"text":"a"}]}},{"content":{"parts":[{"text":"a"}]},"output_dimensionality":3}]})",
       "400 requests[1].outputDimensionality: "},
  };
  for (const auto& [body, beginning] : batches) CHECK(embedded(body, batch).rfind(beginning, 0) == 0);
}
