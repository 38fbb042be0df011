// Any bytes as an event stream: the events are the same however the bytes are cut, and all are well formed lines.
#include "fuzz.h"
#include "http/sse_reader.h"

using namespace rota;

namespace {

/// Every event, with its length before it, so that no two lists of events look alike.
struct Events {
  void take(http::SseReader& reader) {
    for (http::SseEvent event; reader.next(event);) {
      fuzz::demand(!text::contains(event.data, "\r"));
      list += std::to_string(event.data.size()) + (event.stray ? " stray " : " event ") + std::string(event.data);
    }
  }
  void end(http::SseReader& reader) {
    reader.feed({});
    reader.finish();
    take(reader);
  }
  std::string list;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  http::SseReader uncut;
  http::SseReader cut;
  Events expected;
  Events events;
  uncut.feed(fuzz::view(data, size));
  expected.take(uncut);
  expected.end(uncut);
  for (fuzz::Cuts cuts(fuzz::view(data, size)); cuts.more();) {
    const std::string piece(cuts.next());  // gone after this turn, as a host's chunk is
    cut.feed(piece);
    events.take(cut);
  }
  events.end(cut);
  fuzz::demand(events.list == expected.list);
  return 0;
}
