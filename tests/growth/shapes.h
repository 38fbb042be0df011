// Shapes: requests and answers that are many of one thing, at any size.
// Knows how clients and upstreams spell them; refuses to know what they may cost.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace rota::growth {

/// What gives the text with `count` of something.
using Make = std::string (*)(std::size_t count);

/// Where a request comes from and goes to. A null Make: there is nothing more.
struct World {
  const char* name = "";  ///< of the way that it goes, beside the shape's own
  const char* settings = R"({"ALLOW_ANONYMOUS":"1"})";
  int status = 200;  ///< of the upstream
  const char* answer_head = "content-type: application/json\n";
  Make more_head = nullptr;         ///< stands right behind the shape's head
  Make more_answer_head = nullptr;  ///< likewise
  Make snapshot = nullptr;          ///< the configuration in KV
};

/// One thing to have many of.
struct Shape {
  const char* name;
  const char* head;
  Make body;
  Make answer;  ///< of the upstream
  World world = {};
};

/// What a client may send.
[[nodiscard]] std::vector<Shape> chat_shapes();
[[nodiscard]] std::vector<Shape> messages_shapes();
[[nodiscard]] std::vector<Shape> responses_shapes();
/// Likewise, of clients of other dialects than the upstream's, which is OpenAI's.
[[nodiscard]] std::vector<Shape> elsewhere_shapes();
[[nodiscard]] std::vector<Shape> schema_shapes();
[[nodiscard]] std::vector<Shape> other_shapes();
/// Every body that a dialect reads, on every way that it can go.
[[nodiscard]] std::vector<Shape> passing_shapes();
/// Heads, which are short, and configurations, which are not the client's.
[[nodiscard]] std::vector<Shape> head_shapes();
[[nodiscard]] std::vector<Shape> settings_shapes();
/// What an upstream may answer.
[[nodiscard]] std::vector<Shape> answer_shapes();
[[nodiscard]] std::vector<Shape> messages_answer_shapes();
[[nodiscard]] std::vector<Shape> responses_answer_shapes();
[[nodiscard]] std::vector<Shape> elsewhere_answer_shapes();
[[nodiscard]] std::vector<Shape> passing_answer_shapes();
[[nodiscard]] std::vector<Shape> error_shapes();

/// `count` texts with commas between them; `make` gives each by its number.
template <class Make>
[[nodiscard]] std::string many(std::size_t count, Make make) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) {
    if (i != 0) all += ',';
    all += make(std::to_string(i));
  }
  return all;
}

/// Every road with every text on it; `join` gives the shape of the two.
template <class Road, std::size_t Roads, class Text, std::size_t Texts, class Join>
void add_each(std::vector<Shape>& shapes, const Road (&roads)[Roads], const Text (&texts)[Texts], Join join) {
  for (const Road& road : roads) {
    for (const Text& text : texts) shapes.push_back(join(road, text));
  }
}

/// `count` times the same.
[[nodiscard]] inline std::string repeat(std::size_t count, const std::string& text) {
  std::string all;
  for (std::size_t i = 0; i < count; ++i) all += text;
  return all;
}

/// An upstream that speaks OpenAI's dialect, and is asked once.
inline constexpr const char* openai_settings =
    R"({"ALLOW_ANONYMOUS":"1","MAX_ATTEMPTS":"1","UPSTREAM_API_URL":"https://h.test/openai"})";
/// Google, asked once.
inline constexpr const char* once_settings = R"({"ALLOW_ANONYMOUS":"1","MAX_ATTEMPTS":"1"})";
/// A configuration stands in KV, whose clients' digests are all of this octet.
inline constexpr const char* stored_settings = R"({"bindings":"CONFIG_KV","MAX_ATTEMPTS":"1"})";
inline constexpr char digest_octet = 'd';
inline constexpr const char* digest_hex = "6464646464646464646464646464646464646464646464646464646464646464";

inline constexpr const char* chat_head = "POST https://rota.test/v1/chat/completions\n";
[[nodiscard]] std::string plain_answer(std::size_t count);
[[nodiscard]] inline std::string no_body(std::size_t) { return {}; }

}  // namespace rota::growth
