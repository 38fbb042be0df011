// Reader: lays nodes over the scanner's marks, in one pass, and checks the grammar of RFC 8259 on the way.
// Knows brackets, commas and where tokens end; refuses to look inside a string that the scanner calls clean.
#include "json/reader.h"

#include <algorithm>
#include <bit>

#include "base/limits.h"
#include "base/text.h"
#include "json/escape.h"
#include "json/number.h"
#include "json/scan.h"
#include "json/utf8.h"

namespace rota::json {
namespace {

/// Whether `c` may stand behind a literal or a number, be it right there or not: the grammar sees to that.
constexpr bool ends_token(char c) {
  switch (c) {
    case ',':
    case '}':
    case ']':
    case ' ':
    case '\t':
    case '\r':
    case '\n':
    case ':':
    case '{':
    case '[':
    case '"':
      return true;
    default:
      return false;
  }
}

}  // namespace

/// Builds the nodes of one text. An open container keeps its parent in `next` and its parent's count in `end`, so
/// that no stack is needed.
class IndexBuilder {
 public:
  IndexBuilder(Bytes text, Array<Reader::Node>& nodes, const Account* account)
      : text_(text), scanner_(text), nodes_(nodes), account_(account) {}

  [[nodiscard]] bool build();
  /// What build() found wrong, and where.
  [[nodiscard]] Failure failure(Arena& arena) const;

 private:
  enum class Expect : std::uint8_t { value, value_or_end, name, name_or_end, comma_or_end, nothing };

  [[nodiscard]] bool next_mark();
  [[nodiscard]] bool advance();
  [[nodiscard]] bool make_room();
  void check_strings(const Block& block);
  [[nodiscard]] bool read_value(char first);
  void take_value();
  [[nodiscard]] bool read_member(char first);
  [[nodiscard]] bool read_string();
  [[nodiscard]] bool read_literal(Bytes literal, Type type);
  [[nodiscard]] bool read_number();
  [[nodiscard]] bool end_token(std::size_t end, Type type);
  [[nodiscard]] bool open(Type type);
  void close();
  [[nodiscard]] bool push(std::size_t end, std::uint32_t info);
  bool fail(std::size_t at, Bytes message);
  bool fail_large(Bytes message, std::size_t limit);
  bool fail_unexpected(std::size_t at);
  bool fail_end(std::size_t at, Bytes message);

  static constexpr std::uint32_t no_parent = 0xFFFFFFFF;

  Bytes text_;
  Scanner scanner_;
  Array<Reader::Node>& nodes_;  // has room for every mark of the current block
  const Account* account_;
  std::uint32_t size_ = 0;      // how many nodes there are

  Block blocks_[Scanner::batch];
  std::size_t block_ = 0;          // the current one
  std::size_t scanned_ = 0;        // how many of blocks_ are filled
  std::size_t base_ = 0;           // the text's offset of the current block
  std::uint64_t marks_ = 0;        // of the current block, not yet seen
  std::uint64_t escaped_ = 0;      // of the current block
  std::size_t last_escaped_ = 0;   // of all earlier blocks
  std::size_t low_surrogate_ = 0;  // where the second half of a checked pair stands

  std::size_t at_ = 0;  // the current mark
  Expect expect_ = Expect::value;
  bool in_object_ = false;
  std::uint32_t open_ = no_parent;  // the innermost open container
  std::uint32_t children_ = 0;      // of the innermost open container
  std::size_t depth_ = 0;

  Bytes defect_;  // found in the current block behind marks that are still to be seen
  std::size_t defect_at_ = 0;

  Bytes message_;
  std::size_t message_at_ = 0;
  std::size_t refused_bytes_ = 0;  // what the account would not have held
  std::size_t limit_ = 0;  // the bound passed, when that is what is wrong
};

bool IndexBuilder::build() {
  while (next_mark()) {
    const char c = text_[at_];
    bool good = true;
    switch (expect_) {
      case Expect::value_or_end:
        if (c == ']') {
          close();
          break;
        }
        [[fallthrough]];
      case Expect::value:
        good = read_value(c);
        break;
      case Expect::name_or_end:
        if (c == '}') {
          close();
          break;
        }
        [[fallthrough]];
      case Expect::name:
        good = read_member(c);
        break;
      case Expect::comma_or_end:
        if (c == ',') {
          expect_ = in_object_ ? Expect::name : Expect::value;
        } else if (c == (in_object_ ? '}' : ']')) {
          close();
        } else {
          good = fail_unexpected(at_);
        }
        break;
      case Expect::nothing:
        good = fail_unexpected(at_);
        break;
    }
    if (!good) return false;
  }
  if (refused_bytes_ != 0) return false;
  if (!defect_.empty()) return fail(defect_at_, defect_);
  if (text_.empty()) return fail(0, "the body is empty");
  if (expect_ != Expect::nothing) return fail_unexpected(text_.size());
  return scanner_.is_utf8() || fail(text_.size(), "invalid UTF-8");
}

/// Moves to the next mark; false at the end of the text or of what is sound of it.
inline bool IndexBuilder::next_mark() {
  if (marks_ == 0 && !advance()) return false;
  at_ = base_ + static_cast<std::size_t>(std::countr_zero(marks_));
  marks_ &= marks_ - 1;
  return true;
}

/// Moves to the next block that has marks.
bool IndexBuilder::advance() {
  while (defect_.empty()) {
    if (escaped_ != 0) last_escaped_ = base_ + 63 - static_cast<std::size_t>(std::countl_zero(escaped_));
    if (++block_ >= scanned_) {
      scanned_ = scanner_.next(blocks_);
      block_ = 0;
      if (scanned_ == 0) {
        escaped_ = 0;
        return false;
      }
    }
    const Block& block = blocks_[block_];
    base_ = block.at;
    marks_ = block.marks;
    escaped_ = block.escaped;
    if ((block.escaped | block.control) != 0) check_strings(block);
    if (marks_ == 0) continue;
    return make_room();
  }
  return false;
}

/// Room for a node at every mark of a block, and none past what limits::json_values can fill. False when the account
/// would not have it.
inline bool IndexBuilder::make_room() {
  constexpr std::size_t most = limits::json_values + Scanner::block_bytes;
  const std::size_t room = nodes_.size();
  if (size_ + Scanner::block_bytes <= room) return true;
  const std::size_t grown = std::min(room + room / 2 + 4 * Scanner::block_bytes, most);
  const std::size_t more_bytes = (grown - room) * sizeof(Reader::Node);
  if (account_ != nullptr && !account_->has_room(more_bytes)) {
    refused_bytes_ = more_bytes;
    return false;
  }
  nodes_.resize(grown);
  return true;
}

/// Looks for control characters and bad escapes; past the first one, marks are dropped.
void IndexBuilder::check_strings(const Block& block) {
  std::size_t bad = Scanner::block_bytes;
  if (block.control != 0) {
    bad = static_cast<std::size_t>(std::countr_zero(block.control));
    defect_ = "a control character in a string must be escaped";
    defect_at_ = base_ + bad;
  }
  for (std::uint64_t rest = block.escaped; rest != 0; rest &= rest - 1) {
    const auto bit = static_cast<std::size_t>(std::countr_zero(rest));
    if (bit >= bad || base_ + bit >= text_.size()) break;  // a text that ends in a backslash: the string does not end
    if (is_simple_escape(text_[base_ + bit])) continue;
    const std::size_t backslash = base_ + bit - 1;
    if (backslash == low_surrogate_) continue;
    const Escape escape = read_escape(text_, backslash);
    if (escape.length == 12) low_surrogate_ = backslash + 6;
    if (escape.length != 0) continue;
    bad = bit;
    defect_ = escape.lone_surrogate ? "a surrogate must be escaped as one of a pair" : "no such escape in a string";
    defect_at_ = backslash;
    break;
  }
  if (bad < Scanner::block_bytes) marks_ &= (std::uint64_t{1} << bad) - 1;
}

bool IndexBuilder::read_value(char first) {
  switch (first) {
    case '"':
      take_value();
      return read_string();
    case '{':
      return open(Type::object);
    case '[':
      return open(Type::array);
    case 't':
      return read_literal("true", Type::boolean);
    case 'f':
      return read_literal("false", Type::boolean);
    case 'n':
      return read_literal("null", Type::null);
    default:
      if (first == '-' || text::is_digit(first)) return read_number();
      return fail_unexpected(at_);
  }
}

inline void IndexBuilder::take_value() {
  ++children_;
  expect_ = depth_ == 0 ? Expect::nothing : Expect::comma_or_end;
}

/// A whole member: name, colon and value, in one go because most marks are of members.
bool IndexBuilder::read_member(char first) {
  if (first != '"') return fail_unexpected(at_);
  if (!read_string()) return false;
  if (!next_mark()) return fail_end(text_.size(), "expected ':' after a name");
  if (text_[at_] != ':') return fail(at_, "expected ':' after a name");
  if (!next_mark()) return fail_end(text_.size(), "expected a value");
  expect_ = Expect::value;
  return read_value(text_[at_]);
}

bool IndexBuilder::read_string() {
  const std::size_t begin = at_;
  if (!next_mark()) return fail_end(begin, "the string that begins here does not end");
  const std::uint64_t before = escaped_ & ((std::uint64_t{1} << (at_ - base_)) - 1);
  const std::size_t escaped =
      before == 0 ? last_escaped_ : base_ + 63 - static_cast<std::size_t>(std::countl_zero(before));
  const std::size_t end = at_ + 1;
  at_ = begin;
  const auto type = static_cast<std::uint32_t>(Type::string);
  return push(end, escaped > begin ? type | Reader::has_escapes : type);
}

bool IndexBuilder::read_literal(Bytes literal, Type type) {
  if (text_.substr(at_, literal.size()) != literal) return fail_unexpected(at_);
  return end_token(at_ + literal.size(), type);
}

bool IndexBuilder::read_number() {
  const NumberEnd end = skip_number(text_, at_);
  if (!end.valid) return fail(end.at, "expected a digit");
  return end_token(end.at, Type::number);
}

/// The scanner marks only the first byte of a run of letters and digits, so its end is looked at here.
bool IndexBuilder::end_token(std::size_t end, Type type) {
  if (end < text_.size() && !ends_token(text_[end])) return fail(end, "unexpected character after a value");
  take_value();
  return push(end, static_cast<std::uint32_t>(type));
}

bool IndexBuilder::open(Type type) {
  if (depth_ == limits::json_depth) return fail_large("nested too deeply; levels allowed: ", limits::json_depth);
  take_value();
  const std::uint32_t node = size_;
  if (!push(children_, static_cast<std::uint32_t>(type))) return false;
  nodes_[node].next = open_;
  ++depth_;
  open_ = node;
  children_ = 0;
  in_object_ = type == Type::object;
  expect_ = in_object_ ? Expect::name_or_end : Expect::value_or_end;
  return true;
}

void IndexBuilder::close() {
  Reader::Node& node = nodes_[open_];
  open_ = node.next;
  node.next = size_;
  node.info += children_ * Reader::child;
  children_ = node.end;
  node.end = static_cast<std::uint32_t>(at_ + 1);
  --depth_;
  in_object_ = depth_ != 0 && (nodes_[open_].info & Reader::type_mask) == static_cast<std::uint32_t>(Type::object);
  expect_ = depth_ == 0 ? Expect::nothing : Expect::comma_or_end;
}

/// A node that begins at the current mark.
inline bool IndexBuilder::push(std::size_t end, std::uint32_t info) {
  if (size_ == limits::json_values) return fail_large("too many values; allowed: ", limits::json_values);
  nodes_[size_] = {static_cast<std::uint32_t>(at_), static_cast<std::uint32_t>(end), size_ + 1, info};
  ++size_;
  return true;
}

bool IndexBuilder::fail(std::size_t at, Bytes message) {
  message_ = message;
  message_at_ = at;
  return false;
}

bool IndexBuilder::fail_large(Bytes message, std::size_t limit) {
  limit_ = limit;
  return fail(at_, message);
}

bool IndexBuilder::fail_unexpected(std::size_t at) {
  switch (expect_) {
    case Expect::value:
      return fail(at, "expected a value");
    case Expect::value_or_end:
      return fail(at, "expected a value or ']'");
    case Expect::name:
      return fail(at, "expected a name in quotes");
    case Expect::name_or_end:
      return fail(at, "expected a name in quotes or '}'");
    case Expect::comma_or_end:
      return fail(at, in_object_ ? "expected ',' or '}'" : "expected ',' or ']'");
    case Expect::nothing:
      break;
  }
  return fail(at, "text after the end of the value");
}

/// The marks ended too early: at a defect of the block, or because the text is cut.
bool IndexBuilder::fail_end(std::size_t at, Bytes message) {
  return defect_.empty() ? fail(at, message) : fail(defect_at_, defect_);
}

Failure IndexBuilder::failure(Arena& arena) const {
  if (refused_bytes_ != 0) return account_->shortage(refused_bytes_);
  const auto decimal = [&arena](std::size_t n) { return text::decimal(arena, static_cast<std::int64_t>(n)); };
  if (limit_ != 0) {
    const Bytes message = arena.join("JSON too large at byte ", decimal(message_at_), ": ", message_, decimal(limit_));
    return client_failure(Fault::too_large, 413, message);
  }
  const std::size_t invalid = first_invalid_utf8(text_);
  if (invalid <= message_at_) {
    return client_failure(Fault::bad_json, 400,
                          arena.join("Invalid JSON at byte ", decimal(invalid), ": invalid UTF-8"));
  }
  const bool cut = message_at_ == text_.size() && !text_.empty();
  return client_failure(
      Fault::bad_json, 400,
      arena.join("Invalid JSON at byte ", decimal(message_at_), ": ", message_, cut ? ", but the text ends" : ""));
}

Result<Value> Reader::read(Bytes text, Arena& arena, HalfPairs half_pairs) {
  text_ = text;
  if (std::uint64_t{text.size()} > 0xFFFFFFFF) {
    return client_failure(Fault::too_large, 413, "JSON too large: offsets have 32 bits");
  }
  IndexBuilder builder(text, nodes_, account_);
  if (builder.build()) return Value(this, 0);
  // Only a text that cannot be read otherwise is gone through, and copied.
  const bool replaces = half_pairs == HalfPairs::replaced && find_half_pair(text, 0).length != 0;
  if (!replaces) return builder.failure(arena);
  if (account_ != nullptr && !account_->has_room(text.size())) return account_->shortage(text.size());
  return read(replace_half_pairs(text, arena), arena);
}

void Reader::release() {
  text_ = {};
  nodes_.release();
}

}  // namespace rota::json
