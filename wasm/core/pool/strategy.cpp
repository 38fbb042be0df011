// The turns, the chances and the scores; see strategy.h.
#include "pool/strategy.h"

namespace rota::pool {

namespace {

constexpr double slow_first_byte_ms = 2000;  // halves the speed of a key: a usual first byte is well under it
constexpr double probe_share = 0.05;
constexpr double least_room = 0.1;
constexpr double least_success = 0.2;  // a key that never serves would never show that it is well again

/// Draws before a strategy gives up and looks at every key: weights reach from 1 to 100, most keys have 1.
constexpr std::uint32_t draws_most = 64;

/// Keys that least_used passes over before it draws: a pool of no more is always in exact order.
constexpr std::uint32_t walk_most = 64;

/// What every strategy asks of a key: how it serves this wish.
class Candidates {
 public:
  Candidates(const Ledger& ledger, const Wish& wish, double now_ms) : ledger_(ledger), wish_(wish), now_ms_(now_ms) {}

  [[nodiscard]] std::uint32_t size() const { return static_cast<std::uint32_t>(ledger_.size()); }
  [[nodiscard]] bool serves(std::uint32_t at) {
    if (is_avoided(wish_.avoid, ledger_.key(at).id)) return false;
    const Serves how = standing_for(ledger_, wish_.need, at, now_ms_).serves;
    if (how == Serves::last) note_last(at);
    return how == Serves::yes || how == Serves::probe;
  }
  /// Met on the way: of the keys over a learned limit, the one that is least over it, so that they take turns.
  [[nodiscard]] std::uint32_t last_resort() const { return last_; }
  [[nodiscard]] double score_of(std::uint32_t at) const { return score(ledger_, at, wish_.need.model, now_ms_); }
  [[nodiscard]] std::uint32_t weight(std::uint32_t at) const { return ledger_.key(at).weight; }

 private:
  void note_last(std::uint32_t at) {
    const double overuse = ledger_.overuse(at, wish_.need.model, now_ms_);
    if (last_ != nowhere && overuse >= last_overuse_) return;
    last_ = at;
    last_overuse_ = overuse;
  }
  const Ledger& ledger_;
  const Wish& wish_;
  double now_ms_;
  std::uint32_t last_ = nowhere;
  double last_overuse_ = 0;
};

std::uint32_t in_turn(Candidates& keys, std::uint32_t& next) {
  std::uint32_t found = nowhere;
  for (std::uint32_t i = 0; i < keys.size() && found == nowhere; ++i) {
    const std::uint32_t at = (next + i) % keys.size();
    if (keys.serves(at)) found = at;
  }
  if (found == nowhere) found = keys.last_resort();
  if (found != nowhere) next = (found + 1) % keys.size();
  return found;
}

/// Keys that cool down are lent no more, so they gather at the order's top: a walk past thousands of them would be
/// longer than a look at every key.
std::uint32_t by_use(Candidates& keys, const UseOrder& order, Random& random) {
  std::uint32_t walked = 0;
  std::uint32_t found = order.first([&](std::uint32_t at) { return ++walked > walk_most || keys.serves(at); });
  if (walked > walk_most) {
    found = nowhere;
    const auto compare = [&](std::uint32_t at) {
      if ((found == nowhere || order.is_before(at, found)) && keys.serves(at)) found = at;
    };
    for (std::uint32_t i = 0; i < draws_most; ++i) compare(random.below(keys.size()));
    const std::uint32_t others = found == nowhere ? keys.size() : 0;
    for (std::uint32_t at = 0; at < others; ++at) compare(at);
  }
  return found != nowhere ? found : keys.last_resort();
}

/// A key that serves, or `nowhere` after draws_most draws.
std::uint32_t draw(Candidates& keys, const Ledger& ledger, Random& random) {
  if (keys.size() == 0) return nowhere;
  for (std::uint32_t i = 0; i < draws_most; ++i) {
    const std::uint32_t at = random.below(keys.size());
    if (keys.weight(at) < ledger.heaviest() && random.below(ledger.heaviest()) >= keys.weight(at)) continue;
    if (keys.serves(at)) return at;
  }
  return nowhere;
}

/// `count` draws in one pass over every key: each takes the place of the one found before with its share of the
/// weights so far. `found` holds `nowhere` where none serves.
void draw_from_all(Candidates& keys, Random& random, std::uint32_t* found, std::uint32_t count) {
  std::uint32_t weights = 0;  // 20,000 keys of 100 at the most
  for (std::uint32_t at = 0; at < keys.size(); ++at) {
    if (!keys.serves(at)) continue;
    weights += keys.weight(at);
    for (std::uint32_t i = 0; i < count; ++i) {
      if (random.below(weights) < keys.weight(at)) found[i] = at;
    }
  }
}

std::uint32_t by_weight(Candidates& keys, const Ledger& ledger, Random& random) {
  std::uint32_t found = draw(keys, ledger, random);
  if (found == nowhere) draw_from_all(keys, random, &found, 1);
  return found != nowhere ? found : keys.last_resort();
}

struct Sample {
  std::uint32_t at[score_sample] = {};
  double chance[score_sample] = {};
  std::uint32_t size = 0;
  double sum = 0;

  void add(std::uint32_t key, double score) {
    for (std::uint32_t i = 0; i < size; ++i) {
      if (at[i] == key) return;
    }
    at[size] = key;
    chance[size] = score * score;
    sum += chance[size++];
  }
  [[nodiscard]] std::uint32_t draw(Random& random) const {
    constexpr double grains = 4294967296.0;  // 2^32
    double mark = static_cast<double>(random.next() >> 32) / grains * sum;
    for (std::uint32_t i = 0; i + 1 < size; ++i) {
      if (mark < chance[i]) return at[i];
      mark -= chance[i];
    }
    return at[size - 1];
  }
};

std::uint32_t by_score(Candidates& keys, const Ledger& ledger, Random& random) {
  Sample sample;
  if (keys.size() <= score_sample) {
    for (std::uint32_t at = 0; at < keys.size(); ++at) {
      if (keys.serves(at)) sample.add(at, keys.score_of(at));
    }
    return sample.size != 0 ? sample.draw(random) : keys.last_resort();
  }
  std::uint32_t drawn[score_sample];
  for (std::uint32_t i = 0; i < score_sample; ++i) {
    drawn[i] = draw(keys, ledger, random);
    if (drawn[i] != nowhere) continue;
    for (std::uint32_t rest = i; rest < score_sample; ++rest) drawn[rest] = nowhere;
    draw_from_all(keys, random, drawn + i, score_sample - i);
    break;
  }
  for (const std::uint32_t at : drawn) {
    if (at != nowhere) sample.add(at, keys.score_of(at));
  }
  return sample.size != 0 ? sample.draw(random) : keys.last_resort();
}

}  // namespace

double score(const Ledger& ledger, std::uint32_t at, Name model, double now_ms) {
  const PoolKey& key = ledger.key(at);
  const double speed = 1 / (1 + static_cast<double>(key.first_byte_ms) / slow_first_byte_ms);
  const double room = least_room + (1 - least_room) * ledger.room(at, model, now_ms);
  const double success = least_success + (1 - least_success) * static_cast<double>(key.success);
  const double well = success * speed * room;
  return key.cause == Cause::ok ? well : well * probe_share;
}

std::uint32_t choose(store::Rotation strategy, const Ledger& ledger, const Wish& wish, double now_ms, Random& random,
                     std::uint32_t& next) {
  Candidates keys(ledger, wish, now_ms);
  switch (strategy) {
    case store::Rotation::round_robin:
      return in_turn(keys, next);
    case store::Rotation::least_used:
      return by_use(keys, ledger.order(), random);
    case store::Rotation::random:
      return by_weight(keys, ledger, random);
    case store::Rotation::adaptive:
      return by_score(keys, ledger, random);
  }
  return nowhere;
}

}  // namespace rota::pool
