// The body of generateContent; see generate_request.h.
#include "dialect/gemini/generate_request.h"

#include "base/text.h"
#include "dialect/gemini/model_name.h"
#include "dialect/gemini/thinking.h"
#include "json/writer.h"

namespace rota::gemini {

namespace {

constexpr std::size_t stop_sequences = 5;            // Google API docs, Aug 2026: more is an error
constexpr std::uint64_t largest_int32 = 2147483647;  // maxOutputTokens and seed are int32 in Google's schema

/// Everything but the texts, roughly, so that the buffer grows once.
std::size_t estimate(const chat::Conversation& conversation) {
  std::size_t bytes = 512;
  for (const chat::Part& part : conversation.system) bytes += part.text.size() + 16;
  for (const chat::Turn& turn : conversation.turns) {
    bytes += 32;
    for (const chat::Part& part : turn.parts) bytes += part.text.size() + part.signature.size() + 48;
  }
  return bytes;
}

void write_part(const chat::Part& part, json::Writer& writer) {
  writer.begin_object();
  writer.key("text");
  writer.escaped(part.text);
  if (!part.signature.empty()) {
    writer.key("thoughtSignature");
    writer.escaped(part.signature);
  }
  writer.end_object();
}

void write_text(Bytes escaped, Bytes end, json::Writer& writer) {
  writer.begin_object();
  writer.key("text");
  writer.escaped(escaped, end);
  writer.end_object();
}

void begin_content(chat::Role role, json::Writer& writer) {
  writer.begin_object();
  writer.key("role");
  writer.escaped(role == chat::Role::user ? Bytes("user") : Bytes("model"));
  writer.key("parts");
  writer.begin_array();
}

void end_content(json::Writer& writer) {
  writer.end_array();
  writer.end_object();
}

void write_turn(const chat::Turn& turn, json::Writer& writer) {
  // Google refuses a content without parts and one whose only text is empty; a space is the least that it takes.
  if (turn.parts.empty()) write_text(" ", {}, writer);
  for (const chat::Part& part : turn.parts) write_part(part, writer);
}

/// `system_first`: the system text leads the first user turn, each part followed by an empty line.
void write_contents(const chat::Conversation& conversation, bool system_first, json::Writer& writer) {
  writer.key("contents");
  writer.begin_array();
  if (conversation.turns.empty()) {
    // Only system messages: contents must not be empty, so they are the question.
    begin_content(chat::Role::user, writer);
    for (const chat::Part& part : conversation.system) write_part(part, writer);
    end_content(writer);
  }
  bool first = true;
  for (const chat::Turn& turn : conversation.turns) {
    const bool lead = first && system_first && !conversation.system.empty();
    if (lead && turn.role == chat::Role::model) {
      begin_content(chat::Role::user, writer);
      for (const chat::Part& part : conversation.system) write_text(part.text, "\\n\\n", writer);
      end_content(writer);
    }
    begin_content(turn.role, writer);
    if (lead && turn.role == chat::Role::user) {
      for (const chat::Part& part : conversation.system) write_text(part.text, "\\n\\n", writer);
    }
    write_turn(turn, writer);
    end_content(writer);
    first = false;
  }
  writer.end_array();
}

void write_system(const List<chat::Part>& system, json::Writer& writer) {
  writer.key("systemInstruction");
  writer.begin_object();
  writer.key("parts");
  writer.begin_array();
  for (const chat::Part& part : system) write_part(part, writer);
  writer.end_array();
  writer.end_object();
}

void write_number(Bytes name, Bytes number, json::Writer& writer) {
  if (number.empty()) return;
  writer.key(name);
  writer.raw(number);
}

/// Counts past int32 are as good as no limit, but the field would be refused.
std::uint64_t write_count(Bytes name, Bytes digits, json::Writer& writer) {
  std::uint64_t count = 0;
  if (digits.empty()) return 0;
  if (!text::parse_unsigned(digits, count) || count > largest_int32) count = largest_int32;
  writer.key(name);
  writer.integer(static_cast<std::int64_t>(count));
  return count;
}

/// Seeds of 64 bits are folded into 31, the same way every time.
void write_seed(Bytes seed, json::Writer& writer) {
  if (seed.empty()) return;
  const bool negative = seed.front() == '-';
  std::uint64_t folded = 0;
  for (char c : negative ? seed.substr(1) : seed) {
    folded = (folded * 10 + static_cast<std::uint64_t>(c - '0')) % (largest_int32 + 1);
  }
  const auto value = static_cast<std::int64_t>(folded);
  writer.key("seed");
  writer.integer(negative ? -value : value);
}

void write_penalty(Bytes name, Bytes penalty, json::Writer& writer) {
  // Google's range ends before 2, OpenAI's at 2.
  write_number(name, penalty == "2" ? Bytes("1.99") : penalty, writer);
}

bool has_generation(const chat::Generation& g) {
  return !g.temperature.empty() || !g.top_p.empty() || !g.top_k.empty() || !g.max_tokens.empty() || !g.seed.empty() ||
         !g.presence_penalty.empty() || !g.frequency_penalty.empty() || !g.candidates.empty() || !g.stop.empty() ||
         g.logprobs;
}

void write_generation(const chat::Conversation& conversation, const ModelTraits& traits, Omissions omissions,
                      json::Writer& writer) {
  const chat::Generation& generation = conversation.generation;
  const bool thinking = !omissions.thinking && has_thinking(conversation.thinking, traits);
  if (!thinking && !has_generation(generation)) return;
  writer.key("generationConfig");
  writer.begin_object();
  write_number("temperature", generation.temperature, writer);
  write_number("topP", generation.top_p, writer);
  write_count("topK", generation.top_k, writer);
  const std::uint64_t max_tokens = write_count("maxOutputTokens", generation.max_tokens, writer);
  write_number("candidateCount", generation.candidates, writer);
  if (traits.penalties && !omissions.penalties) {
    write_penalty("presencePenalty", generation.presence_penalty, writer);
    write_penalty("frequencyPenalty", generation.frequency_penalty, writer);
  }
  write_seed(generation.seed, writer);
  if (generation.logprobs) {
    writer.key("responseLogprobs");
    writer.boolean(true);
    write_number("logprobs", generation.top_logprobs, writer);
  }
  if (!generation.stop.empty()) {
    writer.key("stopSequences");
    writer.begin_array();
    for (std::size_t i = 0; i < generation.stop.size() && i < stop_sequences; ++i) writer.escaped(generation.stop[i]);
    writer.end_array();
  }
  if (thinking) write_thinking(conversation.thinking, traits, max_tokens, writer);
  writer.end_object();
}

void write_service_tier(chat::ServiceTier tier, json::Writer& writer) {
  if (tier == chat::ServiceTier::unset) return;
  writer.key("serviceTier");
  writer.escaped(tier == chat::ServiceTier::flex       ? Bytes("flex")
                 : tier == chat::ServiceTier::priority ? Bytes("priority")
                                                       : Bytes("standard"));
}

}  // namespace

Omissions omissions_for(const chat::UpstreamError& error) {
  Omissions omissions;
  if (error.http_status != 400) return omissions;
  omissions.penalties = text::icontains(error.message, "penalty is not enabled");
  omissions.system_instruction = text::icontains(error.message, "developer instruction is not enabled");
  omissions.thinking = text::icontains(error.message, "thinking level is not supported") ||
                       text::icontains(error.message, "thinking is not enabled") ||
                       text::icontains(error.message, "thinking_config") ||
                       (text::icontains(error.message, "budget ") && text::icontains(error.message, " is invalid"));
  return omissions;
}

void write_generate_request(const chat::Conversation& conversation, Buffer& out, Omissions omissions) {
  const ModelTraits traits = traits_of(strip_model_prefix(conversation.model));
  const bool system_first = !traits.system_instruction || omissions.system_instruction;
  out.reserve(out.size() + estimate(conversation));
  json::Writer writer(out);
  writer.begin_object();
  write_contents(conversation, system_first, writer);
  if (!system_first && !conversation.turns.empty() && !conversation.system.empty()) {
    write_system(conversation.system, writer);
  }
  write_generation(conversation, traits, omissions, writer);
  write_service_tier(conversation.service_tier, writer);
  writer.end_object();
}

Bytes generate_path(const chat::Conversation& conversation, Arena& arena) {
  Bytes model = text::percent_encode_segment(arena, strip_model_prefix(conversation.model));
  return arena.join("/v1beta/models/", model,
                    conversation.stream ? Bytes(":streamGenerateContent?alt=sse") : Bytes(":generateContent"));
}

}  // namespace rota::gemini
