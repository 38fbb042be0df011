// Flow testing: who owns a flow that a test has made.
// Knows that its memory is an arena's, so that it is ended and not freed; refuses to know flows.
#pragma once

#include <memory>
#include <string>

#include "exchange/flow.h"

namespace rota::test {

struct EndFlow {
  void operator()(exchange::Flow* flow) const { flow->~Flow(); }
};
using OwnedFlow = std::unique_ptr<exchange::Flow, EndFlow>;

/// "404 model": the status, and the field as the request's client calls it.
inline std::string spell_refusal(const Failure& failure, const exchange::Request& request) {
  const Bytes field = failure.param.empty() ? request.route.dialect->spell(failure.field) : failure.param;
  return std::to_string(failure.status) + " " + std::string(field);
}

}  // namespace rota::test
