// Complaint: what is wrong with a key, in words that people read, by its cause.
// Knows sentences' middles and which causes pass by themselves; refuses to count (shortage, hindrance).
#pragma once

#include "pool/verdict.h"

namespace rota::pool {

/// What is wrong, after "The only key " or "All 3 keys ".
struct Complaint {
  Bytes one;
  Bytes many;
  bool for_model;  ///< "... for gemini-3.6-flash"
};
[[nodiscard]] Complaint complaint_of(Cause cause);

/// Waiting does not help against the others.
[[nodiscard]] bool passes(Cause cause);

}  // namespace rota::pool
