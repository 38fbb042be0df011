// Google's own among the settings; see native_settings.h.
#include "dialect/gemini/request/native_settings.h"

#include "dialect/gemini/request/native_json.h"
#include "dialect/labels.h"

namespace rota::gemini {

namespace {

bool stands_within(const chat::NativeSetting& setting, Bytes place) {
  return setting.owner == dialect::labels::gemini && setting.within == place;
}

}  // namespace

List<const chat::NativeSetting*> settings_within(Bytes place, const List<chat::NativeSetting>& settings, Arena& arena) {
  List<const chat::NativeSetting*> found;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    if (!stands_within(settings[i], place)) continue;
    const Bytes name = camel_case(settings[i].name, arena);
    bool later = false;
    for (std::size_t j = i + 1; j < settings.size(); ++j) {
      later = later || (stands_within(settings[j], place) && same_field(name, settings[j].name));
    }
    if (!later) found.push(arena, &settings[i]);
  }
  return found;
}

bool has_setting(Bytes place, Bytes name, const List<chat::NativeSetting>& settings) {
  for (const chat::NativeSetting& setting : settings) {
    if (stands_within(setting, place) && same_field(name, setting.name)) return true;
  }
  return false;
}

void write_setting(const chat::NativeSetting& setting, json::Writer& writer) {
  Arena arena;
  const json::Escaped name = camel_case(setting.name, arena);
  writer.key(name);
  if (name == "responseSchema" || name == "responseJsonSchema") return writer.raw(setting.json);
  Buffer value;
  append_camel_case(value, setting.json);
  writer.raw(json::trust_raw(value.view()));
}

}  // namespace rota::gemini
