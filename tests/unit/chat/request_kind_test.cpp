// Request kind: what sets a request apart from plain text.
#include "chat/request_kind.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;

TEST_CASE("F6: plain text is of no kind; tools and media have names, always in one order") {
  Arena arena;
  chat::RequestShape shape;
  CHECK(chat::kind_of(shape, arena).empty());
  shape.note_media("application/pdf");
  CHECK(chat::kind_of(shape, arena) == "documents");
  shape.note_media("IMAGE/png");
  shape.upstream_tools = true;
  CHECK(chat::kind_of(shape, arena) == "tools+images+documents");
  shape.note_media("video/mp4");
  shape.note_media("audio/wav");
  CHECK(chat::kind_of(shape, arena) == "tools+images+audio+video+documents");
}
