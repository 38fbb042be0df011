// Proxy job: a request that an upstream answers.
// Knows the order of things: what the request names by URL, a key, a call, another key where the first one failed, the
// administrators' desk where it must have the last word, the reports at the end, and probes of keys that the pool doubts
// beside it all. The parts know the rest: the flow what bodies mean, the lease where a key comes from, the call its clock, the policy when to give up, the journal what is
// told of it.
#pragma once

#include "access/admin_gate.h"
#include "exchange/flow.h"
#include "exchange/gathering.h"
#include "exchange/job.h"
#include "exchange/key_lease.h"
#include "exchange/key_probes.h"
#include "exchange/proxy_job_table.h"
#include "exchange/report_delivery.h"
#include "exchange/retry_policy.h"
#include "exchange/spending.h"
#include "exchange/upstream_call.h"

namespace rota::exchange {

class ProxyJob final : public Job {
 public:
  ProxyJob(Context& context, Journal& journal, PoolLink& link, const access::AdminGate& gate);
  ~ProxyJob() override;
  [[nodiscard]] bool begin(Actions& out) override;
  [[nodiscard]] bool take(const Event& event, Actions& out) override;
  [[nodiscard]] bool is_outdated() const override { return outdated_; }

 private:
  using Phase = ProxyJobPhase;
  bool move(Kind on, Phase phase);
  [[nodiscard]] bool advance(const Event& event, Actions& out);

  // Before the first call.
  [[nodiscard]] bool end_outdated(Kind on);
  [[nodiscard]] bool refuse_unread(const Failure& failure, Actions& out);
  [[nodiscard]] bool gather(Actions& out);
  [[nodiscard]] bool take_gathered(const Event& event, Actions& out);
  [[nodiscard]] bool begin_calls(Kind on, Actions& out);

  // A key.
  [[nodiscard]] bool lease(Kind on, Actions& out);
  [[nodiscard]] bool is_renewed_by_lease(KeyLease::Outcome outcome);
  [[nodiscard]] bool next_model(Kind on, const Failure& failure, Actions& out);
  [[nodiscard]] bool leased(Kind on, KeyLease::Outcome outcome, Actions& out);
  [[nodiscard]] bool without_key(Kind on, Actions& out);

  // A call (proxy_attempt.cpp).
  [[nodiscard]] bool call(Kind on, Actions& out);
  [[nodiscard]] bool take_call(const Event& event, Actions& out);
  [[nodiscard]] bool take_refusal(Kind on, Actions& out);
  [[nodiscard]] bool progress(Kind on, const Result<Next>& next, Actions& out);
  [[nodiscard]] bool take_end(Kind on, Actions& out);
  [[nodiscard]] bool fail_answer(Kind on, const Failure& failure, Actions& out);
  [[nodiscard]] bool broke(Kind on, Bytes why, bool answering, Actions& out);
  [[nodiscard]] bool timed_out(Kind on, Actions& out);
  [[nodiscard]] bool fail_attempt(Kind on, const pool::Verdict& verdict, const Failure& failure, Actions& out);
  [[nodiscard]] bool finish(Kind on, Actions& out);
  [[nodiscard]] bool ask_pool(Kind on, Next what, Actions& out);
  [[nodiscard]] bool take_answer_of_pool(const Event& event, Actions& out);
  [[nodiscard]] Result<Next> take_piece();
  void report(const pool::Verdict& verdict);
  void answer_failure(const Failure& failure);

  // The end.
  [[nodiscard]] bool refuse(Kind on, const Failure& failure, Actions& out);
  [[nodiscard]] bool settle(Kind on, Actions& out);
  [[nodiscard]] bool deliver(Kind on, Actions& out);
  [[nodiscard]] bool drain(Kind on, Actions& out);
  [[nodiscard]] bool take_drained(const Event& event, Actions& out);
  [[nodiscard]] bool wind_up(Kind on, Actions& out);
  [[nodiscard]] bool client_gone(Actions& out);
  void end_flow(Actions& out);

  Context& context_;
  Journal& journal_;
  PoolLink& link_;
  const access::AdminGate& gate_;
  Track<proxy_job_table> track_{Phase::idle};
  Flow* flow_ = nullptr;  // in the exchange's arena, ended here
  Gathering gathering_;
  std::uint32_t gathering_timer_ = 0;
  KeyLease lease_;
  UpstreamCall call_;
  Spending spending_;  // of the present attempt
  RetryPolicy policy_;
  ReportDelivery delivery_;
  KeyProbes probes_;
  std::uint32_t pause_timer_ = 0;
  std::uint64_t pin_ = 0;         // the key that an administrator tests, 0: none
  pool::Pick pick_;               // of the present attempt
  std::uint32_t lent_calls_ = 0;  // with it: the pool has counted the first
  Chain chain_;
  Failure last_failure_;     // of this model
  bool has_failed_ = false;
  bool leads_on_ = false;    // it has failed so that another model may serve
  bool outdated_ = false;  // is_outdated()
  Next asked_ = Next::wait;  // what the pool has been asked for: desk or learned
  /// The last refusal in the upstream's own words, where the client may read them; or empty.
  struct Quote {
    Bytes body;
    std::uint16_t status = 0;
  } quote_;
};

}  // namespace rota::exchange
