// Any bytes as a chat request: what goes to Google for it, if anything, is JSON, amended in every way too.
#include "dialect/gemini/request/generate_request.h"
#include "dialect/gemini/models/model_name.h"
#include "dialect/openai/chat/chat_request.h"
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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Result<json::Value> root = reader.read(fuzz::view(data, size), arena);
  if (!root.ok()) return 0;
  const auto conversation = openai::read_chat_request(root.value(), arena);
  if (!conversation.ok()) return 0;
  const Result<Bytes> model = gemini::read_model_name(conversation->conversation->model, arena);
  if (!model.ok()) return 0;
  conversation->conversation->model = model.value();
  check(*conversation->conversation, {}, arena);
  check(*conversation->conversation, everything, arena);
  return 0;
}
