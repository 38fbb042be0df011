// Models cache: the list of models as this isolate last answered it.
// Knows for how long it is good, and for whose clients; refuses to know how it was made.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"

namespace rota::exchange {

/// The list is the same for every key but for a few models, and clients ask for it at every start.
class ModelsCache {
 public:
  /// `dialect` is the label of the dialect in which the list is written: a literal.
  void keep(Bytes dialect, Bytes json, double now_ms) {
    dialect_ = dialect;
    json_.clear();
    json_.append(json);
    kept_ms_ = now_ms;
  }
  void forget() { json_.clear(); }
  /// The body of the answer, valid until the next keep(); empty when there is none in that dialect or it is too old.
  [[nodiscard]] Bytes fresh(Bytes dialect, double now_ms) const {
    const double age_ms = now_ms - kept_ms_;
    const bool good = dialect == dialect_ && age_ms >= 0 && age_ms < limits::models_cache_ms;
    return good ? json_.view() : Bytes{};
  }

 private:
  Bytes dialect_;
  Buffer json_;
  double kept_ms_ = 0;
};

}  // namespace rota::exchange
