// What clients hear of an upstream's last word: every cause has its row, and a row says all of it.
#include "dialect/errors_testing.h"

using namespace rota;
using chat::Cause;

namespace {

Failure hear(Cause cause, bool clients_key = false) {
  static Arena arena;
  chat::Diagnosis diagnosis;
  diagnosis.cause = cause;
  diagnosis.http_status = 418;
  diagnosis.message = "words";
  diagnosis.sentence = "meaning";
  diagnosis.retry_delay_ms = 7000;
  diagnosis.field = Field::seed;
  diagnosis.param = "the.seed";
  dialect::Asked asked;
  asked.clients_key = clients_key;
  return dialect::failure_of(diagnosis, asked, arena);
}

}  // namespace

TEST_CASE("F5: every cause is told with a status of an error, and blames whom its row says") {
  for (std::size_t i = 0; i < chat::cause_count; ++i) {
    const dialect::Complaint& row = dialect::complaints[i];
    const Failure failure = hear(row.cause);
    CAPTURE(i);
    CHECK(failure.fault == row.fault);
    CHECK(failure.blame == row.blame);
    CHECK(failure.status == (row.status == 0 ? 418 : row.status));
    CHECK((failure.status >= 400 && failure.status < 600));
    CHECK(failure.retry_after_ms == (row.says_when ? 7000 : 0));
    const bool own = row.words == dialect::Words::upstreams || row.words == dialect::Words::guarded;
    CHECK((failure.message == "words") == own);
    CHECK(hear(row.cause, true).message == "words");
  }
}

TEST_CASE("F5: what the pool says of a key and what the client hears of it agree on whose fault it is") {
  for (std::size_t i = 0; i < chat::cause_count; ++i) {
    const auto cause = static_cast<Cause>(i);
    const Failure failure = hear(cause);
    CAPTURE(i);
    if (pool::concerns_key(pool::judgements[i].cause)) CHECK(failure.blame == Blame::key);
    if (failure.blame == Blame::upstream && cause != Cause::unsupported && cause != Cause::garbled) {
      CHECK(pool::blame_of(pool::judgements[i].cause) != Blame::key);
    }
  }
}

TEST_CASE("F5: the field at fault is the row's, else the diagnosis's where the client is to blame") {
  CHECK(hear(Cause::model_unknown).field == Field::model);
  CHECK(hear(Cause::model_unknown).param.empty());
  CHECK(hear(Cause::context_too_long).field == Field::messages);
  CHECK(hear(Cause::rejected).field == Field::seed);
  CHECK(hear(Cause::rejected).param == "the.seed");
  CHECK(hear(Cause::refused).field == Field::none);
  CHECK(hear(Cause::failed).param.empty());
}

TEST_CASE("F5: what is wrong with a key that the client brought is the client's fault") {
  const Failure bad = hear(Cause::key_invalid, true);
  CHECK(bad.blame == Blame::client);
  CHECK(bad.fault == Fault::unauthorized);
  CHECK(bad.status == 401);
  CHECK(bad.message == "words");
  CHECK(hear(Cause::key_invalid).message ==
        "The upstream refused the pool's key. Whoever runs this service can see why.");
  CHECK(hear(Cause::credit_spent, true).fault == Fault::quota_exhausted);
  CHECK(hear(Cause::day_quota, true).blame == Blame::client);
  CHECK(hear(Cause::day_quota, true).fault == Fault::quota_exhausted);
  CHECK(hear(Cause::location, true).blame == Blame::egress);
}

TEST_CASE("F1: what is a key's fault is told in the house's words, whatever the upstream has said") {
  for (std::size_t i = 0; i < chat::cause_count; ++i) {
    const auto cause = static_cast<Cause>(i);
    CAPTURE(i);
    if (!pool::concerns_key(pool::judgements[i].cause)) continue;
    CHECK(dialect::complaints[i].words == dialect::Words::house);
    CHECK(hear(cause).status == 503);
    chat::Diagnosis diagnosis;
    diagnosis.cause = cause;
    CHECK_FALSE(dialect::may_quote(diagnosis));
  }
}

TEST_CASE("F1: a refusal without a reason is quoted, unless it speaks of keys, accounts or bills") {
  chat::Diagnosis diagnosis;
  diagnosis.cause = Cause::refused;
  diagnosis.sentence = "No.";
  for (const Bytes words : {Bytes("The caller does not have permission"), Bytes("Access denied")}) {
    diagnosis.message = words;
    CHECK(dialect::may_quote(diagnosis));
  }
  for (const Bytes words : {Bytes("This API key is restricted"), Bytes("Your team has no Credits yet."), Bytes("quota of this user"),
                            Bytes("Billing is off"), Bytes("Account suspended")}) {
    INFO(words);
    diagnosis.message = words;
    CHECK_FALSE(dialect::may_quote(diagnosis));
    Arena arena;
    CHECK(dialect::failure_of(diagnosis, {}, arena).message == "No.");
  }
}
