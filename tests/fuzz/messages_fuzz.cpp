// Any bytes as a request of Anthropic's Messages: what goes to Google for it, if anything, is JSON, as an answer's request
// and as one that is counted; what is refused is refused in JSON. And any bytes as what Gemini answers to one.
#include "dialect/anthropic/anthropic.h"
#include "dialect/gemini/gemini.h"
#include "dialect/gemini/models/model_name.h"
#include "exchange/chat_flow.h"
#include "fuzz.h"

using namespace rota;

namespace {

constexpr Bytes question = R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":"hi"}],)"
                           R"("tools":[{"name":"get weather"},{"type":"web_search_20250305","name":"web_search"}],"stream":)";

void check_request(Bytes body) {
  Arena arena;
  json::Reader reader;
  const Result<json::Value> root = reader.read(body, arena);
  if (!root.ok()) return;
  Random random(7);
  const auto call = anthropic::client.read_chat({*root, {}, {}, random}, arena);
  Buffer out;
  if (!call.ok()) {
    anthropic::client.write_error(call.failure(), out);
    fuzz::demand(fuzz::is_json(out.view()));
    return;
  }
  const Result<Bytes> model = gemini::read_model_name(call->conversation->model, arena);
  if (!model.ok()) return;
  call->conversation->model = model.value();
  const auto reply = gemini::upstream.write_chat(*call->conversation, {}, out, arena);
  if (!reply.ok()) return;
  (*reply)->~ReplyReader();
  fuzz::demand(fuzz::is_json(out.view()));
  Buffer counted;
  fuzz::demand(gemini::upstream.counting.write(*call->conversation, {}, counted, arena).ok());
  fuzz::demand(fuzz::is_json(counted.view()));
}

/// Events of a name and a line of JSON each: a message begins, its blocks come one after the other, and it stops, or an
/// error ends it wherever it is.
bool is_message_stream(Bytes text) {
  Bytes before = "";
  std::int64_t blocks = 0;
  while (!text.empty()) {
    const std::size_t end = text.find("\n\n");
    const Bytes event = text.substr(0, end);
    const std::size_t line = event.find("\ndata: ");
    if (end == Bytes::npos || line == Bytes::npos || !text::starts_with(event, "event: ")) return false;
    const Bytes name = event.substr(7, line - 7);
    const Bytes data = event.substr(line + 7);
    if (text::contains(data, "\n") || !fuzz::is_json(data) || before == "message_stop" || before == "error") return false;
    Arena arena;
    json::Reader reader;
    const json::Value root = reader.read(data, arena).value();
    std::int64_t index = -1;
    const bool indexed = root["index"].integer(index);
    const bool in_block = before == "content_block_start" || before == "content_block_delta";
    const bool between = before == "message_start" || before == "content_block_stop";
    bool right = name == "error";
    if (name == "message_start") right = before.empty();
    if (name == "content_block_start") right = between && index == blocks++;
    if (name == "content_block_delta" || name == "content_block_stop") right = in_block && indexed && index + 1 == blocks;
    if (name == "message_delta") right = between;
    if (name == "message_stop") right = before == "message_delta";
    if (!right || !root["type"].equals(name)) return false;
    before = name;
    text.remove_prefix(end + 2);
  }
  return before == "message_stop" || before == "error";
}

/// What a client hears of an upstream's answer, the bytes of which come in these pieces.
std::string answer_of(Bytes upstream, bool stream, bool cut) {
  Arena arena;
  Buffer body;
  body.append(question);
  body.append(stream ? "true}" : "false}");
  json::Reader reader;
  Random random(7);
  exchange::Settings settings;
  settings.dialect = &gemini::upstream;
  exchange::Request request;
  request.route.dialect = &anthropic::client;
  request.body = body.view();
  request.may_retry = false;
  exchange::ClientSide client;
  client.open(request.route, "req_1");
  const Result<exchange::Flow*> made = exchange::ChatFlow::make(request, settings, nullptr, reader, random, arena);
  fuzz::demand(made.ok());
  exchange::Flow& flow = *made.value();
  client.begin_step();
  flow.accept(200, {}, 1767323045000, client);
  std::string heard;
  const auto settle = [&](const Result<exchange::Next>& outcome) {
    if (!outcome.ok()) client.fail(outcome.failure(), arena);
    Arena batch;
    Actions actions(batch);
    client.end_step(actions);
    for (const Action& action : actions.list()) heard += action.body;
    client.begin_step();
  };
  if (cut) {
    for (fuzz::Cuts cuts(upstream); cuts.more() && !client.ended();) settle(flow.take(std::string(cuts.next()), client));
  } else {
    settle(flow.take(upstream, client));
  }
  for (std::size_t round = 0; !client.ended() && round <= limits::answer_rounds + 1; ++round) {
    if (round != 0) {
      fuzz::demand(flow.call().ok());
      flow.accept(200, {}, 1767323045000, client);
    }
    settle(flow.end(client));
  }
  fuzz::demand(client.ended());
  flow.~Flow();
  return heard;
}

void check_answer(Bytes upstream, bool stream) {
  const std::string heard = answer_of(upstream, stream, false);
  fuzz::demand(fuzz::is_json(heard) || (stream && is_message_stream(heard)));
  const std::string again = answer_of(upstream, stream, true);
  // Of what is no JSON the first complaint depends on how much of it has come; that it is one does not.
  const auto fails = [](const std::string& text) { return text::contains(text, R"({"type":"error","error":{)"); };
  fuzz::demand(fails(heard) ? fails(again) && (!stream || fuzz::is_json(again) || is_message_stream(again)) : again == heard);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input = fuzz::view(data, size);
  check_request(input);
  check_answer(input, false);
  check_answer(input, true);
  return 0;
}
