// Key page: the pool's keys as administrators see them, a page at a time.
// Knows how pages are asked for, and that what a row says and how a key stands belong together; refuses to see a key
// itself, which is masked in its row.
#pragma once

#include "admin/known_keys.h"
#include "admin/paging.h"

namespace rota::admin {

/// GET /admin/keys/gemini?page=&per_page=&q=&state=&sort=&order=: {keys, as_of_ms, total, page, per_page, version}. `sort` is
/// created, name, state, project, requests, errors, tokens or last_used; `order` is asc or desc. A key has id, masked,
/// name, email, project, notes, source, weight, enabled, created_at, total_attempts, error_count, tokens_used,
/// last_used_at, last_error (these five of this very moment, whatever D1 has been told), and what write_key_state adds. Keys that D1 has no rows for are listed as new ones; where it
/// cannot be read, the list is what the pool object knows.
class ListKeys final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_rows(const store::Results& results, Step& step) override;
  [[nodiscard]] bool answer_without_rows(Step& step) override;
  void answer_page(const List<store::KeyRecord>& keys, std::int64_t total, Step& step);

  Page page_;
  KnownKeysWanted wanted_;
  double as_of_ms_ = 0;
};

}  // namespace rota::admin
