// Ranges after openai-openapi.json (Aug 2026); see sampling.h.
#include "dialect/openai/chat/sampling.h"

#include "base/text.h"
#include "dialect/openai/google/google.h"

namespace rota::openai {

namespace {

constexpr std::int64_t largest_integer = std::int64_t{1} << 53;  // of JSON's exact ones
constexpr double any_number = 1.7e308;

void read_number(const RequestMembers& root, Bytes name, double min, double max, Checks& checks, json::Raw& out) {
  double number = 0;
  if (checks.number(root[name], Path{nullptr, name}, min, max, number)) out = root[name].raw();
}

/// 0 is the default on every side, and not the same as asking for it: some models refuse the field itself.
void read_penalty(const RequestMembers& root, Bytes name, Checks& checks, json::Raw& out) {
  double number = 0;
  if (!checks.number(root[name], Path{nullptr, name}, -2, 2, number) || number == 0) return;
  out = number == 2 ? json::Raw("2") : root[name].raw();
}

/// Clients send 0 and -1 for "no limit".
void read_limit(const RequestMembers& root, Bytes name, Checks& checks, json::Raw& out) {
  std::int64_t limit = 0;
  if (!checks.integer(root[name], Path{nullptr, name}, -largest_integer, largest_integer, limit)) return;
  if (limit > 0) out = json::integer(checks.arena(), limit);
}

/// OpenAI takes 64 bits here, more than a double holds: those stay as they were written.
void read_seed(json::Value seed, Checks& checks, json::Raw& out) {
  const Path path{nullptr, "seed"};
  std::int64_t whole = 0;
  if (seed.is_number() && !seed.integer(whole)) {
    Bytes digits = seed.raw();
    if (digits.front() == '-') digits.remove_prefix(1);
    if (digits.size() <= 20 && digits.find_first_not_of("0123456789") == Bytes::npos) {
      out = seed.raw();
      return;
    }
  }
  if (checks.integer(seed, path, -largest_integer, largest_integer, whole)) out = json::integer(checks.arena(), whole);
}

void read_stop(json::Value stop, Checks& checks, List<json::Escaped>& out) {
  const Path path{nullptr, "stop"};
  if (stop.is_unset()) return;
  if (stop.is_string()) {
    if (!stop.escaped().empty()) out.push(checks.arena(), stop.escaped());
    return;
  }
  if (!stop.is_array()) return checks.wrong_type(path, "a string or an array of strings", stop);
  std::int64_t index = 0;
  for (json::Value element : stop.elements()) {
    const Path place{&path, {}, index++};
    if (!element.is_string()) return checks.wrong_type(place, "a string", element);
    if (!element.escaped().empty()) out.push(checks.arena(), element.escaped());
  }
}

constexpr Bytes efforts = "'none', 'minimal', 'low', 'medium', 'high', 'xhigh', and 'max'";

void read_effort(json::Value value, const Path& path, Checks& checks, chat::Thinking& thinking) {
  using Effort = chat::Thinking::Effort;
  if (!checks.is_string(value, path)) return;
  static constexpr struct {
    Bytes name;
    Effort effort;
  } known[] = {{"none", Effort::none}, {"minimal", Effort::minimal}, {"low", Effort::low}, {"medium", Effort::medium},
               {"high", Effort::high}, {"xhigh", Effort::max},       {"max", Effort::max}};
  for (const auto& entry : known) {
    if (value.equals(entry.name)) {
      thinking.effort = entry.effort;
      return;
    }
  }
  checks.unknown_choice(path, value, efforts);
}

/// OpenRouter's object: {effort, max_tokens, exclude, summary}.
void read_reasoning(json::Value reasoning, const Path& path, Checks& checks, chat::Thinking& thinking) {
  read_effort(reasoning["effort"], Path{&path, "effort"}, checks, thinking);
  read_thinking_budget(reasoning["max_tokens"], Path{&path, "max_tokens"}, checks, thinking);
  bool exclude = true;
  if (checks.boolean(reasoning["exclude"], Path{&path, "exclude"}, exclude)) thinking.include_thoughts = !exclude;
  if (checks.is_string(reasoning["summary"], Path{&path, "summary"})) thinking.include_thoughts = true;
}

}  // namespace

void read_thinking_budget(json::Value value, const Path& path, Checks& checks, chat::Thinking& thinking) {
  std::int64_t budget = 0;
  if (checks.integer(value, path, -1, largest_integer, budget)) {
    thinking.budget_tokens = json::integer(checks.arena(), budget);
  }
}

void read_generation(const RequestMembers& root, Checks& checks, chat::Generation& generation) {
  double temperature = 0;
  if (checks.number(root["temperature"], Path{nullptr, "temperature"}, 0, any_number, temperature)) {
    // The range ends at 2; clients of other providers go beyond and mean "as wild as it gets".
    generation.temperature = temperature > 2 ? json::Raw("2") : root["temperature"].raw();
  }
  read_number(root, "top_p", 0, 1, checks, generation.top_p);
  read_limit(root, "top_k", checks, generation.top_k);
  read_limit(root, "max_tokens", checks, generation.max_tokens);
  read_limit(root, "max_completion_tokens", checks, generation.max_tokens);  // the newer name wins
  read_penalty(root, "presence_penalty", checks, generation.presence_penalty);
  read_penalty(root, "frequency_penalty", checks, generation.frequency_penalty);
  read_seed(root["seed"], checks, generation.seed);
  read_stop(root["stop"], checks, generation.stop);

  std::int64_t whole = 0;
  if (checks.integer(root["n"], Path{nullptr, "n"}, 1, 128, whole) && whole > 1) {
    generation.candidates = json::integer(checks.arena(), whole);
  }
  checks.boolean(root["logprobs"], Path{nullptr, "logprobs"}, generation.logprobs);
  const Path top{nullptr, "top_logprobs"};
  if (checks.integer(root["top_logprobs"], top, 0, 20, whole)) {
    if (generation.logprobs) {
      generation.top_logprobs = json::integer(checks.arena(), whole);
    } else if (whole > 0) {
      checks.wrong_value(top, "'logprobs' must be true to use it.");
    }
  }
}

void read_thinking(const RequestMembers& root, Checks& checks, chat::Thinking& thinking) {
  const Path effort{nullptr, "reasoning_effort"};
  json::Value value = root["reasoning_effort"];
  if (value.is_object()) {
    read_reasoning(value, effort, checks, thinking);
  } else {
    read_effort(value, effort, checks, thinking);
  }
  const Path reasoning{nullptr, "reasoning"};
  if (checks.is_object(root["reasoning"], reasoning)) read_reasoning(root["reasoning"], reasoning, checks, thinking);
  checks.boolean(root["include_reasoning"], Path{nullptr, "include_reasoning"}, thinking.include_thoughts);
  google::read_thinking(root, checks, thinking);
}

void read_service_tier(const RequestMembers& root, Checks& checks, chat::ServiceTier& tier) {
  const Path path{nullptr, "service_tier"};
  json::Value value = root["service_tier"];
  if (!checks.is_string(value, path)) return;
  if (value.equals("default")) tier = chat::ServiceTier::standard;
  if (value.equals("flex")) tier = chat::ServiceTier::flex;
  if (value.equals("priority")) tier = chat::ServiceTier::priority;
}

}  // namespace rota::openai
