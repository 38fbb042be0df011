// Member by member; see generation_config.h.
#include "dialect/gemini/request/generation_config.h"

#include "base/text.h"
#include "dialect/gemini/request/native_settings.h"
#include "dialect/gemini/request/thinking.h"
#include "dialect/gemini/request/tools.h"
#include "dialect/gemini/schema/schema.h"

namespace rota::gemini {

namespace {

constexpr std::size_t stop_sequences = 5;            // Google API docs, Aug 2026: more is an error
constexpr std::uint64_t largest_int32 = 2147483647;  // maxOutputTokens and seed are int32 in Google's schema

/// The object, opened by its first member.
class ConfigWriter {
 public:
  ConfigWriter(const List<chat::NativeSetting>& native, json::Writer& writer) : native_(native), writer_(writer) {}

  /// Writes a member's name; false, and nothing, when the client set the field in Google's own words.
  bool key(json::Escaped name) {
    if (!takes(name)) return false;
    writer_.key(name);
    return true;
  }
  /// Makes room for a member that somebody else writes; as key().
  bool takes(Bytes name) {
    if (has_setting(place, name, native_)) return false;
    open();
    return true;
  }
  void number(json::Escaped name, json::Raw number) {
    if (!number.empty() && key(name)) writer_.raw(number);
  }
  /// Counts past what the field takes are as good as no limit, but would be refused.
  std::uint64_t count(json::Escaped name, Bytes digits, std::uint64_t most = largest_int32) {
    std::uint64_t count = 0;
    if (digits.empty()) return 0;
    if (!text::parse_unsigned(digits, count) || count > most) count = most;
    if (key(name)) writer_.integer(static_cast<std::int64_t>(count));
    return count;
  }
  /// Google's range ends before 2, OpenAI's at 2.
  void penalty(json::Escaped name, json::Raw penalty) { number(name, penalty == "2" ? json::Raw("1.99") : penalty); }
  void native();
  void close() {
    if (open_) writer_.end_object();
  }

 private:
  void open() {
    if (open_) return;
    open_ = true;
    writer_.key(place);
    writer_.begin_object();
  }

  static constexpr json::Escaped place = "generationConfig";
  const List<chat::NativeSetting>& native_;
  json::Writer& writer_;
  bool open_ = false;
};

void ConfigWriter::native() {
  if (native_.empty()) return;
  Arena arena;
  for (const chat::NativeSetting* setting : settings_within(place, native_, arena)) {
    open();
    write_setting(*setting, writer_);
  }
}

std::uint64_t most_tokens(const dialect::Amendments& amendments) {
  return amendments.max_tokens != 0 ? amendments.max_tokens : largest_int32;
}

/// Seeds of 64 bits are folded into 31, the same way every time.
void write_seed(Bytes seed, ConfigWriter& config, json::Writer& writer) {
  if (seed.empty() || !config.key("seed")) return;
  const bool negative = seed.front() == '-';
  std::uint64_t folded = 0;
  for (char c : negative ? seed.substr(1) : seed) {
    folded = (folded * 10 + static_cast<std::uint64_t>(c - '0')) % (largest_int32 + 1);
  }
  const auto value = static_cast<std::int64_t>(folded);
  writer.integer(negative ? -value : value);
}

void write_stops(const List<json::Escaped>& stops, ConfigWriter& config, json::Writer& writer) {
  if (stops.empty() || !config.key("stopSequences")) return;
  writer.begin_array();
  for (std::size_t i = 0; i < stops.size() && i < stop_sequences; ++i) writer.escaped(stops[i]);
  writer.end_array();
}

void write_modalities(const chat::Modalities& wanted, ConfigWriter& config, json::Writer& writer) {
  if ((wanted.audio || wanted.image) && config.key("responseModalities")) {
    writer.begin_array();
    // Models that speak refuse TEXT beside AUDIO.
    if (wanted.text && !wanted.audio) writer.escaped("TEXT");
    if (wanted.image) writer.escaped("IMAGE");
    if (wanted.audio) writer.escaped("AUDIO");
    writer.end_array();
  }
  if (!wanted.audio || wanted.voice.empty() || !config.key("speechConfig")) return;
  writer.begin_object();
  writer.key("voiceConfig");
  writer.begin_object();
  writer.key("prebuiltVoiceConfig");
  writer.begin_object();
  writer.key("voiceName");
  writer.escaped(wanted.voice);
  writer.end_object();
  writer.end_object();
  writer.end_object();
}

Status write_format(const chat::ResponseFormat& format, Bounds bounds, ConfigWriter& config, SchemaBudget& budget,
                    json::Reader& scratch, json::Writer& writer) {
  if (format.kind == chat::ResponseFormat::Kind::text) return Done{};
  if (config.key("responseMimeType")) writer.escaped("application/json");
  if (format.schema.empty() || !config.takes("responseSchema") || !config.takes("responseJsonSchema")) return Done{};
  Arena arena;
  const Result<json::Value> schema = scratch.read(format.schema, arena);
  if (!schema.ok()) return schema.failure();
  writer.key("responseJsonSchema");
  return write_json_schema(schema.value(), SchemaUse::response, format.param, budget, writer, arena, bounds);
}

}  // namespace

Status write_generation_config(const chat::Conversation& conversation, const ConfigForm& form, SchemaBudget& budget,
                               json::Reader& scratch, json::Writer& writer) {
  const chat::Generation& generation = conversation.generation;
  ConfigWriter config(conversation.native, writer);
  const dialect::Amendments& amendments = form.amendments;
  if (!amendments.sampling) {
    config.number("temperature", generation.temperature);
    config.number("topP", generation.top_p);
    config.count("topK", generation.top_k);
  }
  const std::uint64_t max_tokens = config.count("maxOutputTokens", generation.max_tokens, most_tokens(amendments));
  config.number("candidateCount", generation.candidates);
  if (form.traits.penalties && !amendments.penalties) {
    config.penalty("presencePenalty", generation.presence_penalty);
    config.penalty("frequencyPenalty", generation.frequency_penalty);
  }
  write_seed(generation.seed, config, writer);
  if (generation.logprobs) {
    if (config.key("responseLogprobs")) writer.boolean(true);
    config.number("logprobs", generation.top_logprobs);
  }
  write_stops(generation.stop, config, writer);
  if (form.format) {
    const Status written = write_format(conversation.format, bounds_of(amendments.strictness), config, budget, scratch, writer);
    if (!written.ok()) return written;
  }
  write_modalities(conversation.modalities, config, writer);
  const bool silent = amendments.no_thinking || amendments.thinking == dialect::ThinkingWish::none;
  const bool thinking = !silent && has_thinking(conversation.thinking, form.traits);
  if (thinking && config.takes("thinkingConfig")) {
    const bool nearest = amendments.thinking == dialect::ThinkingWish::nearest;
    write_thinking(conversation.thinking, nearest ? careful(form.traits) : form.traits, max_tokens, writer);
  }
  config.native();
  config.close();
  return Done{};
}

}  // namespace rota::gemini
