// Any bytes as what Gemini answers to clients of OpenAI's two dialects, whole and as a stream.
#include "dialect/gemini/gemini.h"
#include "dialogue.h"

using namespace rota;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const fuzz::Client& client : {fuzz::chat_client, fuzz::responses_client}) {
    fuzz::check(client, gemini::upstream, fuzz::view(data, size), false);
    fuzz::check(client, gemini::upstream, fuzz::view(data, size), true);
  }
  return 0;
}
