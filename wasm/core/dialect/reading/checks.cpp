// The complaints about a request's fields; see checks.h. Plain sentences that name the path and what would be right, as
// clients already know how to show them (recorded: fixtures/envoy-ai-gateway, fixtures/crewai, fixtures/pydantic-ai).
#include "dialect/reading/checks.h"

#include "base/text.h"

namespace rota::reading {

namespace {

constexpr std::size_t quoted_bytes = 64;  // enough to recognise what was sent, too little to flood a log

Bytes type_name(json::Value value) {
  std::int64_t whole = 0;
  switch (value.type()) {
    case json::Type::null:
      return "null";
    case json::Type::boolean:
      return "a boolean";
    case json::Type::number:
      return value.integer(whole) ? Bytes("an integer") : Bytes("a decimal number");
    case json::Type::string:
      return "a string";
    case json::Type::array:
      return "an array";
    case json::Type::object:
      return "an object";
    case json::Type::absent:
      break;
  }
  return "nothing";
}

Bytes cut(Bytes utf8) { return text::cut_utf8(utf8, quoted_bytes); }

}  // namespace

Bytes spell(const Path& path, Arena& arena, Spelling spelling) {
  Bytes before = path.parent != nullptr ? spell(*path.parent, arena, spelling) : Bytes();
  if (path.index >= 0) {
    const bool dots = spelling == Spelling::dots;
    return arena.join(before, dots ? Bytes(".") : Bytes("["), text::decimal(arena, path.index), dots ? Bytes() : Bytes("]"));
  }
  return before.empty() ? path.name : arena.join(before, ".", path.name);
}

bool Checks::expect(json::Value value, const Path& path, json::Type type, Bytes expected) {
  if (value.type() == type) return true;
  if (!value.is_unset()) wrong_type(path, expected, value);
  return false;
}

bool Checks::is_string(json::Value value, const Path& path) {
  return expect(value, path, json::Type::string, "a string");
}

bool Checks::is_array(json::Value value, const Path& path) {
  return expect(value, path, json::Type::array, "an array");
}

bool Checks::is_object(json::Value value, const Path& path) {
  return expect(value, path, json::Type::object, "an object");
}

bool Checks::boolean(json::Value value, const Path& path, bool& out) {
  if (!expect(value, path, json::Type::boolean, "a boolean")) return false;
  out = value.is_true();
  return true;
}

bool Checks::number(json::Value value, const Path& path, double min, double max, double& out) {
  if (!expect(value, path, json::Type::number, "a number")) return false;
  double number = 0;
  if (!value.number(number)) {
    wrong_value(path, "it is not a finite number.");
    return false;
  }
  if (number >= min && number <= max) {
    out = number;
    return true;
  }
  Bytes bound = text::decimal(arena_, static_cast<std::int64_t>(number < min ? min : max));
  wrong_value(path, arena_.join(number < min ? Bytes("decimal below minimum value. Expected a value >= ")
                                             : Bytes("decimal above maximum value. Expected a value <= "),
                                bound, ", but got ", cut(value.raw()), " instead."));
  return false;
}

bool Checks::integer(json::Value value, const Path& path, std::int64_t min, std::int64_t max, std::int64_t& out) {
  if (!expect(value, path, json::Type::number, "an integer")) return false;
  std::int64_t whole = 0;
  if (!value.integer(whole)) {
    wrong_type(path, "an integer", value);
    return false;
  }
  if (whole >= min && whole <= max) {
    out = whole;
    return true;
  }
  Bytes bound = text::decimal(arena_, whole < min ? min : max);
  wrong_value(path, arena_.join(whole < min ? Bytes("integer below minimum value. Expected a value >= ")
                                            : Bytes("integer above maximum value. Expected a value <= "),
                                bound, ", but got ", cut(value.raw()), " instead."));
  return false;
}

void Checks::missing(const Path& path) {
  if (failed_) return;
  complain(Fault::bad_value, path, arena_.join("Missing required parameter: '", spelt(path), "'."));
}

void Checks::wrong_type(const Path& path, Bytes expected, json::Value got) {
  if (failed_) return;
  complain(Fault::bad_value, path,
           arena_.join("Invalid type for '", spelt(path), "': expected ", expected, ", but got ",
                       type_name(got), " instead."));
}

void Checks::wrong_value(const Path& path, Bytes why) {
  if (failed_) return;
  complain(Fault::bad_value, path, arena_.join("Invalid '", spelt(path), "': ", why));
}

void Checks::unknown_choice(const Path& path, json::Value got, Bytes supported) {
  if (failed_) return;
  complain(Fault::bad_value, path,
           arena_.join("Invalid value for '", spelt(path), "': '", cut(got.text(arena_)),
                       "'. Supported values are: ", supported, "."));
}

void Checks::unsupported(const Path& path) {
  if (failed_) return;
  complain(Fault::unsupported, path, arena_.join("'", spelt(path), "' is not supported yet."));
}

void Checks::complain(Fault fault, const Path& path, Bytes message) {
  if (failed_) return;
  failed_ = true;
  failure_ = client_failure(fault, 400, message, spelt(path));
}

}  // namespace rota::reading
