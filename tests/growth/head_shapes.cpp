// Heads of many of something, and configurations of many of something; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

constexpr const char* native_head = "POST https://rota.test/v1beta/models/gemini-3.6-flash:generateContent";
constexpr const char* limited_head = "POST https://rota.test/v1beta/models/m:batchEmbedContents\nx-api-key: k\n";

std::string ask(std::size_t) { return R"({"model":"m","messages":[{"role":"user","content":"Hi"}]})"; }
std::string native(std::size_t) { return R"({"contents":[{"parts":[{"text":"a"}]}]})"; }

template <class MakeLine>
std::string lines(std::size_t count, MakeLine make) {
  std::string all = "\n";
  for (std::size_t i = 0; i < count; ++i) all += make(std::to_string(i)) + '\n';
  return all;
}
/// Of what stands behind the path.
constexpr World behind(Make more_head, const char* name = "") { return {.name = name, .settings = once_settings, .more_head = more_head}; }
/// For a client whose tokens are counted.
std::string counted_client(std::size_t) {
  return R"({"v":1,"version":1,"models":[],"clients":[{"digest":")" + std::string(digest_hex) + R"(","tpd":1000000}]})";
}
constexpr World counted_behind(Make more_head) {
  return {.name = "tokens counted", .settings = stored_settings, .more_head = more_head, .snapshot = counted_client};
}
constexpr World admin_behind(Make more_head) {
  return {.name = "administrators", .settings = R"({"ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})", .more_head = more_head};
}

constexpr Shape heads[] = {
    {"headers", native_head, native, plain_answer,
     behind([](std::size_t n) { return lines(n, [](Number i) { return "x-h" + i + ": v"; }); })},
    {"headers of a chat", "POST https://rota.test/v1/chat/completions", ask, plain_answer,
     behind([](std::size_t n) { return lines(n, [](Number i) { return "x-h" + i + ": v"; }); })},
    {"headers that go up", native_head, native, plain_answer,
     behind([](std::size_t n) { return lines(n, [](Number i) { return "x-goog-h" + i + ": v"; }); })},
    {"headers of one name", native_head, native, plain_answer,
     behind([](std::size_t n) { return lines(n, [](Number) { return std::string("accept: a"); }); })},
    {"headers without a name", native_head, native, plain_answer,
     behind([](std::size_t n) { return lines(n, [](Number) { return std::string(":"); }); })},
    {"one long header", native_head, native, plain_answer,
     behind([](std::size_t n) { return "\naccept: " + std::string(n, 'a') + '\n'; })},
    {"one header of white space", native_head, native, plain_answer,
     behind([](std::size_t n) { return "\naccept: " + std::string(n, ' ') + "a\n"; })},
    {"addresses", native_head, native, plain_answer,
     behind([](std::size_t n) { return "\nx-forwarded-for: " + many(n, [](Number i) { return "2001:db8::" + i; }) + '\n'; })},
    {"keys", native_head, native, plain_answer, counted_behind([](std::size_t n) {
       return lines(n, [](Number i) { return "x-api-key: k" + i; });
     })},
    {"a key of escapes", native_head, native, plain_answer,
     counted_behind([](std::size_t n) { return "\nx-api-key: UTF-8''" + repeat(n, "%41") + '\n'; })},
    {"a mask of fields", native_head, native, plain_answer, counted_behind([](std::size_t n) {
       return "\nx-api-key: k\nx-goog-fieldmask: " + repeat(n, "a(") + many(n, [](Number i) { return i; }) + '\n';
     })},
    {"masks of fields", native_head, native, plain_answer, counted_behind([](std::size_t n) {
       return "\nx-api-key: k" + lines(n, [](Number) { return std::string("x-goog-fieldmask: a,*"); });
     })},
    {"cookies", "GET https://rota.test/admin/keys/gemini", no_body, plain_answer,
     admin_behind([](std::size_t n) { return "\ncookie: " + repeat(n, "rota_session=a; ") + '\n'; })},
    {"cookies of many names", "GET https://rota.test/status", no_body, plain_answer, admin_behind([](std::size_t n) {
       return "\ncookie: " + many(n, [](Number i) { return "c" + i + "=a;"; }) + '\n';
     })},
    {"parameters", native_head, native, plain_answer, behind([](std::size_t n) {
       return "?" + many(n, [](Number i) { return "&p" + i + "=1"; }) + '\n';
     })},
    {"parameters that go up", native_head, native, plain_answer,
     behind([](std::size_t n) { return "?" + repeat(n, "&alt=json;") + '\n'; })},
    {"parameters of escapes", native_head, native, plain_answer,
     behind([](std::size_t n) { return "?" + repeat(n, "&%61%6c%74=%6a") + '\n'; })},
    {"parameters without a name", native_head, native, plain_answer,
     behind([](std::size_t n) { return "?" + std::string(n, '&') + '\n'; })},
    {"parameters, tokens counted", native_head, native, plain_answer,
     counted_behind([](std::size_t n) { return "?" + repeat(n, "&$fields=*") + "\nx-api-key: k\n"; })},
    {"folders", "GET https://rota.test/v1beta", no_body, plain_answer, behind([](std::size_t n) { return repeat(n, "/a") + '\n'; })},
    {"folders of models", "GET https://rota.test/v1beta", no_body, plain_answer,
     behind([](std::size_t n) { return repeat(n, "/models") + '\n'; })},
    {"folders of models and their names", "GET https://rota.test/v1beta/x", no_body, plain_answer,
     behind([](std::size_t n) { return repeat(n, "/models/:") + '\n'; })},
    {"verbs", "POST https://rota.test/v1beta/models/m", native, plain_answer,
     behind([](std::size_t n) { return repeat(n, ":a") + '\n'; })},
    {"slashes", "GET https://rota.test/v1", no_body, plain_answer, behind([](std::size_t n) { return std::string(n, '/') + '\n'; })},
    {"ways up", "GET https://rota.test/v1beta", no_body, plain_answer,
     behind([](std::size_t n) { return repeat(n, "/a") + repeat(n, "/..") + '\n'; })},
    {"ways up, escaped", "GET https://rota.test/v1beta", no_body, plain_answer,
     behind([](std::size_t n) { return repeat(n, "/a") + repeat(n, "/%2e%2e") + '\n'; })},
    {"escapes of escapes", "GET https://rota.test/v1beta/a", no_body, plain_answer,
     behind([](std::size_t n) { return "%" + repeat(n, "25") + "2f\n"; })},
    {"a long model", "GET https://rota.test/v1/models/", no_body, plain_answer,
     behind([](std::size_t n) { return std::string(n, 'm') + '\n'; })},
    {"a method", "", no_body, plain_answer,
     behind([](std::size_t n) { return std::string(n, 'G') + " https://rota.test/v1/models\n"; })},
    {"headers of an answer", native_head, native, plain_answer,
     {.settings = once_settings,
      .more_head = [](std::size_t) { return std::string("\n"); },
      .more_answer_head = [](std::size_t n) { return lines(n, [](Number i) { return "x-h" + i + ": v"; }); }}},
    {"headers of a translated answer", chat_head, ask, plain_answer,
     {.settings = once_settings,
      .more_answer_head = [](std::size_t n) { return lines(n, [](Number i) { return "x-h" + i + ": v"; }); }}},
};

std::string snapshot(const std::string& settings, const std::string& models, const std::string& clients) {
  return R"({"v":1,"version":1,"settings":{)" + settings + R"(},"models":[)" + models + R"(],"clients":[)" + clients + "]}";
}
std::string client(const std::string& members) { return R"({"digest":")" + std::string(digest_hex) + '"' + members + "}"; }
std::string model(Number i) { return R"({"id":"m)" + i + R"(","aliases":["a)" + i + R"("]})"; }
std::string alias(Number i) { return "\\\"n" + i + "\\\":\\\"m" + i + "\\\""; }
std::string names(std::size_t n, const char* before) {
  return R"({"requests":[)" + many(n, [before](Number i) { return R"({"model":")" + std::string(before) + i + "\"}"; }) + "]}";
}
/// A list of clients' models that has them all.
std::string all_models(std::size_t n) {
  return client(R"(,"models":["m",)" + many(n, [](Number i) { return "\"m" + i + '"'; }) + "]");
}

constexpr Make model_rows = [](std::size_t n) { return snapshot("", R"({"id":"m"},)" + many(n, model), client("")); };
constexpr Make aliases = [](std::size_t n) {
  return snapshot(R"("model_aliases":"{)" + many(n, alias) + "}\"", "", client(R"(,"models":["m"])"));
};
constexpr Make client_rows = [](std::size_t n) {
  return snapshot("", "", client("") + "," + many(n, [](Number i) {
    return R"({"digest":"1)" + std::string(7 - i.size(), '0') + i + std::string(digest_hex).substr(8) + "\"}";
  }));
};
constexpr Make client_models = [](std::size_t n) { return snapshot("", "", all_models(n)); };
/// As many as a deployment has at the most: what a request costs must not be so often its size.
constexpr Make full = [](std::size_t) { return snapshot("", R"({"id":"m"},)" + many(300, model), all_models(300)); };

constexpr World stored(Make made, const char* name = "") { return {.name = name, .settings = stored_settings, .snapshot = made}; }
constexpr const char* keyed_chat = "POST https://rota.test/v1/chat/completions\nx-api-key: k\n";

constexpr Shape settings[] = {
    {"models offered", keyed_chat, ask, plain_answer, stored(model_rows)},
    {"models offered, listed", "GET https://rota.test/v1/models\nx-api-key: k\n", no_body, plain_answer, stored(model_rows)},
    {"aliases", keyed_chat, ask, plain_answer, stored(aliases)},
    {"clients", keyed_chat, ask, plain_answer, stored(client_rows)},
    {"models of a client", keyed_chat, ask, plain_answer, stored(client_models)},
    {"models named", limited_head, [](std::size_t n) { return names(n, "m"); }, plain_answer, stored(full)},
    {"models named by aliases", limited_head, [](std::size_t n) { return names(n, "n"); }, plain_answer, stored(aliases)},
    {"one model named again and again", limited_head,
     [](std::size_t n) {
       return R"({"requests":[)" + many(n, [](Number i) { return R"({"model":"m)" + std::to_string(std::stoul(i) % 300) + "\"}"; }) + "]}";
     },
     plain_answer, stored(full)},
    {"one alias named again and again", limited_head,
     [](std::size_t n) { return R"({"requests":[)" + many(n, [](Number) { return std::string(R"({"model":"a299"})"); }) + "]}"; },
     plain_answer, stored(full)},
};

}  // namespace

std::vector<Shape> head_shapes() { return {std::begin(heads), std::end(heads)}; }
std::vector<Shape> settings_shapes() { return {std::begin(settings), std::end(settings)}; }

}  // namespace rota::growth
