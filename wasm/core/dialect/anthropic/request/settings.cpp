// Member by member; see settings.h.
#include "dialect/anthropic/request/settings.h"

#include "dialect/reading/ignored_fields.h"

namespace rota::anthropic {

namespace {

using Effort = chat::Thinking::Effort;

constexpr std::int64_t largest_integer = std::int64_t{1} << 53;  // of JSON's exact ones

void read_number(const RequestMembers& root, Bytes name, double max, Checks& checks, json::Raw& out) {
  double number = 0;
  if (checks.number(root[name], Path{nullptr, name}, 0, max, number)) out = root[name].raw();
}

void read_count(const RequestMembers& root, Bytes name, std::int64_t least, Checks& checks, json::Raw& out) {
  std::int64_t count = 0;
  if (!checks.integer(root[name], Path{nullptr, name}, least, largest_integer, count)) return;
  out = json::integer(checks.arena(), count);
}

void read_stops(json::Value stops, Checks& checks, List<json::Escaped>& out) {
  const Path path{nullptr, "stop_sequences"};
  if (!checks.is_array(stops, path)) return;
  std::int64_t index = 0;
  for (json::Value stop : stops.elements()) {
    const Path place{&path, {}, index++};
    if (!stop.is_string()) return checks.wrong_type(place, "a string", stop);
    if (!stop.escaped().empty()) out.push(checks.arena(), stop.escaped());
  }
}

/// What is thought is shown unless the client wants it left out.
void read_display(json::Value display, const Path& path, Checks& checks, chat::Thinking& thinking) {
  thinking.include_thoughts = true;
  if (checks.is_string(display, path)) thinking.include_thoughts = !display.equals("omitted");
}

void read_thinking(json::Value value, Checks& checks, chat::Thinking& thinking) {
  const Path path{nullptr, "thinking"};
  if (!checks.is_object(value, path)) return;
  const json::Value type = type_of(value, path, checks);
  if (checks.failed()) return;
  if (type.equals("disabled")) {
    thinking.effort = Effort::none;
    return;
  }
  if (type.equals("enabled")) {
    const Path budget_path{&path, "budget_tokens"};
    std::int64_t budget = 0;
    if (value["budget_tokens"].is_unset()) return checks.missing(budget_path);
    if (!checks.integer(value["budget_tokens"], budget_path, 0, largest_integer, budget)) return;
    thinking.budget_tokens = json::integer(checks.arena(), budget);
  } else if (type.equals("adaptive")) {
    if (thinking.effort == Effort::unset) thinking.budget_tokens = "-1";
  } else {
    return unknown_tag(path, type, "'adaptive', 'disabled', 'enabled'", checks);
  }
  read_display(value["display"], Path{&path, "display"}, checks, thinking);
}

void read_effort(json::Value value, const Path& path, Checks& checks, chat::Thinking& thinking) {
  static constexpr struct {
    Bytes name;
    Effort effort;
  } known[] = {{"low", Effort::low}, {"medium", Effort::medium}, {"high", Effort::high}, {"xhigh", Effort::max}, {"max", Effort::max}};
  if (!checks.is_string(value, path)) return;
  for (const auto& entry : known) {
    if (value.equals(entry.name)) thinking.effort = entry.effort;
  }
  if (thinking.effort == Effort::unset) checks.unknown_choice(path, value, "'low', 'medium', 'high', 'xhigh', and 'max'");
}

void read_format(json::Value format, const Path& path, Checks& checks, chat::ResponseFormat& out) {
  if (!checks.is_object(format, path)) return;
  const json::Value type = type_of(format, path, checks);
  if (checks.failed()) return;
  if (!type.equals("json_schema")) return unknown_tag(path, type, "'json_schema'", checks);
  const Path schema_path{&path, "schema"};
  if (format["schema"].is_unset()) return checks.missing(schema_path);
  if (!checks.is_object(format["schema"], schema_path)) return;
  out.kind = chat::ResponseFormat::Kind::schema;
  out.schema = format["schema"].raw();
  out.param = checks.spelt(schema_path);
}

/// They carry accounting, caching and places of storage that leave the answer as it is; a wrong type is still the client's
/// mistake.
constexpr reading::IgnoredField ignored_fields[] = {
    {"metadata", json::Type::object},
    {"context_management", json::Type::object},
    {"cache_control", json::Type::object},
};

}  // namespace

void read_settings(const RequestMembers& root, Checks& checks, chat::Conversation& conversation) {
  chat::Generation& generation = conversation.generation;
  read_count(root, "max_tokens", 1, checks, generation.max_tokens);
  read_number(root, "temperature", 2, checks, generation.temperature);
  read_number(root, "top_p", 1, checks, generation.top_p);
  read_count(root, "top_k", 0, checks, generation.top_k);
  read_stops(root["stop_sequences"], checks, generation.stop);
  const Path config_path{nullptr, "output_config"};
  const json::Value config = root["output_config"];
  // As it was called first; whatever else is called so is nobody's.
  if (root["output_format"].is_object()) read_format(root["output_format"], Path{nullptr, "output_format"}, checks, conversation.format);
  if (checks.is_object(config, config_path)) {
    read_effort(config["effort"], Path{&config_path, "effort"}, checks, conversation.thinking);
    read_format(config["format"], Path{&config_path, "format"}, checks, conversation.format);
  }
  read_thinking(root["thinking"], checks, conversation.thinking);
  const Path tier_path{nullptr, "service_tier"};
  if (checks.is_string(root["service_tier"], tier_path) && root["service_tier"].equals("standard_only")) {
    conversation.service_tier = chat::ServiceTier::standard;
  }
  checks.boolean(root["stream"], Path{nullptr, "stream"}, conversation.stream);
  reading::check_ignored_fields(root, ignored_fields, checks);
}

}  // namespace rota::anthropic
