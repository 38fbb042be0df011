// Importing keys: every format that people bring, what is kept beside a key, what is refused and how it is told.
#include "pool/key_import.h"

#include <catch2/catch_all.hpp>
#include <string>

#include "base/limits.h"
#include "base/text.h"

namespace {

using namespace rota;
using namespace rota::pool;
using Catch::Matchers::Contains;

constexpr Bytes one = "AIzaFAKE-canary-000001";
constexpr Bytes two = "AIzaFAKE-canary-000002";
constexpr Bytes three = "AIzaFAKE-canary-000003";

std::string fake(std::size_t number) { return "AIzaFAKE-canary-" + std::to_string(100000 + number); }

/// An import and all that it lives in.
struct Imported {
  explicit Imported(std::string from) : text(std::move(from)), result(read_import(text, reader, arena)) {}
  const KeyImport& operator*() const { return *result.value(); }
  const KeyImport* operator->() const { return result.value(); }

  std::string text;
  Arena arena;
  json::Reader reader;
  Result<KeyImport*> result;
};

std::string with(Bytes name, Bytes value) { return value.empty() ? "" : " " + std::string(name) + std::string(value); }

/// An import as a person would tell it; `1`, `2` and `3` stand for the three keys above.
std::string told(std::string text) {
  const Imported import(std::move(text));
  if (!import.result) return "failed: " + std::string(import.result.failure().message);
  std::string out(import->format);
  for (const ImportedKey& key : import->keys) {
    CHECK(key.id == text::fingerprint(key.secret));
    const Bytes known[] = {one, two, three};
    std::string secret(key.secret.reveal());
    for (std::size_t i = 0; i < 3; ++i) {
      if (key.secret.reveal() == known[i]) secret = std::to_string(i + 1);
    }
    out += "\n" + secret + with("name=", key.name) + with("email=", key.email) + with("project=", key.project) +
           with("notes=", key.notes) + (key.weight == 1 ? "" : " weight=" + std::to_string(key.weight)) +
           (key.active ? "" : " off");
  }
  for (const Refused& refused : import->refused) {
    out += "\n!" + std::to_string(refused.line_or_index) + " " + std::string(sentence_of(refused.why)) + with("", refused.shown);
  }
  if (import->duplicates != 0) out += "\n" + std::to_string(import->duplicates) + " twice";
  CHECK(import->refused_count >= import->refused.size());
  return out;
}

/// `$1`, `$2` and `$3` are the three keys.
std::string filled(Bytes pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '$') {
      out += pattern[i];
      continue;
    }
    const char which = pattern[++i];
    out += which == '1' ? one : which == '2' ? two : three;
  }
  return out;
}
std::string read(Bytes pattern) { return told(filled(pattern)); }

}  // namespace

TEST_CASE("A1 E6: keys between commas and white space") {
  CHECK(read("$1,$2,$3") == "lines\n1\n2\n3");
  CHECK(read(" $1 ,\t,, $2\r\n$3,\n") == "lines\n1\n2\n3");
  CHECK(read("$1,\r\n$2,\r\n$3,\r\n") == "lines\n1\n2\n3");
  CHECK(read("$1\r$2\r\r$3") == "lines\n1\n2\n3");
  CHECK(read("\xEF\xBB\xBF$1\n$2") == "lines\n1\n2");
  CHECK(read("$2,$1,$2,$1,$3") == "lines\n2\n1\n3\n2 twice");
  CHECK(read("\"$1\",\n'$2',\n`$3`") == "lines\n1\n2\n3");
  CHECK(read("") == "lines");
  CHECK(read("\xEF\xBB\xBF") == "lines");
  CHECK(read(" ,\n\t,") == "lines");
  CHECK(read("AQ.Ab8RN6-fake_key,sk-fake-0001") == "lines\nAQ.Ab8RN6-fake_key\nsk-fake-0001");
  CHECK(read("anything-goes,whatever-it-is;abcd1234") == "lines\nanything-goes\nwhatever-it-is\nabcd1234");
}

TEST_CASE("E6: mail:key lines with comments") {
  CHECK(read("# my keys\n\njohn@gmail.com:$1\n  # more\nmary:$2 # since May\n$3 # note, too\n") ==
        "lines\n1 email=john@gmail.com\n2 name=mary notes=since May\n3 notes=note, too");
  CHECK(read("a.b+c@mail.example.org:$1,\r\nd@e.fr:$2,\r\n") ==
        "lines\n1 email=a.b+c@mail.example.org\n2 email=d@e.fr");
  CHECK(read("john@:$1") == "lines\n1 email=john@");
  CHECK(read("j\xC3\xB6rg:$1") == "lines\n1 name=j\xC3\xB6rg");
  CHECK(read("a@b.fr:$1 c@d.fr:$2,mary:$3") == "lines\n1 email=a@b.fr\n2 email=c@d.fr\n3 name=mary");
  CHECK(read("#$1\n#") == "lines");
  CHECK(read("$1,#note") == "lines\n1 notes=note");
  CHECK(read("\"john@gmail.com:$1\"") == "lines\n1 email=john@gmail.com");
  CHECK(read("mary:'$1'") == "lines\n1 name=mary");
}

TEST_CASE("E6: a # inside a word begins no comment") {
  CHECK(read("abcd#efgh") == "lines\nabcd#efgh");
  CHECK(read("abcd#efgh #two # three") == "lines\nabcd#efgh notes=two # three");
}

TEST_CASE("E6: a label and white space") {
  CHECK(read("mary: $1") == "lines\n1 name=mary");
  CHECK(read("mary : $1") == "lines\n1 name=mary");
  CHECK(read("mary :$1") == "lines\n1 name=mary");
  CHECK(read("My own key: $1 # note") == "lines\n1 name=My own key notes=note");
  CHECK(read("\"key_0\": \"$1\",") == "lines\n1 name=key_0");
  CHECK(read("john@gmail.com $1") == "lines\n1 email=john@gmail.com");
  CHECK(read("john@gmail.com,$1") == "lines\n1 email=john@gmail.com");
  CHECK(read("john@gmail.com:, $1, $2") == "lines\n1 email=john@gmail.com\n2");
  CHECK(read("team:prod: $1") == "lines\n1 name=team");
  CHECK(read("mary:$1 a@b.fr: $2") == "lines\n1 name=mary\n2 email=a@b.fr");
  CHECK(read("$1 mary: $2") == "lines\n1\n2 name=mary");
}

TEST_CASE("E6: which colon parts a label from its key") {
  const std::string perhaps = "What follows a name or a mail address is taken only in a known form: it may be a password.";
  // Of several fields the first is the name: the second may be a password.
  CHECK(read("team:prod:$1") == "lines\n1 name=team");
  CHECK(read("api_key:$1") == "lines\n1 name=api_key");
  // A word of another form is a key behind a name that says so, or where nobody types a password as long.
  CHECK(read("api_key:abcdefgh") == "lines\nabcdefgh name=api_key");
  CHECK(read("my_api_key: abcdefgh") == "lines\nabcdefgh name=my_api_key");
  CHECK(read("mary:0123456789abcdef.0123456789abcdef") == "lines\n0123456789abcdef.0123456789abcdef name=mary");
  CHECK(read("mary:abcdefgh") == "lines\n!1 " + perhaps);
  CHECK(read("a@b.fr:user:secret-00") == "lines\n!1 " + perhaps);
  CHECK(read("a@b.fr:0123456789abcdef.0123456789abcdef") == "lines\n!1 " + perhaps);
  CHECK(read("my_token_password:abcdefgh") == "lines\n!1 " + perhaps);
  // The other way round.
  CHECK(read("$1:a@b.fr") == "lines\n1 email=a@b.fr");
  CHECK(read("$1:mary") == "lines\n1 name=mary");
  CHECK(read("$1:") == "lines\n1");
  CHECK(read(":$1") == "lines\n1");
  // JSON says it exactly.
  CHECK(read(R"(["user:secret-00"])") == "json\nuser:secret-00");
}

TEST_CASE("E6: a label without a key is refused, and never taken for one") {
  const std::string alone = " No key follows this label in its line.";
  CHECK(read("john@gmail.com\n$1") == "lines\n1\n!1" + alone);
  CHECK(read("$1,john.smith@gmail.com:") == "lines\n1 email=john.smith@gmail.com");
  CHECK(read("a@b.fr,c@d.fr,$1") == "lines\n1 email=c@d.fr");
  CHECK(read("mary:") == "lines\n!1" + alone);
  CHECK(read("key:TODO") == "lines\n!1 It is too short to be a key. \xE2\x80\xA6");
  CHECK(read(": :: ,:") == "lines");
}

TEST_CASE("C3 2.6: JSON lists of keys") {
  CHECK(read(R"(["$1", "$2","$1"])") == "json\n1\n2\n1 twice");
  CHECK(read(R"([{"key":"key_0","value":"$1"},{"key":"key_1","value":"$2"}])") == "json\n1 name=key_0\n2 name=key_1");
  CHECK(read("\xEF\xBB\xBF\r\n "
             R"({"keys":["$1",{"key":"$2"},{"api_key":"$3"}], "version":2})") == "json\n1\n2\n3");
  CHECK(read(R"([{"apiKey":"$1"},{"value":"$2"},{"API-Key":"$3"}])") == "json\n1\n2\n3");
  CHECK(read("[]") == "json");
  CHECK(read("{}") == "json");
  CHECK(read(R"({"keys":[]})") == "json");
  CHECK(read(R"([" $1\n"])") == "json\n1");
}

TEST_CASE("C3: keys by name in a JSON object") {
  CHECK(read(R"({"key_0":"$1","key_1":null,"key_2":"$2"})") == "json\n1 name=key_0\n2 name=key_2");
  CHECK(read(R"({"keys":{"key_0":"$1"}})") == "json\n1 name=key_0");
  CHECK(read(R"({"a":{"key":"$1","weight":3},"b":{"key":"$2","name":"c"}})") == "json\n1 name=a weight=3\n2 name=c");
  CHECK(read(R"({"key":"$1","key_1":"$2"})") == "json\n1 name=key\n2 name=key_1");
  CHECK(read(R"({"name":"mary","key":"$1"})") == "json\n1 name=mary");
  CHECK(read(R"({"caf\u00e9":"$1"})") == "json\n1 name=caf\xC3\xA9");
}

TEST_CASE("E6: what an object says of its key") {
  CHECK(read(R"([{"key":"$1","name":"n","email":"e@f.fr","project":"p","notes":"x","weight":7,"is_active":false}])") ==
        "json\n1 name=n email=e@f.fr project=p notes=x weight=7 off");
  CHECK(
      read(R"([{"weight":"8","enabled":0,"note":"x","gmail_email":"e@f.fr","project":123456789012,"apiKey":"$1"}])") ==
      "json\n1 email=e@f.fr project=123456789012 notes=x weight=8 off");
  CHECK(read(R"([{"value":"$1","key":"k","name":"n"},{"name":"n","key":"k","value":"$2"}])") ==
        "json\n1 name=n\n2 name=n");
  CHECK(read(R"([{"key":"$1","name":null,"weight":null,"is_active":null,"other":[{}],"notes":["x"]}])") == "json\n1");
  CHECK(read(R"([{"key":"wrong-one","key":"$1"}])") == "json\n1");
  CHECK(read(R"([{"k\u0065y":"$1"}])") == "json\n1");
}

TEST_CASE("E6: weights and switches, whatever they are spelt like") {
  const auto weight = [](const std::string& json) {
    const Imported import("[{\"key\":\"" + std::string(one) + "\",\"weight\":" + json + "}]");
    return static_cast<int>(import->keys[0].weight);
  };
  CHECK(weight("1") == 1);
  CHECK(weight("100") == 100);
  CHECK(weight("101") == 100);
  CHECK(weight("99999999999999999999") == 100);
  CHECK(weight("0") == 1);
  CHECK(weight("-5") == 1);
  CHECK(weight("2.9") == 2);
  CHECK(weight("\"many\"") == 1);
  CHECK(weight("{}") == 1);
  const auto active = [](const std::string& json) {
    const Imported import("[{\"key\":\"" + std::string(one) + "\",\"enabled\":" + json + "}]");
    return import->keys[0].active;
  };
  for (const char* yes : {"true", "1", "\"yes\"", "\"\"", "null"}) CHECK(active(yes));
  for (const char* no : {"false", "0", "\"False\"", "\"no\"", "\"off\"", "\" disabled \""}) CHECK_FALSE(active(no));
}

TEST_CASE("E6: refusals of JSON are told by their place") {
  CHECK(read(R"([null,{"key":null},{"key":"key_3_of_many","value":null},"$1"])") == "json\n1");
  CHECK(read(R"([1,"$1",["$2"],true,{"name":"x"},{"key":5},{"key":""},{"key":"a","value":"short"}])") ==
        "json\n1\n2\n!1 The key is no text.\n!4 The key is no text.\n!5 There is no key here."
        "\n!6 The key is no text.\n!7 There is no key here.\n!8 It is too short to be a key. \xE2\x80\xA6");
  CHECK(read(R"(["abcdefgh,12345678","abcdefgh 12345678","caf\u00e9-cafe-cafe"])") ==
        "json\n!1 It has a comma in it, so it may be several keys. \xE2\x80\xA6"
        "5678\n!2 It has characters that no header carries. \xE2\x80\xA6"
        "5678\n!3 It has characters that no header carries. \xE2\x80\xA6"
        "cafe");
  CHECK(read(R"({"key_0":"$1","count":7})") == "json\n1 name=key_0\n!2 The key is no text.");
}

TEST_CASE("E6: CSV with a header") {
  CHECK(read("key\n$1\n$2\n") == "csv\n1\n2");
  CHECK(read("name,api_key,email,project,notes,weight\r\na,$1,b@c.fr,p,n,5\r\n,$2,,,,\r\n") ==
        "csv\n1 name=a email=b@c.fr project=p notes=n weight=5\n2");
  CHECK(read("\xEF\xBB\xBF# from the sheet\n\nKey;Name;Is Active\n$1;\"a; b\";0\n\n# no\n$2;c;1") ==
        "csv\n1 name=a; b off\n2 name=c");
  CHECK(read("email\tapi key\nx@y.fr\t$1\n") == "csv\n1 email=x@y.fr");
  CHECK(read("key,value\nkey_0,$1\n") == "csv\n1 name=key_0");
  CHECK(read("id,\"key\",created\n7,\"$1\",2026\n8, \"$2\" ,2026\n") == "csv\n1\n2");
  CHECK(read("key,notes\n$1,\"say \"\"hi\"\"\"\n$2,\"two\nlines\"\n$3,\"\"\n") ==
        "csv\n1 notes=say \"hi\"\n2 notes=two lines\n3");
  CHECK(read("key,name\n$1\n$2,b,c,d\n") == "csv\n1\n2 name=b");
  CHECK(read("api_key") == "csv");
  CHECK(read("key\n$1,$2") == "csv\n1");
}

TEST_CASE("E6: refusals of CSV are told by their line") {
  CHECK(read("key,notes\n$1,\"two\nlines\"\n,lost\n,\nshort,x\n\n$2,\"open\n$3,x\n") ==
        "csv\n1 notes=two lines\n3 notes=x\n!4 There is no key here.\n!6 It is too short to be a key. \xE2\x80\xA6"
        "\n!8 A quote is opened here and never closed.");
}

TEST_CASE("F1: no secret is shown, wherever it strayed") {
  CHECK(read(R"([{"key":"$1","value":"$2","notes":"was $3","email":"$1","project":"$1"}])") ==
        "json\n2 name=[key] email=[key] project=[key] notes=was [key]");
  CHECK(read("$1 # was $2") == "lines\n1 notes=was [key]");
  CHECK(read("key,notes\n$1,$2") == "csv\n1 notes=[key]");
  // A key cut short has no shape, so it must go before the cut.
  const std::string long_note = std::string(limits::key_label_bytes - 6, 'x') + " ";
  const Imported import(std::string(one) + " # " + long_note + std::string(two));
  CHECK(import->keys[0].notes == long_note + "[key]");

  const std::string secret = "s3cret-s3cret-s3cret-";
  const std::string longest(limits::pool_key_bytes, 'k');
  for (const std::string& entry : {secret + "\xC3\xA9", secret + "\x07", secret + longest,
                                   secret + "\x7F"
                                            "abc"}) {
    for (const std::string& text : {entry, "mary:" + entry, "key\n" + entry}) {
      const Imported hostile(text);
      REQUIRE(hostile->refused.size() == 1);
      const std::string shown(hostile->refused[0].shown);
      CHECK_THAT(shown, !Contains("s3cret"));
      CHECK(shown.size() <= 7);
      for (const char c : shown) CHECK((static_cast<unsigned char>(c) >= 0x20 && c != 0x7F));
    }
  }
}

TEST_CASE("E6: texts are cut between characters and lose their control characters") {
  std::string name;
  while (name.size() + 3 <= limits::key_label_bytes + 10) name += "\xE2\x82\xAC";
  const Imported import("[{\"key\":\"" + std::string(one) + "\",\"name\":\"" + name +
                        "\",\"notes\":\"a\\u0000b\\tc\\u0085d\\u007f\",\"email\":\"\\u00a0\"}]");
  const ImportedKey& key = import->keys[0];
  CHECK(key.name == name.substr(0, limits::key_label_bytes / 3 * 3));
  CHECK(key.notes == "a b c d");
  CHECK(key.email == "\xC2\xA0");
}

TEST_CASE("F9: bounds of a key") {
  const std::string longest(limits::pool_key_bytes, 'k');
  const std::string shortest(limits::import_key_min_bytes, 'k');
  CHECK(told(longest + "\n" + shortest) == "lines\n" + longest + "\n" + shortest);
  CHECK(told(longest + "k\nkkkkkkk") ==
        "lines\n!1 It is too long to be a key. \xE2\x80\xA6"
        "kkkk\n!2 It is too short to be a key. \xE2\x80\xA6");
}

TEST_CASE("F9: a pool's worth of keys in every format, and the rest refused") {
  std::string lines;
  std::string json = "[";
  std::string map = "{";
  std::string csv = "email,key,weight\n";
  const std::size_t count = limits::pool_keys + limits::import_refusals + 5;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = std::to_string(i);
    lines += "user" + number + "@gmail.com:" + fake(i) + " # note " + number + "\r\n";
    json += (i == 0 ? "" : ",") + ("{\"key\":\"key_" + number) + "\",\"value\":\"" + fake(i) + "\"}";
    map += (i == 0 ? "\"key_" : ",\"key_") + number + "\":\"" + fake(i) + "\"";
    csv += "user" + number + "@gmail.com," + fake(i) + ",2\n";
  }
  for (const std::string& text : {lines, json + "]", map + "}", csv}) {
    const Imported import(text);
    REQUIRE(import.result);
    REQUIRE(import->keys.size() == limits::pool_keys);
    CHECK(import->refused_count >= limits::import_refusals + 5);
    REQUIRE(import->refused.size() == limits::import_refusals);
    CHECK(import->refused[0].why == Refusal::pool_full);
    for (std::size_t i = 0; i < limits::pool_keys; ++i) REQUIRE(import->keys[i].secret.reveal() == fake(i));
    CHECK(import->duplicates == 0);
  }
  CHECK(Imported(lines + lines)->duplicates == limits::pool_keys);
}

TEST_CASE("F9: a whole text fails only when it is broken or too large, and says where") {
  CHECK(read(R"(["$1",])") == "failed: Invalid JSON at byte 26: expected a value");
  CHECK_THAT(read(R"({"keys":["$1")"), Contains("failed: Invalid JSON at byte "));
  CHECK_THAT(read("[\"\xFF\"]"), Contains("invalid UTF-8"));
  CHECK(read("$1\r\nab\xFF") == "failed: Line 2 is not UTF-8, from its byte 3 on.");
  CHECK(read("key\n\n\xC3\n") == "failed: Line 3 is not UTF-8, from its byte 1 on.");
  const Imported broken(filled(R"(["$1)"));
  REQUIRE_FALSE(broken.result);
  CHECK(broken.result.failure().blame == Blame::client);
  CHECK(broken.result.failure().fault == Fault::bad_json);
  CHECK(broken.result.failure().status == 400);
  CHECK_THAT(std::string(broken.result.failure().message), !Contains("canary"));
  CHECK(Imported(std::string(limits::import_bytes, ' ')).result);
  const Imported large(std::string(limits::import_bytes + 1, ' '));
  REQUIRE_FALSE(large.result);
  CHECK(large.result.failure().fault == Fault::too_large);
  CHECK(large.result.failure().status == 413);
}

TEST_CASE("F9: hostile texts cost no more than their length") {
  const std::size_t size = 1024 * 1024;
  const auto repeated = [](Bytes piece) {
    std::string text;
    while (text.size() < size) text += piece;
    return text;
  };
  for (const Bytes piece :
       {",", "#", " #", ":", "a:", "a@b.fr:", "@", "\"", "\"\"\n", "x\n", "\r", "sk-", "AIza", "'"}) {
    for (const std::string& before : {std::string(), std::string("key,notes\n"), std::string("key,notes\n,\"")}) {
      const Imported import(before + repeated(piece));
      REQUIRE(import.result);
      CHECK(import->keys.empty());
      CHECK(import->refused.size() <= limits::import_refusals);
    }
  }
  CHECK(Imported("[" + repeated("\"x\",") + "1]")->refused_count == size / 4 + 1);
  CHECK(Imported(repeated(std::string(one) + ","))->duplicates > size / 32);
}
