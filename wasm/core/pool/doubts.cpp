// Which key is probed next; see doubts.h.
#include "pool/doubts.h"

namespace rota::pool {

Doubts::Entry* Doubts::find(std::uint64_t key) {
  for (Entry& entry : entries_) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

/// Of those that are not due, the place of the one that was probed longest ago; null when all are due.
Doubts::Entry* Doubts::make_room() {
  if (entries_.size() < limits::key_probes_noted) return &entries_.push(Entry{});
  Entry* oldest = nullptr;
  for (Entry& entry : entries_) {
    if (!entry.due && (oldest == nullptr || entry.asked_ms < oldest->asked_ms)) oldest = &entry;
  }
  if (oldest != nullptr) *oldest = Entry{};
  return oldest;
}

bool Doubts::raise(std::uint64_t key, double now_ms) {
  Entry* entry = find(key);
  if (entry != nullptr) {
    if (entry->due) return true;
    const bool lately = entry->asked_ms > 0 && entry->asked_ms <= now_ms && now_ms < entry->asked_ms + entry->gap_ms;
    if (lately) return false;
    // Long after the last probe its answer says nothing of how often to ask.
    if (now_ms - entry->asked_ms > 2 * limits::key_probe_gap_max_ms) entry->gap_ms = limits::key_probe_gap_ms;
  }
  if (due_ >= limits::key_probes_due) return false;
  if (entry == nullptr) entry = make_room();
  if (entry == nullptr) return false;
  entry->key = key;
  entry->due = true;
  ++due_;
  return true;
}

std::uint64_t Doubts::next(double now_ms) {
  for (Entry& entry : entries_) {
    if (!entry.due) continue;
    entry.due = false;
    --due_;
    entry.asked_ms = now_ms;
    return entry.key;
  }
  return 0;
}

void Doubts::settle(std::uint64_t key, bool well) {
  Entry* entry = find(key);
  if (entry == nullptr) return;
  const double doubled_ms = 2 * entry->gap_ms;
  if (!well) {
    entry->gap_ms = limits::key_probe_gap_ms;
  } else {
    entry->gap_ms = doubled_ms < limits::key_probe_gap_max_ms ? doubled_ms : limits::key_probe_gap_max_ms;
  }
}

}  // namespace rota::pool
