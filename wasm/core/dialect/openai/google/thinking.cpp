// thinking_config, wherever clients put it; see google.h.
#include "base/text.h"
#include "dialect/openai/chat/sampling.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

namespace {

json::Value either(json::Value object, Bytes name, Bytes other) {
  json::Value value = object[name];
  return value ? value : object[other];
}

void read_config(json::Value google, const Path& path, Checks& checks, chat::Thinking& thinking) {
  const Path config_path{&path, "thinking_config"};
  json::Value config = either(google, "thinking_config", "thinkingConfig");
  if (!checks.is_object(config, config_path)) return;
  json::Value level = either(config, "thinking_level", "thinkingLevel");
  const Path level_path{&config_path, "thinking_level"};
  // Google accepts its enum in both cases (recorded: fixtures/pydantic-ai).
  if (checks.is_string(level, level_path)) {
    static constexpr struct {
      Bytes name;
      chat::Thinking::Effort effort;
    } known[] = {{"minimal", chat::Thinking::Effort::minimal},
                 {"low", chat::Thinking::Effort::low},
                 {"medium", chat::Thinking::Effort::medium},
                 {"high", chat::Thinking::Effort::high}};
    bool found = false;
    for (const auto& entry : known) {
      if (!text::iequals(level.escaped(), entry.name)) continue;
      thinking.effort = entry.effort;
      thinking.budget_tokens = {};
      found = true;
    }
    if (!found) checks.unknown_choice(level_path, level, "'minimal', 'low', 'medium', and 'high'");
  }
  read_thinking_budget(either(config, "thinking_budget", "thinkingBudget"), Path{&config_path, "thinking_budget"},
                       checks, thinking);
  checks.boolean(either(config, "include_thoughts", "includeThoughts"), Path{&config_path, "include_thoughts"},
                 thinking.include_thoughts);
}

}  // namespace

void read_thinking(const RequestMembers& root, Checks& checks, chat::Thinking& thinking) {
  const Path extra{nullptr, "extra_body"};
  const Path bare{nullptr, "google"};
  const Path nested{&extra, "google"};
  for (Bytes name : {Bytes("generation_config"), Bytes("generationConfig")}) {
    read_config(root[name], Path{nullptr, name}, checks, thinking);
    read_config(root["google"][name], Path{&bare, name}, checks, thinking);
    read_config(root["extra_body"]["google"][name], Path{&nested, name}, checks, thinking);
  }
  read_config(root["google"], bare, checks, thinking);
  read_config(root["extra_body"]["google"], nested, checks, thinking);
}

}  // namespace rota::openai::google
