// One field, and what it says; see usage_event.h.
#include "exchange/usage_event.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::exchange {

namespace {

bool is_usage(Bytes event, const dialect::UpstreamDialect& upstream, json::Reader& reader) {
  constexpr Bytes field = "data:";
  if (event.size() > limits::usage_event_bytes || !text::contains(event, "\"usage\"")) return false;
  Arena arena;
  Bytes data;
  while (!event.empty()) {
    const std::size_t end = text::find_line_end(event);
    const Bytes line = event.substr(0, end);
    event = end == Bytes::npos ? Bytes{} : event.substr(end + 1);
    if (line.empty()) continue;
    if (!text::starts_with(line, field) || !data.empty()) return false;
    data = line.substr(field.size());
  }
  const auto root = reader.read(text::trim(data), arena, json::HalfPairs::replaced);
  return root.ok() && upstream.is_usage_event(*root);
}

}  // namespace

bool UsageEvents::have(Bytes event, const dialect::UpstreamDialect& upstream, json::Reader& reader) {
  if (event != "\n") last_ = is_usage(event, upstream, reader);
  return last_;
}

}  // namespace rota::exchange
