// Translated chat: the point of no return, answers that say nothing, attempts that leave nothing behind, linked media.
#include "exchange/chat_flow.h"

#include <catch2/catch_all.hpp>
#include <string>
#include <utility>

#include "exchange/flow_testing.h"
#include "exchange/route_of.h"

using namespace rota;
using exchange::Attachment;
using exchange::Next;

namespace {

struct Chat {
  explicit Chat(std::string sent, bool may_retry = true) : body(std::move(sent)) {
    settings.upstream = "https://up.test";
    request.route = test::route_of("POST", "/v1/chat/completions");
    request.body = body;
    request.may_retry = may_retry;
    client.open(request.route, "req_1");
    const auto made = exchange::ChatFlow::make(request, settings, &memory, reader, random, arena);
    if (made.ok()) {
      flow.reset(made.value());
    } else {
      refusal = test::spell_refusal(made.failure(), request);
    }
  }

  void accept() { flow->accept(200, {}, 1700000000999, client); }
  /// What the step leads to: "wait", "finished", or the status and the fault's sentence.
  std::string said(const Result<Next>& next) {
    if (!next.ok()) return std::to_string(next.failure().status) + " " + std::string(next.failure().message);
    return next.value() == Next::wait ? "wait" : next.value() == Next::finished ? "finished" : "again";
  }
  std::string take(Bytes chunk) {
    client.begin_step();
    return said(flow->take(chunk, client));
  }
  std::string end() {
    client.begin_step();
    return said(flow->end(client));
  }
  std::string hear(Bytes answer) {
    accept();
    const std::string taken = take(answer);
    return taken == "wait" ? end() : taken;
  }
  std::string written() { return std::string(client.body().view()); }
  std::string call() { return std::string(flow->call()->body); }

  std::string body;
  Account account{nullptr, limits::request_memory_bytes};
  Arena arena{&account};
  json::Reader reader;
  Random random{1};
  exchange::Settings settings;
  exchange::ChatMemory memory;
  exchange::Request request;
  exchange::ClientSide client;
  test::OwnedFlow flow;
  std::string refusal;
};

std::string asking(const std::string& members) {
  return R"({"model":"models/gemini-2.5-flash","messages":[{"role":"user","content":"Hi"}])" + members + "}";
}
const std::string streaming = asking(R"(,"stream":true)");

std::string answer(const std::string& text, const std::string& finish) {
  return R"({"candidates":[{"content":{"parts":[)" + (text.empty() ? "" : R"({"text":")" + text + "\"}") + "]}" +
         (finish.empty() ? "" : R"(,"finishReason":")" + finish + "\"") +
         R"(}],"usageMetadata":{"promptTokenCount":2,"candidatesTokenCount":3,"totalTokenCount":5},"responseId":"r1"})";
}
std::string event(const std::string& text, const std::string& finish = "") {
  return "data: " + answer(text, finish) + "\r\n\r\n";
}

const std::string silence = "502 The upstream answered without saying anything.";

}  // namespace

TEST_CASE("a request becomes one call, the same however often it is asked for") {
  Chat chat(asking(""));
  REQUIRE(chat.flow);
  CHECK(chat.flow->model() == "gemini-2.5-flash");
  CHECK(chat.flow->call()->url == "https://up.test/v1beta/models/gemini-2.5-flash:generateContent");
  CHECK(chat.flow->call()->headers == "content-type: application/json\n");
  CHECK(chat.call().find(R"({"text":"Hi"})") != std::string::npos);
  CHECK(chat.call() == chat.call());
  CHECK(!chat.flow->can_beat());
  Chat stream(streaming);
  CHECK(stream.flow->call()->url == "https://up.test/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
  CHECK(stream.flow->can_beat());
}

TEST_CASE("without memory to write a request again it is not asked, and is once there is some") {
  Chat chat(asking(""));
  const std::string whole = chat.call();
  chat.flow->sent();
  chat.account.charge(limits::request_memory_bytes);
  const auto call = chat.flow->call();
  REQUIRE(!call.ok());
  CHECK(call.failure().status == 413);
  chat.account.refund(limits::request_memory_bytes);
  CHECK(chat.call() == whole);
  CHECK(chat.hear(answer("Hello", "STOP")) == "finished");
}

TEST_CASE("F9: a request that cannot be asked is refused, with the field") {
  CHECK(Chat("{").refusal == "400 ");
  CHECK(Chat(R"({"messages":[{"role":"user","content":"Hi"}]})").refusal == "400 model");
  CHECK(Chat(R"({"model":"a/b","messages":[{"role":"user","content":"Hi"}]})").refusal == "404 model");
}

TEST_CASE("a whole answer may come in any pieces") {
  Chat chat(asking(""));
  chat.accept();
  for (const char c : answer("Hello", "STOP")) REQUIRE(chat.take(Bytes(&c, 1)) == "wait");
  CHECK(!chat.client.committed());
  CHECK(chat.end() == "finished");
  CHECK(chat.client.status() == 200);
  CHECK(chat.written().find(R"({"id":"chatcmpl-r1","object":"chat.completion","created":1700000000,)") == 0);
  CHECK(chat.written().find(R"("content":"Hello")") != std::string::npos);
  CHECK(chat.flow->usage().total_tokens == 5);
}

TEST_CASE("an answer that says nothing is tried again once, and then is what it is") {
  Chat whole(asking(""));
  CHECK(whole.hear(answer("", "STOP")) == silence);
  CHECK(whole.hear(answer("", "STOP")) == "finished");
  Chat stream(streaming);
  CHECK(stream.hear(event("", "STOP")) == silence);
  CHECK(!stream.client.begun());
  CHECK(stream.hear(event("", "STOP")) == "finished");
  CHECK(stream.client.committed());
  CHECK(Chat(asking(""), false).hear(answer("", "STOP")) == "finished");
  CHECK(Chat(streaming, false).hear(event("", "STOP")) == "finished");
}

TEST_CASE("F5: signatures, sources and thoughts are no answer; thoughts that a client has seen are not taken back") {
  const auto of = [](const std::string& members, bool events) {
    const std::string json = R"({"candidates":[{)" + members + R"(,"finishReason":"STOP"}]})";
    return events ? "data: " + json + "\n\n" : json;
  };
  const std::string nothing[] = {
      R"("content":{"parts":[{"text":"","thoughtSignature":"AAAABBBB"}]})",
      R"("content":{"parts":[{"text":""},{"text":"","thought":true}]})",
      R"("content":{"parts":[]},"groundingMetadata":{"webSearchQueries":["x"],)"
      R"("groundingChunks":[{"web":{"uri":"https://example.com","title":"x"}}]})",
      R"("content":{"parts":[{"toolCall":{"id":"a"}},{"toolResponse":{"id":"a"}}]})",
      R"("content":{},"citationMetadata":{"citationSources":[{"uri":"https://example.com"}]})",
      R"("content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBO"},"thought":true}]})",
  };
  for (const std::string& members : nothing) {
    INFO(members);
    Chat whole(asking(""));
    CHECK(whole.hear(of(members, false)) == silence);
    CHECK(whole.hear(of(members, false)) == "finished");
    Chat stream(streaming);
    CHECK(stream.hear(of(members, true)) == silence);
    CHECK(!stream.client.begun());
    CHECK(stream.hear(event("ok", "STOP")) == "finished");
    CHECK(stream.written().find("AAAABBBB") == std::string::npos);
  }
  const std::string thoughts = R"("content":{"parts":[{"text":"hm","thought":true}]})";
  CHECK(Chat(asking("")).hear(of(thoughts, false)) == silence);
  CHECK(Chat(streaming).hear(of(thoughts, true)) == "finished");
  for (const char* reason : {"MALFORMED_FUNCTION_CALL", "MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL",
                             "MISSING_THOUGHT_SIGNATURE", "TOO_MANY_TOOL_CALLS", "NO_IMAGE", "IMAGE_OTHER"}) {
    INFO(reason);
    CHECK(Chat(asking("")).hear(answer("", reason)) == silence);
    CHECK(Chat(streaming).hear(event("", reason)) == silence);
    CHECK(Chat(streaming).hear(event("a", reason)) == "finished");
  }
}

TEST_CASE("F5: a stream that comes in JSON, in a list or whole, is read, however it is cut") {
  const std::string list = "[" + answer("Hel", "") + "\n,\r\n" + answer("lo }\\\"[", "STOP") + "\n]";
  for (const std::string& body : {list, answer("Hello }\\\"[", "STOP"), "\xEF\xBB\xBF \n" + list}) {
    for (std::size_t cut = 0; cut <= body.size(); ++cut) {
      Chat chat(streaming);
      chat.accept();
      std::string all;
      REQUIRE(chat.take(Bytes(body).substr(0, cut)) == "wait");
      all += chat.written();
      REQUIRE(chat.take(Bytes(body).substr(cut)) == "wait");
      all += chat.written();
      REQUIRE(chat.end() == "finished");
      all += chat.written();
      REQUIRE(all.find("data: [DONE]") != std::string::npos);
      REQUIRE(all.find(R"(lo }\"[)") != std::string::npos);
    }
  }
  CHECK(Chat(streaming).hear("[" + answer("Hello", "") + ",") ==
        "502 The upstream ended its answer without saying that it was finished.");
  CHECK(Chat(streaming).hear("[" + answer("", "STOP").substr(0, 20)) ==
        "502 The upstream ended its answer before it said anything.");
  CHECK(Chat(streaming).hear(R"([{"error":{"code":503,"message":"m","status":"UNAVAILABLE"}}])") ==
        "502 The upstream's answer holds an error.");
  CHECK(Chat(streaming).hear("{} nonsense") == "502 The upstream sent something that is not JSON.");
}

TEST_CASE("an answer that tells why it is empty is not tried again") {
  CHECK(Chat(asking("")).hear(answer("", "MAX_TOKENS")) == "finished");
  CHECK(Chat(asking("")).hear(answer("", "SAFETY")) == "finished");
  CHECK(Chat(streaming).hear(event("", "MAX_TOKENS")) == "finished");
  CHECK(Chat(asking("")).hear(R"({"promptFeedback":{"blockReason":"SAFETY"}})") == "finished");
}

TEST_CASE("F5: the first words commit; what came before them is held, and comes first") {
  Chat chat(streaming);
  chat.accept();
  CHECK(chat.take(event("")) == "wait");
  CHECK(!chat.client.begun());
  CHECK(chat.written().empty());
  CHECK(chat.take(event("Hel")) == "wait");
  CHECK(chat.client.committed());
  const std::string first = chat.written();
  CHECK(first.find(R"("role":"assistant")") < first.find(R"("content":"Hel")"));
  CHECK(first.find(R"("content":"Hel")") != std::string::npos);
  CHECK(chat.take(event("lo", "STOP")) == "wait");
  CHECK(chat.written().find("assistant") == std::string::npos);
  CHECK(chat.end() == "finished");
  CHECK(chat.written().find(R"("finish_reason":"stop")") != std::string::npos);
  CHECK(chat.written().find("data: [DONE]\n\n") == chat.written().size() - 14);
  CHECK(chat.client.ended());
}

TEST_CASE("F5: a stream that stops before its end is a failure, committed or not") {
  const std::string cut = "502 The upstream ended its answer without saying that it was finished.";
  CHECK(Chat(streaming).hear(event("Hello")) == cut);
  CHECK(Chat(streaming).hear(event("")) == cut);
  CHECK(Chat(streaming).hear("") == "502 The upstream ended its answer before it said anything.");
  CHECK(Chat(streaming).hear("data: [DONE]\n\n") == "502 The upstream ended its answer before it said anything.");
  CHECK(Chat(streaming).hear("data: {\"cand\n\n") == "502 The upstream sent something that is not JSON.");
  CHECK(Chat(asking("")).hear("<html>") == "502 The upstream sent something that is not JSON.");
}

TEST_CASE("a last event without its blank line and a foreign [DONE] are no harm") {
  Chat chat(streaming);
  CHECK(chat.hear(event("Hello") + "data: " + answer("", "STOP")) == "finished");
  CHECK(Chat(streaming).hear(event("Hello", "STOP") + "data: [DONE]\n\n") == "finished");
}

TEST_CASE("heartbeats are no answer: another attempt may still follow, and its words alone are sent") {
  Chat chat(streaming);
  chat.client.begin_step();
  chat.flow->heartbeat(chat.client);
  chat.flow->heartbeat(chat.client);
  CHECK(chat.written() == ": ping\n\n: ping\n\n");
  CHECK(chat.client.begun());
  CHECK(!chat.client.committed());
  chat.accept();
  CHECK(chat.take(event("")) == "wait");
  chat.accept();
  CHECK(!chat.flow->usage().known());
  CHECK(chat.take(event("Second")) == "wait");
  const std::string text = chat.written();
  const std::size_t role = text.find(R"("role":"assistant")");
  CHECK(role != std::string::npos);
  CHECK(text.find(R"("role":"assistant")", role + 1) == std::string::npos);
}

TEST_CASE("F5: an error inside a 200 fails the attempt and is told to the pool, until the next one") {
  const std::string error = R"({"error":{"code":503,"message":"Overloaded.","status":"UNAVAILABLE"}})";
  for (const bool stream : {false, true}) {
    Chat chat(stream ? streaming : asking(""));
    chat.accept();
    const std::string taken = chat.take(stream ? "data: " + error + "\n\n" : error);
    CHECK((stream ? taken : chat.end()).substr(0, 3) == "502");
    REQUIRE(chat.flow->upstream_error() != nullptr);
    CHECK(chat.flow->upstream_error()->http_status == 503);
    CHECK(chat.flow->upstream_error()->status == "UNAVAILABLE");
    CHECK(!chat.client.committed());
    CHECK(chat.hear(stream ? event("Hi", "STOP") : answer("Hi", "STOP")) == "finished");
    CHECK(chat.flow->upstream_error() == nullptr);
  }
}

TEST_CASE("H1: a refusal may depend on the request's size and on the upstream's own tools") {
  const auto described = [](const std::string& members) {
    dialect::Asked asked;
    Chat(R"({"model":"gemini-3-pro","messages":[{"role":"user","content":"Hello"}])" + members + "}").flow->describe(asked);
    return asked;
  };
  CHECK(described("").text_bytes == 5);
  CHECK_FALSE(described("").upstream_tools);
  CHECK(described(R"(,"tools":[{"type":"web_search"}])").upstream_tools);
}

TEST_CASE("F3: what an upstream complains of is left out once, and only when it was there") {
  chat::UpstreamError error;
  error.http_status = 400;
  error.message = "Penalty is not enabled for this model";
  Chat chat(asking(R"(,"presence_penalty":0.5)"));
  CHECK(chat.call().find("presencePenalty") != std::string::npos);
  CHECK(chat.flow->amend(error));
  CHECK(chat.call().find("presencePenalty") == std::string::npos);
  CHECK(chat.call().find(R"({"text":"Hi"})") != std::string::npos);
  CHECK(!chat.flow->amend(error));
  CHECK(!Chat(asking("")).flow->amend(error));
  error.message = "Something else";
  CHECK(!Chat(asking(R"(,"presence_penalty":0.5)")).flow->amend(error));
}

TEST_CASE("F3: media that the upstream will not fetch is wanted, with its place, and goes up as data") {
  Chat chat(R"({"model":"gemini-2.5-flash","messages":[{"role":"user","content":[)"
            R"({"type":"image_url","image_url":{"url":"https://pictures.test/a.png"}},)"
            R"({"type":"video_url","video_url":{"url":"https://youtu.be/1"}}]}]})");
  REQUIRE(chat.flow);
  List<Attachment> wanted = chat.flow->wanted();
  REQUIRE(wanted.size() == 1);
  CHECK(wanted[0].url == "https://pictures.test/a.png");
  CHECK(wanted[0].param == "messages[0].content[0].image_url.url");
  wanted[0].mime = "image/webp";
  wanted[0].data = "UklGRg==";
  REQUIRE(chat.flow->attach(wanted).ok());
  CHECK(chat.call().find(R"({"inlineData":{"mimeType":"image/webp","data":"UklGRg=="}})") != std::string::npos);
  CHECK(chat.call().find("pictures.test") == std::string::npos);
  CHECK(chat.call().find("https://youtu.be/1") != std::string::npos);
  CHECK(Chat(asking("")).flow->wanted().empty());
}
