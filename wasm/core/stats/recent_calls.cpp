// See recent_calls.h.
#include "stats/recent_calls.h"

#include "stats/reading.h"
#include "stats/stored_sum.h"

namespace rota::stats {

namespace {

RecentCall read_call(json::Value from, Arena& arena) {
  RecentCall call{};
  json::Value cells[13];
  std::size_t count = 0;
  for (const json::Value cell : from.elements()) {
    if (count < std::size(cells)) cells[count++] = cell;
  }
  const auto number = [&cells](std::size_t at) { return stored_sum(cells[at]); };
  call.at_ms = static_cast<double>(number(0));
  call.first_byte_ms = static_cast<double>(number(1));
  call.total_ms = static_cast<double>(number(2));
  call.tokens = number(3);
  call.key.set(cells[4].text(arena));
  call.client.set(cells[5].text(arena));
  call.endpoint.set(cells[6].text(arena));
  call.dialect.set(cells[7].text(arena));
  call.verdict.set(cells[8].text(arena));
  call.model.set(cells[9].text(arena));
  call.status = static_cast<std::uint16_t>(number(10));
  call.attempt = static_cast<std::uint8_t>(number(11));
  call.asked.set(cells[12].text(arena));
  return call;
}

}  // namespace

void RecentCalls::add(const RecentCall& call) {
  if (calls_.size() < limits::recent_calls) calls_.resize(calls_.size() + 1);
  calls_[next_] = call;
  next_ = (next_ + 1) % limits::recent_calls;
}

void RecentCalls::add(const Outcome& outcome) {
  RecentCall call{};
  call.at_ms = outcome.at_ms;
  call.first_byte_ms = outcome.first_byte_ms;
  call.total_ms = outcome.total_ms;
  call.tokens = tokens_of(outcome);
  call.key.set(outcome.key);
  call.client.set(outcome.client);
  call.endpoint.set(outcome.endpoint);
  call.dialect.set(outcome.dialect);
  call.verdict.set(outcome.verdict);
  call.model.set(outcome.model);
  call.asked.set(outcome.asked);
  call.status = outcome.called ? outcome.status : outcome.client_status;
  call.attempt = outcome.attempt;
  add(call);
}

void RecentCalls::save(json::Writer& out) const {
  out.begin_array();
  for (std::size_t i = size(); i-- > 0;) {
    const RecentCall& call = (*this)[i];
    out.begin_array();
    for (const double ms : {call.at_ms, call.first_byte_ms, call.total_ms}) out.integer(whole(ms));
    out.integer(capped_sum(0, call.tokens));
    for (const Bytes text : {call.key.view(), call.client.view(), call.endpoint.view(), call.dialect.view(),
                             call.verdict.view(), call.model.view()}) {
      out.string(text);
    }
    out.integer(call.status);
    out.integer(call.attempt);
    out.string(call.asked.view());
    out.end_array();
  }
  out.end_array();
}

void RecentCalls::load(json::Value list, Arena& arena) {
  RecentCalls newer;
  std::swap(newer, *this);
  for (const json::Value call : list.elements()) add(read_call(call, arena));
  for (std::size_t i = newer.size(); i-- > 0;) add(newer[i]);
}

}  // namespace rota::stats
