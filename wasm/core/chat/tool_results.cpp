// Matching by id, by name, by place; see tool_results.h.
#include "chat/tool_results.h"

#include "base/text.h"

namespace rota::chat {

namespace {

constexpr std::uint32_t nobody = 0xFFFFFFFF;

struct Call {
  const Part* part = nullptr;
  const Part* result = nullptr;
  std::uint32_t next_of_id = nobody;    ///< the next call of the same turn under the same id
  std::uint32_t next_of_name = nobody;  ///< likewise under the same name
};

/// Calls by id or by name: the ones of the latest turn that uses it, first come first answered.
class CallIndex {
 public:
  /// Room for `calls` keys, in `arena`.
  CallIndex(std::size_t calls, std::uint32_t Call::*next, Arena& arena) : next_(next) {
    std::size_t size = 4;
    while (size < calls * 2) size *= 2;
    mask_ = size - 1;
    slots_ = static_cast<Slot*>(arena.allocate(size * sizeof(Slot), alignof(Slot)));
    for (std::size_t i = 0; i < size; ++i) slots_[i] = Slot{};
  }

  void add(Bytes key, std::uint32_t turn, std::uint32_t call, List<Call>& calls) {
    Slot& slot = find(key);
    if (slot.turn == turn && slot.last != nobody) {
      calls[slot.last].*next_ = call;
      if (slot.first == nobody) slot.first = call;
    } else {
      slot.first = call;
    }
    slot.key = key;
    slot.turn = turn;
    slot.last = call;
  }

  /// The next unanswered call under `key`, or nobody.
  [[nodiscard]] std::uint32_t take(Bytes key, const List<Call>& calls) {
    Slot& slot = find(key);
    while (slot.first != nobody && calls[slot.first].result != nullptr) slot.first = calls[slot.first].*next_;
    return slot.first;
  }

 private:
  struct Slot {
    Bytes key;
    std::uint32_t turn = nobody;
    std::uint32_t first = nobody;
    std::uint32_t last = nobody;
  };
  Slot& find(Bytes key) {
    std::size_t at = text::fingerprint(key) & mask_;
    while (slots_[at].turn != nobody && slots_[at].key != key) at = (at + 1) & mask_;
    return slots_[at];
  }

  Slot* slots_;
  std::size_t mask_;
  std::uint32_t Call::*next_;
};

bool is_call(const Part& part) { return part.kind == Part::Kind::tool_call; }
bool is_result(const Part& part) { return part.kind == Part::Kind::tool_result; }

std::size_t count_calls(const List<Turn>& turns) {
  std::size_t count = 0;
  for (const Turn& turn : turns) {
    for (const Part& part : turn.parts) count += is_call(part) ? 1 : 0;
  }
  return count;
}

/// Finds the call of every result. A result that finds none stays in nobody's place.
class Matcher {
 public:
  Matcher(const List<Turn>& turns, Arena& arena)
      : arena_(arena),
        by_id_(count_calls(turns), &Call::next_of_id, arena),
        by_name_(count_calls(turns), &Call::next_of_name, arena) {
    std::uint32_t number = 0;
    for (const Turn& turn : turns) {
      if (turn.role == Role::model) {
        add_calls(turn, number);
      } else {
        answer(turn);
      }
      ++number;
    }
  }

  [[nodiscard]] const List<Call>& calls() const { return calls_; }
  /// The results of `turn` that no call asked for; to be asked turn by turn, in order.
  [[nodiscard]] bool is_stray(const Part& part) {
    if (next_stray_ == strays_.size() || strays_[next_stray_] != &part) return false;
    ++next_stray_;
    return true;
  }

 private:
  void add_calls(const Turn& turn, std::uint32_t number) {
    bool first = true;
    for (const Part& part : turn.parts) {
      if (!is_call(part)) continue;
      const auto call = static_cast<std::uint32_t>(calls_.size());
      if (first) next_in_place_ = call;
      first = false;
      calls_.push(arena_, Call{&part, nullptr, nobody, nobody});
      if (!part.id.empty()) by_id_.add(part.id, number, call, calls_);
      by_name_.add(part.name, number, call, calls_);
    }
  }

  void answer(const Turn& turn) {
    List<const Part*> unknown;
    for (const Part& part : turn.parts) {
      if (!is_result(part)) continue;
      const std::uint32_t call = part.id.empty() ? nobody : by_id_.take(part.id, calls_);
      if (call == nobody) {
        unknown.push(arena_, &part);
      } else {
        calls_[call].result = &part;
      }
    }
    for (const Part* part : unknown) {
      const std::uint32_t call = part->name.empty() ? take_in_place() : by_name_.take(part->name, calls_);
      if (call == nobody) {
        strays_.push(arena_, part);
      } else {
        calls_[call].result = part;
      }
    }
  }

  /// The first unanswered call of the latest turn with calls.
  std::uint32_t take_in_place() {
    while (next_in_place_ < calls_.size() && calls_[next_in_place_].result != nullptr) ++next_in_place_;
    return next_in_place_ < calls_.size() ? next_in_place_ : nobody;
  }

  Arena& arena_;
  List<Call> calls_;
  CallIndex by_id_;
  CallIndex by_name_;
  std::uint32_t next_in_place_ = 0;
  List<const Part*> strays_;
  std::size_t next_stray_ = 0;
};

Turn& turn_of(Role role, List<Turn>& turns, Arena& arena) {
  if (turns.empty() || turns.back().role != role) turns.push(arena, Turn{}).role = role;
  return turns.back();
}

/// A result for the call, or the word that there is none.
Part result_for(const Call& call) {
  Part result;
  if (call.result != nullptr) {
    result = *call.result;
  } else {
    result.json = R"({"error":"no result provided"})";
  }
  result.kind = Part::Kind::tool_result;
  result.id = call.part->id;
  result.name = call.part->name;
  return result;
}

void push_as_text(const Part& stray, List<Part>& parts, Arena& arena) {
  Part said;
  said.text = stray.text;
  if (!said.text.empty()) parts.push(arena, said);
  if (stray.attached == nullptr) return;
  for (const Part& part : *stray.attached) parts.push(arena, part);
}

}  // namespace

void settle_tool_results(List<Turn>& turns, Arena& arena) {
  Matcher matcher(turns, arena);
  List<Turn> settled;
  std::uint32_t next_call = 0;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Turn& turn = turns[i];
    const bool last = i + 1 == turns.size();
    const std::uint32_t first_call = next_call;
    List<Part> kept;
    bool had_results = false;
    for (const Part& part : turn.parts) {
      if (turn.role == Role::model && is_call(part)) {
        ++next_call;
        if (!last) kept.push(arena, part);
      } else if (is_result(part)) {
        had_results = true;
        if (matcher.is_stray(part)) push_as_text(part, kept, arena);
      } else {
        kept.push(arena, part);
      }
    }
    if (kept.empty() && (had_results || turn.role == Role::model)) continue;
    Turn& into = turn_of(turn.role, settled, arena);
    if (into.parts.empty()) {
      into.parts = kept;
    } else {
      for (const Part& part : kept) into.parts.push(arena, part);
    }
    if (last || first_call == next_call) continue;
    Turn& answers = turn_of(Role::user, settled, arena);
    for (std::uint32_t call = first_call; call < next_call; ++call) {
      answers.parts.push(arena, result_for(matcher.calls()[call]));
    }
  }
  turns = settled;
}

}  // namespace rota::chat
