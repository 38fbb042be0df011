// Conversations that are long, wide or deep; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

std::string request(const std::string& members) { return R"({"model":"gemini-3.6-flash",)" + members + "}"; }
std::string talk(const std::string& messages) { return request(R"("messages":[)" + messages + "]"); }
std::string ask(const std::string& members) {
  return request(R"("messages":[{"role":"user","content":"Hi"}],)" + members);
}
std::string parts(const std::string& content) { return talk(R"({"role":"user","content":[)" + content + "]}"); }
std::string call(Number i) {
  return R"({"id":"c)" + i + R"(","type":"function","function":{"name":"f","arguments":"{}"}})";
}
std::string result(Number i) { return R"({"role":"tool","tool_call_id":"c)" + i + R"(","content":"r"})"; }
std::string calls(const std::string& list) { return R"({"role":"assistant","tool_calls":[)" + list + "]}"; }
std::string nested(std::size_t depth, const char* open, const char* close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

constexpr Shape shapes[] = {
    {"messages, in turns", chat_head,
     [](std::size_t n) {
       return talk(many(n, [](Number) {
         return std::string(R"({"role":"user","content":"a"},{"role":"assistant","content":"b"})");
       }) + R"(,{"role":"user","content":"a"})");
     },
     plain_answer},
    {"messages of one side", chat_head,
     [](std::size_t n) { return talk(many(n, [](Number) { return std::string(R"({"role":"user","content":"a"})"); })); },
     plain_answer},
    {"messages that are empty", chat_head,
     [](std::size_t n) {
       return talk(many(n, [](Number) { return std::string(R"({"role":"user","content":[]})"); }) +
                   R"(,{"role":"user","content":"a"})");
     },
     plain_answer},
    {"system messages", chat_head,
     [](std::size_t n) {
       return talk(many(n, [](Number) { return std::string(R"({"role":"system","content":"a"})"); }));
     },
     plain_answer},
    {"text parts", chat_head,
     [](std::size_t n) { return parts(many(n, [](Number) { return std::string(R"({"type":"text","text":"a"})"); })); },
     plain_answer},
    {"calls, each with its result", chat_head,
     [](std::size_t n) {
       return talk(R"({"role":"user","content":"a"},)" + many(n, [](Number i) { return calls(call(i)) + "," + result(i); }));
     },
     plain_answer},
    {"calls in one message", chat_head,
     [](std::size_t n) { return talk(calls(many(n, call)) + "," + many(n, result)); }, plain_answer},
    {"calls under one id", chat_head,
     [](std::size_t n) {
       return talk(calls(many(n, [](Number) { return call("x"); })) + "," +
                   many(n, [](Number) { return result("x"); }));
     },
     plain_answer},
    {"calls without results", chat_head,
     [](std::size_t n) { return talk(calls(many(n, call)) + R"(,{"role":"user","content":"a"})"); }, plain_answer},
    {"results without calls", chat_head, [](std::size_t n) { return talk(many(n, result)); }, plain_answer},
    {"results with JSON", chat_head,
     [](std::size_t n) {
       return talk(R"({"role":"user","content":"a"},)" + many(n, [](Number i) {
         return calls(call(i)) + R"(,{"role":"tool","tool_call_id":"c)" + i + R"(","content":"{\"a\":[1,2]}"})";
       }));
     },
     plain_answer},
    {"one result with JSON", chat_head,
     [](std::size_t n) {
       return talk(calls(call("1")) + R"(,{"role":"tool","tool_call_id":"c1","content":"[)" +
                   many(n, [](Number) { return std::string(R"({\"a\":1})"); }) + R"(]"})");
     },
     plain_answer},
    {"calls of many functions", chat_head,
     [](std::size_t n) {
       return talk(calls(many(n, [](Number i) {
         return R"({"id":"c)" + i + R"(","function":{"name":"a function )" + i + R"(","arguments":"x"}})";
       })) + R"(,{"role":"user","content":"a"})");
     },
     plain_answer},
    {"pictures by URL that the upstream reads", chat_head,
     [](std::size_t n) {
       return parts(many(n, [](Number i) {
         return R"({"type":"image_url","image_url":{"url":"https://youtu.be/)" + i + R"("}})";
       }));
     },
     plain_answer},
    {"pictures by URL", chat_head,
     [](std::size_t n) {
       return parts(many(n, [](Number i) {
         return R"({"type":"image_url","image_url":{"url":"https://p.example/)" + i + R"("}})";
       }));
     },
     plain_answer},
    {"one picture", chat_head,
     [](std::size_t n) {
       return parts(R"({"type":"image_url","image_url":{"url":"data:image/png;base64,)" + std::string(n * 4, 'A') +
                    R"("}})");
     },
     plain_answer},
    {"pictures in data URLs", chat_head,
     [](std::size_t n) {
       return parts(many(n, [](Number) {
         return std::string(R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}})");
       }));
     },
     plain_answer},
    {"stop sequences", chat_head,
     [](std::size_t n) { return ask(R"("stop":[)" + many(n, [](Number i) { return '"' + i + '"'; }) + "]"); },
     plain_answer},
    {"members of the request", chat_head,
     [](std::size_t n) { return ask(many(n, [](Number i) { return "\"m" + i + "\":1"; })); }, plain_answer},
    {"members of one name", chat_head,
     [](std::size_t n) { return ask(many(n, [](Number) { return std::string(R"("temperature":1)"); })); }, plain_answer},
    {"members of a message", chat_head,
     [](std::size_t n) {
       return talk(R"({"role":"user","content":"a",)" + many(n, [](Number i) { return "\"m" + i + "\":1"; }) + "}");
     },
     plain_answer},
    {"members of a part", chat_head,
     [](std::size_t n) {
       return parts(R"({"type":"text","text":"a",)" + many(n, [](Number i) { return "\"m" + i + "\":1"; }) + "}");
     },
     plain_answer},
    {"members of a picture", chat_head,
     [](std::size_t n) {
       return parts(R"({"type":"image_url","image_url":{"url":"https://youtu.be/1"},)" +
                    many(n, [](Number i) { return "\"m" + i + "\":1"; }) + "}");
     },
     plain_answer},
    {"metadata", chat_head,
     [](std::size_t n) { return ask(R"("metadata":{)" + many(n, [](Number i) { return "\"m" + i + "\":1"; }) + "}"); },
     plain_answer},
    {"what Google's tools did", chat_head,
     [](std::size_t n) {
       return talk(R"({"role":"assistant","content":"a","extra_content":{"google":{"server_tool_parts":[)" +
                   many(n, [](Number) { return std::string(R"({"toolCall":{}})"); }) +
                   R"(]}}},{"role":"user","content":"a"})");
     },
     plain_answer},
    {"details of reasoning", chat_head,
     [](std::size_t n) {
       return talk(R"({"role":"assistant","reasoning_details":[)" + many(n, [](Number i) {
         return R"({"type":"reasoning.encrypted","format":"google-1","id":"c)" + i + R"(","data":"AAAA"})";
       }) + R"(],"tool_calls":[)" + call("1") + R"(]},{"role":"user","content":"a"})");
     },
     plain_answer},
    {"settings of Google's", chat_head,
     [](std::size_t n) {
       return ask(R"("generation_config":{)" + many(64, [n](Number i) {
         return '"' + std::string(n / 4, 'a') + i + R"(":1)";
       }) + "}");
     },
     plain_answer},
    {"one setting of Google's", chat_head,
     [](std::size_t n) {
       return ask(R"("generation_config":{"aB":[)" + many(n, [](Number) { return std::string(R"({"a_b":1})"); }) + "]}");
     },
     plain_answer},
    {"one long text", chat_head,
     [](std::size_t n) { return talk(R"({"role":"user","content":")" + std::string(n * 8, 'a') + R"("})"); },
     plain_answer},
    {"one long text of escapes", chat_head,
     [](std::size_t n) {
       std::string text;
       for (std::size_t i = 0; i < n; ++i) text += R"(\u0001\")";
       return talk(R"({"role":"user","content":")" + text + R"("})");
     },
     plain_answer},
    {"arguments that are no JSON", chat_head,
     [](std::size_t n) {
       return talk(R"({"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":")" +
                   std::string(n * 8, '[') + R"("}}]},{"role":"user","content":"a"})");
     },
     plain_answer},
    {"JSON in JSON", chat_head,
     [](std::size_t n) { return ask(R"("x":[)" + many(n, [](Number) { return std::string("[[],{}]"); }) + "]"); },
     plain_answer},
    {"depth", chat_head, [](std::size_t n) { return ask(R"("x":)" + nested(n, "[", "]")); }, plain_answer},
    {"numbers", chat_head,
     [](std::size_t n) { return ask(R"("x":[)" + many(n, [](Number) { return std::string("0"); }) + "]"); },
     plain_answer},
};

}  // namespace

std::string plain_answer(std::size_t) {
  return R"({"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]})";
}

std::vector<Shape> chat_shapes() { return {std::begin(shapes), std::end(shapes)}; }

}  // namespace rota::growth
