// The exported functions and the handle table: the whole surface between the host and the machines.
// Knows handles, reserved space and batches; refuses to know what any machine does.
//
// The rules, all of them:
//  - rota_reserve gives space for the head and the body of one event, head first. It is the host's until rota_step.
//  - rota_step takes the event (its scalars as arguments, its spans in the reserved space) and returns a batch, which
//  is
//    valid until the next call on any handle. 0 means that there is no such handle.
//  - The core never calls the host, so a step is never re-entered.
//  - Addresses survive an await; views on the memory do not, for it may grow.
#include <cstdlib>
#include <new>

#include "abi/wire.h"
#include "admin/desk.h"
#include "base/buffer.h"
#include "base/heap.h"
#include "base/message.h"
#include "exchange/exchange.h"
#include "exchange/gateway.h"
#include "pool/pool_object.h"
#include "responses/store_object.h"

#if defined(__wasm__)
#define ROTA_EXPORT(name) extern "C" __attribute__((export_name(#name), used, visibility("default")))
#else
#define ROTA_EXPORT(name) extern "C"
#endif

namespace rota::abi {

namespace {

struct Slot {
  Machine* machine = nullptr;
  void* memory = nullptr;
  char* reserved = nullptr;
  std::uint32_t generation = 1;
  MachineKind kind = MachineKind::gateway;
  std::uint32_t next_free = 0;
};

/// The only global state of the core.
struct HandleTable {
  Array<Slot> slots;
  std::uint32_t free = 0;  // 1 + index of a free slot; 0: none
  Arena batch;
};

HandleTable& table() {
  alignas(HandleTable) static char place[sizeof(HandleTable)];
  static auto* const instance = new (place) HandleTable();
  return *instance;
}

constexpr std::uint32_t index_bits = 16;  // 65,535 machines at once: a hundred times what an isolate carries
constexpr std::uint32_t index_mask = (1U << index_bits) - 1;

Slot* find(std::uint32_t handle) {
  const std::uint32_t index = handle & index_mask;
  if (index >= table().slots.size()) return nullptr;
  Slot& slot = table().slots[index];
  return slot.machine != nullptr && (slot.generation & index_mask) == handle >> index_bits ? &slot : nullptr;
}

std::uint32_t take_slot() {
  HandleTable& handles = table();
  if (handles.free != 0) {
    const std::uint32_t index = handles.free - 1;
    handles.free = handles.slots[index].next_free;
    return index;
  }
  if (handles.slots.size() >= index_mask) std::abort();
  handles.slots.push(Slot{});
  return static_cast<std::uint32_t>(handles.slots.size() - 1);
}

template <class T, class... Args>
void place_machine(Slot& slot, Args&&... args) {
  T* const made = make_object<T>(std::forward<Args>(args)...);
  slot.memory = made;
  slot.machine = made;
}

std::uint32_t address(const void* pointer) {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(pointer));
}

WireMessage wire(const Action& action) {
  return {static_cast<std::uint32_t>(action.kind),
          action.token,
          action.number,
          address(action.head.data()),
          static_cast<std::uint32_t>(action.head.size()),
          address(action.body.data()),
          static_cast<std::uint32_t>(action.body.size())};
}

WireBatch* lay_out(const List<Action>& actions) {
  const std::size_t bytes = sizeof(WireBatch) + actions.size() * sizeof(WireMessage);
  auto* batch = static_cast<WireBatch*>(table().batch.allocate(bytes, alignof(WireMessage)));
  batch->count = static_cast<std::uint32_t>(actions.size());
  batch->reserved = 0;
  auto* messages = reinterpret_cast<WireMessage*>(batch + 1);
  for (std::size_t i = 0; i < actions.size(); ++i) messages[i] = wire(actions[i]);
  return batch;
}

}  // namespace

/// What this build speaks: rota::abi::version.
ROTA_EXPORT(rota_abi_version) std::uint32_t rota_abi_version() { return version; }

/// Makes a machine and gives its handle, never 0. `parent`: the gateway of an exchange, else 0. The seed is 64 random
/// bits in two halves. Gives 0 for an unknown kind or a wrong parent.
ROTA_EXPORT(rota_open)
std::uint32_t rota_open(std::uint32_t kind, std::uint32_t parent, std::uint32_t seed_low, std::uint32_t seed_high) {
  const std::uint64_t seed = (static_cast<std::uint64_t>(seed_high) << 32) | seed_low;
  const auto wanted = static_cast<MachineKind>(kind);
  exchange::Gateway* gateway = nullptr;
  if (wanted == MachineKind::exchange) {
    Slot* slot = find(parent);
    if (slot == nullptr || slot->kind != MachineKind::gateway) return 0;
    gateway = static_cast<exchange::Gateway*>(slot->machine);
  } else if (wanted != MachineKind::gateway && wanted != MachineKind::pool && wanted != MachineKind::responses) {
    return 0;
  }
  const std::uint32_t index = take_slot();
  Slot& slot = table().slots[index];
  slot.kind = wanted;
  slot.reserved = nullptr;
  if (wanted == MachineKind::gateway) place_machine<exchange::Gateway>(slot, seed);
  if (wanted == MachineKind::exchange) place_machine<exchange::Exchange>(slot, *gateway, seed);
  if (wanted == MachineKind::pool) place_machine<pool::PoolObject>(slot, seed, admin::open_desk);
  if (wanted == MachineKind::responses) place_machine<responses::StoreObject>(slot);
  return ((slot.generation & index_mask) << index_bits) | index;
}

/// Space for `bytes` of head and body together, aligned to nothing. 0 without such a handle.
ROTA_EXPORT(rota_reserve) char* rota_reserve(std::uint32_t handle, std::uint32_t bytes) {
  Slot* slot = find(handle);
  if (slot == nullptr) return nullptr;
  slot->reserved = slot->machine->reserve(bytes == 0 ? 1 : bytes);
  return slot->reserved;
}

/// Hands one event over. Without spans nothing needs to be reserved before it.
ROTA_EXPORT(rota_step)
WireBatch* rota_step(std::uint32_t handle, std::uint32_t kind, std::uint32_t token, double number,
                     std::uint32_t head_bytes, std::uint32_t body_bytes, double now_ms) {
  Slot* slot = find(handle);
  if (slot == nullptr) return nullptr;
  Event event;
  event.kind = static_cast<Kind>(kind);
  event.token = token;
  event.number = number;
  event.now_ms = now_ms;
  if (slot->reserved != nullptr) {
    event.head = {slot->reserved, head_bytes};
    event.body = {slot->reserved + head_bytes, body_bytes};
  }
  slot->reserved = nullptr;
  table().batch.reset();
  Actions actions(table().batch);
  slot->machine->step(event, actions);
  return lay_out(actions.list());
}

/// Ends a machine and frees what it holds. A gateway is closed after its exchanges.
ROTA_EXPORT(rota_close) void rota_close(std::uint32_t handle) {
  Slot* slot = find(handle);
  if (slot == nullptr) return;
  slot->machine->~Machine();
  std::free(slot->memory);
  slot->machine = nullptr;
  slot->memory = nullptr;
  // Generation 0 would make handle 0 possible for the first slot.
  if ((++slot->generation & index_mask) == 0) ++slot->generation;
  slot->next_free = table().free;
  table().free = (handle & index_mask) + 1;
}

}  // namespace rota::abi
