// Prefixes, syntax and families; see model_name.h.
#include "dialect/gemini/model_name.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::gemini {

namespace {

constexpr Bytes prefixes[] = {"models/", "google/", "gemini/"};

struct Version {
  std::uint32_t major = 0;
  std::uint32_t minor = 0;
  Bytes rest;  ///< what follows, from the dash on
  [[nodiscard]] bool at_least(std::uint32_t a, std::uint32_t b) const {
    return major > a || (major == a && minor >= b);
  }
};

std::uint32_t take_number(Bytes& s) {
  std::uint32_t value = 0;
  while (!s.empty() && text::is_digit(s.front())) {
    if (value < 1000) value = value * 10 + static_cast<std::uint32_t>(s.front() - '0');
    s.remove_prefix(1);
  }
  return value;
}

/// "gemini-2.5-flash-lite" after its family: 2, 5, "-flash-lite". False when no number stands there.
bool read_version(Bytes s, Version& out) {
  if (s.empty() || !text::is_digit(s.front())) return false;
  out.major = take_number(s);
  if (!s.empty() && s.front() == '.') {
    s.remove_prefix(1);
    out.minor = take_number(s);
  }
  out.rest = s;
  return true;
}

void budgets_of(Bytes rest, ModelTraits& traits) {
  traits.thinking = ThinkingControl::budget;
  if (text::starts_with(rest, "-pro")) {
    traits.budget_off = traits.budget_min = 128;  // "Budget 0 is invalid. This model only works in thinking mode."
    traits.budget_max = 32768;
  } else if (text::starts_with(rest, "-flash-lite")) {
    traits.budget_min = 512;
  }
}

void levels_of(const Version& version, ModelTraits& traits) {
  traits.thinking = ThinkingControl::level;
  if (text::starts_with(version.rest, "-pro")) {
    traits.level_medium = version.at_least(3, 1);
  } else if (text::contains(version.rest, "-flash-lite")) {
    traits.level_minimal = true;
  } else if (text::starts_with(version.rest, "-flash")) {
    traits.level_minimal = !version.at_least(3, 7);
  }
}

ModelTraits gemini_traits(Bytes after_family) {
  ModelTraits traits;
  Version version;
  const bool versioned = read_version(after_family, version);
  traits.third_generation = !versioned || version.at_least(3, 0);
  traits.penalties = !traits.third_generation;
  if (text::contains(after_family, "tts") || text::contains(after_family, "embedding")) return traits;
  if (!versioned) {
    // gemini-flash-latest and the like point to the newest model, which takes levels.
    traits.thinking = ThinkingControl::level;
    traits.level_minimal = text::contains(after_family, "flash-lite");
    return traits;
  }
  const bool image = text::contains(version.rest, "image");
  if (version.at_least(3, 0)) {
    if (!image || text::starts_with(version.rest, "-pro")) levels_of(version, traits);
  } else if (version.at_least(2, 5) && !image) {
    budgets_of(version.rest, traits);
  }
  return traits;
}

ModelTraits gemma_traits(Bytes after_family) {
  ModelTraits traits;
  Version version;
  if (!read_version(after_family, version)) return traits;
  traits.system_instruction = version.at_least(4, 0);
  if (version.at_least(4, 0)) {
    traits.thinking = ThinkingControl::level;
    traits.level_minimal = true;
    traits.level_low = traits.level_medium = false;
  }
  return traits;
}

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
  return client_failure(Fault::model_not_found, 404, arena.join("The model '", shown, "' does not exist."), "model");
}

ModelTraits traits_of(Bytes model) {
  constexpr Bytes gemini = "gemini-";
  constexpr Bytes gemma = "gemma-";
  if (text::starts_with(model, gemini)) return gemini_traits(model.substr(gemini.size()));
  if (text::starts_with(model, gemma)) return gemma_traits(model.substr(gemma.size()));
  return {};
}

}  // namespace rota::gemini
