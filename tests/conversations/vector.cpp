// Reading the Markdown; see vector.h and README.md.
#include "vector.h"

#include <cstdlib>
#include <sstream>

#include "matching.h"

namespace rota::conversations {

namespace {

struct Shape {
  bool is_event;
  const char* name;
  const char* carries;
};
constexpr Shape shapes[] = {
    {true, "request", "both"},
    {true, "request_body", "body"},
    {true, "request_end", ""},
    {true, "client_gone", ""},
    {true, "pool_reply", "body"},
    {true, "upstream", "both"},
    {true, "upstream_head", "head"},
    {true, "upstream_body", "body"},
    {true, "upstream_end", ""},
    {true, "failed", "head"},
    {true, "timer", ""},
    {true, "cron", ""},
    {true, "recover", "head"},
    {true, "configure", "body"},
    {true, "pool_restart", "body"},
    {true, "digested", "body"},
    {true, "hmac", "body"},
    {true, "nudged", ""},
    {true, "kv_value", "both"},
    {false, "answer", "both"},
    {false, "stream", "head"},
    {false, "send", "body"},
    {false, "echo", ""},
    {false, "finish", ""},
    {false, "abort", ""},
    {false, "fetch", "both"},
    {false, "cancel", ""},
    {false, "ask_pool", "both"},
    {false, "wake", ""},
    {false, "log", "head"},
    {false, "done", ""},
    {false, "digest", "body"},
    {false, "sign", "body"},
    {false, "asset", "both"},
    {false, "wait", ""},
    {false, "nudge", ""},
    {false, "kv_get", "head"},
};
constexpr const char* options[] = {"open", "bytes", "json", "crlf", "cr", "escaped", "after", "of", "exchange"};

bool is_known_option(const std::string& word) {
  const std::string name = word.substr(0, word.find('='));
  if (name == "fetch" || name == "ask_pool" || name == "digest" || name == "sign") return true;  // what failed
  for (const char* option : options) {
    if (name == option) return true;
  }
  return false;
}

bool starts_with(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

/// Where the empty line is that parts head and body; npos when there is none.
std::size_t parting(const std::string& text) {
  if (starts_with(text, "\n")) return 0;
  const std::size_t at = text.find("\n\n");
  return at == std::string::npos ? at : at + 1;
}

/// Takes the info string of a fence apart; false when something in it is unknown.
bool read_info(const std::string& info, Fence& fence, std::string& error) {
  std::istringstream words(info);
  std::string word;
  words >> word;
  fence.is_event = word == "event";
  words >> fence.name;
  if (shape_of(fence.is_event, fence.name) == nullptr) {
    error = "there is no " + word + " named '" + fence.name + "'";
    return false;
  }
  while (words >> word) {
    char* end = nullptr;
    const double number = std::strtod(word.c_str(), &end);
    if (*end == '\0') {
      fence.has_number = true;
      fence.number = number;
    } else if (is_known_option(word)) {
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
    if (!starts_with(info, "event ") && !starts_with(info, "action ")) {
      fail("a fence is settings, event or action: '" + info + "'");
    } else if (!read_info(info, fence_, error)) {
      fail(error);
    } else if (file_.cases.empty()) {
      fail("the fence stands before the first case");
    }
  }

  void end_fence() {
    inside_ = false;
    if (!fence_.text.empty()) fence_.text.pop_back();
    if (!starts_with(info_, "settings")) {
      file_.cases.back().fences.push_back(fence_);
      return;
    }
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
  std::string settings_ = "{}";
  bool real_pool_ = false;
  bool inside_ = false;
  std::string info_;
  Fence fence_;
  int line_ = 0;
};

}  // namespace

const char* shape_of(bool is_event, const std::string& name) {
  for (const Shape& shape : shapes) {
    if (shape.is_event == is_event && name == shape.name) return shape.carries;
  }
  return nullptr;
}

bool Fence::has(const std::string& option) const {
  for (const std::string& word : options) {
    if (word == option) return true;
  }
  return false;
}

int Fence::value(const std::string& option, int otherwise) const {
  for (const std::string& word : options) {
    if (starts_with(word, (option + "=").c_str())) return std::atoi(word.c_str() + option.size() + 1);
  }
  return otherwise;
}

std::string Fence::head() const {
  const std::string carries = shape_of(is_event, name);
  if (carries == "head") return expand(text);
  if (carries != "both") return "";
  std::string lines = text.substr(0, parting(text));
  if (!lines.empty() && lines.back() == '\n') lines.pop_back();
  return expand(lines);
}

std::string Fence::body() const {
  const std::string carries = shape_of(is_event, name);
  std::string raw;
  if (carries == "body") raw = text;
  if (carries == "both" && parting(text) != std::string::npos) raw = text.substr(parting(text) + 1);
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
