// Completing stories; see always.h.
#include "always.h"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <utility>

#include "base/arena.h"
#include "json/reader.h"

namespace rota::conversations {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;  ///< a name, and the text that it stands in

/// Headers by their names in lower case; each text is the whole line.
Pairs header_lines(const std::string& head) {
  Pairs lines;
  std::istringstream stream(head);
  for (std::string line; std::getline(stream, line);) {
    std::string name = line.substr(0, line.find(':'));
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    lines.emplace_back(name, line);
  }
  return lines;
}

/// Members by their names; each text is `"name":value`. False when it is no JSON object.
bool read_members(const std::string& text, Pairs& pairs) {
  Arena arena;
  json::Reader reader;
  const auto read = reader.read(text, arena);
  if (!read.ok() || !read->is_object()) return false;
  for (const json::Member member : read->members()) {
    const std::string name(member.name.raw());
    pairs.emplace_back(name, name + ":" + std::string(member.value.raw()));
  }
  return true;
}

/// What is own, then what is always; what is own and has the name of something in `always` stands in its place.
std::vector<std::string> merged(const Pairs& own, const Pairs& always) {
  std::vector<std::string> texts;
  const auto named = [](const std::string& name) { return [&name](const auto& pair) { return pair.first == name; }; };
  for (const auto& [name, text] : own) {
    if (std::none_of(always.begin(), always.end(), named(name))) texts.push_back(text);
  }
  for (const auto& [name, text] : always) {
    const bool shown = std::any_of(own.begin(), own.end(), named(name));
    if (!shown) texts.push_back(text);
    for (const auto& [own_name, own_text] : own) {
      if (own_name == name) texts.push_back(own_text);
    }
  }
  return texts;
}

std::string joined(const std::vector<std::string>& texts, const char* between) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : between) + text;
  return all;
}

bool is(const Fence& fence, const char* name) { return fence.name == name; }

bool ends_answer(const Fence& fence) { return is(fence, "answer") || is(fence, "finish") || is(fence, "abort"); }

}  // namespace

Always::Said* Always::find(const std::string& name, const std::string& after) {
  for (Said& said : said_) {
    if (said.fence.name == name && said.fence.text_value("after") == after) return &said;
  }
  return nullptr;
}

std::string Always::add(const Fence& fence) {
  const bool timer = is(fence, "wake");
  const std::string after = fence.text_value("after");
  const bool head = is(fence, "answer") || is(fence, "fetch") || is(fence, "ask_pool");
  if (!timer && !head && !is(fence, "log")) {
    return "always is answer, fetch, ask_pool, log or wake, not '" + fence.name + "'";
  }
  if (timer && (!fence.has_number || (after != "fetch" && after != "log"))) {
    return "a timer that always comes has its time, and after=fetch or after=log";
  }
  if (Pairs members; is(fence, "log") && !read_members(fence.text, members)) return "the log line is no JSON object";
  if (find(fence.name, after) != nullptr) return "that is said already";
  said_.push_back({fence, false});
  return "";
}

/// The headers of an answer or a call, the members of a log line.
void Always::complete_text(Fence& fence) {
  Said* said = find(is(fence, "stream") ? "answer" : fence.name);
  if (said == nullptr || is(fence, "wake") || fence.has("alone")) return;
  said->used = true;
  if (is(fence, "log")) {
    Pairs own;
    Pairs always;
    if (!read_members(fence.text, own) || !read_members(said->fence.text, always)) return;  // compared as it stands
    fence.text = "{" + joined(merged(own, always), ",") + "}";
    return;
  }
  const std::size_t parted = fence.word->body ? parting(fence.text) : std::string::npos;
  const std::string rest = parted == std::string::npos ? "" : fence.text.substr(parted);
  std::string head = fence.text.substr(0, parted);
  std::string first;
  if (is(fence, "fetch")) {
    const std::size_t end = std::min(head.find('\n'), head.size());
    first = head.substr(0, end) + "\n";
    head.erase(0, end + 1);
  }
  fence.text = first + joined(merged(header_lines(head), header_lines(said->fence.text)), "\n");
  if (parted != std::string::npos) fence.text += "\n" + rest;
}

/// Before the answer, or before the last piece of a stream.
void Always::add_log(std::vector<Fence>& batch) {
  Said* said = find("log");
  const auto shown = std::find_if(batch.begin(), batch.end(), [](const Fence& fence) { return is(fence, "log"); });
  if (said == nullptr || shown != batch.end()) return;
  auto place = std::find_if(batch.begin(), batch.end(), ends_answer);
  if (place == batch.end() || place->has("alone")) return;
  Fence log = said->fence;
  log.line = place->line;
  if (!is(*place, "answer") && place != batch.begin() && is(*(place - 1), "send")) --place;
  batch.insert(place, log);
  said->used = true;
}

/// Behind the last of what it comes after, where the story shows no other timer and somebody is left to be woken.
void Always::add_timer(std::vector<Fence>& batch, Said& timer) const {
  const std::string after = timer.fence.text_value("after");
  const auto done = std::find_if(batch.begin(), batch.end(), [](const Fence& fence) { return is(fence, "done"); });
  const auto last = std::find_if(batch.rbegin(), batch.rend(), [&](const Fence& fence) { return fence.name == after; });
  if (done != batch.end() || last == batch.rend() || last->has("alone")) return;
  const auto place = last.base();
  if (place != batch.end() && is(*place, "wake")) return;
  Fence wake = timer.fence;
  wake.line = last->line;
  batch.insert(place, wake);
  timer.used = true;
}

void Always::complete_batch(std::vector<Fence>& batch) {
  for (Fence& fence : batch) complete_text(fence);
  add_log(batch);
  for (Said& said : said_) {
    if (is(said.fence, "wake")) add_timer(batch, said);
  }
}

void Always::complete(std::vector<Fence>& fences) {
  std::vector<Fence> completed;
  std::vector<Fence> batch;
  const auto end_batch = [&] {
    complete_batch(batch);
    completed.insert(completed.end(), batch.begin(), batch.end());
    batch.clear();
  };
  for (const Fence& fence : fences) {
    if (!fence.is_event) {
      batch.push_back(fence);
      continue;
    }
    end_batch();
    completed.push_back(fence);
  }
  end_batch();
  fences = completed;
}

std::string Always::idle() const {
  for (const Said& said : said_) {
    if (!said.used) return "always " + said.fence.name;
  }
  return "";
}

}  // namespace rota::conversations
