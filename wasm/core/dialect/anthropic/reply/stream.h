// Streams: what a model says as the events of a message, in Anthropic's strict order.
// Knows blocks, of which one is open at a time; refuses to know upstreams or when to send.
#pragma once

#include <optional>

#include "dialect/anthropic/reply/code_run.h"
#include "dialect/anthropic/reply/envelope.h"
#include "dialect/anthropic/reply/findings.h"
#include "dialect/reading/arguments_text.h"

namespace rota::anthropic {

/// Keeps nothing of a fragment but copies in ReplyHead::memory.
class StreamReply final : public dialect::ReplyWriter {
 public:
  explicit StreamReply(const Makings& makings) : makings_(makings) {}

  [[nodiscard]] bool streams() const override { return true; }
  void begin(const dialect::ReplyHead& head, Buffer& out) override;
  void write(const chat::Fragment& fragment, Buffer& out) override;
  void end(Buffer& out) override;
  void keep_alive(Buffer& out) override;

 private:
  enum class Block : std::uint8_t { none, text, thinking, call };
  /// Of one attempt.
  struct State {
    explicit State(const dialect::ReplyHead& answer, const chat::Conversation& asked)
        : head(answer), findings(asked, answer.memory), code(asked) {}
    dialect::ReplyHead head;
    Findings findings;
    CodeRuns code;
    chat::Usage usage;
    Outcome outcome;
    bool started = false;
    Block open = Block::none;
    std::uint32_t next = 0;  // index of a block
    bool dropped = false;    // the call under way is left out
    reading::ArgumentsText arguments;
    json::Escaped signature;  // of the thinking that is open
    Bytes owner;
  };

  void start(Buffer& out);
  void write_delta(const chat::Delta& delta, Buffer& out);
  void write_text(const chat::Delta& delta, Buffer& out);
  void write_thought(const chat::Delta& delta, Buffer& out);
  void write_call(const chat::Delta& delta, Buffer& out);
  void write_citations(const chat::Delta& delta, Buffer& out);
  void write_findings(Buffer& out);
  void write_code(const chat::Delta& delta, Buffer& out);
  void write_server_input(Bytes input, Buffer& out);
  void end_block(Buffer& out);
  [[nodiscard]] bool adopt(const chat::Delta& delta);
  void open(Block block, Buffer& out);
  void close(Buffer& out);

  const Makings makings_;
  std::optional<State> state_;
};

}  // namespace rota::anthropic
