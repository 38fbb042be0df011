// Model sync: the upstream's list of models beside the configured ones, and those of it that are to be configured too.
// Knows which are there already; refuses to ask the upstream, which the isolate has done (exchange/sync_flow.h).
#pragma once

#include "admin/form.h"
#include "admin/operation.h"

namespace rota::admin {

/// A model of the upstream's.
struct UpstreamModel {
  Bytes id;
  Bytes display_name;
  std::int64_t input_tokens = -1;  ///< -1: not said
  std::int64_t output_tokens = -1;
  bool configured = false;
  bool wanted = false;
};

/// POST /admin/models/sync {found: [{id, display_name?, input_token_limit?, output_token_limit?}], add?: "all" | [ids],
/// version?}, `found` being the isolate's own: {models: [{id, display_name, category, input_token_limit,
/// output_token_limit, configured}], unlisted: [{id, alias}], added, version}. `unlisted`: what is configured and the
/// upstream does not list (any more): models that are offered, and where aliases (`alias` is not null) and default_model
/// lead. Adds what is not there yet, without a quota and with the category
/// that its name says, and leaves all others alone. A limit that the upstream does not say is null.
class SyncModels final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void read_found(Form& form);
  void read_choice(Form& form);
  void take_rows(const store::Results& results, Step& step) override;
  void take_changes(const store::Results& results, Step& step) override;
  void take_published(Step& step) override;
  [[nodiscard]] UpstreamModel* find(Bytes id);
  void note_unlisted(Bytes model, Bytes alias);

  struct Unlisted {
    Bytes model;
    Bytes alias;  ///< empty: none leads there
  };
  List<UpstreamModel> found_;
  List<Unlisted> unlisted_;
  bool all_ = false;  // of them are wanted
  std::int64_t added_ = 0;
};

}  // namespace rota::admin
