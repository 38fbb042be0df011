// Files that Google reads itself, and which part of a video is meant; see google.h.
#include "base/text.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

namespace {

constexpr double longest_video_s = 1e9;

/// Seconds as a number, or as Google writes them: "10.5s".
void read_seconds(json::Value object, Bytes name, Bytes other, const Path& path, Checks& checks, json::Escaped& out) {
  json::Value value = object[name];
  if (!value) value = object[other];
  const Path place{&path, name};
  double seconds = 0;
  if (value.is_string()) {
    Bytes digits = value.escaped();
    if (text::ends_with(digits, "s")) digits.remove_suffix(1);
    const std::size_t dot = digits.find('.');
    std::uint64_t whole = 0;
    const bool fraction = dot == Bytes::npos ||
                          (dot + 1 < digits.size() && digits.find_first_not_of("0123456789", dot + 1) == Bytes::npos);
    if (!fraction || !text::parse_unsigned(digits.substr(0, dot), whole) || (digits[0] == '0' && whole != 0)) {
      return checks.wrong_value(place, "it is no duration like '10.5s'.");
    }
    out = json::escape(checks.arena(), digits);
  } else if (checks.number(value, place, 0, longest_video_s, seconds)) {
    out = json::escape(checks.arena(), value.raw());
  }
}

}  // namespace

bool is_file(Bytes url) { return text::starts_with(url, "files/") || text::istarts_with(url, "gs://"); }

bool is_file_name(Bytes url) {
  constexpr Bytes files = "files/";
  constexpr std::size_t most = 128;  // three times as long as Google's own
  if (text::starts_with(url, files)) {
    const Bytes id = url.substr(files.size());
    for (const char c : id) {
      if (!text::is_alphanumeric(c) && c != '-' && c != '_') return false;
    }
    return !id.empty() && id.size() <= most;
  }
  const std::size_t slash = url.find('/', Bytes("gs://").size());
  return slash != Bytes::npos && slash > Bytes("gs://").size() && slash + 1 < url.size();
}

void read_video_range(json::Value part, const Path& path, Checks& checks, chat::Part& video_part) {
  const Path range_path{&path, "video_metadata"};
  json::Value range = part["video_metadata"];
  if (!checks.is_object(range, range_path)) return;
  auto* video = checks.arena().make<chat::VideoRange>();
  double frames = 0;
  if (checks.number(range["fps"], Path{&range_path, "fps"}, 0, 24, frames)) video->frames_per_s = range["fps"].raw();
  read_seconds(range, "start_offset", "startOffset", range_path, checks, video->start_s);
  read_seconds(range, "end_offset", "endOffset", range_path, checks, video->end_s);
  video_part.video = video;
}

}  // namespace rota::openai::google
