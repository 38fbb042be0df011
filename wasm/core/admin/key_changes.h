// Key changes: what administrators change of the pool's keys, one by one or many at once.
// Knows which members may be changed; refuses to see a key itself. How keys come in is key_entry's, how they go
// key_deletion's.
#pragma once

#include "admin/change.h"

namespace rota::admin {

/// PATCH .../{id} {name, project, notes, weight, enabled, version}: {id, version}.
class ChangeKey final : public Change {
 public:
  void begin(Step& step) override;

 private:
  void take_published(Step& step) override;
};

/// PATCH /admin/keys/gemini {ids, project, notes, weight, enabled, version}: {changed, version}; ids that are not there
/// change nothing, 404 when none is.
class ChangeKeys final : public Change {
 public:
  void begin(Step& step) override;

 private:
  [[nodiscard]] Bytes missing() const override;
  void take_published(Step& step) override;
};

}  // namespace rota::admin
