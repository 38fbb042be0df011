// Counts by fingerprint; see early_lends.h.
#include "pool/early_lends.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::pool {

namespace {

std::uint64_t mixed(std::uint64_t owner, std::uint64_t with) {
  const std::uint64_t both[] = {owner, with};
  return text::fingerprint({reinterpret_cast<const char*>(both), sizeof(both)});
}

std::uint64_t family_id(std::uint64_t owner, store::Family family) {
  return mixed(owner, static_cast<std::uint64_t>(family));
}

}  // namespace

void EarlyLends::begin_day(std::int32_t day) {
  if (day_ != day) counts_.clear();
  if (counts_.empty()) room_ = 0;
  day_ = day;
}

void EarlyLends::add(std::uint64_t owner, std::uint64_t model, store::Family family) {
  count(mixed(owner, model), family);
  count(family_id(owner, family), family);
}

bool EarlyLends::end(std::uint64_t owner, std::uint64_t model) {
  const std::uint32_t at = find(mixed(owner, model));
  if (at == nowhere || counts_[at].lent == 0) return false;
  --counts_[at].lent;
  const std::uint32_t all = find(family_id(owner, counts_[at].family));
  if (all != nowhere && counts_[all].lent != 0) --counts_[all].lent;
  return true;
}

std::uint32_t EarlyLends::of_model(std::uint64_t owner, std::uint64_t model) const { return lent(mixed(owner, model)); }
std::uint32_t EarlyLends::of_family(std::uint64_t owner, store::Family family) const {
  return lent(family_id(owner, family));
}

std::uint32_t EarlyLends::find(std::uint64_t id) const { return counts_.empty() ? nowhere : index_.find(counts_, id); }

std::uint32_t EarlyLends::lent(std::uint64_t id) const {
  const std::uint32_t at = find(id);
  return at == nowhere ? 0 : counts_[at].lent;
}

void EarlyLends::count(std::uint64_t id, store::Family family) {
  const std::uint32_t at = find(id);
  if (at != nowhere) {
    ++counts_[at].lent;
    return;
  }
  if (counts_.size() >= room_) make_room();
  counts_.push({id, 1, family});
  index_.add(counts_, static_cast<std::uint32_t>(counts_.size() - 1));
}

/// Pairs that have ended are left out; where few have, the index grows.
void EarlyLends::make_room() {
  std::size_t kept = 0;
  for (const Count& count : counts_) {
    if (count.lent != 0) counts_[kept++] = count;
  }
  if (kept >= limits::pool_keys) kept = 0;
  counts_.resize(kept);
  room_ = 2 * kept + 64;
  index_.clear(room_);
  for (std::uint32_t at = 0; at < kept; ++at) index_.add(counts_, at);
}

}  // namespace rota::pool
