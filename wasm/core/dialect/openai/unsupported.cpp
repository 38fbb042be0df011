// The refusals; see unsupported.h.
#include "dialect/openai/unsupported.h"

#include <iterator>

namespace rota::openai {

namespace {

/// Set, and saying more than "none of it": clients send null, false, {} and [] for that.
bool asks_for_something(json::Value value) {
  if (value.is_array() || value.is_object()) return value.count() != 0;
  return !value.is_unset() && !(value.type() == json::Type::boolean && !value.is_true());
}

bool is_any_of(json::Value value, const Bytes* names, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (value.equals(names[i])) return true;
  }
  return false;
}

constexpr Bytes list_fields[] = {"tools", "functions"};
constexpr Bytes object_fields[] = {"audio", "generationConfig", "generation_config"};
constexpr Bytes other_fields[] = {"cachedContent", "cached_content", "safetySettings", "safety_settings"};
constexpr Bytes unsupported_roles[] = {"tool", "function"};
constexpr Bytes unsupported_parts[] = {"image_url", "input_image", "input_audio", "file",       "input_file",
                                       "video_url", "input_video", "image",       "tool_result"};

void refuse_response_format(json::Value format, Checks& checks) {
  const Path path{nullptr, "response_format"};
  const Path type_path{&path, "type"};
  if (!checks.is_object(format, path)) return;
  json::Value type = format["type"];
  if (type.is_unset()) return checks.missing(type_path);
  if (!checks.is_string(type, type_path) || type.equals("text")) return;
  if (type.equals("json_object") || type.equals("json_schema")) return checks.unsupported(type_path);
  checks.unknown_choice(type_path, type, "'json_object', 'json_schema', and 'text'");
}

void refuse_modalities(json::Value modalities, Checks& checks) {
  const Path path{nullptr, "modalities"};
  if (!checks.is_array(modalities, path)) return;
  std::int64_t index = 0;
  for (json::Value modality : modalities.elements()) {
    const Path element{&path, {}, index++};
    if (!checks.is_string(modality, element)) return checks.wrong_type(element, "a string", modality);
    if (!modality.equals("text")) return checks.unsupported(element);
  }
}

void refuse_tool_choices(const RequestMembers& root, Checks& checks) {
  // Without tools "none" and "auto" ask for nothing; anything else asks for a call that cannot be made.
  for (Bytes name : {Bytes("tool_choice"), Bytes("function_call")}) {
    const Path path{nullptr, name};
    json::Value choice = root[name];
    if (choice.is_unset()) continue;
    if (!choice.is_object() && !choice.is_string()) return checks.wrong_type(path, "a string or an object", choice);
    if (!choice.equals("none") && !choice.equals("auto")) return checks.unsupported(path);
  }
}

/// Google's own extensions, which the OpenAI SDKs send under extra_body or unwrapped as `google`.
void refuse_google_fields(json::Value google, const Path& path, Checks& checks) {
  if (!checks.is_object(google, path)) return;
  for (json::Member member : google.members()) {
    if (member.name.equals("thinking_config") || member.name.equals("thinkingConfig")) continue;
    if (asks_for_something(member.value)) {
      return checks.unsupported(Path{&path, member.name.text(checks.arena())});
    }
  }
}

}  // namespace

void refuse_unsupported_fields(const RequestMembers& root, Checks& checks) {
  for (Bytes name : list_fields) {
    const Path path{nullptr, name};
    if (checks.is_array(root[name], path) && root[name].count() != 0) checks.unsupported(path);
  }
  refuse_tool_choices(root, checks);
  refuse_response_format(root["response_format"], checks);
  refuse_modalities(root["modalities"], checks);
  for (Bytes name : object_fields) {
    const Path path{nullptr, name};
    if (checks.is_object(root[name], path) && root[name].count() != 0) checks.unsupported(path);
  }
  const Path search{nullptr, "web_search_options"};  // even {} asks for a search
  if (checks.is_object(root["web_search_options"], search)) checks.unsupported(search);
  for (Bytes name : other_fields) {
    if (asks_for_something(root[name])) checks.unsupported(Path{nullptr, name});
  }
  const Path extra{nullptr, "extra_body"};
  const Path nested{&extra, "google"};
  if (checks.is_object(root["extra_body"], extra)) refuse_google_fields(root["extra_body"]["google"], nested, checks);
  refuse_google_fields(root["google"], Path{nullptr, "google"}, checks);
}

void refuse_unsupported_members(const MessageMembers& message, const Path& path, Checks& checks) {
  for (Bytes name : {Bytes("tool_calls"), Bytes("images")}) {
    const Path member{&path, name};
    if (checks.is_array(message[name], member) && message[name].count() != 0) checks.unsupported(member);
  }
  const Path call{&path, "function_call"};
  if (checks.is_object(message["function_call"], call)) checks.unsupported(call);
}

bool is_unsupported_role(json::Value role) { return is_any_of(role, unsupported_roles, std::size(unsupported_roles)); }

bool is_unsupported_part(json::Value type) { return is_any_of(type, unsupported_parts, std::size(unsupported_parts)); }

}  // namespace rota::openai
