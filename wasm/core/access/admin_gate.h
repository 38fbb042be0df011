// Admin gate: who may administer. Every route of administrators comes through begin() before anything of it is looked
// at: the password as a bearer, or a session's cookie whose signature the host takes. What the isolate cannot know
// (whether the session has been ended, whether the address guesses) the pool object says.
// Knows the order of these questions and what a visitor is shown instead; refuses to know who answers them (exchange).
#pragma once

#include "access/admin_gate_table.h"
#include "access/admin_session.h"
#include "access/door_watch.h"
#include "dialect/route.h"
#include "pool/pool_call.h"

namespace rota::access {

/// 429 for whoever has brought too many wrong passwords or keys, or comes with many others who have.
[[nodiscard]] Failure too_many_wrong(double wait_ms);

/// What the gate decides by.
struct AdminDirectory {
  bool has_admin = false;    ///< both secrets that administration needs are set
  bool public_stat = false;  ///< /stat and /stat.json are for everybody
  Secret password;
  DoorWatch& door;
};

/// What is known of an administrator.
struct Administrator {
  pool::Proof proof = pool::Proof::none;
  bool guest = false;  ///< no administrator at all, but the route is public
  Session session;     ///< in force, with proof `session`
  Bytes set_cookie;    ///< the session is renewed: for the answer; or empty
};

/// What is to be done next.
struct AdminDecision {
  enum class Kind : std::uint8_t {
    sign,     // take the HMAC of `to_sign`, then signed_with()
    admit,    // entered() once the request is whole
    permit,   // ask the pool object, then permitted()
    open,     // go on with the request
    refuse,   // `failure`
    pass_on,  // the pool object's answer is the answer
    panel,    // show the panel
    file,     // send the file `text`
    page,     // a page of one sentence: `failure`
    redirect, // to the path `text`
  };
  Kind kind = Kind::refuse;
  Bytes text = {};
  Secret to_sign = {};
  Failure failure = {};
};

class AdminGate {
 public:
  using Phase = AdminGatePhase;
  using Decision = AdminDecision;

  /// `arena` holds what the gate makes; so does whatever `head` and `route` point into live.
  explicit AdminGate(Arena& arena) : arena_(arena) {}

  [[nodiscard]] Decision begin(const http::RequestHead& head, const dialect::Route& route,
                               const AdminDirectory& directory, double now_ms);
  /// The host's signature, 32 bytes.
  [[nodiscard]] Decision signed_with(Bytes signature, const AdminDirectory& directory, double now_ms);
  /// The host could not sign.
  [[nodiscard]] Decision unsigned_by_host();
  /// The request is whole. `on`: the event that made it so, or that admitted its sender.
  [[nodiscard]] Decision entered(Kind on);
  /// What the pool object said; when it is no, `refusal` is the status of what the sender gets.
  [[nodiscard]] Decision permitted(bool yes, std::uint16_t refusal, const AdminDirectory& directory);
  /// The pool could not be reached, or its answer not be read.
  [[nodiscard]] Decision unpermitted(Kind on, const Failure& failure);

  [[nodiscard]] Phase phase() const { return track_.phase(); }
  [[nodiscard]] const Administrator& administrator() const { return administrator_; }
  /// A cookie that the answer must carry whatever it says; or empty.
  [[nodiscard]] Bytes cookie() const { return cookie_; }
  [[nodiscard]] std::uint64_t network() const { return network_; }

 private:
  [[nodiscard]] Decision decide(Kind on, Decision decision);
  [[nodiscard]] Decision admit(Kind on);
  [[nodiscard]] Decision admit_guest(Kind on);
  [[nodiscard]] bool is_public() const;
  [[nodiscard]] Decision sign(Kind on, Phase phase, Bytes payload, const AdminDirectory& directory);
  [[nodiscard]] Decision begin_sign_in(const AdminDirectory& directory, double now_ms);
  [[nodiscard]] Decision begin_bearer(Secret password, const AdminDirectory& directory, double now_ms);
  [[nodiscard]] Decision reject_session(Kind on, bool public_stat);
  [[nodiscard]] bool wants_page() const;

  Arena& arena_;
  Track<admin_gate_table> track_{Phase::shut};
  const http::RequestHead* head_ = nullptr;
  dialect::Route route_;
  std::uint64_t network_ = 0;
  bool came_with_cookie_ = false;
  SessionCookie sent_;
  Administrator administrator_;
  Bytes cookie_;
};

/// A browser has been sent here, and wants something to look at.
[[nodiscard]] bool wants_page(const http::RequestHead& head, const dialect::Route& route);

}  // namespace rota::access
