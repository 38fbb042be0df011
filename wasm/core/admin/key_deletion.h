// Key deletion: keys go, for good.
// Knows that a key whose home is elsewhere would come back with the next start; refuses to know where else keys live.
#pragma once

#include "admin/change.h"

namespace rota::admin {

/// {deleted, version}; 409 when one of the keys comes from API_KEYS or KV.
class KeyDeletion : public Change {
 protected:
  /// Looks where these come from, before any is deleted.
  void ask_sources(const List<std::uint64_t>& ids, Step& step);

 private:
  void take_rows(const store::Results& results, Step& step) final;
  void take_published(Step& step) final;

  List<std::uint64_t> ids_;
};

/// DELETE .../{id}.
class DeleteKey final : public KeyDeletion {
 public:
  void begin(Step& step) override;
};

/// DELETE /admin/keys/gemini {ids, version}.
class DeleteKeys final : public KeyDeletion {
 public:
  void begin(Step& step) override;
};

}  // namespace rota::admin
