// One spelling; see path.h.
#include "http/path.h"

#include "base/text.h"

namespace rota::http {

namespace {

constexpr Bytes dot_segment = "The URL's path has a segment that is \".\" or \"..\".";
constexpr Bytes backslash = "The URL's path has a backslash.";
constexpr Bytes control = "The URL's path has a control character.";
constexpr Bytes broken_escape = "The URL's path has a \"%\" that no two hexadecimal digits follow.";
constexpr Bytes escaped_twice = "The URL's path is percent-encoded twice.";
constexpr std::size_t escape_chars = 3;

int hex_value(char c) {
  if (text::is_digit(c)) return c - '0';
  const char small = text::lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

/// The octet that an escape at the start of `s` stands for; -1: there is no whole escape.
int escaped_octet(Bytes s) {
  if (s.size() < escape_chars || s.front() != '%') return -1;
  const int high = hex_value(s[1]);
  const int low = hex_value(s[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool is_control(int octet) { return octet < 0x20 || octet == 0x7F; }

bool is_unreserved(char c) { return text::is_alphanumeric(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

/// What is wrong with an octet, however it is spelt.
Bytes fault_of(int octet) {
  if (octet == '\\') return backslash;
  return is_control(octet) ? control : Bytes{};
}

/// Some servers take a segment's parameters off it before they look at it, so "..;x" is one, too.
bool is_dot_segment(Bytes segment) {
  const Bytes name = segment.substr(0, segment.find(';'));
  return name == "." || name == "..";
}

/// Whether a segment is a dot segment, with an encoded slash as one between segments.
bool has_dot_segment(Bytes path) {
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= path.size(); ++at) {
    const bool encoded = at < path.size() && escaped_octet(path.substr(at)) == '/';
    if (at < path.size() && path[at] != '/' && !encoded) continue;
    if (is_dot_segment(path.substr(begin, at - begin))) return true;
    begin = at + (encoded ? escape_chars : 1);
  }
  return false;
}

bool is_canonical(Bytes raw) {
  bool after_slash = false;
  for (const char c : raw) {
    const bool slash = c == '/';
    if (c == '%' || c == '\\' || is_control(static_cast<unsigned char>(c)) || (after_slash && (slash || c == '.'))) {
      return false;
    }
    after_slash = slash;
  }
  return true;
}

}  // namespace

CanonicalPath read_path(Bytes raw, Arena& arena) {
  CanonicalPath read;
  read.path = raw;
  if (is_canonical(raw)) return read;
  auto* out = static_cast<char*>(arena.allocate(raw.size() + 1, 1));
  std::size_t size = 0;
  const auto blame = [&read](Bytes fault) {
    if (read.fault.empty()) read.fault = fault;
  };
  for (std::size_t at = 0; at < raw.size(); ++at) {
    const Bytes rest = raw.substr(at);
    if (rest.front() == '/' && size != 0 && out[size - 1] == '/') continue;
    if (rest.front() != '%') {
      blame(fault_of(static_cast<unsigned char>(rest.front())));
      out[size++] = rest.front();
      continue;
    }
    const int octet = escaped_octet(rest);
    if (octet < 0) {
      blame(broken_escape);
      out[size++] = '%';
      continue;
    }
    blame(fault_of(octet));
    if (octet == '%' && rest.size() >= escape_chars + 2 && hex_value(rest[3]) >= 0 && hex_value(rest[4]) >= 0) {
      blame(escaped_twice);
    }
    if (octet == '/') read.encoded_slash = true;
    if (is_unreserved(static_cast<char>(octet)) && octet < 0x80) {
      out[size++] = static_cast<char>(octet);
    } else {
      for (const char c : rest.substr(0, escape_chars)) out[size++] = c;
    }
    at += escape_chars - 1;
  }
  read.path = {out, size};
  if (has_dot_segment(read.path)) blame(dot_segment);
  return read;
}

}  // namespace rota::http
