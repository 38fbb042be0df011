// Change: the course that every change of the record takes: written with a new version, in effect, answered.
// Knows that course and its two usual answers; refuses to know what is changed.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// After write(), whose first statement is the change: 404 when it concerned nothing, else it takes effect, and the
/// class answers in take_published().
class Change : public Operation {
 protected:
  /// Rows that the change concerned.
  [[nodiscard]] std::int64_t changes() const { return changes_; }

 private:
  void take_changes(const store::Results& results, Step& step) final;
  /// The 404's sentence.
  [[nodiscard]] virtual Bytes missing() const { return "There is nothing of that id."; }

  std::int64_t changes_ = 0;
};

/// {"id": id, "version": ...}, in `arena`.
[[nodiscard]] Bytes id_answer(Bytes id, const pool::PoolParts& pool, Arena& arena);
/// {name: count, "version": ...}, in `arena`.
[[nodiscard]] Bytes count_answer(json::Escaped name, std::int64_t count, const pool::PoolParts& pool, Arena& arena);

}  // namespace rota::admin
