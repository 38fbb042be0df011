// Tools, media and modalities; see native_shape.h.
#include "dialect/gemini/request/native_shape.h"

#include "base/text.h"
#include "dialect/reading/request_shape.h"

namespace rota::gemini {

namespace {

json::Value either(json::Value object, Bytes camel, Bytes snake) {
  const json::Value found = object[camel];
  return found ? found : object[snake];
}

void read_part(json::Value part, chat::RequestShape& shape) {
  for (const json::Value medium : {either(part, "inlineData", "inline_data"), either(part, "fileData", "file_data")}) {
    if (!medium.is_object()) continue;
    Arena arena;
    shape.note_media(either(medium, "mimeType", "mime_type").text(arena));
  }
  if (either(part, "fileData", "file_data")) shape.refers = true;
}

bool has_file(json::Value content) {
  for (const json::Value part : content["parts"].elements()) {
    if (either(part, "fileData", "file_data")) return true;
  }
  return false;
}

void read_tools(json::Value tools, chat::RequestShape& shape) {
  for (const json::Value tool : tools.elements()) {
    // In interactions a tool says of itself what it is.
    const bool typed = tool["type"].is_string();
    for (const json::Member member : tool.members()) {
      const bool clients_own = member.name.equals("functionDeclarations") || member.name.equals("function_declarations");
      const bool function = member.name.equals("type") && member.value.equals("function");
      if (member.name.equals("fileSearch") || member.name.equals("file_search")) shape.refers = true;
      if (typed ? member.name.equals("type") && !function : !clients_own) shape.upstream_tools = true;
    }
  }
}

void read_modalities(json::Value modalities, chat::RequestShape& shape) {
  for (const json::Value modality : modalities.elements()) {
    Arena arena;
    const Bytes name = modality.text(arena);
    if (text::iequals(name, "image") || text::iequals(name, "audio")) shape.note_media(name);
  }
}

}  // namespace

void read_native_shape(const http::RequestHead& head, json::Value body, chat::RequestShape& shape) {
  shape.streams = text::contains(head.path, ":stream") || body["stream"].is_true();
  reading::add_texts(body, shape);
  for (const json::Value content : body["contents"].elements()) {
    for (const json::Value part : content["parts"].elements()) read_part(part, shape);
  }
  // What a count wraps is looked through by whoever looks for names.
  const bool wraps = static_cast<bool>(either(body, "generateContentRequest", "generate_content_request"));
  if (wraps || either(body, "cachedContent", "cached_content") || has_file(body["content"])) shape.refers = true;
  for (const json::Value request : body["requests"].elements()) {
    if (has_file(request["content"])) shape.refers = true;
  }
  read_tools(body["tools"], shape);
  const json::Value config = either(body, "generationConfig", "generation_config");
  read_modalities(either(config, "responseModalities", "response_modalities"), shape);
}

}  // namespace rota::gemini
