// Whole answers: what a model said as one message.
// Knows the order of its blocks; refuses to know streams (stream.h) or upstreams.
#pragma once

#include <optional>

#include "dialect/anthropic/reply/code_run.h"
#include "dialect/anthropic/reply/envelope.h"
#include "dialect/anthropic/reply/findings.h"

namespace rota::anthropic {

class WholeReply final : public dialect::ReplyWriter {
 public:
  explicit WholeReply(const Makings& makings) : makings_(makings) {}

  [[nodiscard]] bool streams() const override { return false; }
  void begin(const dialect::ReplyHead& head, Buffer& out) override;
  void write(const chat::Fragment& fragment, Buffer& out) override;
  void end(Buffer& out) override;
  void keep_alive(Buffer&) override {}

 private:
  struct State {
    explicit State(const dialect::ReplyHead& answer, const chat::Conversation& asked)
        : head(answer), findings(asked, answer.memory), code(asked) {}
    dialect::ReplyHead head;
    Findings findings;
    CodeRuns code;
    chat::Usage usage;
    Outcome outcome;
    List<const chat::Delta*> deltas;  // of the fragments, which live until the end
    bool findings_written = false;
    std::size_t past_text = 0;             // past the last delta with text
    const chat::Delta* adopted = nullptr;  // the delta whose signature the thinking before it has
  };

  void write_block(std::size_t first, std::size_t past, json::Writer& writer);
  void write_text(std::size_t first, std::size_t past, json::Writer& writer);
  void write_said(std::size_t first, std::size_t past, json::Writer& writer);
  void write_code(const chat::Delta& delta, json::Writer& writer);
  [[nodiscard]] bool says_text(const chat::Delta& delta) const;
  void write_thinking(std::size_t first, std::size_t past, json::Writer& writer);
  void write_thoughts(std::size_t first, std::size_t past, json::Writer& writer);
  void write_call(std::size_t first, std::size_t past, json::Writer& writer);
  void write_citations(json::Writer& writer) const;
  void write_findings(json::Writer& writer);
  [[nodiscard]] std::size_t end_of_block(std::size_t first) const;
  [[nodiscard]] std::size_t past_last_text() const;

  const Makings makings_;
  std::optional<State> state_;
};

}  // namespace rota::anthropic
