// Loader: keys, models, clients and settings, from API_KEYS, D1 and KV, and when they take effect.
// API_KEYS alone loads in the step that brings it. With D1 and KV the answers come later; until the first of all have
// come no call is answered, later ones find the old state until the new one is whole. What does not answer in time is
// done without: a pool that begins goes by what its own rows say, and what failed is asked again and again, seldomer from
// time to time, until it answers.
// Knows what has been asked and what is still on its way; refuses to know which key wins where two places name the same
// one (roster), what settings mean (configuration) and how keys keep their state (reconcile).
#pragma once

#include "base/backoff.h"
#include "pool/load_phase.h"
#include "pool/published_keys.h"
#include "pool/record_copy.h"
#include "pool/roster.h"
#include "pool/row_keeper.h"
#include "pool/unnamed_keys.h"

namespace rota::pool {

class Loader {
 public:
  /// The references outlive the loader. `reader` is anybody's between two calls.
  Loader(Configuration& configuration, Lender& lender, RowKeeper& rows, stats::Spent& spent, json::Reader& reader)
      : configuration_(configuration), lender_(lender), rows_(rows), spent_(spent), reader_(reader), copy_(rows) {}

  /// A stored row, before any call: the copy of D1's keys. False when it is another's.
  [[nodiscard]] bool recall(Bytes name, Bytes value) { return copy_.recall(name, value); }

  /// Reads everything anew and publishes the settings when they have changed. Asked for while a load is under way, it
  /// follows that one.
  void load(double now_ms, Actions& out);
  /// Rows that could not be read when the object began have been, and have joined the lender: its keys are enlisted
  /// anew, and everything is read once more.
  void join_rows(double now_ms, Actions& out);
  /// What answers the loader's questions, or its timer.
  void take_answer(const Event& event, Actions& out);
  /// At the end of a step: when everything that was waited for is here, it takes effect. True when a load has ended so.
  [[nodiscard]] bool finish(double now_ms, Actions& out);
  /// A load is under way, perhaps one that was asked for during the one before.
  [[nodiscard]] bool is_loading() const { return under_way_; }

  /// The calls say how many pools there are and which this is: the lender keeps what is its own. They also say which
  /// version of the settings an isolate knows, and a newer one is read.
  void join_shard(const Call& call, double now_ms, Actions& out);
  /// C3: keys put into KV are picked up without a deployment.
  void read_kv_sometimes(double now_ms, Actions& out);

  /// A first load has ended: calls can be answered.
  [[nodiscard]] bool loaded() const { return loaded_; }
  /// D1 could not be read, and is asked again.
  [[nodiscard]] bool reads_fail() const { return !complaints_.rows.empty(); }
  /// What it said, at most limits::pool_reason_bytes; empty since it could be read.
  [[nodiscard]] Bytes complaint() const { return complaints_.rows.view(); }
  /// All keys in effect, those of other shards too.
  [[nodiscard]] const KeyList& roster() const { return roster_.list; }
  /// What API_KEYS and KV hold beside keys. Valid until the next load.
  [[nodiscard]] const List<LeftOut>& left_out() const { return roster_.left_out; }
  /// Those among them that D1 has no rows for; it is asked to take them until it does.
  [[nodiscard]] const UnnamedKeys& unnamed() const { return unnamed_; }
  /// The same of KV.
  [[nodiscard]] Bytes kv_complaint() const { return complaints_.kv.view(); }

 private:
  void ask_rows(Bytes head, Actions& out);
  void ask_kv(double now_ms, Actions& out);
  [[nodiscard]] LoadPhase take_rows(const Event& event, Actions& out);
  [[nodiscard]] LoadPhase miss_rows(const Event& event, Actions& out);
  [[nodiscard]] LoadPhase ask_again(Actions& out);
  [[nodiscard]] LoadPhase give_up_rows(Bytes why, double now_ms, Actions& out);
  [[nodiscard]] LoadPhase open_secrets(double now_ms, Actions& out);
  [[nodiscard]] double patience_ms() const;
  void retry_later(Bytes why, double now_ms, Actions& out);
  [[nodiscard]] LoadPhase take_secrets(const Event& event, Actions& out);
  void take_kv(const Event& event, Actions& out);
  void take_effect(double now_ms, Actions& out);
  void publish(Actions& out);
  void note_defaults(json::Value rows, Actions& out);
  void note_unnamed(double now_ms, Actions& out);
  void take_noted(const Event& event, Actions& out);
  [[nodiscard]] List<Secret> opened_secrets(const List<store::KeyRow>& rows, Actions& out);
  void renew_seals(const List<store::KeyRow>& rows, const List<Secret>& secrets, Actions& out);
  void take_new_seals(const Event& event, Actions& out);
  void ask_kv_page(Actions& out);
  [[nodiscard]] bool take_kv_page(const Event& event, Actions& out);
  void note_left_out(const KeyList& listed, const Published& published, Actions& out);
  /// The keys in effect will be those of the copy, not D1's.
  [[nodiscard]] bool goes_by_copy() const { return rows_failed_ && !queried_.empty(); }

  Configuration& configuration_;
  Lender& lender_;
  RowKeeper& rows_;
  stats::Spent& spent_;
  json::Reader& reader_;

  Track<load_transitions> phase_{LoadPhase::idle};
  bool under_way_ = false;
  bool again_ = false;     // asked for while under way
  bool waits_for_kv_ = false;
  bool loaded_ = false;
  bool begins_ = true;     // the next load to end may go by the copy
  bool rows_failed_ = false;
  bool retrying_ = false;  // a timer is running after which what failed is asked again
  Backoff retry_{limits::load_retry_min_ms, limits::load_retry_max_ms};
  Backoff patience_{limits::change_patience_ms, limits::query_patience_ms};  // grows where D1 is slow
  struct Complaints {
    Buffer rows;
    Buffer kv;
  };
  Complaints complaints_;
  RecordCopy copy_;
  Buffer queried_;         // the body of queried, until it takes effect
  Buffer secrets_;         // the body of sealed, likewise
  /// What KV says, and how far the present look at it has come.
  struct PublishedValues {
    Buffer body;    // a list of the pages of the last look that ended well; empty before
    Buffer coming;  // of the present one
    std::size_t page = 0;
    double read_ms = 0;
    bool asked = false;
    bool again = false;  // wanted while one was under way
  };
  PublishedValues kv_;
  std::int64_t sought_version_ = 0;  // for which an isolate has made this pool read D1
  Array<std::uint64_t> resealing_;  // keys whose seals are being renewed, in the order asked
  UnnamedKeys unnamed_;
  struct Roster {
    Arena arena;
    KeyList list;  // of all shards
    List<LeftOut> left_out;
  };
  Roster roster_;
};

}  // namespace rota::pool
