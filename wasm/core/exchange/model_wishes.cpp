// The suffixes; see model_wishes.h.
#include "exchange/model_wishes.h"

#include "base/text.h"
#include "store/snapshot.h"

namespace rota::exchange {

namespace {

using chat::Conversation;
using chat::Tool;

void search(Conversation& conversation, Arena& arena) {
  for (const Tool& tool : conversation.tools) {
    if (tool.kind == Tool::Kind::web_search) return;
  }
  Tool tool;
  tool.kind = Tool::Kind::web_search;
  conversation.tools.push(arena, tool);
}

/// How much, the request may say itself.
void think(Conversation& conversation, Arena&) {
  chat::Thinking& thinking = conversation.thinking;
  thinking.include_thoughts = true;
  if (thinking.effort == chat::Thinking::Effort::unset && thinking.budget_tokens.empty()) thinking.budget_tokens = "-1";
}

void not_think(Conversation& conversation, Arena&) {
  conversation.thinking = {};
  conversation.thinking.effort = chat::Thinking::Effort::none;
}

struct Wish {
  Bytes suffix;
  void (*grant)(Conversation& conversation, Arena& arena);
};

constexpr Wish wishes[] = {
    {"-search", search},
    {"-search-preview", search},  // OpenAI's own models have it
    {":search", search},
    {":thinking", think},
    {"-nothinking", not_think},
};

bool is_whole(const Settings& settings, Bytes name) {
  return store::find_model(settings.models, name) != nullptr ||
         store::resolve_alias(settings.config, settings.models, name) != name;
}

const Wish* wish_of(Bytes name) {
  for (const Wish& wish : wishes) {
    if (name.size() > wish.suffix.size() && text::ends_with(name, wish.suffix)) return &wish;
  }
  return nullptr;
}

}  // namespace

Bytes take_wishes(const Settings& settings, Bytes asked, Conversation& conversation, Arena& arena) {
  while (!is_whole(settings, asked)) {
    const Wish* wish = wish_of(asked);
    if (wish == nullptr) return asked;
    wish->grant(conversation, arena);
    asked.remove_suffix(wish->suffix.size());
  }
  return asked;
}

}  // namespace rota::exchange
