// Model names: prefixes, what can be none, what a family can do.
#include "dialect/gemini/model_name.h"
#include "dialect_support.h"

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
    CHECK(model.failure().param == "model");
    CHECK(model.failure().message.size() < 300);
  }
  Arena arena;
  CHECK(gemini::read_model_name(std::string(256, 'a'), arena).ok());
  CHECK(gemini::read_model_name("modèle:thinking", arena).ok());
}

TEST_CASE("gemini model name: families") {
  CHECK(gemini::traits_of("gemini-2.5-flash").penalties);
  CHECK(!gemini::traits_of("gemini-3-pro-preview").penalties);
  CHECK(!gemini::traits_of("gemini-10-flash").penalties);
  CHECK(!gemini::traits_of("gemma-3-27b-it").system_instruction);
  CHECK(gemini::traits_of("gemma-4-31b-it").system_instruction);
  CHECK(gemini::traits_of("gemini-2.5-pro").budget_off == 128);
  CHECK(gemini::traits_of("gemini-2.5-flash-lite").budget_min == 512);
  CHECK(gemini::traits_of("gemini-3-pro-image-preview").thinking == gemini::ThinkingControl::level);
  CHECK(gemini::traits_of("gemini-3.1-flash-image").thinking == gemini::ThinkingControl::none);
  CHECK(gemini::traits_of("gemini-2.0-flash").thinking == gemini::ThinkingControl::none);
  CHECK(gemini::traits_of("").thinking == gemini::ThinkingControl::none);
}

TEST_CASE("gemini model: from which series on functions go with everything else") {
  for (const char* model : {"gemini-3-pro-preview", "gemini-3-flash", "gemini-3.5-flash", "gemini-flash-latest"}) {
    INFO(model);
    CHECK(gemini::traits_of(model).third_generation);
  }
  for (const char* model : {"gemini-2.5-pro", "gemini-2.0-flash", "gemma-4-31b-it", "m", ""}) {
    INFO(model);
    CHECK_FALSE(gemini::traits_of(model).third_generation);
  }
}
