// Placeholders, escapes, compaction; see matching.h.
#include "matching.h"

#include <cctype>
#include <cstdlib>

namespace rota::conversations {

namespace {

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 63));
  } else {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 63));
    out += static_cast<char>(0x80 | (code & 63));
  }
}

bool is_run_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// The length of the placeholder at `at`, 0 when none stands there.
std::size_t placeholder_at(const std::string& text, std::size_t at) {
  if (text.compare(at, 4, "<id>") == 0) return 4;
  if (text.compare(at, 4, "<id:") != 0) return 0;
  const std::size_t end = text.find('>', at);
  return end == std::string::npos ? 0 : end + 1 - at;
}

}  // namespace

std::string expand(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t end = text[i] == '<' ? text.find('>', i) : std::string::npos;
    if (end == std::string::npos || i + 3 >= text.size() || text[i + 2] != '*') {
      out += text[i];
      continue;
    }
    const long count = std::atol(text.c_str() + i + 3);
    if (count <= 0) {
      out += text[i];
      continue;
    }
    out.append(static_cast<std::size_t>(count), text[i + 1]);
    i = end;
  }
  return out;
}

std::string unescape(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n') continue;
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char kind = text[++i];
    if (kind == 'n')
      out += '\n';
    else if (kind == 'r')
      out += '\r';
    else if (kind == 't')
      out += '\t';
    else if (kind == 'x') {
      out += static_cast<char>(std::strtol(text.substr(i + 1, 2).c_str(), nullptr, 16));
      i += 2;
    } else if (kind == 'u') {
      append_utf8(out, static_cast<unsigned>(std::strtol(text.substr(i + 1, 4).c_str(), nullptr, 16)));
      i += 4;
    } else {
      out += kind;
    }
  }
  return out;
}

std::string compact(const std::string& json) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!in_string && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
    out += c;
    if (in_string && c == '\\' && i + 1 < json.size()) {
      out += json[++i];
    } else if (c == '"') {
      in_string = !in_string;
    }
  }
  return out;
}

std::string without_conversations(const std::string& json) {
  const std::string name = ",\"conversation\":\"";
  const std::string begins = ",\"begins\":1";
  std::string out = json;
  for (std::size_t at = out.find(name); at != std::string::npos; at = out.find(name, at)) {
    const std::size_t end = out.find('"', at + name.size());
    if (end == std::string::npos) break;
    out.erase(at, end + 1 - at);
    if (out.compare(at, begins.size(), begins) == 0) out.erase(at, begins.size());
  }
  return out;
}

bool matches(const std::string& expected, const std::string& actual, Bindings& bindings) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < expected.size();) {
    const std::size_t length = placeholder_at(expected, i);
    if (length == 0) {
      if (at == actual.size() || actual[at++] != expected[i++]) return false;
      continue;
    }
    std::string& bound = bindings[expected.substr(i, length)];
    i += length;
    if (bound.empty()) {
      while (at < actual.size() && is_run_character(actual[at])) bound += actual[at++];
      if (bound.empty()) return false;
    } else {
      if (actual.compare(at, bound.size(), bound) != 0) return false;
      at += bound.size();
    }
  }
  return at == actual.size();
}

}  // namespace rota::conversations
