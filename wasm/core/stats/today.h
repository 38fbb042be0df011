// Today: what was counted of a pool's present day, over all keys, those that have left since among them.
// Knows sums of one day; refuses to know when a day begins (its owner says which one it is).
#pragma once

#include "json/reader.h"
#include "json/writer.h"
#include "stats/outcome.h"

namespace rota::stats {

struct DaySums {
  std::int64_t requests = 0;  ///< of clients, that have ended
  std::int64_t attempts = 0;  ///< calls of an upstream
  std::int64_t errors = 0;    ///< attempts that failed
  std::int64_t tokens = 0;    ///< of prompt, completion and thinking
};

class Today {
 public:
  /// `day`: in which the outcome ended. One of an earlier day than the last is not of today.
  void add(const Outcome& outcome, std::int32_t day);
  /// Nothing, when it is another day by now.
  [[nodiscard]] DaySums sums(std::int32_t day) const { return day == day_ ? sums_ : DaySums{}; }

  /// Writes it as an object.
  void save(json::Writer& out) const;
  /// Adds what save() wrote.
  void load(json::Value from);

 private:
  void turn(std::int32_t day);

  std::int32_t day_ = 0;  // since 1970
  DaySums sums_;
};

}  // namespace rota::stats
