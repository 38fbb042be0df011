// Testing a key: which model is asked and how, and what is told of the answer.
#include "exchange/test_flow.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::Ending;
using exchange::Next;

namespace {

struct Trial {
  explicit Trial(Bytes body = "", const dialect::UpstreamDialect& dialect = gemini::upstream) {
    settings.upstream = "https://up.test";
    settings.dialect = &dialect;
    request.body = body;
    client.open(test::route_of("POST", "/admin/keys/gemini/0000000000000001/test"), "req_1");
  }
  Trial& make() {
    const auto made = exchange::TestFlow::make(request, settings, reader, arena);
    if (made.ok()) {
      flow.reset(made.value());
    } else {
      refused = made.failure();
    }
    return *this;
  }
  std::string url() { return std::string(flow->call()->url); }
  std::string body() { return std::string(flow->call()->body); }
  Result<Next> hear(Bytes body) {
    client.begin_step();
    flow->accept(200, {}, 1e12, client);
    static_cast<void>(flow->take(body, client));
    return flow->end(client);
  }
  std::string told(const Ending& ending) {
    client.begin_step();
    CHECK(flow->conclude(ending, client));
    CHECK(client.status() == 200);
    return std::string(client.body().view());
  }

  Arena arena;
  json::Reader reader;
  exchange::Settings settings;
  exchange::Request request;
  exchange::ClientSide client;
  test::OwnedFlow flow;
  Failure refused;
};

Ending ended(pool::Cause cause, Bytes reason, Bytes message, std::uint16_t status) {
  Ending ending;
  ending.verdict.cause = cause;
  ending.verdict.reason = reason;
  ending.failure.message = message;
  ending.status = status;
  ending.ms = 41.7;
  return ending;
}

}  // namespace

TEST_CASE("B1: a test asks a model for as little as it gives") {
  Trial trial(R"({"model":"models/gemini-3.1-pro"})");
  trial.make();
  CHECK(trial.url() == "https://up.test/v1beta/models/gemini-3.1-pro:generateContent");
  CHECK(trial.body() ==
        R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":16}})");
  CHECK(trial.flow->call()->method == "POST");
  CHECK(trial.flow->model() == "gemini-3.1-pro");
  CHECK(!trial.flow->may_change_key());
}

TEST_CASE("B1: a model that only embeds is asked to embed") {
  CHECK(Trial(R"({"model":"gemini-embedding-001"})").make().url() ==
        "https://up.test/v1beta/models/gemini-embedding-001:embedContent");
  Trial trial(R"({"model":"text-embedding-3-small"})", openai::upstream);
  CHECK(trial.make().url() == "https://up.test/embeddings");
  CHECK(trial.body() == R"({"model":"text-embedding-3-small","input":"Hi"})");
}

TEST_CASE("B1 A1: an OpenAI upstream is asked in its own dialect") {
  Trial trial(R"({"model":"openai/gpt-x"})", openai::upstream);
  CHECK(trial.make().url() == "https://up.test/chat/completions");
  CHECK(trial.body() == R"({"model":"openai/gpt-x","messages":[{"role":"user","content":"Hi"}]})");
}

TEST_CASE("B1: without a model: the default one, else the first configured, else a cheap one") {
  Trial trial("{}");
  CHECK(trial.make().flow->model() == "gemini-flash-lite-latest");
  CHECK(Trial(R"({"model":null})").make().flow->model() == "gemini-flash-lite-latest");
  store::ModelRow row;
  row.id = "gemini-3.6-flash";
  row.aliases.push(trial.arena, "quick");
  trial.settings.models.push(trial.arena, row);
  CHECK(trial.make().flow->model() == "gemini-3.6-flash");
  trial.settings.config.default_model = "gemini-3-pro-preview";
  CHECK(trial.make().flow->model() == "gemini-3-pro-preview");
  trial.settings.config.default_model = "quick";
  CHECK(trial.make().flow->model() == "gemini-3.6-flash");
  CHECK(Trial("", openai::upstream).make().refused.status == 422);
}

TEST_CASE("F9: a body that says something else is refused, with the field") {
  const struct {
    const char* body;
    int status;
    const char* param;
  } cases[] = {{"{", 400, ""},
               {"[]", 400, ""},
               {R"({"model":7})", 422, "model"},
               {R"({"model":"a/../b"})", 422, "model"},
               {R"({"modell":"x"})", 422, "modell"}};
  for (const auto& one : cases) {
    INFO(one.body);
    Trial trial(one.body);
    trial.make();
    CHECK(trial.refused.status == one.status);
    CHECK(trial.refused.param == one.param);
    CHECK(trial.refused.blame == Blame::client);
  }
  CHECK(Trial("{\"model\":\"" + std::string(limits::model_name_bytes + 1, 'm') + "\"}").make().refused.status == 422);
}

TEST_CASE("B1: an answer is a success, whether or not the model had room to say anything") {
  Trial trial;
  trial.make();
  const auto heard =
      trial.hear(R"({"candidates":[{"finishReason":"MAX_TOKENS"}],"usageMetadata":{"promptTokenCount":2}})");
  REQUIRE(heard.ok());
  CHECK(heard.value() == Next::finished);
  CHECK(trial.flow->usage().prompt_tokens == 2);
  CHECK(trial.told(ended(pool::Cause::ok, "", "", 200)) ==
        R"({"ok":true,"status":200,"cause":"ok","message":"The key served gemini-flash-lite-latest.",)"
        R"("model":"gemini-flash-lite-latest","ms":41})");
}

TEST_CASE("F5: an error inside a 200, and what is no JSON, are failures") {
  Trial trial;
  trial.make();
  CHECK(!trial.hear(R"({"error":{"code":503,"message":"overloaded","status":"UNAVAILABLE"}})").ok());
  REQUIRE(trial.flow->upstream_error() != nullptr);
  CHECK(trial.flow->upstream_error()->message == "overloaded");
  CHECK(!trial.hear("<html>").ok());
}

TEST_CASE("F1 B1: the verdict speaks of keys, the upstream of everything else, and no key is told") {
  Trial trial;
  trial.make();
  CHECK(trial.told(ended(pool::Cause::key_invalid, "The upstream does not accept this key.", "bad", 400)) ==
        R"({"ok":false,"status":400,"cause":"key_invalid","message":"The upstream does not accept this key.",)"
        R"("model":"gemini-flash-lite-latest","ms":41})");
  Trial other;
  other.make();
  const std::string told = other.told(ended(pool::Cause::client_error, "The upstream refuses the request itself.",
                                            "no AIzaSyFAKEFAKEFAKEFAKEFAKEFAKEFAKEFAKE1 here", 404));
  CHECK(told.find("\"message\":\"no [key] here\"") != std::string::npos);
}
