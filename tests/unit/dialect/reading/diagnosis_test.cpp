// What a status says by itself, with and without an error that anybody could read.
#include "dialect/reading/diagnosis.h"

#include "dialect/dialect_support.h"

using namespace rota;
using chat::Cause;

namespace {

chat::Diagnosis diagnose(std::uint16_t status, bool structured, Bytes canonical = {}, Bytes message = "Sorry") {
  static Arena arena;
  chat::UpstreamError error;
  error.http_status = status;
  error.structured = structured;
  error.status = canonical;
  error.message = message;
  return reading::diagnose_by_status(error, arena);
}
Cause said(std::uint16_t status, Bytes canonical = {}) { return diagnose(status, true, canonical).cause; }
Cause page(std::uint16_t status) { return diagnose(status, false).cause; }

}  // namespace

TEST_CASE("F6: bodies that are no error are judged by their status") {
  CHECK(page(401) == Cause::key_invalid);
  CHECK(page(402) == Cause::credit_spent);
  CHECK(page(403) == Cause::front_end);
  for (const std::uint16_t status : {std::uint16_t{400}, std::uint16_t{404}, std::uint16_t{418}}) {
    CHECK(page(status) == Cause::garbled);
  }
  CHECK(page(408) == Cause::timeout);
  CHECK(page(413) == Cause::too_large);
  CHECK(page(429) == Cause::busy);
  for (const std::uint16_t status : {std::uint16_t{302}, std::uint16_t{500}, std::uint16_t{502}, std::uint16_t{599}}) {
    CHECK(page(status) == Cause::unreadable);
  }
  CHECK(page(501) == Cause::unsupported);
  CHECK(page(503) == Cause::overloaded);
  CHECK(page(504) == Cause::deadline);
}

TEST_CASE("F6: errors without a word that is known are judged by their status") {
  CHECK(said(400) == Cause::rejected);
  CHECK(said(403) == Cause::refused);
  CHECK(said(404) == Cause::rejected);
  CHECK(diagnose(404, true, {}, "No such Model").cause == Cause::model_unknown);
  CHECK(said(408) == Cause::timeout);
  CHECK(said(409, "ABORTED") == Cause::cancelled);
  CHECK(said(409, "ALREADY_EXISTS") == Cause::rejected);
  CHECK(said(422) == Cause::rejected);
  CHECK(said(499) == Cause::cancelled);
  CHECK(said(500) == Cause::failed);
  CHECK(said(501) == Cause::unsupported);
  CHECK(said(502) == Cause::overloaded);
  CHECK(said(529) == Cause::overloaded);
  CHECK(said(504) == Cause::deadline);
}

TEST_CASE("F5: the client hears the upstream's words, or a sentence in their place") {
  CHECK(diagnose(400, true).message == "Sorry");
  CHECK(diagnose(400, true, {}, "").message == "The upstream answered with status 400 and no explanation.");
  CHECK(diagnose(502, false).message == "The upstream answered with status 502: Sorry");
  CHECK(diagnose(502, false, {}, "").message == "The upstream answered with status 502 and no explanation.");
}

TEST_CASE("F6: a sign counts by its reason, or by how a structured error begins, for three statuses") {
  constexpr reading::Sign signs[] = {{"REASON", "", Cause::key_blocked, "One."},
                                     {"", "no way", Cause::key_invalid, "Two."}};
  chat::UpstreamError error;
  error.structured = true;
  for (const std::uint16_t status : {std::uint16_t{400}, std::uint16_t{401}, std::uint16_t{403}}) {
    error.http_status = status;
    error.reason = "REASON";
    CHECK(reading::find_sign(signs, 2, error, "no way at all") == &signs[0]);
    error.reason = {};
    CHECK(reading::find_sign(signs, 2, error, "no way at all") == &signs[1]);
    CHECK(reading::find_sign(signs, 2, error, "there is no way") == nullptr);
  }
  error.structured = false;
  CHECK(reading::find_sign(signs, 2, error, "no way at all") == nullptr);
  error.structured = true;
  error.http_status = 404;
  error.reason = "REASON";
  CHECK(reading::find_sign(signs, 2, error, "no way at all") == nullptr);
}
