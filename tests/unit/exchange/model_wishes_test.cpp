// Endings of models' names: which ask for what, and which are names.
#include "exchange/model_wishes.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

using namespace rota;

namespace {

struct Shop {
  std::string take(const std::string& name) {
    conversation = {};
    return std::string(exchange::take_wishes(settings, name, conversation, arena));
  }
  [[nodiscard]] bool searches() const {
    return conversation.tools.size() == 1 && conversation.tools[0].kind == chat::Tool::Kind::web_search;
  }
  Arena arena;
  exchange::Settings settings;
  chat::Conversation conversation;
};

}  // namespace

TEST_CASE("H19: a model's name may ask for a search") {
  Shop shop;
  for (const char* ending : {"-search", ":search", "-search-preview"}) {
    INFO(ending);
    CHECK(shop.take(std::string("gemini-3.6-flash") + ending) == "gemini-3.6-flash");
    CHECK(shop.searches());
  }
  CHECK(shop.take("gemini-3.6-flash:search-search") == "gemini-3.6-flash");
  CHECK(shop.searches());  // once
  for (const char* name : {":search", "-search", "gemini-3.6-flash", "research", "gemini-search-1"}) {
    CHECK(shop.take(name) == name);
    CHECK(shop.conversation.tools.empty());
  }
}

TEST_CASE("H19: a model's name may switch thinking on or off") {
  using Effort = chat::Thinking::Effort;
  Shop shop;
  CHECK(shop.take("gemini-3.6-flash:thinking") == "gemini-3.6-flash");
  CHECK(shop.conversation.thinking.include_thoughts);
  CHECK(shop.conversation.thinking.budget_tokens == "-1");
  CHECK(shop.take("gemini-3.6-flash-nothinking") == "gemini-3.6-flash");
  CHECK(shop.conversation.thinking.effort == Effort::none);
  CHECK(shop.take("gemini-3.6-flash-nothinking:search") == "gemini-3.6-flash");
  CHECK(shop.conversation.thinking.effort == Effort::none);
  CHECK(shop.searches());
  chat::Conversation conversation;
  conversation.thinking.effort = Effort::low;
  CHECK(exchange::take_wishes(shop.settings, "m:thinking", conversation, shop.arena) == "m");
  CHECK(conversation.thinking.budget_tokens.empty());
  CHECK(exchange::take_wishes(shop.settings, "m-nothinking", conversation, shop.arena) == "m");
  CHECK(conversation.thinking.effort == Effort::none);
}

TEST_CASE("B4 H19: what is offered under such a name, or an alias, is whole") {
  Shop shop;
  store::ModelRow row;
  row.id = "deep-search";
  shop.settings.models.push(shop.arena, row);
  shop.settings.config.model_aliases.push(shop.arena, {"gpt-4o-search-preview", "deep-search"});
  for (const char* name : {"deep-search", "gpt-4o-search-preview"}) {
    CHECK(shop.take(name) == name);
    CHECK(shop.conversation.tools.empty());
  }
  CHECK(shop.take("deep-search:search") == "deep-search");
  CHECK(shop.searches());
}
