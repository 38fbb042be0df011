// Base64, against RFC 4648's own test vectors.
#include "base/base64.h"

#include <catch2/catch_all.hpp>
#include <string>

namespace {
rota::Bytes encoded(rota::Buffer& out, rota::Bytes bytes) {
  out.clear();
  rota::append_base64(out, bytes);
  return out.view();
}
}  // namespace

TEST_CASE("RFC 4648, section 10") {
  rota::Buffer out;
  CHECK(encoded(out, "") == "");
  CHECK(encoded(out, "f") == "Zg==");
  CHECK(encoded(out, "fo") == "Zm8=");
  CHECK(encoded(out, "foo") == "Zm9v");
  CHECK(encoded(out, "foob") == "Zm9vYg==");
  CHECK(encoded(out, "fooba") == "Zm9vYmE=");
  CHECK(encoded(out, "foobar") == "Zm9vYmFy");
}

TEST_CASE("octets past 127 are octets, and what is there stays there") {
  rota::Buffer out;
  out.append("x:");
  rota::append_base64(out, rota::Bytes("\xff\xfe\xfd\x00", 4));
  CHECK(out.view() == "x://79AA==");
}

TEST_CASE("copying under check finds the first octet that is no digit, at every place, and copies all") {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (const std::size_t size : {0U, 1U, 15U, 63U, 64U, 65U, 127U, 128U, 200U}) {
    std::string text;
    while (text.size() < size) text += digits;
    text.resize(size);
    rota::Buffer out;
    out.append("x");
    CHECK(rota::append_base64_digits(out, text) == size);
    CHECK(out.view() == "x" + text);
    for (std::size_t at = 0; at < size; ++at) {
      std::string spoilt = text;
      spoilt[at] = '!';
      out.clear();
      CHECK(rota::append_base64_digits(out, spoilt) == at);
      CHECK(out.view() == spoilt);
    }
  }
}

TEST_CASE("every octet is a digit of either alphabet or is not, in vectors as alone") {
  const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_";
  for (int octet = 0; octet < 256; ++octet) {
    const char c = static_cast<char>(octet);
    INFO(octet);
    const bool is_digit = digits.find(c) != std::string::npos;
    CHECK(rota::is_base64_digit(c) == is_digit);
    rota::Buffer out;
    CHECK(rota::append_base64_digits(out, std::string(256, c)) == (is_digit ? 256U : 0U));
    std::string late(256, '-');
    late[100] = c;
    out.clear();
    CHECK(rota::append_base64_digits(out, late) == (is_digit ? 256U : 100U));
  }
}
