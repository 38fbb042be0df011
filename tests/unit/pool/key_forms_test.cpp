// Keys of known forms out of any text: what stands around them in files that people really have, and a thousand lists of
// keys and noise.
#include <catch2/catch_all.hpp>
#include <random>
#include <string>
#include <vector>

#include "base/key_shape.h"
#include "base/limits.h"
#include "base/text.h"
#include "pool/key_import.h"
#include "pool/key_list.h"

namespace {

using namespace rota;
using namespace rota::pool;

/// `$n` is a key of Google's length.
std::string key(std::size_t number) {
  std::string digits = std::to_string(number);
  return "AIzaSyFAKE" + std::string(29 - digits.size(), '0') + digits;
}

std::string filled(Bytes pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '$') {
      out += key(static_cast<std::size_t>(pattern[++i] - '0'));
    } else {
      out += pattern[i];
    }
  }
  return out;
}

std::string shown(Secret secret) {
  for (std::size_t number = 0; number < 10; ++number) {
    if (secret.reveal() == Bytes(key(number))) return std::to_string(number);
  }
  return std::string(secret.reveal());
}

struct Import {
  explicit Import(std::string from, const KeyReading& reading = {})
      : text(std::move(from)), result(read_import(text, reader, arena, reading)) {}
  const KeyImport* operator->() const { return result.value(); }
  std::string text;
  Arena arena;
  json::Reader reader;
  Result<KeyImport*> result;
};

/// Keys, each with its name and mail address, then what was refused by line and reason.
std::string read(Bytes pattern) {
  const Import import(filled(pattern));
  if (!import.result) return "failed";
  std::string out;
  for (const ImportedKey& found : import->keys) {
    out += shown(found.secret);
    if (!found.email.empty()) out += "=" + std::string(found.email);
    if (!found.name.empty()) out += "=" + std::string(found.name);
    out += " ";
  }
  for (const Refused& refused : import->refused) {
    out += "!" + std::to_string(refused.line_or_index) + ":" + std::string(name_of(refused.why)) + " ";
  }
  return out;
}

std::string listed(Bytes pattern) {
  Arena arena;
  const std::string text = filled(pattern);
  std::string out;
  for (const ListedKey& found : parse_keys(Secret(text), arena).keys) out += shown(found.secret) + " ";
  return out;
}

}  // namespace

TEST_CASE("E6: a key stands between a mail address, a password and more") {
  CHECK(read("anna@example.com----Passw0rd----$1") == "1=anna@example.com ");
  CHECK(read("anna@example.com----Passw0rd----anna.rec@example.org----$2") == "2=anna@example.com ");
  CHECK(read("anna1990----Passw0rd!x----$3") == "3=anna1990 ");
  CHECK(read("anna@example.com|Passw0rd|$4") == "4=anna@example.com ");
  CHECK(read("anna@example.com,Passw0rd99,$5") == "5=anna@example.com ");
  CHECK(read("anna@example.com:Passw0rd99:$6") == "6=anna@example.com ");
  CHECK(read("$1----anna@example.com----Passw0rd") == "1=anna@example.com ");
  CHECK(read("$1|Passw0rd|anna@example.com") == "1=anna@example.com ");
  CHECK(read("anna@example.com\tPassw0rd\t$1\tJBSWY3DPEHPK3PXP") == "1=anna@example.com ");
  CHECK(read("anna1990,Passw0rd99,$5") == "5 !1:beside_known ");
  CHECK(read("anna1990:Passw0rd99:$5") == "5=anna1990 ");
  // The same without any key of a known form: nothing of it is one.
  CHECK(read("anna@example.com----Passw0rd99") == "!1:behind_label ");
  CHECK(read("anna1990----Passw0rd99") == "!1:no_known_key ");
  CHECK(read("anna1990:Passw0rd99\nAnna Miller") == "!1:behind_label !2:no_known_key ");
  CHECK(read("anna@example.com,Passw0rd99") == "!1:behind_label ");
  CHECK(read("anna@example.com\nPassw0rd99\n$1") == "1 !1:label_alone !2:no_known_key ");
}

TEST_CASE("E6: variables, lists of code, Markdown, URLs") {
  CHECK(read("export GEMINI_API_KEY=$1\nGEMINI_API_KEY_2=\"$2\"") == "1 2 ");
  CHECK(read("API_KEYS=[\"$1\",\"$2\"]") == "1 2 ");
  CHECK(read("API_KEYS='$1\n$2,\n$3'") == "1 2 3 ");
  CHECK(read("['$1', '$2']") == "1 2 ");
  CHECK(read("$1;$2") == "1 2 ");
  CHECK(read("https://generativelanguage.googleapis.com/v1beta/models?key=$1") == "1 ");
  CHECK(read("- [home](https://example.com/?key=$1&alt=sse)\n* `$2`\n1. **$3**\n> __$4__\n| work | $5 |") ==
        "1 2 3 4 5=work ");
  CHECK(read("curl -H 'x-goog-api-key: $1' https://example.com") == "1 ");
  CHECK(read("key%3D$1") == "1 ");
  CHECK(read("```\n$1\n---\n```") == "1 ");
  CHECK(read("$1$2") == "1 2 ");
  CHECK(read("\"prod\": \"$1\",") == "1=prod ");
  // A file of settings holds more than keys of the upstream.
  CHECK(read("API_KEYS=$1\nCLIENT_API_KEYS=sk-client-0123456789\nADMIN_PASSWORD=Passw0rd99\nALLOWED_TOKENS=[\"sk-123456789\"]") ==
        "1 !2:other_variable !3:no_known_key !4:other_variable ");
  CHECK(read("ADMIN_PASSWORD=Passw0rd99\nMY_KEY=abcdefgh1\nEDITOR=visualstudio") ==
        "abcdefgh1 !1:other_variable !3:no_known_key ");
}

TEST_CASE("E6: what editors, spreadsheets and chats put between keys") {
  CHECK(read("\xEF\xBB\xBF$1,$2") == "1 2 ");
  CHECK(read("$1\xEF\xBC\x8C$2\xE3\x80\x81$3") == "1 2 3 ");
  CHECK(read("$1\xC2\xA0,$2\xE2\x80\x8B") == "1 2 ");
  CHECK(read("$1\xE2\x80\x8B$2") == "1 2 ");
  CHECK(read("\xE2\x80\x9C$1\xE2\x80\x9D\xE3\x80\x80\xE2\x80\x98$2\xE2\x80\x99") == "1 2 ");
  CHECK(read("\xE5\xBC\xA0\xE4\xB8\x89\xEF\xBC\x9A$1") == "1=\xE5\xBC\xA0\xE4\xB8\x89 ");
  CHECK(read("$1\\n$2\\r\\n$3") == "1 2 3 ");
  CHECK(read("$1 # team A\n$2\xC2\xA0# team B") == "1 2 ");
  std::string little = "\xFF\xFE";
  std::string big = "\xFE\xFF";
  for (const char c : filled("{\"keys\":[\"$1\",\"$2\"]}")) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  for (const std::string& text : {little, big, little + "\n"}) {
    const Import import(text);
    REQUIRE(import.result);
    CHECK(import->keys.size() == 2);
    CHECK(import->format == "json");
  }
  // Of a pair of units one character, of half a pair none; an odd octet at the end is nothing.
  std::string named("\xFF\xFE=\xD8\x00\xDE:\x00", 8);
  for (const char c : key(1)) named += {c, '\0'};
  named += std::string("\n\0\x00\xDC", 4) + "x";
  const Import import(named);
  REQUIRE(import.result);
  REQUIRE(import->keys.size() == 1);
  CHECK(import->keys[0].name == "\xF0\x9F\x98\x80");
}

TEST_CASE("E6: JSON whose members hold more than keys") {
  CHECK(read(R"([["anna@example.com","Passw0rd99","$1"],["ben@example.com","Passw0rd98","$2"]])") ==
        "1=anna@example.com 2=ben@example.com ");
  CHECK(read(R"(["anna@example.com----Passw0rd99----$1","Passw0rd99"])") == "1=anna@example.com !2:beside_known ");
  CHECK(read(R"([{"email":"a@b.fr","password":"Passw0rd99","api_key":"$1"}])") == "1=a@b.fr ");
  CHECK(read(R"({"email":"a@b.fr","password":"Passw0rd99","mine":"abcdefgh"})") ==
        "abcdefgh=mine !1:behind_label !2:other_variable ");
  CHECK(read(R"(["anything-goes","whatever"])") == "anything-goes whatever ");
  CHECK(read("key,note\nanna@example.com----Passw0rd----$1,x\nabcdefgh,y") == "1=anna@example.com abcdefgh ");
}

TEST_CASE("E6: words that stand for keys, and prose, are none") {
  CHECK(read("AIza...one") == "!1:placeholder ");
  CHECK(read("these are the production credentials") == "!1:no_known_key ");
  CHECK(read("https://example.com/somewhere") == "!1:address ");
  CHECK(read("| --- | --- |\n...\n") == "");
}

TEST_CASE("A1 C3: API_KEYS is read like an import, and a word of any length alone is a key") {
  for (const Bytes value : {"[\"$1\",\"$2\"]", "\"$1\",\"$2\"", "$1;$2", "API_KEYS=$1,$2", "$1 # team A\n$2", "$1\\n$2",
                            "\xEF\xBB\xBF$1,$2", "$1\xEF\xBC\x8C$2", "$1\xC2\xA0,$2", "[\"$1\",\"$2\",]", "[\"$1\" \"$2\"",
                            "[{\"key\":\"x\",\"value\":\"$1\"},{\"value\":\"$2\"}]"}) {
    CAPTURE(value);
    CHECK(listed(value) == "1 2 ");
  }
  CHECK(listed("anna@example.com:$1") == "1 ");
  CHECK(listed("none") == "none ");
  CHECK(listed("key") == "key ");
}

namespace {

/// A list of keys, and of what stands around them, as somebody might have written it.
class Writer {
 public:
  explicit Writer(unsigned seed) : random_(seed) {}

  std::string text;
  std::vector<std::string> keys;
  std::vector<std::uint32_t> noise_lines;

  void write_lines() {
    const std::size_t lines = 1 + below(12);
    line(entry_of(some_key()));
    for (std::size_t i = 1; i < lines; ++i) {
      if (below(4) == 0) {
        text += noise();
        noise_lines.push_back(++number_);
        text += ends_[below(3)];
      } else {
        line(entry_of(some_key()));
      }
    }
    if (below(5) == 0) text.insert(0, "\xEF\xBB\xBF");
  }

  void write_json() {
    const bool objects = below(2) == 0;
    text = below(2) == 0 ? "{\"keys\":[" : "[";
    const bool closes = text.front() == '{';
    for (std::size_t i = 0, count = 1 + below(8); i < count; ++i) {
      const std::string secret = some_key();
      text += (i == 0 ? "" : ",") +
              (objects ? "{\"email\":\"" + mail() + "\",\"password\":\"" + plain_password() + "\",\"key\":\"" + secret + "\"}"
                       : "\"" + (below(2) == 0 ? mail() + "----" + plain_password() + "----" : std::string()) + secret + "\"");
    }
    text += closes ? "]}" : "]";
  }

  void write_csv() {
    text = "mail,password,api_key,remark\n";
    for (std::size_t i = 0, count = 1 + below(8); i < count; ++i) {
      text += mail() + "," + plain_password() + ",\"" + some_key() + "\"," + word(6) + "\n";
    }
  }

  std::size_t below(std::size_t most) { return random_() % most; }

 private:
  static constexpr Bytes letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  std::string from(Bytes set, std::size_t size) {
    std::string out;
    for (std::size_t i = 0; i < size; ++i) out += set[below(set.size())];
    return out;
  }
  std::string word(std::size_t size) { return from(letters.substr(26, 26), size); }
  std::string mail() { return word(3 + below(8)) + from("._+", below(2)) + word(4) + "@" + word(5) + ".example.com"; }
  std::string plain_password() { return word(1) + from(letters, 6 + below(12)) + "7"; }
  std::string password() { return plain_password() + from("!$%&/=?~^", below(3)); }

  std::string some_key() {
    const std::string base64url = std::string(letters) + "-_";
    const auto tail = [&](std::size_t size) {
      std::string out = from(base64url, size);
      while (out.find("----") != std::string::npos) out = from(base64url, size);
      return out;
    };
    switch (below(7)) {
      case 0:
        keys.push_back("AQ." + tail(50));
        break;
      case 1:
        keys.push_back("sk-proj-" + tail(140));
        break;
      case 2:
        keys.push_back("sk-" + from(letters, 48));
        break;
      case 3:
        keys.push_back((below(2) == 0 ? "gsk_" : "xai-") + from(letters, 52));
        break;
      default:
        keys.push_back("AIzaSy" + tail(33));
    }
    return keys.back();
  }

  std::string entry_of(const std::string& secret) {
    switch (below(16)) {
      case 0:
        return mail() + "----" + plain_password() + "----" + secret;
      case 1:
        return mail() + "----" + password() + "----" + mail() + "----" + secret;
      case 2:
        return word(8) + "|" + password() + "|" + secret;
      case 3:
        return mail() + "," + password() + "," + secret;
      case 4:
        return mail() + ":" + plain_password() + ":" + secret;
      case 5:
        return "export " + std::string(below(2) == 0 ? "GEMINI_API_KEY" : "KEY_7") + "=\"" + secret + "\"";
      case 6:
        return secret + ";" + some_key();
      case 7:
        return "https://" + word(6) + ".example.com/v1beta/models?key=" + secret + "&alt=sse";
      case 8:
        return secret + "\xEF\xBC\x8C" + some_key() + "\xE2\x80\x8B";
      case 9:
        return "- `" + secret + "` (" + word(9) + ")";
      case 10:
        return "| " + word(5) + " | " + secret + " | " + password() + " |";
      case 11:
        return "API_KEYS=[\"" + secret + "\", '" + some_key() + "']";
      case 12:
        return secret + "\\n" + some_key();
      case 13:
        return secret + "----" + mail() + "----" + password();
      case 14:
        return "\xC2\xA0" + secret + "\xC2\xA0# " + password();
      default:
        return secret;
    }
  }

  std::string noise() {
    switch (below(7)) {
      case 0:
        return mail();
      case 1:
        return plain_password();
      case 2:
        return mail() + ":" + password();
      case 3:
        return word(5) + " " + word(12) + " " + word(9);
      case 4:
        return "ADMIN_PASSWORD=" + plain_password();
      case 5:
        return mail() + "----" + plain_password();
      default:
        return "https://" + word(9) + ".example.com/" + word(12);
    }
  }

  void line(const std::string& entry) {
    ++number_;
    text += entry + ends_[below(3)];
  }

  static constexpr const char* ends_[] = {"\n", "\r\n", "\n"};
  std::mt19937 random_;
  std::uint32_t number_ = 0;
};

void check_list(const Writer& written) {
  CAPTURE(written.text);
  const Import import(written.text);
  REQUIRE(import.result);
  std::vector<std::string> found;
  for (const ImportedKey& one : import->keys) found.emplace_back(one.secret.reveal());
  REQUIRE(found == written.keys);
  for (const std::uint32_t line : written.noise_lines) {
    bool told = false;
    for (const Refused& refused : import->refused) told = told || refused.line_or_index == line;
    INFO("line " << line);
    REQUIRE(told);
  }
  for (const Refused& refused : import->refused) REQUIRE(refused.shown.size() <= 7);
}

}  // namespace

TEST_CASE("E6 C3: of a thousand lists of keys and noise every key is found, in its order, and no noise is kept") {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    Writer list(seed);
    const std::size_t kind = list.below(8);
    kind == 0 ? list.write_json() : kind == 1 ? list.write_csv() : list.write_lines();
    CAPTURE(seed);
    check_list(list);
  }
}

TEST_CASE("E6: lists of keys of other forms alone go on working, between commas, semicolons and lines") {
  std::mt19937 random(7);
  for (int list = 0; list < 300; ++list) {
    std::string text;
    std::string expected;
    const Bytes parts[] = {",", ";", "\n", ", ", "\r\n", ",\n"};
    const Bytes part = parts[random() % 6];
    for (std::size_t i = 0, count = 1 + random() % 9; i < count; ++i) {
      std::string word;
      for (std::size_t at = 0, size = 8 + random() % 50; at < size; ++at) {
        word += "abcdefghijklmnopqrstuvwxyzABCDEFGH0123456789._-+/~"[random() % 50];
      }
      if (word.find("...") != std::string::npos || word.find("----") != std::string::npos) continue;
      text += (text.empty() ? "" : std::string(part)) + word;
      expected += word + " ";
    }
    CHECK(read(text) == expected);
    CHECK(listed(text) == expected);
  }
}

TEST_CASE("F9: a hostile text is searched for keys in the time of its length") {
  for (const Bytes piece : {"sk-", "--sk-a", "--sk-abcdefgh", "_sk-abcdefgh_", "AIza", "AQ.", "AIzaSyFAKE00000000000000000000000000001",
                            "----", "@", "a@", "\\n", "\xE2\x80\x8B", "a|", "a:b;"}) {
    std::string text;
    while (text.size() < 2'000'000) text += piece;
    CHECK(Import(text).result);
    CHECK(Import("key," + text).result);
  }
}
