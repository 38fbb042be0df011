// Form: the members of a JSON body, read one by one, each with its rule.
// Knows types, ranges and lengths, and which member broke its rule; refuses to know what the members mean.
#pragma once

#include <initializer_list>

#include "admin/request.h"
#include "base/list.h"
#include "json/reader.h"

namespace rota::admin {

/// 409 when `version` is set and not the present one: somebody else has made a change since it was read.
[[nodiscard]] Status check_version(json::Value version, std::int64_t present);

/// Reads from one object. The first broken rule is remembered and later ones are not looked at: see ok() and failure().
/// An absent or null member leaves `out` alone. What it reads lives in `arena`.
class Form {
 public:
  /// Reads `body`: 400 when it is no JSON object, 422 for a member that is not among `known`. The reader belongs to
  /// the form until its last question.
  Form(Bytes body, json::Reader& reader, Arena& arena, std::initializer_list<Bytes> known);

  /// Whether the member is there and not null.
  [[nodiscard]] bool has(Bytes name) const { return !root_[name].is_unset(); }
  [[nodiscard]] bool is_null(Bytes name) const { return root_[name].is_null(); }
  [[nodiscard]] json::Value member(Bytes name) const { return root_[name]; }

  /// UTF-8 without control characters, white space at its ends cut off, at most `most_bytes` long.
  void text(Bytes name, std::size_t most_bytes, Bytes& out);
  /// A text for people, at most limits::key_label_bytes; what has the shape of a key in it is hidden, for it is shown.
  void label(Bytes name, Bytes& out);
  void number(Bytes name, std::int64_t least, std::int64_t most, std::int64_t& out);
  /// true, false, 0 or 1.
  void flag(Bytes name, bool& out);
  /// A list of texts, none of them empty.
  void texts(Bytes name, std::size_t most, std::size_t most_bytes, List<Bytes>& out);

  /// A list of one id at least, each 16 hex digits.
  void ids(Bytes name, std::size_t most, List<std::uint64_t>& out);

  /// check_version of the member `version`.
  void version(std::int64_t present);

  /// A rule of the caller's own is broken: 422.
  void refuse(Bytes name, Bytes message);
  [[nodiscard]] bool ok() const { return ok_; }
  /// Only when !ok().
  [[nodiscard]] const Failure& failure() const { return failure_; }

 private:
  /// The member, when it is set and no rule is broken yet.
  [[nodiscard]] bool take(Bytes name, json::Value& member) const;
  /// `value` as text() wants it; false after a refusal in the name of `name`.
  [[nodiscard]] bool read_text(json::Value value, Bytes name, std::size_t most_bytes, Bytes& out);

  Arena& arena_;
  json::Value root_;
  bool ok_ = true;
  Failure failure_;
};

}  // namespace rota::admin
