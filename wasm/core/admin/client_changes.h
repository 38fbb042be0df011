// Client changes: client keys are made, changed and deleted.
// Knows that a key is shown once, in the answer that makes it; refuses to keep anything of it but its SHA-256 and its
// last four characters.
#pragma once

#include "admin/change.h"
#include "store/client_rows.h"

namespace rota::admin {

/// POST /admin/keys/user {key, name, expires_at, models, requests_per_minute, requests_per_day, tokens_per_day,
/// safety_enabled, native_resources, version}, all optional; without `key` one is drawn: 201 {id, key, hint, name, version}.
class AddClient final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_random(Bytes bytes, Step& step) override;
  void ask_key_digest(Step& step);
  void take_digest(Bytes digest, Step& step) override;
  void take_changes(const store::Results& results, Step& step) override;
  void take_published(Step& step) override;

  Secret key_;
  store::ClientRow row_;
};

/// PATCH .../{id}, the same members but `key`, and `enabled`; null is the default: {id, version}.
class ChangeClient final : public Change {
 public:
  void begin(Step& step) override;

 private:
  void take_published(Step& step) override;
};

/// DELETE .../{id}: {deleted, version}.
class DeleteClient final : public Change {
 public:
  void begin(Step& step) override;

 private:
  void take_published(Step& step) override;
};

}  // namespace rota::admin
