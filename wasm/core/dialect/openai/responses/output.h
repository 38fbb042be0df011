// Output: the items of an answer, out of what a model says.
// Knows which item a delta belongs to and when an item is complete; leaves to the items what they look like.
#pragma once

#include "dialect/openai/responses/call_item.h"
#include "dialect/openai/responses/message_item.h"
#include "dialect/openai/responses/reasoning_item.h"

namespace rota::openai::responses {

/// One answer's items. A message and a reasoning item stay open until another item begins: what belongs to them may come
/// late. Nothing is written for what says nothing (chat::says_something). Owns no memory.
class Output {
 public:
  Output(Events& events, Random& random, chat::SignatureCache* signatures) : makings_{events, random, signatures} {}

  /// A new attempt's answer begins, which lives in `memory`.
  void begin(Arena& memory);
  void write(const chat::Fragment& fragment);
  /// All has been said.
  [[nodiscard]] State end();

 private:
  enum class Open : std::uint8_t { nothing, message, reasoning, call };

  void write_delta(const chat::Delta& delta);
  void say(const chat::Delta& delta);
  void think(const chat::Delta& delta);
  void call(const chat::Delta& delta);
  void show(const chat::Delta& media);
  void sum_up(const chat::Delta& delta);
  void add_summary(bool whole);
  void note_search(const chat::Delta& delta);
  void add_search();
  /// Closes what is open, before an item other than it begins with `delta`; its signature travels in a reasoning item.
  void make_way_for(const chat::Delta& delta);
  void close(bool whole);
  [[nodiscard]] std::uint32_t next() const { return static_cast<std::uint32_t>(items_.size()); }
  void keep(const json::Pieces& item) { items_.push(*makings_.arena, item); }
  [[nodiscard]] const Form& form() const { return *makings_.events.envelope().form; }

  Makings makings_;
  Open open_ = Open::nothing;
  MessageItem message_;
  ReasoningItem reasoning_;
  CallItem call_;
  List<json::Pieces> items_;  // those that are complete
  Sources sources_;
  List<json::Escaped> summary_;  // where the answer is one: its pieces
  json::Escaped summary_id_;
  List<json::Escaped> queries_;
  List<json::Escaped> urls_;
  std::uint32_t calls_ = 0;
  bool dropped_ = false;   // the call under way is left out
  bool answered_ = false;  // something was said or called
  chat::Finish finish_ = chat::Finish::none;
  chat::Usage usage_;
};

}  // namespace rota::openai::responses
