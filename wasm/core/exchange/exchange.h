// Exchange: one client's request from its first line to its last report, as a machine.
// Knows phases, attempts and when a retry is still possible; refuses to know what bodies mean (flows), what an error
// says of a key (pool/verdict) and which key is next (the pool, by one message pair).
#pragma once

#include "access/admin_session.h"
#include "base/message.h"
#include "base/random.h"
#include "exchange/client_side.h"
#include "exchange/flow.h"
#include "exchange/gateway.h"

namespace rota::exchange {

/// Two rules, and the table in exchange.cpp is all there is to them: an event that the table does not list for the
/// current phase is stale and changes nothing; a handler moves only to a phase that its row allows.
enum class Phase : std::uint8_t {
  received,   // the head is read, the body is on its way
  checking,   // the body is here, who sent it is still being found out
  gathering,  // what the request names by URL is being fetched
  leasing,    // the pool has been asked
  calling,    // the upstream has been called, nothing has come back
  judging,    // it answered with an error, whose body is being read
  buffering,  // it answered well, and the client has got nothing yet: a retry is possible
  streaming,  // the client has got its first byte: the commit point is behind us
  serving,    // a file of the panel is on its way
  settling,   // the client is served; reports may still wait for a ride
  closed,
};

class Exchange final : public Machine {
 public:
  /// `gateway` outlives the exchange.
  Exchange(Gateway& gateway, std::uint64_t seed);
  ~Exchange() override;

  void step(const Event& event, Actions& out) override;
  [[nodiscard]] char* reserve(std::size_t bytes) override;
  [[nodiscard]] Phase phase() const { return phase_; }

 private:
  using Handler = Phase (Exchange::*)(const Event&, Actions&);
  struct Transition {
    Phase from;
    Kind event;
    Handler handler;
    std::uint32_t to;  // the phases that the handler may return, as bits
  };
  static const Transition transitions[];

  /// What the pool has been asked for.
  enum class Errand : std::uint8_t {
    lease,
    turn,  // nothing: another request asks for more picks than it needs
    config,
    health,
    cron,
    delivery,
    admin,   // a request for the desk
    permit,  // whether an administrator may go on
    pin,     // a certain key
  };
  /// How far the question has come whose request this is.
  enum class Door : std::uint8_t { shut, digesting, asking, signing, renewing, open };
  /// What is known of an administrator.
  struct Administrator {
    pool::Proof proof = pool::Proof::none;
    bool guest = false;  // no administrator at all, but the route is public
    bool came_with_cookie = false;
    access::SessionCookie cookie;  // as it was sent
    access::Session session;       // in force
    Bytes set_cookie;              // the session is renewed
  };

  // received
  Phase on_request(const Event& event, Actions& out);
  Phase on_request_body(const Event& event, Actions& out);
  Phase on_request_end(const Event& event, Actions& out);
  Phase on_recover(const Event& event, Actions& out);
  Phase on_cron(const Event& event, Actions& out);
  Phase on_early_leave(const Event& event, Actions& out);
  // received, checking: whose request it is (admission.cpp)
  Phase on_digest(const Event& event, Actions& out);
  Phase on_config(const Event& event, Actions& out);
  Phase on_signed(const Event& event, Actions& out);
  // serving (panel.cpp)
  Phase on_file_head(const Event& event, Actions& out);
  Phase on_file_body(const Event& event, Actions& out);
  Phase on_file_end(const Event& event, Actions& out);
  Phase on_file_failed(const Event& event, Actions& out);
  Phase on_file_unwanted(const Event& event, Actions& out);
  // gathering
  Phase on_attachment(const Event& event, Actions& out);
  Phase on_attachment_timer(const Event& event, Actions& out);
  // leasing
  Phase on_pool_reply(const Event& event, Actions& out);
  Phase on_pool_failed(const Event& event, Actions& out);
  Phase on_turn(const Event& event, Actions& out);
  // calling, judging, buffering, streaming
  Phase on_upstream_head(const Event& event, Actions& out);
  Phase on_error_body(const Event& event, Actions& out);
  Phase on_error_end(const Event& event, Actions& out);
  Phase on_answer_body(const Event& event, Actions& out);
  Phase on_answer_end(const Event& event, Actions& out);
  Phase on_upstream_failed(const Event& event, Actions& out);
  Phase on_timer(const Event& event, Actions& out);
  Phase on_client_gone(const Event& event, Actions& out);
  // settling
  Phase on_delivery_timer(const Event& event, Actions& out);
  Phase on_delivery_done(const Event& event, Actions& out);

  [[nodiscard]] const Settings& settings() const { return edition_->settings; }
  void renew_edition();
  Phase knock(Actions& out);
  // For administrators (admin_gate.cpp).
  Phase knock_admin(Actions& out);
  Phase knock_sign_in(Actions& out);
  Phase knock_bearer(Bytes password, Actions& out);
  Phase ask_signature(Door door, Bytes payload, Actions& out);
  Phase no_session(Actions& out);
  Phase let_admin_in(Actions& out);
  Phase enter_admin(Actions& out);
  Phase permitted(const pool::Reply& reply, Actions& out);
  Phase begin_admin(Actions& out);
  [[nodiscard]] pool::AdminCall admin_call(Errand errand);
  Phase answer_admin(const pool::Reply& reply, Actions& out);
  [[nodiscard]] Failure wrong_method();
  // The panel (panel.cpp).
  [[nodiscard]] bool wants_page() const;
  Phase answer_page(std::uint16_t status, Bytes message);
  Phase answer_elsewhere(Bytes path);
  Phase serve_panel(Actions& out);
  Phase serve_file(Bytes path, Actions& out);
  Phase miss_file(Actions& out);
  Phase let_in(const access::Grant& grant, Actions& out);
  Phase turn_away(const Failure& failure, Actions& out);
  Phase find_client(Actions& out);
  [[nodiscard]] std::uint64_t address() const;

  [[nodiscard]] Bytes cached_models();
  [[nodiscard]] Result<Flow*> make_flow();
  Phase begin_flow(Actions& out);
  // For administrators (admin_calls.cpp).
  Phase take_pinned(const pool::Reply& reply, Actions& out);
  void tell_attempt();

  /// Each errand that wants no pick, and lease(), which takes one from the bank, waits for one, or asks.
  Phase ask_pool(Errand errand, Actions& out);
  Phase lease(Actions& out);
  Phase lease_or_wait(bool may_wait, Actions& out);
  [[nodiscard]] pool::ClientWish client_wish() const;
  [[nodiscard]] bool has_leave();
  [[nodiscard]] std::uint32_t shard_for(Errand errand);
  void wish_for(pool::Call& call);
  [[nodiscard]] Result<pool::Reply*> reply_of(const Event& event);
  void take_reply(const pool::Reply& reply, std::size_t first_spare, Actions& out);
  void miss_reply(Actions& out);
  void keep_untold();
  [[nodiscard]] Bytes leased_model() const;
  void nudge(std::uint32_t picks, Actions& out);
  Phase use_pick(Actions& out);
  [[nodiscard]] Phase leasing_phase() const;
  Phase count_shard(const pool::Reply& reply, Actions& out);
  void tell_rate(const Budget& budget);
  Phase over_limit(const pool::ClientLeave& leave, Actions& out);
  Phase gather(Actions& out);
  Phase first_call(Actions& out);
  Phase call_upstream(Actions& out);
  void set_timer(double bound_ms, Actions& out);
  /// When the client last had reason to believe that somebody is at work.
  [[nodiscard]] double last_sign_ms() const { return last_byte_ms_ > last_beat_ms_ ? last_byte_ms_ : last_beat_ms_; }
  Phase progress(const Result<Next>& next, Actions& out);
  Phase finish_call(Actions& out);
  Phase attempt_failed(const pool::Verdict& verdict, const Failure& failure, Actions& out);
  Phase out_of_keys(const pool::Reply& reply, Actions& out);
  [[nodiscard]] bool may_retry(const pool::Verdict& verdict);
  void report(const pool::Verdict& verdict);
  [[nodiscard]] pool::Report make_report(const pool::Verdict& verdict);
  void send_report(const pool::Report& report);
  void settle_suspects(bool served);
  void report_end();
  [[nodiscard]] Bytes client_id();
  Phase leave_lease(Actions& out);
  Phase deliver(Actions& out);
  void end_flow();
  Phase refuse(const Failure& failure, Actions& out);
  Phase settle(Actions& out);
  Phase end_unserved(Actions& out);
  void log_line(Actions& out);
  void name_request(const http::RequestHead& head);
  void tell_timing();
  [[nodiscard]] double waited_for_pool_ms() const;

  Gateway& gateway_;
  Edition* edition_;  // held: what was configured when the request came; a change takes effect with the next one
  Arena arena_;              // everything that lives as long as the exchange
  json::Reader reader_;
  Random random_;
  Phase phase_ = Phase::received;
  double now_ms_ = 0;
  double began_ms_ = 0;

  const http::RequestHead* read_head_ = nullptr;  // in arena_, as soon as it is read
  Request request_;  // its head is set once a body is wanted
  Buffer body_;  // the client's, where the host wrote it
  ClientSide client_;
  Flow* flow_ = nullptr;  // in arena_, destroyed here
  access::Grant grant_;
  Bytes presented_;  // the key that the client sent
  Door door_ = Door::shut;
  Administrator admin_;
  Bytes digest_;        // of presented_
  bool ended_ = false;  // the client's body is complete
  Gathering gathering_{arena_};

  std::uint32_t last_token_ = 0;
  std::uint32_t pool_token_ = 0;
  std::uint32_t digest_token_ = 0;
  std::uint32_t wait_token_ = 0;
  std::uint32_t delivery_ = 0;  // the gateway's claim, while this exchange stays awake to deliver reports
  std::uint32_t shard_ = 0;         // which one the call under way asks
  std::uint32_t shards_asked_ = 0;  // for this pick, or this errand
  const pool::Reply* shortest_ = nullptr;  // of the shortages of the shards asked for this pick, in arena_
  bool wants_leave_ = false;        // the call under way asks for the client's leave, too
  bool has_leave_ = false;          // this request is counted among its client's
  bool rate_told_ = false;
  Bytes leased_model_;              // of the call under way, when the flow is gone
  double leasing_since_ms_ = 0;     // 0: the pool is not being waited for
  double pool_ms_ = 0;              // spent waiting for it, in all
  std::uint32_t picks_wanted_ = 0;  // by the call under way
  std::uint64_t pin_ = 0;           // the key that an administrator tests, 0: none
  pool::Census census_;             // of the shards asked so far
  std::uint32_t upstream_token_ = 0;
  std::uint32_t timer_token_ = 0;
  Errand errand_ = Errand::lease;
  Buffer pool_call_;
  List<pool::Report> sent_reports_;  // told by the call under way: they go back to the gateway if it fails
  List<pool::Returned> sent_returned_;  // likewise, to the bank

  pool::Pick pick_;
  List<std::uint64_t> tried_;
  std::uint32_t attempts_ = 0;          // of the present call
  std::uint32_t lent_calls_ = 0;        // with the present pick: the pool has counted the first
  std::uint32_t calls_ = 0;             // of the upstream, in all
  std::int32_t upstream_patience_ = 0;  // retries left for failures that are no key's fault
  std::uint16_t upstream_status_ = 0;
  double called_ms_ = 0;
  double first_byte_ms_ = 0;
  double last_byte_ms_ = 0;
  double last_beat_ms_ = 0;  // when the client last heard that nothing is broken
  Bytes upstream_retry_after_;
  std::int64_t prompt_tokens_ = 0;  // of all calls
  std::int64_t completion_tokens_ = 0;
  Buffer call_head_;
  Buffer error_body_;
  Failure last_failure_;
  bool has_failed_ = false;
  List<pool::Report> suspects_;  // refusals that blame nobody, until another key has served the request or none has
  bool step_reported_ = false;   // the newest report that waits in the gateway is this exchange's, of this step
  double upstream_ms_ = 0;       // of all calls
  bool urgent_report_ = false;  // something was learnt of a key that others should know at once

  /// A call of the upstream, as the log line tells it.
  struct Told {
    Bytes key;  // the pick's label
    std::uint16_t status = 0;
    pool::Cause cause = pool::Cause::ok;
    double took_ms = 0;
  };
  List<Told> told_;  // in arena_
};

}  // namespace rota::exchange
