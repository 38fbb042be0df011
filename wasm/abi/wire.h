// Wire: the fixed shape in which messages lie in memory for the host, and the exports that move them.
// The only code that knows it is called from JavaScript. js-shim/core.js reads the same offsets; tests/abi pins both.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rota::abi {

/// Raised when anything below, or the meaning of a kind in base/messages.def, changes incompatibly.
inline constexpr std::uint32_t version = 3;

/// One action, as the host finds it. Addresses are offsets into the instance's memory.
struct WireMessage {
  std::uint32_t kind;
  std::uint32_t token;
  double number;
  std::uint32_t head;
  std::uint32_t head_bytes;
  std::uint32_t body;
  std::uint32_t body_bytes;
};
static_assert(sizeof(WireMessage) == 32 && alignof(WireMessage) == 8);
static_assert(offsetof(WireMessage, number) == 8 && offsetof(WireMessage, body_bytes) == 28);

/// What a step returns the address of: a count, then that many messages.
struct WireBatch {
  std::uint32_t count;
  std::uint32_t reserved;
};
static_assert(sizeof(WireBatch) == 8);

/// What rota_open makes.
enum class MachineKind : std::uint32_t { gateway = 1, exchange = 2, pool = 3, responses = 4 };

}  // namespace rota::abi
