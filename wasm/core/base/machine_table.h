// Machine tables: the phases of a machine and what each event may do to them, as data that its test includes.
// Two rules, and a table is all there is to them: an event that the table does not list for the present phase is stale
// and changes nothing; a machine moves only to a phase that the event's row allows.
// Knows rows and the walk along them; refuses to know any machine.
#pragma once

#include <cstdlib>
#include <type_traits>

#include "base/message.h"

namespace rota {

/// What moves a machine when its owner does, and no event of the host.
inline constexpr Kind started = Kind::none;

template <class PhaseName>
struct Transition {
  using Phase = PhaseName;
  Phase from;
  Kind on;
  std::uint32_t to;  ///< the phases that it may lead to, as bits: to(...)
};

template <class... Phases>
[[nodiscard]] constexpr std::uint32_t to(Phases... phases) {
  return ((1U << static_cast<unsigned>(phases)) | ...);
}

/// A machine's phase, which moves along its table alone.
template <const auto& table>
class Track {
 public:
  using Phase = typename std::remove_cvref_t<decltype(table[0])>::Phase;

  constexpr explicit Track(Phase first) : phase_(first) {}
  [[nodiscard]] Phase phase() const { return phase_; }
  [[nodiscard]] bool is(Phase phase) const { return phase_ == phase; }
  /// Whether the event means something in this phase.
  [[nodiscard]] bool hears(Kind on) const { return row_of(on) != nullptr; }
  /// Moves; traps where the table has no such move, for then the machine's own code is wrong.
  void move(Kind on, Phase next) {
    const auto* row = row_of(on);
    if (row == nullptr || (row->to & to(next)) == 0) std::abort();
    phase_ = next;
  }

 private:
  [[nodiscard]] const Transition<Phase>* row_of(Kind on) const {
    for (const Transition<Phase>& row : table) {
      if (row.from == phase_ && row.on == on) return &row;
    }
    return nullptr;
  }

  Phase phase_;
};

}  // namespace rota
