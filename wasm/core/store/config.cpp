// Checking, applying and spelling settings; see config.h. What a setting is stands in settings.def alone.
#include "store/config.h"

#include <algorithm>
#include <type_traits>

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

namespace rota::store {

namespace {

/// How a setting's own field of Config is reached: as a number (a count, a flag, a word's place), a text, or aliases.
/// One of them; the others are null.
struct FieldAccess {
  void (*set)(Config& config, std::uint32_t number) = nullptr;
  std::uint32_t (*get)(const Config& config) = nullptr;
  Bytes Config::*text = nullptr;
  List<Alias> Config::*aliases = nullptr;
};

/// Whether a setting of that kind can be kept in such a field.
template <class Field>
constexpr bool keeps(Setting::Kind kind) {
  switch (kind) {
    case Setting::Kind::number: return std::is_arithmetic_v<Field> && !std::is_same_v<Field, bool>;
    case Setting::Kind::flag: return std::is_same_v<Field, bool>;
    case Setting::Kind::word: return std::is_enum_v<Field>;
    case Setting::Kind::choice:
    case Setting::Kind::text: return std::is_same_v<Field, Bytes>;
    case Setting::Kind::aliases: return std::is_same_v<Field, List<Alias>>;
  }
  return false;
}

template <Setting::Kind kind, auto field>
constexpr FieldAccess access_to() {
  using Field = std::remove_reference_t<decltype(std::declval<Config&>().*field)>;
  static_assert(keeps<Field>(kind), "a row of settings.def and its field of Config are of different kinds");
  FieldAccess access;
  if constexpr (kind == Setting::Kind::text || kind == Setting::Kind::choice) {
    access.text = field;
  } else if constexpr (kind == Setting::Kind::aliases) {
    access.aliases = field;
  } else {
    access.set = [](Config& config, std::uint32_t number) { config.*field = static_cast<Field>(number); };
    access.get = [](const Config& config) { return static_cast<std::uint32_t>(config.*field); };
  }
  return access;
}

constexpr FieldAccess field_accesses[] = {
#define ROTA_SETTING(name, kind, low, high, words, standard, description) \
  access_to<Setting::Kind::kind, &Config::name>(),
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
  number = says_yes(value) ? 1 : 0;
  return number == 1 || says_no(value);
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

bool is_choice(const Setting& setting, Bytes value) {
  std::uint32_t number = 0;
  return find_word(setting.words, value, number) || read_number(setting, value, number);
}

bool is_model_name(Bytes value) {
  if (value.empty() || value.size() > limits::model_name_bytes) return false;
  for (const char c : value) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7F) return false;
  }
  return true;
}

/// A model's name, or a list of such: a chain, each of whose models stands there once.
bool read_alias_models(json::Value value, Alias& alias, Arena& arena) {
  if (!value.is_array()) {
    alias.model = arena.copy(value.text(arena));
    return is_model_name(alias.model);
  }
  if (value.count() == 0 || value.count() > limits::chain_models) return false;
  List<Bytes> models;
  for (const json::Value element : value.elements()) {
    const Bytes model = arena.copy(element.text(arena));
    if (!is_model_name(model) || std::find(models.begin(), models.end(), model) != models.end()) return false;
    models.push(arena, model);
  }
  alias.model = models[0];
  for (std::size_t i = 1; i < models.size(); ++i) alias.later.push(arena, models[i]);
  return true;
}

/// False when `value` is no JSON object of names of models and chains. The names are copied into `arena`.
bool read_aliases(Bytes value, List<Alias>& aliases, Arena& arena) {
  if (value.size() > limits::setting_bytes) return false;
  json::Reader reader;
  const auto root = reader.read(value, arena);
  if (!root.ok() || !root.value().is_object()) return false;
  List<Alias> read;
  for (const json::Member member : root.value().members()) {
    Alias alias{arena.copy(member.name.text(arena)), {}};
    if (!is_model_name(alias.name) || !read_alias_models(member.value, alias, arena)) return false;
    read.push(arena, alias);
  }
  aliases = read;
  return true;
}

bool is_allowed(const Setting& setting, Bytes value, Arena& arena) {
  std::uint32_t number = 0;
  List<Alias> aliases;
  switch (setting.kind) {
    case Setting::Kind::choice:
      return is_choice(setting, value);
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
    case Setting::Kind::choice:
      return arena.join(setting.name, " must be empty, one of ", setting.words.substr(1), ", or a whole number up to ",
                        text::decimal(arena, setting.high), ".");
    case Setting::Kind::text:
      return arena.join(setting.name, " must be empty or a model's name without spaces, at most ",
                        text::decimal(arena, limits::model_name_bytes), " bytes.");
    case Setting::Kind::aliases:
      break;
  }
  return arena.join(setting.name, " must be a JSON object of names, {\"alias\":\"model\"} or {\"alias\":[\"model\",\"next\"]} of at most ",
                    text::decimal(arena, limits::chain_models), " models, at most ",
                    text::decimal(arena, limits::setting_bytes), " bytes.");
}

Bytes aliases_text(const List<Alias>& aliases, Arena& arena) {
  Buffer out;
  json::Writer writer(out);
  writer.begin_object();
  for (const Alias& alias : aliases) {
    writer.key(json::escape(arena, alias.name));
    if (alias.later.empty()) {
      writer.string(alias.model);
      continue;
    }
    writer.begin_array();
    writer.string(alias.model);
    for (const Bytes model : alias.later) writer.string(model);
    writer.end_array();
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

bool says_yes(Bytes value) { return value == "1" || text::iequals(value, "true"); }
bool says_no(Bytes value) { return value == "0" || text::iequals(value, "false"); }

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
    case Setting::Kind::choice:
      if (is_choice(*setting, value)) config.*access_of(*setting).text = arena.copy(value);
      return;
    case Setting::Kind::text:
      if (value.empty() || is_model_name(value)) config.*access_of(*setting).text = arena.copy(value);
      return;
    case Setting::Kind::aliases:
      static_cast<void>(read_aliases(value, config.*access_of(*setting).aliases, arena));
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

Config copy_config(const Config& config, Arena& arena) {
  Config copy = config;
  copy.default_model = arena.copy(config.default_model);
  copy.thinking_default = arena.copy(config.thinking_default);
  copy.model_aliases = {};
  for (const Alias& alias : config.model_aliases) {
    Alias& made = copy.model_aliases.push(arena, {arena.copy(alias.name), arena.copy(alias.model)});
    for (const Bytes model : alias.later) made.later.push(arena, arena.copy(model));
  }
  return copy;
}

Bytes value_of(const Config& config, Bytes name, Arena& arena) {
  const Setting* setting = find_setting(name);
  if (setting == nullptr) return {};
  const FieldAccess& access = access_of(*setting);
  if (access.text != nullptr) return config.*access.text;
  if (setting->kind == Setting::Kind::aliases) return aliases_text(config.*access.aliases, arena);
  const std::uint32_t number = access.get(config);
  if (setting->kind == Setting::Kind::word) return word_at(setting->words, number);
  return text::decimal(arena, number);
}

}  // namespace rota::store
