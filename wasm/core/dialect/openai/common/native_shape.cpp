// Tools, media and modalities; see native_shape.h.
#include "dialect/openai/common/native_shape.h"

#include "base/text.h"
#include "dialect/reading/request_shape.h"

namespace rota::openai {

namespace {

void read_messages(json::Value messages, chat::RequestShape& shape) {
  for (const json::Value message : messages.elements()) {
    for (const json::Value part : message["content"].elements()) {
      const json::Value type = part["type"];
      if (type.equals("image_url") || type.equals("input_image")) shape.images = true;
      if (type.equals("input_audio")) shape.audio = true;
      if (type.equals("video_url") || type.equals("input_video")) shape.video = true;
      if (type.equals("file") || type.equals("input_file")) shape.documents = true;
    }
  }
}

/// Searching is a tool of the upstream's own under several names: OpenAI's, OpenRouter's plugins, xAI's live search.
bool searches(json::Value body) {
  for (const Bytes name : {Bytes("web_search_options"), Bytes("plugins"), Bytes("search_parameters")}) {
    if (!body[name].is_unset()) return true;
  }
  return false;
}

}  // namespace

void read_native_shape(const http::RequestHead&, json::Value body, chat::RequestShape& shape) {
  shape.streams = body["stream"].is_true();
  reading::add_texts(body, shape);
  read_messages(body["messages"], shape);
  read_messages(body["input"], shape);
  if (searches(body)) shape.upstream_tools = true;
  for (const json::Value tool : body["tools"].elements()) {
    const json::Value type = tool["type"];
    if (type.is_string() && !type.equals("function") && !type.equals("custom")) shape.upstream_tools = true;
  }
  for (const json::Value modality : body["modalities"].elements()) {
    if (modality.equals("audio")) shape.audio = true;
    if (modality.equals("image")) shape.images = true;
  }
}

}  // namespace rota::openai
