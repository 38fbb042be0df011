// Anthropic's Messages: requests that are long or wide, and what comes back; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

constexpr const char* head = "POST https://rota.test/v1/messages\n";
constexpr const char* last_event = "data: {\"candidates\":[{\"content\":{\"parts\":[]},\"finishReason\":\"STOP\"}]}\n\n";

std::string request(const std::string& members) { return R"({"model":"gemini-3.6-flash",)" + members + "}"; }
std::string talk(const std::string& messages) { return request(R"("messages":[)" + messages + "]"); }
std::string ask(const std::string& members) {
  return request(R"("messages":[{"role":"user","content":"Hi"}],)" + members);
}
std::string said(const std::string& content) { return talk(R"({"role":"user","content":[)" + content + "]}"); }
std::string calls(const std::string& list) { return R"({"role":"assistant","content":[)" + list + "]}"; }
std::string results(const std::string& list) { return R"({"role":"user","content":[)" + list + "]}"; }
std::string call(Number i) { return R"({"type":"tool_use","id":"c)" + i + R"(","name":"f","input":{}})"; }
std::string result(Number i) { return R"({"type":"tool_result","tool_use_id":"c)" + i + R"(","content":"r"})"; }

constexpr Shape shapes[] = {
    {"Messages, in turns", head,
     [](std::size_t n) {
       return talk(many(n, [](Number) {
         return std::string(R"({"role":"user","content":"a"},{"role":"assistant","content":"b"})");
       }) + R"(,{"role":"user","content":"a"})");
     },
     plain_answer},
    {"Messages of the system in mid-conversation", head,
     [](std::size_t n) {
       return talk(R"({"role":"user","content":"a"},)" + many(n, [](Number) { return std::string(R"({"role":"system","content":"a"})"); }));
     },
     plain_answer},
    {"Messages: system blocks", head,
     [](std::size_t n) {
       return ask(R"("system":[)" + many(n, [](Number) { return std::string(R"({"type":"text","text":"a"})"); }) + "]");
     },
     plain_answer},
    {"Messages: text blocks", head,
     [](std::size_t n) { return said(many(n, [](Number) { return std::string(R"({"type":"text","text":"a"})"); })); },
     plain_answer},
    {"Messages: calls in one message", head,
     [](std::size_t n) { return talk(calls(many(n, call)) + "," + results(many(n, result))); }, plain_answer},
    {"Messages: calls, each with its result", head,
     [](std::size_t n) {
       return talk(R"({"role":"user","content":"a"},)" +
                   many(n, [](Number i) { return calls(call(i)) + "," + results(result(i)); }));
     },
     plain_answer},
    {"Messages: blocks of one result", head,
     [](std::size_t n) {
       return talk(calls(call("1")) + R"(,{"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[)" +
                   many(n, [](Number) { return std::string(R"({"type":"tool_reference","tool_name":"f"})"); }) + "]}]}");
     },
     plain_answer},
    {"Messages: thinking", head,
     [](std::size_t n) {
       return talk(calls(many(n, [](Number) {
         return std::string(R"({"type":"thinking","thinking":"a","signature":"gemini#U2ln"})");
       }) + R"(,{"type":"text","text":"a"})") + R"(,{"role":"user","content":"a"})");
     },
     plain_answer},
    {"Messages: what searches found", head,
     [](std::size_t n) {
       return talk(calls(R"({"type":"web_search_tool_result","tool_use_id":"s","content":[)" + many(n, [](Number) {
         return std::string(R"({"type":"web_search_result","title":"a","url":"b"})");
       }) + "]}") + R"(,{"role":"user","content":"a"})");
     },
     plain_answer},
    {"Messages: stop sequences", head,
     [](std::size_t n) { return ask(R"("stop_sequences":[)" + many(n, [](Number i) { return "\"" + i + "\""; }) + "]"); },
     plain_answer},
};

std::string ask_for_search(std::size_t) { return ask(R"("tools":[{"type":"web_search_20250305","name":"web_search"}])"); }
std::string ask_for_stream(std::size_t) {
  return ask(R"("stream":true,"tools":[{"type":"web_search_20250305","name":"web_search"}])");
}
std::string say(const std::string& parts, const std::string& more = {}) {
  return R"({"candidates":[{"content":{"parts":[)" + parts + R"(]},"finishReason":"STOP")" + more + "}]}";
}
std::string event(const std::string& parts) {
  return R"(data: {"candidates":[{"content":{"parts":[)" + parts + "]}}]}\n\n";
}
std::string called(Number i) { return R"({"functionCall":{"name":"f","args":{"i":)" + i + "}}}"; }
std::string thought_and_call(Number i) { return R"({"text":"a","thought":true},)" + called(i); }

constexpr Shape answers[] = {
    {"Messages: texts of an answer", head, ask_for_search,
     [](std::size_t n) { return say(many(n, [](Number) { return std::string(R"({"text":"a"})"); })); }},
    {"Messages: calls of an answer", head, ask_for_search, [](std::size_t n) { return say(many(n, called)); }},
    {"Messages: thoughts and calls of an answer", head, ask_for_search, [](std::size_t n) { return say(many(n, thought_and_call)); }},
    {"Messages: sources", head, ask_for_search,
     [](std::size_t n) {
       return say(R"({"text":"abcdefgh"})", R"(,"citationMetadata":{"citationSources":[)" + many(n, [](Number i) {
         return R"({"startIndex":1,"endIndex":3,"uri":"https://a.example/)" + i + "\"}";
       }) + "]}");
     }},
    {"Messages: events", head, ask_for_stream, [](std::size_t n) { return repeat(n, event(R"({"text":"a"})")) + last_event; }},
    {"Messages: events of calls", head, ask_for_stream,
     [](std::size_t n) { return repeat(n, event(thought_and_call("1"))) + last_event; }},
    {"Messages: events with sources", head, ask_for_stream,
     [](std::size_t n) {
       std::string all;
       for (std::size_t i = 0; i < n; ++i) {
         all += R"(data: {"candidates":[{"content":{"parts":[{"text":"a"}]},"groundingMetadata":{"webSearchQueries":["q"],)"
                R"("groundingChunks":[{"web":{"uri":"https://a.example/)" + std::to_string(i) + "\"}}]}}]}\n\n";
       }
       return all + last_event;
     }},
};

}  // namespace

std::vector<Shape> messages_shapes() { return {std::begin(shapes), std::end(shapes)}; }
std::vector<Shape> messages_answer_shapes() { return {std::begin(answers), std::end(answers)}; }

}  // namespace rota::growth
