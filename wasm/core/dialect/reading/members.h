// Members: an object's members by name, for objects that are asked for many names.
// Knows that real requests have few members; refuses to be slower than the Reader when one has many.
#pragma once

#include "json/reader.h"

namespace rota::reading {

/// A view of an object, on the stack. Answers as json::Value does: absent for an unknown name, the last of duplicates.
template <std::size_t capacity>
class Members {
 public:
  /// Names with escapes are unescaped into `arena`.
  Members(json::Value object, Arena& arena) : object_(object) {
    if (object.count() > capacity) return;
    for (json::Member member : object.members()) {
      names_[count_] = member.name.text(arena);
      values_[count_++] = member.value;
    }
  }

  [[nodiscard]] json::Value operator[](Bytes name) const {
    if (object_.count() > capacity) return object_[name];
    for (std::size_t i = count_; i > 0; --i) {
      if (names_[i - 1] == name) return values_[i - 1];
    }
    return {};
  }

 private:
  json::Value object_;
  Bytes names_[capacity];
  json::Value values_[capacity];
  std::size_t count_ = 0;
};

/// A whole request; those of usual clients have five to twenty members.
using RequestMembers = Members<48>;
/// A message or a content part.
using MessageMembers = Members<16>;

}  // namespace rota::reading
