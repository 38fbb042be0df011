// Hashing the beginnings; see identity.h.
#include "chat/identity.h"

#include <cstring>

#include "base/limits.h"
#include "base/text.h"

namespace rota::chat {

namespace {

/// Well mixed, and never 0, which stands for nothing.
std::uint64_t mixed(const std::uint64_t* numbers, std::size_t count) {
  const std::uint64_t hash =
      text::fingerprint({reinterpret_cast<const char*>(numbers), count * sizeof(std::uint64_t)});
  return hash != 0 ? hash : 1;
}

}  // namespace

/// Eight octets at a time, wherever the text is cut into parts: of every request the beginning is hashed.
void Opening::Words::add(Bytes text) {
  static_assert(limits::opening_bytes % sizeof(word) == 0);
  const std::size_t room = bytes < limits::opening_bytes ? limits::opening_bytes - bytes : 0;
  Bytes counted = text.substr(0, room);
  std::size_t filled = bytes % sizeof(word);
  bytes += text.size();
  while (!counted.empty()) {
    const std::size_t wanted = sizeof(word) - filled;
    const std::size_t taken = counted.size() < wanted ? counted.size() : wanted;
    std::memcpy(reinterpret_cast<char*>(&word) + filled, counted.data(), taken);
    counted.remove_prefix(taken);
    filled += taken;
    if (filled < sizeof(word)) return;
    hash = (hash ^ word) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 32;
    word = 0;
    filled = 0;
  }
}

std::uint64_t Opening::number() const {
  if (user_.bytes == 0) return 0;
  const std::uint64_t all[] = {system_.hash, system_.word, system_.bytes, user_.hash, user_.word, user_.bytes};
  return mixed(all, 6);
}

Identity identity_of(const Conversation& conversation) {
  Opening opening;
  for (const Part& part : conversation.system) {
    if (part.kind == Part::Kind::text) opening.add_system(part.text);
  }
  if (!conversation.turns.empty()) {
    for (const Part& part : conversation.turns[0].parts) {
      if (part.kind == Part::Kind::text) opening.add_user(part.text);
    }
  }
  Identity identity;
  identity.opening = opening.number();
  identity.continues = conversation.turns.size() > 1;
  return identity;
}

std::uint64_t conversation_number(const Identity& identity, std::uint64_t client, Bytes model) {
  const bool named = identity.session != 0;
  if (!named && identity.opening == 0) return 0;
  const std::uint64_t all[] = {named ? 1U : 0U, named ? identity.session : identity.opening, client,
                               text::fingerprint(model)};
  return mixed(all, 4);
}

}  // namespace rota::chat
