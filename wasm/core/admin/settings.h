// Settings: what administrators edit.
// Knows how values come and go in JSON; refuses to judge them (store/config.h).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/config: {settings: [{name, value, default, description, kind, min, max, words}], version}; values are
/// texts, as the table holds them.
class ListSettings final : public Operation {
 public:
  void begin(Step& step) override;
};

/// POST /admin/config {name: value, ..., version}: values are texts, numbers, true or false, of model_aliases an
/// object too; null is back to the default. Names that other pools have for the same are taken (old_settings.h). Answers as
/// ListSettings, once they are in effect, with {notes: [...]} on such names.
class ChangeSettings final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  [[nodiscard]] Status read_change(json::Value body, json::Member member, store::Query& query);
  [[nodiscard]] Status read_old_change(json::Value body, Bytes name, json::Value sent, store::Query& query);
  [[nodiscard]] Status put(Bytes name, Bytes value, store::Query& query);
  void take_changes(const store::Results& results, Step& step) override;
  void take_published(Step& step) override;

  List<Bytes> notes_;  // on old names, in the arena
};

}  // namespace rota::admin
