// Calls, signatures, results; see tool_messages.h.
#include "dialect/openai/chat/tool_messages.h"

#include "dialect/openai/chat/content.h"
#include "dialect/openai/common/arguments.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/google.h"

namespace rota::openai {

namespace {

/// The JSON inside a string, or empty when it is none.
json::Raw inner_json(Bytes text, json::Reader& scratch, Arena& arena, json::Type& type) {
  const Result<json::Value> read = scratch.read(text, arena);
  if (!read.ok()) return {};
  type = read.value().type();
  return read.value().raw();
}

/// A function's name, which no call can do without.
bool read_name(json::Value name, const Path& path, Checks& checks, json::Escaped& out) {
  if (name.is_unset()) {
    checks.missing(path);
    return false;
  }
  if (!checks.is_string(name, path)) return false;
  if (name.escaped().empty()) {
    checks.wrong_value(path, "it is empty.");
    return false;
  }
  out = name.escaped();
  return true;
}

void read_call(json::Value call, const Path& path, json::Reader& scratch, Checks& checks, List<chat::Part>& parts) {
  if (!call.is_object()) return checks.wrong_type(path, "an object", call);
  checks.is_string(call["id"], Path{&path, "id"});
  checks.is_string(call["type"], Path{&path, "type"});
  const bool custom = call["type"].equals("custom");
  const Bytes member = custom ? Bytes("custom") : Bytes("function");
  const Path inner_path{&path, member};
  json::Value inner = call[member];
  if (inner.is_unset()) return checks.missing(inner_path);
  if (!checks.is_object(inner, inner_path)) return;
  Arena& arena = checks.arena();
  chat::Part part;
  part.kind = chat::Part::Kind::tool_call;
  if (!read_name(inner["name"], Path{&inner_path, "name"}, checks, part.name)) return;
  const CallId id = read_call_id(call["id"], arena);
  part.id = id.id;
  part.signature = google::read_call_signature(call, inner, id.signature, arena);
  part.owner = google::owner;
  if (custom) {
    const Path input_path{&inner_path, "input"};
    checks.is_string(inner["input"], input_path);
    part.json = json::wrapped(arena, "input", json::quoted(arena, inner["input"].escaped()));
  } else {
    part.json = read_arguments(inner["arguments"], scratch, arena);
  }
  if (!checks.failed()) parts.push(arena, part);
}

/// The first call among `parts`, or null. `signed_call`: whether any call has a signature of its own.
chat::Part* first_call_of(List<chat::Part>& parts, bool& signed_call) {
  chat::Part* first = nullptr;
  for (chat::Part& part : parts) {
    if (part.kind != chat::Part::Kind::tool_call) continue;
    if (first == nullptr) first = &part;
    if (!part.signature.empty()) signed_call = true;
  }
  return first;
}

/// Texts in a row are one text: the result is one value.
json::Escaped joined_text(const List<chat::Part>& parts, Arena& arena) {
  json::EscapedText all;
  const chat::Part* only = nullptr;
  std::size_t count = 0;
  for (const chat::Part& part : parts) {
    if (part.kind != chat::Part::Kind::text) continue;
    only = &part;
    ++count;
    all.append(part.text);
  }
  return count == 1 ? only->text : json::copy(arena, all.view());
}

/// A result that is a JSON object or array is spliced as one; all else is text.
void set_result(json::Escaped result, json::Reader& scratch, Arena& arena, chat::Part& part) {
  part.text = result;
  const Bytes escaped = result;
  const std::size_t start = escaped.find_first_not_of(" \\nrt");
  if (start == Bytes::npos || (escaped[start] != '{' && escaped[start] != '[')) return;
  json::Type type = json::Type::absent;
  part.json = inner_json(json::unescaped(arena, result), scratch, arena, type);
}

}  // namespace

void read_calls(const MessageMembers& message, const Path& path, json::Reader& scratch, Checks& checks,
                List<chat::Part>& parts) {
  const Path calls_path{&path, "tool_calls"};
  std::int64_t index = 0;
  if (checks.is_array(message["tool_calls"], calls_path)) {
    parts.reserve(checks.arena(), parts.size() + message["tool_calls"].count());
    for (json::Value call : message["tool_calls"].elements()) {
      read_call(call, Path{&calls_path, {}, index++}, scratch, checks, parts);
      if (checks.failed()) return;
    }
  }
  const Path call_path{&path, "function_call"};
  json::Value call = message["function_call"];
  if (!checks.is_object(call, call_path) || index != 0) return;
  chat::Part part;
  part.kind = chat::Part::Kind::tool_call;
  if (!read_name(call["name"], Path{&call_path, "name"}, checks, part.name)) return;
  part.json = read_arguments(call["arguments"], scratch, checks.arena());
  part.signature = google::read_signature(call, checks.arena());
  part.owner = google::owner;
  parts.push(checks.arena(), part);
}

void place_message_signature(const MessageMembers& message, Arena& arena, List<chat::Part>& parts) {
  bool signed_call = false;
  chat::Part* first_call = first_call_of(parts, signed_call);
  if (signed_call) return;
  json::Escaped signature = google::read_message_signature(message, arena);
  if (first_call != nullptr) {
    if (signature.empty()) {
      signature = google::read_reasoning_details(message["reasoning_details"], first_call->id, arena);
    }
    first_call->signature = signature;
    first_call->owner = google::owner;
    return;
  }
  for (std::size_t i = parts.size(); i > 0; --i) {
    if (parts[i - 1].kind != chat::Part::Kind::text) continue;
    parts[i - 1].signature = signature;
    parts[i - 1].owner = google::owner;
    return;
  }
}

void read_tool_result(const MessageMembers& message, bool by_name, const Path& path, json::Reader& scratch,
                      Checks& checks, List<chat::Part>& parts) {
  chat::Part part;
  part.kind = chat::Part::Kind::tool_result;
  if (by_name && !read_name(message["name"], Path{&path, "name"}, checks, part.name)) return;
  part.name = message["name"].escaped();
  if (checks.is_string(message["tool_call_id"], Path{&path, "tool_call_id"})) {
    part.id = read_call_id(message["tool_call_id"], checks.arena()).id;
  }
  const Path content_path{&path, "content"};
  json::Value content = message["content"];
  if (!content) return checks.missing(content_path);
  List<chat::Part> said;
  if (!content.is_null()) read_content(content, content_path, Speaker::tool, checks, said);
  if (checks.failed()) return;
  set_result(joined_text(said, checks.arena()), scratch, checks.arena(), part);
  for (const chat::Part& media : said) {
    if (media.kind != chat::Part::Kind::media) continue;
    if (part.attached == nullptr) part.attached = checks.arena().make<List<chat::Part>>();
    part.attached->push(checks.arena(), media);
  }
  parts.push(checks.arena(), part);
}

}  // namespace rota::openai
