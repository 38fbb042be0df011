// Storing job: a request that an upstream answers (exchange/proxy_job.h), for a client whose answers are stored.
// Knows that what the request refers to is read first, and that the answer is kept behind it: nobody waits for that, and
// what fails there fails alone. Refuses to know what is read or kept.
#pragma once

#include "exchange/client_store.h"
#include "exchange/proxy_job.h"
#include "exchange/storing_job_table.h"

namespace rota::exchange {

class StoringJob final : public Job {
 public:
  StoringJob(Context& context, Journal& journal, PoolLink& link, const access::AdminGate& gate)
      : context_(context), journal_(journal), proxied_(context, journal, link, gate), store_(context) {}
  [[nodiscard]] bool begin(Actions& out) override;
  [[nodiscard]] bool take(const Event& event, Actions& out) override;
  [[nodiscard]] bool is_outdated() const override { return proxied_.is_outdated(); }

 private:
  using Phase = StoringJobPhase;
  [[nodiscard]] bool take_recalled(const Event& event, Actions& out);
  [[nodiscard]] bool go_on(Kind on, bool proxied_goes_on, Actions& out);
  [[nodiscard]] bool move(Kind on, Phase phase);

  Context& context_;
  Journal& journal_;
  ProxyJob proxied_;
  ClientStore store_;
  Track<storing_job_table> track_{Phase::idle};
  bool kept_ = false;  // the store has been told of the answer
};

}  // namespace rota::exchange
