// Admin desk: where the pool object hands over what administrators ask.
// Knows what a desk is given and when; refuses to know any route (admin/desk.h).
#pragma once

#include "base/heap.h"
#include "pool/loader.h"

namespace rota::pool {

/// The parts of a pool object that a desk works with. They outlive it.
struct PoolParts {
  Configuration& configuration;
  Lender& lender;
  Recorder& recorder;
  RowKeeper& rows;
  Loader& loader;
};

class AdminDesk {
 public:
  AdminDesk() = default;
  AdminDesk(const AdminDesk&) = delete;
  AdminDesk& operator=(const AdminDesk&) = delete;
  virtual ~AdminDesk() = default;

  /// A stored row, before any call or after miss_rows(); false when it is none of the desk's, or says nothing to this
  /// version.
  [[nodiscard]] virtual bool recall(Bytes name, Bytes value) = 0;
  /// The rows cannot be read, and calls come before they can.
  virtual void miss_rows(double now_ms) = 0;
  /// After that: all of them have been given.
  virtual void join_rows(Actions& out) = 0;
  /// Call::permit, to be answered in this step by Reply::permitted or by what the sender gets instead.
  virtual void take_permit(const Credentials& sender, std::uint32_t call_token, double now_ms, Actions& out) = 0;
  /// An administrator's request, to be answered by Reply::admin in this step or a later one. The call's views
  /// live as long as the step.
  virtual void take_call(const AdminCall& call, std::uint32_t call_token, double now_ms, Actions& out) = 0;
  /// What answers an action of the desk's: its token is first_desk_token or above.
  virtual void take_answer(const Event& event, Actions& out) = 0;
  /// A load has ended and none follows it: everything that was in D1 when Loader::load was called is in effect.
  virtual void take_load(double now_ms, Actions& out) = 0;
};

/// Makes the desk of one pool object, which owns it.
using OpenDesk = Owned<AdminDesk> (*)(const PoolParts& parts);

}  // namespace rota::pool
