// extra_body.google and its kin: where each field goes; see google.h.
#include "base/limits.h"
#include "dialect/openai/chat/tools.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

namespace {

/// One field in its two spellings.
struct Spelling {
  json::Escaped snake;
  json::Escaped camel;
};
constexpr Spelling thinking_config{"thinking_config", "thinkingConfig"};
constexpr Spelling generation_config{"generation_config", "generationConfig"};
constexpr Spelling safety_settings{"safety_settings", "safetySettings"};
constexpr Spelling cached_content{"cached_content", "cachedContent"};
/// Members of generationConfig that are also accepted without it, and the type they have.
struct ConfigField {
  Spelling name;
  json::Type type;
};
constexpr ConfigField config_fields[] = {
    {{"response_modalities", "responseModalities"}, json::Type::array},
    {{"image_config", "imageConfig"}, json::Type::object},
    {{"speech_config", "speechConfig"}, json::Type::object},
    {{"media_resolution", "mediaResolution"}, json::Type::string},
};

bool names(Bytes name, const Spelling& spelling) { return name == Bytes(spelling.snake) || name == Bytes(spelling.camel); }

/// Set, and saying more than "none of it": clients send null, false, {} and [] for that.
bool asks_for_something(json::Value value) {
  if (value.is_array() || value.is_object()) return value.count() != 0;
  return !value.is_unset() && !(value.type() == json::Type::boolean && !value.is_true());
}

class GoogleFields {
 public:
  GoogleFields(Checks& checks, chat::Conversation& conversation) : checks_(checks), conversation_(conversation) {}

  /// The object `google` at `path`.
  void read_object(json::Value google, const Path& path) {
    if (!checks_.is_object(google, path)) return;
    for (json::Member member : google.members()) {
      const Path place{&path, member.name.text(checks_.arena())};
      if (names(place.name, thinking_config) || !asks_for_something(member.value)) continue;
      if (!read(member.value, place) && !read_inner(member.value, place)) checks_.unsupported(place);
      if (checks_.failed()) return;
    }
  }
  /// A field that may stand in the request itself, named by the end of its path. False when it is none.
  bool read(json::Value value, const Path& path) {
    if (names(path.name, generation_config)) {
      if (checks_.is_object(value, path)) read_config(value);
    } else if (names(path.name, safety_settings)) {
      if (checks_.is_array(value, path)) add({}, safety_settings.camel, value);
    } else if (names(path.name, cached_content)) {
      if (checks_.is_string(value, path)) add({}, cached_content.camel, value);
      conversation_.uses_stored = true;
      if (!checks_.failed()) cache_ = spell(path, checks_.arena());
    } else {
      return false;
    }
    return true;
  }

  /// What is cached holds the system text and the tools: Google refuses others beside it.
  void check_cache() {
    if (cache_.empty()) return;
    const bool system = !conversation_.system.empty() && !conversation_.turns.empty();
    if (!system && conversation_.tools.empty()) return;
    checks_.wrong_value(Path{nullptr, cache_},
                        system ? "Google takes no system text beside cached content: put it into the cache, or send it as a "
                                 "user's."
                               : "Google takes no tools beside cached content: put them into the cache.");
  }

 private:
  bool read_inner(json::Value value, const Path& path) {
    for (const ConfigField& field : config_fields) {
      if (!names(path.name, field.name)) continue;
      if (field.type == json::Type::array    ? checks_.is_array(value, path)
          : field.type == json::Type::object ? checks_.is_object(value, path)
                                             : checks_.is_string(value, path)) {
        add(generation_config.camel, field.name.camel, value);
      }
      return true;
    }
    if (path.name != "tools") return false;
    read_tool_list(value, path, checks_, conversation_.tools);
    return true;
  }

  void read_config(json::Value config) {
    for (json::Member member : config.members()) {
      const json::Escaped name = member.name.escaped();
      if (!names(name, thinking_config) && !member.value.is_unset()) {
        add(generation_config.camel, name, member.value);
      }
    }
  }

  void add(Bytes within, json::Escaped name, json::Value value) {
    List<chat::NativeSetting>& settings = conversation_.native;
    const bool known = Bytes(name).find('\\') == Bytes::npos && name.size() <= limits::native_name_bytes;
    if (!known || settings.size() >= limits::native_fields) {
      return checks_.wrong_value(Path{nullptr, "generation_config"}, "it has more members than Google knows.");
    }
    settings.push(checks_.arena(), chat::NativeSetting{owner, within, name, value.raw()});
  }

  Checks& checks_;
  chat::Conversation& conversation_;
  Bytes cache_;  // where the cached content is named
};

}  // namespace

void read_fields(const RequestMembers& root, Checks& checks, chat::Conversation& conversation) {
  GoogleFields fields(checks, conversation);
  for (const Spelling& spelling : {generation_config, safety_settings, cached_content}) {
    for (Bytes name : {spelling.snake, spelling.camel}) {
      if (!root[name].is_unset()) fields.read(root[name], Path{nullptr, name});
      if (checks.failed()) return;
    }
  }
  const Path extra{nullptr, "extra_body"};
  const Path bare{nullptr, "google"};
  fields.read_object(root["google"], bare);
  if (checks.is_object(root["extra_body"], extra)) {
    fields.read_object(root["extra_body"]["google"], Path{&extra, "google"});
  }
  if (!checks.failed()) fields.check_cache();
}

}  // namespace rota::openai::google
