// Any bytes as JSON: the Reader takes what the grammar takes and nothing else.
#include "fuzz.h"

using namespace rota;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes text = fuzz::view(data, size);
  Arena arena;
  json::Reader reader;
  const bool taken = reader.read(text, arena).ok();
  const bool holds = fuzz::Grammar(text).holds();
  fuzz::demand(holds || !taken);
  // What is no UTF-8, names half a surrogate pair or lies too deep is refused although the grammar takes it.
  const bool plain = size < 512 && !text::contains(text, "\\u");
  for (const char c : text) {
    if (static_cast<unsigned char>(c) > 0x7E || !plain) return 0;
  }
  fuzz::demand(taken == holds);
  return 0;
}
