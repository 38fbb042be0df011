// One function a type of part; see media.h.
#include "dialect/openai/chat/media.h"

#include "base/text.h"
#include "chat/media_type.h"
#include "dialect/openai/google/google.h"
#include "dialect/reading/media_source.h"

namespace rota::openai {

namespace {

bool is_any_of(json::Value type, Bytes a, Bytes b, Bytes c = {}) {
  return type.equals(a) || type.equals(b) || (!c.empty() && type.equals(c));
}

/// The member of that name, or the one inside when it is an object: `image_url` is {"url": ...} or the URL itself.
struct Place {
  json::Value value;
  Path outer;
  Path path;  ///< points to `outer` when nested
  bool nested = false;
  Place(json::Value part, Bytes name, Bytes inside, const Path& above)
      : value(part[name]), outer{&above, name}, path{outer} {
    if (!value.is_object()) return;
    nested = true;
    value = value[inside];
    path = Path{&outer, inside};
  }
  Place(const Place&) = delete;
};

void set_data_url(json::Escaped escaped, Bytes fallback, const Path& path, Checks& checks, chat::Part& part) {
  const reading::DataUrl url = reading::read_data_url(escaped, checks.arena());
  if (!url.valid) return checks.wrong_value(path, "it is no data URL, like 'data:image/png;base64,iVBORw0KGgo...'.");
  reading::set_data(url.mime, fallback, url.data, path, checks, part);
}

bool is_link(Bytes url) {
  return text::istarts_with(url, "https://") || text::istarts_with(url, "http://") || google::is_file(url);
}

void set_link(json::Value value, const Path& path, Checks& checks, chat::Part& part) {
  const Bytes url = text::trim(value.text(checks.arena()));
  if (!is_link(url)) return checks.wrong_value(path, "it is neither a data URL nor an http or https URL.");
  if (google::is_file(url) && !google::is_file_name(url)) return checks.wrong_value(path, google::bad_file_name);
  reading::set_url(url, path, checks, part);
}

void set_url(json::Value value, const Path& path, Checks& checks, chat::Part& part) {
  if (value.is_unset()) return checks.missing(path);
  if (!checks.is_string(value, path)) return;
  if (reading::is_data_url(value.escaped())) {
    set_data_url(value.escaped(), {}, path, checks, part);
  } else {
    set_link(value, path, checks, part);
  }
}

void set_detail(json::Value detail, const Path& path, Checks& checks, chat::Part& part) {
  if (!checks.is_string(detail, path)) return;
  if (detail.equals("low")) {
    part.detail = chat::Detail::low;
  } else if (detail.equals("high") || detail.equals("original")) {
    part.detail = chat::Detail::high;
  } else if (!detail.equals("auto")) {
    checks.unknown_choice(path, detail, "'auto', 'low', 'high', and 'original'");
  }
}

/// A file by its id: no store of files is here to look into.
void set_file_id(json::Value id, const Path& path, Checks& checks, chat::Part& part) {
  if (!checks.is_string(id, path)) return;
  if (!is_link(id.text(checks.arena()))) return checks.wrong_value(path, google::unknown_file);
  set_link(id, path, checks, part);
}

void read_image(json::Value part, const Path& path, Checks& checks, chat::Part& out) {
  if (part["image_url"].is_unset() && !part["file_id"].is_unset()) {
    return set_file_id(part["file_id"], Path{&path, "file_id"}, checks, out);
  }
  const Place url(part, "image_url", "url", path);
  set_url(url.value, url.path, checks, out);
  const Path detail{url.nested ? &url.outer : &path, "detail"};
  set_detail(url.nested ? part["image_url"]["detail"] : part["detail"], detail, checks, out);
  out.owner = google::owner;
  out.signature = google::read_signature(part, checks.arena());
}

void read_audio(json::Value part, const Path& path, Checks& checks, chat::Part& out) {
  const Path audio_path{&path, "input_audio"};
  json::Value audio = part["input_audio"];
  if (audio.is_unset()) return checks.missing(audio_path);
  if (!checks.is_object(audio, audio_path)) return;
  const Path format_path{&audio_path, "format"};
  json::Value format = audio["format"];
  Bytes mime;
  if (checks.is_string(format, format_path)) {
    mime = chat::media_type_of_audio(format.escaped());
    if (mime.empty()) {
      return checks.unknown_choice(format_path, format,
                                   "'wav', 'mp3', 'ogg', 'opus', 'flac', 'aac', 'aiff', 'm4a', 'webm', and 'pcm16'");
    }
  }
  const Path data_path{&audio_path, "data"};
  json::Value data = audio["data"];
  if (data.is_unset()) return checks.missing(data_path);
  if (!checks.is_string(data, data_path)) return;
  if (reading::is_data_url(data.escaped())) return set_data_url(data.escaped(), mime, data_path, checks, out);
  reading::set_data(mime, {}, reading::clean_base64(data.escaped(), checks.arena()), data_path, checks, out);
}

/// `file` holds the members, or the part itself does (as in the Responses API).
void read_file(json::Value part, const Path& path, Checks& checks, chat::Part& out) {
  const Path nested{&path, "file"};
  if (!part["file"].is_unset() && !checks.is_object(part["file"], nested)) return;
  const bool inside = part["file"].is_object();
  json::Value file = inside ? part["file"] : part;
  const Path& file_path = inside ? nested : path;
  const Path name_path{&file_path, "filename"};
  Bytes name;
  if (checks.is_string(file["filename"], name_path)) name = file["filename"].text(checks.arena());
  const Path data_path{&file_path, "file_data"};
  json::Value data = file["file_data"];
  if (data.is_unset()) {
    if (!file["file_id"].is_unset()) return set_file_id(file["file_id"], Path{&file_path, "file_id"}, checks, out);
    if (!file["file_url"].is_unset()) return set_url(file["file_url"], Path{&file_path, "file_url"}, checks, out);
    return checks.missing(data_path);
  }
  if (!checks.is_string(data, data_path)) return;
  const Bytes by_name = chat::media_type_of_name(name);
  if (reading::is_data_url(data.escaped())) return set_data_url(data.escaped(), by_name, data_path, checks, out);
  if (is_link(data.escaped())) return set_link(data, data_path, checks, out);
  reading::set_data(by_name, {}, reading::clean_base64(data.escaped(), checks.arena()), data_path, checks, out);
}

void read_video(json::Value part, Bytes member, const Path& path, Checks& checks, chat::Part& out) {
  const Place url(part, member, "url", path);
  set_url(url.value, url.path, checks, out);
  google::read_video_range(part, path, checks, out);
}

}  // namespace

bool read_media(json::Value part, json::Value type, const Path& path, Checks& checks, List<chat::Part>& parts) {
  chat::Part media;
  media.kind = chat::Part::Kind::media;
  if (is_any_of(type, "image_url", "input_image")) {
    read_image(part, path, checks, media);
  } else if (type.equals("input_audio")) {
    read_audio(part, path, checks, media);
  } else if (is_any_of(type, "file", "input_file")) {
    read_file(part, path, checks, media);
  } else if (is_any_of(type, "video_url", "input_video")) {
    read_video(part,
               type.equals("input_video") && part["video_url"].is_unset() ? Bytes("input_video") : Bytes("video_url"),
               path, checks, media);
  } else {
    return false;
  }
  if (!checks.failed()) parts.push(checks.arena(), media);
  return true;
}

void read_made_image(json::Value base64, const Path& path, Checks& checks, List<chat::Part>& parts) {
  chat::Part media;
  media.kind = chat::Part::Kind::media;
  set_data({}, {}, reading::clean_base64(base64.escaped(), checks.arena()), path, checks, media);
  if (!checks.failed()) parts.push(checks.arena(), media);
}

void read_images(json::Value images, const Path& path, Checks& checks, List<chat::Part>& parts) {
  if (!checks.is_array(images, path)) return;
  parts.reserve(checks.arena(), parts.size() + images.count());
  std::int64_t index = 0;
  for (json::Value image : images.elements()) {
    const Path place{&path, {}, index++};
    if (!image.is_object()) return checks.wrong_type(place, "an object", image);
    chat::Part media;
    media.kind = chat::Part::Kind::media;
    read_image(image, place, checks, media);
    if (checks.failed()) return;
    parts.push(checks.arena(), media);
  }
}

}  // namespace rota::openai
