// Gathering: fetches what a request refers to by URL, before the upstream is called.
// Knows the bounds (count, size, time, calls), the host rule and which kinds of content a model can take; refuses
// to know what becomes of the bytes.
#pragma once

#include "base/limits.h"
#include "base/message.h"
#include "base/result.h"
#include "json/spliced.h"

namespace rota::exchange {

/// One thing to fetch, and what came of it.
struct Attachment {
  Bytes url;    ///< UTF-8
  Bytes param;  ///< the field that named it, for errors
  json::Escaped mime;  ///< once fetched: the media type without parameters
  json::Escaped data;  ///< once fetched: base64
};

/// Takes the upstream events whose tokens are its own. What it hands out lives in the arena it was given, but for the
/// data, which lives as long as the gathering.
/// Failures are the client's (400, with the field) for what the client named wrongly and for what could not be had.
class Gathering {
 public:
  explicit Gathering(Arena& arena) : arena_(arena) {
    for (Buffer& base64 : base64_) base64 = Buffer(arena.account());
  }

  /// Asks for all of them at once. Refuses too many, and addresses that are not public.
  [[nodiscard]] Status start(List<Attachment> wanted, std::uint32_t& last_token, Actions& out);
  /// True when the token is one of a fetch under way.
  [[nodiscard]] bool owns(std::uint32_t token) const;
  /// An upstream_head, upstream_body, upstream_end or failed event that it owns.
  [[nodiscard]] Status take(const Event& event, std::uint32_t& last_token, Actions& out);
  [[nodiscard]] bool complete() const { return open_ == 0; }
  /// Stops what is under way.
  void cancel(Actions& out);
  /// In the order in which they were wanted.
  [[nodiscard]] const List<Attachment>& attachments() const { return attachments_; }

 private:
  struct Fetch {
    std::uint32_t token = 0;  // 0: done
    std::uint32_t redirects = 0;
    Bytes url;  // after redirects
    Bytes content_type;  // as its server says
    char odd[2] = {};  // octets of a group of three that is not whole
    std::size_t odd_bytes = 0;
  };

  [[nodiscard]] Status ask(std::size_t index, std::uint32_t& last_token, Actions& out);
  [[nodiscard]] Status take_head(std::size_t index, const Event& event, std::uint32_t& last_token, Actions& out);
  [[nodiscard]] Status take_body(std::size_t index, Bytes body);
  void encode(std::size_t index, Bytes body);
  [[nodiscard]] Status finish(std::size_t index);
  [[nodiscard]] Failure refuse(std::size_t index, Bytes why);

  Arena& arena_;
  List<Attachment> attachments_;
  List<Fetch> fetches_;
  Buffer base64_[limits::attachments];  // as it comes: a picture never stands in memory twice
  std::size_t open_ = 0;
  std::size_t total_bytes_ = 0;
  std::size_t calls_ = 0;  // redirects are calls, too
};

/// The media type that a model can take, from what a server called it, else from the first bytes; empty when none.
[[nodiscard]] Bytes media_type_of(Bytes content_type, Bytes base64, Arena& arena);

}  // namespace rota::exchange
