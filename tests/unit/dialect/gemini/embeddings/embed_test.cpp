// Embeddings as batches: the stretch of a list that one request asks for, and the vectors digit for digit.
#include "dialect/gemini/embeddings/embed.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string requests(const chat::EmbeddingTask& task, std::size_t first, std::size_t count) {
  Buffer out;
  gemini::write_embed_request(task, first, count, out);
  CHECK(test::is_json(test::str(out.view())));
  return test::str(out.view());
}

/// "vector vector | prompt total", or the status and sentence of the failure.
std::string read(const std::string& body) {
  test::Document document(body);
  REQUIRE(document.ok);
  const Result<chat::Embeddings> answer = gemini::read_embeddings(document.root, document.arena);
  if (!answer.ok()) return std::to_string(answer.failure().status) + " " + test::str(answer.failure().message);
  std::string told;
  for (const Bytes vector : answer.value().vectors) told += test::str(vector) + " ";
  return told + "| " + std::to_string(answer.value().usage.prompt_tokens) + " " +
         std::to_string(answer.value().usage.total_tokens);
}

}  // namespace

TEST_CASE("gemini embed: the path holds the model as one segment") {
  Arena arena;
  chat::EmbeddingTask task;
  task.model = "gemini-embedding-001";
  CHECK(gemini::embed_path(task, arena) == "/v1beta/models/gemini-embedding-001:batchEmbedContents");
  task.model = "a/b?c";
  CHECK(gemini::embed_path(task, arena) == "/v1beta/models/a%2Fb%3Fc:batchEmbedContents");
}

TEST_CASE("gemini embed: one batch holds its stretch of the texts and nothing else") {
  Arena arena;
  chat::EmbeddingTask task;
  task.model = "m\"1";
  for (json::Escaped text : {json::Escaped("a"), json::Escaped(R"(b\n\"c)"), json::Escaped("d")}) {
    task.inputs.push(arena, text);
  }
  const auto one = [](const std::string& text) {
    return R"({"model":"models/m\"1","content":{"parts":[{"text":")" + text + R"("}]}})";
  };
  CHECK(requests(task, 1, 1) == R"({"requests":[)" + one(R"(b\n\"c)") + "]}");
  CHECK(requests(task, 1, 2) == R"({"requests":[)" + one(R"(b\n\"c)") + "," + one("d") + "]}");
  CHECK(requests(task, 3, 0) == R"({"requests":[]})");
  task.native.push(arena, {"gemini", {}, "title", "\"s\""});
  task.native.push(arena, {"gemini", {}, "title", "\"t\""});
  task.native.push(arena, {"another", {}, "taskType", "\"u\""});
  task.dimensions = "1e2";
  CHECK(requests(task, 0, 1) == R"({"requests":[{"model":"models/m\"1","content":{"parts":[{"text":"a"}]},)"
                                R"("title":"t","outputDimensionality":1e2}]})");
}

TEST_CASE("gemini embed: vectors of a batch and of one text, as the upstream wrote them") {
  CHECK(read(R"({"embeddings":[{"values":[0.10, -2e-3]},{"values":[1]}],"usageMetadata":{"promptTokenCount":7}})") ==
        "[0.10, -2e-3] [1] | 7 7");
  CHECK(read(R"({"embedding":{"values":[1,2]}})") == "[1,2] | -1 -1");
  CHECK(read(R"({"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":-3}})") == "[1] | -1 -1");
  CHECK(read(R"({"embedding":{"values":[1]},"usageMetadata":{"promptTokenCount":"many"}})") == "[1] | -1 -1");
}

TEST_CASE("gemini embed: one spoilt vector spoils the answer") {
  const std::string refusal = "502 The upstream sent something that is no list of embeddings.";
  CHECK(read(R"({"embeddings":[{"values":[1]},{"values":[1,null]}]})") == refusal);
  CHECK(read(R"({"embeddings":[{"values":[]},{"values":[1]}]})") == refusal);
  CHECK(read(R"({"embeddings":[{"values":[[1]]}]})") == refusal);
  CHECK(read(R"({"embeddings":[{"values":{"a":1}},{"values":[1]}]})") == refusal);
  CHECK(read(R"({"embeddings":null})") == refusal);
}

TEST_CASE("gemini embed: lengths without a wish for dimensions are the model's own") {
  chat::EmbeddingTask task;
  task.model = "gemini-embedding-001";
  task.dimensions = "1536";
  CHECK(gemini::wants_unit_length(task));
  task.model = "gemini-embedding-001-preview";
  CHECK_FALSE(gemini::wants_unit_length(task));
}
