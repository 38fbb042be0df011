// Page guard: programs are answered, pages are not.
#include "access/page_guard.h"

#include <catch2/catch_test_macros.hpp>

using namespace rota;

namespace {

/// The status that such a request is refused with; 0: it is not.
int refusal(Bytes headers, Bytes query = {}) {
  Arena arena;
  http::RequestHead head;
  head.query = query;
  head.headers = http::read_headers(headers, arena);
  const Status checked = access::check_destination(head, arena);
  return checked.ok() ? 0 : checked.failure().status;
}

}  // namespace

TEST_CASE("H1 page guard: who sends no such header is no browser, and fetch() is a program") {
  CHECK(refusal("") == 0);
  CHECK(refusal("sec-fetch-dest: empty\nsec-fetch-mode: cors\nsec-fetch-site: cross-site\n") == 0);
  CHECK(refusal("sec-fetch-dest: websocket\nsec-fetch-mode: websocket\n") == 0);
  for (const Bytes seen : {Bytes("sec-fetch-dest: image\n"), Bytes("sec-fetch-dest: video\n"),
                           Bytes("sec-fetch-dest: audio\n"), Bytes("sec-fetch-dest: track\n")}) {
    CHECK(refusal(seen) == 0);
  }
}

TEST_CASE("H1 page guard: pages, frames, scripts, styles and what no one has thought of yet") {
  for (const Bytes destination :
       {Bytes("document"), Bytes("iframe"), Bytes("frame"), Bytes("script"), Bytes("style"), Bytes("object"),
        Bytes("embed"), Bytes("worker"), Bytes("sharedworker"), Bytes("serviceworker"), Bytes("xslt"), Bytes("manifest"),
        Bytes("fencedframe"), Bytes("Document"), Bytes("of-tomorrow")}) {
    Arena arena;
    INFO(destination);
    CHECK(refusal(arena.join("sec-fetch-dest: ", destination, "\n")) == 403);
  }
  CHECK(refusal("sec-fetch-mode: navigate\n") == 403);
  CHECK(refusal("sec-fetch-dest: empty\nsec-fetch-mode: navigate\n") == 403);
}

TEST_CASE("H1 page guard: JSONP, in every spelling of its parameter") {
  for (const Bytes query : {Bytes("callback=f"), Bytes("a=b&callback=f"), Bytes("$callback=f"), Bytes("call%62ack=f"),
                            Bytes("%24callback"), Bytes("CALLBACK=f"), Bytes("jsonp=f")}) {
    INFO(query);
    CHECK(refusal("", query) == 403);
  }
  CHECK(refusal("", "alt=sse&key=callback&x=callback") == 0);
  CHECK(refusal("", "callbacks=1") == 0);
}
