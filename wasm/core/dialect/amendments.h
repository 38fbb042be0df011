// Amendments: how a request is put differently because the upstream has refused it as it was, or refuses such requests.
// Knows what can be put differently without changing what is asked; refuses to know refusals
// (UpstreamDialect::amendments_for) and how often one may ask again (exchange).
#pragma once

#include <cstdint>

namespace rota::dialect {

/// What becomes of the signatures of earlier turns. Each step goes further than the one before.
enum class Signatures : std::uint8_t {
  own,       // as the client sent them back
  filled,    // where one is missing stands the word that skips the check
  replaced,  // that word stands everywhere
};
/// What is said about thinking.
enum class ThinkingWish : std::uint8_t {
  asked,    // as near to what was asked as the model is known to take
  nearest,  // the next best that every model takes which can think at all
  none,     // nothing
};
/// How closely calls and answers are held to schemas.
enum class Strictness : std::uint8_t {
  asked,  // as was asked
  loose,  // calls need not follow the schema of their tool
  plain,  // and schemas have no constraints but types, members and enums
};

/// Hints alone change: never what the answer depends on.
struct Amendments {
  // Of the model: true of whatever it is asked.
  bool penalties = false;           ///< none are sent
  bool system_instruction = false;  ///< the system text goes before the first user text instead
  bool format = false;              ///< the wish for JSON goes into the system text instead
  bool closing_turn = false;        ///< a conversation that ends with the model's turn gets a user's behind it
  bool sampling = false;            ///< neither temperature nor the like is sent
  bool no_thinking = false;         ///< the model cannot think: nothing is said of it
  bool joined_texts = false;     ///< texts side by side go as one
  bool schema_in_words = false;  ///< the wish for JSON goes without its schema, which is in the system text instead
  bool other_limit = false;      ///< the bound on an answer's length goes under the other of its two names
  bool short_ids = false;        ///< calls go under ids of nine letters and digits
  bool thoughts = false;         ///< what the model thought before a call goes back with it
  bool stream_cost = false;      ///< a stream is not asked for its cost
  bool single_calls = false;     ///< it is not said that calls are to come one by one
  bool seed = false;             ///< none is sent
  bool tier = false;             ///< nor a service tier
  bool tools_in_words = false;   ///< long descriptions of tools stand in the system text instead
  std::uint32_t max_tokens = 0;  ///< the most that may be asked for; 0: not known
  // Of the request.
  ThinkingWish thinking = ThinkingWish::asked;
  Signatures signatures = Signatures::own;
  Strictness strictness = Strictness::asked;
  std::uint32_t room_tokens = 0;  ///< how long an answer can be behind so much; 0: not known
  bool once_more = false;  ///< as it is: the refusal speaks of what the request does not hold

  friend bool operator==(const Amendments&, const Amendments&) = default;
  [[nodiscard]] bool any() const { return *this != Amendments(); }
  /// Both: of two steps the one that goes further, of two bounds the smaller.
  [[nodiscard]] Amendments with(const Amendments& more) const {
    Amendments sum = *this;
    sum.penalties |= more.penalties;
    sum.system_instruction |= more.system_instruction;
    sum.format |= more.format;
    sum.closing_turn |= more.closing_turn;
    sum.sampling |= more.sampling;
    sum.no_thinking |= more.no_thinking;
    sum.joined_texts |= more.joined_texts;
    sum.schema_in_words |= more.schema_in_words;
    sum.other_limit |= more.other_limit;
    sum.short_ids |= more.short_ids;
    sum.thoughts |= more.thoughts;
    sum.stream_cost |= more.stream_cost;
    sum.single_calls |= more.single_calls;
    sum.seed |= more.seed;
    sum.tier |= more.tier;
    sum.tools_in_words |= more.tools_in_words;
    sum.once_more |= more.once_more;
    if (more.thinking > sum.thinking) sum.thinking = more.thinking;
    sum.max_tokens = smaller(sum.max_tokens, more.max_tokens);
    sum.room_tokens = smaller(sum.room_tokens, more.room_tokens);
    if (more.signatures > sum.signatures) sum.signatures = more.signatures;
    if (more.strictness > sum.strictness) sum.strictness = more.strictness;
    return sum;
  }
  /// What of it the next request for the same model needs, too.
  [[nodiscard]] Amendments of_model() const {
    Amendments own = *this;
    if (own.signatures == Signatures::replaced) own.signatures = Signatures::filled;
    own.thinking = ThinkingWish::asked;
    own.strictness = Strictness::asked;
    own.room_tokens = 0;
    own.once_more = false;
    return own;
  }

 private:
  /// Of two bounds, 0 being none.
  static constexpr std::uint32_t smaller(std::uint32_t a, std::uint32_t b) { return a == 0 || (b != 0 && b < a) ? b : a; }
};

}  // namespace rota::dialect
