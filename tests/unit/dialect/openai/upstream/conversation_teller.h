// Teller: what a conversation says, in lines, as far as chat has room for it.
// Knows what is the same in two spellings: ids that nobody has given, base64, sounds' types, a budget and its level; refuses
// to compare anything itself.
#pragma once

#include "dialect/openai/upstream/upstream_testing.h"

namespace rota::test {

using PartKind = chat::Part::Kind;


/// JSON without the white space between its tokens.
inline std::string compact(json::Raw raw) {
  Buffer out;
  if (!raw.empty()) json::append_compact(out, raw);
  return str(out.view());
}

/// Base64 in one alphabet, without padding.
inline std::string plain_data(json::Escaped data) {
  Arena arena;
  std::string all;
  for (char c : json::unescaped(arena, data)) {
    if (c == '=' || text::is_space(c)) continue;
    all += c == '-' ? '+' : c == '_' ? '/' : c;
  }
  return all;
}

/// What chat has room for, told in lines.
class Teller {
 public:
  std::string told(const chat::Conversation& conversation) {
    all_ = str(conversation.model) + "\n";
    std::string system;
    for (const chat::Part& part : conversation.system) system += (system.empty() ? "" : "\\n\\n") + str(part.text);
    line("system", system);
    for (const chat::Turn& turn : conversation.turns) tell(turn);
    tell_tools(conversation);
    tell_settings(conversation);
    return all_;
  }

 private:
  void line(const std::string& name, const std::string& value) {
    if (!value.empty()) all_ += name + " " + value + "\n";
  }
  void tell(const chat::Turn& turn) {
    const bool model = turn.role == chat::Role::model;
    std::vector<std::string> results;
    std::vector<std::string> shown;
    std::vector<std::string> said;
    std::vector<std::string> calls;
    for (const chat::Part& part : turn.parts) {
      if (part.kind == PartKind::text) said.push_back("text " + str(part.text));
      if (part.kind == PartKind::media && !model) said.push_back(media(part));
      if (part.kind == PartKind::media && model) made_.push_back(media(part));
      if (part.kind == PartKind::tool_call) calls.push_back("call " + id(part) + " " + str(part.name) + " " + compact(part.json));
      if (part.kind == PartKind::tool_result) {
        results.push_back("result " + id(part) + " " + str(part.text));
        if (part.attached == nullptr) continue;
        shown.push_back("text From the result of " + str(part.name) + ":");
        for (const chat::Part& attached : *part.attached) shown.push_back(media(attached));
      }
    }
    if (said.empty() && calls.empty() && results.empty()) return;
    const std::string role = model ? "model" : "user";
    if (role != role_) all_ += role + "\n";
    role_ = role;
    if (!model && !made_.empty()) {
      shown.insert(shown.begin(), made_.begin(), made_.end());
      shown.insert(shown.begin(), "text Made by the assistant:");
      made_.clear();
    }
    for (const auto* list : {&results, &shown, &said, &calls}) {
      for (const std::string& each : *list) all_ += "  " + each + "\n";
    }
  }
  /// Ids that nobody has given differ from one reading to the next.
  std::string id(const chat::Part& part) {
    Arena arena;
    const std::string given = str(json::unescaped(arena, part.id));
    const bool made = given.empty() || given.size() > 40 || (given.rfind("call_", 0) == 0 && given.size() <= 9) || given.size() == 29;
    return made ? "-" : given;
  }
  static std::string media(const chat::Part& part) {
    const char* detail[] = {"", " low", " high"};
    if (!part.url.empty()) return "link " + str(part.url) + detail[static_cast<std::size_t>(part.detail)];
    // A text in a file is told as text; nobody says more of a sound's type than its format.
    if (part.mime == "text/plain") {
      Buffer decoded;
      Arena arena;
      append_decoded_base64(decoded, part.data);
      return "text " + str(json::escape(arena, decoded.view()));
    }
    return "media " + str(part.mime) + " " + plain_data(part.data) +
           (text::starts_with(part.mime, "image/") || text::starts_with(part.mime, "video/") ? detail[static_cast<std::size_t>(part.detail)] : "");
  }
  static bool callable(const chat::Tool& tool) { return tool.kind == chat::Tool::Kind::function || tool.kind == chat::Tool::Kind::custom; }
  void tell_tools(const chat::Conversation& conversation) {
    bool any = false;
    bool search = false;
    const chat::ToolChoice& choice = conversation.tool_choice;
    for (const chat::Tool& tool : conversation.tools) {
      search = search || tool.kind == chat::Tool::Kind::web_search;
      bool allowed = choice.allowed.empty();
      for (const chat::ToolName& name : choice.allowed) allowed = allowed || name.name == tool.name;
      if (!callable(tool) || !allowed) continue;
      any = true;
      const std::string none = R"({"type":"object","properties":{}})";
      line("tool", str(tool.name) + " " + str(tool.description) + " " + (tool.schema.empty() ? none : compact(tool.schema)) + (tool.strict ? " strict" : ""));
    }
    if (!any && search && choice.mode != chat::ToolChoice::Mode::none) line("search", "yes");
    if (!any) return;
    constexpr const char* modes[] = {"", "none", "auto", "required"};
    line("choice", std::string(modes[static_cast<std::size_t>(choice.mode)]) +
                       (choice.allowed.size() == 1 && choice.mode == chat::ToolChoice::Mode::required ? " " + str(choice.allowed[0].name) : ""));
    if (!conversation.parallel_tool_calls) line("parallel", "no");
  }
  void tell_settings(const chat::Conversation& conversation) {
    const chat::Generation& generation = conversation.generation;
    line("temperature", str(generation.temperature));
    line("top_p", str(generation.top_p));
    line("max", str(generation.max_tokens));
    line("seed", str(generation.seed));
    line("presence", str(generation.presence_penalty));
    line("frequency", str(generation.frequency_penalty));
    line("n", str(generation.candidates));
    if (generation.logprobs) line("logprobs", "yes " + str(generation.top_logprobs));
    for (std::size_t i = 0; i < generation.stop.size() && i < 4; ++i) line("stop", str(generation.stop[i]));
    if (conversation.format.kind != chat::ResponseFormat::Kind::text) line("format", "json " + compact(conversation.format.schema));
    line("effort", effort(conversation.thinking));
    line("tier", std::to_string(static_cast<int>(conversation.service_tier)));
    line("stream", conversation.stream ? "yes" : "");
    line("image", conversation.modalities.image ? "yes" : "");
    if (conversation.modalities.audio) line("audio", conversation.modalities.voice.empty() ? "alloy" : str(conversation.modalities.voice));
  }
  static std::string effort(const chat::Thinking& thinking) {
    std::uint64_t tokens = 0;
    if (thinking.budget_tokens.empty()) {
      const int effort = static_cast<int>(thinking.effort);
      return effort == 0 ? "" : std::to_string(effort);
    }
    if (!text::parse_unsigned(thinking.budget_tokens, tokens)) return "";
    return tokens == 0 ? "1" : tokens <= 1024 ? "3" : tokens <= 8192 ? "4" : "5";
  }

  std::string all_;
  std::string role_;
  std::vector<std::string> made_;
};

}  // namespace rota::test
