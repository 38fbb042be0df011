// What a browser says it wants an answer for; see page_guard.h.
#include "access/page_guard.h"

#include "base/text.h"

namespace rota::access {

namespace {

constexpr Bytes harmless[] = {"empty", "image", "audio", "video", "track", "websocket"};

bool is_harmless(Bytes destination) {
  for (const Bytes one : harmless) {
    if (text::iequals(destination, one)) return true;
  }
  return false;
}

/// Google's servers take system parameters with and without a "$".
bool asks_for_script(Bytes query, Arena& arena) {
  while (!query.empty()) {
    Bytes pair = text::split(query, '&');
    Bytes name = text::percent_decode(arena, text::split(pair, '='));
    if (text::starts_with(name, "$")) name.remove_prefix(1);
    if (text::iequals(name, "callback") || text::iequals(name, "jsonp")) return true;
  }
  return false;
}

}  // namespace

Status check_destination(const http::RequestHead& head, Arena& arena) {
  const Bytes destination = http::find(head.headers, "sec-fetch-dest");
  const bool navigates = text::iequals(http::find(head.headers, "sec-fetch-mode"), "navigate");
  if (navigates || (!destination.empty() && !is_harmless(destination))) {
    return client_failure(Fault::forbidden, 403,
                          "This route answers programs: a browser may not open its answer as a page, a frame, a "
                          "script or a style.");
  }
  if (asks_for_script(head.query, arena)) {
    return client_failure(Fault::forbidden, 403, "This route answers no JSONP: leave `callback` out.");
  }
  return Done{};
}

}  // namespace rota::access
