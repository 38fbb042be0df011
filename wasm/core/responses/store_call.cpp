// A call's JSON; see store_call.h.
#include "responses/store_call.h"

#include "base/limits.h"
#include "base/text.h"
#include "json/writer.h"

namespace rota::responses {

namespace {

void write_text(json::Writer& writer, json::Escaped name, Bytes text) {
  if (text.empty()) return;
  writer.key(name);
  writer.string(text);
}

}  // namespace

bool is_name(Bytes name) {
  if (name.empty() || name.size() > limits::stored_id_bytes) return false;
  for (const char c : name) {
    if (!text::is_alphanumeric(c) && c != '_' && c != '-') return false;
  }
  return true;
}

void encode(const StoreCall& call, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  if (!call.read.ids.empty()) {
    writer.key("ids");
    writer.begin_array();
    for (const Bytes id : call.read.ids) writer.string(id);
    writer.end_array();
  }
  write_text(writer, "chain", call.read.chain);
  write_text(writer, "conversation", call.read.conversation);
  write_text(writer, "erased", call.erased);
  if (!call.kept.id.empty()) {
    writer.key("kept");
    writer.begin_object();
    write_text(writer, "id", call.kept.id);
    write_text(writer, "previous", call.kept.previous);
    write_text(writer, "conversation", call.kept.conversation);
    writer.key("record");
    writer.raw(call.kept.record);
    writer.end_object();
  }
  writer.end_object();
}

Result<StoreCall> decode(Bytes text, json::Reader& reader, Arena& arena) {
  const auto root = reader.read(text, arena);
  if (!root.ok() || !root->is_object()) {
    return Failure{Blame::rota, Fault::internal, 500, "The call of the store of responses cannot be read.", {}, 0};
  }
  StoreCall call;
  for (const json::Value id : (*root)["ids"].elements()) call.read.ids.push(arena, id.text(arena));
  call.read.chain = (*root)["chain"].text(arena);
  call.read.conversation = (*root)["conversation"].text(arena);
  call.erased = (*root)["erased"].text(arena);
  const json::Value kept = (*root)["kept"];
  call.kept = {kept["id"].text(arena), kept["previous"].text(arena), kept["conversation"].text(arena), kept["record"].raw()};
  return call;
}

}  // namespace rota::responses
