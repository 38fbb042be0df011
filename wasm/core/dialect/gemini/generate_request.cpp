// The body of generateContent, put together; see generate_request.h.
#include "dialect/gemini/generate_request.h"

#include "base/text.h"
#include "dialect/gemini/contents.h"
#include "dialect/gemini/generation_config.h"
#include "dialect/gemini/model_name.h"
#include "dialect/gemini/native_json.h"
#include "dialect/gemini/service_tier.h"
#include "dialect/gemini/tools.h"

namespace rota::gemini {

namespace {

/// The wish for JSON in words, for models that take no response format here. Escaped.
void describe_format(const chat::ResponseFormat& format, Buffer& out) {
  out.append("Answer with one JSON value and nothing else: no explanation, no code fence.");
  if (format.schema.empty()) return;
  out.append(" It must be valid against this JSON Schema: ");
  json::append_escaped(out, format.schema);
}

void write_native(const chat::Native& native, json::Writer& writer) {
  if (!native.safety_settings.empty()) {
    Buffer settings;
    append_camel_case(settings, native.safety_settings);
    writer.key("safetySettings");
    writer.raw(settings.view());
  }
  if (!native.cached_content.empty()) {
    writer.key("cachedContent");
    writer.escaped(native.cached_content);
  }
}

}  // namespace

Omissions omissions_for(const chat::UpstreamError& error) {
  Omissions omissions;
  if (error.http_status != 400) return omissions;
  omissions.penalties = text::icontains(error.message, "penalty is not enabled");
  omissions.system_instruction = text::icontains(error.message, "developer instruction is not enabled");
  omissions.signatures =
      text::icontains(error.message, "thought signature") || text::icontains(error.message, "thought_signature");
  omissions.format =
      text::icontains(error.message, "json mode is not enabled") ||
      (text::icontains(error.message, "response mime type") && text::icontains(error.message, "is unsupported"));
  omissions.thinking = text::icontains(error.message, "thinking level is not supported") ||
                       text::icontains(error.message, "thinking is not enabled") ||
                       text::icontains(error.message, "thinking_config") ||
                       (text::icontains(error.message, "budget ") && text::icontains(error.message, " is invalid"));
  return omissions;
}

Status write_generate_request(const chat::Conversation& conversation, FunctionNames& names, Buffer& out,
                              Omissions omissions) {
  const ModelTraits traits = traits_of(strip_model_prefix(conversation.model));
  const bool wants_json = conversation.format.kind != chat::ResponseFormat::Kind::text;
  // "Function calling with a response mime type: 'application/json' is unsupported", before Gemini 3.
  const bool format_in_words =
      wants_json && (omissions.format || (has_tools(conversation) && !traits.third_generation));
  Buffer instruction;
  if (format_in_words) describe_format(conversation.format, instruction);

  ContentsForm contents;
  contents.traits = traits;
  contents.system_first = !traits.system_instruction || omissions.system_instruction;
  contents.without_signatures = omissions.signatures;
  contents.server_tools = server_tools(conversation, traits);
  contents.instruction = instruction.view();
  ConfigForm config;
  config.traits = traits;
  config.penalties = !omissions.penalties;
  config.thinking = !omissions.thinking;
  config.format = !format_in_words;

  for (const chat::Tool& tool : conversation.tools) names.add(tool.name);  // before the names that the history has
  out.reserve(out.size() + estimate_contents(conversation));
  json::Writer writer(out);
  json::Reader scratch;
  writer.begin_object();
  if (const Status written = write_contents(conversation, contents, names, writer); !written.ok()) return written;
  if (const Status tools = write_tools(conversation, traits, names, scratch, writer); !tools.ok()) return tools;
  write_native(conversation.native, writer);
  const Status configured = write_generation_config(conversation, config, scratch, writer);
  if (!configured.ok()) return configured;
  if (const Bytes tier = name_of(conversation.service_tier); !tier.empty()) {
    writer.key("serviceTier");
    writer.escaped(tier);
  }
  writer.end_object();
  return Done{};
}

Bytes generate_path(const chat::Conversation& conversation, Arena& arena) {
  Bytes model = text::percent_encode_segment(arena, strip_model_prefix(conversation.model));
  return arena.join("/v1beta/models/", model,
                    conversation.stream ? Bytes(":streamGenerateContent?alt=sse") : Bytes(":generateContent"));
}

}  // namespace rota::gemini
