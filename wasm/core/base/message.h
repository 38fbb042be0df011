// Messages: the one shape in which the world speaks to a machine and a machine to the world.
// Knows kinds and spans; refuses to know how they cross the boundary (abi) or who handles them.
#pragma once

#include "base/buffer.h"
#include "base/list.h"
#include "base/message_columns.h"

namespace rota {

enum class Kind : std::uint32_t {
  none = 0,
#define ROTA_EVENT(name, kind, ...) name = kind,
#define ROTA_ACTION(name, kind, ...) name = kind,
#include "base/messages.def"
};

/// The types of what numbers mean: number_type::status is an int.
namespace number_type {
#define ROTA_NUMBER(name, type, meaning) using name = type;
#include "base/messages.def"
}  // namespace number_type

/// What a request that an instance trapped under has lost: the bits of the number of a recover event.
enum Lost : unsigned {
  lost_head = 1,   ///< the head of the client's answer has been sent
  lost_trust = 2,  ///< the trap came in a step of this very request
  lost_body = 4,   ///< some of the client's body has been taken and is nowhere any more
  lost_calls = 8,  ///< something was asked of others, and what has come of it is not known
};

/// What the world tells a machine. The views are the machine's to read until its step returns.
struct Event {
  Kind kind = Kind::none;
  std::uint32_t token = 0;
  double number = 0;
  Bytes head;
  Bytes body;
  double now_ms = 0;  ///< milliseconds since 1970, from the host's clock, which may step backwards
};

/// What a machine asks of the world. The views live until the next step of any machine of the instance.
struct Action {
  Kind kind = Kind::none;
  std::uint32_t token = 0;
  double number = 0;
  Bytes head;
  Bytes body;
};

/// The answer to one event: actions in the order in which the world must take them.
class Actions {
 public:
  /// `arena` holds the list and may hold what it points to; it lives as long as the batch.
  explicit Actions(Arena& arena) : arena_(arena) {}

  // One function a kind: `fetch(token, head, body)`, `wake(token, wait_ms)`, `done()`. Heads and bodies must live as
  // long as the batch.
#define ROTA_ACTION(name, kind, machines, token, number, head, body, sentence)      \
  void name(ROTA_PARAMETERS(token, number, head, body)) {                           \
    list_.push(arena_, Action{Kind::name, ROTA_FIELDS(token, number, head, body)}); \
  }
#include "base/messages.def"

  [[nodiscard]] Arena& arena() { return arena_; }
  [[nodiscard]] const List<Action>& list() const { return list_; }

 private:
  Arena& arena_;
  List<Action> list_;
};

/// Something with state that takes events and gives actions. One handle of the boundary is one machine.
class Machine {
 public:
  Machine() = default;
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;
  virtual ~Machine() = default;
  /// Takes one event; what it asks for is appended to `out`. Never fails: a failure is an action too.
  virtual void step(const Event& event, Actions& out) = 0;
  /// Room for the head and the body of the next event, the host's to write until step(). A machine that keeps a body
  /// hands out the place where it will stay.
  [[nodiscard]] virtual char* reserve(std::size_t bytes) {
    inbox_.reserve(bytes);
    return inbox_.data();
  }

 private:
  Buffer inbox_;
};

}  // namespace rota
