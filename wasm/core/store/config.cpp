// Checking, applying and spelling settings; see config.h. What a setting is stands in settings.def alone.
#include "store/config.h"

#include <type_traits>

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

namespace rota::store {

namespace {

/// How a field of Config is reached as a number: a count, a flag, or a word's place. Null for texts and aliases.
struct FieldAccess {
  void (*set)(Config& config, std::uint32_t number);
  std::uint32_t (*get)(const Config& config);
};

template <auto field>
constexpr FieldAccess access_to() {
  using Field = std::remove_reference_t<decltype(std::declval<Config&>().*field)>;
  if constexpr (std::is_arithmetic_v<Field> || std::is_enum_v<Field>) {
    return {[](Config& config, std::uint32_t number) { config.*field = static_cast<Field>(number); },
            [](const Config& config) { return static_cast<std::uint32_t>(config.*field); }};
  } else {
    return {nullptr, nullptr};
  }
}

constexpr FieldAccess field_accesses[] = {
#define ROTA_SETTING(name, kind, low, high, words, standard, description) access_to<&Config::name>(),
#include "store/settings.def"
#undef ROTA_SETTING
};

constexpr const Setting& named_setting(Bytes name) {
  const Setting* found = settings;
  while (found->name != name) ++found;
  return *found;
}
static_assert(named_setting("max_attempts").high == limits::attempts_max);
static_assert(named_setting("lease_picks_max").high == limits::lease_picks);

const FieldAccess& access_of(const Setting& setting) { return field_accesses[&setting - settings]; }

/// The place of `word` among `words`; false when it is none of them.
bool find_word(Bytes words, Bytes word, std::uint32_t& place) {
  const std::size_t size = words.size();
  std::uint32_t at = 0;
  for (std::size_t begin = 0; begin <= size; ++at) {
    const std::size_t end = words.find('|', begin);
    const Bytes candidate = words.substr(begin, end == Bytes::npos ? end : end - begin);
    if (candidate == word) {
      place = at;
      return true;
    }
    if (end == Bytes::npos) return false;
    begin = end + 1;
  }
  return false;
}

Bytes word_at(Bytes words, std::uint32_t place) {
  Bytes rest = words;
  Bytes word = text::split(rest, '|');
  for (; place > 0; --place) word = text::split(rest, '|');
  return word;
}

bool read_flag(Bytes value, std::uint32_t& number) {
  number = value == "1" || text::iequals(value, "true") ? 1 : 0;
  return number == 1 || value == "0" || text::iequals(value, "false");
}

/// Counts, flags and words, as FieldAccess takes them.
bool read_number(const Setting& setting, Bytes value, std::uint32_t& number) {
  if (setting.kind == Setting::Kind::flag) return read_flag(value, number);
  if (setting.kind == Setting::Kind::word) return find_word(setting.words, value, number);
  std::uint64_t read = 0;
  if (!text::parse_unsigned(value, read) || read < setting.low || read > setting.high) return false;
  number = static_cast<std::uint32_t>(read);
  return true;
}

bool is_model_name(Bytes value) {
  if (value.empty() || value.size() > limits::model_name_bytes) return false;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return false;
  }
  return true;
}

/// False when `value` is no JSON object of names of models. The names are copied into `arena`.
bool read_aliases(Bytes value, List<Alias>& aliases, Arena& arena) {
  if (value.size() > limits::setting_bytes) return false;
  json::Reader reader;
  const auto root = reader.read(value, arena);
  if (!root.ok() || !root.value().is_object()) return false;
  List<Alias> read;
  for (const json::Member member : root.value().members()) {
    const Alias alias{arena.copy(member.name.text(arena)), arena.copy(member.value.text(arena))};
    if (!is_model_name(alias.name) || !is_model_name(alias.model)) return false;
    read.push(arena, alias);
  }
  aliases = read;
  return true;
}

bool is_allowed(const Setting& setting, Bytes value, Arena& arena) {
  std::uint32_t number = 0;
  List<Alias> aliases;
  switch (setting.kind) {
    case Setting::Kind::text:
      return value.empty() || is_model_name(value);
    case Setting::Kind::aliases:
      return read_aliases(value, aliases, arena);
    default:
      return read_number(setting, value, number);
  }
}

Bytes demand_of(const Setting& setting, Arena& arena) {
  switch (setting.kind) {
    case Setting::Kind::number:
      return arena.join(setting.name, " must be a whole number from ", text::decimal(arena, setting.low), " to ",
                        text::decimal(arena, setting.high), ".");
    case Setting::Kind::flag:
      return arena.join(setting.name, " must be 1 or 0.");
    case Setting::Kind::word:
      return setting.words[0] == '|'
                 ? arena.join(setting.name, " must be empty or one of ", setting.words.substr(1), ".")
                 : arena.join(setting.name, " must be one of ", setting.words, ".");
    case Setting::Kind::text:
      return arena.join(setting.name, " must be empty or a model's name without spaces, at most ",
                        text::decimal(arena, limits::model_name_bytes), " bytes.");
    case Setting::Kind::aliases:
      break;
  }
  return arena.join(setting.name, " must be a JSON object of names, {\"alias\":\"model\"}, at most ",
                    text::decimal(arena, limits::setting_bytes), " bytes.");
}

Bytes aliases_text(const List<Alias>& aliases, Arena& arena) {
  Buffer out;
  json::Writer writer(out);
  writer.begin_object();
  for (const Alias& alias : aliases) {
    Buffer name;
    json::append_escaped(name, alias.name);
    writer.escaped_key(name.view());
    writer.string(alias.model);
  }
  writer.end_object();
  return arena.copy(out.view());
}

Bytes upper_case(Bytes name, Arena& arena) {
  char* upper = static_cast<char*>(arena.allocate(name.size(), 1));
  for (std::size_t i = 0; i < name.size(); ++i) {
    upper[i] = name[i] >= 'a' && name[i] <= 'z' ? static_cast<char>(name[i] - 32) : name[i];
  }
  return {upper, name.size()};
}

}  // namespace

const Setting* find_setting(Bytes name) {
  for (const Setting& setting : settings) {
    if (setting.name == name) return &setting;
  }
  return nullptr;
}

Status check(Bytes name, Bytes value, Arena& arena) {
  const Setting* setting = find_setting(name);
  if (setting == nullptr) return client_failure(Fault::bad_value, 422, "There is no setting of that name.", name);
  if (is_allowed(*setting, value, arena)) return Done{};
  return client_failure(Fault::bad_value, 422, demand_of(*setting, arena), setting->name);
}

void apply(Config& config, Bytes name, Bytes value, Arena& arena) {
  const Setting* setting = find_setting(name);
  if (setting == nullptr) return;
  std::uint32_t number = 0;
  switch (setting->kind) {
    case Setting::Kind::text:
      if (value.empty() || is_model_name(value)) config.default_model = arena.copy(value);
      return;
    case Setting::Kind::aliases:
      static_cast<void>(read_aliases(value, config.model_aliases, arena));
      return;
    default:
      if (read_number(*setting, value, number)) access_of(*setting).set(config, number);
  }
}

Config read_presets(json::Value environment, Arena& arena) {
  Config config;
  for (const Setting& setting : settings) {
    const json::Value preset = environment[upper_case(setting.name, arena)];
    if (preset.is_string()) apply(config, setting.name, text::trim(preset.text(arena)), arena);
  }
  return config;
}

Bytes value_of(const Config& config, Bytes name, Arena& arena) {
  const Setting* setting = find_setting(name);
  if (setting == nullptr) return {};
  if (setting->kind == Setting::Kind::text) return config.default_model;
  if (setting->kind == Setting::Kind::aliases) return aliases_text(config.model_aliases, arena);
  const std::uint32_t number = access_of(*setting).get(config);
  if (setting->kind == Setting::Kind::word) return word_at(setting->words, number);
  return text::decimal(arena, number);
}

}  // namespace rota::store
