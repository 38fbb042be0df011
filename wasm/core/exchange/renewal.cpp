// See renewal.h.
#include "exchange/renewal.h"

namespace rota::exchange {

bool may_depend_on_settings(const Failure& failure) {
  const bool of_model = failure.param == "model" || failure.field == Field::model;
  return failure.fault == Fault::model_not_found || failure.fault == Fault::not_stored || failure.fault == Fault::forbidden || of_model;
}

bool must_begin_anew(Context& context, bool decides_alone) {
  if (context.renewed) return false;
  const bool doubts = decides_alone && has_admin(context.settings()) && context.gateway.door().may_ask(context.now_ms);
  context.renewed = doubts || context.gateway.knows_newer(*context.edition);
  return context.renewed;
}

}  // namespace rota::exchange
