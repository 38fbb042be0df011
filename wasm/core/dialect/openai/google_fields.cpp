// Where each field goes; see google_fields.h.
#include "dialect/openai/google_fields.h"

#include "base/limits.h"
#include "dialect/openai/tools.h"

namespace rota::openai {

namespace {

/// One field in its two spellings.
struct Spelling {
  Bytes snake;
  Bytes camel;
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

bool names(Bytes name, const Spelling& spelling) { return name == spelling.snake || name == spelling.camel; }

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
      if (checks_.is_array(value, path)) conversation_.native.safety_settings = value.raw();
    } else if (names(path.name, cached_content)) {
      if (checks_.is_string(value, path)) conversation_.native.cached_content = value.escaped();
    } else {
      return false;
    }
    return true;
  }

 private:
  bool read_inner(json::Value value, const Path& path) {
    for (const ConfigField& field : config_fields) {
      if (!names(path.name, field.name)) continue;
      if (field.type == json::Type::array    ? checks_.is_array(value, path)
          : field.type == json::Type::object ? checks_.is_object(value, path)
                                             : checks_.is_string(value, path)) {
        add(field.name.camel, value);
      }
      return true;
    }
    if (path.name != "tools") return false;
    read_tool_list(value, path, checks_, conversation_.tools);
    return true;
  }

  void read_config(json::Value config) {
    for (json::Member member : config.members()) {
      const Bytes name = member.name.escaped();
      if (!names(name, thinking_config) && !member.value.is_unset()) add(name, member.value);
    }
  }

  void add(Bytes name, json::Value value) {
    List<chat::NativeField>& fields = conversation_.native.generation;
    if (name.find('\\') != Bytes::npos || fields.size() >= limits::native_fields) {
      return checks_.wrong_value(Path{nullptr, "generation_config"}, "it has more members than Google knows.");
    }
    fields.push(checks_.arena(), chat::NativeField{name, value.raw()});
  }

  Checks& checks_;
  chat::Conversation& conversation_;
};

}  // namespace

void read_google_fields(const RequestMembers& root, Checks& checks, chat::Conversation& conversation) {
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
}

}  // namespace rota::openai
