// Key resets: nothing is held against a key any more.
// Knows that the ledger is what decides, and that D1 has counts of its own; refuses to change anything else of a key.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// POST .../{id}/reset: {id, version}.
class ResetKey final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_rows(const store::Results& results, Step& step) override;
};

/// POST /admin/keys/gemini/reset {ids}: {reset, version}; ids that are not there are left out, 404 when none is.
class ResetKeys final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_rows(const store::Results& results, Step& step) override;

  List<std::uint64_t> reset_;
};

}  // namespace rota::admin
