// See left_out.h.
#include "pool/left_out.h"

#include "base/buffer.h"
#include "base/text.h"

namespace rota::pool {

namespace {
constexpr std::size_t described = 5;  // of a place's entries, in one sentence each
}  // namespace

LeftOut left_out_of(Bytes source, const Result<KeyImport*>& import, Arena& arena) {
  if (import) return {source, import.value()->refused, import.value()->refused_count};
  LeftOut left{source, {}, 1};
  left.refused.push(arena, Refused{1, Refusal::unread, {}});
  return left;
}

LeftOut copy_left_out(const LeftOut& from, Arena& arena) {
  LeftOut copy{arena.copy(from.source), {}, from.count};
  for (const Refused& refused : from.refused) {
    copy.refused.push(arena, Refused{refused.line_or_index, refused.why, arena.copy(refused.shown)});
  }
  return copy;
}

Bytes describe_left_out(const LeftOut& left, Arena& arena) {
  Buffer out;
  out.append(left.source);
  out.append(": left out ");
  text::append_decimal(out, left.count);
  out.append(left.count == 1 ? Bytes(" entry.") : Bytes(" entries."));
  std::size_t shown = 0;
  for (const Refused& refused : left.refused) {
    if (++shown > described) break;
    out.append(" Line ");
    text::append_decimal(out, refused.line_or_index);
    out.append(": ");
    out.append(sentence_of(refused.why));
  }
  return arena.copy(out.view());
}

void write_refused(const List<Refused>& refused, json::Writer& json) {
  json.key("refused");
  json.begin_array();
  for (const Refused& entry : refused) {
    json.begin_object();
    json.key("line");
    json.integer(entry.line_or_index);
    json.key("why");
    json.string(sentence_of(entry.why));
    json.key("reason");
    json.string(name_of(entry.why));
    json.key("shown");
    json.string(entry.shown);
    json.end_object();
  }
  json.end_array();
}

}  // namespace rota::pool
