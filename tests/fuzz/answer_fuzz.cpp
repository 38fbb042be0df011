// Any bytes as what Gemini answers, whole and as a stream: the client gets JSON, or events of JSON with an end, and the
// same ones however the bytes are cut.
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/responses/responses.h"
#include "exchange/chat_flow.h"
#include "fuzz.h"

using namespace rota;

namespace {

/// Two candidates, which models of the third generation do not give.
constexpr Bytes question =
    R"({"model":"gemini-2.5-flash-lite","messages":[{"role":"user","content":"hi"}],"n":2,"logprobs":true,)"
    R"("tools":[{"type":"function","function":{"name":"get weather"}},{"type":"custom","custom":{"name":"run"}}],)"
    R"("modalities":["text","audio"],"audio":{"voice":"Kore","format":"wav"},)"
    R"("stream_options":{"include_usage":true},"stream":)";

constexpr Bytes responses_question =
    R"({"model":"gemini-3.6-flash","input":"hi","top_logprobs":1,"include":["reasoning.encrypted_content"],)"
    R"("tools":[{"type":"function","name":"get weather"},{"type":"custom","name":"run"},{"type":"web_search"},)"
    R"({"type":"local_shell"},{"type":"tool_search","execution":"client"}],"stream":)";

/// One exchange of a client that the upstream answers.
class Dialogue {
 public:
  Dialogue(const dialect::ClientDialect& client, bool stream) {
    body_.append(&client == &openai::client ? question : responses_question);
    body_.append(stream ? "true}" : "false}");
    settings_.dialect = &gemini::upstream;
    request_.route.dialect = &client;
    request_.body = body_.view();
    client_.open(request_.route, "req_1");
    request_.may_retry = false;
    const Result<exchange::Flow*> made = exchange::ChatFlow::make(request_, settings_, nullptr, reader_, random_, arena_);
    fuzz::demand(made.ok());
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
    fuzz::demand(client_.ended());
    return told_;
  }

 private:
  /// The answer pauses: what follows says nothing.
  void ask_on() {
    fuzz::demand(flow_->call().ok());
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

void check(Bytes upstream, const dialect::ClientDialect& client, bool stream) {
  Dialogue uncut(client, stream);
  Dialogue cut(client, stream);
  uncut.tell(upstream);
  for (fuzz::Cuts cuts(upstream); cuts.more();) cut.tell(std::string(cuts.next()));
  const std::string& told = uncut.end();
  fuzz::demand(fuzz::is_json(told) ||
               (stream && (&client == &openai::client ? fuzz::is_openai_stream(told) : fuzz::is_responses_stream(told))));
  fuzz::demand(cut.end() == told);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const dialect::ClientDialect* client : {&openai::client, &openai::responses::client}) {
    check(fuzz::view(data, size), *client, false);
    check(fuzz::view(data, size), *client, true);
  }
  return 0;
}
