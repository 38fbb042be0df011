// The exchange's own table; see exchange.h. What happens while a job is at work, the job's table says.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class ExchangePhase : std::uint8_t {
  fresh,      // nothing has come
  entering,   // the head is here; who sent it is being found out
  receiving,  // the sender may send the body
  working,    // a job has the request
  closed,
};

// clang-format off
inline constexpr Transition<ExchangePhase> exchange_table[] = {
  {ExchangePhase::fresh,     Kind::request,        to(ExchangePhase::entering, ExchangePhase::receiving, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::fresh,     Kind::recover,        to(ExchangePhase::entering, ExchangePhase::receiving, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::fresh,     Kind::cron,           to(ExchangePhase::working)},
  {ExchangePhase::fresh,     Kind::client_gone,    to(ExchangePhase::closed)},

  {ExchangePhase::entering,  Kind::digested,       to(ExchangePhase::entering, ExchangePhase::receiving, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::entering,  Kind::hmac,           to(ExchangePhase::entering, ExchangePhase::receiving, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::entering,  Kind::pool_reply,     to(ExchangePhase::entering, ExchangePhase::receiving, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::entering,  Kind::failed,         to(ExchangePhase::entering, ExchangePhase::receiving, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::entering,  Kind::limited,        to(ExchangePhase::entering, ExchangePhase::closed)},
  {ExchangePhase::entering,  Kind::client_gone,    to(ExchangePhase::closed)},

  {ExchangePhase::receiving, Kind::request_body,   to(ExchangePhase::receiving, ExchangePhase::entering, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::receiving, Kind::request_end,    to(ExchangePhase::entering, ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::receiving, Kind::request_broken, to(ExchangePhase::receiving, ExchangePhase::closed)},
  {ExchangePhase::receiving, Kind::nudged,         to(ExchangePhase::receiving)},
  {ExchangePhase::receiving, Kind::timer,          to(ExchangePhase::receiving, ExchangePhase::closed)},
  {ExchangePhase::receiving, Kind::client_gone,    to(ExchangePhase::closed)},

  {ExchangePhase::working,   Kind::pool_reply,     to(ExchangePhase::working, ExchangePhase::entering, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::store_reply,    to(ExchangePhase::working, ExchangePhase::entering, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::nudged,         to(ExchangePhase::working, ExchangePhase::entering, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::upstream_head,  to(ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::upstream_body,  to(ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::upstream_end,   to(ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::upstream_answer, to(ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::failed,         to(ExchangePhase::working, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::timer,          to(ExchangePhase::working, ExchangePhase::entering, ExchangePhase::closed)},
  {ExchangePhase::working,   Kind::client_gone,    to(ExchangePhase::working, ExchangePhase::closed)},
};
// clang-format on

}  // namespace rota::exchange
