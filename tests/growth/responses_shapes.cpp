// OpenAI's Responses: inputs that are long or wide, and what comes back; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

constexpr const char* head = "POST https://rota.test/v1/responses\n";
constexpr World stream = {.answer_head = "content-type: text/event-stream\n"};
constexpr const char* last_event = "data: {\"candidates\":[{\"content\":{\"parts\":[]},\"finishReason\":\"STOP\"}]}\n\n";

std::string request(const std::string& members) { return R"({"model":"gemini-3.6-flash","store":false,)" + members + "}"; }
std::string input(const std::string& items) { return request(R"("input":[)" + items + "]"); }
std::string tools(const std::string& list) { return request(R"("input":"Hi","tools":[)" + list + "]"); }
std::string said(const std::string& content) { return input(R"({"role":"user","content":[)" + content + "]}"); }
std::string user(Number) { return R"({"role":"user","content":"a"})"; }
std::string call(Number i) { return R"({"type":"function_call","call_id":"c)" + i + R"(","name":"f","arguments":"{}"})"; }
std::string result(Number i) { return R"({"type":"function_call_output","call_id":"c)" + i + R"(","output":"r"})"; }
std::string function(Number i) { return R"({"type":"function","name":"f)" + i + R"(","parameters":{"type":"object"}})"; }

constexpr Shape shapes[] = {
    {"Responses: messages, in turns", head,
     [](std::size_t n) {
       return input(many(n, [](Number i) { return user(i) + R"(,{"role":"assistant","content":"b"})"; }) + "," + user(""));
     },
     plain_answer},
    {"Responses: messages of one side", head, [](std::size_t n) { return input(many(n, user)); }, plain_answer},
    {"Responses: messages of the developer", head,
     [](std::size_t n) {
       return input(user("") + "," + many(n, [](Number) { return std::string(R"({"role":"developer","content":"a"})"); }));
     },
     plain_answer},
    {"Responses: texts of one message", head,
     [](std::size_t n) { return said(many(n, [](Number) { return std::string(R"({"type":"input_text","text":"a"})"); })); },
     plain_answer},
    {"Responses: pictures of one message", head,
     [](std::size_t n) {
       return said(many(n, [](Number) {
         return std::string(R"({"type":"input_image","image_url":"data:image/png;base64,AAAA"})");
       }));
     },
     plain_answer},
    {"Responses: calls at once", head,
     [](std::size_t n) { return input(user("") + "," + many(n, call) + "," + many(n, result)); }, plain_answer},
    {"Responses: calls, each with its output", head,
     [](std::size_t n) { return input(user("") + "," + many(n, [](Number i) { return call(i) + "," + result(i); })); },
     plain_answer},
    {"Responses: calls under one id", head,
     [](std::size_t n) {
       return input(user("") + "," + many(n, [](Number) { return call("x"); }) + "," +
                    many(n, [](Number) { return result("x"); }));
     },
     plain_answer},
    {"Responses: reasoning with signatures", head,
     [](std::size_t n) {
       return input(user("") + "," + many(n, [](Number i) {
         return R"({"type":"reasoning","summary":[],"encrypted_content":"rota.gemini.c2ln"},)" + call(i) + "," + result(i);
       }));
     },
     plain_answer},
    {"Responses: summaries of one reasoning item", head,
     [](std::size_t n) {
       return input(user("") + R"(,{"type":"reasoning","summary":[)" + many(n, [](Number) {
         return std::string(R"({"type":"summary_text","text":"a"})");
       }) + "]}," + user(""));
     },
     plain_answer},
    {"Responses: custom calls", head,
     [](std::size_t n) {
       return input(user("") + "," + many(n, [](Number i) {
         return R"({"type":"custom_tool_call","call_id":"c)" + i + R"(","name":"exec","input":"a\n"},)"
                R"({"type":"custom_tool_call_output","call_id":"c)" + i + R"(","output":"r"})";
       }));
     },
     plain_answer},
    {"Responses: references to what is stored nowhere", head,
     [](std::size_t n) {
       return input(user("") + "," + many(n, [](Number i) { return R"({"type":"item_reference","id":"rs_)" + i + "\"}"; }));
     },
     plain_answer},
    {"Responses: summaries that stand for what came before", head,
     [](std::size_t n) {
       return input(many(n, [](Number i) {
         return user(i) + R"(,{"type":"compaction","encrypted_content":"rota.summary.a"})";
       }) + "," + user(""));
     },
     plain_answer},
    {"Responses: tools", head, [](std::size_t n) { return tools(many(n, function)); }, plain_answer},
    {"Responses: namespaces", head,
     [](std::size_t n) {
       return tools(many(n, [](Number i) {
         return R"({"type":"namespace","name":"n)" + i + R"(","tools":[)" + function(i) + "]}";
       }));
     },
     plain_answer},
    {"Responses: tools of one namespace", head,
     [](std::size_t n) { return tools(R"({"type":"namespace","name":"n","tools":[)" + many(n, function) + "]}"); }, plain_answer},
    {"Responses: tools that items bring", head,
     [](std::size_t n) {
       return input(many(n, [](Number i) { return R"({"type":"additional_tools","tools":[)" + function(i) + "]}"; }) + "," +
                    user(""));
     },
     plain_answer},
    {"Responses: what tool searches found", head,
     [](std::size_t n) {
       return input(user("") + "," + many(n, [](Number i) {
         return R"({"type":"tool_search_call","execution":"client","arguments":{},"call_id":"c)" + i +
                R"("},{"type":"tool_search_output","execution":"client","call_id":"c)" + i + R"(","tools":[)" + function("x") + "]}";
       }));
     },
     plain_answer},
    {"Responses: tools of a choice", head,
     [](std::size_t n) {
       return request(R"("input":"Hi","tools":[)" + function("0") + R"(],"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[)" +
                      many(n, [](Number) { return std::string(R"({"type":"function","name":"f0"})"); }) + "]}");
     },
     plain_answer},
    {"Responses: metadata", head,
     [](std::size_t n) { return request(R"("input":"Hi","metadata":{)" + many(n, [](Number i) { return "\"m" + i + R"(":"a")"; }) + "}"); },
     plain_answer},
    {"Responses made shorter", "POST https://rota.test/v1/responses/compact\n",
     [](std::size_t n) { return input(many(n, [](Number i) { return user(i) + R"(,{"role":"assistant","content":"b"})"; })); },
     plain_answer},
};

std::string ask(std::size_t) {
  return request(R"("input":"Hi","include":["reasoning.encrypted_content"],"tools":[{"type":"web_search"},)" + function("0") + "]");
}
std::string ask_for_stream(std::size_t) {
  return request(R"("input":"Hi","stream":true,"include":["reasoning.encrypted_content","message.output_text.logprobs"],"top_logprobs":1,)"
                 R"("tools":[{"type":"web_search"},{"type":"custom","name":"exec"}])");
}
std::string say(const std::string& parts, const std::string& more = {}) {
  return R"({"candidates":[{"content":{"parts":[)" + parts + R"(]},"finishReason":"STOP")" + more + "}]}";
}
std::string event(const std::string& parts, const std::string& more = {}) {
  return R"(data: {"candidates":[{"content":{"parts":[)" + parts + "]}" + more + "}]}\n\n";
}
std::string text(Number) { return R"({"text":"a"})"; }
std::string called(Number i) { return R"({"functionCall":{"name":"f0","args":{"i":)" + i + R"(}},"thoughtSignature":"c2ln"})"; }
std::string thought_and_call(Number i) { return R"({"text":"a","thought":true},)" + called(i); }
std::string custom(Number) { return R"({"functionCall":{"name":"exec","args":{"input":"a\n"}}})"; }
std::string source(Number i) { return R"({"startIndex":1,"endIndex":3,"uri":"https://a.example/)" + i + "\"}"; }
constexpr const char* logprobs =
    R"(,"logprobsResult":{"chosenCandidates":[{"token":"a","logProbability":-1}],"topCandidates":[{"candidates":[{"token":"b","logProbability":-2}]}]})";

constexpr Shape answers[] = {
    {"Responses: texts of an answer", head, ask, [](std::size_t n) { return say(many(n, text)); }},
    {"Responses: calls of an answer", head, ask, [](std::size_t n) { return say(many(n, called)); }},
    {"Responses: thoughts and calls of an answer", head, ask, [](std::size_t n) { return say(many(n, thought_and_call)); }},
    {"Responses: pictures of an answer", head, ask,
     [](std::size_t n) {
       return say(many(n, [](Number) { return std::string(R"({"inlineData":{"mimeType":"image/png","data":"AAAA"}})"); }));
     }},
    {"Responses: sources", head, ask,
     [](std::size_t n) { return say(R"({"text":"abcdefgh"})", R"(,"citationMetadata":{"citationSources":[)" + many(n, source) + "]}"); }},
    {"Responses: events", head, ask_for_stream, [](std::size_t n) { return repeat(n, event(text(""))) + last_event; }, stream},
    {"Responses: events with log probabilities", head, ask_for_stream,
     [](std::size_t n) { return repeat(n, event(text(""), logprobs)) + last_event; }, stream},
    {"Responses: events of calls", head, ask_for_stream,
     [](std::size_t n) { return repeat(n, event(thought_and_call("1"))) + last_event; }, stream},
    {"Responses: events of custom calls", head, ask_for_stream,
     [](std::size_t n) { return repeat(n, event(custom(""))) + last_event; }, stream},
    {"Responses: events with sources", head, ask_for_stream,
     [](std::size_t n) {
       std::string all;
       for (std::size_t i = 0; i < n; ++i) {
         all += event(text(""), R"(,"groundingMetadata":{"webSearchQueries":["q"],"groundingChunks":[{"web":{"uri":"https://a.example/)" +
                                    std::to_string(i) + "\"}}]}");
       }
       return all + last_event;
     },
     stream},
};

}  // namespace

std::vector<Shape> responses_shapes() { return {std::begin(shapes), std::end(shapes)}; }
std::vector<Shape> responses_answer_shapes() { return {std::begin(answers), std::end(answers)}; }

}  // namespace rota::growth
