// Paths and the text that grows along them; see partial_call.h.
#include "dialect/gemini/reply/partial_call.h"

#include "base/text.h"
#include "json/writer.h"

namespace rota::gemini {

namespace {

void set(Buffer& buffer, Bytes bytes) {
  buffer.clear();
  buffer.append(bytes);
}

}  // namespace

void PartialCall::begin(std::uint32_t candidate, json::Escaped name, json::Escaped id, json::Escaped signature) {
  open_ = true;
  announced_ = false;
  in_string_ = false;
  candidate_ = candidate;
  name_.set(name);
  id_.set(id);
  signature_.set(signature);
  text_.clear();
  path_.clear();
  keys_.clear();
  levels_.clear();
}

bool PartialCall::add(json::Value call, json::Escaped signature, Arena& scratch) {
  if (id_.empty()) id_.set(call["id"].escaped());
  if (signature_.empty()) signature_.set(signature);
  add_args(call["args"]);
  for (json::Value piece : call["partialArgs"].elements()) add_piece(piece, scratch);
  const bool continues = call["willContinue"].is_true();
  const bool ends = announced_ && !continues;
  announced_ = announced_ || continues;
  return ends;
}

/// Members join those of earlier pieces; behind values that came one by one they are too late.
void PartialCall::add_args(json::Value args) {
  if (!args.is_object() || args.count() == 0 || !levels_.empty()) return;
  if (text_.empty()) {
    text_.append(args.raw());
    return;
  }
  text_.resize(text_.size() - 1);
  text_.append(',');
  text_.append(Bytes(args.raw()).substr(1));
}

void PartialCall::add_piece(json::Value piece, Arena& scratch) {
  const Bytes path = piece["jsonPath"].text(scratch);
  if (in_string_ && path == path_.view()) {
    text_.append(piece["stringValue"].escaped());
    if (!piece["willContinue"].is_true()) close_string();
    return;
  }
  close_string();
  List<Step> steps;
  if (!read_path(path, scratch, steps) || !go_to(steps)) return;
  set(path_, path);
  put_value(piece);
}

/// `$.a.b[0]['c d']`; false for anything else.
bool PartialCall::read_path(Bytes path, Arena& scratch, List<Step>& steps) {
  if (!text::starts_with(path, "$")) return false;
  path.remove_prefix(1);
  while (!path.empty()) {
    Step step;
    if (path[0] == '.') {
      const std::size_t end = path.find_first_of(".[", 1);
      step.key = path.substr(1, end == Bytes::npos ? end : end - 1);
      path = end == Bytes::npos ? Bytes{} : path.substr(end);
    } else {
      const std::size_t end = path.find(']');
      if (path[0] != '[' || end == Bytes::npos) return false;
      const Bytes inside = path.substr(1, end - 1);
      path = path.substr(end + 1);
      std::uint64_t index = 0;
      if (text::parse_unsigned(inside, index)) {
        step.array = true;
        step.index = static_cast<std::int64_t>(index);
      } else if (inside.size() >= 2 && (inside[0] == '\'' || inside[0] == '"') && inside.back() == inside[0]) {
        step.key = inside.substr(1, inside.size() - 2);
      } else {
        return false;
      }
    }
    steps.push(scratch, step);
  }
  return !steps.empty();
}

/// Closes what the path leaves and opens what it enters, up to where its value is to stand.
bool PartialCall::go_to(const List<Step>& steps) {
  if (levels_.empty()) {
    if (!text_.empty() || steps[0].array) return false;  // the arguments came whole, or are no object
    text_.append('{');
    levels_.push(Level{});
  }
  std::size_t at = 0;
  while (at + 1 < steps.size() && at + 1 < levels_.size() && stands_at(levels_[at], steps[at])) ++at;
  const Level& level = levels_[at];
  if (level.array != steps[at].array) return false;
  if (steps[at].array ? steps[at].index != level.written : stands_at(level, steps[at])) return false;
  close_to(at + 1);
  for (; at < steps.size(); ++at) {
    enter(steps[at]);
    if (at + 1 == steps.size()) break;
    Level inner;
    inner.array = steps[at + 1].array;
    if (inner.array && steps[at + 1].index != 0) {
      text_.append("null");  // what should stand there never came
      return false;
    }
    inner.key_begin = inner.key_end = static_cast<std::uint32_t>(keys_.size());
    text_.append(inner.array ? '[' : '{');
    levels_.push(inner);
  }
  return true;
}

bool PartialCall::stands_at(const Level& level, const Step& step) const {
  if (level.array != step.array || level.written == 0) return false;
  if (level.array) return level.written == step.index + 1;
  return keys_.view().substr(level.key_begin, level.key_end - level.key_begin) == step.key;
}

void PartialCall::enter(const Step& step) {
  Level& level = levels_[levels_.size() - 1];
  if (level.written++ != 0) text_.append(',');
  if (level.array) return;
  keys_.resize(level.key_begin);
  keys_.append(step.key);
  level.key_end = static_cast<std::uint32_t>(keys_.size());
  text_.append('"');
  json::append_escaped(text_, step.key);
  text_.append("\":");
}

void PartialCall::put_value(json::Value piece) {
  if (json::Value text = piece["stringValue"]; text.is_string()) {
    text_.append('"');
    text_.append(text.escaped());
    in_string_ = true;
    if (!piece["willContinue"].is_true()) close_string();
    return;
  }
  json::Value number = piece["numberValue"];
  json::Value boolean = piece["boolValue"];
  if (number.is_number()) {
    text_.append(number.raw());
  } else {
    text_.append(boolean.type() == json::Type::boolean ? boolean.raw() : json::Raw("null"));
  }
}

void PartialCall::close_string() {
  if (in_string_) text_.append('"');
  in_string_ = false;
}

void PartialCall::close_to(std::size_t depth) {
  while (levels_.size() > depth) {
    text_.append(levels_[levels_.size() - 1].array ? ']' : '}');
    levels_.resize(levels_.size() - 1);
  }
}

Bytes PartialCall::end() {
  close_string();
  close_to(0);
  open_ = false;
  if (text_.empty()) text_.append("{}");
  return text_.view();
}

}  // namespace rota::gemini
