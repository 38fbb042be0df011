// Key probes: the pool doubts a key because a client's request was refused, and this isolate asks the upstream about the
// key with a request of Rota's own, beside the client's and after it.
// Knows one probe at a time, its clock and its report; refuses to judge (pool/verdict), to say which key is doubted and
// how often it may be asked about (pool/doubts), and to keep any client waiting.
#pragma once

#include "exchange/answer_body.h"
#include "exchange/pool_link.h"
#include "exchange/upstream_call.h"
#include "exchange/usage_tail.h"

namespace rota::exchange {

class KeyProbes {
 public:
  explicit KeyProbes(Context& context) : context_(context), journal_(context), link_(context, journal_), call_(context) {}

  /// Keys to be probed. `model` is what the client had asked for, used only where the deployment knows no model at all.
  void add(const List<pool::Pick>& doubted, Bytes model, Actions& out);
  /// Takes what belongs to the probe; every other event changes nothing.
  void take(const Event& event, Actions& out);
  /// No probe is under way, and no report of one.
  [[nodiscard]] bool idle() const { return !calling_ && link_.idle(); }

 private:
  void begin_next(Actions& out);
  void choose_model();
  void note_cost(pool::Report& report);
  void conclude(const pool::Verdict& verdict, Actions& out);
  [[nodiscard]] bool collect();
  [[nodiscard]] pool::Verdict judge_answer();
  [[nodiscard]] pool::Verdict judge(const chat::UpstreamError& error);

  Context& context_;
  Journal journal_;  // of its own: nothing of the request's is handed over by a probe
  PoolLink link_;
  UpstreamCall call_;
  List<pool::Pick> waiting_;
  std::size_t begun_ = 0;  // of waiting_
  bool calling_ = false;
  Bytes asked_;  // the client's model
  Bytes model_;  // the probe's
  bool clients_model_ = false;
  Buffer body_;
  AnswerBody answer_{context_.arena.account()};
  UsageTail tail_;
};

}  // namespace rota::exchange
