// Models cache: the list of models as this isolate last answered it.
// Knows for how long it is good; refuses to know how it was made.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"

namespace rota::exchange {

/// The list is the same for every key but for a few models, and clients ask for it at every start.
class ModelsCache {
 public:
  void keep(Bytes json, double now_ms) {
    json_.clear();
    json_.append(json);
    kept_ms_ = now_ms;
  }
  void forget() { json_.clear(); }
  /// The body of the answer, valid until the next keep(); empty when there is none or it is too old.
  [[nodiscard]] Bytes fresh(double now_ms) const {
    const double age_ms = now_ms - kept_ms_;
    return age_ms >= 0 && age_ms < limits::models_cache_ms ? json_.view() : Bytes{};
  }

 private:
  Buffer json_;
  double kept_ms_ = 0;
};

}  // namespace rota::exchange
