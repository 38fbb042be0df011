// Keeping, reading, forgetting; see store_object.h.
#include "responses/store_object.h"

#include <algorithm>

#include "base/text.h"

namespace rota::responses {

namespace {

constexpr Bytes nothing = "[]";
constexpr Bytes not_there = "[null]";
constexpr Bytes too_much = "\"too much to be read at once\"";
constexpr Bytes missing = "-";  // the name of no row

}  // namespace

void StoreObject::step(const Event& event, Actions& out) {
  switch (event.kind) {
    case Kind::stored:
      return recall(event, out);
    case Kind::ready:
      if (!event.head.empty()) out.log(out.arena().join("the stored responses cannot be read: ", text::redact(out.arena(), event.head)));
      return set_alarm(event.now_ms, out);
    case Kind::pool_call:
      return take_call(event, out);
    case Kind::rows:
      return out.reply(event.token, event.body);
    case Kind::unstored:
      return take_unstored(event.head, out);
    case Kind::alarm:
      erase_first(index_.due(event.now_ms), out);
      return set_alarm(event.now_ms, out);
    default:
      return;
  }
}

void StoreObject::recall(const Event& event, Actions& out) {
  Entry entry;
  if (read_row_name(event.head, entry)) return index_.add(entry);
  out.log("a stored response has a name that this version cannot read, and is ignored");
}

void StoreObject::take_call(const Event& event, Actions& out) {
  const auto read_call = decode(event.body, reader_, out.arena());
  if (!read_call.ok()) return out.reply(event.token, nothing);
  const StoreCall& call = *read_call;
  erase_first(index_.due(event.now_ms), out);
  if (!call.kept.id.empty()) {
    keep(call.kept, event.now_ms, out);
    return out.reply(event.token, nothing);
  }
  if (call.erased.empty()) return read(call, event.token, out);
  const std::size_t place = index_.find(call.erased);
  if (place == Index::npos) return out.reply(event.token, not_there);
  erase(place, out);
  out.reply(event.token, R"([{"erased":true}])");
}

void StoreObject::keep(const Keepsake& kept, double now_ms, Actions& out) {
  const bool named = is_name(kept.id) && (kept.previous.empty() || is_name(kept.previous)) &&
                     (kept.conversation.empty() || is_name(kept.conversation));
  if (!named || kept.record.empty() || kept.record.size() > limits::stored_response_bytes) return;
  if (const std::size_t place = index_.find(kept.id); place != Index::npos) erase(place, out);
  erase_first(index_.due(now_ms, kept.record.size()), out);
  // A clock that was set back must not put a turn before the one that it goes on from.
  const double latest_ms = index_.empty() ? 0 : index_[index_.size() - 1].created_ms;
  const Entry entry{std::max(now_ms, latest_ms), kept.record.size(), Name::of(kept.id), Name::of(kept.previous),
                    Name::of(kept.conversation)};
  index_.add(entry);
  out.store(row_name(entry, out.arena()), out.arena().copy(kept.record));
  if (index_.size() == 1) set_alarm(now_ms, out);
}

void StoreObject::read(const StoreCall& call, std::uint32_t token, Actions& out) {
  Arena& arena = out.arena();
  List<std::size_t> places;
  for (const Bytes id : call.read.ids) places.push(arena, index_.find(id));
  if (!call.read.conversation.empty()) index_.turns(call.read.conversation, places, arena);
  if (!call.read.chain.empty() && !index_.chain(call.read.chain, places, arena)) places.push(arena, Index::npos);
  if (places.empty()) return out.reply(token, nothing);
  std::size_t bytes = 0;
  Buffer names;
  for (const std::size_t place : places) {
    if (!names.empty()) names.append('\n');
    names.append(place == Index::npos ? missing : row_name(index_[place], arena));
    if (place != Index::npos) bytes += index_[place].bytes;
  }
  if (bytes > limits::recalled_bytes) return out.reply(token, too_much);
  out.read(token, arena.copy(names.view()));
}

void StoreObject::erase_first(std::size_t count, Actions& out) {
  for (; count > 0; --count) erase(0, out);
}

void StoreObject::erase(std::size_t place, Actions& out) {
  out.erase(row_name(index_[place], out.arena()));
  index_.remove(place);
}

/// For the oldest; those that follow it soon go with it.
void StoreObject::set_alarm(double now_ms, Actions& out) const {
  if (index_.empty()) return;
  out.alarm_in(std::max(index_[0].created_ms + limits::stored_response_ms - now_ms, 0.0) + limits::store_alarm_ms);
}

/// What could not be written is not there. What could not be erased is forgotten all the same, until the object begins
/// anew.
void StoreObject::take_unstored(Bytes head, Actions& out) {
  Entry entry;
  const bool is_row = read_row_name(text::split(head, '\n'), entry);
  const std::size_t place = is_row ? index_.find(entry.id.view()) : Index::npos;
  if (place != Index::npos) index_.remove(place);
  out.log(out.arena().join("a response could not be stored: ", text::redact(out.arena(), head)));
}

}  // namespace rota::responses
