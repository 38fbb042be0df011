// Usage tail: reads what an answer cost from bytes that pass by untouched.
// Knows that usage is the last thing an upstream says, in streams, arrays and single documents alike; refuses to
// understand the rest of the answer.
#pragma once

#include "base/buffer.h"
#include "chat/answer.h"
#include "dialect/dialect.h"
#include "json/reader.h"

namespace rota::exchange {

/// Keeps the last limits::usage_tail_bytes of what it is fed. A text inside the answer cannot pretend to be usage:
/// within a JSON string its quotes would be escaped.
class UsageTail {
 public:
  void feed(Bytes chunk);
  void clear() { tail_.clear(); }
  /// The end of what it was fed.
  [[nodiscard]] Bytes last() const { return tail_.view(); }
  /// The last usage that has passed whole; nothing known when there was none.
  [[nodiscard]] chat::Usage read(const dialect::UpstreamDialect& upstream, json::Reader& reader, Arena& arena) const;

 private:
  [[nodiscard]] chat::Usage read_member(Bytes member, const dialect::UpstreamDialect& upstream, json::Reader& reader,
                                        Arena& arena) const;

  Buffer tail_;
};

}  // namespace rota::exchange
