// Matching by id, by name, by place; see tool_results.h.
#include "chat/tool_results.h"

#include "base/name_tree.h"

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
  struct Slot {
    Bytes key;
    std::uint32_t turn = nobody;
    std::uint32_t first = nobody;
    std::uint32_t last = nobody;
  };
  [[nodiscard]] auto key_of() const {
    return [this](std::uint32_t slot) { return slots_[slot].key; };
  }

 public:
  CallIndex(std::uint32_t Call::*next, Arena& arena) : arena_(arena), next_(next) {}

  void add(Bytes key, std::uint32_t turn, std::uint32_t call, List<Call>& calls) {
    const std::uint32_t known = tree_.find_or_add(arena_, key, static_cast<std::uint32_t>(slots_.size()), key_of());
    if (known == no_place) slots_.push(arena_, Slot{key});
    Slot& slot = known == no_place ? slots_.back() : slots_[known];
    if (slot.turn == turn && slot.last != nobody) {
      calls[slot.last].*next_ = call;
      if (slot.first == nobody) slot.first = call;
    } else {
      slot.first = call;
    }
    slot.turn = turn;
    slot.last = call;
  }

  /// The next unanswered call under `key`, or nobody.
  [[nodiscard]] std::uint32_t take(Bytes key, const List<Call>& calls) {
    const std::uint32_t known = tree_.find(key, key_of());
    if (known == no_place) return nobody;
    Slot& slot = slots_[known];
    while (slot.first != nobody && calls[slot.first].result != nullptr) slot.first = calls[slot.first].*next_;
    return slot.first;
  }

 private:
  Arena& arena_;
  List<Slot> slots_;
  NameTree tree_;
  std::uint32_t Call::*next_;
};

bool is_call(const Part& part) { return part.kind == Part::Kind::tool_call; }
bool is_result(const Part& part) { return part.kind == Part::Kind::tool_result; }

std::size_t count(const List<Part>& parts, bool (*wanted)(const Part&)) {
  std::size_t found = 0;
  for (const Part& part : parts) found += wanted(part) ? 1 : 0;
  return found;
}

std::size_t count_calls(const List<Turn>& turns) {
  std::size_t calls = 0;
  for (const Turn& turn : turns) calls += count(turn.parts, is_call);
  return calls;
}

/// Finds the call of every result. A result that finds none stays in nobody's place.
class Matcher {
 public:
  Matcher(const List<Turn>& turns, std::size_t calls, Arena& arena)
      : arena_(arena), by_id_(&Call::next_of_id, arena), by_name_(&Call::next_of_name, arena) {
    calls_.reserve(arena, calls);
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
    result.text = "no result provided";
    result.failed = true;
  }
  result.kind = Part::Kind::tool_result;
  result.id = call.part->id;
  result.name = call.part->name;
  result.name_space = call.part->name_space;
  return result;
}

void push_as_text(const Part& stray, List<Part>& parts, Arena& arena) {
  Part said;
  said.text = stray.text;
  if (!said.text.empty()) parts.push(arena, said);
  if (stray.attached == nullptr) return;
  for (const Part& part : *stray.attached) parts.push(arena, part);
}

/// What stays of a turn where its calls and results are told apart from the rest.
List<Part> kept_parts(const Turn& turn, bool last, Matcher& matcher, Arena& arena) {
  List<Part> kept;
  for (const Part& part : turn.parts) {
    if (turn.role == Role::model && is_call(part)) {
      if (!last) kept.push(arena, part);
    } else if (is_result(part)) {
      if (matcher.is_stray(part)) push_as_text(part, kept, arena);
    } else {
      kept.push(arena, part);
    }
  }
  return kept;
}

/// A turn that ends up with nothing is none.
bool is_over(const Turn& turn, const List<Part>& kept, bool had_results) {
  return kept.empty() && (had_results || turn.role == Role::model);
}

}  // namespace

void settle_tool_results(List<Turn>& turns, Arena& arena) {
  Matcher matcher(turns, count_calls(turns), arena);
  List<Turn> settled;
  settled.reserve(arena, turns.size());
  std::uint32_t next_call = 0;
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const Turn& turn = turns[i];
    const bool last = i + 1 == turns.size();
    const std::uint32_t first_call = next_call;
    if (turn.role == Role::model) next_call += static_cast<std::uint32_t>(count(turn.parts, is_call));
    const bool had_results = count(turn.parts, is_result) != 0;
    // Most turns stay as they are, and need no copy.
    const bool plain = !had_results && (first_call == next_call || !last);
    const List<Part> kept = plain ? turn.parts : kept_parts(turn, last, matcher, arena);
    if (is_over(turn, kept, had_results)) continue;
    Turn& into = turn_of(turn.role, settled, arena);
    if (into.parts.empty()) {
      into.parts = kept;
    } else {
      for (const Part& part : kept) into.parts.push(arena, part);
    }
    if (last || first_call == next_call) continue;
    Turn& answers = turn_of(Role::user, settled, arena);
    answers.parts.reserve(arena, answers.parts.size() + next_call - first_call);
    for (std::uint32_t call = first_call; call < next_call; ++call) {
      answers.parts.push(arena, result_for(matcher.calls()[call]));
    }
  }
  turns = settled;
}

}  // namespace rota::chat
