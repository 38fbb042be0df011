// What a deployment offers: models, aliases, defaults.
#include "exchange/offer.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "dialect/gemini/models/model_name.h"
#include "exchange/pass_flow.h"
#include "exchange/exchange_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::Settings;

namespace {

struct Shop {
  Shop() { request.head = &head; }
  void alias(Bytes name, Bytes model) { settings.config.model_aliases.push(arena, {name, model}); }
  void chain(Bytes name, std::initializer_list<Bytes> models) {
    store::Alias alias{name, *models.begin()};
    for (const Bytes* model = models.begin() + 1; model != models.end(); ++model) alias.later.push(arena, *model);
    settings.config.model_aliases.push(arena, alias);
  }
  void offer(Bytes id, List<Bytes> aliases = {}) {
    store::ModelRow row;
    row.id = id;
    row.aliases = aliases;
    settings.models.push(arena, row);
  }
  /// The call of a passing request, or the failure's message.
  std::string pass(Bytes method, Bytes path, Bytes body, const dialect::UpstreamDialect& upstream) {
    settings.dialect = &upstream;
    settings.upstream = "https://up.test";
    head.method = method;
    head.path = path;
    request.route = test::route_of(method, path);
    request.body = body;
    const auto flow = exchange::PassFlow::make(request, settings, reader, arena);
    if (!flow.ok()) return std::string(flow.failure().message);
    const exchange::UpstreamRequest call = *flow.value()->call();
    std::string made = std::string(call.url) + " " + std::string(call.body);
    flow.value()->~Flow();
    return made;
  }
  Arena arena;
  json::Reader reader;
  Settings settings;
  http::RequestHead head;
  exchange::Request request;
};

}  // namespace

TEST_CASE("B4: without configured models every name is offered, and aliases resolve") {
  Shop shop;
  shop.alias("fast", "gemini-3.6-flash");
  CHECK(*exchange::offered_model(shop.settings, gemini::strip_model_prefix("models/gemini-x"), shop.arena) == "gemini-x");
  CHECK(*exchange::offered_model(shop.settings, "fast", shop.arena) == "gemini-3.6-flash");
}

TEST_CASE("B4: with configured models only they are offered, under their aliases too") {
  Shop shop;
  List<Bytes> aliases;
  aliases.push(shop.arena, "gpt-4o");
  shop.offer("gemini-3.6-flash", aliases);
  CHECK(*exchange::offered_model(shop.settings, "gpt-4o", shop.arena) == "gemini-3.6-flash");
  CHECK(*exchange::offered_model(shop.settings, gemini::strip_model_prefix("google/gemini-3.6-flash"), shop.arena) == "gemini-3.6-flash");
  const auto refused = exchange::offered_model(shop.settings, "gemini-3.1-pro", shop.arena);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.failure().status == 404);
  CHECK(refused.failure().fault == Fault::model_not_found);
  CHECK(refused.failure().param == "model");
}

TEST_CASE("B4: an alias in a path and in an OpenAI body becomes the upstream's name, all else stays byte for byte") {
  Shop shop;
  shop.alias("fast", "gemini-3.6-flash");
  shop.settings.config.default_model = "gemini-3.1-pro";
  CHECK(shop.pass("POST", "/v1beta/models/fast:generateContent", "{ }", gemini::upstream) ==
        "https://up.test/v1beta/models/gemini-3.6-flash:generateContent { }");
  CHECK(shop.pass("POST", "/v1beta/models/other:generateContent", "{ }", gemini::upstream) ==
        "https://up.test/v1beta/models/other:generateContent { }");
  CHECK(shop.pass("POST", "/v1/chat/completions", "{\"x\": 1, \"model\" : \"fast\" }", openai::upstream) ==
        "https://up.test/chat/completions {\"x\": 1, \"model\" : \"gemini-3.6-flash\" }");
  CHECK(shop.pass("POST", "/v1/chat/completions", "{\"x\": 1}", openai::upstream) ==
        "https://up.test/chat/completions {\"model\":\"gemini-3.1-pro\",\"x\": 1}");
  CHECK(shop.pass("POST", "/v1/chat/completions", "{\"model\":null}", openai::upstream) ==
        "https://up.test/chat/completions {\"model\":\"gemini-3.1-pro\"}");
  shop.offer("gemini-3.6-flash");
  CHECK(shop.pass("POST", "/v1beta/models/other:generateContent", "{}", gemini::upstream) ==
        "The model other is not offered here; GET /v1/models lists those that are.");
  CHECK(shop.pass("POST", "/v1/chat/completions", "{\"model\":\"other\"}", openai::upstream) ==
        "The model other is not offered here; GET /v1/models lists those that are.");
}

TEST_CASE("B5: safety filters that the client's key switches off, unless the request or the deployment says otherwise") {
  Shop shop;
  chat::Conversation conversation;
  exchange::apply_defaults(shop.settings, false, conversation, shop.arena);
  CHECK_FALSE(conversation.filters_off);
  exchange::apply_defaults(shop.settings, true, conversation, shop.arena);
  CHECK(conversation.filters_off);
  chat::Conversation strict;
  shop.settings.config.safety_default = store::SafetyDefault::on;
  exchange::apply_defaults(shop.settings, true, strict, shop.arena);
  CHECK_FALSE(strict.filters_off);
  shop.settings.config.safety_default = store::SafetyDefault::off;
  exchange::apply_defaults(shop.settings, false, strict, shop.arena);
  CHECK(strict.filters_off);
}

TEST_CASE("D6: thoughts always, never, or as the request asks") {
  Shop shop;
  chat::Conversation asked;
  asked.thinking.include_thoughts = true;
  exchange::apply_defaults(shop.settings, false, asked, shop.arena);
  CHECK(asked.thinking.include_thoughts);
  shop.settings.config.include_thoughts = store::Thoughts::off;
  exchange::apply_defaults(shop.settings, false, asked, shop.arena);
  CHECK_FALSE(asked.thinking.include_thoughts);
  shop.settings.config.include_thoughts = store::Thoughts::on;
  exchange::apply_defaults(shop.settings, false, asked, shop.arena);
  CHECK(asked.thinking.include_thoughts);
}

TEST_CASE("D6: thinking_default is for requests that say nothing of thinking") {
  const auto thinking = [](Bytes how, chat::Thinking asked = {}) {
    Shop shop;
    shop.settings.config.thinking_default = how;
    chat::Conversation conversation;
    conversation.thinking = asked;
    exchange::apply_defaults(shop.settings, false, conversation, shop.arena);
    const bool off = conversation.thinking.effort == chat::Thinking::Effort::none;
    return (off ? "off " : "") + std::string(Bytes(conversation.thinking.budget_tokens));
  };
  CHECK(thinking("").empty());
  CHECK(thinking("off") == "off ");
  CHECK(thinking("auto") == "-1");
  CHECK(thinking("0512") == "512");
  chat::Thinking little;
  little.effort = chat::Thinking::Effort::low;
  CHECK(thinking("off", little).empty());
  chat::Thinking budgeted;
  budgeted.budget_tokens = "7";
  CHECK(thinking("auto", budgeted) == "7");
}

TEST_CASE("B4: the list of models is what is configured and what the client's key may use") {
  Shop shop;
  exchange::ClientSide client;
  client.open(test::route_of("GET", "/v1/models"), "id");
  client.begin_step();
  shop.request.route = test::route_of("GET", "/v1/models");
  access::Grant grant;
  CHECK_FALSE(*exchange::answer_offer(shop.request, shop.settings, grant, client, shop.arena));
  shop.offer("gemini-3.6-flash");
  shop.offer("gemini-3.1-pro");
  store::ClientRow row;
  row.models.push(shop.arena, "gemini-3.1-pro");
  grant.client = &row;
  CHECK(*exchange::answer_offer(shop.request, shop.settings, grant, client, shop.arena));
  CHECK(client.body().view().find("gemini-3.1-pro") != Bytes::npos);
  CHECK(client.body().view().find("gemini-3.6-flash") == Bytes::npos);
  shop.request.route = test::route_of("GET", "/v1/models/gemini-3.6-flash");
  CHECK(exchange::answer_offer(shop.request, shop.settings, grant, client, shop.arena).failure().status == 403);
  shop.request.route = test::route_of("GET", "/v1/models/gemini-x");
  CHECK_FALSE(exchange::answer_offer(shop.request, shop.settings, grant, client, shop.arena).ok());
}

TEST_CASE("B4: the list of models that an isolate has kept from the upstream gives way to a configured one") {
  test::Isolate isolate;
  const auto list = [&isolate]() -> test::Watched& { return isolate.open("GET https://rota.test/v1/models\n", ""); };
  test::Watched& first = list();
  first.tell(event::pool_reply(first.pool, test::lent_key));
  first.tell(event::upstream_head(first.fetch, 200, {}));
  first.tell(event::upstream_body(first.fetch, R"({"models":[{"name":"models/gemini-of-the-upstream"}]})"));
  first.tell(event::upstream_end(first.fetch));
  CHECK(list().answer_body.find("gemini-of-the-upstream") != std::string::npos);
  pool::Reply news;
  news.version = 2;
  news.config = R"({"v":1,"version":2,"settings":{},"models":[{"id":"gemini-configured"}],"clients":[]})";
  isolate.gateway.learn(news);
  test::Watched& after = list();
  CHECK(after.answer_status == 200);
  CHECK(after.answer_body.find("gemini-configured") != std::string::npos);
  CHECK(after.answer_body.find("gemini-of-the-upstream") == std::string::npos);
}

TEST_CASE("H9: of a chain one model after the other, those that are offered and allowed") {
  const auto models_of = [](std::initializer_list<Bytes> offered, std::initializer_list<Bytes> allowed) {
    Shop shop;
    shop.chain("smart", {"pro", "flash", "lite"});
    for (const Bytes id : offered) shop.offer(id);
    List<Bytes> allows;
    for (const Bytes model : allowed) allows.push(shop.arena, model);
    exchange::Chain chain(&allows);
    shop.request.chain = &chain;
    shop.request.route = test::route_of("POST", "/v1/chat/completions");
    std::string models;
    while (true) {
      const auto model = exchange::model_in_turn(shop.request, shop.settings, "smart", shop.arena);
      models += model.ok() ? std::string(*model) + " " : std::to_string(model.failure().status);
      if (chain.later() == 0) return models;
      chain.go_on({});
    }
  };
  CHECK(models_of({}, {}) == "pro flash lite ");
  CHECK(models_of({"flash", "lite"}, {}) == "flash lite ");
  CHECK(models_of({}, {"lite", "pro"}) == "pro lite ");
  CHECK(models_of({"flash"}, {"flash"}) == "flash ");
  CHECK(models_of({"other"}, {}) == "404");
  CHECK(models_of({}, {"other"}) == "pro ");  // which admission refuses
}

TEST_CASE("H9: under a chain's way another name is no part of it") {
  Shop shop;
  shop.chain("smart", {"pro", "flash"});
  exchange::Chain chain;
  shop.request.chain = &chain;
  shop.request.route = test::route_of("POST", "/v1/chat/completions");
  CHECK(*exchange::model_in_turn(shop.request, shop.settings, "smart", shop.arena) == "pro");
  CHECK(*exchange::model_in_turn(shop.request, shop.settings, "secret", shop.arena) == "secret");
}

TEST_CASE("H9: embeddings and whatever is made of one model are asked of a chain's first alone") {
  for (const Bytes path : {"/v1/embeddings", "/v1/images/generations"}) {
    Shop shop;
    shop.chain("smart", {"pro", "flash"});
    exchange::Chain chain;
    shop.request.chain = &chain;
    shop.request.route = test::route_of("POST", path);
    CHECK(*exchange::model_in_turn(shop.request, shop.settings, "smart", shop.arena) == "pro");
    CHECK_FALSE(chain.any());
  }
}

TEST_CASE("B4 H9: chains are listed where one of their models is, patterns never") {
  Shop shop;
  shop.chain("smart", {"pro", "flash"});
  shop.chain("claude-*", {"pro", "flash"});
  shop.alias("fast", "flash");
  const auto listed = [&shop](std::initializer_list<Bytes> allowed) {
    store::ClientRow client;
    for (const Bytes model : allowed) client.models.push(shop.arena, model);
    access::Grant grant;
    grant.client = &client;
    std::string names;
    for (const chat::Model& model : exchange::shown_chains(shop.settings, grant, shop.arena)) names += std::string(Bytes(model.id)) + " ";
    return names;
  };
  CHECK(listed({}) == "smart ");
  CHECK(listed({"flash"}) == "smart ");
  CHECK(listed({"other"}).empty());
  shop.offer("other");
  CHECK(listed({}).empty());
}
