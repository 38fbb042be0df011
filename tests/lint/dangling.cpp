// What clang must refuse: a view that outlives what it was got from, and a secret where a text is wanted.
// refused.test.mjs compiles this file and compares the lines with errors to those marked. Never part of a program.
#include "base/message.h"
#include "base/text.h"
#include "json/writer.h"

namespace rota {

Bytes outlives_its_buffer() {
  Buffer buffer;
  buffer.append("text");
  return buffer.view();  // refused
}

Bytes outlives_its_arena() {
  Arena arena;
  return arena.copy("text");  // refused
}

Bytes outlives_what_was_joined() {
  Arena arena;
  return arena.join("a", "b");  // refused
}

void views_what_is_gone() {
  Bytes text = text::trim(Buffer().view());  // refused
  static_cast<void>(text);
}

void keeps_a_secret_of_nothing() {
  Secret secret(Buffer().view());  // refused
  static_cast<void>(secret);
}

void shows_a_secret(Secret secret, Arena& arena, Buffer& buffer, Actions& out) {
  Bytes text = secret;                    // refused
  text = arena.join("key ", secret);      // refused
  buffer.append(secret);                  // refused
  json::Writer(buffer).string(secret);    // refused
  out.log(secret);                        // refused
  text = text::redact(arena, secret);     // refused
  text = text::mask(arena, secret);
  static_cast<void>(text);
}

}  // namespace rota
