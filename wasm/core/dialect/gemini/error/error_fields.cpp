// Google's names of the fields that complaints are about, both ways; see error.h.
#include "base/text.h"
#include "dialect/gemini/error/error.h"
#include "dialect/gemini/request/native_json.h"

namespace rota::gemini {

namespace {

struct NamedField {
  Bytes name;  ///< in camel case, as Google's documentation writes it
  Field field;
};
/// Of two names of one field the first is the one that is written.
constexpr NamedField named_fields[] = {
    {"model", Field::model},
    {"contents", Field::messages},
    {"systemInstruction", Field::system},
    {"tools", Field::tools},
    {"toolConfig", Field::tool_choice},
    {"generationConfig.temperature", Field::temperature},
    {"generationConfig.topP", Field::top_p},
    {"generationConfig.topK", Field::top_k},
    {"generationConfig.maxOutputTokens", Field::max_tokens},
    {"generationConfig.stopSequences", Field::stop},
    {"generationConfig.candidateCount", Field::candidates},
    {"generationConfig.presencePenalty", Field::presence_penalty},
    {"generationConfig.frequencyPenalty", Field::frequency_penalty},
    {"generationConfig.seed", Field::seed},
    {"generationConfig.responseLogprobs", Field::logprobs},
    {"generationConfig.logprobs", Field::top_logprobs},
    {"generationConfig.thinkingConfig", Field::thinking},
    {"generationConfig.responseMimeType", Field::response_format},
    {"generationConfig.responseJsonSchema", Field::response_format},
};

}  // namespace

Bytes spell_field(Field field) {
  for (const NamedField& named : named_fields) {
    if (named.field == field) return named.name;
  }
  return {};
}

Field read_field(Bytes path) {
  std::size_t end = path.find_first_of(".[");
  const bool setting = end != Bytes::npos && path[end] == '.' && same_field("generationConfig", path.substr(0, end));
  if (setting) end = path.find_first_of(".[", end + 1);
  for (const NamedField& named : named_fields) {
    if (same_field(named.name, path.substr(0, end))) return named.field;
  }
  return Field::none;
}

}  // namespace rota::gemini
