// Desk: where administrators ask and change: operations and their turns.
// Knows who waits for what; refuses to know what each operation is about and how its sender has proven who he is
// (sessions).
#pragma once

#include "admin/operation.h"
#include "base/limits.h"
#include "pool/admin_desk.h"

namespace rota::admin {

/// Readers run side by side. Writers take turns, so that a version that was checked still holds when the change is
/// written, and one load says for sure that the change is in effect.
class Desk final : public pool::AdminDesk {
 public:
  explicit Desk(const pool::PoolParts& parts) : parts_(parts), sessions_(parts.rows) {}

  [[nodiscard]] bool recall(Bytes name, Bytes value) override { return sessions_.recall(name, value); }
  void miss_rows(double now_ms) override { sessions_.miss_row(now_ms); }
  void join_rows(Actions& out) override { sessions_.join_row(out); }
  void take_permit(const pool::Credentials& sender, std::uint32_t call_token, double now_ms, Actions& out) override;
  void take_call(const pool::AdminCall& call, std::uint32_t call_token, double now_ms, Actions& out) override;
  void take_answer(const Event& event, Actions& out) override;
  void take_load(double now_ms, Actions& out) override;

 private:
  /// The place of an operation that is under way; free without one.
  struct Turn {
    Owned<Operation> operation;
    std::uint64_t arrival = 0;  ///< its place in the queue of writers
    bool writes = false;
    bool begun = false;  ///< false while it waits for its turn to write
  };

  /// A free place, or nullptr.
  [[nodiscard]] Turn* free_turn();
  void begin(Turn& turn, double now_ms, Actions& out);
  /// Frees the place when its operation has ended.
  static void close_if_ended(Turn& turn);
  /// Begins the writers whose turn has come.
  void begin_writers(double now_ms, Actions& out);
  /// The writer whose turn it is, when nobody is writing.
  [[nodiscard]] Turn* next_writer();
  [[nodiscard]] Step step_at(double now_ms, Actions& out) { return {parts_, sessions_, doubts_, now_ms, out}; }
  /// Answers a call that never becomes an operation.
  void refuse(const Failure& failure, Bytes allow, std::uint32_t call_token, Actions& out);

  pool::PoolParts parts_;
  Sessions sessions_;
  Doubts doubts_;
  Turn turns_[limits::admin_operations];
  std::uint64_t arrivals_ = 0;
};

/// The desk of a pool object, for its constructor.
[[nodiscard]] Owned<pool::AdminDesk> open_desk(const pool::PoolParts& parts);

}  // namespace rota::admin
