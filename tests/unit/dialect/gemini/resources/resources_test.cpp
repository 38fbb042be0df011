// Resources: names in paths, URLs, bodies and answers of Gemini's own interface.
#include "dialect/gemini/resources/resources.h"

#include <algorithm>
#include <catch2/catch_all.hpp>
#include <string>
#include <vector>

#include "base/limits.h"
#include "dialect/gemini/resources/names.h"
#include "exchange/route_of.h"

using namespace rota;
using dialect::Making;

namespace {

struct Looking {
  Arena arena;
  json::Reader reader;

  std::string in_body(const std::string& body) {
    List<Bytes> names;
    const auto root = reader.read(arena.copy(body), arena);
    REQUIRE(root.ok());
    gemini::resources.in_body(*root, names, arena);
    std::string all;
    for (const Bytes name : names) all += (all.empty() ? "" : " ") + std::string(name);
    return all;
  }
  dialect::Route route(const std::string& method, const std::string& path) {
    const auto head = http::read_request_head(arena.copy(method + " https://rota.test" + path + "\n"), arena);
    REQUIRE(head.ok());
    return exchange::match(**head, settings);
  }
  std::string in_path(const std::string& path) { return std::string(gemini::resources.in_path(route("GET", path), arena)); }
  Making making(const std::string& method, const std::string& path) {
    return gemini::resources.making(route(method, path), method);
  }
  std::string in_answer(const std::string& path, const std::string& answer, double now_ms = 0) {
    List<dialect::Resource> found;
    const auto root = reader.read(arena.copy(answer), arena);
    REQUIRE(root.ok());
    gemini::resources.in_answer(route("POST", path), *root, now_ms, found, arena);
    std::string all;
    for (const dialect::Resource& one : found) {
      all += (all.empty() ? "" : " ") + std::string(one.name) + "=" + std::to_string(static_cast<long long>(one.life_ms / second_ms));
    }
    return all;
  }
  exchange::Settings settings;
};

}  // namespace

TEST_CASE_METHOD(Looking, "H10: the path of a request names its resource, whatever stands below or behind it") {
  CHECK(in_path("/v1beta/files/abc-1").compare("files/abc-1") == 0);
  CHECK(in_path("/v1beta/files/abc-1:download?alt=media") == "files/abc-1");
  CHECK(in_path("/v1beta/cachedContents/c") == "cachedContents/c");
  CHECK(in_path("/v1beta/batches/b:cancel") == "batches/b");
  CHECK(in_path("/v1beta/fileSearchStores/s/documents/d") == "fileSearchStores/s");
  CHECK(in_path("/upload/v1beta/fileSearchStores/s:uploadToFileSearchStore") == "fileSearchStores/s");
  CHECK(in_path("/upload/v1beta/files?upload_id=U%2F1&upload_protocol=resumable") == "uploads/U/1");
  CHECK(in_path("/v1beta/models/veo-3.1/operations/op1") == "models/veo-3.1/operations/op1");
  CHECK(in_path("/v1beta/tunedModels/t:generateContent") == "tunedModels/t");
  CHECK(in_path("/v1beta/interactions/v1_x/cancel") == "interactions/v1_x");
  CHECK(in_path("/v1alpha/auth_tokens/t") == "auth_tokens/t");
  for (const char* none : {"/v1beta/files", "/v1beta/files:register", "/upload/v1beta/files", "/v1beta/models/m:generateContent",
                           "/v1beta/models/m", "/v1beta/interactions", "/v1beta/unheard/of"}) {
    INFO(none);
    CHECK(in_path(none).empty());
  }
}

TEST_CASE_METHOD(Looking, "H10: what a request may make, delete or tell of") {
  CHECK(making("POST", "/v1beta/cachedContents") == Making::makes);
  CHECK(making("PATCH", "/v1beta/cachedContents/c") == Making::makes);
  CHECK(making("POST", "/upload/v1beta/files") == Making::makes);
  CHECK(making("POST", "/v1beta/interactions") == Making::makes);
  CHECK(making("POST", "/v1beta/models/m:batchGenerateContent") == Making::makes);
  CHECK(making("POST", "/v1beta/models/m:predictLongRunning") == Making::makes);
  CHECK(making("GET", "/v1beta/models/m/operations/o") == Making::shows);
  CHECK(making("GET", "/v1beta/batches/b") == Making::shows);
  CHECK(making("DELETE", "/v1beta/files/f") == Making::deletes);
  CHECK(making("DELETE", "/v1beta/fileSearchStores/s/documents/d") == Making::nothing);
  CHECK(making("GET", "/v1beta/files/f") == Making::nothing);
  CHECK(making("POST", "/v1beta/models/m:generateContent") == Making::nothing);
  CHECK(making("POST", "/v1beta/models/m:batchEmbedContents") == Making::nothing);
  CHECK(making("POST", "/v1beta/tunedModels/t:generateContent") == Making::nothing);
}

TEST_CASE_METHOD(Looking, "H10: collections are lists, and nothing else is") {
  const auto listed = [this](const std::string& path) { return std::string(gemini::resources.listed(route("GET", path))); };
  CHECK(listed("/v1beta/files?pageSize=5") == "files");
  CHECK(listed("/v1beta/batches") == "batches");
  CHECK(listed("/v1beta/agents") == "agents");
  CHECK(gemini::resources.list_of("batches").entries == "operations");
  CHECK(gemini::resources.list_of("files").entries == "files");
  CHECK(gemini::resources.list_of("files").token == "nextPageToken");
  CHECK(gemini::resources.list_of("agents").token == "next_page_token");
  const auto root = reader.read(R"({"id":"a1","name":"agents/a1","display":"x"})", arena);
  CHECK(gemini::resources.name_in_list("agents", *root, arena) == "agents/a1");
  const auto named = reader.read(R"({"id":"a1","name":"My agent"})", arena);
  CHECK(gemini::resources.name_in_list("agents", *named, arena) == "agents/a1");
  CHECK(gemini::resources.name_in_list("files", *named, arena) == "My agent");
  for (const char* none : {"/v1beta/files/f", "/v1beta/models", "/v1beta/voices", "/v1beta/interactions", "/upload/v1beta/files", "/v1beta/fileSearchStores/s/documents"}) {
    CHECK(listed(none).empty());
  }
}

TEST_CASE_METHOD(Looking, "H10: a body names files, caches, stores and earlier interactions, in both spellings") {
  CHECK(in_body(R"({"contents":[{"parts":[{"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/a"}},)"
                R"({"file_data":{"file_uri":"files/b"}}]}],"cachedContent":"cachedContents/c"})") ==
        "files/a files/b cachedContents/c");
  CHECK(in_body(R"({"generateContentRequest":{"cached_content":"cachedContents\/c"}})") == "cachedContents/c");
  CHECK(in_body(R"({"batch":{"inputConfig":{"fileName":"files/in"}}})") == "files/in");
  CHECK(in_body(R"({"tools":[{"fileSearch":{"fileSearchStoreNames":["fileSearchStores/s","fileSearchStores/s/x"]}}]})") ==
        "fileSearchStores/s");
  CHECK(in_body(R"({"previous_interaction_id":"v1_a","input":[{"type":"image","uri":"https://g.test/v1beta/files/i"}]})") ==
        "interactions/v1_a files/i");
}

TEST_CASE_METHOD(Looking, "H10: what is none of Google's own messages names nothing") {
  CHECK(in_body(R"({"contents":[{"parts":[{"text":"files/a"},{"functionCall":{"args":{"uri":"files/a"}}},)"
                R"({"functionResponse":{"response":{"name":"files/b"}}},{"fileData":{"fileUri":"https://youtu.be/x"}},)"
                R"({"fileData":{"fileUri":"https://cdn.test/files/a"}},{"fileData":{"fileUri":"gs://bucket/files/a"}}]}],)"
                R"("previous_interaction_id":""})")
            .empty());
}

TEST_CASE_METHOD(Looking, "H10: a body names so many at the most") {
  const auto count = [this](std::size_t files) {
    std::string parts;
    for (std::size_t i = 0; i < files; ++i) {
      parts += std::string(i == 0 ? "" : ",") + R"({"fileData":{"fileUri":"files/f)" + std::to_string(i) + R"("}})";
    }
    const std::string all = in_body(R"({"contents":[{"parts":[)" + parts + "]}]}");
    return static_cast<std::size_t>(std::count(all.begin(), all.end(), '/'));
  };
  CHECK(count(limits::owned_names - 1) == limits::owned_names - 1);
  CHECK(count(limits::owned_names) == limits::owned_names);
  CHECK(count(limits::owned_names + 1) == limits::owned_names);
}

TEST_CASE_METHOD(Looking, "H10: an answer tells what was made, and how long it is kept") {
  // 2026-01-02T03:04:05Z
  constexpr double now_ms = 1767323045000;
  CHECK(in_answer("/upload/v1beta/files", R"({"file":{"name":"files/a","uri":"https://g.test/v1beta/files/a"}})") ==
        "files/a=172800");
  CHECK(in_answer("/upload/v1beta/files", R"({"file":{"name":"files/a","expirationTime":"2026-01-02T04:04:05.123456Z"}})",
                  now_ms) == "files/a=3600");
  CHECK(in_answer("/v1beta/cachedContents", R"({"name":"cachedContents/c","expireTime":"2026-01-02T03:05:05Z"})", now_ms) ==
        "cachedContents/c=60");
  CHECK(in_answer("/v1beta/cachedContents", R"({"name":"cachedContents/c"})") == "cachedContents/c=3600");
  CHECK(in_answer("/v1beta/interactions", R"({"id":"v1_a","outputs":[{"uri":"files/z"}]})") == "interactions/v1_a=4752000");
  CHECK(in_answer("/v1beta/interactions", R"({"event_type":"interaction.created","interaction":{"id":"v1_b"}})") ==
        "interactions/v1_b=4752000");
  CHECK(in_answer("/v1beta/models/m:predictLongRunning", R"({"name":"models/m/operations/o"})") ==
        "models/m/operations/o=34560000");
  CHECK(in_answer("/v1beta/batches/b", R"({"name":"batches/b","response":{"responsesFile":"files/out"}})") ==
        "batches/b=34560000 files/out=172800");
  CHECK(in_answer("/v1beta/models/m/operations/o",
                  R"({"name":"models/m/operations/o","response":{"generateVideoResponse":{"generatedSamples":[{"video":)"
                  R"({"uri":"https://generativelanguage.googleapis.com/v1beta/files/v:download?alt=media"}}]}}})") ==
        "models/m/operations/o=34560000 files/v=172800");
  CHECK(in_answer("/v1beta/cachedContents", R"({"name":"Annual report","displayName":"files/x"})").empty());
}

TEST_CASE("H10: times as Google's JSON has them") {
  CHECK(gemini::read_time_ms("2026-01-02T03:04:05.999Z") == 1767323045000);
  CHECK(gemini::read_time_ms("1970-01-01T00:00:00Z") == 0);
  CHECK(gemini::read_time_ms("2024-02-29T00:00:00Z") == 1709164800000);
  for (const char* none : {"", "soon", "2026-01-02", "2026-13-02T03:04:05Z", "2026-01-02 03:04:05Z"}) {
    CHECK(gemini::read_time_ms(none) == 0);
  }
}

TEST_CASE("H10: the rest of an upload comes here, with the client's own key") {
  Arena arena;
  const Bytes google = "https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=U1&upload_protocol=resumable";
  const auto here = [&](Bytes text, Bytes url) {
    const auto head = http::read_request_head(text, arena);
    REQUIRE(head.ok());
    return std::string(gemini::resources.upload_here(url, **head, arena));
  };
  CHECK(gemini::resources.of_upload(google, arena).name == "uploads/U1");
  CHECK(gemini::resources.of_upload("https://g.test/upload", arena).name.empty());
  const std::string rest = "/upload/v1beta/files?upload_id=U1&upload_protocol=resumable";
  CHECK(here("POST https://rota.test/upload/v1beta/files\nx-goog-api-key: sk 1\n", google) == "https://rota.test" + rest + "&key=sk%201");
  CHECK(here("POST https://rota.test/upload/v1beta/files?key=sk-2\n", google) == "https://rota.test" + rest + "&key=sk-2");
  CHECK(here("POST https://rota.test/upload/v1beta/files\nauthorization: Bearer sk-3\n", google) ==
        "https://rota.test" + rest + "&key=sk-3");
  CHECK(here("POST https://rota.test/upload/v1beta/files\n", google) == "https://rota.test" + rest);
  CHECK(here("POST https://rota.test/upload/v1beta/files\n", "https://g.test/elsewhere") == "https://g.test/elsewhere");
}
