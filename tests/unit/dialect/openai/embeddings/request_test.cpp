// Embeddings requests: what is taken over from every field, which place wins, and the bounds.
#include "dialect/openai/embeddings/request.h"

#include "base/limits.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// "model;inputs,;dimensions;encoding" and what is Google's, ";name=json" each, or the field at fault behind "400 ".
std::string read(const std::string& body) {
  test::Document document(body);
  REQUIRE(document.ok);
  Result<chat::EmbeddingTask*> read = openai::read_embeddings_request(document.root, document.arena);
  if (!read.ok()) {
    CHECK(read.failure().blame == Blame::client);
    return std::to_string(read.failure().status) + " " + test::str(read.failure().param);
  }
  const chat::EmbeddingTask& task = *read.value();
  std::string all = test::str(task.model) + ";";
  for (Bytes input : task.inputs) all += test::str(input) + ",";
  all += ";" + test::str(task.dimensions) + ";" + (task.base64 ? "base64" : "float");
  for (const chat::NativeSetting& setting : task.native) {
    CHECK(setting.owner == "gemini");
    all += ";" + test::str(setting.name) + "=" + test::str(setting.json);
  }
  return all;
}
std::string with(const std::string& fields) { return read(R"({"model":"m","input":"a",)" + fields + "}"); }

}  // namespace

TEST_CASE("openai embeddings request: every field is taken over") {
  CHECK(read(R"({"model":"\u006dodel\/1","input":["a\"\u00e9"," "],"dimensions":7,"encoding_format":"base64",)"
             R"("taskType":"CLUSTERING","title":"t\n","user":"u","unknown":[1]})") ==
        R"(model/1;a\"\u00e9, ,;7;base64;taskType="CLUSTERING";title="t\n")");
  CHECK(with(R"("dimensions":null,"encoding_format":null,"user":null,"title":null,"google":null,"extra_body":{})") ==
        "m;a,;;float");
}

TEST_CASE("openai embeddings request: the innermost of Google's places comes last, and so wins") {
  CHECK(with(R"("task_type":"A","title":"1","google":{"taskType":"B","title":"2"})") ==
        R"(m;a,;;float;task_type="A";title="1";taskType="B";title="2")");
  CHECK(with(R"("extra_body":{"google":{"task_type":"C"}},"google":{"task_type":"B","title":"2"},"title":"1")") ==
        R"(m;a,;;float;title="1";task_type="B";title="2";task_type="C")");
}

TEST_CASE("openai embeddings request: bounds are allowed themselves") {
  CHECK(with(R"("dimensions":1)") == "m;a,;1;float");
  CHECK(with(R"("dimensions":65536)") == "m;a,;65536;float");
  CHECK(with(R"("dimensions":65537)") == "400 dimensions");
  std::string most = R"({"model":"m","input":["a")";
  for (int i = 1; i < 2048; ++i) most += R"(,"a")";
  CHECK(read(most + "]}").rfind("m;a,a,", 0) == 0);
}

TEST_CASE("F9: a wrong type in an embeddings request is a 400 that names it, the first one") {
  const std::pair<const char*, const char*> cases[] = {
      {R"({})", "400 model"},
      {R"({"model":5,"input":5})", "400 model"},
      {R"({"model":"","input":"a"})", "400 model"},
      {R"({"model":"m","input":null})", "400 input"},
      {R"({"model":"m","input":{"text":"a"}})", "400 input"},
      {R"({"model":"m","input":7})", "400 input"},
      {R"({"model":"m","input":["a",5]})", "400 input[1]"},
      {R"({"model":"m","input":["a",null,5]})", "400 input[1]"},
      {R"({"model":"m","input":[[]]})", "400 input[0]"},
  };
  for (const auto& [body, expected] : cases) {
    INFO(body);
    CHECK(read(body) == expected);
  }
  CHECK(with(R"("user":5)") == "400 user");
  CHECK(with(R"("encoding_format":5)") == "400 encoding_format");
  CHECK(with(R"("dimensions":"7")") == "400 dimensions");
  CHECK(with(R"("title":5)") == "400 title");
  CHECK(with(R"("extra_body":{"google":{"taskType":[]}})") == "400 extra_body.google.taskType");
}

TEST_CASE("openai embeddings request: what goes along with each text is short") {
  const std::string title(limits::native_wish_bytes, 't');
  CHECK(with(R"("title":")" + title + '"') == "m;a,;;float;title=\"" + title + '"');
  CHECK(with(R"("title":"t)" + title + '"') == "400 title");
  CHECK(with(R"("google":{"task_type":"t)" + title + "\"}") == "400 google.task_type");
  CHECK(with(R"("extra_body":{"google":{"title":"t)" + title + "\"}}") == "400 extra_body.google.title");
  const std::string model(limits::model_name_bytes, 'm');
  CHECK(read(R"({"input":"a","model":")" + model + "\"}") == model + ";a,;;float");
  CHECK(read(R"({"input":"a","model":"m)" + model + "\"}") == "400 model");
}
