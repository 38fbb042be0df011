// Statuses, signs and words; see diagnosis.h.
#include "dialect/reading/diagnosis.h"

#include "base/text.h"

namespace rota::reading {

namespace {

using chat::Cause;
using chat::UpstreamError;

Bytes words_of(const UpstreamError& error, Arena& arena) {
  if (error.structured && !error.message.empty()) return error.message;
  const Bytes status = text::decimal(arena, error.http_status);
  if (error.message.empty()) return arena.join("The upstream answered with status ", status, " and no explanation.");
  return arena.join("The upstream answered with status ", status, ": ", error.message);
}

struct Meaning {
  Cause cause;
  Bytes sentence;
};

constexpr Bytes failed = "The upstream failed; no key is at fault.";

/// Of 5xx, and of what is no status of an error at all.
Meaning of_failure(const UpstreamError& error) {
  switch (error.http_status) {
    case 500:
      return {error.structured ? Cause::failed : Cause::unreadable, failed};
    case 501:
      return {Cause::unsupported, "The upstream does not implement what was asked."};
    // A front end's page: there was no upstream behind it.
    case 502:
      return {error.structured ? Cause::overloaded : Cause::unreadable, failed};
    case 503:
    case 529:
      return {Cause::overloaded, failed};
    case 504:
      return {Cause::deadline, failed};
    default:
      return {Cause::unreadable, failed};
  }
}

/// Of the statuses of 4xx that mean the same with and without an error in the body.
const Meaning* of_refusal(std::uint16_t status) {
  struct Row {
    std::uint16_t status;
    Meaning meaning;
  };
  static constexpr Row rows[] = {
      {401, {Cause::key_invalid, "The upstream does not accept this key."}},
      {402, {Cause::credit_spent, "The key's account is out of credit."}},
      {408, {Cause::timeout, "The upstream gave up waiting."}},
      {413, {Cause::too_large, "The upstream refuses the request itself."}},
      {429, {Cause::busy, "The upstream has no capacity to spare; it names no quota."}},
  };
  for (const Row& row : rows) {
    if (row.status == status) return &row.meaning;
  }
  return nullptr;
}

/// Of an error in a 4xx that the status alone does not explain.
Meaning of_structured(const UpstreamError& error) {
  switch (error.http_status) {
    case 403:
      return {Cause::refused, "The upstream refuses this request and blames no key for it."};
    case 404: {
      const bool about_model = text::icontains(error.message, "model");
      return {about_model ? Cause::model_unknown : Cause::rejected, "The upstream knows no such model or resource."};
    }
    case 409:
      if (error.status == "ABORTED") return {Cause::cancelled, "The upstream aborted the call."};
      break;
    case 499:
      return {Cause::cancelled, "The upstream cancelled the call."};
    default:
      break;
  }
  return {Cause::rejected, "The upstream refuses the request itself."};
}

/// Of a 4xx without an error that anybody could read.
Meaning of_page(std::uint16_t status) {
  // Front ends turn whole networks away with a page that names no key.
  if (status == 403) return {Cause::front_end, "The upstream's front end refuses the place this call came from."};
  if (status == 404) return {Cause::garbled, "The upstream knows no such model or resource."};
  if (status == 499) return {Cause::unreadable, "The upstream cancelled the call."};
  return {Cause::garbled, "The upstream refuses the request itself."};
}

Meaning of_status(const UpstreamError& error) {
  const std::uint16_t status = error.http_status;
  if (status < 400 || status > 499) return of_failure(error);
  if (const Meaning* meaning = of_refusal(status)) return *meaning;
  return error.structured ? of_structured(error) : of_page(status);
}

}  // namespace

Bytes lower_text(const UpstreamError& error, Arena& arena) {
  const Bytes text = error.message;
  auto* out = static_cast<char*>(arena.allocate(text.size() + 1, 1));
  for (std::size_t i = 0; i < text.size(); ++i) out[i] = text::lower(text[i]);
  return {out, text.size()};
}

const Sign* find_sign(const Sign* signs, std::size_t count, const UpstreamError& error, Bytes text) {
  const std::uint16_t status = error.http_status;
  if (status != 400 && status != 401 && status != 403) return nullptr;
  for (std::size_t i = 0; i < count; ++i) {
    const Sign& sign = signs[i];
    if (!sign.reason.empty() && sign.reason == error.reason) return &sign;
    if (error.structured && !sign.prefix.empty() && text::starts_with(text, sign.prefix)) return &sign;
  }
  return nullptr;
}

chat::Diagnosis diagnose(Cause cause, Bytes sentence, const UpstreamError& error, Arena& arena) {
  chat::Diagnosis made;
  made.cause = cause;
  made.http_status = error.http_status;
  made.message = words_of(error, arena);
  made.sentence = sentence;
  made.retry_delay_ms = error.retry_delay_ms;
  made.reset_ms = error.reset_ms;
  return made;
}

chat::Diagnosis diagnose_by_status(const UpstreamError& error, Arena& arena) {
  const Meaning meaning = of_status(error);
  return diagnose(meaning.cause, meaning.sentence, error, arena);
}

}  // namespace rota::reading
