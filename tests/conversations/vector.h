// Vector: one Markdown file of conversations, as README.md beside this file describes them.
// Knows headings and fences; refuses to know what always comes (always), what events do (world) or when actions match
// (matching).
#pragma once

#include <string>
#include <vector>

#include "words.h"

namespace rota::conversations {

/// One fence: ```event NAME [number] [option]... and the text inside.
struct Fence {
  bool is_event = false;
  std::string name;
  const Word* word = nullptr;  ///< what the name means
  bool has_number = false;
  double number = 0;
  std::vector<std::string> options;  ///< "json", "of=1"
  std::string text;                  ///< without the last line break
  int line = 0;

  [[nodiscard]] bool has(const std::string& option) const;
  /// What stands behind "NAME=", or an empty text; as a number, or `otherwise`.
  [[nodiscard]] std::string text_value(const std::string& option) const;
  [[nodiscard]] int value(const std::string& option, int otherwise) const;
  /// Head and body as the fence spells them, options applied; see README.md.
  [[nodiscard]] std::string head() const;
  [[nodiscard]] std::string body() const;
};

struct Case {
  std::string name;
  int line = 0;
  std::string settings;       ///< JSON
  bool real_pool = false;     ///< the Pool machine answers ask_pool
  std::vector<Fence> fences;  ///< with what the file says always (always.h)
};

struct File {
  std::string path;
  std::vector<Case> cases;
  std::string error;  ///< what is wrong with the file; then it has no cases
};

/// Where the empty line is that parts head and body; npos when there is none.
[[nodiscard]] std::size_t parting(const std::string& text);

/// Reads the text of a file. Never fails: see File::error.
[[nodiscard]] File read_file(const std::string& path, const std::string& text);

}  // namespace rota::conversations
