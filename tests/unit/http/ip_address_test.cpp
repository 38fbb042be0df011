// IP addresses: every spelling of one, what is none, and the borders of the ranges that are nobody's.
#include "http/ip_address.h"

#include <catch2/catch_all.hpp>
#include <cstdio>
#include <string>
#include <utility>

using namespace rota;
using namespace rota::http;

namespace {

/// In hexadecimal groups, or "none".
std::string groups_of(Bytes text) {
  std::uint16_t groups[8] = {9, 9, 9, 9, 9, 9, 9, 9};
  if (!read_ipv6(text, groups)) return "none";
  std::string out;
  for (const std::uint16_t group : groups) {
    char hex[8];
    std::snprintf(hex, sizeof hex, out.empty() ? "%x" : ":%x", static_cast<unsigned>(group));
    out += hex;
  }
  return out;
}

bool is_public(Bytes text) {
  std::uint16_t groups[8] = {};
  REQUIRE(read_ipv6(text, groups));
  return is_public_ipv6(groups);
}

}  // namespace

TEST_CASE("F9: a host whose last label is a number is meant as an IPv4 address") {
  for (const Bytes host : {"1.2.3.4", "127.1", "7", "0x7f", "0X", "a.b.0xFF", "1.2.3.09", "example.99999999999"}) {
    INFO(host);
    CHECK(looks_like_ipv4(host));
  }
  for (const Bytes host : {"", "example.com", "1.2.3.a", "1.2.3.4a", "0xg", "0x7f.com", "1.", "-1"}) {
    INFO(host);
    CHECK(!looks_like_ipv4(host));
  }
}

TEST_CASE("F9: an IPv4 address has one to four parts in three bases, and the last one fills the rest") {
  const std::pair<Bytes, std::uint32_t> cases[] = {
      {"192.0.2.255", 0xC00002FF},
      {"1.2.772", 0x01020304},
      {"1.65535", 0x0100FFFF},
      {"1.16777215", 0x01FFFFFF},
      {"4294967295", 0xFFFFFFFF},
      {"0xC0.0250.1", 0xC0A80001},
      {"0x7F000001", 0x7F000001},
      {"017700000001", 0x7F000001},
      {"0", 0},
      {"0x", 0},
      {"00.0.0.1", 1},
      {"0xA.0xb.0XC.013", 0x0A0B0C0B},
  };
  for (const auto& [host, expected] : cases) {
    INFO(host);
    std::uint32_t address = 0xDEAD;
    CHECK(read_ipv4(host, address));
    CHECK(address == expected);
  }
}

TEST_CASE("F9: a part that is too large, empty or of another base makes it no address") {
  for (const Bytes host : {"", "1..2", ".1", "256.1.1.1", "1.256.1.1", "1.2.3.256", "1.2.65536", "1.16777216",
                           "4294967296", "0x100000000", "1.2.3.4.5", "08.1", "1.2.3.09", "0xg", "1e3", "-1", "1 "}) {
    INFO(host);
    std::uint32_t address = 0xDEAD;
    CHECK(!read_ipv4(host, address));
    CHECK(address == 0xDEAD);
  }
}

TEST_CASE("F9: the special IPv4 ranges end where their registry says") {
  const std::pair<std::uint32_t, std::uint32_t> ranges[] = {
      {0x0A000000, 0x0AFFFFFF}, {0x64400000, 0x647FFFFF}, {0x7F000000, 0x7FFFFFFF}, {0xA9FE0000, 0xA9FEFFFF},
      {0xAC100000, 0xAC1FFFFF}, {0xC0000000, 0xC00000FF}, {0xC0000200, 0xC00002FF}, {0xC0586300, 0xC05863FF},
      {0xC0A80000, 0xC0A8FFFF}, {0xC6120000, 0xC613FFFF}, {0xC6336400, 0xC63364FF}, {0xCB007100, 0xCB0071FF},
  };
  for (const auto& [first, last] : ranges) {
    INFO(std::hex << first);
    CHECK(is_public_ipv4(first - 1));
    CHECK(!is_public_ipv4(first));
    CHECK(!is_public_ipv4(last));
    CHECK(is_public_ipv4(last + 1));
  }
  CHECK(!is_public_ipv4(0));
  CHECK(!is_public_ipv4(0x00FFFFFF));
  CHECK(is_public_ipv4(0x01000000));
  CHECK(is_public_ipv4(0xDFFFFFFF));
  CHECK(!is_public_ipv4(0xE0000000));
  CHECK(!is_public_ipv4(0xF0000000));
  CHECK(!is_public_ipv4(0xFFFFFFFF));
}

TEST_CASE("F9: an IPv6 address, with its gap anywhere and an IPv4 address at its end") {
  CHECK(groups_of("1:2:3:4:5:6:7:8") == "1:2:3:4:5:6:7:8");
  CHECK(groups_of("2001:DB8::aBcD") == "2001:db8:0:0:0:0:0:abcd");
  CHECK(groups_of("::") == "0:0:0:0:0:0:0:0");
  CHECK(groups_of("1::") == "1:0:0:0:0:0:0:0");
  CHECK(groups_of("::1:2:3:4:5:6:7") == "0:1:2:3:4:5:6:7");
  CHECK(groups_of("1:2:3:4:5:6:7::") == "1:2:3:4:5:6:7:0");
  CHECK(groups_of("::ffff:192.0.2.1") == "0:0:0:0:0:ffff:c000:201");
  CHECK(groups_of("1:2:3:4:5:6:192.0.2.1") == "1:2:3:4:5:6:c000:201");
  for (const Bytes text :
       {"", ":", ":::", "1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8", "1::2::3", ":1::2",
        "12345::", "g::", "1:2:3:4:5:6:7:192.0.2.1", "::192.0.2.1:1", "::1.2.3.256", "fe80::1%25eth0"}) {
    INFO(text);
    CHECK(groups_of(text) == "none");
  }
}

TEST_CASE("F9: only global unicast without tunnels and documentation is public") {
  for (const Bytes text : {"2000::", "2001:200::", "2001:db7:ffff::", "2001:db9::", "2003::", "2606:4700::1111",
                           "3ffd:ffff::", "2001:4860:4860::8888"}) {
    INFO(text);
    CHECK(is_public(text));
  }
  for (const Bytes text : {"::", "::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "1fff:ffff::", "2001::", "2001:1ff::1",
                           "2001:db8:ffff::", "2002:808:808::", "3ffe::", "3fff:fff::", "4000::", "fc00::", "fe80::1",
                           "fec0::1", "ff02::1"}) {
    INFO(text);
    CHECK(!is_public(text));
  }
}
