// Names: each text once, the empty one for free, and a bound.
#include <catch2/catch_all.hpp>
#include <string>

#include "pool/names.h"

using namespace rota;
using namespace rota::pool;

TEST_CASE("a text has one name") {
  Names names(10);
  const Name flash = names.add("gemini-2.5-flash");
  const Name pro = names.add("gemini-2.5-pro");
  CHECK(flash != pro);
  CHECK(names.add(std::string("gemini-2.5-") + "flash") == flash);
  CHECK(names.find("gemini-2.5-pro") == pro);
  CHECK(names.find("gemini") == unknown_name);
  CHECK(names.text(flash) == "gemini-2.5-flash");
  CHECK(names.text(pro) == "gemini-2.5-pro");
  CHECK(names.size() == 3);
}

TEST_CASE("the empty text needs no room, and an unknown name has no text") {
  Names names(0);
  CHECK(names.add("") == no_text);
  CHECK(names.find("") == no_text);
  CHECK(names.text(no_text).empty());
  CHECK(names.text(unknown_name).empty());
  CHECK(names.add("x") == unknown_name);
}

TEST_CASE("F9: a full collection keeps what it has") {
  Names names(2);
  const Name a = names.add("a");
  const Name b = names.add("b");
  CHECK(names.add("c") == unknown_name);
  CHECK(names.add("a") == a);
  CHECK(names.text(b) == "b");
}
