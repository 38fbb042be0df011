// Beginnings and ends of keys; see key_shape.h.
#include "base/key_shape.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::text {

namespace {

constexpr bool is_key_char(char c) { return is_alphanumeric(c) || c == '-' || c == '_'; }
constexpr bool joins(char c) { return c == '-' || c == '_'; }

/// How API keys begin, how many more characters make it one (short words must survive), and whether letters before the
/// prefix make it a word instead ("task-oriented"). `whole`: the length of all of them, where there is one.
struct KeyShape {
  Bytes prefix;
  std::size_t least;
  bool at_word_start;
  std::size_t whole = 0;
};
constexpr KeyShape key_shapes[] = {
    {"AIza", 6, false, 39}, {"AQ.", 12, false},     {"sk-", 8, true},         {"sk_", 20, true},    {"gsk_", 20, true},
    {"csk-", 20, true},     {"xai-", 20, true},     {"nvapi-", 20, true},     {"pplx-", 20, true},  {"hf_", 20, true},
    {"fw_", 20, true},      {"r8_", 20, true},      {"tgp_v1_", 20, true},    {"ghp_", 20, true},   {"github_pat_", 20, true},
    {"jina_", 20, true},    {"ms-", 32, true},      {"pa-", 32, true},
};
/// Hidden, and no key: an error's words name a key so.
constexpr KeyShape quoted_key = {"api_key:", 1, false};

constexpr std::size_t parting_dashes = 4;  // mail----password----key: three of them stand in one random key of thousands
constexpr std::size_t joint_most = 8;      // so far back is looked for what joins a word to a key

constexpr Bytes first_letters = "Ascgxnphfrtjm";
static_assert([] {
  for (const KeyShape& shape : key_shapes) {
    if (first_letters.find(shape.prefix.front()) == Bytes::npos) return false;
  }
  return true;
}());

/// Nothing alphanumeric stands before `at`, save for a percent escape such as that of '='.
constexpr bool at_word_start(Bytes s, std::size_t at) {
  return at == 0 || !is_alphanumeric(s[at - 1]) || (at >= 3 && s[at - 3] == '%');
}

/// Asked at every byte of a text: the first one mostly tells.
bool stands_at(Bytes prefix, Bytes s, std::size_t at) {
  return s[at] == prefix.front() && starts_with(s.substr(at), prefix);
}

/// Dots belong to a key only between its characters.
bool belongs(Bytes s, std::size_t at) {
  if (at >= s.size()) return false;
  return is_key_char(s[at]) || (s[at] == '.' && at + 1 < s.size() && is_key_char(s[at + 1]));
}

std::size_t shape_length(Bytes s, std::size_t at, const KeyShape& shape) {
  if (!stands_at(shape.prefix, s, at)) return 0;
  if (shape.at_word_start && !at_word_start(s, at)) return 0;
  const std::size_t begin = at + shape.prefix.size();
  std::size_t end = begin;
  while (belongs(s, end)) ++end;
  return end - begin >= shape.least ? end - at : 0;
}

const KeyShape* shape_at(Bytes s, std::size_t at) {
  if (first_letters.find(s[at]) == Bytes::npos) return nullptr;
  for (const KeyShape& shape : key_shapes) {
    if (stands_at(shape.prefix, s, at)) return &shape;
  }
  return nullptr;
}

/// What joins the word before to the key at `at`: so many of one character.
struct Joint {
  char c = '\0';
  std::size_t count = 0;
};

Joint joint_before(Bytes s, std::size_t at) {
  if (at == 0 || !joins(s[at - 1])) return {};
  Joint joint{s[at - 1], 0};
  while (joint.count < joint_most && joint.count < at && s[at - 1 - joint.count] == joint.c) ++joint.count;
  return joint;
}

/// Whether a key may begin here: the word before has ended.
bool may_begin(Bytes s, std::size_t at, const KeyShape& shape, Joint joint) {
  if (at_word_start(s, at) && joint.count == 0) return true;
  if (joint.count >= 2) return true;
  if (joint.count == 1) return !shape.at_word_start || at == 1 || !is_key_char(s[at - 2]);
  return at >= 2 && s[at - 2] == '\\' && Bytes("nrt").find(s[at - 1]) != Bytes::npos;  // a line break spelt out
}

std::size_t key_end(Bytes s, std::size_t at, const KeyShape& shape, Joint joint) {
  const std::size_t begin = at + shape.prefix.size();
  const bool with_dots = shape.whole == 0;
  std::size_t end = begin;
  std::size_t dashes = 0;
  std::size_t joints = 0;
  for (; end < s.size(); ++end) {
    if (!belongs(s, end) || (s[end] == '.' && !with_dots)) break;
    // What follows a whole key at once is another one, or something that is joined to it.
    const bool is_whole = shape.whole != 0 && end - at == shape.whole;
    if (is_whole && (joins(s[end]) || starts_with(s.substr(end), shape.prefix))) return end;
    dashes = s[end] == '-' ? dashes + 1 : 0;
    joints = s[end] == joint.c ? joints + 1 : 0;
    if (dashes == parting_dashes) {
      // One more than part two fields is the key's own.
      const bool own = starts_with(s.substr(end + 1), "-") && !starts_with(s.substr(end + 1), "--");
      return end + 1 - dashes + (own ? 1 : 0);
    }
    if (joint.count >= 2 && joints == joint.count) return end + 1 - joints;
  }
  const bool enclosed = joint.count == 1 && end - begin > shape.least && s[end - 1] == joint.c;
  return enclosed ? end - 1 : end;
}

}  // namespace

std::size_t key_length(Bytes text, std::size_t at) {
  if (const std::size_t quoted = shape_length(text, at, quoted_key); quoted != 0) return quoted;
  const KeyShape* shape = shape_at(text, at);
  return shape == nullptr ? 0 : shape_length(text, at, *shape);
}

KeyPlace find_key(Bytes text, std::size_t from) {
  for (std::size_t at = from; at < text.size(); ++at) {
    const KeyShape* shape = shape_at(text, at);
    if (shape == nullptr) continue;
    const Joint joint = joint_before(text, at);
    if (at != from && !may_begin(text, at, *shape, joint)) continue;
    const std::size_t end = key_end(text, at, *shape, joint);
    if (end - at >= shape->prefix.size() + shape->least) return {at, end};
  }
  return {};
}

bool is_key(Bytes text) {
  const KeyPlace place = find_key(text);
  return place.begin == 0 && place.end == text.size();
}

}  // namespace rota::text
