// Flow testing: who owns a flow that a test has made.
// Knows that its memory is an arena's, so that it is ended and not freed; refuses to know flows.
#pragma once

#include <memory>

#include "exchange/flow.h"

namespace rota::test {

struct EndFlow {
  void operator()(exchange::Flow* flow) const { flow->~Flow(); }
};
using OwnedFlow = std::unique_ptr<exchange::Flow, EndFlow>;

}  // namespace rota::test
