// Embeddings, native calls and heads, and what upstreams answer; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

constexpr const char* embeddings_head = "POST https://rota.test/v1/embeddings\n";
constexpr const char* native_head = "POST https://rota.test/v1beta/models/gemini-3.6-flash:generateContent\n";

std::string embed(const std::string& members) { return R"({"model":"gemini-embedding-001",)" + members + "}"; }
std::string native(const std::string& members) { return R"({"contents":[{"parts":[{"text":"a"}]}],)" + members + "}"; }

std::string vectors(std::size_t count) {
  const std::size_t batch = count < 100 ? count : 100;
  return R"({"embeddings":[)" + many(batch, [](Number) { return std::string(R"({"values":[0.1,0.2]})"); }) + "]}";
}

std::string ask(std::size_t) { return R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":"Hi"}]})"; }
std::string ask_for_stream(std::size_t) {
  return R"({"model":"gemini-3.6-flash","stream":true,"messages":[{"role":"user","content":"Hi"}]})";
}
std::string say(const std::string& parts, const std::string& more = "") {
  return R"({"candidates":[{"content":{"parts":[)" + parts + R"(]},"finishReason":"STOP")" + more + "}]}";
}
std::string text(Number) { return R"({"text":"a"})"; }
std::string call(Number i) { return R"({"functionCall":{"name":"f)" + i + R"(","args":{"a":1}}})"; }
std::string piece(Number i) {
  return R"({"functionCall":{"partialArgs":[{"jsonPath":"$.a)" + i + R"(","numberValue":1}],"willContinue":true}})";
}
std::string said(const std::string& parts) { return R"(data: {"candidates":[{"content":{"parts":[)" + parts + "]}}]}\n\n"; }
const char* const last_event =
    "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"finishReason\":\"STOP\"}]}\n\n";

constexpr Shape others[] = {
    {"texts to embed", embeddings_head,
     [](std::size_t n) { return embed(R"("input":[)" + many(n, [](Number) { return std::string("\"a\""); }) + "]"); },
     vectors},
    {"a title of what is embedded", embeddings_head,
     [](std::size_t n) {
       return embed(R"("title":")" + std::string(n * 8, 't') + R"(","input":[)" +
                    many(100, [](Number) { return std::string("\"a\""); }) + "]");
     },
     [](std::size_t) { return vectors(100); }},
    {"a model's name that is embedded", embeddings_head,
     [](std::size_t n) {
       return R"({"model":")" + std::string(n * 8, 'm') + R"(","input":[)" +
              many(100, [](Number) { return std::string("\"a\""); }) + "]}";
     },
     [](std::size_t) { return vectors(100); }},
    {"a native call", native_head,
     [](std::size_t n) { return native(R"("x":[)" + many(n, [](Number) { return std::string("{}"); }) + "]"); },
     plain_answer},
};

constexpr Shape answers[] = {
    {"parts of an answer", chat_head, ask, [](std::size_t n) { return say(many(n, text)); }},
    {"calls of an answer", chat_head, ask, [](std::size_t n) { return say(many(n, call)); }},
    {"code in an answer", chat_head, ask,
     [](std::size_t n) {
       return say(many(n, [](Number) {
         return std::string(R"({"executableCode":{"code":"a"}},{"codeExecutionResult":{"output":"b"}})");
       }));
     }},
    {"pictures of an answer", chat_head, ask,
     [](std::size_t n) {
       return say(many(n, [](Number) { return std::string(R"({"inlineData":{"mimeType":"image/png","data":"AAAA"}})"); }));
     }},
    {"tools of Google's in an answer", chat_head, ask,
     [](std::size_t n) { return say(many(n, [](Number) { return std::string(R"({"toolCall":{"a":1}},{"text":"a"})"); })); }},
    {"a call in pieces", chat_head, ask,
     [](std::size_t n) {
       return say(R"({"functionCall":{"name":"f","willContinue":true}},)" + many(n, piece) + R"(,{"functionCall":{}})");
     }},
    {"candidates", chat_head, ask,
     [](std::size_t n) {
       return R"({"candidates":[)" + many(n, [](Number i) {
         return R"({"index":)" + i + R"(,"content":{"parts":[{"text":"a"}]},"finishReason":"STOP"})";
       }) + "]}";
     }},
    {"citations", chat_head, ask,
     [](std::size_t n) {
       return say(R"({"text":"abcdefgh"})", R"(,"citationMetadata":{"citationSources":[)" + many(n, [](Number i) {
         return R"({"startIndex":1,"endIndex":3,"uri":"https://a.example/)" + i + "\"}";
       }) + "]}");
     }},
    {"citations by text", chat_head, ask,
     [](std::size_t n) {
       return say(R"({"text":")" + std::string(n * 16, 'a') + R"(b"})", R"(,"groundingMetadata":{"groundingChunks":[)"
           R"({"web":{"uri":"https://a.example","title":"t"}}],"groundingSupports":[)" + many(n, [](Number) {
         return std::string(R"({"segment":{"endIndex":7,"text":"aab"},"groundingChunkIndices":[0]})");
       }) + "]}");
     }},
    {"citations far in", chat_head, ask,
     [](std::size_t n) {
       return say(many(n, [](Number) {
         return std::string(R"({"text":"abcdefgh"},{"executableCode":{"code":"a"}})");
       }), R"(,"citationMetadata":{"citationSources":[)" + many(n, [n](Number i) {
         return R"({"startIndex":)" + std::to_string(n * 4) + R"(,"endIndex":)" + std::to_string(n * 8) +
                R"(,"uri":"https://a.example/)" + i + "\"}";
       }) + "]}");
     }},
    {"probabilities", chat_head, ask,
     [](std::size_t n) {
       return say(R"({"text":"a"})", R"(,"logprobsResult":{"chosenCandidates":[)" + many(n, [](Number) {
         return std::string(R"({"token":"a","logProbability":-1})");
       }) + "]}");
     }},
    {"events", chat_head, ask_for_stream, [](std::size_t n) { return repeat(n, said(text("0"))) + last_event; }},
    {"events of calls", chat_head, ask_for_stream,
     [](std::size_t n) { return repeat(n, said(call("1"))) + last_event; }},
    {"calls in one event", chat_head, ask_for_stream, [](std::size_t n) { return said(many(n, call)) + last_event; }},
    {"events of one call", chat_head, ask_for_stream,
     [](std::size_t n) {
       return said(R"({"functionCall":{"name":"f","willContinue":true}})") + repeat(n, said(piece("1"))) + last_event;
     }},
    {"events of Google's tools", chat_head, ask_for_stream,
     [](std::size_t n) { return repeat(n, said(R"({"toolCall":{"a":1}},{"text":"a"})")) + last_event; }},
    {"events with citations", chat_head, ask_for_stream,
     [](std::size_t n) {
       return repeat(n, R"(data: {"candidates":[{"content":{"parts":[{"text":"abc"}]},"citationMetadata":)"
                        R"({"citationSources":[{"startIndex":1,"endIndex":3,"uri":"https://a.example"}]}}]})"
                        "\n\n") + last_event;
     }},
    {"lines of one event", chat_head, ask_for_stream,
     [](std::size_t n) {
       return R"(data: {"candidates":[{"content":{"parts":[{"text":"a"},)" "\n" +
              repeat(n, "data: {\"text\":\"a\"},\n") + R"(data: {"text":"a"}]},"finishReason":"STOP"}]})" "\n\n";
     }},
    {"models", "GET https://rota.test/v1/models\n", no_body,
     [](std::size_t n) { return R"({"models":[)" + many(n, [](Number i) { return R"({"name":"models/m)" + i + "\"}"; }) + "]}"; }},
};

}  // namespace

std::vector<Shape> other_shapes() { return {std::begin(others), std::end(others)}; }
std::vector<Shape> answer_shapes() { return {std::begin(answers), std::end(answers)}; }

}  // namespace rota::growth
