// Any bytes as a chat request of either of OpenAI's forms: what goes to Google for it, if anything, is JSON, amended in every way too.
#include "dialect/gemini/request/generate_request.h"
#include "dialect/gemini/models/model_name.h"
#include "dialect/openai/chat/chat_request.h"
#include "dialect/openai/responses/keepsake.h"
#include "dialect/openai/responses/request.h"
#include "fuzz.h"

using namespace rota;

namespace {

void check(const chat::Conversation& conversation, const dialect::Amendments& amendments, Arena& arena) {
  gemini::FunctionNames names(arena);
  Buffer out;
  if (gemini::write_generate_request(conversation, names, out, amendments).ok()) fuzz::demand(fuzz::is_json(out.view()));
}

constexpr dialect::Amendments everything{.penalties = true,
                                         .system_instruction = true,
                                         .format = true,
                                         .closing_turn = true,
                                         .sampling = true,
                                         .no_thinking = true,
                                         .max_tokens = 1,
                                         .thinking = dialect::ThinkingWish::none,
                                         .signatures = dialect::Signatures::replaced,
                                         .strictness = dialect::Strictness::plain,
                                         .once_more = true};

void check_all(chat::Conversation& conversation, Arena& arena) {
  const Result<Bytes> model = gemini::read_model_name(conversation.model, arena);
  if (!model.ok()) return;
  conversation.model = model.value();
  check(conversation, {}, arena);
  check(conversation, everything, arena);
}

/// The same where answers are stored: the request is taken for the reply of its client's store, too.
void check_stored(Bytes body, json::Value root, Arena& arena) {
  json::Reader reader;
  static_cast<void>(openai::responses::find_references(body, reader, arena));
  const Bytes records = arena.join("[{\"input\":[", body, "],\"response\":", body, "}]");
  const openai::responses::Recall recall({{}, records}, root, arena);
  const auto read = openai::responses::read_responses_request(root, arena, {}, nullptr, recall);
  if (!read.ok()) return;
  check_all(*read->conversation, arena);
  Random random(1);
  fuzz::demand(fuzz::is_json(openai::responses::items_to_keep(root["input"], recall, "resp_a", random, arena)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Result<json::Value> root = reader.read(fuzz::view(data, size), arena);
  if (!root.ok()) return 0;
  const auto chat = openai::read_chat_request(root.value(), arena);
  if (chat.ok()) check_all(*chat->conversation, arena);
  const auto responses = openai::responses::read_responses_request(root.value(), arena, {}, nullptr,
                                                                   openai::responses::Recall({}, root.value(), arena));
  if (responses.ok()) check_all(*responses->conversation, arena);
  check_stored(fuzz::view(data, size), root.value(), arena);
  return 0;
}
