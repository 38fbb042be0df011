// Lengths and letters; see sent_id.h.
#include "dialect/openai/upstream/sent_id.h"

#include "base/random.h"
#include "base/text.h"

namespace rota::openai {

namespace {

constexpr std::size_t id_bytes = 40;  // "string too long. Expected a string with maximum length 40" (OpenAI, 2025)
constexpr Bytes prefix = "call_";

}  // namespace

json::Escaped sent_id(json::Escaped id, std::size_t turn, std::size_t place, bool brief, Arena& arena) {
  const bool fits = !id.empty() && id.size() <= id_bytes;
  if (fits && !brief) return id;
  Bytes meant = json::unescaped(arena, id);
  if (id.empty()) {
    meant = arena.join(prefix, text::decimal(arena, static_cast<std::int64_t>(turn)), "_",
                       text::decimal(arena, static_cast<std::int64_t>(place)));
    if (!brief) return json::escape(arena, meant);
  }
  constexpr std::size_t brief_letters = 9;
  constexpr std::size_t letters = 24;
  Random random(text::fingerprint(meant));
  return json::escape(arena, random.id(arena, brief ? Bytes() : prefix, brief ? brief_letters : letters));
}

}  // namespace rota::openai
