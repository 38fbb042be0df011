// Places and addresses; see annotations.h.
#include "dialect/openai/upstream/annotations.h"

#include "base/limits.h"

namespace rota::openai {

namespace {

/// Of the character of UTF-8 that begins with `octet`.
std::int64_t width_of(char octet) {
  const auto first = static_cast<unsigned char>(octet);
  if (first < 0x80) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

}  // namespace

void CharacterPlaces::add(Bytes utf8, Arena& memory) {
  std::size_t at = 0;
  while (at < utf8.size() && !lost_) {
    const std::int64_t width = width_of(utf8[at]);
    if (runs_.empty() || runs_.back().width != width) {
      lost_ = runs_.size() == limits::cited_runs;
      if (lost_) return;
      runs_.push(memory, Run{characters_, octets_, width});
    }
    at += static_cast<std::size_t>(width);
    octets_ += width;
    ++characters_;
  }
}

std::int64_t CharacterPlaces::octets_before(std::int64_t characters) const {
  if (characters < 0 || characters > characters_) return -1;
  if (characters == characters_) return octets_;
  std::size_t low = 0;
  std::size_t high = runs_.size();
  while (high - low > 1) {
    const std::size_t middle = (low + high) / 2;
    (runs_[middle].first_character <= characters ? low : high) = middle;
  }
  return runs_[low].first_octet + (characters - runs_[low].first_character) * runs_[low].width;
}

List<chat::Citation> read_annotations(json::Value annotations, const CharacterPlaces& places, Arena& arena) {
  List<chat::Citation> citations;
  for (const json::Value annotation : annotations.elements()) {
    const json::Value said = annotation["url_citation"].is_object() ? annotation["url_citation"] : annotation;
    chat::Citation citation;
    citation.url = said["url"].escaped();
    citation.title = said["title"].escaped();
    if (citation.url.empty()) continue;
    std::int64_t first = 0;
    std::int64_t past = 0;
    if (said["start_index"].integer(first) && said["end_index"].integer(past) && first < past) {
      citation.first_byte = places.octets_before(first);
      citation.past_byte = places.octets_before(past);
    }
    if (citation.first_byte < 0 || citation.past_byte < 0) citation.first_byte = citation.past_byte = -1;
    citations.push(arena, citation);
  }
  return citations;
}

List<chat::Citation> read_addresses(json::Value citations, Arena& arena) {
  List<chat::Citation> read;
  for (const json::Value address : citations.elements()) {
    chat::Citation citation;
    citation.url = address.is_object() ? address["url"].escaped() : address.escaped();
    citation.title = address["title"].escaped();
    if (!citation.url.empty()) read.push(arena, citation);
  }
  return read;
}

}  // namespace rota::openai
