// Chat flow: a chat request of a dialect that the upstream does not speak.
// Knows the way from body to body through the neutral conversation, when an answer has begun, when it is worth asking for
// once more, and when the upstream must be asked to go on with it; the dialects know the fields.
#pragma once

#include "exchange/answer_body.h"
#include "exchange/flow.h"
#include "exchange/chat_memory.h"
#include "http/message_reader.h"

namespace rota::exchange {

class ChatFlow final : public Flow {
 public:
  /// Reads and checks the request, which came at `now_ms` since 1970. `reader` is borrowed for good; the flow lives in
  /// `arena`. `memory` outlives it, or is null: nothing is learned.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, ChatMemory* memory,
                                          json::Reader& reader, Random& random, Arena& arena, double now_ms = 0);

  ChatFlow(const Request& request, const Settings& settings, ChatMemory* memory, json::Reader& reader, Arena& arena,
           const dialect::ClientCall& call);
  ~ChatFlow() override;
  [[nodiscard]] Bytes model() const override { return conversation_.model; }
  [[nodiscard]] Result<UpstreamRequest> call() override;
  void sent() override { outgoing_.release(); }
  [[nodiscard]] bool needs_request() const override { return !committed_ || rounds_.possible; }
  [[nodiscard]] List<Attachment> wanted() override;
  [[nodiscard]] Status attach(const List<Attachment>& fetched) override;
  [[nodiscard]] bool can_beat() const override { return writer_.streams(); }
  [[nodiscard]] pool::OwnerWish owner() const override;
  [[nodiscard]] bool answers_whole() const override { return !writer_.streams(); }
  void heartbeat(ClientSide& client) override;
  [[nodiscard]] bool amend(const chat::UpstreamError& error) override;
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  void describe(dialect::Asked& asked) const override;
  [[nodiscard]] chat::Identity identity() const override { return kept_.identity; }
  [[nodiscard]] responses::Keepsake keepsake() const override { return writer_.keepsake(); }
  [[nodiscard]] chat::Usage usage() override { return usage_; }
  [[nodiscard]] const chat::UpstreamError* upstream_error() const override { return error_; }

 private:
  struct Amended {
    dialect::Amendments now;  // with which the request is written
    std::uint32_t times = 0;  // that a refusal has added to them
  };
  /// An answer that the upstream gives in several rounds, each asked for by the same request and a token.
  struct Rounds {
    bool possible = false;    // the request is kept once the answer has begun
    bool asks_next = false;   // call() asks for one more
    bool later = false;       // the one under way is not the first
    std::uint32_t asked = 0;  // how many beside the first
    json::EscapedText token;  // of the last pause
    chat::Usage spent;        // on those before
  };
  [[nodiscard]] Status write(const dialect::Amendments& amendments);
  [[nodiscard]] std::uint64_t fingerprint_with(const dialect::Amendments& amendments);
  void begin(ClientSide& client);
  void commit(ClientSide& client);
  [[nodiscard]] bool try_again();
  [[nodiscard]] bool goes_on();
  void note(chat::Fragment& fragment);
  [[nodiscard]] Status take_events(ClientSide& client);
  [[nodiscard]] Status take_message(Bytes json, ClientSide& client);
  [[nodiscard]] Result<chat::Fragment> read_message(Bytes json);
  [[nodiscard]] Result<Next> end_stream(ClientSide& client);
  [[nodiscard]] Status take_whole(Bytes json, ClientSide& client);
  [[nodiscard]] Status take_whole_events(ClientSide& client);
  [[nodiscard]] Result<Next> end_whole(ClientSide& client);
  [[nodiscard]] dialect::ReplyHead reply_head(const chat::Fragment& first);
  void drop_reply_reader();

  json::Reader& json_;
  Arena& arena_;                           // the exchange's
  Arena attempt_arena_{arena_.account()};  // what one attempt's writer remembers
  Arena event_arena_{arena_.account()};    // one message of the upstream
  const dialect::UpstreamDialect& upstream_;
  const dialect::ClientDialect& client_dialect_;
  chat::Conversation& conversation_;  // in arena_
  dialect::ReplyWriter& writer_;
  dialect::ReplyReader* reader_ = nullptr;  // in arena_, ended here; none before the request is written
  List<chat::Part*> linked_;                // what attach() fills in
  struct Kept {
    Bytes url;
    chat::Identity identity;
  };
  Kept kept_;  // the same for every attempt
  Buffer outgoing_{arena_.account()};  // empty: to be written anew, for the host has its copy
  ChatMemory* memory_;
  Amended amended_;
  bool may_try_again_ = false;  // an answer that says nothing has not been held against the upstream yet

  struct Head {
    std::int64_t created_s = 0;
    // As the upstream's headers say.
    chat::ServiceTier tier = chat::ServiceTier::unset;
    bool in_events = false;
  };
  Head head_;
  Rounds rounds_;
  http::MessageReader messages_{arena_.account()};
  bool begun_ = false;      // the writer has
  bool committed_ = false;  // of a stream: its beginning is with the client
  chat::Progress progress_;  // of the attempt under way, in attempt_arena_
  Buffer held_{arena_.account()};  // the stream's beginning, until it says something
  AnswerBody answer_{arena_.account()};
  chat::Usage usage_;
  const chat::UpstreamError* error_ = nullptr;
};

}  // namespace rota::exchange
