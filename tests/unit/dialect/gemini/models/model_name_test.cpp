// Model names: prefixes, and what can be none.
#include "dialect/gemini/models/model_name.h"
#include "dialect/dialect_support.h"

using namespace rota;

TEST_CASE("gemini model name: prefixes of other clients fall away") {
  for (const char* name : {"gemini-2.5-flash", "models/gemini-2.5-flash", "google/gemini-2.5-flash",
                           "gemini/gemini-2.5-flash", "google/models/gemini-2.5-flash"}) {
    Arena arena;
    Result<Bytes> model = gemini::read_model_name(name, arena);
    REQUIRE(model.ok());
    CHECK(model.value() == "gemini-2.5-flash");
  }
  CHECK(gemini::strip_model_prefix("tunedModels/x") == "tunedModels/x");
}

TEST_CASE("F9: a name that can be no model is a 404 naming it") {
  const std::string names[] = {
      "",      "models/", "a/b", "../models",           "a b",        "a\nb", std::string("a\0b", 3), "a?b", "#",
      "a%2Fb", ".",       "..",  std::string(257, 'a'), "models/../x"};
  for (const std::string& name : names) {
    INFO(name);
    Arena arena;
    Result<Bytes> model = gemini::read_model_name(name, arena);
    REQUIRE(!model.ok());
    CHECK(model.failure().fault == Fault::model_not_found);
    CHECK(model.failure().status == 404);
    CHECK(model.failure().field == Field::model);
    CHECK(model.failure().message.size() < 300);
  }
  Arena arena;
  CHECK(gemini::read_model_name(std::string(256, 'a'), arena).ok());
  CHECK(gemini::read_model_name("modèle:thinking", arena).ok());
}
