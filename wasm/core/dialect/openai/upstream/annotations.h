// Annotations: the sources that an answer names, and where in its text.
// Knows url_citation, whose places are counted in characters, and the bare lists of addresses that some servers give
// instead; refuses to keep the text.
#pragma once

#include "chat/answer.h"
#include "json/reader.h"

namespace rota::openai {

/// How many octets stand before a character of a text that comes in pieces.
class CharacterPlaces {
 public:
  /// `memory` lives as long as this.
  void add(Bytes utf8, Arena& memory);
  /// -1 when there are fewer characters, or too many changes of width to have kept them all.
  [[nodiscard]] std::int64_t octets_before(std::int64_t characters) const;

 private:
  /// Characters of one width, side by side.
  struct Run {
    std::int64_t first_character = 0;
    std::int64_t first_octet = 0;
    std::int64_t width = 0;
  };
  List<Run> runs_;
  std::int64_t characters_ = 0;
  std::int64_t octets_ = 0;
  bool lost_ = false;
};

/// The citations of a message's or a delta's `annotations`, in a text whose characters stand at `places`.
[[nodiscard]] List<chat::Citation> read_annotations(json::Value annotations, const CharacterPlaces& places, Arena& arena);
/// Of a list of addresses.
[[nodiscard]] List<chat::Citation> read_addresses(json::Value citations, Arena& arena);

}  // namespace rota::openai
