// Events: one response as a stream of server-sent events.
// Knows their names, their order at both ends and their numbers; refuses to know what items say.
#pragma once

#include "dialect/openai/responses/envelope.h"

namespace rota::openai::responses {

/// Where an event belongs.
struct Place {
  json::Escaped item_id;
  std::uint32_t output = 0;      ///< of the item in the response
  json::Escaped inner_name = {}; ///< content_index or summary_index; empty: the event concerns the item as a whole
  std::uint32_t inner = 0;
};

/// The events of one answer, in any number of attempts: what has been sent counts. Owns no memory. A stream begins with
/// its first event, whoever writes it. Writes nothing at all where the answer is one document.
class Events {
 public:
  Events(const Envelope& envelope, bool on) : envelope_(envelope), on_(on) {}

  /// What follows goes there.
  void go_to(Buffer& out) { out_ = &out; }
  [[nodiscard]] bool on() const { return on_; }
  [[nodiscard]] const Envelope& envelope() const { return envelope_; }
  /// In which tier it is answered, once the upstream has said so.
  void set_tier(chat::ServiceTier tier) { tier_ = tier; }

  /// An item begins, or is complete: `item` is the whole of it.
  void item(json::Escaped type, std::uint32_t output, const json::Pieces& item);
  /// A part of an item begins, or is complete.
  void part(json::Escaped type, const Place& place, const json::Pieces& part);
  /// An event that says no more than where.
  void note(json::Escaped type, const Place& place);
  /// An event with one text: the next piece of it, or all.
  void text(json::Escaped type, const Place& place, json::Escaped member, json::Escaped text);
  /// An event of the text of an answer, which has its log probabilities beside it: an array.
  void output_text(json::Escaped type, const Place& place, json::Escaped member, json::Escaped text, json::Raw logprobs);
  /// The arguments of a function are complete.
  void arguments_done(const Place& place, json::Escaped name, json::Escaped arguments);
  void annotation(const Place& place, std::uint32_t index, json::Raw annotation);
  /// Nothing has happened, which clients that do not count comments are to know; the stream's beginning says so as well.
  void keep_alive();
  /// The end of the stream.
  void end(const State& state);

 private:
  void begin_stream();
  void response(json::Escaped type, const State& state);
  [[nodiscard]] json::Writer begin(json::Escaped type);
  [[nodiscard]] json::Writer begin_at(json::Escaped type, const Place& place);
  void finish(json::Writer& writer);

  const Envelope& envelope_;
  bool on_;
  bool begun_ = false;
  std::int64_t number_ = 0;
  chat::ServiceTier tier_ = chat::ServiceTier::unset;
  Buffer* out_ = nullptr;
};

}  // namespace rota::openai::responses
