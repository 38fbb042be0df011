// Numbers that bound: lengths, counts, and the four ways of saying a smallest or largest number.
// Knows that Google has inclusive bounds only; see schema_normalizer.h.
#include <cmath>

#include "base/text.h"
#include "dialect/gemini/schema/normalizer.h"
#include "json/number.h"

namespace rota::gemini::schema {

namespace {

constexpr double largest_exact = 9007199254740992.0;  // 2^53: beyond it an integer plus one may be the same number

bool is_lower(Keyword keyword) {
  return keyword == Keyword::minimum || keyword == Keyword::exclusive_minimum || keyword == Keyword::min_items ||
         keyword == Keyword::min_length || keyword == Keyword::min_properties;
}

}  // namespace

/// minimum, maximum and their exclusive forms: a number of its own since draft 6, a flag beside the bound before. For
/// integers the next one is the inclusive bound; for other numbers the bound itself is the nearest that can be said.
void Normalizer::take_bound(Node& node, Keyword keyword, json::Value value, const Words& words) {
  if (!value.is_number()) return;
  const bool lower = is_lower(keyword);
  const Keyword flag = lower ? Keyword::exclusive_minimum : Keyword::exclusive_maximum;
  const Keyword inclusive = lower ? Keyword::minimum : Keyword::maximum;
  const bool exclusive = keyword == flag || value_of(words, flag).is_true();
  const Kinds kinds = read_kinds(value_of(words, Keyword::type));
  const bool integers = kinds.has(Kind::integer) && !kinds.has(Kind::number);
  double number = 0;
  if (exclusive && integers && value.number(number) && std::fabs(number) < largest_exact) {
    const double next = lower ? std::floor(number) + 1 : std::ceil(number) - 1;
    return tighten(node, inclusive, text::decimal(arena_, static_cast<std::int64_t>(next)));
  }
  tighten(node, inclusive, value.raw());
}

void Normalizer::take_count(Node& node, Keyword keyword, json::Value value) {
  std::int64_t count = 0;
  if (!value.integer(count) || count < 0) return;
  const Bytes written = value.raw();
  const bool plain = written.find_first_not_of("0123456789") == Bytes::npos;  // and not 1e3 or 2.0
  tighten(node, keyword, plain ? written : text::decimal(arena_, count));
}

/// A bound that nobody could have meant is left out: it would be looked at anew for each that it is compared with.
void Normalizer::tighten(Node& node, Keyword keyword, Bytes number) {
  if (number.size() > limits::schema_number_bytes) return;
  Entry& entry = put(arena_, node, keyword);
  if (entry.text.empty()) {
    entry.text = number;
    return;
  }
  const double mine = json::to_double(entry.text);
  const double theirs = json::to_double(number);
  if (is_lower(keyword) ? theirs > mine : theirs < mine) entry.text = number;
}

}  // namespace rota::gemini::schema
