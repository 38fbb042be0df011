// JSON writer: appends well-formed JSON to a Buffer, splicing raw spans, never building a tree.
// Knows commas and escapes; refuses to check that a spliced span is JSON: only spans of a Reader may be spliced.
#pragma once

#include "base/buffer.h"

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

  /// A member's name: a literal of ours that needs no escaping.
  void key(Bytes name) {
    comma();
    out_.append('"');
    out_.append(name);
    out_.append("\":");
    fresh_ = true;
  }
  /// A member's name still escaped, as a Reader gave it.
  void escaped_key(Bytes escaped) { key(escaped); }

  /// A string in UTF-8, escaped here.
  void string(Bytes utf8);
  /// A string that is still escaped, as Value::escaped() gives it; may be made of several pieces.
  template <class... Pieces>
  void escaped(const Pieces&... pieces) {
    comma();
    out_.append('"');
    (out_.append(Bytes(pieces)), ...);
    out_.append('"');
  }
  /// Any JSON text as it stands.
  void raw(Bytes json) {
    comma();
    out_.append(json);
  }
  void integer(std::int64_t value);
  void boolean(bool value) { raw(value ? "true" : "false"); }
  void null() { raw("null"); }

  /// The document so far. For splicing pieces that the writer has no verb for.
  [[nodiscard]] Buffer& out() { return out_; }

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

/// Appends `utf8` escaped for the inside of a JSON string (quotes, backslash, control characters).
void append_escaped(Buffer& out, Bytes utf8);
/// Appends `json` without the white space between its tokens; strings are copied as they stand.
void append_compact(Buffer& out, Bytes json);

}  // namespace rota::json
