// Exchange: one client's request from its first line to its last report, as a machine: a front that finds out who sent
// it and takes its body in, and the job that it becomes.
// Knows the head, the body and the gates; refuses to know what a request is about (jobs), what bodies mean (flows), what
// an error says of a key (pool/verdict) and which key is next (the pool, by one message pair).
#pragma once

#include "access/admin_gate.h"
#include "access/client_gate.h"
#include "exchange/body_intake.h"
#include "exchange/exchange_table.h"
#include "exchange/job.h"
#include "exchange/pool_link.h"

namespace rota::exchange {

class Exchange final : public Machine {
 public:
  /// `gateway` outlives the exchange.
  Exchange(Gateway& gateway, std::uint64_t seed);
  ~Exchange() override;

  void step(const Event& event, Actions& out) override;
  [[nodiscard]] char* reserve(std::size_t bytes) override;

 private:
  using Phase = ExchangePhase;

  void hear(const Event& event, Actions& out);
  void hear_whole(const Event& event, Actions& out);
  [[nodiscard]] Phase handle(const Event& event, Actions& out);

  // The request.
  [[nodiscard]] Phase take_head(const Event& event, Actions& out);
  [[nodiscard]] Phase route(Actions& out);
  [[nodiscard]] Phase take_recovery(const Event& event, Actions& out);
  [[nodiscard]] Result<const http::RequestHead*> open(Bytes head);
  void name_request(const http::RequestHead& head);
  [[nodiscard]] bool may_begin_anew(unsigned lost) const;

  // Its body.
  [[nodiscard]] Phase receive(std::uint64_t sender, Actions& out);
  [[nodiscard]] Phase after_intake(BodyIntakePhase phase, Actions& out);
  [[nodiscard]] Phase whole(Actions& out);
  [[nodiscard]] Phase start_client_job(Actions& out);
  void give_back(Phase next, Actions& out);

  // The gates (gates.cpp).
  [[nodiscard]] Phase take_at_gate(const Event& event, Actions& out);
  [[nodiscard]] access::ClientDirectory clients();
  [[nodiscard]] access::AdminDirectory admins();
  [[nodiscard]] std::uint64_t sender() const;
  [[nodiscard]] Phase after_client_gate(access::ClientGatePhase phase, Actions& out);
  [[nodiscard]] Phase after_admin_gate(const access::AdminDecision& decision, Actions& out);
  [[nodiscard]] Phase ask_permit(Actions& out);
  [[nodiscard]] Phase take_permit(const Event& event, Actions& out);
  [[nodiscard]] Phase take_settings(const Event& event, Actions& out);
  [[nodiscard]] Phase refuse_stranger(const Failure& failure, Actions& out);
  [[nodiscard]] Phase take_limit(const Event& event, Actions& out);
  void renew_edition();

  // What becomes of the request.
  template <class JobType, class... Args>
  [[nodiscard]] Phase start(Actions& out, Args&&... args);
  [[nodiscard]] Phase after_job(bool goes_on, Actions& out);
  [[nodiscard]] Phase begin_anew(Actions& out);
  [[nodiscard]] Phase take_renewal(const Event& event, Actions& out);
  [[nodiscard]] Phase go_by_newest(Actions& out);
  [[nodiscard]] Phase start_admin_job(Actions& out);
  [[nodiscard]] Phase refuse(const Failure& failure, Actions& out);

  Account account_;  // first, for all below count with it
  Arena arena_;      // for everything that lives as long as the exchange
  json::Reader reader_;
  Random random_;
  ClientSide client_;
  Buffer body_;  // the client's, where the host wrote it
  Context context_;
  Journal journal_;
  PoolLink link_;
  access::ClientGate client_gate_;
  access::AdminGate admin_gate_;
  BodyIntake intake_;
  Track<exchange_table> track_{Phase::fresh};
  std::uint32_t gate_token_ = 0;  // of the digest, the signature or the count under way
  Failure refusal_;               // that a stranger gets once he is counted
  bool refusing_ = false;
  bool renewing_ = false;         // newer settings have been asked for
  Edition* outgrown_ = nullptr;   // held: what the request read under it may still be looked at
  double declared_bytes_ = 0;     // the Content-Length, as the host says
  Job* job_ = nullptr;            // in arena_, ended here
};

}  // namespace rota::exchange
