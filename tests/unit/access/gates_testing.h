// What the gates' tests share: a head as the host gives it, and the route that it means.
#pragma once

#include <string>

#include "exchange/routes.h"

namespace rota::test {

/// A request at a gate.
struct Visitor {
  explicit Visitor(std::string text) : lines(std::move(text)) {
    head = *http::read_request_head(lines, arena);
    route = exchange::match(*head, exchange::Settings());
  }
  std::string lines;
  Arena arena;
  const http::RequestHead* head = nullptr;
  dialect::Route route;
};

}  // namespace rota::test
