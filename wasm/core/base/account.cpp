// What a client hears of memory; see account.h.
#include "base/account.h"

#include "base/sentence.h"

namespace rota {

Failure Account::shortage(std::size_t bytes) const {
  if (held_bytes_ + bytes > bound_bytes_) {
    return client_failure(Fault::too_large, 413,
                          sentence<"Reading this request takes more than "_s, limits::request_memory_bytes,
                                   " bytes of memory, the most that one may have. Send less of it at once."_s>);
  }
  return busy_failure();
}

Failure busy_failure() {
  return {Blame::rota, Fault::internal, 503,
          "Rota is reading as many large requests as fit into its memory. Try again in a moment.", {},
          limits::memory_retry_ms};
}

}  // namespace rota
