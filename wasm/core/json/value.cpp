// Value: answers from the Reader's nodes. Knows their layout; scans text only where an answer needs it.
#include "json/escape.h"
#include "json/number.h"
#include "json/reader.h"

namespace rota::json {

Value Value::operator[](Bytes name) const {
  Value found;
  for (const Member member : members()) {
    if (member.name.equals(name)) found = member.value;
  }
  return found;
}

Value Value::at(std::size_t index) const {
  if (!is_array() || index >= count()) return {};
  Elements range = elements();
  Iterator at = range.begin();
  for (; index > 0; --index) ++at;
  return *at;
}

std::size_t Value::count() const { return reader_ == nullptr ? 0 : reader_->nodes_[node_].info / Reader::child; }

Raw Value::raw() const {
  if (reader_ == nullptr) return {};
  const Reader::Node& node = reader_->nodes_[node_];
  return trust_raw(reader_->text_.substr(node.begin, node.end - node.begin));
}

Bytes Value::string_text(bool& escapes) const {
  const Reader::Node& node = reader_->nodes_[node_];
  escapes = (node.info & Reader::has_escapes) != 0;
  return reader_->text_.substr(node.begin + 1, node.end - node.begin - 2);
}

Escaped Value::escaped() const {
  bool escapes = false;
  return is_string() ? trust_escaped(string_text(escapes)) : Escaped{};
}

Bytes Value::text(Arena& arena) const {
  if (!is_string()) return {};
  bool escapes = false;
  const Bytes inside = string_text(escapes);
  if (!escapes) return inside;
  auto* out = static_cast<char*>(arena.allocate(inside.size(), 1));
  return {out, unescape(inside, out)};
}

bool Value::equals(Bytes literal) const {
  if (!is_string()) return false;
  bool escapes = false;
  const Bytes inside = string_text(escapes);
  return escapes ? unescapes_to(inside, literal) : inside == literal;
}

bool Value::is_true() const { return type() == Type::boolean && raw().size() == 4; }

bool Value::number(double& out) const {
  if (!is_number()) return false;
  const double value = to_double(raw());
  if (value - value != 0) return false;  // infinite
  out = value;
  return true;
}

bool Value::integer(std::int64_t& out) const { return is_number() && to_integer(raw(), out); }

std::size_t Value::offset() const { return reader_ == nullptr ? 0 : reader_->nodes_[node_].begin; }

Value::Elements Value::elements() const {
  if (!is_array()) return {};
  return {Value(reader_, node_ + 1), Value(reader_, next())};
}

Value::Members Value::members() const {
  if (!is_object()) return {};
  return {Value(reader_, node_ + 1), Value(reader_, next())};
}

}  // namespace rota::json
