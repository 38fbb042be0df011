// The two members; see function_name.h.
#include "dialect/reading/function_name.h"

#include "base/limits.h"
#include "base/sentence.h"

namespace rota::reading {

namespace {

void read_name(json::Value name, const Path& path, Checks& checks, chat::Tool& tool) {
  if (name.is_unset()) return checks.missing(path);
  if (!checks.is_string(name, path)) return;
  tool.name = name.escaped();
  if (tool.name.empty()) return checks.wrong_value(path, "it is empty.");
  if (tool.name.size() > limits::tool_name_bytes) {
    checks.wrong_value(path, sentence<"it is longer than "_s, limits::tool_name_bytes, " bytes."_s>);
  }
}

}  // namespace

bool read_function_name(json::Value declaration, const Path& path, Checks& checks, chat::Tool& tool) {
  read_name(declaration["name"], Path{&path, "name"}, checks, tool);
  const json::Value description = declaration["description"];
  if (checks.is_string(description, Path{&path, "description"})) tool.description = description.escaped();
  return !checks.failed();
}

}  // namespace rota::reading
