// The list of models and one of them.
#include "dialect/openai/common/models.h"

#include "base/limits.h"
#include "dialect/dialect_support.h"

using namespace rota;

TEST_CASE("openai models: a list and one") {
  Arena arena;
  List<chat::Model> models;
  Buffer out;
  openai::write_models(models, out);
  CHECK(out.view() == R"({"object":"list","data":[]})");
  models.push(arena, {"gemini-3.6-flash", "google", R"(Gemini \"2.5\")", 1048576, 65536});
  models.push(arena, {"x", "who \\\"else\\\"", {}, -1, -1});
  out.clear();
  openai::write_models(models, out);
  CHECK(out.view() ==
        R"({"object":"list","data":[{"id":"gemini-3.6-flash","object":"model","created":0,"owned_by":"google",)"
        R"("display_name":"Gemini \"2.5\"","context_length":1048576},)"
        R"({"id":"x","object":"model","created":0,"owned_by":"who \"else\""}]})");
  out.clear();
  openai::write_model(models[1], out);
  CHECK(out.view() == R"({"id":"x","object":"model","created":0,"owned_by":"who \"else\""})");
}

TEST_CASE("openai models: who owns a model is the server's word, or nobody's but the list's") {
  Arena arena;
  List<chat::Model> models;
  test::Document list(
      R"({"data":[{"id":"models/a","owned_by":"system"},{"id":"b"},{"id":"c","owned_by":null},{"owned_by":"x"}]})");
  REQUIRE(openai::read_models(list.root, arena, models).ok());
  REQUIRE(models.size() == 3);
  CHECK(models[0].id == "a");
  CHECK(models[0].owner == "system");
  CHECK(models[1].owner == "openai");
  CHECK(models[2].owner == "openai");
}

TEST_CASE("openai models: a list may be as long as the bound") {
  const auto listing = [](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += (i == 0 ? "" : ",") + std::string(R"({"id":"m"})");
    return text;
  };
  Arena arena;
  List<chat::Model> models;
  test::Document half(R"({"data":[)" + listing(limits::models_listed / 2) + "]}");
  REQUIRE(openai::read_models(half.root, arena, models).ok());
  REQUIRE(openai::read_models(half.root, arena, models).ok());
  CHECK(models.size() == limits::models_listed);
  test::Document one(R"({"data":[)" + listing(1) + "]}");
  const Status past = openai::read_models(one.root, arena, models);
  REQUIRE(!past.ok());
  CHECK(past.failure().status == 502);
  CHECK(past.failure().blame == Blame::upstream);
  CHECK(past.failure().message == "The upstream lists more than 10,000 models.");
}
