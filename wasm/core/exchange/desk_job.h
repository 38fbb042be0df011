// Desk job: a request for the administrators' desk in the pool object, and its answer.
// Knows how a request is handed to the desk and what goes with every answer of it; refuses to know what the desk does.
#pragma once

#include "access/admin_gate.h"
#include "exchange/desk_job_table.h"
#include "exchange/job.h"
#include "exchange/pool_link.h"

namespace rota::exchange {

/// The administrator's request as the desk takes it, with the request's own body. Views live as long as the exchange.
[[nodiscard]] pool::AdminCall desk_call(const Context& context, const access::AdminGate& gate);
/// The desk's answer is the client's.
void answer_from_desk(const pool::AdminAnswer& answer, Context& context, const access::AdminGate& gate);

class DeskJob final : public Job {
 public:
  DeskJob(Context& context, Journal& journal, PoolLink& link, const access::AdminGate& gate)
      : context_(context), journal_(journal), link_(link), gate_(gate) {}
  [[nodiscard]] bool begin(Actions& out) override;
  [[nodiscard]] bool take(const Event& event, Actions& out) override;

 private:
  [[nodiscard]] double flood_ms() const;

  Context& context_;
  Journal& journal_;
  PoolLink& link_;
  const access::AdminGate& gate_;
  Track<desk_job_table> track_{DeskJobPhase::idle};
};

}  // namespace rota::exchange
