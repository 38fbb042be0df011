// Prefixes and syntax; see model_name.h.
#include "dialect/gemini/models/model_name.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::gemini {

namespace {

constexpr Bytes prefixes[] = {"models/", "google/", "gemini/"};

}  // namespace

Bytes strip_model_prefix(Bytes name) {
  for (bool found = true; found;) {
    found = false;
    for (Bytes prefix : prefixes) {
      if (!text::starts_with(name, prefix)) continue;
      name.remove_prefix(prefix.size());
      found = true;
    }
  }
  return name;
}

Result<Bytes> read_model_name(Bytes name, Arena& arena) {
  Bytes model = strip_model_prefix(name);
  bool valid = !model.empty() && model.size() <= limits::model_name_bytes;
  for (char c : model) {
    const auto octet = static_cast<unsigned char>(c);
    if (octet <= ' ' || octet == 0x7F || c == '/' || c == '\\' || c == '?' || c == '#' || c == '%') valid = false;
  }
  // A path segment of dots would climb out of /models/ in a URL parser.
  if (model == "." || model == "..") valid = false;
  if (valid) return model;
  Bytes shown = model.size() <= limits::model_name_bytes ? model : Bytes("(too long)");
  return client_failure(Fault::model_not_found, 404, arena.join("The model '", shown, "' does not exist."),
                        Field::model);
}

}  // namespace rota::gemini
