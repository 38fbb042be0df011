// See complaint.h.
#include "pool/complaint.h"

namespace rota::pool {

Complaint complaint_of(Cause cause) {
  switch (cause) {
    case Cause::minute_limit:
      return {"is over its per-minute limit", "are over their per-minute limit", true};
    case Cause::day_limit:
      return {"has spent its quota of the day", "have spent their quota of the day", true};
    case Cause::model_not_in_tier: return {"has a tier without quota", "have tiers without quota", true};
    case Cause::busy_limit:
      return {"was turned away by a busy upstream", "were turned away by a busy upstream", true};
    case Cause::model_denied: return {"is not allowed", "are not allowed", true};
    case Cause::key_invalid: return {"is not valid", "are not valid", false};
    case Cause::key_blocked: return {"is blocked by the upstream", "are blocked by the upstream", false};
    case Cause::service_disabled:
      return {"belongs to a project without the API enabled", "belong to projects without the API enabled", false};
    case Cause::billing: return {"is out of credit", "are out of credit", false};
    case Cause::too_many_errors: return {"made too many errors", "made too many errors", false};
    case Cause::own_quota:
      return {"has spent the day's quota set for it here", "have spent the day's quota set for them here", true};
    case Cause::switched_off: return {"is switched off", "are switched off", false};
    case Cause::unreadable:
      return {"cannot be decrypted: SESSION_SECRET_KEY has changed", "cannot be decrypted: SESSION_SECRET_KEY has changed",
              false};
    case Cause::too_large:
      return {"has fewer tokens a minute than this request alone needs",
              "have fewer tokens a minute than this request alone needs", true};
    default: return {"cannot serve", "cannot serve", true};
  }
}

bool passes(Cause cause) {
  return cause == Cause::minute_limit || cause == Cause::busy_limit || cause == Cause::billing ||
         cause == Cause::day_limit || cause == Cause::own_quota || cause == Cause::too_many_errors;
}

}  // namespace rota::pool
