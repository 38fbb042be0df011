// Any bytes as a chat request: what goes to Google for it, if anything, is JSON, with every omission too.
#include "dialect/gemini/generate_request.h"
#include "dialect/gemini/model_name.h"
#include "dialect/openai/chat_request.h"
#include "fuzz.h"

using namespace rota;

namespace {

void check(const chat::Conversation& conversation, gemini::Omissions omissions, Arena& arena) {
  gemini::FunctionNames names(arena);
  Buffer out;
  if (gemini::write_generate_request(conversation, names, out, omissions).ok()) fuzz::demand(fuzz::is_json(out.view()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Result<json::Value> root = reader.read(fuzz::view(data, size), arena);
  if (!root.ok()) return 0;
  const Result<chat::Conversation*> conversation = openai::read_chat_request(root.value(), arena);
  if (!conversation.ok()) return 0;
  const Result<Bytes> model = gemini::read_model_name(conversation.value()->model, arena);
  if (!model.ok()) return 0;
  conversation.value()->model = model.value();
  check(*conversation.value(), {}, arena);
  check(*conversation.value(), {true, true, true, true, true}, arena);
  return 0;
}
