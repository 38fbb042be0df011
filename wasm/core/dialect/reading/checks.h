// Checks: reads typed fields of a request and remembers the first complaint.
// Knows JSON's types and how to name a place; refuses to know which fields there are and whose they are.
#pragma once

#include "json/reader.h"

namespace rota::reading {

/// Where a value stands in the request: a chain of stack frames, spelt out only when something is wrong with it.
struct Path {
  const Path* parent = nullptr;
  Bytes name;
  std::int64_t index = -1;  ///< an element's place; then `name` is empty
};
/// How a dialect spells the place of an element.
enum class Spelling : std::uint8_t {
  brackets,  // messages[3].content[1].type
  dots,      // messages.3.content.1.type
};
/// In the arena.
[[nodiscard]] Bytes spell(const Path& path, Arena& arena, Spelling spelling = Spelling::brackets);

/// Every reader below takes absent and null for "not set": it returns false and complains of nothing. A value of a
/// wrong type or out of range is a complaint, and false. Only the first complaint is kept.
class Checks {
 public:
  explicit Checks(Arena& arena, Spelling spelling = Spelling::brackets) : arena_(arena), spelling_(spelling) {}

  /// Something is wrong, or there is no memory for more: either way, reading ends here.
  [[nodiscard]] bool failed() const { return failed_ || arena_.exhausted(); }
  /// Only when failed(). Lives in the arena.
  [[nodiscard]] Failure failure() const { return failed_ ? failure_ : arena_.account()->shortage(); }
  [[nodiscard]] Arena& arena() { return arena_; }
  /// The path as this dialect spells it, in the arena.
  [[nodiscard]] Bytes spelt(const Path& path) { return spell(path, arena_, spelling_); }

  bool is_string(json::Value value, const Path& path);
  bool is_array(json::Value value, const Path& path);
  bool is_object(json::Value value, const Path& path);
  bool boolean(json::Value value, const Path& path, bool& out);
  /// `min` and `max` are whole and allowed themselves; a `max` that no number exceeds is no bound.
  bool number(json::Value value, const Path& path, double min, double max, double& out);
  bool integer(json::Value value, const Path& path, std::int64_t min, std::int64_t max, std::int64_t& out);

  void missing(const Path& path);
  void wrong_type(const Path& path, Bytes expected, json::Value got);
  /// `why` ends the sentence "Invalid 'path': ...".
  void wrong_value(const Path& path, Bytes why);
  /// `supported` lists the choices, e.g. "'low', 'high'".
  void unknown_choice(const Path& path, json::Value got, Bytes supported);
  /// What is understood but cannot be honoured yet, and must not be dropped silently.
  void unsupported(const Path& path);
  /// What the place refers to is not stored; `message` is the whole sentence.
  void not_stored(const Path& path, Bytes message) { complain(Fault::not_stored, path, message); }
  /// What no other word fits; `message` is the whole sentence.
  void refuse(const Path& path, Bytes message) { complain(Fault::bad_value, path, message); }

 private:
  void complain(Fault fault, const Path& path, Bytes message);
  bool expect(json::Value value, const Path& path, json::Type type, Bytes expected);

  Arena& arena_;
  const Spelling spelling_;
  bool failed_ = false;
  Failure failure_;
};

}  // namespace rota::reading
