// What clang must refuse: plain text where JSON is spliced, and literals that are no JSON.
// refused.test.mjs compiles this file and compares the lines with errors to those marked. Never part of a program.
#include "chat/answer.h"
#include "chat/conversation.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota {

void splices_what_it_may(json::Writer& writer, json::Value value, Arena& arena, Bytes plain) {
  writer.escaped(value.escaped());
  writer.raw(value.raw());
  writer.key(value.escaped());
  writer.key("name");
  writer.escaped("a literal\\n", json::escape(arena, plain));
  writer.string(plain);
}

void splices_plain_text(json::Writer& writer, json::Value value, Arena& arena, Buffer& buffer, Bytes plain) {
  writer.escaped(plain);                                // refused
  writer.escaped("files/", plain);                      // refused
  writer.escaped(value.text(arena));                    // refused
  writer.escaped(arena.join("a", value.escaped()));     // refused
  writer.escaped(Bytes(value.escaped()).substr(1));     // refused
  writer.escaped(buffer.view());                        // refused
  writer.escaped(value.raw());                          // refused
  writer.escaped("a \" quote");                         // refused
  writer.escaped("a line\n");                           // refused
  writer.piece(plain);                                  // refused
  writer.raw(plain);                                    // refused
  writer.raw(value.escaped());                          // refused
  writer.raw(value.text(arena));                        // refused
  writer.raw("{");                                      // refused
  writer.raw("");                                       // refused
  writer.compact(plain);                                // refused
  writer.key(plain);                                    // refused
  writer.key(value.text(arena));                        // refused
  writer.string(value.escaped());                       // refused
}

void keeps_plain_text(chat::Part& part, chat::Delta& delta, chat::Tool& tool, json::Value value, Arena& arena, Bytes plain) {
  part.text = plain;                                    // refused
  part.json = value.text(arena);                        // refused
  part.data = plain;                                    // refused
  delta.text = value.text(arena);                       // refused
  delta.json = plain;                                   // refused
  tool.schema = plain;                                  // refused
  tool.name = value.text(arena);                        // refused
}

}  // namespace rota
