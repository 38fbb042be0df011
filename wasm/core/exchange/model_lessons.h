// Model lessons: what refusals have taught about models, so that the next request for one is right at once.
// Knows the lessons of this isolate, the newest in the place of the oldest; refuses to know refusals and requests.
#pragma once

#include "base/limits.h"
#include "base/text.h"
#include "dialect/amendments.h"

namespace rota::exchange {

class ModelLessons {
 public:
  /// What a request for the model (UTF-8, as the upstream calls it) is to begin with.
  [[nodiscard]] dialect::Amendments of(Bytes model) const {
    const std::uint64_t wanted = text::fingerprint(model);
    for (const Lesson& lesson : lessons_) {
      if (lesson.model == wanted) return lesson.amendments;
    }
    return {};
  }
  /// A request with these amendments was taken (Amendments::of_model()).
  void learn(Bytes model, const dialect::Amendments& amendments) {
    const std::uint64_t known = text::fingerprint(model);
    for (Lesson& lesson : lessons_) {
      if (lesson.model == known) lesson.amendments = amendments;
      if (lesson.model == known) return;
    }
    if (!amendments.any()) return;
    lessons_[next_] = {known, amendments};
    next_ = (next_ + 1) % limits::model_lessons;
  }

 private:
  struct Lesson {
    std::uint64_t model = 0;  ///< a fingerprint; 0: none yet
    dialect::Amendments amendments;
  };
  Lesson lessons_[limits::model_lessons];
  std::size_t next_ = 0;
};

}  // namespace rota::exchange
