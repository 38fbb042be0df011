// Types, data, addresses; see media_source.h.
#include "dialect/reading/media_source.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "chat/media_type.h"

namespace rota::reading {

namespace {

/// What stands in a URL as it is, and may be handed on.
bool is_plain_url(Bytes url) {
  for (const char c : url) {
    if (static_cast<unsigned char>(c) <= ' ' || Bytes("\"\\<>\x7f").find(c) != Bytes::npos) return false;
  }
  return true;
}

/// A type that says nothing is worth a look at the first bytes.
bool is_vague(Bytes mime) {
  return mime.empty() || mime == "application/octet-stream" || mime == "binary/octet-stream";
}

}  // namespace

void set_data(Bytes mime, Bytes fallback, json::Escaped data, const Path& path, Checks& checks, chat::Part& part) {
  if (data.empty()) return checks.wrong_value(path, "it holds no base64.");
  Bytes usual = chat::usual_media_type(mime);
  if (is_vague(usual)) usual = fallback;
  if (is_vague(usual)) usual = chat::sniff_media_type(data);
  if (usual.empty() && chat::looks_like_text(data)) usual = "text/plain";
  part.mime = json::escape(checks.arena(), usual);
  if (part.mime.empty()) {
    return checks.wrong_value(path, "its media type is not said, and its first bytes are of no known kind.");
  }
  part.data = data;  // its writer looks at all of it
  part.param = checks.spelt(path);
}

void set_url(Bytes url, const Path& path, Checks& checks, chat::Part& part) {
  if (url.size() > limits::url_bytes) {
    return checks.wrong_value(path, sentence<"it is longer than "_s, limits::url_bytes, " bytes."_s>);
  }
  if (!is_plain_url(url)) return checks.wrong_value(path, "it has spaces, quotes or control characters in it.");
  part.url = url;
  part.mime = json::escape(checks.arena(), chat::media_type_of_name(url));
  part.param = checks.spelt(path);
}

}  // namespace rota::reading
