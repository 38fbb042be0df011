// The mask of secrets: every spelling, wherever a text is cut, and nothing but the secret.
#include "http/secret_mask.h"

#include <catch2/catch_all.hpp>
#include <string>
#include <vector>

#include "base/base64.h"
#include "base/random.h"

using namespace rota;
using http::SecretMask;

namespace {

// The shapes of today's upstreams: Google, Groq, xAI, OpenAI, OpenRouter, hexadecimal, a UUID, base64.
const std::vector<std::string> secrets = {
    "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
    "AQ.Ab8RN6JGq1zX_y-k3aWv0LpTtqf5C2s9dEuHnI7mB4o",
    "gsk_4yTq8WbEw0ZpR3vXn1LsWGdyb3FYcJk9mQhU2tAoPz",
    "xai-7Hq2LwZpR3vXn1LsWGdyb3FYcJk9mQhU2tAoPz4yTq8WbEw0",
    "sk-proj-T3BlbkFJ4yTq8WbEw0ZpR3vXn1LsWGdyb3FYcJk9mQhU2tAoPz",
    "sk-or-v1-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
    "3f9a1c5e7b2d4860a1c3e5f708192a3b4c5d6e7f",
    "f47ac10b-58cc-4372-a567-0e02b2c3d479",
    "k9/Z+b3Q==w8x7v6",
};

std::string hex2(char c, bool upper) {
  const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  return {digits[static_cast<unsigned char>(c) >> 4], digits[c & 15]};
}

std::string unicode(const std::string& text, bool upper, std::size_t every, const std::string& lead = "\\") {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += i % every == 0 ? lead + "u00" + hex2(text[i], upper) : std::string(1, text[i]);
  }
  return out;
}

std::string percent(const std::string& text, bool upper, std::size_t every, const std::string& lead = "%") {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += (i + 1) % every == 0 ? lead + hex2(text[i], upper) : std::string(1, text[i]);
  }
  return out;
}

std::string base64(const std::string& text, bool url) {
  Buffer out;
  url ? append_base64url(out, text) : append_base64(out, text);
  return std::string(out.view());
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) text.replace(at, from.size(), to);
  return text;
}

/// Every spelling that an upstream might choose.
std::vector<std::string> spellings(const std::string& secret) {
  std::vector<std::string> all = {secret};
  for (const bool upper : {false, true}) {
    for (const std::size_t every : {1U, 2U, 7U, 1000U}) {
      all.push_back(unicode(secret, upper, every));
      all.push_back(unicode(secret, upper, every, "\\\\"));
      all.push_back(unicode(secret, upper, every, "\\\\\\\\"));
      all.push_back(percent(secret, upper, every));
      all.push_back(percent(secret, upper, every, "%25"));
    }
    std::string hex;
    for (const char c : secret) hex += hex2(c, upper);
    all.push_back(hex);
  }
  all.push_back(replaced(secret, "/", "\\/"));
  for (const std::string before : {"", "k", "ke", "key", "user:"}) {
    for (const std::string after : {"", "!", "!!"}) {
      for (const bool url : {false, true}) {
        const std::string digits = base64(before + secret + after, url);
        all.push_back(digits);
        all.push_back(replaced(replaced(digits, "/", "\\/"), "+", "\\u002b"));
        all.push_back(replaced(replaced(digits, "/", "%2F"), "+", "%2b"));
      }
    }
  }
  return all;
}

std::string in_pieces(SecretMask& mask, const std::string& text, std::size_t first, std::size_t rest) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = at == 0 && first != 0 ? first : rest;
    // A copy of its own, so that a reader past its end is found by the sanitizer.
    const std::vector<char> piece(text.begin() + static_cast<std::ptrdiff_t>(at),
                                  text.begin() + static_cast<std::ptrdiff_t>(std::min(text.size(), at + size)));
    out += mask.take({piece.data(), piece.size()});
    at += piece.size();
  }
  out += mask.end();
  return out;
}

}  // namespace

TEST_CASE("F1: every spelling of a secret is masked, of every shape of key") {
  for (const std::string& secret : secrets) {
    SecretMask mask;
    mask.begin(Secret(secret));
    Arena arena;
    for (const std::string& spelling : spellings(secret)) {
      const std::string text = "{\"error\":\"key \\n" + spelling + " is refused\"}";
      const std::string masked(mask.whole(text, arena));
      INFO(secret << " as " << spelling << " gave " << masked);
      CHECK(masked.find("[key]") != std::string::npos);
      CHECK(masked.size() < text.size() - 6);
      CHECK(masked.starts_with("{\"error\":\"key \\n"));
      CHECK(masked.ends_with(" is refused\"}"));
    }
  }
}

TEST_CASE("F1: a secret is masked wherever the pieces of a text are cut") {
  for (const std::string& secret : secrets) {
    SecretMask mask;
    Arena arena;
    mask.begin(Secret(secret));
    for (const std::string& spelling : spellings(secret)) {
      const std::string text = "a" + spelling + "\n";
      const std::string whole(mask.whole(text, arena));
      for (std::size_t cut = 0; cut <= text.size(); ++cut) {
        if (in_pieces(mask, text, cut, text.size()) != whole) FAIL(secret << " as " << spelling << " cut at " << cut);
      }
      for (const std::size_t size : {1U, 2U, 3U}) CHECK(in_pieces(mask, text, 0, size) == whole);
    }
  }
}

TEST_CASE("F1: a text without the secret passes octet for octet, and is not copied") {
  SecretMask mask;
  Arena arena;
  mask.begin(Secret(secrets[0]));
  const std::string near = secrets[0].substr(0, 38) + "X and " + secrets[0].substr(1) + " \\u0041Iza %41Iza \\n\\\" 100 % \\";
  CHECK(mask.whole(near, arena).data() == near.data());
  const std::string line = "data: {\"text\":\"nothing\"}\n\n";
  CHECK(mask.take(line).data() == line.data());
  CHECK(mask.take(line).size() == line.size());
  CHECK(mask.end().empty());
  for (std::size_t size = 1; size < near.size(); ++size) CHECK(in_pieces(mask, near, 0, size) == near);
}

TEST_CASE("F1: what could be the beginning of a secret waits for the next piece, and only that") {
  SecretMask mask;
  mask.begin(Secret(secrets[0]));
  CHECK(mask.take("said AIza") == "said ");
  CHECK(mask.take("ble and on") == "AIzable and on");
  CHECK(mask.take("the end is A") == "the end is ");
  CHECK(mask.end() == "A");
  CHECK(mask.take("x" + secrets[0].substr(0, 15)) == "x");
  CHECK(mask.end() == secrets[0].substr(0, 15));
  CHECK(mask.take("x" + secrets[0].substr(0, 16)) == "x");
  CHECK(mask.end() == "[key]");  // cut off so late that it tells the secret
}

TEST_CASE("F1: two secrets side by side, one after the other, and one with a new secret") {
  SecretMask mask;
  Arena arena;
  mask.begin(Secret(secrets[1]));
  CHECK(mask.whole(secrets[1] + secrets[1] + "," + unicode(secrets[1], false, 1), arena) == "[key][key],[key]");
  mask.begin(Secret(secrets[2]));
  CHECK(mask.whole(secrets[1] + secrets[2], arena) == secrets[1] + "[key]");
}

TEST_CASE("F1: a secret of seven characters is none, one of eight is") {
  SecretMask mask;
  Arena arena;
  mask.begin(Secret("abcdefg"));
  CHECK(mask.whole("abcdefg", arena) == "abcdefg");
  CHECK(mask.take("abcdefg") == "abcdefg");
  mask.begin(Secret("abcdefgh"));
  CHECK(mask.whole("xabcdefghx", arena) == "x[key]x");
  mask.begin(Secret());
  CHECK(mask.whole("anything", arena) == "anything");
}

TEST_CASE("F1: drawn texts in drawn pieces are masked as a whole text is") {
  Random random(7);
  const std::string letters = "AIzaSyD-9tSrke72\\u004%125/+=gk \n\"";
  for (int round = 0; round < 600; ++round) {
    const bool periodic = round % 2 == 0;  // then several places are as good
    const std::string secret = periodic ? "AIzaAIzaAIza" : "AIzaSyD-9/2k";
    SecretMask mask;
    Arena arena;
    mask.begin(Secret(secret));
    std::string text;
    const std::vector<std::string> ways = spellings(secret);
    for (std::uint32_t i = random.below(9); i > 0; --i) {
      if (random.below(3) == 0) text += ways[random.below(static_cast<std::uint32_t>(ways.size()))];
      for (std::uint32_t n = random.below(6); n > 0; --n) text += letters[random.below(static_cast<std::uint32_t>(letters.size()))];
    }
    text += "\n";
    const std::string whole(mask.whole(text, arena));
    if (whole.find(secret) != std::string::npos) FAIL(text << "\n" << whole);
    std::string pieces;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t size = 1 + random.below(9);
      pieces += mask.take(Bytes(text).substr(at, size));
      at += size;
    }
    pieces += mask.end();
    if (pieces.find(secret) != std::string::npos || (pieces != whole && !periodic)) FAIL(text << "\n" << pieces);
  }
}
