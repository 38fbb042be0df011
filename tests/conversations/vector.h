// Vector: one Markdown file of conversations, as README.md beside this file describes them.
// Knows headings and fences; refuses to know what events do (world) or when actions match (matching).
#pragma once

#include <string>
#include <vector>

namespace rota::conversations {

/// One fence: ```event NAME [number] [option]... and the text inside.
struct Fence {
  bool is_event = false;
  std::string name;
  bool has_number = false;
  double number = 0;
  std::vector<std::string> options;  ///< "json", "of=1"
  std::string text;                  ///< without the last line break
  int line = 0;

  [[nodiscard]] bool has(const std::string& option) const;
  /// The number behind "NAME=", or `otherwise`.
  [[nodiscard]] int value(const std::string& option, int otherwise) const;
  /// Head and body as the fence spells them, options applied; see README.md.
  [[nodiscard]] std::string head() const;
  [[nodiscard]] std::string body() const;
};

struct Case {
  std::string name;
  int line = 0;
  std::string settings;    ///< JSON
  bool real_pool = false;  ///< the Pool machine answers ask_pool
  std::vector<Fence> fences;
};

struct File {
  std::string path;
  std::vector<Case> cases;
  std::string error;  ///< what is wrong with the file; then it has no cases
};

/// Reads the text of a file. Never fails: see File::error.
[[nodiscard]] File read_file(const std::string& path, const std::string& text);

/// What a message of that name carries: "head", "body", "both" or "" for none; nullptr for a name that does not exist.
[[nodiscard]] const char* shape_of(bool is_event, const std::string& name);

}  // namespace rota::conversations
