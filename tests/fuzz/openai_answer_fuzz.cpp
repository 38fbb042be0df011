// Any bytes as what an OpenAI-compatible upstream answers to a translated question, whole and as a stream.
#include "dialogue.h"

using namespace rota;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::check(openai::upstream, fuzz::view(data, size), false);
  fuzz::check(openai::upstream, fuzz::view(data, size), true);
  return 0;
}
