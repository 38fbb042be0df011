// Google's list of models, page by page.
#include "dialect/gemini/models/models.h"
#include "base/limits.h"
#include "dialect/dialect_support.h"

using namespace rota;

TEST_CASE("gemini models: paths") {
  Arena arena;
  CHECK(gemini::models_path({}, arena) == "/v1beta/models?pageSize=1000");
  CHECK(gemini::models_path("a+b/=&", arena) == "/v1beta/models?pageSize=1000&pageToken=a%2Bb%2F%3D%26");
  CHECK(gemini::model_path("gemini-2.5-flash", arena) == "/v1beta/models/gemini-2.5-flash");
}

TEST_CASE("gemini models: pages add up, and outlive their bodies") {
  Arena arena;
  chat::ModelPage page;
  {
    test::Document first(
        R"({"models":[{"name":"models/a","displayName":"A \"1\"","inputTokenLimit":1048576,"outputTokenLimit":65536,)"
        R"("supportedGenerationMethods":["generateContent","countTokens"]},{"name":"models/v",)"
        R"("supportedGenerationMethods":["predictLongRunning"]},{"name":5},{"name":"models/e",)"
        R"("supportedGenerationMethods":["embedContent"]}],"nextPageToken":"t\u006Fken"})");
    REQUIRE(gemini::read_models_page(first.root, arena, page).ok());
  }
  CHECK(page.next_page == "token");
  {
    test::Document second(R"({"models":[{"name":"models/unsaid"}]})");
    REQUIRE(gemini::read_models_page(second.root, arena, page).ok());
  }
  CHECK(page.next_page.empty());
  REQUIRE(page.models.size() == 3);
  CHECK(page.models[0].id == "a");
  CHECK(page.models[0].display_name == R"(A \"1\")");
  CHECK(page.models[0].owner == "google");
  CHECK(page.models[0].context_tokens == 1048576);
  CHECK(page.models[0].output_tokens == 65536);
  CHECK(page.models[1].id == "e");
  CHECK(page.models[2].id == "unsaid");
  CHECK(page.models[2].context_tokens == -1);
}

TEST_CASE("F5: what is no list of models is the upstream's fault") {
  for (const char* body : {"[]", "null", "5", R"({"models":5})", R"({"models":{}})"}) {
    INFO(body);
    Arena arena;
    chat::ModelPage page;
    test::Document document(body);
    const Status read = gemini::read_models_page(document.root, arena, page);
    REQUIRE(!read.ok());
    CHECK(read.failure().blame == Blame::upstream);
  }
  Arena arena;
  chat::ModelPage page;
  test::Document empty("{}");  // proto leaves empty lists out
  CHECK(gemini::read_models_page(empty.root, arena, page).ok());
  CHECK(page.models.empty());
}

TEST_CASE("gemini models: one model") {
  Arena arena;
  test::Document document(R"({"name":"models/x","displayName":"X"})");
  Result<chat::Model> model = gemini::read_model(document.root, arena);
  REQUIRE(model.ok());
  CHECK(model.value().id == "x");
  CHECK(!gemini::read_model(test::Document("{}").root, arena).ok());
}

TEST_CASE("gemini models: a list may be as long as the bound") {
  const auto listing = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + std::string(R"({"name":"m"})");
    return text;
  };
  Arena arena;
  chat::ModelPage page;
  test::Document half(R"({"models":[)" + listing(limits::models_listed / 2) + "]}");
  REQUIRE(gemini::read_models_page(half.root, arena, page).ok());
  REQUIRE(gemini::read_models_page(half.root, arena, page).ok());
  CHECK(page.models.size() == limits::models_listed);
  test::Document one(R"({"models":[)" + listing(1) + "]}");
  const Status past = gemini::read_models_page(one.root, arena, page);
  REQUIRE(!past.ok());
  CHECK(past.failure().status == 502);
  CHECK(past.failure().blame == Blame::upstream);
  CHECK(past.failure().message == "The upstream lists more than 10,000 models.");
}
