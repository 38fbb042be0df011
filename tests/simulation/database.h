// Database: D1, as far as a pool needs it: the rows of its keys, models and settings, and the sums it is given.
// Knows the pool's statements by how they begin; refuses to be a database.
#pragma once

#include <map>
#include <set>
#include <string>

#include "plan.h"

namespace rota::simulation {

class Database {
 public:
  explicit Database(const Plan& plan) : plan_(plan) {}

  /// Runs the body of a query and gives that of its answer.
  [[nodiscard]] std::string run(const std::string& query);
  /// The body of unseal, and of its answer.
  [[nodiscard]] std::string unseal(const std::string& sealed) const;

  /// An administrator switches a key off, or on again.
  void edit(std::size_t key);
  [[nodiscard]] const std::set<std::size_t>& switched_off() const { return off_; }
  [[nodiscard]] std::int64_t version() const { return version_; }
  /// usage_hourly, summed: the attempts of a key for a model. Of the subjects `k:` only.
  [[nodiscard]] std::int64_t requests(std::size_t key, const std::string& model) const;

 private:
  [[nodiscard]] std::string rows() const;

  const Plan& plan_;
  std::set<std::size_t> off_;
  std::int64_t version_ = 1;
  std::map<std::pair<std::string, std::string>, std::int64_t> hourly_;
  std::set<std::string> writes_;  // ids of what was added
};

}  // namespace rota::simulation
