// Fields of complaints by Google's names: every one has a name, and its name leads back to it.
#include "dialect/dialect_support.h"
#include "dialect/gemini/error/error.h"
#include "dialect/table.h"

using namespace rota;

TEST_CASE("F9: every client dialect has a name for every field") {
  for (const dialect::ClientDialect* client : dialect::client_dialects()) {
    CHECK(client->spell(Field::none).empty());
    for (std::size_t i = 1; i < field_count; ++i) {
      CAPTURE(client->label, i);
      CHECK_FALSE(client->spell(static_cast<Field>(i)).empty());
    }
  }
}

TEST_CASE("F9: Google's name of a field leads back to it") {
  for (std::size_t i = 1; i < field_count; ++i) {
    const auto field = static_cast<Field>(i);
    CHECK(gemini::read_field(gemini::spell_field(field)) == field);
  }
}

TEST_CASE("F9: paths in both spellings lead to the field that holds what they name") {
  CHECK(gemini::read_field("generation_config.top_p") == Field::top_p);
  CHECK(gemini::read_field("generation_config.stop_sequences[3]") == Field::stop);
  CHECK(gemini::read_field("generationConfig.thinkingConfig.thinkingBudget") == Field::thinking);
  CHECK(gemini::read_field("generation_config.response_json_schema.properties") == Field::response_format);
  CHECK(gemini::read_field("contents[2].parts[0].text") == Field::messages);
  CHECK(gemini::read_field("system_instruction.parts") == Field::system);
  CHECK(gemini::read_field("tool_config") == Field::tool_choice);
  for (const Bytes unknown :
       {"", "something_else", "generation_config.whatever", "generation_config", "contents_of", "."}) {
    CAPTURE(unknown);
    CHECK(gemini::read_field(unknown) == Field::none);
  }
}
