// From a row to a Failure; see complaints.h.
#include "dialect/complaints.h"

#include "base/text.h"

namespace rota::dialect {

namespace {

constexpr Bytes refused_key = "The upstream refused the pool's key. Whoever runs this service can see why.";

/// Words about keys, accounts and bills: the owner's, where the client's own request has nothing of the kind in it.
bool speaks_of_owner(Bytes words) {
  for (const Bytes sign : {Bytes("api key"), Bytes("api_key"), Bytes("apikey"), Bytes("api-key"), Bytes("credit"),
                           Bytes("billing"), Bytes("balance"), Bytes("quota"), Bytes("account"), Bytes("suspended"),
                           Bytes("leaked"), Bytes("subscription"), Bytes("team"), Bytes("organization"),
                           Bytes("project")}) {
    if (text::icontains(words, sign)) return true;
  }
  return false;
}

Bytes words_of(Words words, const chat::Diagnosis& diagnosis) {
  switch (words) {
    case Words::sentence:
      return diagnosis.sentence.empty() ? diagnosis.message : diagnosis.sentence;
    case Words::house:
      return refused_key;
    case Words::guarded:
      return speaks_of_owner(diagnosis.message) ? diagnosis.sentence : diagnosis.message;
    case Words::upstreams:
      break;
  }
  return diagnosis.message;
}

}  // namespace

bool may_quote(const chat::Diagnosis& diagnosis) {
  const Words words = complaints[static_cast<std::size_t>(diagnosis.cause)].words;
  return words == Words::upstreams || (words == Words::guarded && !speaks_of_owner(diagnosis.message));
}

Failure failure_of(const chat::Diagnosis& diagnosis, const Asked& asked, Arena&) {
  const Complaint& row = complaints[static_cast<std::size_t>(diagnosis.cause)];
  Failure failure{row.blame, row.fault, row.status, diagnosis.message, {}, 0};
  if (failure.status == 0) failure.status = diagnosis.http_status;
  if (row.says_when && diagnosis.retry_delay_ms > 0) failure.retry_after_ms = diagnosis.retry_delay_ms;
  if (row.field != Field::none) {
    failure.field = row.field;
  } else if (row.blame == Blame::client) {
    failure.field = diagnosis.field;
    failure.param = diagnosis.param;
  }
  if (!asked.clients_key) {
    failure.message = words_of(row.words, diagnosis);
    return failure;
  }
  if (row.blame == Blame::key) failure.blame = Blame::client;
  if (row.fault != Fault::no_keys) return failure;
  const bool unpaid = diagnosis.cause == chat::Cause::credit_spent || diagnosis.cause == chat::Cause::billing_disabled;
  failure.fault = unpaid ? Fault::quota_exhausted : Fault::unauthorized;
  failure.status = unpaid ? diagnosis.http_status : std::uint16_t{401};
  return failure;
}

}  // namespace rota::dialect
