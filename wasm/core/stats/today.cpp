// See today.h.
#include "stats/today.h"

#include "stats/reading.h"
#include "stats/stored_sum.h"

namespace rota::stats {

void Today::turn(std::int32_t day) {
  if (day <= day_) return;
  day_ = day;
  sums_ = {};
}

void Today::add(const Outcome& outcome, std::int32_t day) {
  turn(day);
  if (day != day_) return;
  if (outcome.last) sums_.requests = capped_sum(sums_.requests, 1);
  if (!outcome.called) return;
  sums_.attempts = capped_sum(sums_.attempts, 1);
  if (failed(outcome)) sums_.errors = capped_sum(sums_.errors, 1);
  sums_.tokens = capped_sum(sums_.tokens, tokens_of(outcome));
}

void Today::save(json::Writer& out) const {
  out.begin_object();
  const struct {
    json::Escaped name;
    std::int64_t value;
  } members[] = {{"day", day_},
                 {"requests", sums_.requests},
                 {"attempts", sums_.attempts},
                 {"errors", sums_.errors},
                 {"tokens", sums_.tokens}};
  for (const auto& member : members) {
    out.key(member.name);
    out.integer(member.value);
  }
  out.end_object();
}

void Today::load(json::Value from) {
  const auto day = static_cast<std::int32_t>(stored_sum(from["day"]));
  turn(day);
  if (day != day_) return;
  sums_.requests = capped_sum(sums_.requests, stored_sum(from["requests"]));
  sums_.attempts = capped_sum(sums_.attempts, stored_sum(from["attempts"]));
  sums_.errors = capped_sum(sums_.errors, stored_sum(from["errors"]));
  sums_.tokens = capped_sum(sums_.tokens, stored_sum(from["tokens"]));
}

}  // namespace rota::stats
