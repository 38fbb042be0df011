// Passing events: a stream is cut into the same events wherever its bytes were split.
#include "exchange/passing_events.h"

#include <algorithm>
#include <catch2/catch_all.hpp>
#include <string>
#include <vector>

#include "base/limits.h"

using namespace rota;
using exchange::PassingEvents;

namespace {

std::vector<std::string> cut(const std::string& stream, std::size_t piece, std::string* rest = nullptr) {
  PassingEvents passing;
  std::vector<std::string> events;
  for (std::size_t at = 0; at < stream.size(); at += piece) {
    const std::string chunk = stream.substr(at, piece);
    passing.feed(chunk);
    Bytes event;
    while (passing.next(event)) events.emplace_back(event);
  }
  if (rest != nullptr) *rest = std::string(passing.remainder());
  return events;
}

std::string joined(const std::vector<std::string>& events) {
  std::string all;
  for (const std::string& event : events) all += event;
  return all;
}

}  // namespace

TEST_CASE("F7: events of every line break are whole, and nothing is lost between them") {
  for (const std::string line : {"\n", "\r\n", "\r"}) {
    const std::string stream = "data: one" + line + line + ": comment" + line + line + "event: x" + line + "data: two" +
                               line + line + "data: cut";
    for (std::size_t piece = 1; piece <= stream.size(); ++piece) {
      CAPTURE(line, piece);
      std::string rest;
      std::vector<std::string> events = cut(stream, piece, &rest);
      CHECK(joined(events) + rest == stream);
      // The second half of a line break that was split goes on by itself.
      events.erase(std::remove(events.begin(), events.end(), "\n"), events.end());
      REQUIRE(events.size() == 3);
      CHECK(events[0].find("data: one") != std::string::npos);
      CHECK(events[1].find(": comment") != std::string::npos);
      CHECK(events[2].find("data: two") != std::string::npos);
      CHECK(rest.find("data: cut") != std::string::npos);
    }
  }
}

TEST_CASE("F9: an event past the bound goes on in parts, and the one after it is whole again") {
  for (const std::size_t size : {limits::passed_event_bytes - 8, limits::passed_event_bytes + 64 * 1024, 3 * limits::passed_event_bytes}) {
    const std::string stream = "data: " + std::string(size, 'x') + "\n\ndata: next\n\n";
    const std::vector<std::string> events = cut(stream, 64 * 1024);
    CHECK(joined(events) == stream);
    CHECK(events.back() == "data: next\n\n");
    CHECK((events.size() == 2) == (size + 8 <= limits::passed_event_bytes));
  }
}
