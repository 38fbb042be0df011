// Embeddings answers: the list around the vectors, both encodings, and scaling at its edges.
#include "dialect/openai/embeddings/answer.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string answer(const std::vector<std::string>& vectors, bool unit_length, bool base64) {
  chat::EmbeddingTask task;
  task.model = "m";
  task.base64 = base64;
  Buffer out;
  task.unit_length = unit_length;
  openai::EmbeddingsWriter writer(task);
  for (const std::string& vector : vectors) writer.add(json::trust_raw(vector), out);
  writer.end({}, out);
  return test::str(out.view());
}

/// The one vector as it is told.
std::string told(const std::string& vector, bool unit_length, bool base64) {
  const std::string all = answer({vector}, unit_length, base64);
  const std::string head = R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":)";
  const std::string tail = R"(}],"model":"m","usage":{"prompt_tokens":0,"total_tokens":0}})";
  REQUIRE(all.size() > head.size() + tail.size());
  CHECK(all.substr(0, head.size()) == head);
  CHECK(all.substr(all.size() - tail.size()) == tail);
  return all.substr(head.size(), all.size() - head.size() - tail.size());
}

}  // namespace

TEST_CASE("openai embeddings answer: an empty list, the model's name escaped, tokens nobody counted as 0") {
  chat::EmbeddingTask task;
  task.model = "a\"b";
  Buffer out;
  openai::EmbeddingsWriter writer(task);
  chat::Usage usage;
  usage.total_tokens = 9;
  writer.end(usage, out);
  CHECK(out.view() ==
        R"({"object":"list","data":[],"model":"a\"b","usage":{"prompt_tokens":0,"total_tokens":0}})");
}

TEST_CASE("openai embeddings answer: vectors are numbered, none leaks into the next") {
  CHECK(answer({"[1]", "[-2]"}, false, true) ==
        R"({"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPw=="},)"
        R"({"object":"embedding","index":1,"embedding":"AAAAwA=="}],"model":"m",)"
        R"("usage":{"prompt_tokens":0,"total_tokens":0}})");
}

TEST_CASE("openai embeddings answer: numbers keep their digits unless they are scaled") {
  CHECK(told("[ -1E+1 ,\n0.50e0,1.234567890123456789 ]", false, false) == "[-1E+1,0.50e0,1.234567890123456789]");
  CHECK(told("[0.6000001,0.8]", true, false) == "[0.6000001,0.8]");
  CHECK(told("[-3, 4e0]", true, false) == "[-0.600000024,0.800000012]");
  CHECK(told("[2]", true, false) == "[1]");
  CHECK(told("[3e200,4e200]", true, false) == "[3e200,4e200]");  // too long to be measured
}

TEST_CASE("openai embeddings answer: base64 holds the scaled numbers too") {
  CHECK(told("[3,4]", true, true) == R"("mpkZP83MTD8=")");
  CHECK(told("[0.6,0.8]", true, true) == R"("mpkZP83MTD8=")");
  CHECK(told("[0]", true, true) == R"("AAAAAA==")");
  CHECK(told("[]", true, true) == R"("")");
}
