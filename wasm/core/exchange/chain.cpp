// See chain.h.
#include "exchange/chain.h"

#include <algorithm>

#include "base/text.h"

namespace rota::exchange {

namespace {

/// Of two failures the one that tells the client more of when to come back: the sooner wait, then any but that there is
/// no such model, then the earlier model's.
bool says_more(const Failure& later, const Failure& before) {
  const bool later_waits = later.retry_after_ms > 0;
  const bool before_waits = before.retry_after_ms > 0;
  if (later_waits && before_waits) return later.retry_after_ms < before.retry_after_ms;
  if (later_waits != before_waits) return later_waits;
  return before.fault == Fault::model_not_found && later.fault != Fault::model_not_found;
}

}  // namespace

bool leads_on(const pool::Verdict& verdict, const Failure& failure) {
  switch (verdict.cause) {
    case pool::Cause::ok:
    case pool::Cause::abandoned:
    case pool::Cause::location:
    case pool::Cause::refused:
      return false;
    case pool::Cause::client_error:
      return failure.fault == Fault::model_not_found;
    default:
      return true;
  }
}

bool leads_on(pool::Shortage shortage) {
  return shortage == pool::Shortage::cooling || shortage == pool::Shortage::exhausted ||
         shortage == pool::Shortage::unavailable || shortage == pool::Shortage::too_large;
}

bool Chain::allows(Bytes model) const {
  if (allowed_ == nullptr || allowed_->empty()) return true;
  return std::find(allowed_->begin(), allowed_->end(), model) != allowed_->end();
}

void Chain::go_on(const Failure& failure) {
  if (place_ == 0 || says_more(failure, given_up_)) given_up_ = failure;
  ++place_;
}

Failure Chain::last_word(const Failure& failure, Arena& arena) const {
  if (!has_gone_on()) return failure;
  Failure chosen = says_more(failure, given_up_) ? failure : given_up_;
  chosen.message = arena.join("No model of ", alias_, " can serve now. ", chosen.message);
  return chosen;
}

Bytes header_text(Bytes model, Arena& arena) {
  const auto is_plain = [](char c) { return c > ' ' && c <= '~'; };
  return std::all_of(model.begin(), model.end(), is_plain) ? model : text::percent_encode_segment(arena, model);
}

}  // namespace rota::exchange
