// The native runner: plays every case of the vectors given, then again with the upstream's bytes cut everywhere.
// Knows how expected and actual are compared and reported; the format is README.md's.
//   conversation_runner [--once] [FILE or FOLDER]...   once: as written, and not cut elsewhere
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "matching.h"
#include "world.h"

namespace rota::conversations {

namespace {

/// Every position of a longer body is not worth the time: then as many as this, spread evenly.
constexpr std::size_t cuts_max = 4000;

std::string number_text(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", number);
  return text;
}

std::string show(const Said& said) {
  const Word* word = find_word(false, said.name);
  std::string text = said.name;
  if (word == nullptr) return text + ": no story may say that";
  if (word->row->has_number) text += " " + number_text(said.number);
  if (said.name == "nudge") return text + " exchange=" + std::to_string(said.of);
  if (said.of != 0 && !said.latest) text += " of=" + std::to_string(said.of);
  if (word->head) text += "\n" + said.head;
  if (word->head && word->body) text += "\n";
  if (word->body) text += "\n" + said.body;
  return text;
}

/// What differs, or an empty text.
std::string compare(const Fence& fence, const Said& said, Bindings& bindings) {
  const std::string expected = "expected " + fence.name + " (line " + std::to_string(fence.line) + ")\n" + fence.text +
                               "\n--- actual\n" + show(said) + "\n";
  if (fence.name != said.name) return expected;
  if (fence.word->row->has_number && fence.number != said.number) return expected;
  if (fence.name == "cancel" && (fence.value("of", said.latest ? said.of : -1) != said.of)) return expected;
  if (fence.name == "nudge" && fence.value("exchange", -1) != said.of) return expected;
  const host::Row& row = *fence.word->row;
  const auto laid = [](bool json, const std::string& text) { return json ? compact(text) : text; };
  const bool json_head = is_json(row.head);
  if (!matches(laid(json_head, fence.head()), laid(json_head, said.head), bindings)) return expected;
  const bool json_body = fence.has("json") || is_json(row.body);
  const bool numbered = said.name != "ask_pool" || fence.text.find("\"conversation\"") != std::string::npos;
  const std::string body = laid(json_body, said.body);
  if (!matches(laid(json_body, fence.body()), numbered ? body : without_conversations(body), bindings)) return expected;
  return "";
}

/// Plays the case as written. An empty text: all as expected.
std::string check(const Case& story, World& world) {
  std::vector<Said> said = world.opening();
  std::size_t taken = 0;
  std::map<std::size_t, Bindings> bindings;  // by exchange: each has ids of its own
  for (const Fence& fence : story.fences) {
    if (fence.is_event) {
      if (taken < said.size())
        return "not expected before line " + std::to_string(fence.line) + ":\n" + show(said[taken]);
      const std::string wrong = world.deliver(fence, said);
      if (!wrong.empty()) return "line " + std::to_string(fence.line) + ": " + wrong + "\n";
    } else if (taken == said.size()) {
      return "never came: " + fence.name + " (line " + std::to_string(fence.line) + ")\n" + fence.text + "\n";
    } else {
      const Said& actual = said[taken++];
      const std::string difference = compare(fence, actual, bindings[actual.exchange]);
      if (!difference.empty()) return difference;
    }
  }
  return taken < said.size() ? "not expected at the end:\n" + show(said[taken]) + "\n" : "";
}

/// The same story with the upstream's bytes cut: the client must get the same, and the same must be asked for.
std::string replay(const Case& story, const World& original, Cut cut) {
  World world(story, cut);
  std::vector<Said> said;
  for (const Fence& fence : story.fences) {
    if (fence.is_event) (void)world.deliver(fence, said);
  }
  const std::string where = cut.way == Cut::Way::bytes
                                ? "cut into single bytes"
                                : "body " + std::to_string(cut.body + 1) + " cut at " + std::to_string(cut.at);
  for (std::size_t i = 0; i < original.talks().size(); ++i) {
    const Talk& one = original.talks()[i];
    const Talk& other = world.talks()[i];
    if (one.client != other.client) {
      return where + ": the client got\n" + other.client + "\n--- instead of\n" + one.client + "\n";
    }
    if (one.rest != other.rest) return where + ": asked for\n" + other.rest + "\n--- instead of\n" + one.rest + "\n";
  }
  return "";
}

std::string run(const Case& story, bool once, std::size_t& replays) {
  World world(story, Cut{});
  std::string wrong = check(story, world);
  if (once) return wrong;
  if (wrong.empty() && !world.bodies().empty()) {
    ++replays;
    wrong = replay(story, world, Cut{Cut::Way::bytes, 0, 0});
  }
  for (std::size_t body = 0; body < world.bodies().size(); ++body) {
    const std::size_t step = world.bodies()[body] / cuts_max + 1;
    for (std::size_t at = 1; at < world.bodies()[body] && wrong.empty(); at += step) {
      ++replays;
      wrong = replay(story, world, Cut{Cut::Way::at, body, at});
    }
  }
  return wrong;
}

std::vector<std::string> files_of(int count, char** arguments) {
  std::vector<std::string> files;
  const auto add = [&files](const std::filesystem::path& path) {
    if (!std::filesystem::is_directory(path)) return files.push_back(path.string());
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      const auto name = entry.path().filename();
      if (entry.path().extension() == ".md" && name != "README.md") files.push_back(entry.path().string());
    }
  };
  for (int i = 0; i < count; ++i) add(arguments[i]);
  if (count == 0) add(std::filesystem::path(ROTA_SOURCE_DIR) / "tests/conversations");
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

int run_all(bool once, int count, char** arguments) {
  int passed = 0;
  int failed = 0;
  std::size_t replays = 0;
  for (const std::string& path : files_of(count, arguments)) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream text;
    text << stream.rdbuf();
    File file = read_file(path, text.str());
    const std::string name = std::filesystem::path(path).stem().string();
    if (!file.error.empty()) {
      ++failed;
      std::printf("FAIL %s: %s\n", name.c_str(), file.error.c_str());
    }
    for (const Case& story : file.cases) {
      const std::string wrong = run(story, once, replays);
      ++(wrong.empty() ? passed : failed);
      std::printf("%s %s: %s\n", wrong.empty() ? "ok  " : "FAIL", name.c_str(), story.name.c_str());
      if (!wrong.empty()) std::printf("%s\n", wrong.c_str());
    }
  }
  std::printf("%zu replays with the upstream's bytes cut elsewhere\n%d passed, %d failed\n", replays, passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}

}  // namespace rota::conversations

int main(int count, char** arguments) {
  const bool once = count > 1 && std::string(arguments[1]) == "--once";
  const int taken = once ? 2 : 1;
  return rota::conversations::run_all(once, count - taken, arguments + taken);
}
