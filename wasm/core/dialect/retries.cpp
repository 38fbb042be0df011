// The header against useless retries; see retries.h.
#include "dialect/retries.h"

#include "base/time.h"
#include "http/forward.h"

namespace rota::dialect {

namespace {

constexpr double longest_wait_ms = 60 * second_ms;  // Claude Code waits no longer

/// Clients try all of these again by themselves: they are told as a 429 or a 503.
bool is_final(Fault fault) {
  switch (fault) {
    case Fault::quota_exhausted:
    case Fault::no_keys:
    case Fault::billing:
    case Fault::unsupported:
      return true;
    default:
      return false;
  }
}

}  // namespace

void forbid_useless_retry(const Failure& failure, Buffer& head) {
  const double wait_ms = failure.retry_after_ms;
  if (wait_ms > 0 && wait_ms <= longest_wait_ms) return;
  const bool too_late = failure.status == 429 && wait_ms > longest_wait_ms;
  if (too_late || is_final(failure.fault)) http::append_header(head, should_retry_header, "false");
}

}  // namespace rota::dialect
