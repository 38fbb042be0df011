// Reading the Markdown; see vector.h and README.md.
#include "vector.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "always.h"
#include "matching.h"

namespace rota::conversations {

namespace {

constexpr const char* options[] = {"open",    "bytes", "json", "crlf",     "cr",
                                   "escaped", "after", "of",   "exchange", "alone", "body"};

bool is_known_option(const Fence& fence, const std::string& word) {
  if (fence.name == "failed" && find_failing(word) != nullptr) return true;
  const std::string name = word.substr(0, word.find('='));
  for (const char* option : options) {
    if (name == option) return true;
  }
  return false;
}

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

/// Takes the info string of a fence apart; false when something in it is unknown.
bool read_info(const std::string& info, Fence& fence, std::string& error) {
  std::istringstream words(info);
  std::string word;
  words >> word;
  fence.is_event = word == "event";
  words >> fence.name;
  fence.word = find_word(fence.is_event, fence.name);
  if (fence.word == nullptr) {
    error = "there is no " + word + " named '" + fence.name + "'";
    return false;
  }
  while (words >> word) {
    char* end = nullptr;
    const double number = std::strtod(word.c_str(), &end);
    if (*end == '\0' && fence.word->number) {
      fence.has_number = true;
      fence.number = number;
    } else if (is_known_option(fence, word)) {
      fence.options.push_back(word);
    } else {
      error = "the option '" + word + "' is unknown";
      return false;
    }
  }
  return true;
}

class FileReader {
 public:
  explicit FileReader(File& file) : file_(file) {}

  void read(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; file_.error.empty() && std::getline(lines, line);) {
      ++line_;
      if (inside_) {
        if (line == "```") {
          end_fence();
        } else {
          fence_.text += line + "\n";
        }
      } else if (starts_with(line, "```")) {
        begin_fence(line.substr(3));
      } else if (starts_with(line, "## ")) {
        file_.cases.push_back(Case{line.substr(3), line_, settings_, real_pool_, {}});
      }
    }
    if (file_.error.empty() && inside_) fail("the fence of line " + std::to_string(fence_.line) + " is never closed");
    if (file_.error.empty() && file_.cases.empty()) fail("there is no case in it");
    for (Case& story : file_.cases) always_.complete(story.fences);
    if (file_.error.empty() && !always_.idle().empty()) fail("no story needs what the file says: " + always_.idle());
  }

 private:
  void fail(const std::string& why) {
    file_.error = "line " + std::to_string(line_) + ": " + why;
    file_.cases.clear();
  }

  void begin_fence(const std::string& info) {
    inside_ = true;
    info_ = info;
    fence_ = Fence{};
    fence_.line = line_;
    if (starts_with(info, "settings")) return;
    std::string error;
    const bool always = starts_with(info, "always ");
    if (!always && !starts_with(info, "event ") && !starts_with(info, "action ")) {
      fail("a fence is settings, always, event or action: '" + info + "'");
    } else if (!read_info(info, fence_, error)) {
      fail(error);
    } else if (always != file_.cases.empty()) {
      fail(always ? "what always comes stands before the first case" : "the fence stands before the first case");
    }
  }

  void end_fence() {
    inside_ = false;
    if (!fence_.text.empty()) fence_.text.pop_back();
    if (starts_with(info_, "always ")) {
      const std::string wrong = always_.add(fence_);
      return wrong.empty() ? void() : fail(wrong);
    }
    if (!starts_with(info_, "settings")) return file_.cases.back().fences.push_back(fence_);
    if (info_ != "settings" && info_ != "settings pool=real") return fail("the only option of settings is pool=real");
    const bool real = info_ != "settings";
    if (file_.cases.empty()) {
      settings_ = fence_.text;
      real_pool_ = real;
    } else if (file_.cases.back().fences.empty()) {
      file_.cases.back().settings = fence_.text;
      file_.cases.back().real_pool = real;
    } else {
      fail("settings stand before a case's first event");
    }
  }

  File& file_;
  Always always_;
  std::string settings_ = "{}";
  bool real_pool_ = false;
  bool inside_ = false;
  std::string info_;
  Fence fence_;
  int line_ = 0;
};

}  // namespace

std::size_t parting(const std::string& text) {
  if (starts_with(text, "\n")) return 0;
  const std::size_t at = text.find("\n\n");
  return at == std::string::npos ? at : at + 1;
}

bool Fence::has(const std::string& option) const {
  return std::find(options.begin(), options.end(), option) != options.end();
}

std::string Fence::text_value(const std::string& option) const {
  for (const std::string& given : options) {
    if (starts_with(given, (option + "=").c_str())) return given.substr(option.size() + 1);
  }
  return "";
}

int Fence::value(const std::string& option, int otherwise) const {
  const std::string given = text_value(option);
  return given.empty() ? otherwise : std::atoi(given.c_str());
}

std::string Fence::head() const {
  if (!word->head) return "";
  if (!word->body) return expand(text);
  std::string lines = text.substr(0, parting(text));
  if (!lines.empty() && lines.back() == '\n') lines.pop_back();
  return expand(lines);
}

std::string Fence::body() const {
  std::string raw;
  if (word->body && !word->head) raw = text;
  if (word->body && word->head && parting(text) != std::string::npos) raw = text.substr(parting(text) + 1);
  if (has("escaped")) return expand(unescape(raw));
  raw = expand(raw);
  if (!has("crlf") && !has("cr")) return raw;
  std::string ended;
  for (const char c : raw) {
    if (c == '\n')
      ended += has("crlf") ? "\r\n" : "\r";
    else
      ended += c;
  }
  return ended;
}

File read_file(const std::string& path, const std::string& text) {
  File file;
  file.path = path;
  FileReader(file).read(text);
  return file;
}

}  // namespace rota::conversations
