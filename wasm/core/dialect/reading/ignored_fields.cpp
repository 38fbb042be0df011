// See ignored_fields.h.
#include "dialect/reading/ignored_fields.h"

namespace rota::reading {

namespace {

constexpr double any_number = 1.7e308;

void check(json::Value value, json::Type type, const Path& path, Checks& checks) {
  bool flag = false;
  double number = 0;
  switch (type) {
    case json::Type::string:
      checks.is_string(value, path);
      break;
    case json::Type::object:
      checks.is_object(value, path);
      break;
    case json::Type::array:
      checks.is_array(value, path);
      break;
    case json::Type::boolean:
      checks.boolean(value, path, flag);
      break;
    case json::Type::number:
      checks.number(value, path, 0, any_number, number);
      break;
    case json::Type::null:
    case json::Type::absent:
      break;
  }
}

}  // namespace

void check_ignored_fields(const RequestMembers& root, std::span<const IgnoredField> fields, Checks& checks) {
  for (const IgnoredField& field : fields) check(root[field.name], field.type, Path{nullptr, field.name}, checks);
}

}  // namespace rota::reading
