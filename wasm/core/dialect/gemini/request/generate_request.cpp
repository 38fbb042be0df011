// The body of generateContent, put together; see generate_request.h.
#include "dialect/gemini/request/generate_request.h"

#include "base/text.h"
#include "dialect/gemini/models/model_name.h"
#include "dialect/gemini/models/model_traits.h"
#include "dialect/gemini/reply/service_tier.h"
#include "dialect/gemini/request/contents.h"
#include "dialect/gemini/request/generation_config.h"
#include "dialect/gemini/request/native_settings.h"
#include "dialect/gemini/request/tools.h"

namespace rota::gemini {

namespace {

/// The wish for JSON in words, for models that take no response format here.
void describe_format(const chat::ResponseFormat& format, json::EscapedText& out) {
  out.append("Answer with one JSON value and nothing else: no explanation, no code fence.");
  if (format.schema.empty()) return;
  out.append(" It must be valid against this JSON Schema: ");
  out.append_text(format.schema);
}

/// The categories of the API, Nov 2026 (ai.google.dev, safety settings). OFF is weaker than BLOCK_NONE and taken by all
/// current models.
constexpr json::Raw filters_off = R"([{"category":"HARM_CATEGORY_HARASSMENT","threshold":"OFF"},)"
                              R"({"category":"HARM_CATEGORY_HATE_SPEECH","threshold":"OFF"},)"
                              R"({"category":"HARM_CATEGORY_SEXUALLY_EXPLICIT","threshold":"OFF"},)"
                              R"({"category":"HARM_CATEGORY_DANGEROUS_CONTENT","threshold":"OFF"},)"
                              R"({"category":"HARM_CATEGORY_CIVIC_INTEGRITY","threshold":"BLOCK_NONE"}])";

void write_native(const chat::Conversation& conversation, json::Writer& writer) {
  const List<chat::NativeSetting>& native = conversation.native;
  if (conversation.filters_off && !has_setting({}, "safetySettings", native)) {
    writer.key("safetySettings");
    writer.raw(filters_off);
  }
  if (native.empty()) return;
  Arena arena;
  for (const chat::NativeSetting* setting : settings_within({}, native, arena)) write_setting(*setting, writer);
}

/// The members of the request, its braces apart.
Status write_members(const chat::Conversation& conversation, FunctionNames& names, json::Writer& writer,
                     const dialect::Amendments& amendments) {
  const ModelTraits traits = traits_of(strip_model_prefix(conversation.model));
  if (!conversation.generation.candidates.empty() && !traits.candidates) {
    return client_failure(Fault::bad_value, 400,
                          "This model gives one answer to a request: send the request once for each answer.",
                          Field::candidates);
  }
  const bool wants_json = conversation.format.kind != chat::ResponseFormat::Kind::text;
  // "Function calling with a response mime type: 'application/json' is unsupported", before Gemini 3.
  const bool format_in_words =
      wants_json && (amendments.format || (has_tools(conversation) && !traits.third_generation));
  json::EscapedText instruction;
  if (format_in_words) describe_format(conversation.format, instruction);

  ContentsForm contents;
  contents.traits = traits;
  contents.system_first = !traits.system_instruction || amendments.system_instruction;
  contents.signatures = amendments.signatures;
  contents.closing_turn = amendments.closing_turn || !traits.prefill;
  contents.server_tools = server_tools(conversation, traits);
  contents.instruction = instruction.view();
  ConfigForm config;
  config.traits = traits;
  config.amendments = amendments;
  config.format = !format_in_words;

  // Before the names that the history has.
  for (const chat::Tool& tool : conversation.tools) names.add(tool.name, tool.name_space);
  json::Reader scratch;
  SchemaBudget budget;
  if (const Status written = write_contents(conversation, contents, names, writer); !written.ok()) return written;
  if (const Status tools = write_tools(conversation, traits, amendments.strictness, names, budget, scratch, writer); !tools.ok()) return tools;
  write_native(conversation, writer);
  const Status configured = write_generation_config(conversation, config, budget, scratch, writer);
  if (!configured.ok()) return configured;
  if (const json::Escaped tier = name_of(conversation.service_tier); !tier.empty()) {
    writer.key("serviceTier");
    writer.escaped(tier);
  }
  // Beside the request as it was (Google's SDKs, Nov 2026).
  if (!conversation.continuation.empty()) {
    writer.key("continuationToken");
    writer.escaped(conversation.continuation);
  }
  return Done{};
}

Status make_room(const chat::Conversation& conversation, Buffer& out) {
  const std::size_t estimate = estimate_contents(conversation);
  if (!out.has_room(estimate)) return out.shortage(estimate);
  out.reserve(out.size() + estimate);
  return Done{};
}

}  // namespace

Status write_generate_request(const chat::Conversation& conversation, FunctionNames& names, Buffer& out,
                              const dialect::Amendments& amendments) {
  if (const Status room = make_room(conversation, out); !room.ok()) return room;
  json::Writer writer(out);
  writer.begin_object();
  const Status written = write_members(conversation, names, writer, amendments);
  writer.end_object();
  return written;
}

Status write_count_request(const chat::Conversation& conversation, FunctionNames& names, Buffer& out,
                           const dialect::Amendments& amendments) {
  if (const Status room = make_room(conversation, out); !room.ok()) return room;
  json::Writer writer(out);
  writer.begin_object();
  writer.key("generateContentRequest");
  writer.begin_object();
  writer.key("model");
  writer.begin_string();
  writer.piece("models/");
  writer.piece_text(strip_model_prefix(conversation.model));
  writer.end_string();
  const Status written = write_members(conversation, names, writer, amendments);
  writer.end_object();
  writer.end_object();
  return written;
}

Bytes count_path(const chat::Conversation& conversation, Arena& arena) {
  const Bytes model = text::percent_encode_segment(arena, strip_model_prefix(conversation.model));
  return arena.join("/v1beta/models/", model, ":countTokens");
}

Bytes generate_path(const chat::Conversation& conversation, Arena& arena) {
  Bytes model = text::percent_encode_segment(arena, strip_model_prefix(conversation.model));
  return arena.join("/v1beta/models/", model,
                    conversation.stream ? Bytes(":streamGenerateContent?alt=sse") : Bytes(":generateContent"));
}

}  // namespace rota::gemini
