// Always: what a file says once of every exchange in it, put into its stories where they do not show it.
// Knows where headers, the log line and timers stand among actions (README.md); refuses to know whether they come
// (runner): a story that has been completed is compared like any other.
#pragma once

#include <string>
#include <vector>

#include "vector.h"

namespace rota::conversations {

class Always {
 public:
  /// Takes a fence `always NAME`. The text is what is wrong with it, or empty.
  [[nodiscard]] std::string add(const Fence& fence);
  /// Completes the actions of a story.
  void complete(std::vector<Fence>& fences);
  /// What is said always and stands in no story for itself, as its fence begins; empty when there is no such thing.
  [[nodiscard]] std::string idle() const;

 private:
  struct Said {
    Fence fence;
    bool used = false;
  };
  [[nodiscard]] Said* find(const std::string& name, const std::string& after = "");
  void complete_text(Fence& fence);
  void complete_batch(std::vector<Fence>& batch);
  void add_log(std::vector<Fence>& batch);
  void add_timer(std::vector<Fence>& batch, Said& timer) const;

  std::vector<Said> said_;
};

}  // namespace rota::conversations
