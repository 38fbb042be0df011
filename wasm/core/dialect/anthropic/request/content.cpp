// One function a type of block; see content.h.
#include "dialect/anthropic/request/content.h"

#include "dialect/anthropic/common/signature.h"
#include "dialect/anthropic/request/media.h"
#include "dialect/anthropic/request/server_tools.h"
#include "dialect/labels.h"
#include "dialect/reading/call_id.h"
#include "dialect/reading/tool_result.h"

namespace rota::anthropic {

namespace {

using PartKind = chat::Part::Kind;

Bytes tags_of(Speaker speaker) {
  switch (speaker) {
    case Speaker::system:
      break;
    case Speaker::user:
      return "'document', 'image', 'search_result', 'text', 'tool_result'";
    case Speaker::assistant:
      return "'redacted_thinking', 'text', 'thinking', 'tool_use', server tools and their results";
    case Speaker::tool:
      return "'document', 'image', 'search_result', 'text', 'tool_reference'";
  }
  return "'text', 'tool_addition', 'tool_removal'";
}

void read_text(json::Value block, Bytes member, const Path& path, Checks& checks, List<chat::Part>& parts) {
  if (is_needed_string(block[member], Path{&path, member}, checks)) push_text(block[member].escaped(), checks.arena(), parts);
}

void read_thinking(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  chat::Part part;
  part.kind = PartKind::thinking;
  if (!is_needed_string(block["thinking"], Path{&path, "thinking"}, checks)) return;
  part.text = block["thinking"].escaped();
  if (checks.is_string(block["signature"], Path{&path, "signature"})) read_signature(block["signature"], checks.arena(), part);
  if (!checks.failed()) parts.push(checks.arena(), part);
}

/// Readable to whoever made it alone, which is no upstream of this dialect's clients but Anthropic's own.
void read_redacted(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  if (!is_needed_string(block["data"], Path{&path, "data"}, checks)) return;
  chat::Part& part = parts.push(checks.arena(), chat::Part{});
  part.kind = PartKind::thinking;
  part.data = block["data"].escaped();
  part.owner = dialect::labels::anthropic;
}

void read_call(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  const Path name_path{&path, "name"};
  if (!is_needed_string(block["id"], Path{&path, "id"}, checks) || !is_needed_string(block["name"], name_path, checks)) return;
  if (block["name"].escaped().empty()) return checks.wrong_value(name_path, "it is empty.");
  chat::Part part;
  part.kind = PartKind::tool_call;
  part.name = block["name"].escaped();
  const reading::CallId id = reading::read_call_id(block["id"], checks.arena());
  part.id = id.id;
  part.signature = id.signature;
  part.owner = dialect::labels::gemini;  // only its signatures travel so
  part.json = checks.is_object(block["input"], Path{&path, "input"}) ? block["input"].raw() : json::Raw("{}");
  if (!checks.failed()) parts.push(checks.arena(), part);
}

void read_result(json::Value block, const Path& path, json::Reader& scratch, Checks& checks, List<chat::Part>& parts) {
  if (!is_needed_string(block["tool_use_id"], Path{&path, "tool_use_id"}, checks)) return;
  chat::Part part;
  part.kind = PartKind::tool_result;
  part.id = reading::read_call_id(block["tool_use_id"], checks.arena()).id;
  checks.boolean(block["is_error"], Path{&path, "is_error"}, part.failed);
  List<chat::Part> said;
  if (!block["content"].is_unset()) {
    read_content(block["content"], Path{&path, "content"}, Speaker::tool, scratch, checks, said);
  }
  if (checks.failed()) return;
  reading::set_result(said, scratch, checks.arena(), part);
  parts.push(checks.arena(), part);
}

/// A tool that was declared from the beginning may now be called: all that clients defer is declared at once.
void read_reference(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  if (!is_needed_string(block["tool_name"], Path{&path, "tool_name"}, checks)) return;
  push_text(json::join(checks.arena(), "The tool ", block["tool_name"].escaped(), " is available.\\n"), checks.arena(), parts);
}

/// The tools that may be called change in mid-conversation. All of them are declared: the model is told in words.
void read_tool_change(json::Value block, bool added, const Path& path, Checks& checks, List<chat::Part>& parts) {
  const Path tool_path{&path, "tool"};
  const json::Value tool = block["tool"];
  if (tool.is_unset()) return checks.missing(tool_path);
  if (!checks.is_object(tool, tool_path) || !is_needed_string(tool["name"], Path{&tool_path, "name"}, checks)) return;
  push_text(json::join(checks.arena(), "The tool ", tool["name"].escaped(), added ? json::Escaped(" is available.") : json::Escaped(" is not available any more.")),
            checks.arena(), parts);
}

/// A block that only one side sends; false for every other one.
bool read_own_block(json::Value block, json::Value type, const Path& path, Speaker speaker, json::Reader& scratch,
                    Checks& checks, List<chat::Part>& parts) {
  const bool own = speaker == Speaker::assistant;
  if (speaker == Speaker::user && type.equals("tool_result")) {
    read_result(block, path, scratch, checks, parts);
  } else if ((own || speaker == Speaker::user) && type.equals("container_upload")) {
    refuse_upload(block, path, checks);
  } else if (speaker == Speaker::tool && type.equals("tool_reference")) {
    read_reference(block, path, checks, parts);
  } else if (speaker == Speaker::system && (type.equals("tool_addition") || type.equals("tool_removal"))) {
    read_tool_change(block, type.equals("tool_addition"), path, checks, parts);
  } else if (own && type.equals("thinking")) {
    read_thinking(block, path, checks, parts);
  } else if (own && type.equals("redacted_thinking")) {
    read_redacted(block, path, checks, parts);
  } else if (own && type.equals("tool_use")) {
    read_call(block, path, checks, parts);
  } else if (own && type.equals("compaction")) {
    read_text(block, "content", path, checks, parts);
  } else if (own && is_server_tool(type)) {
    read_server_tool(block, path, checks, parts);
  } else {
    return false;
  }
  return true;
}

void read_block(json::Value block, const Path& path, Speaker speaker, json::Reader& scratch, Checks& checks,
                List<chat::Part>& parts) {
  const json::Value type = type_of(block, path, checks);
  if (checks.failed()) return;
  if (type.equals("text")) return read_text(block, "text", path, checks, parts);
  if (speaker != Speaker::system) {
    if (type.equals("image")) return read_image(block, path, checks, parts);
    if (type.equals("document")) return read_document(block, path, checks, parts);
    if (type.equals("search_result")) return read_search_result(block, path, checks, parts);
  }
  if (read_own_block(block, type, path, speaker, scratch, checks, parts)) return;
  unknown_tag(path, type, tags_of(speaker), checks);
}

}  // namespace

void read_content(json::Value content, const Path& path, Speaker speaker, json::Reader& scratch, Checks& checks,
                  List<chat::Part>& parts) {
  if (content.is_string()) return push_text(content.escaped(), checks.arena(), parts);
  if (!content.is_array()) return checks.wrong_type(path, "a string or an array of content blocks", content);
  parts.reserve(checks.arena(), parts.size() + content.count());
  std::int64_t index = 0;
  for (json::Value block : content.elements()) {
    read_block(block, Path{&path, {}, index++}, speaker, scratch, checks, parts);
    if (checks.failed()) return;
  }
}

}  // namespace rota::anthropic
