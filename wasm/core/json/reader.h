// JSON reader: turns a text into an index of spans, once, and answers questions about it.
// The only place that sees simdjson. Knows the grammar of RFC 8259 and where every value stands; refuses to build
// values: strings stay escaped and numbers stay text until somebody asks.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/result.h"
#include "json/spliced.h"

namespace rota::json {

enum class Type : std::uint8_t { absent, null, boolean, number, string, array, object };

class Reader;

/// What becomes of half a surrogate pair, which is no text: JavaScript and Java write one where they cut a string in the
/// middle of a character.
enum class HalfPairs : std::uint8_t {
  refused,   // whoever sent it can mend it
  replaced,  // U+FFFD is read in its place: what came with it was paid for
};

/// One value of the text last read by a Reader: two words, cheap to copy. Asking an absent value, or one of another
/// type, gives absent, false or nothing; it never fails. Valid until the Reader reads again, the text must live as
/// long.
class Value {
 public:
  Value() = default;

  [[nodiscard]] Type type() const;
  explicit operator bool() const { return type() != Type::absent; }
  [[nodiscard]] bool is_null() const { return type() == Type::null; }
  [[nodiscard]] bool is_string() const { return type() == Type::string; }
  [[nodiscard]] bool is_number() const { return type() == Type::number; }
  [[nodiscard]] bool is_array() const { return type() == Type::array; }
  [[nodiscard]] bool is_object() const { return type() == Type::object; }
  /// Absent or null: what clients send for "not set".
  [[nodiscard]] bool is_unset() const { return type() == Type::absent || type() == Type::null; }

  /// The member of that name (an unescaped, literal name). With duplicates the last one wins, as in JSON.parse.
  [[nodiscard]] Value operator[](Bytes name) const;
  /// The element at that place; linear in `index`: iterate instead where many are wanted.
  [[nodiscard]] Value at(std::size_t index) const;
  /// How many elements or members there are; 0 for a scalar.
  [[nodiscard]] std::size_t count() const;

  /// The text of the value as it stands, white space inside included: for splicing.
  [[nodiscard]] Raw raw() const;
  /// A string's text between its quotes, still escaped: for splicing between quotes. Empty for other types.
  [[nodiscard]] Escaped escaped() const;
  /// A string in UTF-8: the view into the text itself where nothing is escaped, else a copy in the arena.
  [[nodiscard]] Bytes text(Arena& arena) const;
  /// Whether a string equals `literal`, without unescaping it when it has no escapes.
  [[nodiscard]] bool equals(Bytes literal) const;

  /// True only for the literal `true`.
  [[nodiscard]] bool is_true() const;
  /// A number as a double; false when it is not a number or not finite.
  [[nodiscard]] bool number(double& out) const;
  /// A number that is mathematically an integer within +-2^53 (1, 1.0 and 1e3 are); false otherwise.
  [[nodiscard]] bool integer(std::int64_t& out) const;

  /// Where the value begins in the text, in bytes.
  [[nodiscard]] std::size_t offset() const;

  class Iterator;
  struct Elements;
  struct Members;
  /// `for (Value element : value.elements())`; nothing for anything but an array.
  [[nodiscard]] Elements elements() const;
  /// `for (Member member : value.members())`; nothing for anything but an object. Duplicates appear in order.
  [[nodiscard]] Members members() const;

 private:
  friend class Reader;
  Value(const Reader* reader, std::uint32_t node) : reader_(reader), node_(node) {}
  [[nodiscard]] std::uint32_t next() const;
  [[nodiscard]] Bytes string_text(bool& escapes) const;
  const Reader* reader_ = nullptr;
  std::uint32_t node_ = 0;
};

/// A member of an object: its name (a string value) and its value.
struct Member {
  Value name;
  Value value;
};

/// Reads texts, one after the other, into the same memory.
class Reader {
 public:
  Reader() = default;
  /// `account` counts the index and outlives the reader; null: nobody counts it.
  explicit Reader(Account* account) : nodes_(account), account_(account) {}

  /// Indexes `text`, which must stay where it is while values are used; no padding is needed behind it.
  /// Fails with Fault::bad_json (status 400) whose message names the byte offset and what is wrong: malformed JSON,
  /// invalid UTF-8, a lone surrogate escape (it has no UTF-8), an unescaped control character, trailing text; or with
  /// Fault::too_large (413) past limits::json_depth or limits::json_values (names count too), or with what the account
  /// says when it is exhausted. The message lives in `arena`, and so does the text that is read instead where half pairs
  /// are replaced.
  [[nodiscard]] Result<Value> read(Bytes text, Arena& arena, HalfPairs half_pairs = HalfPairs::refused);

  /// Gives the index memory back (it is kept between reads otherwise).
  void release();
  /// Gives it back where it is more than usual answers take. Ends the life of all values.
  void trim() {
    if (nodes_.capacity() > limits::index_kept_values) release();
  }

 private:
  friend class Value;
  friend class IndexBuilder;

  /// A value or a member's name, in the order of the text: a container is followed by what it holds.
  struct Node {
    std::uint32_t begin;  // in bytes; a string's opening quote
    std::uint32_t end;    // past its last byte
    std::uint32_t next;   // the node after this one and all that it holds
    std::uint32_t info;   // a Type in three bits, a bit for a string with escapes, then how many children there are
  };
  static_assert(sizeof(Node) == 16);
  static constexpr std::uint32_t type_mask = 7;
  static constexpr std::uint32_t has_escapes = 8;
  static constexpr std::uint32_t child = 16;

  Bytes text_;
  Array<Node> nodes_;
  Account* account_ = nullptr;
};

/// Walks nodes side by side.
class Value::Iterator {
 public:
  explicit Iterator(Value at) : at_(at) {}
  Value operator*() const { return at_; }
  Iterator& operator++() {
    at_.node_ = at_.next();
    return *this;
  }
  bool operator!=(const Iterator& other) const { return at_.node_ != other.at_.node_; }

 private:
  Value at_;
};

struct Value::Elements {
  Value first;
  Value past;
  [[nodiscard]] Iterator begin() const { return Iterator(first); }
  [[nodiscard]] Iterator end() const { return Iterator(past); }
};

struct Value::Members {
  class MemberIterator {
   public:
    explicit MemberIterator(Value name) : name_(name) {}
    Member operator*() const { return {name_, value()}; }
    MemberIterator& operator++() {
      name_.node_ = value().next();
      return *this;
    }
    bool operator!=(const MemberIterator& other) const { return name_.node_ != other.name_.node_; }

   private:
    [[nodiscard]] Value value() const { return {name_.reader_, name_.node_ + 1}; }
    Value name_;
  };
  Value first;
  Value past;
  [[nodiscard]] MemberIterator begin() const { return MemberIterator(first); }
  [[nodiscard]] MemberIterator end() const { return MemberIterator(past); }
};

inline Type Value::type() const {
  if (reader_ == nullptr) return Type::absent;
  return static_cast<Type>(reader_->nodes_[node_].info & Reader::type_mask);
}

inline std::uint32_t Value::next() const { return reader_->nodes_[node_].next; }

/// `text` is one of the literals, as Value::equals() has it.
template <std::size_t N>
[[nodiscard]] bool is_among(Value text, const Bytes (&literals)[N]) {
  for (const Bytes literal : literals) {
    if (text.equals(literal)) return true;
  }
  return false;
}

}  // namespace rota::json
