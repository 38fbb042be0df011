// Signatures of thinking blocks: whose each is, there and back.
#include "dialect/anthropic/anthropic_support.h"
#include "dialect/anthropic/common/signature.h"

using namespace rota;
using test::str;

namespace {

std::string written(Bytes owner, json::Escaped signature) {
  Buffer out;
  json::Writer writer(out);
  anthropic::write_signature(owner, signature, writer);
  return str(out.view());
}

/// "owner signature".
std::string read(const std::string& json) {
  test::Document document(json);
  REQUIRE(document.ok);
  chat::Part part;
  anthropic::read_signature(document.root, document.arena, part);
  return str(part.owner) + " " + str(part.signature);
}

}  // namespace

TEST_CASE("F3: a signature says whose it is, and comes back so") {
  CHECK(written("gemini", "U2ln/+==") == R"("gemini#U2ln/+==")");
  CHECK(written("gemini", {}) == R"("")");
  CHECK(read(R"("gemini#U2ln/+==")") == "gemini U2ln/+==");
  CHECK(read(R"("gemini#U2ln\/+==")") == "gemini U2ln/+==");
}

TEST_CASE("F3: what another server signed is its own, and what is no signature is none") {
  CHECK(read(R"("EqQBCgIYAhIk")") == "anthropic EqQBCgIYAhIk");
  CHECK(read(R"("")") == "anthropic ");
  CHECK(read(R"("gemini#not base64")") == "gemini ");
  CHECK(read(R"("gemini#")") == "gemini ");
  CHECK(read("7") == "anthropic ");
}
