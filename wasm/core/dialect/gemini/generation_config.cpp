// Member by member; see generation_config.h.
#include "dialect/gemini/generation_config.h"

#include "base/text.h"
#include "dialect/gemini/native_json.h"
#include "dialect/gemini/schema.h"
#include "dialect/gemini/thinking.h"

namespace rota::gemini {

namespace {

constexpr std::size_t stop_sequences = 5;            // Google API docs, Aug 2026: more is an error
constexpr std::uint64_t largest_int32 = 2147483647;  // maxOutputTokens and seed are int32 in Google's schema

/// The object, opened by its first member.
class ConfigWriter {
 public:
  ConfigWriter(const chat::Native& native, json::Writer& writer) : native_(native), writer_(writer) {}

  /// Writes a member's name; false, and nothing, when the client set the field in Google's own words.
  bool key(Bytes name) {
    if (!takes(name)) return false;
    writer_.key(name);
    return true;
  }
  /// Makes room for a member that somebody else writes; as key().
  bool takes(Bytes name) {
    for (const chat::NativeField& field : native_.generation) {
      if (same_field(name, field.name)) return false;
    }
    open();
    return true;
  }
  void number(Bytes name, Bytes number) {
    if (!number.empty() && key(name)) writer_.raw(number);
  }
  /// Counts past int32 are as good as no limit, but the field would be refused.
  std::uint64_t count(Bytes name, Bytes digits) {
    std::uint64_t count = 0;
    if (digits.empty()) return 0;
    if (!text::parse_unsigned(digits, count) || count > largest_int32) count = largest_int32;
    if (key(name)) writer_.integer(static_cast<std::int64_t>(count));
    return count;
  }
  /// Google's range ends before 2, OpenAI's at 2.
  void penalty(Bytes name, Bytes penalty) { number(name, penalty == "2" ? Bytes("1.99") : penalty); }
  void native();
  void close() {
    if (open_) writer_.end_object();
  }

 private:
  void open() {
    if (open_) return;
    open_ = true;
    writer_.key("generationConfig");
    writer_.begin_object();
  }

  const chat::Native& native_;
  json::Writer& writer_;
  bool open_ = false;
};

void ConfigWriter::native() {
  Arena arena;
  for (std::size_t i = 0; i < native_.generation.size(); ++i) {
    const Bytes name = camel_case(native_.generation[i].name, arena);
    bool later = false;
    for (std::size_t j = i + 1; j < native_.generation.size(); ++j) {
      later = later || same_field(name, native_.generation[j].name);
    }
    if (later) continue;
    open();
    writer_.key(name);
    const Bytes json = native_.generation[i].json;
    if (name == "responseSchema" || name == "responseJsonSchema") {
      writer_.raw(json);
      continue;
    }
    Buffer value;
    append_camel_case(value, json);
    writer_.raw(value.view());
  }
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

void write_stops(const List<Bytes>& stops, ConfigWriter& config, json::Writer& writer) {
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
  writer.raw(R"({"voiceConfig":{"prebuiltVoiceConfig":{"voiceName":")");
  writer.out().append(wanted.voice);
  writer.out().append("\"}}}");
}

Status write_format(const chat::ResponseFormat& format, ConfigWriter& config, json::Reader& scratch,
                    json::Writer& writer) {
  if (format.kind == chat::ResponseFormat::Kind::text) return Done{};
  if (config.key("responseMimeType")) writer.escaped("application/json");
  if (format.schema.empty() || !config.takes("responseSchema") || !config.takes("responseJsonSchema")) return Done{};
  Arena arena;
  const Result<json::Value> schema = scratch.read(format.schema, arena);
  if (!schema.ok()) return schema.failure();
  writer.key("responseJsonSchema");
  return write_json_schema(schema.value(), SchemaUse::response, format.param, writer, arena);
}

}  // namespace

Status write_generation_config(const chat::Conversation& conversation, const ConfigForm& form, json::Reader& scratch,
                               json::Writer& writer) {
  const chat::Generation& generation = conversation.generation;
  ConfigWriter config(conversation.native, writer);
  config.number("temperature", generation.temperature);
  config.number("topP", generation.top_p);
  config.count("topK", generation.top_k);
  const std::uint64_t max_tokens = config.count("maxOutputTokens", generation.max_tokens);
  config.number("candidateCount", generation.candidates);
  if (form.traits.penalties && form.penalties) {
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
    const Status written = write_format(conversation.format, config, scratch, writer);
    if (!written.ok()) return written;
  }
  write_modalities(conversation.modalities, config, writer);
  const bool thinking = form.thinking && has_thinking(conversation.thinking, form.traits);
  if (thinking && config.takes("thinkingConfig"))
    write_thinking(conversation.thinking, form.traits, max_tokens, writer);
  config.native();
  config.close();
  return Done{};
}

}  // namespace rota::gemini
