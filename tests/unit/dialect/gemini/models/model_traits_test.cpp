// What the models of a family take, by the table of families.
#include "dialect/gemini/models/families.h"
#include "dialect/dialect_support.h"

using namespace rota;
using gemini::ThinkingControl;
using gemini::traits_of;

TEST_CASE("model traits: every family is reached, by its own name") {
  for (const gemini::Family& family : gemini::families) {
    std::string name(family.pattern);
    for (std::size_t at = name.find('*'); at != std::string::npos; at = name.find('*')) name.replace(at, 1, "");
    INFO(family.pattern);
    const gemini::ModelTraits traits = traits_of(name);
    CHECK(traits.thinking == family.traits.thinking);
    CHECK(traits.third_generation == family.traits.third_generation);
    CHECK(traits.budget_min == family.traits.budget_min);
    CHECK(traits.level_minimal == family.traits.level_minimal);
    CHECK(traits.level_medium == family.traits.level_medium);
    CHECK(traits.system_instruction == family.traits.system_instruction);
  }
}

TEST_CASE("model traits: what single models are known to take") {
  CHECK(traits_of("gemini-2.5-flash").penalties);
  CHECK(!traits_of("gemini-3-pro-preview").penalties);
  CHECK(!traits_of("gemini-10-flash").penalties);
  CHECK(!traits_of("gemma-3-27b-it").system_instruction);
  CHECK(traits_of("gemma-4-31b-it").system_instruction);
  CHECK(traits_of("gemini-2.5-pro").budget_off == 128);
  CHECK(traits_of("gemini-2.5-flash-lite").budget_min == 512);
  CHECK(traits_of("gemini-3-pro-image-preview").thinking == ThinkingControl::level);
  CHECK(traits_of("gemini-3.1-flash-image").thinking == ThinkingControl::none);
  CHECK(traits_of("gemini-3.1-flash-tts-preview").thinking == ThinkingControl::none);
  CHECK(traits_of("gemini-2.0-flash").thinking == ThinkingControl::none);
  CHECK(traits_of("gemini-3.5-flash").level_minimal);
  CHECK(traits_of("gemini-flash-lite-latest").level_minimal);
  for (const char* model : {"gemini-3.7-flash", "gemini-3.8-flash", "gemini-4-argon"}) {
    INFO(model);
    CHECK(!traits_of(model).level_minimal);
    CHECK(traits_of(model).level_medium);
  }
}

TEST_CASE("model traits: a name that no family has is one of the newest generation") {
  for (const char* model : {"gemini-3-pro-preview", "gemini-3-flash", "gemini-3.5-flash", "gemini-flash-latest",
                            "gemini-5-neon", "m", ""}) {
    INFO(model);
    CHECK(traits_of(model).third_generation);
    CHECK(!traits_of(model).prefill);
    CHECK(traits_of(model).candidates == (Bytes(model).substr(0, 7) != "gemini-"));
  }
  for (const char* model : {"gemini-2.5-pro", "gemini-2.0-flash", "gemini-1.5-pro", "gemma-4-31b-it", "gemma-3-1b-it"}) {
    INFO(model);
    CHECK_FALSE(traits_of(model).third_generation);
    CHECK(traits_of(model).prefill);
  }
}
