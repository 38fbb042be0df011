// One function a kind of part; see parts.h.
#include "dialect/gemini/client/parts.h"

#include "base/limits.h"
#include "base/text.h"
#include "chat/media_type.h"
#include "dialect/labels.h"

namespace rota::gemini::clients {

namespace {

using PartKind = chat::Part::Kind;

constexpr json::Escaped owner = dialect::labels::gemini;

/// A type that says nothing is worth a look at the first bytes.
json::Escaped media_type(json::Value said, json::Escaped data, Arena& arena) {
  const Bytes usual = chat::usual_media_type(said.text(arena));
  if (!usual.empty() && usual != "application/octet-stream") return json::escape(arena, usual);
  const Bytes seen = chat::sniff_media_type(data);
  if (!seen.empty()) return json::escape(arena, seen);
  return chat::looks_like_text(data) ? json::Escaped("text/plain") : json::escape(arena, usual);
}

/// An offset like "12.5s"; empty for anything else.
json::Escaped seconds(json::Value offset, Arena& arena) {
  Bytes text = offset.text(arena);
  if (!text::ends_with(text, "s")) return {};
  text.remove_suffix(1);
  return text.find_first_not_of("0123456789.") == Bytes::npos ? json::escape(arena, text) : json::Escaped();
}

void read_video_range(json::Value metadata, const Path& path, Checks& checks, chat::Part& part) {
  if (!checks.is_object(metadata, path)) return;
  chat::VideoRange range;
  double frames = 0;
  const json::Value fps = metadata["fps"];
  if (checks.number(fps, Path{&path, "fps"}, 0, 1000, frames)) range.frames_per_s = fps.raw();
  range.start_s = seconds(field(metadata, "startOffset"), checks.arena());
  range.end_s = seconds(field(metadata, "endOffset"), checks.arena());
  part.video = checks.arena().make<chat::VideoRange>(range);
}

void read_inline(json::Value blob, const Path& path, Checks& checks, chat::Part& part) {
  const Path data_path{&path, "data"};
  const json::Value data = blob["data"];
  const json::Value mime = field(blob, "mimeType");
  checks.is_string(mime, Path{&path, "mimeType"});
  if (data.is_unset()) return checks.missing(data_path);
  if (!checks.is_string(data, data_path)) return;
  part.kind = PartKind::media;
  part.data = data.escaped();
  part.mime = media_type(mime, part.data, checks.arena());
  part.param = reading::spell(data_path, checks.arena());
  if (part.data.empty()) checks.wrong_value(data_path, "it holds no base64.");
  if (!part.mime.empty()) return;
  checks.wrong_value(Path{&path, "mimeType"}, "it is not said, and the first bytes are of no known kind.");
}

void read_file(json::Value file, const Path& path, Checks& checks, chat::Part& part) {
  const Path uri_path{&path, "fileUri"};
  const json::Value uri = field(file, "fileUri");
  const json::Value mime = field(file, "mimeType");
  checks.is_string(mime, Path{&path, "mimeType"});
  if (uri.is_unset()) return checks.missing(uri_path);
  if (!checks.is_string(uri, uri_path)) return;
  part.kind = PartKind::media;
  part.url = uri.text(checks.arena());
  part.mime = mime.escaped();
  part.param = reading::spell(uri_path, checks.arena());
  if (part.url.empty()) checks.wrong_value(uri_path, "it is empty.");
}

bool read_name(json::Value holder, const Path& path, Checks& checks, chat::Part& part) {
  const Path name_path{&path, "name"};
  const json::Value name = holder["name"];
  if (name.is_unset()) checks.missing(name_path);
  if (!checks.is_string(name, name_path)) return false;
  if (name.escaped().empty()) checks.wrong_value(name_path, "it is empty.");
  if (checks.is_string(holder["id"], Path{&path, "id"})) part.id = holder["id"].escaped();
  part.name = name.escaped();
  return !checks.failed();
}

void read_call(json::Value call, const Path& path, Checks& checks, chat::Part& part) {
  part.kind = PartKind::tool_call;
  if (!read_name(call, path, checks, part)) return;
  const json::Value args = call["args"];
  part.json = checks.is_object(args, Path{&path, "args"}) ? args.raw() : json::Raw("{}");
}

/// Media beside the response, in parts of their own.
void read_attached(json::Value list, const Path& path, Checks& checks, chat::Part& result) {
  each_object(list, path, checks, [&](json::Value part, const Path& place) {
    const json::Value blob = field(part, "inlineData");
    const json::Value file = field(part, "fileData");
    chat::Part media;
    if (blob.is_object()) {
      read_inline(blob, Path{&place, "inlineData"}, checks, media);
    } else if (file.is_object()) {
      read_file(file, Path{&place, "fileData"}, checks, media);
    } else {
      return checks.wrong_value(place, "it holds neither inlineData nor fileData.");
    }
    if (result.attached == nullptr) result.attached = checks.arena().make<List<chat::Part>>();
    result.attached->push(checks.arena(), media);
  });
}

/// Of the object that a result is, the members `output` and `error` have a meaning (Google API docs, FunctionResponse).
void read_response(json::Value response, const Path& path, Checks& checks, chat::Part& part) {
  if (!checks.is_object(response, path)) {
    part.json = "{}";
    return;
  }
  part.json = response.raw();
  if (response.count() != 1) return;
  const json::Value output = response["output"];
  const json::Value error = response["error"];
  if (!output.is_string() && !error.is_string()) return;
  part.json = {};
  part.text = output.is_string() ? output.escaped() : error.escaped();
  part.failed = error.is_string();
}

void read_result(json::Value result, const Path& path, Checks& checks, chat::Part& part) {
  part.kind = PartKind::tool_result;
  if (!read_name(result, path, checks, part)) return;
  read_response(result["response"], Path{&path, "response"}, checks, part);
  read_attached(result["parts"], Path{&path, "parts"}, checks, part);
}

/// What Google's own tools did. People, and other upstreams, are shown the code and what came of it.
void read_native(json::Escaped name, json::Value value, Arena& arena, chat::Part& part) {
  part.kind = PartKind::native;
  part.owner = owner;
  part.name = name;
  part.json = value.raw();
  if (name == "executableCode") {
    const json::Escaped language = value["language"].equals("PYTHON") ? json::Escaped("python") : json::Escaped();
    part.text = json::join(arena, "\\n```", language, "\\n", value["code"].escaped(), "\\n```\\n");
  } else if (name == "codeExecutionResult") {
    part.text = json::join(arena, "\\n```output\\n", value["output"].escaped(), "\\n```\\n");
  }
}

void read_text(json::Value text, bool thought, chat::Part& part) {
  part.kind = thought ? PartKind::thinking : PartKind::text;
  part.text = text.escaped();
}

struct ReadKind {
  json::Escaped name;
  void (*read)(json::Value value, const Path& path, Checks& checks, chat::Part& part);  // null: a tool of Google's own
};
constexpr ReadKind kinds[] = {
    {"inlineData", read_inline}, {"fileData", read_file},
    {"functionCall", read_call}, {"functionResponse", read_result},
    {"executableCode", nullptr}, {"codeExecutionResult", nullptr},
    {"toolCall", nullptr},       {"toolResponse", nullptr},
};

/// False: the part is of none of these kinds.
bool read_kind(json::Value object, const Path& path, Checks& checks, chat::Part& part) {
  for (const ReadKind& kind : kinds) {
    const json::Value value = field(object, kind.name);
    const Path place{&path, kind.name};
    if (!checks.is_object(value, place)) {
      if (checks.failed()) return true;
      continue;
    }
    if (kind.read != nullptr) {
      kind.read(value, place, checks, part);
    } else {
      read_native(kind.name, value, checks.arena(), part);
    }
    return true;
  }
  return false;
}

}  // namespace

void read_part(json::Value object, const Path& path, Checks& checks, List<chat::Part>& parts) {
  chat::Part part;
  bool thought = false;
  checks.boolean(object["thought"], Path{&path, "thought"}, thought);
  const json::Value signature = field(object, "thoughtSignature");
  checks.is_string(signature, Path{&path, "thoughtSignature"});
  const json::Value text = object["text"];
  const bool has_text = checks.is_string(text, Path{&path, "text"});
  if (checks.failed()) return;
  if (has_text) {
    read_text(text, thought, part);
  } else if (!read_kind(object, path, checks, part)) {
    if (signature.is_unset()) {
      return checks.wrong_value(path,
                                "it holds none of text, inlineData, fileData, functionCall, and functionResponse.");
    }
    read_text(text, thought, part);
  }
  if (checks.failed()) return;
  if (part.kind == PartKind::media) {
    read_video_range(field(object, "videoMetadata"), Path{&path, "videoMetadata"}, checks, part);
    if (thought) return;  // a sketch on the way to a picture
  }
  part.signature = signature.escaped();
  if (!part.signature.empty()) part.owner = owner;
  const bool says = has_text && !part.text.empty();
  const bool is_text = part.kind == PartKind::text || part.kind == PartKind::thinking;
  if (!is_text || says || !part.signature.empty()) parts.push(checks.arena(), part);
}

}  // namespace rota::gemini::clients
