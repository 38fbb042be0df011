// Pieces, and whose they are; see calls.h.
#include "dialect/openai/upstream/calls.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/common/arguments.h"

namespace rota::openai {

namespace {

using Kind = chat::Delta::Kind;

/// What some servers begin with before they send the arguments.
constexpr Bytes placeholder = "{}";

/// The first piece is never blank.
bool begins_object(const List<Bytes>& held) { return !held.empty() && text::trim_front(held[0]).front() == '{'; }

Bytes joined(const List<Bytes>& pieces, Arena& arena) {
  if (pieces.size() == 1) return pieces[0];
  Buffer all;
  for (const Bytes piece : pieces) all.append(piece);
  return arena.copy(all.view());
}

bool is_placeholder(const List<Bytes>& held) { return held.size() == 1 && text::trim(held[0]) == placeholder; }

json::Value function_of(json::Value element, bool legacy) { return legacy ? element : element["function"]; }

}  // namespace

Bytes ObjectEnd::take(Bytes& piece) {
  std::size_t at = 0;
  for (; at < piece.size() && !ended_; ++at) {
    const char c = piece[at];
    if (escaped_) {
      escaped_ = false;
    } else if (in_string_) {
      escaped_ = c == '\\';
      in_string_ = c != '"';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      ended_ = depth_ <= 1;
      --depth_;
    }
  }
  const Bytes taken = piece.substr(0, at);
  piece.remove_prefix(at);
  return taken;
}

bool Calls::open(std::uint32_t candidate) const {
  for (std::size_t i = first_open_; i < calls_.size(); ++i) {
    if (calls_[i].candidate == candidate && !calls_[i].ended) return true;
  }
  return false;
}

bool Calls::any(std::uint32_t candidate) const {
  for (const Call& call : calls_) {
    if (call.candidate == candidate) return true;
  }
  return false;
}

/// The call that a piece belongs to; null when it begins one. Most servers say an index, and the id and the name once.
/// Others give every call the index 0, or none, and tell calls apart by their ids, or send each whole.
Calls::Call* Calls::find(json::Value element, json::Value function, std::uint32_t candidate) {
  std::int64_t index = -1;
  if (!element["index"].integer(index)) index = -1;
  const json::Escaped id = element["id"].escaped();
  const json::Escaped name = function["name"].escaped();
  const std::size_t oldest = calls_.size() > limits::open_calls ? calls_.size() - limits::open_calls : 0;
  for (std::size_t i = calls_.size(); i > oldest; --i) {
    Call& call = calls_[i - 1];
    if (call.candidate != candidate) continue;
    if (index >= 0 && call.index >= 0 && index != call.index) continue;
    const bool other_id = !id.empty() && !call.id.empty() && id != call.id;
    if (other_id && index < 0) continue;
    if (other_id) return name.empty() ? &call : nullptr;
    const bool same_id = !id.empty() && id == call.id;
    // Whole calls in a row, without anything to tell them apart by.
    const bool names_anew = !same_id && !name.empty() && !call.name.empty();
    return names_anew && (call.ended || name != call.name) ? nullptr : &call;
  }
  return nullptr;
}

void Calls::hold(Call& call, json::Value arguments, Arena& arena) {
  if (call.ended || arguments.is_unset()) return;
  const Bytes piece = arguments.is_string() ? arguments.text(arena) : Bytes(arguments.raw());
  const bool first = !call.begun && call.held.empty();
  if (piece.empty() || (first && text::trim_front(piece).empty())) return;
  if (!call.begun && is_placeholder(call.held)) call.held.clear();
  call.held.push(memory_, piece);
}

void Calls::begin_block(Call& call, Bytes arguments, chat::Fragment& fragment, Arena& arena) {
  chat::Delta& delta = blocks_.add(Kind::tool_call, call.candidate, fragment, arena);
  const chat::ToolName called = names_.original_of(call.name);
  delta.id = call.id;
  delta.name = called.name;
  delta.name_space = called.name_space;
  delta.arguments = arguments;
  call.begun = true;
}

void Calls::give_held(Call& call, chat::Fragment& fragment, Arena& arena) {
  if (!call.begun) begin_block(call, {}, fragment, arena);
  for (Bytes piece : call.held) {
    const Bytes own = call.object.take(piece);
    if (!own.empty()) blocks_.go_on(call.candidate, fragment, arena).arguments = own;
  }
  call.held = {};
}

/// What never began an object becomes the one that it stands for.
void Calls::end_call(Call& call, chat::Fragment& fragment, Arena& arena) {
  if (call.ended) return;
  if (call.begun || begins_object(call.held)) {
    give_held(call, fragment, arena);
  } else {
    const json::Raw text = json::quoted(arena, json::escape(arena, joined(call.held, arena)));
    const Result<json::Value> value = scratch_.read(text, arena);
    begin_block(call, value.ok() ? Bytes(read_arguments(*value, scratch_, arena)) : Bytes("{}"), fragment, arena);
  }
  blocks_.end(call.candidate, fragment, arena);
  call.ended = true;
}

/// Of the candidate's calls the first that has not ended goes out as it comes; the one behind it when that is whole.
void Calls::give_out(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  Call* before = nullptr;
  for (std::size_t i = first_open_; i < calls_.size(); ++i) {
    Call& call = calls_[i];
    if (call.candidate != candidate || call.ended) continue;
    if (before != nullptr) {
      if (before->begun || !is_placeholder(before->held)) return;
      end_call(*before, fragment, arena);  // no arguments have come in the place of {}: those were they
    }
    before = &call;
    const bool waits = !call.begun && (call.name.empty() || !begins_object(call.held) || is_placeholder(call.held));
    if (waits) continue;
    give_held(call, fragment, arena);
    if (!call.object.ended()) continue;
    end_call(call, fragment, arena);
    before = nullptr;
  }
}

void Calls::skip_ended() {
  while (first_open_ < calls_.size() && calls_[first_open_].ended) ++first_open_;
}

void Calls::take_piece(json::Value element, bool legacy, std::uint32_t candidate, chat::Fragment& fragment,
                       Arena& arena) {
  const json::Value function = function_of(element, legacy);
  Call* call = find(element, function, candidate);
  if (call == nullptr) {
    const bool says_nothing = element["id"].escaped().empty() && function["name"].escaped().empty();
    if (says_nothing || calls_.size() == limits::answer_parts) return;
    // Nobody makes so many side by side: they would be held back for ever.
    if (calls_.size() - first_open_ >= limits::open_calls) end(calls_[first_open_].candidate, fragment, arena);
    call = &calls_.push(memory_, Call{});
    call->candidate = candidate;
    if (!element["index"].integer(call->index)) call->index = -1;
  }
  if (call->id.empty()) call->id = json::copy(memory_, element["id"].escaped());
  if (call->name.empty()) call->name = json::copy(memory_, function["name"].escaped());
  hold(*call, function["arguments"], arena);
  give_out(candidate, fragment, arena);
  if (!call->held.empty()) call->held.back() = memory_.copy(call->held.back());
  skip_ended();
}

void Calls::take_whole(json::Value element, bool legacy, std::uint32_t candidate, chat::Fragment& fragment,
                       Arena& arena) {
  const json::Value function = function_of(element, legacy);
  if (function["name"].escaped().empty() || calls_.size() == limits::answer_parts) return;
  Call& call = calls_.push(memory_, Call{});
  call.candidate = candidate;
  call.id = json::copy(memory_, element["id"].escaped());
  call.name = json::copy(memory_, function["name"].escaped());
  begin_block(call, read_arguments(function["arguments"], scratch_, arena), fragment, arena);
  blocks_.end(candidate, fragment, arena);
  call.ended = true;
  skip_ended();
}

void Calls::end(std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  for (std::size_t i = first_open_; i < calls_.size(); ++i) {
    Call& call = calls_[i];
    if (call.candidate != candidate) continue;
    if (!call.name.empty()) end_call(call, fragment, arena);
    call.ended = true;
  }
  skip_ended();
}

}  // namespace rota::openai
