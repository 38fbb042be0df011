// Flows: which one a request needs, by what is asked and who speaks what.
#pragma once

#include "exchange/context.h"
#include "exchange/flow.h"

namespace rota::exchange {

/// The flow lives in the exchange's arena; whoever has it ends it. Fails with the client's blame, and the field at fault.
[[nodiscard]] Result<Flow*> make_flow(Context& context);

/// The list of models that the client gets is everybody's: the pool's upstream has it, and none of it is hidden.
[[nodiscard]] bool has_common_list(const Context& context);

}  // namespace rota::exchange
