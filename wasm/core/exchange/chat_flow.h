// Chat flow: an OpenAI chat request, answered by a Gemini upstream.
// Knows the way from body to body through the neutral conversation; the dialects know the fields.
#pragma once

#include <optional>

#include "dialect/gemini/generate_request.h"
#include "dialect/gemini/partial_call.h"
#include "dialect/openai/stream.h"
#include "exchange/flow.h"
#include "http/sse_reader.h"

namespace rota::exchange {

class ChatFlow final : public Flow {
 public:
  /// Reads and checks the request. `reader` is borrowed for good; the flow lives in `arena`.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader,
                                          Random& random, Arena& arena);

  ChatFlow(const Request& request, const Settings& settings, json::Reader& reader, Random& random, Arena& arena,
           const chat::Conversation& conversation);
  [[nodiscard]] Bytes model() const override { return conversation_.model; }
  [[nodiscard]] UpstreamCall call() override;
  [[nodiscard]] List<Attachment> wanted() override;
  [[nodiscard]] Status attach(const List<Attachment>& fetched) override;
  [[nodiscard]] bool can_beat() const override { return conversation_.stream; }
  void heartbeat(ClientSide& client) override;
  [[nodiscard]] bool amend(const chat::UpstreamError& error) override;
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] chat::Usage usage() override { return usage_; }
  [[nodiscard]] const chat::UpstreamError* upstream_error() const override { return error_; }

 private:
  [[nodiscard]] Status write();
  void begin(ClientSide& client);
  void commit(ClientSide& client);
  [[nodiscard]] bool try_again();
  [[nodiscard]] Status take_events(ClientSide& client);
  [[nodiscard]] Status take_message(Bytes json, ClientSide& client);
  [[nodiscard]] Result<chat::Fragment> read_message(Bytes json);
  [[nodiscard]] Result<Next> end_stream(ClientSide& client);
  [[nodiscard]] Result<Next> end_whole(ClientSide& client);
  [[nodiscard]] openai::AnswerHead answer_head(const chat::Fragment& first);

  json::Reader& reader_;
  Random& random_;
  Arena& arena_;         // the exchange's
  Arena attempt_arena_;  // what one attempt's writer remembers
  Arena event_arena_;    // one message of the upstream
  chat::Conversation conversation_;
  gemini::FunctionNames names_{arena_};
  List<chat::Part*> linked_;  // what attach() fills in
  Bytes url_;
  Buffer outgoing_;
  bool amended_ = false;
  bool may_try_again_ = false;  // an answer that says nothing has not been held against the upstream yet

  std::int64_t created_s_ = 0;
  chat::ServiceTier tier_ = chat::ServiceTier::unset;  // as the upstream's headers say
  http::SseReader events_;
  gemini::PartialCall partial_call_;
  std::optional<openai::StreamWriter> stream_;
  Buffer held_;           // the stream's beginning, until it says something
  bool excused_ = false;  // the answer says why it is empty
  Buffer answer_;
  chat::Usage usage_;
  const chat::UpstreamError* error_ = nullptr;
};

}  // namespace rota::exchange
