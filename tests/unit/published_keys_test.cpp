// Published keys: what stands in KV, in every form that scripts and people put it there.
#include "pool/published_keys.h"

#include "pool_testing.h"

namespace {

using namespace pool_testing;

struct Published {
  /// `values`: name and value, as they stand in KV.
  explicit Published(const std::vector<std::pair<std::string, std::string>>& values) {
    Buffer body;
    json::Writer writer(body);
    writer.begin_object();
    for (const auto& [name, value] : values) {
      writer.key(name);
      writer.string(value);
    }
    writer.end_object();
    read(body.view());
  }
  explicit Published(Bytes answer) { read(answer); }

  std::string order;  ///< the keys' numbers; "?" for one that is none of ours
  std::string complaint;
  List<ImportedKey> keys;

 private:
  void read(Bytes answer) {
    Bytes told;
    keys = read_published(answer, reader_, arena_, told);
    complaint = std::string(told);
    for (const ImportedKey& key : keys) {
      CHECK(text::fingerprint(key.secret) == key.id);
      const std::size_t number = Bench::number_of(key.id);
      order += (number != 0 ? std::to_string(number) : "?") + " ";
    }
    CHECK(complaint.find("canary") == std::string::npos);
    CHECK(complaint.find('\n') == std::string::npos);
  }
  Arena arena_;
  json::Reader reader_;
};

constexpr const char* whole = "GEMINI_API_KEYS_CONFIG";

}  // namespace

TEST_CASE("C3 published: the names are the one value and key_0 to key_98, which KV takes at once") {
  Arena arena;
  Bytes names = published_names(arena);
  CHECK(text::split(names, '\n') == whole);
  std::size_t count = 1;
  while (!names.empty()) {
    CHECK(text::split(names, '\n') == "key_" + std::to_string(count - 1));
    ++count;
  }
  CHECK(count == 100);
}

TEST_CASE("C3 published: every form of the one value") {
  const std::string a = fake_key(1);
  const std::string b = fake_key(2);
  for (const std::string& value : {
           R"([{"key":"first","value":")" + a + R"("},{"key":"second","value":")" + b + R"("}])",
           R"({"keys":[")" + a + R"(",")" + b + R"("]})",
           R"([")" + a + R"(",")" + b + R"("])",
           "[\n  \"" + a + "\",\r\n  \"" + b + "\"\n]\n",
           a + "," + b,
           a + "\n# a note\nme@example.test:" + b + "\n",
       }) {
    CAPTURE(value);
    const Published published({{whole, value}});
    CHECK(published.order == "1 2 ");
    CHECK(published.complaint.empty());
  }
}

TEST_CASE("C3 published: names come along") {
  const Published published({{whole, R"([{"key":"first","value":")" + fake_key(1) + R"(","project":"house"}])"}});
  REQUIRE(published.keys.size() == 1);
  CHECK(published.keys[0].name == "first");
  CHECK(published.keys[0].project == "house");
}

TEST_CASE("C3 published: single entries, after the one value and in their order") {
  const Published published({{whole, R"([")" + fake_key(5) + R"("])"},
                             {"key_0", fake_key(1)},
                             {"key_1", "  " + fake_key(2) + "\n"},
                             {"key_7", R"([")" + fake_key(3) + R"("])"}});
  CHECK(published.order == "5 1 2 3 ");
}

TEST_CASE("C3 published: nothing there is no complaint") {
  for (const Bytes answer : {"{}", "", "[]", "null", R"({"GEMINI_API_KEYS_CONFIG":null,"key_0":null})",
                             R"({"key_0":7,"key_1":{"a":1}})", "{", "\xFF"}) {
    CAPTURE(answer);
    const Published published(answer);
    CHECK(published.keys.empty());
    CHECK(published.complaint.empty());
  }
  CHECK(Published({{whole, ""}, {"key_0", " \n"}}).complaint.empty());
}

TEST_CASE("F9 published: a value that cannot be read is left out and told, the others are taken") {
  const Published published({{whole, R"({"keys":[")" + fake_key(9) + R"(")"}, {"key_0", fake_key(1)}});
  CHECK(published.order == "1 ");
  CHECK(published.complaint.find("Keys in CONFIG_KV cannot be read: ") == 0);
}

TEST_CASE("F1 published: entries that are no keys are counted and not shown") {
  const Published published({{whole, R"([{"value":"canary with spaces"},")" + fake_key(2) + R"(",7])"}});
  CHECK(published.order == "2 ");
  CHECK(published.complaint == "CONFIG_KV: left out 2 entries that are no keys");
}
