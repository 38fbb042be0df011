// Base64, against RFC 4648's own test vectors.
#include "base/base64.h"

#include <catch2/catch_all.hpp>

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
