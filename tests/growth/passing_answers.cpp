// Answers that are passed on, and errors on every way; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

struct Text {
  const char* name;
  Make make;
};
struct Road {
  World world;
  const char* head;
  Make body;
};

constexpr const char* native_head = "POST https://rota.test/v1beta/models/m:generateContent\n";
constexpr const char* native_stream = "POST https://rota.test/v1beta/models/m:streamGenerateContent?alt=sse\n";
constexpr const char* events = "content-type: text/event-stream\n";
constexpr const char* key = "AIzaFAKE-key-1";  // the one that is lent

std::string ask(std::size_t) { return R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})"; }
std::string ask_for_stream(std::size_t) { return R"({"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]})"; }
std::string native(std::size_t) { return R"({"contents":[{"parts":[{"text":"a"}]}]})"; }
std::string embed(std::size_t) { return R"({"model":"m","input":"a"})"; }

std::string member(Number i) { return "\"m" + i + "\":1"; }
/// The same characters, each as JSON may escape it.
std::string escaped(const std::string& text) {
  constexpr const char* digits = "0123456789abcdef";
  std::string all;
  for (const char c : text) all += std::string("\\u00") + digits[c >> 4] + digits[c & 15];
  return all;
}

constexpr Text answers[] = {
    {"an answer", [](std::size_t n) { return R"({"a":")" + std::string(n * 8, 'a') + "\"}"; }},
    {"members of an answer", [](std::size_t n) { return "{" + many(n, member) + "}"; }},
    {"usages", [](std::size_t n) {
       return "{" + many(n, [](Number) { return std::string(R"("usage":{},"usageMetadata":{})"); }) + "}";
     }},
    {"usages in usages", [](std::size_t n) { return repeat(n, R"({"usage":)") + "1" + std::string(n, '}'); }},
    {"usages without an end", [](std::size_t n) { return repeat(n, R"({"usageMetadata":{)"); }},
    {"white space before an answer", [](std::size_t n) { return std::string(n, ' ') + R"({"a":1})"; }},
    {"white space after an answer", [](std::size_t n) { return R"({"a":1})" + std::string(n, ' '); }},
    {"white space in an answer", [](std::size_t n) { return "[" + std::string(n, '\n') + "{" + std::string(n, ' ') + "}]"; }},
    {"an answer that repeats its key", [](std::size_t n) { return R"({"a":")" + repeat(n, key) + "\"}"; }},
    {"an answer that repeats its key escaped", [](std::size_t n) { return R"({"a":")" + repeat(n, escaped(key)) + "\"}"; }},
    {"an answer that repeats its key both ways", [](std::size_t n) {
       return R"({"a":")" + repeat(n, escaped(key) + key + "%") + R"(\\"})";
     }},
    {"an answer of beginnings of its key", [](std::size_t n) { return R"({"a":")" + repeat(n, "AIzaFAKE-key-") + "\"}"; }},
    {"an answer of escapes", [](std::size_t n) { return R"({"a":")" + repeat(n, R"(\\%41\u0041)") + "\"}"; }},
    {"an error in an answer", [](std::size_t n) { return R"({"error":{"message":"m","details":[)" + many(n, [](Number) {
       return std::string("{}");
     }) + "]}}"; }},
    {"bytes", [](std::size_t n) { return std::string(n, '\xFF'); }},
};

std::string event(const std::string& data) { return "data: " + data + "\n\n"; }
std::string google_event(const std::string& more = "") { return event(R"({"candidates":[{"content":{"parts":[{"text":"a"}]})" + more + "}]}"); }
const std::string& last_events() {
  static const std::string last = google_event(R"(,"finishReason":"STOP")") + event("[DONE]");
  return last;
}

constexpr Text streams[] = {
    {"events", [](std::size_t n) { return repeat(n, google_event()) + last_events(); }},
    {"events of nothing", [](std::size_t n) { return repeat(n, "data:\n\n") + last_events(); }},
    {"comments", [](std::size_t n) { return repeat(n, ": a\n\n") + last_events(); }},
    {"blank lines", [](std::size_t n) { return std::string(n, '\n') + last_events(); }},
    {"lines of an event", [](std::size_t n) { return repeat(n, "data: 1\n") + "\n" + last_events(); }},
    {"lines of CR", [](std::size_t n) { return repeat(n, "data: 1\r\r") + last_events(); }},
    {"fields that nobody knows", [](std::size_t n) { return repeat(n, "id: 1\n") + "\n" + last_events(); }},
    {"one long event", [](std::size_t n) { return event(R"({"a":")" + std::string(n * 8, 'a') + "\"}") + last_events(); }},
    {"a line without an end", [](std::size_t n) { return std::string(n * 8, 'a'); }},
    {"usages", [](std::size_t n) {
       return repeat(n, event(R"({"choices":[],"usage":{"prompt_tokens":1}})")) + last_events();
     }},
    {"usages in one event", [](std::size_t n) {
       return event("{" + many(n, [](Number) { return std::string(R"("usage":{})"); }) + "}") + last_events();
     }},
    {"ends in one event", [](std::size_t n) {
       return event(repeat(n, R"("finishReason" "finish_reason")") + std::string(n * 8, ' ') + "x") + last_events();
     }},
    {"ends before white space", [](std::size_t n) {
       return event(repeat(n, R"("finishReason":1,"finish_reason":1,)") + std::string(n * 16, ' ')) + last_events();
     }},
    {"events that are no JSON", [](std::size_t n) { return repeat(n, event(R"({"error")")) + last_events(); }},
    {"errors that are none", [](std::size_t n) { return repeat(n, event(R"({"error":null})")) + last_events(); }},
    {"an event that repeats its key", [](std::size_t n) { return event(repeat(n, key)) + last_events(); }},
    {"an event that repeats its key escaped", [](std::size_t n) { return event(repeat(n, escaped(key))) + last_events(); }},
    {"an error of a stream", [](std::size_t n) {
       return event(R"({"error":{"code":429,"message":"m","details":[)" + many(n, [](Number) {
         return std::string(R"({"@type":"google.rpc.RetryInfo","retryDelay":"1s"})");
       }) + "]}}");
     }},
    {"violations of a stream", [](std::size_t n) {
       return event(R"({"error":{"code":429,"message":")" + std::string(n * 16, 'm') +
                    R"(","details":[{"@type":"google.rpc.QuotaFailure","violations":[)" +
                    many(n, [](Number i) { return R"({"quotaMetric":"m)" + i + "\"}"; }) + "]}]}}");
     }},
};

std::string error(const std::string& members) { return R"({"error":{"code":429,"status":"RESOURCE_EXHAUSTED",)" + members + "}}"; }
std::string details(const std::string& list, const std::string& message = "m") {
  return error(R"("message":")" + message + R"(","details":[)" + list + "]");
}
std::string violations(const std::string& list, const std::string& message = "m") {
  return details(R"({"@type":"google.rpc.QuotaFailure","violations":[)" + list + "]}", message);
}

constexpr Text errors[] = {
    {"details", [](std::size_t n) { return details(many(n, [](Number) { return std::string("{}"); })); }},
    {"details of one kind", [](std::size_t n) {
       return details(many(n, [](Number i) {
         return R"({"@type":"google.rpc.ErrorInfo","reason":"r","metadata":{"quota_limit":"q)" + i + R"("}})";
       }));
     }},
    {"violations", [](std::size_t n) {
       return violations(many(n, [](Number i) { return R"({"quotaId":"q)" + i + R"(","quotaMetric":"m"})"; }));
     }},
    {"violations of a long text", [](std::size_t n) {
       return violations(many(n, [](Number i) { return R"({"quotaMetric":"m)" + i + "\"}"; }), repeat(n, "metric: m1, limit:"));
     }},
    {"a long text", [](std::size_t n) { return error(R"("message":")" + std::string(n * 8, 'm') + '"'); }},
    {"a text of limits", [](std::size_t n) { return error(R"("message":"request too large for )" + repeat(n, "limit: 0.5 limit ") + '"'); }},
    {"a text of waits", [](std::size_t n) { return error(R"("message":")" + repeat(n, "retry in 1m") + '"'); }},
    {"a text of keys", [](std::size_t n) { return error(R"("message":")" + repeat(n, "sk-12345678 AIza-AQ.") + '"'); }},
    {"a text that repeats its key", [](std::size_t n) { return error(R"("message":")" + repeat(n, escaped(key) + key) + '"'); }},
    {"members", [](std::size_t n) { return error(many(n, member)); }},
    {"headers in an error", [](std::size_t n) {
       return error(R"("metadata":{"headers":{)" + many(n, [](Number i) { return "\"x-ratelimit-reset\":\"" + i + '"'; }) + "}}");
     }},
    {"depth", [](std::size_t n) { return error(R"("x":)" + repeat(n, "[") + std::string(n, ']')); }},
    {"a page", [](std::size_t n) { return "<html>" + repeat(n, "<title>a") + "</html>"; }},
    {"errors", [](std::size_t n) { return "[" + many(n, [](Number) { return std::string(R"({"error":{"message":"m"}})"); }) + "]"; }},
    {"bytes", [](std::size_t n) { return std::string(n, '\xFF'); }},
};

std::string no_answer(std::size_t) { return {}; }

constexpr World whole(const char* name, const char* settings) { return {.name = name, .settings = settings}; }
constexpr World stream(const char* name, const char* settings) { return {.name = name, .settings = settings, .answer_head = events}; }
constexpr World refusal(const char* name, const char* settings, int status) { return {.name = name, .settings = settings, .status = status}; }

constexpr Road answer_roads[] = {
    {whole("Google's", once_settings), native_head, native},
    {whole("OpenAI's", openai_settings), chat_head, ask},
    {whole("OpenAI's list of models", openai_settings), "GET https://rota.test/v1/models\n", no_answer},
    {whole("embeddings", openai_settings), "POST https://rota.test/v1/embeddings\n", embed},
    {whole("embeddings, translated", once_settings), "POST https://rota.test/v1/embeddings\n", embed},
    {whole("translated", once_settings), chat_head, ask},
    {whole("a model, translated", once_settings), "GET https://rota.test/v1/models/m\n", no_answer},
};
constexpr Road stream_roads[] = {
    {stream("Google's", once_settings), native_stream, native},
    {stream("OpenAI's", openai_settings), chat_head, ask_for_stream},
    {stream("translated", once_settings), chat_head, ask_for_stream},
    {stream("translated whole", once_settings), chat_head, ask},
};
constexpr Road error_roads[] = {
    {refusal("400 of Google's", once_settings, 400), native_head, native},
    {refusal("429 of Google's", once_settings, 429), native_head, native},
    {refusal("500 of Google's", once_settings, 500), native_head, native},
    {refusal("429 translated", once_settings, 429), chat_head, ask},
    {refusal("403 translated", once_settings, 403), chat_head, ask_for_stream},
    {refusal("400 of OpenAI's", openai_settings, 400), chat_head, ask},
    {refusal("429 of OpenAI's", openai_settings, 429), chat_head, ask_for_stream},
    {refusal("404 of embeddings", once_settings, 404), "POST https://rota.test/v1/embeddings\n", embed},
    {refusal("503 of models", once_settings, 503), "GET https://rota.test/v1/models\n", no_answer},
    {refusal("200 of Google's", once_settings, 200), native_head, native},
    {refusal("200 of OpenAI's", openai_settings, 200), chat_head, ask},
};

Shape answered(const Road& road, const Text& text) {
  return {text.name, road.head, road.body, text.make, road.world};
}

}  // namespace

std::vector<Shape> passing_answer_shapes() {
  std::vector<Shape> shapes;
  add_each(shapes, answer_roads, answers, answered);
  add_each(shapes, stream_roads, streams, answered);
  return shapes;
}

std::vector<Shape> error_shapes() {
  std::vector<Shape> shapes;
  add_each(shapes, error_roads, errors, answered);
  return shapes;
}

}  // namespace rota::growth
