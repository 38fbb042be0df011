// JSON writer: appends well-formed JSON to a Buffer, splicing raw spans, never building a tree.
// Knows commas and escapes; refuses plain text where JSON is spliced: the types say which is which (spliced.h).
#pragma once

#include <concepts>

#include "base/base64.h"
#include "json/spliced.h"

namespace rota::json {

/// Writes one document. Commas are its business, nesting is the caller's. No depth limit: one bit of state.
class Writer {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit Writer(Buffer& out) : out_(out) {}

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }

  /// A member's name: a literal, or still escaped as a Reader gave it.
  void key(Escaped name) {
    comma();
    out_.append('"');
    out_.append(name);
    out_.append("\":");
    fresh_ = true;
  }

  /// A string in UTF-8, escaped here.
  void string(Bytes utf8);
  /// Escaping it twice is a mistake: this is what escaped() is for.
  template <std::same_as<Escaped> Text>
  void string(Text text) = delete;
  /// A string that is still escaped, as Value::escaped() gives it; may be made of several pieces.
  void escaped(Escaped a = {}, Escaped b = {}, Escaped c = {}, Escaped d = {}) {
    begin_string();
    out_.append(a);
    out_.append(b);
    out_.append(c);
    out_.append(d);
    end_string();
  }
  /// The same of any number of pieces, each by one of the four between the two ends.
  void begin_string() {
    comma();
    out_.append('"');
  }
  void piece(Escaped text) { out_.append(text); }
  void piece_text(Bytes utf8);
  void piece_base64(Bytes octets) { append_base64(out_, octets); }
  /// The document so far, inside a string. Only for what escapes as it writes.
  [[nodiscard]] Buffer& inside() { return out_; }
  void end_string() { out_.append('"'); }

  /// Any JSON text as it stands.
  void raw(Raw json) {
    comma();
    out_.append(json);
  }
  /// The same without the white space between its tokens.
  void compact(Raw json);
  void integer(std::int64_t value);
  void boolean(bool value) { value ? raw("true") : raw("false"); }
  void null() { raw("null"); }

 private:
  void comma() {
    if (!fresh_) out_.append(',');
    fresh_ = false;
  }
  void open(char c) {
    comma();
    out_.append(c);
    fresh_ = true;
  }
  void close(char c) {
    out_.append(c);
    fresh_ = false;
  }

  Buffer& out_;
  bool fresh_ = true;
};

/// Whether `utf8` may not stand in a JSON string as it is.
[[nodiscard]] bool needs_escapes(Bytes utf8);
/// Appends `utf8` escaped for the inside of a JSON string (quotes, backslash, control characters).
void append_escaped(Buffer& out, Bytes utf8);
/// Appends `raw` without the white space between its tokens; strings are copied as they stand.
void append_compact(Buffer& out, Raw raw);

/// A document in memory of its own, for what is spliced into another one later.
class Composed {
 public:
  [[nodiscard]] Writer& writer() { return writer_; }
  /// What has been written, one whole value by now; in the arena.
  [[nodiscard]] Raw keep(Arena& arena ROTA_LIFETIME_BOUND) const { return trust_raw(arena.copy(text_.view())); }
  /// The same where it stands; valid until more is written.
  [[nodiscard]] Raw view() const ROTA_LIFETIME_BOUND { return trust_raw(text_.view()); }

 private:
  Buffer text_;
  Writer writer_{text_};
};

}  // namespace rota::json
