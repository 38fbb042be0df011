// Reader judged by simdjson's own DOM parser: the same verdict and the same values for every recorded body, and the
// same verdict for thousands of bodies broken at random. The judge is a second copy of simdjson, whole: the core's own
// has a namespace of another name.
#include <simdjson.h>

#include <algorithm>
#include <catch2/catch_test_macros.hpp>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <simdjson.cpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "json/reader.h"

namespace {

using namespace rota;
using json::Type;
using json::Value;
namespace dom = simdjson::dom;

struct Fixture {
  std::string path;
  std::string text;
};

bool have_recordings() { return std::filesystem::is_directory(ROTA_SHARED_DIR "/fixtures"); }

/// The recordings lie beside the checkout; without them, the few bodies that the project keeps itself.
std::vector<Fixture> read_fixtures() {
  std::vector<Fixture> found;
  const char* folder = have_recordings() ? ROTA_SHARED_DIR "/fixtures" : ROTA_SOURCE_DIR "/tests";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    REQUIRE(file.good());
    found.push_back({entry.path().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::sort(found.begin(), found.end(), [](const Fixture& a, const Fixture& b) { return a.path < b.path; });
  return found;
}

bool holds_infinite_number(Value value) {
  double number = 0;
  if (value.is_number()) return !value.number(number);
  for (const Value element : value.elements()) {
    if (holds_infinite_number(element)) return true;
  }
  for (const json::Member member : value.members()) {
    if (holds_infinite_number(member.value)) return true;
  }
  return false;
}

/// Both readers of one text. They differ on purpose in three things: the judge allows a byte order mark, and refuses
/// integers past 64 bits and numbers past the largest double, which are JSON all the same.
class Court {
 public:
  /// Whether the Reader's verdict stands; `undecided` counts texts that the judge gave up on.
  bool agree(const std::string& text, std::size_t& undecided) {
    arena_.reset();
    const Result<Value> ours = reader_.read(text, arena_);
    const bool marked = text.substr(0, 3) == "\xEF\xBB\xBF";
    if (marked) return !ours.ok();
    const simdjson::error_code verdict = judge_.parse(text).get(judged_);
    if (verdict == simdjson::BIGINT_ERROR) {
      ++undecided;
      return true;
    }
    if (verdict == simdjson::NUMBER_ERROR && ours.ok()) {
      ++undecided;
      return holds_infinite_number(ours.value());
    }
    if (ours.ok() != (verdict == simdjson::SUCCESS)) return false;
    return !ours.ok() || same(ours.value(), judged_);
  }

 private:
  bool same(Value ours, dom::element theirs) {
    switch (theirs.type()) {
      case dom::element_type::ARRAY:
        return same_elements(ours, dom::array(theirs));
      case dom::element_type::OBJECT:
        return same_members(ours, dom::object(theirs));
      case dom::element_type::STRING: {
        const std::string_view text(theirs);
        return ours.is_string() && ours.text(arena_) == text && ours.equals(text);
      }
      case dom::element_type::BOOL:
        return ours.type() == Type::boolean && ours.is_true() == bool(theirs);
      case dom::element_type::NULL_VALUE:
        return ours.is_null();
      default:
        return same_number(ours, theirs);
    }
  }

  bool same_elements(Value ours, dom::array theirs) {
    if (!ours.is_array() || ours.count() != theirs.size()) return false;
    auto at = ours.elements().begin();
    for (const dom::element element : theirs) {
      if (!same(*at, element)) return false;
      ++at;
    }
    return !(at != ours.elements().end());
  }

  bool same_members(Value ours, dom::object theirs) {
    if (!ours.is_object() || ours.count() != theirs.size()) return false;
    auto at = ours.members().begin();
    for (const dom::key_value_pair member : theirs) {
      if (!(*at).name.equals(member.key) || !ours[member.key] || !same((*at).value, member.value)) return false;
      ++at;
    }
    return !(at != ours.members().end());
  }

  static bool same_number(Value ours, dom::element theirs) {
    double value = 0;
    if (!ours.number(value) || value != double(theirs)) return false;
    std::int64_t whole = 0;
    std::int64_t their_whole = 0;
    constexpr std::int64_t most = std::int64_t{1} << 53;
    if (theirs.get(their_whole) != simdjson::SUCCESS || their_whole > most || their_whole < -most) return true;
    return ours.integer(whole) && whole == their_whole;
  }

  dom::parser judge_;
  dom::element judged_;
  json::Reader reader_;
  Arena arena_;
};

std::string mutate(std::string text, Random& random) {
  static const char* const pieces[] = {
      "\"",   "\\",       "{",    "}",    "[",    "]",    ":",   ",",       "1",       "-",      ".",
      "e",    "0",        "true", "null", " ",    "\n",   "\\u", "\\ud83d", "\\ude00", "\\n",    "\xC3",
      "\xA9", "\xF0\x9F", "\x01", "\x0C", "\x7F", "\"\"", "{}",  "[]",      "\"a\":1", "\\\\\"", "\xE4\xBD\xA0",
      "E+9"};
  const std::uint32_t changes = 1 + random.below(3);
  for (std::uint32_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = random.below(static_cast<std::uint32_t>(text.size()));
    const char* piece = pieces[random.below(static_cast<std::uint32_t>(std::size(pieces)))];
    switch (random.below(6)) {
      case 0:
        text.erase(at, 1 + random.below(4));
        break;
      case 1:
        text.insert(at, piece);
        break;
      case 2:
        text.replace(at, 1, piece);
        break;
      case 3:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 4:
        text.insert(at, text.substr(random.below(static_cast<std::uint32_t>(text.size())), random.below(70)));
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

}  // namespace

TEST_CASE("reader and judge agree on every recorded body") {
  const std::vector<Fixture> fixtures = read_fixtures();
  REQUIRE(fixtures.size() > (have_recordings() ? 800U : 60U));
  Court court;
  std::size_t undecided = 0;
  for (const Fixture& fixture : fixtures) {
    INFO(fixture.path);
    REQUIRE(court.agree(fixture.text, undecided));
  }
  CHECK(undecided == 0);
}

TEST_CASE("reader and judge agree on bodies broken at random") {
  std::vector<Fixture> fixtures = read_fixtures();
  fixtures.erase(
      std::remove_if(fixtures.begin(), fixtures.end(), [](const Fixture& f) { return f.text.size() > 1500; }),
      fixtures.end());
  REQUIRE(fixtures.size() > 50);
  fixtures.push_back({"escapes", R"(["\"\\\/\b\f\n\r\t","\u00e9\ud83d\ude00",{"\u0061":"é你😀"},-1.5e+3,[],{}])"});
  Court court;
  Random random(0x5EED);
  std::size_t undecided = 0;
  constexpr int mutants = 40'000;
  for (int i = 0; i < mutants; ++i) {
    // every other one from the line of escapes, the densest
    const std::size_t pick =
        i % 2 == 0 ? fixtures.size() - 1 : random.below(static_cast<std::uint32_t>(fixtures.size()));
    const std::string text = mutate(fixtures[pick].text, random);
    INFO("mutant " << i << " of " << fixtures[pick].path << ": " << text);
    REQUIRE(court.agree(text, undecided));
  }
  CHECK(undecided < mutants / 100);
}

TEST_CASE("reader and judge agree on short texts made of tokens") {
  static const char* const tokens[] = {"{", "}", "[", "]", ":", ",", "\"a\"", "1", "true", " ", "\"", "\\"};
  constexpr std::size_t kinds = std::size(tokens);
  Court court;
  std::size_t undecided = 0;
  std::size_t combinations = 1;
  for (int length = 1; length <= 5; ++length) {
    combinations *= kinds;
    for (std::size_t code = 0; code < combinations; ++code) {
      std::string text;
      std::size_t rest = code;
      for (int i = 0; i < length; ++i, rest /= kinds) text += tokens[rest % kinds];
      if (!court.agree(text, undecided)) FAIL(text);
    }
  }
  CHECK(undecided == 0);
}
