// Names; see route.h.
#include "dialect/route.h"

namespace rota::dialect {

Failure wrong_method(const Route& route, Bytes method, Arena& arena) {
  return client_failure(Fault::method_not_allowed, 405,
                        arena.join("This route takes ", route.allow, ", not ", method, "."));
}

Bytes name_of(Operation operation) {
  switch (operation) {
    case Operation::chat: return "chat";
    case Operation::count_tokens: return "count";
    case Operation::embeddings: return "embeddings";
    case Operation::models:
    case Operation::model: return "models";
    case Operation::stored: return "stored";
    case Operation::native: return "native";
    case Operation::playground: return "playground";
    case Operation::key_test: return "test";
    case Operation::model_sync: return "sync";
    default: return "other";
  }
}

}  // namespace rota::dialect
