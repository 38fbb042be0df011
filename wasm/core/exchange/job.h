// Job: what a request becomes once its sender is admitted.
// Jobs: proxy (an upstream answers), desk (the administrators' desk does), asset (a file of the panel), pool rounds
// (health and the daily reset, which go round all shards).
#pragma once

#include "base/message.h"

namespace rota::exchange {

class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;

  /// Once, first. False when the job is done.
  [[nodiscard]] virtual bool begin(Actions& out) = 0;
  /// An event that is not for the job changes nothing. False when the job is done.
  [[nodiscard]] virtual bool take(const Event& event, Actions& out) = 0;
  /// Once it is done: nothing was decided, answered or called, for there are settings that are newer than those it went
  /// by, or may be. The request begins anew under the newest.
  [[nodiscard]] virtual bool is_outdated() const { return false; }
};

}  // namespace rota::exchange
