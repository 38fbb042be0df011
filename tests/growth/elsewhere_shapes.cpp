// Google's and Anthropic's clients on an OpenAI-compatible upstream: what they ask, and what it answers; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

constexpr const char* gemini = "POST https://rota.test/v1beta/models/m:generateContent\n";
constexpr const char* gemini_stream = "POST https://rota.test/v1beta/models/m:streamGenerateContent?alt=sse\n";
constexpr const char* gemini_list = "POST https://rota.test/v1beta/models/m:streamGenerateContent\n";
constexpr const char* gemini_vectors = "POST https://rota.test/v1beta/models/m:batchEmbedContents\n";
constexpr const char* messages = "POST https://rota.test/v1/messages\n";
constexpr World elsewhere = {.name = "elsewhere", .settings = openai_settings};

std::string openai_answer(std::size_t) {
  return R"({"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}})";
}
std::string openai_vectors(std::size_t n) {
  return R"({"data":[)" + many(n, [](Number i) { return R"({"index":)" + i + R"(,"embedding":[0.5]})"; }) + "]}";
}

std::string contents(const std::string& list, const std::string& more = {}) { return R"({"contents":[)" + list + "]" + more + "}"; }
std::string user(const std::string& parts) { return R"({"role":"user","parts":[)" + parts + "]}"; }
std::string model(const std::string& parts) { return R"({"role":"model","parts":[)" + parts + "]}"; }
std::string text(Number) { return R"({"text":"a"})"; }
std::string call(Number i) { return R"({"functionCall":{"name":"f","args":{"i":)" + i + "}}}"; }
std::string result(Number i) { return R"({"functionResponse":{"name":"f","response":{"output":")" + i + "\"}}}"; }
std::string declared(const std::string& list) {
  return contents(user(text("")), R"(,"tools":[{"functionDeclarations":[)" + list + "]}]");
}
std::string talk(const std::string& list) { return R"({"model":"m","max_tokens":9,"messages":[)" + list + "]}"; }

constexpr Shape shapes[] = {
    {"Google's contents, in turns", gemini,
     [](std::size_t n) { return contents(many(n, [](Number i) { return user(text(i)) + "," + model(text(i)); }) + "," + user(text(""))); },
     openai_answer, elsewhere},
    {"Google's parts", gemini, [](std::size_t n) { return contents(user(many(n, text))); }, openai_answer, elsewhere},
    {"Google's pictures", gemini,
     [](std::size_t n) {
       return contents(user(many(n, [](Number) { return std::string(R"({"inlineData":{"mimeType":"image/png","data":"AAAA"}})"); })));
     },
     openai_answer, elsewhere},
    {"Google's calls at once, without ids", gemini,
     [](std::size_t n) { return contents(user(text("")) + "," + model(many(n, call)) + "," + user(many(n, result))); },
     openai_answer, elsewhere},
    {"Google's calls, each with its result", gemini,
     [](std::size_t n) {
       return contents(user(text("")) + "," + many(n, [](Number i) { return model(call(i)) + "," + user(result(i)); }));
     },
     openai_answer, elsewhere},
    {"Google's results without calls", gemini, [](std::size_t n) { return contents(user(many(n, result))); }, openai_answer, elsewhere},
    {"Google's system texts", gemini,
     [](std::size_t n) { return contents(user(text("")), R"(,"systemInstruction":{"parts":[)" + many(n, text) + "]}"); },
     openai_answer, elsewhere},
    {"Google's functions", gemini,
     [](std::size_t n) { return declared(many(n, [](Number i) { return R"({"name":"f)" + i + "\"}"; })); }, openai_answer, elsewhere},
    {"properties in Google's types", gemini,
     [](std::size_t n) {
       return declared(R"({"name":"f","parameters":{"type":"OBJECT","properties":{)" +
                       many(n, [](Number i) { return "\"p" + i + R"(":{"type":"STRING","nullable":true})"; }) + "}}}");
     },
     openai_answer, elsewhere},
    {"Google's types in each other", gemini,
     [](std::size_t n) {
       return declared(R"({"name":"f","parameters":)" + repeat(n, R"({"type":"ARRAY","items":)") + R"({"type":"STRING"})" +
                       std::string(n, '}') + "}");
     },
     openai_answer, elsewhere},
    {"Google's texts to embed", gemini_vectors,
     [](std::size_t n) {
       return R"({"requests":[)" + many(n, [](Number) { return std::string(R"({"content":{"parts":[{"text":"a"}]}})"); }) + "]}";
     },
     openai_vectors, elsewhere},
    {"Messages, in turns", messages,
     [](std::size_t n) {
       return talk(many(n, [](Number) {
         return std::string(R"({"role":"user","content":"a"},{"role":"assistant","content":"b"})");
       }) + R"(,{"role":"user","content":"a"})");
     },
     openai_answer, elsewhere},
    {"Messages: calls, each with its result", messages,
     [](std::size_t n) {
       return talk(R"({"role":"user","content":"a"},)" + many(n, [](Number i) {
         return R"({"role":"assistant","content":[{"type":"tool_use","id":"c)" + i + R"(","name":"f","input":{}}]},)"
                R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"c)" + i + R"(","content":"r"}]})";
       }));
     },
     openai_answer, elsewhere},
};

struct Road {
  World world;
  const char* head;
  Make body;
};
struct Text {
  const char* name;
  Make make;
};

std::string native(std::size_t) { return R"({"contents":[{"parts":[{"text":"a"}]}]})"; }
std::string ask(std::size_t) { return talk(R"({"role":"user","content":"Hi"})"); }
std::string ask_for_stream(std::size_t) {
  return R"({"model":"m","max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]})";
}

std::string message(const std::string& members) {
  return R"({"choices":[{"message":{"role":"assistant",)" + members + R"(},"finish_reason":"stop"}]})";
}
std::string called(Number i) { return R"({"id":"c)" + i + R"(","function":{"name":"f","arguments":"{\"i\":1}"}})"; }
std::string citation(Number i) {
  return R"({"type":"url_citation","url_citation":{"start_index":1,"end_index":3,"url":"https://a.example/)" + i + "\"}}";
}

constexpr Text answers[] = {
    {"a long text of OpenAI's", [](std::size_t n) { return message(R"("content":")" + std::string(n * 8, 'a') + '"'); }},
    {"texts of OpenAI's", [](std::size_t n) {
       return message(R"("content":[)" + many(n, [](Number) { return std::string(R"({"type":"text","text":"a"})"); }) + "]");
     }},
    {"thoughts of OpenAI's", [](std::size_t n) {
       return message(R"("content":"a","reasoning_content":")" + std::string(n * 8, 'a') + '"');
     }},
    {"calls of OpenAI's", [](std::size_t n) { return message(R"("content":null,"tool_calls":[)" + many(n, called) + "]"); }},
    {"a call of OpenAI's with long arguments", [](std::size_t n) {
       return message(R"("tool_calls":[{"id":"c","function":{"name":"f","arguments":"{\"a\":\")" + std::string(n * 8, 'a') + R"(\"}"}}])");
     }},
    {"sources of OpenAI's", [](std::size_t n) {
       return message(R"("content":"abcdefgh","annotations":[)" + many(n, citation) + "]");
     }},
    {"pictures of OpenAI's", [](std::size_t n) {
       return message(R"("content":"a","images":[)" + many(n, [](Number) {
         return std::string(R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}})");
       }) + "]");
     }},
    {"choices of OpenAI's", [](std::size_t n) {
       return R"({"choices":[)" + many(n, [](Number i) {
         return R"({"index":)" + i + R"(,"message":{"content":"a"},"finish_reason":"stop"})";
       }) + "]}";
     }},
};

std::string event(const std::string& delta, Number index = "0") {
  return R"(data: {"id":"c","choices":[{"index":)" + index + R"(,"delta":{)" + delta + "}}]}\n\n";
}
std::string numbered(std::size_t n, std::string (*make)(Number)) {
  std::string all;
  for (std::size_t i = 0; i < n; ++i) all += make(std::to_string(i));
  return all;
}
constexpr const char* end = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
std::string begun(Number i) {
  return event(R"("tool_calls":[{"index":)" + i + R"(,"id":"c)" + i + R"(","function":{"name":"f","arguments":""}}])");
}
std::string piece(Number i, const std::string& text) {
  return event(R"("tool_calls":[{"index":)" + i + R"(,"function":{"arguments":")" + text + R"("}}])");
}

constexpr Text streams[] = {
    {"OpenAI's events", [](std::size_t n) { return repeat(n, event(R"("content":"a")")) + end; }},
    {"OpenAI's events of thoughts", [](std::size_t n) { return repeat(n, event(R"("reasoning":"a")")) + end; }},
    {"OpenAI's events of thoughts and texts", [](std::size_t n) {
       return repeat(n, event(R"("reasoning":"a")") + event(R"("content":"a")")) + end;
     }},
    {"a call in pieces", [](std::size_t n) {
       return begun("0") + piece("0", R"({\"a\":\")") + repeat(n, piece("0", "a")) + piece("0", R"(\"})") + end;
     }},
    {"a call whose escapes come in pieces", [](std::size_t n) {
       return begun("0") + piece("0", R"({\"a\":\")") + repeat(n, piece("0", R"(\\)") + piece("0", R"(\")")) + piece("0", R"(\"})") + end;
     }},
    {"calls, each in pieces", [](std::size_t n) {
       return numbered(n, [](Number i) { return begun(i) + piece(i, R"({\"a\")") + piece(i, ":1}"); }) + end;
     }},
    {"calls side by side", [](std::size_t n) {
       return numbered(n, begun) + numbered(n, [](Number i) { return piece(i, "{}"); }) + end;
     }},
    {"two calls whose pieces alternate", [](std::size_t n) {
       return begun("0") + begun("1") + piece("0", R"({\"a\":\")") + piece("1", R"({\"a\":\")") +
              repeat(n, piece("0", "a") + piece("1", "b")) + piece("0", R"(\"})") + piece("1", R"(\"})") + end;
     }},
    {"calls that are whole and have no index", [](std::size_t n) {
       return numbered(n, [](Number i) { return event(R"("tool_calls":[)" + called(i) + "]"); }) + end;
     }},
    {"OpenAI's events with sources", [](std::size_t n) {
       return numbered(n, [](Number i) { return event(R"("content":"aé","annotations":[)" + citation(i) + "]"); }) + end;
     }},
    {"OpenAI's choices, event by event", [](std::size_t n) {
       return numbered(n, [](Number i) { return event(R"("content":"a")", i); }) + end;
     }},
    {"OpenAI's usages", [](std::size_t n) {
       return event(R"("content":"a")") + repeat(n, "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":1}}\n\n") + end;
     }},
    {"a whole answer for a stream", [](std::size_t n) {
       return "data: " + message(R"("content":")" + std::string(n * 8, 'a') + '"') + "\n\ndata: [DONE]\n\n";
     }},
};

constexpr World whole(const char* name) { return {.name = name, .settings = openai_settings}; }
constexpr World stream(const char* name) {
  return {.name = name, .settings = openai_settings, .answer_head = "content-type: text/event-stream\n"};
}
constexpr Road answer_roads[] = {{whole("to Google's client"), gemini, native}, {whole("to Anthropic's client"), messages, ask}};
constexpr Road stream_roads[] = {
    {stream("to Google's client"), gemini_stream, native},
    {stream("to Google's client, as a list"), gemini_list, native},
    {stream("to Anthropic's client"), messages, ask_for_stream},
};

Shape answered(const Road& road, const Text& text) { return {text.name, road.head, road.body, text.make, road.world}; }

}  // namespace

std::vector<Shape> elsewhere_shapes() { return {std::begin(shapes), std::end(shapes)}; }

std::vector<Shape> elsewhere_answer_shapes() {
  std::vector<Shape> all;
  add_each(all, answer_roads, answers, answered);
  add_each(all, stream_roads, streams, answered);
  return all;
}

}  // namespace rota::growth
