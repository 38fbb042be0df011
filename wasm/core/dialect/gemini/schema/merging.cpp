// Names looked up, sentences joined once; see merging.h.
#include "dialect/gemini/schema/merging.h"

namespace rota::gemini::schema {

namespace {

constexpr Bytes sentence_end = "\\n";  // as a JSON string has it

Bytes unquoted(Bytes quoted) { return quoted.substr(1, quoted.size() - 2); }

}  // namespace

std::uint32_t Merging::find_or_add(Arena& arena, Entry& mine, const Item& item) {
  Index& index = mine.keyword == Keyword::properties ? properties_ : required_;
  if (!index.built) {
    index.built = true;
    std::uint32_t place = 0;
    for (const Item& known : mine.items) index.names.add(arena, known.plain, place++);
  }
  const std::uint32_t place = index.names.find(item.plain);
  if (place != Names::none) return place;
  index.names.add(arena, item.plain, static_cast<std::uint32_t>(mine.items.size()));
  mine.items.push(arena, item);
  return Names::none;
}

/// Whether any of them is new.
bool Merging::note_lines(Arena& arena, Bytes text) {
  bool any_new = false;
  while (true) {
    const std::size_t end = text.find(sentence_end);
    const Bytes line = text.substr(0, end);
    if (!lines_.names.has(line)) {
      any_new = true;
      lines_.names.add(arena, line, 0);
    }
    if (end == Bytes::npos) return any_new;
    text.remove_prefix(end + sentence_end.size());
  }
}

void Merging::describe(Arena& arena, Entry& mine, Bytes sentence) {
  if (!lines_.built) {
    lines_.built = true;
    static_cast<void>(note_lines(arena, unquoted(mine.text)));
  }
  if (note_lines(arena, sentence)) sentences_.push(arena, sentence);
}

void Merging::finish(Arena& arena) {
  Entry* mine = find(node_, Keyword::description);
  if (mine == nullptr || sentences_.empty()) return;
  const Bytes before = unquoted(mine->text);
  std::size_t size = 2 + before.size();
  for (const Bytes sentence : sentences_) size += sentence_end.size() + sentence.size();
  auto* const out = static_cast<char*>(arena.allocate(size, 1));
  char* at = out;
  const auto write = [&at](Bytes text) {
    if (!text.empty()) std::memcpy(at, text.data(), text.size());
    at += text.size();
  };
  write("\"");
  write(before);
  bool first = before.empty();
  for (const Bytes sentence : sentences_) {
    if (!first) write(sentence_end);
    first = false;
    write(sentence);
  }
  write("\"");
  mine->text = {out, static_cast<std::size_t>(at - out)};
  sentences_.clear();
}

}  // namespace rota::gemini::schema
