// Logprobs, citations, pictures; see answer_pieces.h.
#include "dialect/openai/chat/answer_pieces.h"

#include "base/name_tree.h"
#include "base/text.h"
#include "dialect/openai/google/extras.h"
#include "json/escape.h"

namespace rota::openai {

namespace {

void write_token(const chat::TokenLogprob& token, json::Writer& writer) {
  writer.key("token");
  writer.string(token.token);
  writer.key("logprob");
  writer.raw(token.logprob);
  writer.key("bytes");
  writer.begin_array();
  for (char c : token.token) writer.integer(static_cast<unsigned char>(c));
  writer.end_array();
}

/// Texts by the order in which they were first met.
class Known {
 public:
  explicit Known(Arena& arena) : arena_(arena) {}
  [[nodiscard]] std::size_t size() const { return texts_.size(); }
  /// `text` lives as long as this.
  std::int64_t number_of(Bytes text) {
    const auto next = static_cast<std::uint32_t>(texts_.size());
    const std::uint32_t known = tree_.find_or_add(arena_, text, next, [this](std::uint32_t at) { return texts_[at]; });
    if (known != no_place) return known;
    texts_.push(arena_, text);
    return next;
  }

 private:
  Arena& arena_;
  List<Bytes> texts_;
  NameTree tree_;
};

/// What RFC 3986 allows in a URI, '%' included.
bool fits_uri(char c) {
  constexpr Bytes marks = "!#$%&'()*+,-./:;=?@[]_~";
  const char letter = text::lower(c);
  return (letter >= 'a' && letter <= 'z') || text::is_digit(c) || marks.find(c) != Bytes::npos;
}

}  // namespace

void write_uri(json::Escaped escaped, Arena& arena, json::Writer& writer) {
  bool fits = true;
  for (char c : Bytes(escaped)) fits = fits && fits_uri(c);
  if (fits) return writer.escaped(escaped);
  writer.begin_string();
  Buffer& out = writer.inside();
  for (char c : json::unescaped(arena, escaped)) {
    if (fits_uri(c)) {
      out.append(c);
      continue;
    }
    constexpr Bytes digits = "0123456789ABCDEF";
    const auto octet = static_cast<unsigned char>(c);
    out.append('%');
    out.append(digits[octet >> 4]);
    out.append(digits[octet & 15]);
  }
  writer.end_string();
}

void write_service_tier(chat::ServiceTier tier, json::Writer& writer) {
  if (tier == chat::ServiceTier::unset) return;
  writer.key("service_tier");
  writer.escaped(tier == chat::ServiceTier::flex       ? json::Escaped("flex")
                 : tier == chat::ServiceTier::priority ? json::Escaped("priority")
                                                       : json::Escaped("default"));
}

void write_token_choice(const chat::TokenChoice& choice, json::Writer& writer) {
  writer.begin_object();
  write_token(choice.chosen, writer);
  writer.key("top_logprobs");
  writer.begin_array();
  for (const chat::TokenLogprob& token : choice.top) {
    writer.begin_object();
    write_token(token, writer);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

void write_logprobs(const List<chat::TokenChoice>* lists, std::size_t count, json::Writer& writer) {
  writer.begin_object();
  writer.key("content");
  writer.begin_array();
  for (std::size_t i = 0; i < count; ++i) {
    for (const chat::TokenChoice& choice : lists[i]) write_token_choice(choice, writer);
  }
  writer.end_array();
  writer.key("refusal");
  writer.null();
  writer.end_object();
}

List<PlacedCitation> place_citations(const List<chat::Citation>& citations, CitedText& cited, Arena& arena) {
  List<PlacedCitation> placed;
  Known urls(arena);
  Known places(arena);
  for (const chat::Citation& citation : citations) {
    const Stretch stretch = cited.locate(citation, arena);
    const Bytes place =
        arena.join(text::decimal(arena, stretch.first), " ", text::decimal(arena, stretch.past), " ",
                   text::decimal(arena, urls.number_of(citation.url)));
    const std::size_t before = places.size();
    if (places.number_of(place) == static_cast<std::int64_t>(before)) placed.push(arena, {&citation, stretch});
  }
  return placed;
}

void write_annotations(const List<chat::Citation>& citations, CitedText& cited, Arena& arena, json::Writer& writer) {
  writer.key("annotations");
  writer.begin_array();
  for (const PlacedCitation& placed : place_citations(citations, cited, arena)) {
    writer.begin_object();
    writer.key("type");
    writer.escaped("url_citation");
    writer.key("url_citation");
    writer.begin_object();
    writer.key("start_index");
    writer.integer(placed.stretch.first);
    writer.key("end_index");
    writer.integer(placed.stretch.past);
    writer.key("url");
    write_uri(placed.citation->url, arena, writer);
    writer.key("title");
    writer.escaped(placed.citation->title);
    writer.end_object();
    writer.end_object();
  }
  writer.end_array();
}

void write_image(const chat::Delta& media, std::uint32_t index, json::Writer& writer) {
  writer.begin_object();
  writer.key("type");
  writer.escaped("image_url");
  writer.key("image_url");
  writer.begin_object();
  writer.key("url");
  writer.escaped("data:", media.mime, ";base64,", media.data);
  writer.end_object();
  writer.key("index");
  writer.integer(index);
  google::write_signature(google::signature_of(media), writer);
  writer.end_object();
}

}  // namespace rota::openai
