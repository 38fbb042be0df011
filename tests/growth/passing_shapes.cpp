// Requests as either dialect writes them, on every way that such a body can go: translated, passed on, passed on for a
// client whose models are limited, or to an upstream that has no such operation; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

/// A body in a dialect's words.
struct Body {
  const char* name;
  Make make;
};
/// What a body of a dialect may be sent to.
struct Road {
  World world;
  const char* head;
  Make answer;
};

std::string member(Number i) { return "\"m" + i + "\":1"; }
std::string nested(std::size_t depth, const char* open, const char* close) {
  return repeat(depth, open) + repeat(depth, close);
}
std::string limited(std::size_t) {
  return R"({"v":1,"version":1,"models":[],"clients":[{"digest":")" + std::string(digest_hex) +
         R"(","models":["m","gemini-3.6-flash"],"resources":false}]})";
}

std::string google(const std::string& members) {
  return R"({"contents":[{"role":"user","parts":[{"text":"a"}]}])" + (members.empty() ? "" : "," + members) + "}";
}
std::string contents(const std::string& list) { return R"({"contents":[)" + list + "]}"; }
std::string parts(const std::string& list) { return contents(R"({"parts":[)" + list + "]}"); }
std::string declare(const std::string& list) { return google(R"("tools":[{"functionDeclarations":[)" + list + "]}]"); }
std::string declare_with(const std::string& members) {
  return declare(R"({"name":"f","parameters":{"type":"OBJECT",)" + members + "}}");
}
std::string requests(const std::string& list) { return R"({"requests":[)" + list + "]}"; }

constexpr Body google_bodies[] = {
    {"contents", [](std::size_t n) { return contents(many(n, [](Number) { return std::string(R"({"parts":[{"text":"a"}]})"); })); }},
    {"parts", [](std::size_t n) { return parts(many(n, [](Number) { return std::string(R"({"text":"a"})"); })); }},
    {"pictures", [](std::size_t n) {
       return parts(many(n, [](Number) { return std::string(R"({"inlineData":{"mimeType":"image/png","data":"AAAA"}})"); }));
     }},
    {"one picture", [](std::size_t n) {
       return parts(R"({"inlineData":{"mimeType":"image/png","data":")" + std::string(n * 4, 'A') + R"("}})");
     }},
    {"calls and results", [](std::size_t n) {
       return parts(many(n, [](Number i) {
         return R"({"functionCall":{"name":"f)" + i + R"(","args":{}}},{"functionResponse":{"name":"f)" + i + R"(","response":{}}})";
       }));
     }},
    {"members", [](std::size_t n) { return google(many(n, member)); }},
    {"members of one name", [](std::size_t n) {
       return google(many(n, [](Number) { return std::string(R"("model":"m")"); }));
     }},
    {"members of a content", [](std::size_t n) { return contents(R"({"parts":[],)" + many(n, member) + "}"); }},
    {"members of a part", [](std::size_t n) { return parts(R"({"text":"a",)" + many(n, member) + "}"); }},
    {"members of a picture", [](std::size_t n) { return parts(R"({"inlineData":{)" + many(n, member) + "}}"); }},
    {"tools", [](std::size_t n) {
       return google(R"("tools":[)" + many(n, [](Number) { return std::string(R"({"googleSearch":{}})"); }) + "]");
     }},
    {"members of a tool", [](std::size_t n) { return google(R"("tools":[{)" + many(n, member) + "}]"); }},
    {"members of a typed tool", [](std::size_t n) {
       return google(R"("tools":[{"type":"function",)" + many(n, member) + "}]");
     }},
    {"functions", [](std::size_t n) { return declare(many(n, [](Number i) { return R"({"name":"f)" + i + "\"}"; })); }},
    {"properties", [](std::size_t n) {
       return declare_with(R"("properties":{)" + many(n, [](Number i) { return "\"p" + i + R"(":{"type":"STRING"})"; }) + "}");
     }},
    {"enumeration", [](std::size_t n) {
       return declare_with(R"("enum":[)" + many(n, [](Number i) { return '"' + i + '"'; }) + "]");
     }},
    {"schemas in schemas", [](std::size_t n) { return declare_with(R"("a":)" + nested(n, R"({"a":)", "}")); }},
    {"settings", [](std::size_t n) { return google(R"("generationConfig":{)" + many(n, member) + "}"); }},
    {"modalities", [](std::size_t n) {
       return google(R"("generationConfig":{"responseModalities":[)" +
                     many(n, [](Number) { return std::string("\"TEXT\""); }) + "]}");
     }},
    {"requests", [](std::size_t n) {
       return requests(many(n, [](Number) { return std::string(R"({"model":"models/m","content":{"parts":[{"text":"a"}]}})"); }));
     }},
    {"requests of many models", [](std::size_t n) {
       return requests(many(n, [](Number i) { return R"({"model":"models/m)" + i + "\"}"; }));
     }},
    {"members of requests", [](std::size_t n) { return requests("{" + many(n, member) + "}"); }},
    {"a request in the request", [](std::size_t n) {
       return R"({"generateContentRequest":{"model":"m",)" + many(n, member) + "}}";
     }},
    {"one long text", [](std::size_t n) { return parts(R"({"text":")" + std::string(n * 8, 'a') + "\"}"); }},
    {"one long text of escapes", [](std::size_t n) { return parts(R"({"text":")" + repeat(n, R"(\u0001\")") + "\"}"); }},
    {"depth", [](std::size_t n) { return google(R"("x":)" + nested(n, "[", "]")); }},
    {"depth of objects", [](std::size_t n) { return google(R"("x":)" + nested(n, R"({"a":[)", "]}")); }},
    {"depth that never ends", [](std::size_t n) { return repeat(n, "["); }},
    {"lists", [](std::size_t n) { return google(R"("x":[)" + many(n, [](Number) { return std::string("[]"); }) + "]"); }},
    {"numbers", [](std::size_t n) { return google(R"("x":[)" + many(n, [](Number) { return std::string("0"); }) + "]"); }},
    {"a long number", [](std::size_t n) { return google(R"("x":1)" + std::string(n, '0')); }},
    {"white space", [](std::size_t n) { return google("") + std::string(n, ' '); }},
    {"no JSON", [](std::size_t n) { return std::string(n, '{'); }},
    {"no UTF-8", [](std::size_t n) { return parts(R"({"text":")" + std::string(n, '\xFF') + "\"}"); }},
};

std::string openai(const std::string& members) {
  return R"({"model":"m","stream":true,"messages":[{"role":"user","content":"a"}])" + (members.empty() ? "" : "," + members) + "}";
}
std::string messages(const std::string& list) { return R"({"model":"m","messages":[)" + list + "]}"; }
std::string content(const std::string& list) { return messages(R"({"role":"user","content":[)" + list + "]}"); }
std::string tool(const std::string& members) {
  return openai(R"("tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object",)" + members + "}}}]");
}

constexpr Body openai_bodies[] = {
    {"messages", [](std::size_t n) {
       return messages(many(n, [](Number) { return std::string(R"({"role":"user","content":"a"})"); }));
     }},
    {"parts", [](std::size_t n) { return content(many(n, [](Number) { return std::string(R"({"type":"text","text":"a"})"); })); }},
    {"pictures", [](std::size_t n) {
       return content(many(n, [](Number) {
         return std::string(R"({"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}})");
       }));
     }},
    {"members", [](std::size_t n) { return openai(many(n, member)); }},
    {"members of one name", [](std::size_t n) { return openai(many(n, [](Number) { return std::string(R"("model":"m")"); })); }},
    {"members of a message", [](std::size_t n) { return messages(R"({"role":"user",)" + many(n, member) + "}"); }},
    {"members of a part", [](std::size_t n) { return content("{" + many(n, member) + "}"); }},
    {"models", [](std::size_t n) { return openai(R"("models":[)" + many(n, [](Number) { return std::string("\"m\""); }) + "]"); }},
    {"many models", [](std::size_t n) {
       return openai(R"("models":[)" + many(n, [](Number i) { return "\"m" + i + '"'; }) + "]");
     }},
    {"a long model", [](std::size_t n) { return R"({"messages":[],"model":")" + std::string(n, 'm') + "\"}"; }},
    {"options of a stream", [](std::size_t n) { return openai(R"("stream_options":{)" + many(n, member) + "}"); }},
    {"one option of a stream", [](std::size_t n) {
       return openai(R"("stream_options":{)" + many(n, [](Number) { return std::string(R"("include_usage":false)"); }) + "}");
     }},
    {"tools", [](std::size_t n) {
       return openai(R"("tools":[)" + many(n, [](Number i) {
         return R"({"type":"function","function":{"name":"f)" + i + "\"}}";
       }) + "]");
     }},
    {"members of a tool", [](std::size_t n) { return openai(R"("tools":[{)" + many(n, member) + "}]"); }},
    {"properties", [](std::size_t n) {
       return tool(R"("properties":{)" + many(n, [](Number i) { return "\"p" + i + R"(":{"type":"string"})"; }) + "}");
     }},
    {"enumeration", [](std::size_t n) { return tool(R"("enum":[)" + many(n, [](Number i) { return '"' + i + '"'; }) + "]"); }},
    {"modalities", [](std::size_t n) {
       return openai(R"("modalities":[)" + many(n, [](Number) { return std::string("\"text\""); }) + "]");
     }},
    {"texts to embed", [](std::size_t n) {
       return R"({"model":"m","input":[)" + many(n, [](Number) { return std::string("\"a\""); }) + "]}";
     }},
    {"tokens to embed", [](std::size_t n) { return R"({"model":"m","input":[)" + many(n, [](Number i) { return i; }) + "]}"; }},
    {"inputs", [](std::size_t n) {
       return R"({"model":"m","input":[)" + many(n, [](Number) {
         return std::string(R"({"role":"user","content":[{"type":"input_text","text":"a"}]})");
       }) + "]}";
     }},
    {"one long text", [](std::size_t n) { return content(R"({"type":"text","text":")" + std::string(n * 8, 'a') + "\"}"); }},
    {"one long text of escapes", [](std::size_t n) {
       return content(R"({"type":"text","text":")" + repeat(n, R"(\u0001\")") + "\"}");
     }},
    {"depth", [](std::size_t n) { return openai(R"("x":)" + nested(n, "[", "]")); }},
    {"depth of objects", [](std::size_t n) { return openai(R"("x":)" + nested(n, R"({"a":[)", "]}")); }},
    {"depth that never ends", [](std::size_t n) { return repeat(n, "["); }},
    {"lists", [](std::size_t n) { return openai(R"("x":[)" + many(n, [](Number) { return std::string("[]"); }) + "]"); }},
    {"numbers", [](std::size_t n) { return openai(R"("x":[)" + many(n, [](Number) { return std::string("0"); }) + "]"); }},
    {"a long number", [](std::size_t n) { return openai(R"("temperature":1)" + std::string(n, '0')); }},
    {"white space", [](std::size_t n) { return openai("") + std::string(n, ' '); }},
    {"no JSON", [](std::size_t n) { return std::string(n, '{'); }},
    {"no UTF-8", [](std::size_t n) { return content(R"({"type":"text","text":")" + std::string(n, '\xFF') + "\"}"); }},
};

std::string openai_answer(std::size_t) {
  return R"({"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}})";
}

constexpr World open_to(const char* name, const char* settings = once_settings) { return {.name = name, .settings = settings}; }
constexpr World limited_to(const char* name, const char* settings = stored_settings) {
  return {.name = name, .settings = settings, .snapshot = limited};
}
constexpr const char* stored_openai =
    R"({"bindings":"CONFIG_KV","MAX_ATTEMPTS":"1","UPSTREAM_API_URL":"https://h.test/openai"})";

constexpr Road google_roads[] = {
    {open_to("generateContent"), "POST https://rota.test/v1beta/models/m:generateContent\n", plain_answer},
    {open_to("streamGenerateContent"), "POST https://rota.test/v1beta/models/m:streamGenerateContent?alt=sse\n", plain_answer},
    {open_to("countTokens"), "POST https://rota.test/v1beta/models/m:countTokens\n", plain_answer},
    {open_to("embedContent"), "POST https://rota.test/v1beta/models/m:embedContent\n", plain_answer},
    {open_to("batchEmbedContents"), "POST https://rota.test/v1beta/models/m:batchEmbedContents\n", plain_answer},
    {open_to("predict"), "POST https://rota.test/v1beta/models/m:predict\n", plain_answer},
    {open_to("a tuned model"), "POST https://rota.test/v1beta/tunedModels/m:generateContent\n", plain_answer},
    {open_to("what is passed unread"), "POST https://rota.test/v1beta/cachedContents\n", plain_answer},
    {open_to("generateContent elsewhere", openai_settings), "POST https://rota.test/v1beta/models/m:generateContent\n",
     openai_answer},
    {limited_to("generateContent, limited"), "POST https://rota.test/v1beta/models/m:generateContent\nx-api-key: k\n", plain_answer},
    {limited_to("batchEmbedContents, limited"), "POST https://rota.test/v1beta/models/m:batchEmbedContents\nx-api-key: k\n",
     plain_answer},
};

constexpr Road openai_roads[] = {
    {open_to("chat, translated"), chat_head, plain_answer},
    {open_to("embeddings, translated"), "POST https://rota.test/v1/embeddings\n", plain_answer},
    {open_to("chat", openai_settings), chat_head, openai_answer},
    {open_to("embeddings", openai_settings), "POST https://rota.test/v1/embeddings\n", openai_answer},
    {open_to("completions", openai_settings), "POST https://rota.test/v1/completions\n", openai_answer},
    {open_to("responses", openai_settings), "POST https://rota.test/v1/responses\n", openai_answer},
    {open_to("what is passed unread", openai_settings), "POST https://rota.test/v1/vector_stores\n", openai_answer},
    {open_to("responses elsewhere"), "POST https://rota.test/v1/responses\n", plain_answer},
    {limited_to("chat, limited", stored_openai), "POST https://rota.test/v1/chat/completions\nx-api-key: k\n", openai_answer},
    {limited_to("chat, translated and limited"), "POST https://rota.test/v1/chat/completions\nx-api-key: k\n", plain_answer},
};

Shape asked(const Road& road, const Body& body) {
  return {body.name, road.head, body.make, road.answer, road.world};
}

}  // namespace

std::vector<Shape> passing_shapes() {
  std::vector<Shape> shapes;
  add_each(shapes, google_roads, google_bodies, asked);
  add_each(shapes, openai_roads, openai_bodies, asked);
  return shapes;
}

}  // namespace rota::growth
