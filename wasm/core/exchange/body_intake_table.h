// The intake's table; see body_intake.h.
#pragma once

#include "base/machine_table.h"

namespace rota::exchange {

enum class BodyIntakePhase : std::uint8_t {
  idle,       // nobody has been admitted
  queued,     // the body, or the rest of one of unknown length, waits for room
  receiving,  // the host has been asked for the next piece
  complete,
  refused,
};

// clang-format off
inline constexpr Transition<BodyIntakePhase> body_intake_table[] = {
  {BodyIntakePhase::idle,      started,              to(BodyIntakePhase::queued, BodyIntakePhase::receiving, BodyIntakePhase::complete, BodyIntakePhase::refused)},
  {BodyIntakePhase::queued,    Kind::nudged,         to(BodyIntakePhase::receiving)},
  {BodyIntakePhase::queued,    Kind::timer,          to(BodyIntakePhase::queued, BodyIntakePhase::refused)},
  {BodyIntakePhase::receiving, Kind::request_body,   to(BodyIntakePhase::queued, BodyIntakePhase::receiving, BodyIntakePhase::complete, BodyIntakePhase::refused)},
  {BodyIntakePhase::receiving, Kind::request_end,    to(BodyIntakePhase::complete)},
  {BodyIntakePhase::receiving, Kind::request_broken, to(BodyIntakePhase::refused)},
  {BodyIntakePhase::receiving, Kind::timer,          to(BodyIntakePhase::receiving, BodyIntakePhase::refused)},
};
// clang-format on

}  // namespace rota::exchange
