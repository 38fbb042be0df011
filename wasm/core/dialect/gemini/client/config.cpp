// Member by member; see config.h.
#include "dialect/gemini/client/config.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"
#include "dialect/gemini/client/schema.h"
#include "dialect/labels.h"

namespace rota::gemini::clients {

namespace {

using Effort = chat::Thinking::Effort;
using FormatKind = chat::ResponseFormat::Kind;

constexpr Bytes place = "generationConfig";
constexpr Path config_path{nullptr, place};
constexpr std::int64_t largest_integer = std::int64_t{1} << 53;  // of JSON's exact ones
constexpr std::int64_t most_candidates = 8;
constexpr std::int64_t most_logprobs = 20;

class ConfigReader {
 public:
  ConfigReader(json::Value config, Checks& checks, chat::Conversation& conversation)
      : config_(config), checks_(checks), conversation_(conversation) {}

  void read();

 private:
  void read_sampling();
  void read_stops(json::Value stops);
  void read_logprobs();
  void read_format();
  void read_thinking(json::Value config);
  void read_level(json::Value level, const Path& path);
  void read_modalities(json::Value modalities);
  void read_voice(json::Value speech);
  void keep_others();
  void keep(json::Escaped name, json::Value value);

  void number(Bytes name, double min, double max, json::Raw& out) {
    double read = 0;
    if (checks_.number(field(config_, name), Path{&config_path, name}, min, max, read))
      out = field(config_, name).raw();
  }
  void integer(Bytes name, std::int64_t min, std::int64_t max, json::Raw& out) {
    std::int64_t read = 0;
    if (checks_.integer(field(config_, name), Path{&config_path, name}, min, max, read)) {
      out = json::integer(checks_.arena(), read);
    }
  }
  /// 0 is the default everywhere, and some models refuse the field itself.
  void penalty(Bytes name, json::Raw& out) {
    double read = 0;
    const json::Value penalty = field(config_, name);
    if (checks_.number(penalty, Path{&config_path, name}, -2, 2, read) && read != 0) out = penalty.raw();
  }

  json::Value config_;
  Checks& checks_;
  chat::Conversation& conversation_;
};

void ConfigReader::read_sampling() {
  chat::Generation& generation = conversation_.generation;
  number("temperature", 0, 2, generation.temperature);
  number("topP", 0, 1, generation.top_p);
  integer("topK", 0, largest_integer, generation.top_k);
  if (generation.top_k == "0") generation.top_k = {};
  integer("maxOutputTokens", 0, largest_integer, generation.max_tokens);
  if (generation.max_tokens == "0") generation.max_tokens = {};  // proto's word for a number that is not set
  integer("seed", -largest_integer, largest_integer, generation.seed);
  penalty("presencePenalty", generation.presence_penalty);
  penalty("frequencyPenalty", generation.frequency_penalty);
  integer("candidateCount", 0, most_candidates, generation.candidates);
  if (generation.candidates == "0" || generation.candidates == "1") generation.candidates = {};
}

void ConfigReader::read_stops(json::Value stops) {
  const Path path{&config_path, "stopSequences"};
  if (!checks_.is_array(stops, path)) return;
  std::int64_t index = 0;
  for (const json::Value stop : stops.elements()) {
    const Path at{&path, {}, index++};
    if (!stop.is_string()) return checks_.wrong_type(at, "a string", stop);
    if (!stop.escaped().empty()) conversation_.generation.stop.push(checks_.arena(), stop.escaped());
  }
}

void ConfigReader::read_logprobs() {
  chat::Generation& generation = conversation_.generation;
  checks_.boolean(field(config_, "responseLogprobs"), Path{&config_path, "responseLogprobs"}, generation.logprobs);
  json::Raw top;
  integer("logprobs", 0, most_logprobs, top);
  if (top.empty() || checks_.failed()) return;
  if (generation.logprobs) {
    generation.top_logprobs = top;
  } else if (top != "0") {
    checks_.wrong_value(Path{&config_path, "logprobs"}, "responseLogprobs must be true to use it.");
  }
}

/// Answers that are one word of several, and others of Google's own, stay Google's.
void ConfigReader::read_format() {
  const Path mime_path{&config_path, "responseMimeType"};
  const json::Value mime = field(config_, "responseMimeType");
  const bool said = checks_.is_string(mime, mime_path);
  const bool own = said && !mime.equals("application/json") && !mime.equals("text/plain") && !mime.escaped().empty();
  if (own) keep("responseMimeType", mime);
  if (said && mime.equals("application/json")) conversation_.format.kind = FormatKind::json;
  for (const json::Escaped name : {json::Escaped("responseSchema"), json::Escaped("responseJsonSchema")}) {
    const Path path{&config_path, name};
    const json::Value schema = field(config_, name);
    if (!checks_.is_object(schema, path)) continue;
    if (own) {
      keep(name, schema);
      continue;
    }
    conversation_.format.kind = FormatKind::schema;
    conversation_.format.schema = json_schema_of(schema, checks_.arena());
    conversation_.format.param = reading::spell(path, checks_.arena());
  }
}

void ConfigReader::read_level(json::Value level, const Path& path) {
  static constexpr struct {
    Bytes name;
    Effort effort;
  } levels[] = {{"MINIMAL", Effort::minimal},
                {"LOW", Effort::low},
                {"MEDIUM", Effort::medium},
                {"HIGH", Effort::high},
                {"THINKING_LEVEL_UNSPECIFIED", Effort::unset}};
  if (!checks_.is_string(level, path)) return;
  for (const auto& known : levels) {
    if (!text::iequals(known.name, level.escaped())) continue;
    conversation_.thinking.effort = known.effort;
    return;
  }
  checks_.unknown_choice(path, level, "'MINIMAL', 'LOW', 'MEDIUM', and 'HIGH'");
}

void ConfigReader::read_thinking(json::Value config) {
  const Path path{&config_path, "thinkingConfig"};
  if (!checks_.is_object(config, path)) return;
  chat::Thinking& thinking = conversation_.thinking;
  checks_.boolean(field(config, "includeThoughts"), Path{&path, "includeThoughts"}, thinking.include_thoughts);
  std::int64_t budget = 0;
  if (checks_.integer(field(config, "thinkingBudget"), Path{&path, "thinkingBudget"}, -1, largest_integer, budget)) {
    thinking.budget_tokens = json::integer(checks_.arena(), budget);
  }
  read_level(field(config, "thinkingLevel"), Path{&path, "thinkingLevel"});
}

void ConfigReader::read_modalities(json::Value modalities) {
  const Path path{&config_path, "responseModalities"};
  if (!checks_.is_array(modalities, path)) return;
  std::int64_t index = 0;
  for (const json::Value modality : modalities.elements()) {
    const Path at{&path, {}, index++};
    if (!modality.is_string()) return checks_.wrong_type(at, "a string", modality);
    const Bytes name = modality.escaped();
    if (text::iequals(name, "TEXT")) {
      conversation_.modalities.text = true;
    } else if (text::iequals(name, "IMAGE")) {
      conversation_.modalities.image = true;
    } else if (text::iequals(name, "AUDIO")) {
      conversation_.modalities.audio = true;
    } else if (!text::iequals(name, "MODALITY_UNSPECIFIED")) {
      return checks_.unknown_choice(at, modality, "'TEXT', 'IMAGE', and 'AUDIO'");
    }
  }
}

/// One voice. Several, and the language, only Google knows.
void ConfigReader::read_voice(json::Value speech) {
  const Path path{&config_path, "speechConfig"};
  if (!checks_.is_object(speech, path)) return;
  const json::Value voice = field(field(field(speech, "voiceConfig"), "prebuiltVoiceConfig"), "voiceName");
  if (speech.count() == 1 && voice.is_string()) {
    conversation_.modalities.voice = voice.escaped();
  } else {
    keep("speechConfig", speech);
  }
}

void ConfigReader::keep(json::Escaped name, json::Value value) {
  if (conversation_.native.size() >= limits::native_fields || name.size() > limits::native_name_bytes) {
    return checks_.wrong_value(config_path, "it has more members than Google knows.");
  }
  conversation_.native.push(checks_.arena(), chat::NativeSetting{dialect::labels::gemini, place, name, value.raw()});
}

/// What has no counterpart elsewhere.
void ConfigReader::keep_others() {
  static constexpr Bytes read[] = {"temperature",
                                   "topP",
                                   "topK",
                                   "maxOutputTokens",
                                   "seed",
                                   "presencePenalty",
                                   "frequencyPenalty",
                                   "candidateCount",
                                   "stopSequences",
                                   "responseLogprobs",
                                   "logprobs",
                                   "responseMimeType",
                                   "responseSchema",
                                   "responseJsonSchema",
                                   "thinkingConfig",
                                   "responseModalities",
                                   "speechConfig"};
  for (const json::Member member : config_.members()) {
    const json::Escaped name = member.name.escaped();
    bool known = member.value.is_unset() || Bytes(name).find('\\') != Bytes::npos;
    for (const Bytes one : read) known = known || same_field(one, name);
    if (!known) keep(name, member.value);
    if (checks_.failed()) return;
  }
}

void ConfigReader::read() {
  read_sampling();
  read_stops(field(config_, "stopSequences"));
  read_logprobs();
  read_format();
  read_thinking(field(config_, "thinkingConfig"));
  read_modalities(field(config_, "responseModalities"));
  read_voice(field(config_, "speechConfig"));
  keep_others();
}

}  // namespace

void read_config(json::Value root, Checks& checks, chat::Conversation& conversation) {
  const json::Value config = field(root, place);
  if (checks.is_object(config, config_path)) ConfigReader(config, checks, conversation).read();
}

}  // namespace rota::gemini::clients
