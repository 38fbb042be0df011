// See owner_json.h.
#include "pool/owner_json.h"

#include "base/limits.h"
#include "pool/call_json.h"
#include "pool/fields.h"

namespace rota::pool {

namespace {

void write_names(json::Writer& out, json::Escaped name, const List<Bytes>& names) {
  if (names.empty()) return;
  out.key(name);
  out.begin_array();
  for (const Bytes text : names) out.string(text);
  out.end_array();
}

}  // namespace

void write_owner(json::Writer& out, const OwnerWish& owner) {
  out.key("owner");
  out.begin_object();
  write_names(out, "names", owner.names);
  write_text(out, "collection", owner.collection);
  write_known_id(out, "after", owner.after);
  if (owner.again) write_count(out, "again", 1);
  if (owner.creates) write_count(out, "creates", 1);
  write_known_id(out, "client", owner.client);
  if (owner.shared) write_count(out, "shared", 1);
  out.end_object();
}

Status read_owner(json::Value from, OwnerWish& owner, Arena& arena) {
  if (!is_list_or_unset(from["names"])) return foreign("The names of what a call wants the owner of are no list.");
  for (const json::Value element : from["names"].elements()) {
    if (owner.names.size() == limits::owned_names) return foreign("The call wants the owner of too many things.");
    owner.names.push(arena, element.text(arena));
  }
  owner.collection = from["collection"].text(arena);
  owner.after = read_known_id(from["after"]);
  owner.again = read_count(from["again"]) != 0;
  owner.creates = read_count(from["creates"]) != 0;
  owner.client = read_known_id(from["client"]);
  owner.shared = read_count(from["shared"]) != 0;
  return Done{};
}

void write_learned(json::Writer& out, const Learned& learned) {
  out.begin_object();
  write_text(out, "name", learned.name);
  out.key("key");
  write_id(out, learned.key);
  write_known_id(out, "client", learned.client);
  write_ms(out, "life_ms", learned.life_ms);
  out.end_object();
}

Status read_learned(json::Value from, Call& call, Arena& arena) {
  if (!is_list_or_unset(from)) return foreign("What the call has learned of owners is no list.");
  for (const json::Value element : from.elements()) {
    Learned learned;
    if (call.learned.size() == limits::owned_names) return foreign("The call has learned of too many things.");
    learned.name = element["name"].text(arena);
    if (!read_id(element["key"], learned.key) || learned.name.empty()) {
      return foreign("The call has learned of something without a name or a key.");
    }
    learned.client = read_known_id(element["client"]);
    learned.life_ms = read_ms(element["life_ms"]);
    call.learned.push(arena, learned);
  }
  return Done{};
}

}  // namespace rota::pool
