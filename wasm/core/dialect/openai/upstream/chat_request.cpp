// The body, put together; see chat_request.h.
#include "dialect/openai/upstream/chat_request.h"

#include "base/text.h"
#include "dialect/openai/upstream/messages.h"
#include "dialect/openai/upstream/output.h"
#include "dialect/openai/upstream/tools.h"

namespace rota::openai {

namespace {

using dialect::Amendments;
using dialect::ThinkingWish;
using Effort = chat::Thinking::Effort;

constexpr std::size_t stop_sequences = 4;  // OpenAI takes no more

/// OpenAI's own models that think: they refuse the older name of the limit, which all other servers know.
bool takes_newer_limit(Bytes model) {
  for (const Bytes family : {Bytes("o1"), Bytes("o3"), Bytes("o4"), Bytes("gpt-5")}) {
    if (text::starts_with(model, family)) return true;
  }
  return false;
}

void write_number(json::Escaped name, json::Raw number, json::Writer& writer) {
  if (number.empty()) return;
  writer.key(name);
  writer.raw(number);
}

void write_limit(const chat::Conversation& conversation, const Amendments& amendments, json::Writer& writer) {
  const json::Raw asked = conversation.generation.max_tokens;
  if (asked.empty()) return;
  const bool newer = takes_newer_limit(conversation.model) != amendments.other_limit;
  writer.key(newer ? json::Escaped("max_completion_tokens") : json::Escaped("max_tokens"));
  std::uint64_t tokens = 0;
  std::uint64_t most = ~std::uint64_t{0};
  for (const std::uint32_t bound : {amendments.max_tokens, amendments.room_tokens}) {
    if (bound != 0 && bound < most) most = bound;
  }
  const bool beyond = text::parse_unsigned(asked, tokens) && tokens > most;
  beyond ? writer.integer(static_cast<std::int64_t>(most)) : writer.raw(asked);
}

/// A budget in the words of chat.
Effort effort_of(const chat::Thinking& thinking) {
  if (thinking.budget_tokens.empty()) return thinking.effort;
  std::uint64_t tokens = 0;
  if (!text::parse_unsigned(thinking.budget_tokens, tokens)) return Effort::unset;  // as the model likes
  if (tokens == 0) return Effort::none;
  if (tokens <= 1024) return Effort::low;
  return tokens <= 8192 ? Effort::medium : Effort::high;
}

/// `careful`: a level that every model knows which can think.
json::Escaped level_of(Effort effort, bool careful) {
  switch (effort) {
    case Effort::none:
      return careful ? json::Escaped("low") : json::Escaped("none");
    case Effort::minimal:
      return careful ? json::Escaped("low") : json::Escaped("minimal");
    case Effort::low:
      return "low";
    case Effort::medium:
      return "medium";
    case Effort::high:
      return "high";
    case Effort::max:
      return careful ? json::Escaped("high") : json::Escaped("xhigh");
    case Effort::unset:
      break;
  }
  return {};
}

void write_effort(const chat::Thinking& thinking, const Amendments& amendments, json::Writer& writer) {
  if (amendments.no_thinking || amendments.thinking == ThinkingWish::none) return;
  const json::Escaped level = level_of(effort_of(thinking), amendments.thinking != ThinkingWish::asked);
  if (level.empty()) return;
  writer.key("reasoning_effort");
  writer.escaped(level);
}

void write_stop(const List<json::Escaped>& stop, json::Writer& writer) {
  if (stop.empty()) return;
  writer.key("stop");
  writer.begin_array();
  for (std::size_t i = 0; i < stop.size() && i < stop_sequences; ++i) writer.escaped(stop[i]);
  writer.end_array();
}

void write_generation(const chat::Generation& generation, const Amendments& amendments, json::Writer& writer) {
  if (!amendments.sampling) {
    write_number("temperature", generation.temperature, writer);
    write_number("top_p", generation.top_p, writer);
  }
  if (!amendments.penalties) {
    write_number("presence_penalty", generation.presence_penalty, writer);
    write_number("frequency_penalty", generation.frequency_penalty, writer);
  }
  if (!amendments.seed) write_number("seed", generation.seed, writer);
  write_number("n", generation.candidates, writer);
  write_stop(generation.stop, writer);
  if (!generation.logprobs) return;
  writer.key("logprobs");
  writer.boolean(true);
  write_number("top_logprobs", generation.top_logprobs, writer);
}

void write_stream(const Amendments& amendments, json::Writer& writer) {
  writer.key("stream");
  writer.boolean(true);
  if (amendments.stream_cost) return;
  writer.key("stream_options");
  writer.raw(R"({"include_usage":true})");
}

void write_tier(chat::ServiceTier tier, json::Writer& writer) {
  if (tier == chat::ServiceTier::unset) return;
  writer.key("service_tier");
  writer.escaped(tier == chat::ServiceTier::flex       ? json::Escaped("flex")
                 : tier == chat::ServiceTier::priority ? json::Escaped("priority")
                                                       : json::Escaped("default"));
}

}  // namespace

Status write_chat_request(const chat::Conversation& conversation, const Amendments& amendments,
                          dialect::FunctionNames& names, Buffer& out, Arena& arena) {
  const std::size_t estimate = estimate_messages(conversation);
  if (!out.has_room(estimate)) return out.shortage(estimate);
  out.reserve(out.size() + estimate);
  json::EscapedText instruction;
  describe_format(conversation.format, amendments, instruction);
  if (amendments.tools_in_words) describe_tools(conversation, names, instruction);
  json::Writer writer(out);
  json::Reader scratch;
  writer.begin_object();
  writer.key("model");
  writer.string(conversation.model);
  if (conversation.stream) write_stream(amendments, writer);
  write_tools(conversation, amendments, names, scratch, writer);
  const MessagesForm form{amendments, instruction.view()};
  const Status written = write_messages(conversation, form, names, arena, writer);
  if (!written.ok()) return written;
  write_output(conversation, amendments, scratch, arena, writer);
  write_effort(conversation.thinking, amendments, writer);
  write_limit(conversation, amendments, writer);
  write_generation(conversation.generation, amendments, writer);
  if (!amendments.tier) write_tier(conversation.service_tier, writer);
  writer.end_object();
  return Done{};
}

}  // namespace rota::openai
