// Detail; see debug.h.
#include "exchange/debug.h"

#include "base/text.h"

namespace rota::exchange {

Failure with_platform_words(const Failure& failure, Bytes words, Arena& arena) {
  Failure detailed = failure;
  Bytes rest = words;
  detailed.message = text::redact(arena, arena.join(failure.message, " ", text::split(rest, '\n')));
  detailed.stack = text::redact(arena, rest);
  return detailed;
}

/// Whatever folder the compiler was run in, the sources begin with the core.
Failure with_place(const Failure& failure, Arena& arena) {
  constexpr Bytes root = "core/";
  const Bytes file = failure.made.file;
  const std::size_t begin = file.rfind(root);
  const Bytes within = begin == Bytes::npos ? file : file.substr(begin);
  const Bytes line = text::decimal(arena, failure.made.line);
  Failure detailed = failure;
  const Bytes place = arena.join("at ", failure.made.function, " (", within, ":", line, ")");
  detailed.stack = arena.join(place, failure.stack.empty() ? "" : "\n", failure.stack);
  return detailed;
}

}  // namespace rota::exchange
