// One function a source; see media.h.
#include "dialect/anthropic/request/media.h"

#include "base/text.h"
#include "dialect/reading/data_url.h"
#include "dialect/reading/media_source.h"

namespace rota::anthropic {

namespace {

constexpr Bytes no_file = "no file is stored here. Send it inside the request, as base64.";

/// Names of files that some upstream may know.
bool is_file_name(Bytes name) { return text::starts_with(name, "files/") || text::starts_with(name, "gs://"); }

void read_base64(json::Value source, const Path& path, Checks& checks, chat::Part& part) {
  const Path data_path{&path, "data"};
  Bytes mime;
  if (checks.is_string(source["media_type"], Path{&path, "media_type"})) mime = source["media_type"].text(checks.arena());
  if (!is_needed_string(source["data"], data_path, checks)) return;
  reading::set_data(mime, {}, reading::clean_base64(source["data"].escaped(), checks.arena()), data_path, checks, part);
}

void read_url(json::Value value, const Path& path, Checks& checks, chat::Part& part) {
  if (!is_needed_string(value, path, checks)) return;
  const Bytes url = text::trim(value.text(checks.arena()));
  const bool known = text::istarts_with(url, "https://") || text::istarts_with(url, "http://") || is_file_name(url);
  if (!known) return checks.wrong_value(path, "it is no http or https URL.");
  reading::set_url(url, path, checks, part);
}

void read_file(json::Value id, const Path& path, Checks& checks, chat::Part& part) {
  if (!is_needed_string(id, path, checks)) return;
  const Bytes name = id.text(checks.arena());
  if (!is_file_name(name)) return checks.wrong_value(path, no_file);
  reading::set_url(name, path, checks, part);
}

/// A source that images and documents share; false for another one.
bool read_medium(json::Value source, json::Value type, const Path& path, Checks& checks, List<chat::Part>& parts) {
  chat::Part part;
  part.kind = chat::Part::Kind::media;
  if (type.equals("base64")) {
    read_base64(source, path, checks, part);
  } else if (type.equals("url")) {
    read_url(source["url"], Path{&path, "url"}, checks, part);
  } else if (type.equals("file")) {
    read_file(source["file_id"], Path{&path, "file_id"}, checks, part);
  } else {
    return false;
  }
  if (!checks.failed()) parts.push(checks.arena(), part);
  return true;
}

/// The texts of a list of blocks of which all are texts, or images where `images` says so.
void read_blocks(json::Value blocks, const Path& path, bool images, Checks& checks, List<chat::Part>& parts) {
  if (!checks.is_array(blocks, path)) return;
  std::int64_t index = 0;
  for (json::Value block : blocks.elements()) {
    const Path place{&path, {}, index++};
    const json::Value type = type_of(block, place, checks);
    if (checks.failed()) return;
    if (images && type.equals("image")) {
      read_image(block, place, checks, parts);
    } else if (!type.equals("text")) {
      return unknown_tag(place, type, images ? Bytes("'text', 'image'") : Bytes("'text'"), checks);
    } else if (is_needed_string(block["text"], Path{&place, "text"}, checks)) {
      push_text(block["text"].escaped(), checks.arena(), parts);
    }
    if (checks.failed()) return;
  }
}

void push_note(json::Value block, Bytes member, const Path& path, Checks& checks, List<chat::Part>& parts) {
  if (checks.is_string(block[member], Path{&path, member})) push_text(block[member].escaped(), checks.arena(), parts);
}

/// A text or blocks instead of a file; false for another source.
bool read_text_source(json::Value source, json::Value type, const Path& path, Checks& checks, List<chat::Part>& parts) {
  if (type.equals("text")) {
    checks.is_string(source["media_type"], Path{&path, "media_type"});
    if (is_needed_string(source["data"], Path{&path, "data"}, checks)) push_text(source["data"].escaped(), checks.arena(), parts);
    return true;
  }
  if (!type.equals("content")) return false;
  const json::Value content = source["content"];
  if (content.is_string()) {
    push_text(content.escaped(), checks.arena(), parts);
  } else {
    read_blocks(content, Path{&path, "content"}, true, checks, parts);
  }
  return true;
}

}  // namespace

void read_image(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  const Path source_path{&path, "source"};
  const json::Value source = block["source"];
  if (source.is_unset()) return checks.missing(source_path);
  const json::Value type = type_of(source, source_path, checks);
  if (checks.failed() || read_medium(source, type, source_path, checks, parts)) return;
  unknown_tag(source_path, type, "'base64', 'file', 'url'", checks);
}

void refuse_upload(json::Value block, const Path& path, Checks& checks) {
  const Path id_path{&path, "file_id"};
  if (is_needed_string(block["file_id"], id_path, checks)) checks.wrong_value(id_path, no_file);
}

void read_document(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  const Path source_path{&path, "source"};
  const json::Value source = block["source"];
  if (source.is_unset()) return checks.missing(source_path);
  const json::Value type = type_of(source, source_path, checks);
  if (checks.failed()) return;
  push_note(block, "title", path, checks, parts);
  push_note(block, "context", path, checks, parts);
  if (checks.failed() || read_medium(source, type, source_path, checks, parts)) return;
  if (read_text_source(source, type, source_path, checks, parts)) return;
  unknown_tag(source_path, type, "'base64', 'content', 'file', 'text', 'url'", checks);
}

void read_search_result(json::Value block, const Path& path, Checks& checks, List<chat::Part>& parts) {
  push_note(block, "title", path, checks, parts);
  push_note(block, "source", path, checks, parts);
  read_blocks(block["content"], Path{&path, "content"}, false, checks, parts);
}

}  // namespace rota::anthropic
