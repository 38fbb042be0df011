// Any bytes as a request of Gemini's own clients, and as what an upstream answers them: what is asked is JSON, and the
// client gets JSON, events of JSON with an end, or a list, the same ones however the bytes are cut.
#include "dialect/gemini/client/embeddings.h"
#include "dialect/gemini/client/request.h"
#include "dialect/gemini/gemini.h"
#include "dialect/gemini/request/generate_request.h"
#include "exchange/chat_flow.h"
#include "fuzz.h"

using namespace rota;

namespace {

constexpr Bytes question =
    R"({"contents":[{"parts":[{"text":"hi"}]}],"generationConfig":{"candidateCount":2,"responseLogprobs":true},)"
    R"("tools":[{"functionDeclarations":[{"name":"get weather"}]}]})";
constexpr Bytes whole = "/models/gemini-2.0-flash:generateContent";
constexpr Bytes stream = "/models/gemini-2.0-flash:streamGenerateContent";

/// One exchange of a client that the upstream answers.
class Dialogue {
 public:
  Dialogue(Bytes path, Bytes query) {
    settings_.dialect = &gemini::upstream;
    request_.route.dialect = &gemini::client;
    request_.route.model = "gemini-2.0-flash";
    request_.route.tail = path;
    request_.route.query = query;
    request_.body = question;
    client_.open(request_.route, "req_1");
    request_.may_retry = false;
    const Result<exchange::Flow*> made =
        exchange::ChatFlow::make(request_, settings_, nullptr, reader_, random_, arena_);
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
  json::Reader reader_;
  Random random_{7};
  exchange::Settings settings_;
  exchange::Request request_;
  exchange::ClientSide client_;
  exchange::Flow* flow_ = nullptr;
  std::string told_;
};

/// Events of one line of JSON each, the last of which says how a candidate ended, or is an error, which then stands behind it
/// once more by itself.
bool is_stream(Bytes text) {
  bool ended = false;
  Bytes error;
  while (!text.empty()) {
    if (!error.empty()) return text == std::string(error) + "\r\n";
    const std::size_t end = text.find("\r\n\r\n");
    if (end == Bytes::npos || !text::starts_with(text, "data: ")) return false;
    const Bytes data = text.substr(6, end - 6);
    if (text::contains(data, "\n") || !fuzz::is_json(data)) return false;
    if (text::starts_with(data, "{\"error\":")) error = data;
    ended = text::contains(data, "\"finishReason\":");
    text.remove_prefix(end + 4);
  }
  return ended;
}

/// A list that is broken off has no end, so that nobody takes it for whole.
bool is_list(Bytes text) { return !text::ends_with(text, "\r\n]") || fuzz::is_json(text); }

void check_answer(Bytes upstream, Bytes path, Bytes query) {
  Dialogue uncut(path, query);
  Dialogue cut(path, query);
  uncut.tell(upstream);
  for (fuzz::Cuts cuts(upstream); cuts.more();) cut.tell(std::string(cuts.next()));
  const std::string& told = uncut.end();
  fuzz::demand(fuzz::is_json(told) || (path == stream && (query.empty() ? is_list(told) : is_stream(told))));
  fuzz::demand(cut.end() == told);
}

void check_request(json::Value root, Random& random) {
  Arena arena;
  const auto asked = gemini::clients::read_request(
      {.document = root, .model = "gemini-3-flash", .random = random, .tail = stream}, arena);
  if (asked.ok()) {
    gemini::FunctionNames names(arena);
    Buffer out;
    if (gemini::write_generate_request(**asked, names, out).ok()) fuzz::demand(fuzz::is_json(out.view()));
  }
  for (const Bytes path : {Bytes("/models/x:embedContent"), Bytes("/models/x:batchEmbedContents")}) {
    const auto task = gemini::clients::read_embeddings({root, "x", path}, arena);
    if (!task.ok()) continue;
    Buffer out;
    for (std::size_t i = 0; i < task->task->inputs.size(); ++i) task->writer->add("[1, 2]", out);
    task->writer->end({}, out);
    fuzz::demand(fuzz::is_json(out.view()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input = fuzz::view(data, size);
  Arena arena;
  json::Reader reader;
  Random random(1);
  const Result<json::Value> root = reader.read(input, arena);
  if (root.ok()) check_request(*root, random);
  check_answer(input, whole, {});
  check_answer(input, stream, {});
  check_answer(input, stream, "alt=sse");
  return 0;
}
