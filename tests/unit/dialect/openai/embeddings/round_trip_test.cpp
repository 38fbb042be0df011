// Embeddings: what is asked for, what is refused, how vectors are told, and Gemini's side of it.
#include "dialect/gemini/embeddings/embed.h"
#include "dialect/openai/embeddings/answer.h"
#include "dialect/openai/embeddings/request.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// The upstream's request, or "status param: message".
std::string asked(const std::string& body) {
  test::Document document(body);
  REQUIRE(document.ok);
  Result<chat::EmbeddingTask*> task = openai::read_embeddings_request(document.root, document.arena);
  if (!task.ok()) {
    const Failure& failure = task.failure();
    return std::to_string(failure.status) + " " + test::str(failure.param) + ": " + test::str(failure.message);
  }
  Buffer out;
  gemini::write_embed_request(*task.value(), 0, task.value()->inputs.size(), out);
  return test::str(out.view());
}

std::string told(chat::EmbeddingTask task, bool unit_length, const std::vector<std::string>& vectors) {
  task.unit_length = unit_length;
  Buffer out;
  openai::EmbeddingsWriter writer(task);
  for (const std::string& vector : vectors) writer.add(json::trust_raw(vector), out);
  chat::Usage usage;
  usage.prompt_tokens = 3;
  writer.end(usage, out);
  CHECK(test::is_json(test::str(out.view())));
  const std::string head = R"({"object":"list","data":[)";
  const std::string tail = R"(],"model":"m","usage":{"prompt_tokens":3,"total_tokens":3}})";
  const std::string text = test::str(out.view());
  REQUIRE(text.size() >= head.size() + tail.size());
  CHECK(text.rfind(head, 0) == 0);
  CHECK(text.substr(text.size() - tail.size()) == tail);
  return text.substr(head.size(), text.size() - head.size() - tail.size());
}

}  // namespace

TEST_CASE("openai embeddings: one text and many become a batch, in order") {
  CHECK(asked(R"({"model":"m","input":"a\"b","user":"u","encoding_format":"float"})") ==
        R"({"requests":[{"model":"models/m","content":{"parts":[{"text":"a\"b"}]}}]})");
  CHECK(
      asked(R"({"model":"m","input":["a","b"],"dimensions":256.0,"task_type":"RETRIEVAL_QUERY","title":"t"})") ==
      R"({"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"RETRIEVAL_QUERY","title":"t",)"
      R"("outputDimensionality":256},{"model":"models/m","content":{"parts":[{"text":"b"}]},)"
      R"("taskType":"RETRIEVAL_QUERY","title":"t","outputDimensionality":256}]})");
  CHECK(asked(R"({"model":"m","input":"a","extra_body":{"google":{"task_type":"CLUSTERING"}}})") ==
        R"({"requests":[{"model":"models/m","content":{"parts":[{"text":"a"}]},"taskType":"CLUSTERING"}]})");
}

TEST_CASE("F5: embeddings that cannot be made are refused, and the field is named") {
  CHECK(asked(R"({"input":"a"})").rfind("400 model: ", 0) == 0);
  CHECK(asked(R"({"model":"m"})").rfind("400 input: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":""})").rfind("400 input: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":[]})").rfind("400 input: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":["a",""]})").rfind("400 input[1]: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":[{"text":"a"}]})").rfind("400 input[0]: ", 0) == 0);
  for (const char* tokens : {"[1,2]", "[[1,2],[3]]"}) {
    const std::string refusal = asked(std::string(R"({"model":"m","input":)") + tokens + "}");
    CHECK(refusal.rfind("400 input: ", 0) == 0);
    CHECK(refusal.find("token") != std::string::npos);
  }
  CHECK(asked(R"({"model":"m","input":"a","encoding_format":"hex"})").rfind("400 encoding_format: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":"a","dimensions":0})").rfind("400 dimensions: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":"a","dimensions":1.5})").rfind("400 dimensions: ", 0) == 0);
  CHECK(asked(R"({"model":"m","input":"a","google":{"task_type":1}})").rfind("400 google.task_type: ", 0) == 0);
  std::string many = R"({"model":"m","input":["a")";
  for (int i = 0; i < 2048; ++i) many += R"(,"a")";
  CHECK(asked(many + "]}").rfind("400 input: ", 0) == 0);
  CHECK(asked("[]").rfind("400 : ", 0) == 0);
}

TEST_CASE("openai embeddings: numbers digit for digit, or little-endian float32 in base64") {
  chat::EmbeddingTask task;
  task.model = "m";
  CHECK(
      told(task, false, {"[ 0.10, -2e-3 ]", "[1]"}) ==
      R"({"object":"embedding","index":0,"embedding":[0.10,-2e-3]},{"object":"embedding","index":1,"embedding":[1]})");
  task.base64 = true;  // 1.0f is 00 00 80 3f, -2.0f 00 00 00 c0
  CHECK(told(task, false, {"[1.0, -2]"}) == R"({"object":"embedding","index":0,"embedding":"AACAPwAAAMA="})");
}

TEST_CASE("openai embeddings: scaled to unit length where the model's vectors are not") {
  chat::EmbeddingTask task;
  task.model = "m";
  CHECK(told(task, true, {"[3,4]"}) == R"({"object":"embedding","index":0,"embedding":[0.600000024,0.800000012]})");
  CHECK(told(task, true, {"[0.6,0.8]"}) == R"({"object":"embedding","index":0,"embedding":[0.6,0.8]})");
  CHECK(told(task, true, {"[0,0.0]"}) == R"({"object":"embedding","index":0,"embedding":[0,0.0]})");
  task.model = "gemini-embedding-001";
  CHECK(!gemini::wants_unit_length(task));
  task.dimensions = "768";
  CHECK(gemini::wants_unit_length(task));
  task.dimensions = "3072";
  CHECK(!gemini::wants_unit_length(task));
  task.model = "gemini-embedding-2";
  task.dimensions = "768";
  CHECK(!gemini::wants_unit_length(task));
}

TEST_CASE("gemini embed: answers with anything but vectors are the upstream's fault") {
  for (const char* body :
       {"{}", "[]", R"({"embeddings":{}})", R"({"embeddings":[{}]})", R"({"embeddings":[{"values":[]}]})",
        R"({"embeddings":[{"values":["1"]}]})", R"({"embeddings":[{"values":{"a":1}}]})"}) {
    test::Document document(body);
    REQUIRE(document.ok);
    Result<chat::Embeddings> read = gemini::read_embeddings(document.root, document.arena);
    REQUIRE(!read.ok());
    CHECK(read.failure().blame == Blame::upstream);
  }
}

TEST_CASE("gemini embed: every recorded answer is read") {
  if (!test::have_fixtures()) return;
  std::size_t read = 0;
  for (const char* kind : {"gemini.batchembed.res", "gemini.embed.res"}) {
    for (const test::Fixture& fixture : test::fixtures(kind)) {
      CAPTURE(fixture.path);
      test::Document document(test::read_file(test::fixture_dir() + fixture.path));
      REQUIRE(document.ok);
      Result<chat::Embeddings> answer = gemini::read_embeddings(document.root, document.arena);
      REQUIRE(answer.ok());
      CHECK(answer.value().vectors.size() == (document.root["embedding"] ? 1 : document.root["embeddings"].count()));
      ++read;
    }
  }
  CHECK(read > 10);
}
