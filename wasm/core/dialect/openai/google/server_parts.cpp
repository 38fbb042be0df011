// Server tool parts: what Google's own tools did in an earlier answer, read back from where answers keep it; see
// google.h. Reading parts and places, and one pass over what the message says. What a part means is nothing to this
// file: only which kinds there are.
#include "base/text.h"
#include "dialect/openai/common/call_id.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

namespace {

using PartKind = chat::Part::Kind;

/// What Google's own tools leave in an answer (Google API docs, Aug 2026, and recordings).
constexpr json::Escaped part_names[] = {"toolCall", "toolResponse", "executableCode", "codeExecutionResult"};
constexpr std::int64_t most = 1LL << 53;

struct PlacedPart {
  chat::Part part;
  std::int64_t characters = 0;  ///< code points of the message's texts before it
  std::int64_t shown = 0;       ///< how many of those that follow stand for it
  std::int64_t calls = 0;       ///< calls before it
};

void read_part(json::Value object, const Path& path, Checks& checks, chat::Part& out) {
  if (!object.is_object()) return checks.wrong_type(path, "an object", object);
  out.kind = PartKind::native;
  out.owner = owner;
  for (json::Escaped name : part_names) {
    if (!object[name].is_object()) continue;
    out.name = name;
    out.json = object[name].raw();
  }
  if (out.name.empty()) {
    return checks.wrong_value(path,
                              "it is none of the parts that Google's own tools leave: toolCall, toolResponse, "
                              "executableCode, codeExecutionResult.");
  }
  out.signature = openai::read_signature(object["thoughtSignature"], checks.arena());
}

void read_place(json::Value place, const Path& path, Checks& checks, PlacedPart& out) {
  if (!checks.is_object(place, path)) return;
  checks.integer(place["text"], Path{&path, "text"}, 0, most, out.characters);
  checks.integer(place["shown"], Path{&path, "shown"}, 0, most, out.shown);
  checks.integer(place["calls"], Path{&path, "calls"}, 0, most, out.calls);
}

List<PlacedPart> read_parts(json::Value google, const Path& google_path, Checks& checks) {
  List<PlacedPart> found;
  const Path parts_path{&google_path, "server_tool_parts"};
  const Path places_path{&google_path, "server_tool_places"};
  if (!checks.is_array(google["server_tool_parts"], parts_path)) return found;
  found.reserve(checks.arena(), google["server_tool_parts"].count());
  std::int64_t index = 0;
  for (json::Value object : google["server_tool_parts"].elements()) {
    PlacedPart& added = found.push(checks.arena(), PlacedPart{});
    read_part(object, Path{&parts_path, {}, index++}, checks, added.part);
    if (checks.failed()) return found;
  }
  if (!checks.is_array(google["server_tool_places"], places_path)) return found;
  index = 0;
  for (json::Value place : google["server_tool_places"].elements()) {
    const auto at = static_cast<std::size_t>(index);
    if (at == found.size() || checks.failed()) break;
    read_place(place, Path{&places_path, {}, index++}, checks, found[at]);
  }
  return found;
}

/// Takes up to `count` code points off the front of `utf8`; `count` keeps how many were not there.
Bytes take_characters(Bytes& utf8, std::int64_t& count) {
  std::size_t at = 0;
  for (; at < utf8.size() && count > 0; --count) {
    do ++at;
    while (at < utf8.size() && text::continues_character(utf8[at]));
  }
  const Bytes taken = utf8.substr(0, at);
  utf8.remove_prefix(at);
  return taken;
}

/// Code and what came of it are shown in fences (gemini/answer.h): a stretch that is none has been changed.
bool is_fenced(Bytes utf8) { return text::starts_with(utf8, "\n```") && text::ends_with(utf8, "\n```\n"); }

/// Goes through the message once, cutting its texts where a part belongs.
class Placing {
 public:
  /// `parts`: how many will be added.
  Placing(const List<PlacedPart>& waiting, std::size_t parts, Arena& arena) : waiting_(waiting), arena_(arena) {
    placed_.reserve(arena, parts + waiting.size());
  }

  void add(const chat::Part& part) {
    if (part.kind == PartKind::text) return add_text(part);
    put_those_before_call(calls_);
    put(part);
    if (part.kind == PartKind::tool_call) ++calls_;
  }
  [[nodiscard]] List<chat::Part> end() {
    put_those_before_call(most);
    return placed_;
  }

 private:
  void put(const chat::Part& part) { placed_.push(arena_, part); }
  [[nodiscard]] bool waits_for(std::int64_t calls) const {
    return next_ < waiting_.size() && waiting_[next_].calls <= calls;
  }
  /// The texts are over: what was to stand behind more of them stands here, but for a part whose stretch was not found,
  /// which the text tells of.
  void put_those_before_call(std::int64_t calls) {
    for (; waits_for(calls); ++next_) {
      if (waiting_[next_].shown == 0) put(waiting_[next_].part);
    }
  }
  void put_text(Bytes utf8) {
    if (utf8.empty()) return;
    chat::Part part;
    part.text = json::escape(arena_, utf8);
    put(part);
  }

  void add_text(const chat::Part& whole) {
    if (!waits_for(calls_)) return put(whole);
    Bytes rest = json::unescaped(arena_, whole.text);
    for (; waits_for(calls_); ++next_) {
      PlacedPart next = waiting_[next_];
      std::int64_t ahead = next.characters > position_ ? next.characters - position_ : 0;
      const std::int64_t wanted = ahead;
      Bytes after = rest;
      const Bytes before = take_characters(after, ahead);
      if (ahead > 0 || (after.empty() && next.shown > 0)) break;  // it belongs to a later text
      std::int64_t missing = next.shown;
      const Bytes stretch = take_characters(after, missing);
      const bool found = next.shown == 0 || (missing == 0 && is_fenced(stretch));
      // What was looked at is never looked at again, so that no list of parts costs more than the text is long.
      put_text(found ? before : rest.substr(0, before.size() + stretch.size()));
      next.part.text = json::escape(arena_, stretch);
      if (found) put(next.part);
      rest = after;
      position_ += wanted + next.shown - missing;
    }
    std::int64_t all = most;
    put_text(take_characters(rest, all));
    position_ += most - all;
  }

  const List<PlacedPart>& waiting_;
  Arena& arena_;
  List<chat::Part> placed_;
  std::size_t next_ = 0;
  std::int64_t position_ = 0;  // code points of the texts that have been put
  std::int64_t calls_ = 0;
};

}  // namespace

void place_server_parts(const MessageMembers& message, const Path& path, Checks& checks, List<chat::Part>& parts) {
  const Path extra_path{&path, "extra_content"};
  const Path google_path{&extra_path, "google"};
  json::Value google = message["extra_content"]["google"];
  if (google["server_tool_parts"].is_unset()) return;
  const List<PlacedPart> waiting = read_parts(google, google_path, checks);
  if (checks.failed() || waiting.empty()) return;
  Placing placing(waiting, parts.size(), checks.arena());
  for (const chat::Part& part : parts) placing.add(part);
  parts = placing.end();
}

}  // namespace rota::openai::google
