// Embeddings for an OpenAI-compatible upstream.
#include "dialect/openai/upstream/embeddings.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string read(const std::string& answer) {
  test::Document document(answer);
  REQUIRE(document.ok);
  Arena arena;
  const auto embeddings = openai::read_vectors(document.root, arena);
  if (!embeddings.ok()) return std::to_string(embeddings.failure().status);
  std::string all;
  for (const json::Raw vector : embeddings->vectors) all += test::str(vector) + " ";
  return all + std::to_string(embeddings->usage.prompt_tokens);
}

}  // namespace

TEST_CASE("H7: texts to embed go up in batches, with the dimensions that were asked for") {
  Arena arena;
  chat::EmbeddingTask task;
  task.model = "text-embedding-3-small";
  for (const json::Escaped text : {json::Escaped("a"), json::Escaped("b\\n"), json::Escaped("c")}) task.inputs.push(arena, text);
  Buffer out;
  openai::write_embeddings(task, 1, 2, out);
  CHECK(out.view() == R"({"model":"text-embedding-3-small","input":["b\n","c"]})");
  out.clear();
  task.dimensions = "256";
  openai::write_embeddings(task, 0, 1, out);
  CHECK(out.view() == R"({"model":"text-embedding-3-small","input":["a"],"dimensions":256})");
}

TEST_CASE("H7: vectors are told in the order of the texts") {
  CHECK(read(R"({"object":"list","data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1, 0.5]}],"usage":{"prompt_tokens":3,"total_tokens":3}})") ==
        "[1, 0.5] [2] 3");
  CHECK(read(R"({"data":[{"embedding":[1]},{"embedding":[2]}]})") == "[1] [2] -1");
}

TEST_CASE("F9: what is no list of vectors is the upstream's failure") {
  for (const char* bad : {R"({})", R"({"data":{}})", R"({"data":[{"embedding":"AAAA"}]})", R"({"data":[{"embedding":[]}]})",
                          R"({"data":[{"embedding":["1"]}]})", R"({"data":[{"index":1,"embedding":[1]}]})",
                          R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})", R"({"data":[5]})"}) {
    CHECK(read(bad) == "502");
  }
}
