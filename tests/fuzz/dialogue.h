// A client of OpenAI's, and an upstream that answers any bytes.
// Knows one question that asks for all that an answer can hold; refuses to know what the bytes mean.
#pragma once

#include "dialect/openai/openai.h"
#include "exchange/chat_flow.h"
#include "fuzz.h"

namespace rota::fuzz {

inline constexpr Bytes question =
    R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":"hi"}],"n":2,"logprobs":true,)"
    R"("tools":[{"type":"function","function":{"name":"get weather"}},{"type":"custom","custom":{"name":"run"}}],)"
    R"("modalities":["text","audio"],"audio":{"voice":"Kore","format":"wav"},)"
    R"("stream_options":{"include_usage":true},"stream":)";

/// One exchange of a client that an upstream of such a dialect answers.
class Dialogue {
 public:
  Dialogue(const dialect::UpstreamDialect& upstream, bool stream) {
    body_.append(question);
    body_.append(stream ? "true}" : "false}");
    settings_.dialect = &upstream;
    request_.route.dialect = &openai::client;
    request_.body = body_.view();
    client_.open(request_.route, "req_1");
    request_.may_retry = false;
    const Result<exchange::Flow*> made = exchange::ChatFlow::make(request_, settings_, nullptr, reader_, random_, arena_);
    demand(made.ok());
    flow_ = made.value();
    client_.begin_step();
    flow_->accept(200, {}, 1767323045000, client_);
  }
  Dialogue(const Dialogue&) = delete;
  ~Dialogue() { flow_->~Flow(); }

  void tell(Bytes piece) {
    if (!client_.ended()) settle(flow_->take(piece, client_));
  }
  /// Everything that the client was told.
  const std::string& end() {
    for (std::size_t round = 0; !client_.ended() && round <= limits::answer_rounds + 1; ++round) {
      if (round != 0) ask_on();
      settle(flow_->end(client_));
    }
    demand(client_.ended());
    return told_;
  }

 private:
  /// The answer pauses: what follows says nothing.
  void ask_on() {
    demand(flow_->call().ok());
    flow_->accept(200, {}, 1767323045000, client_);
  }
  void settle(const Result<exchange::Next>& outcome) {
    if (!outcome.ok()) client_.fail(outcome.failure(), arena_);
    Arena batch;
    Actions actions(batch);
    client_.end_step(actions);
    for (const Action& action : actions.list()) told_ += action.body;
    client_.begin_step();
  }

  Arena arena_;
  Buffer body_;
  json::Reader reader_;
  Random random_{7};
  exchange::Settings settings_;
  exchange::Request request_;
  exchange::ClientSide client_;
  exchange::Flow* flow_ = nullptr;
  std::string told_;
};

/// The client gets JSON, or events of JSON with an end, and the same ones however the answer is cut.
inline void check(const dialect::UpstreamDialect& upstream, Bytes answer, bool stream) {
  Dialogue uncut(upstream, stream);
  Dialogue cut(upstream, stream);
  uncut.tell(answer);
  for (Cuts cuts(answer); cuts.more();) cut.tell(std::string(cuts.next()));
  const std::string& told = uncut.end();
  demand(is_json(told) || (stream && is_openai_stream(told)));
  demand(cut.end() == told);
}

}  // namespace rota::fuzz
