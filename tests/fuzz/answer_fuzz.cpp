// Any bytes as what Gemini answers, whole and as a stream.
#include "dialect/gemini/gemini.h"
#include "dialogue.h"

using namespace rota;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::check(gemini::upstream, fuzz::view(data, size), false);
  fuzz::check(gemini::upstream, fuzz::view(data, size), true);
  return 0;
}
