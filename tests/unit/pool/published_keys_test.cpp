// Published keys: what stands in KV, in every form that scripts and people put it there.
#include "pool/published_keys.h"

#include "pool/pool_testing.h"

namespace {

using namespace pool_testing;

struct Told {
  /// `values`: name and value, as they stand in KV.
  explicit Told(const std::vector<std::pair<std::string, std::string>>& values) {
    Buffer body;
    json::Writer writer(body);
    writer.begin_object();
    for (const auto& [name, value] : values) {
      writer.key(json::trust_escaped(name));
      writer.string(value);
    }
    writer.end_object();
    read(body.view());
  }
  explicit Told(Bytes answer) { read(answer); }

  std::string order;  ///< the keys' numbers; "?" for one that is none of ours
  std::string complaint;
  std::string left_out;
  List<ImportedKey> keys;

 private:
  void read(Bytes answer) {
    const rota::pool::Published found = read_published(answer, reader_, arena_);
    keys = found.keys;
    complaint = std::string(found.complaint);
    for (const LeftOut& left : found.left_out) left_out += std::string(describe_left_out(left, arena_)) + "\n";
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
  Bytes names = published_names(0, arena);
  CHECK(text::split(names, '\n') == whole);
  std::size_t count = 1;
  while (!names.empty()) {
    CHECK(text::split(names, '\n') == "key_" + std::to_string(count - 1));
    ++count;
  }
  CHECK(count == 100);
  Bytes more = published_names(1, arena);
  CHECK(text::split(more, '\n') == "key_99");
  CHECK(text::contains(more, "\nkey_198"));
  CHECK(!text::contains(more, "key_199"));
}

TEST_CASE("C3 published: entries go on as long as one of a page's last ten is there, a pool's worth of pages") {
  Arena arena;
  json::Reader reader;
  CHECK(is_published_on(R"({"GEMINI_API_KEYS_CONFIG":null,"key_89":"x","key_90":null})", 0, reader, arena));
  CHECK(is_published_on(R"({"key_98":"x"})", 0, reader, arena));
  CHECK_FALSE(is_published_on(R"({"GEMINI_API_KEYS_CONFIG":"x","key_88":"x","key_98":null})", 0, reader, arena));
  CHECK(is_published_on(R"({"key_198":"x"})", 1, reader, arena));
  CHECK_FALSE(is_published_on(R"({"key_99":"x"})", 1, reader, arena));
  CHECK_FALSE(is_published_on("{", 0, reader, arena));
  const std::size_t last = limits::published_pages - 1;
  const std::string end = "{\"key_" + std::to_string(limits::published_pages * limits::published_page - 2) + "\":\"x\"}";
  CHECK_FALSE(is_published_on(end, last, reader, arena));
  CHECK(limits::published_pages * limits::published_page > limits::pool_keys);
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
    const Told published({{whole, value}});
    CHECK(published.order == "1 2 ");
    CHECK(published.complaint.empty());
  }
}

TEST_CASE("C3 published: names come along") {
  const Told published({{whole, R"([{"key":"first","value":")" + fake_key(1) + R"(","project":"house"}])"}});
  REQUIRE(published.keys.size() == 1);
  CHECK(published.keys[0].name == "first");
  CHECK(published.keys[0].project == "house");
}

TEST_CASE("C3 published: single entries, after the one value and in their order") {
  const Told published({{whole, R"([")" + fake_key(5) + R"("])"},
                             {"key_0", fake_key(1)},
                             {"key_1", "  " + fake_key(2) + "\n"},
                             {"key_7", R"([")" + fake_key(3) + R"("])"}});
  CHECK(published.order == "5 1 2 3 ");
}

TEST_CASE("C3 published: nothing there is no complaint") {
  for (const Bytes answer : {"{}", "", "[]", "null", R"({"GEMINI_API_KEYS_CONFIG":null,"key_0":null})",
                             R"({"key_0":7,"key_1":{"a":1}})", "{", "\xFF"}) {
    CAPTURE(answer);
    const Told published(answer);
    CHECK(published.keys.empty());
    CHECK(published.complaint.empty());
  }
  CHECK(Told({{whole, ""}, {"key_0", " \n"}}).complaint.empty());
}

TEST_CASE("F9 published: a value that cannot be read is left out and told, the others are taken") {
  const Told published({{whole, R"({"keys":[")" + fake_key(9) + R"(")"}, {"key_0", fake_key(1)}});
  CHECK(published.order == "1 ");
  CHECK(published.complaint.find("Keys in CONFIG_KV cannot be read: GEMINI_API_KEYS_CONFIG: ") == 0);
  CHECK(published.left_out == "CONFIG_KV GEMINI_API_KEYS_CONFIG: left out 1 entry. Line 1: This cannot be read.\n");
}

TEST_CASE("F1 published: entries that are no keys are counted and not shown") {
  const Told published({{whole, R"([{"value":"canary with spaces"},")" + fake_key(2) + R"(",7])"}});
  CHECK(published.order == "2 ");
  CHECK(published.left_out ==
        "CONFIG_KV GEMINI_API_KEYS_CONFIG: left out 2 entries. Line 1: It has characters that no header carries. Line 3: "
        "The key is no text.\n");
}
