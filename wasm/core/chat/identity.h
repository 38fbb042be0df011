// Identity: what tells a conversation from all others: the name that its client gives it, or else how it begins.
// Knows texts and hashes; refuses to know where a dialect has names and texts (dialect/conversation_fields.h).
#pragma once

#include "chat/conversation.h"

namespace rota::chat {

/// How a conversation begins: what stands above it, and what its user says first. Of each side the first
/// limits::opening_bytes count and how long all of it is, in however many parts it comes: clients split and mark the same
/// text differently from turn to turn.
class Opening {
 public:
  void add_system(Bytes text) { system_.add(text); }
  void add_user(Bytes text) { user_.add(text); }
  /// 0: the user has said nothing in words yet.
  [[nodiscard]] std::uint64_t number() const;

 private:
  struct Words {
    std::uint64_t hash = 0;
    std::uint64_t word = 0;  // the octets that wait until there are eight
    std::size_t bytes = 0;
    void add(Bytes text);
  };
  Words system_;
  Words user_;
};

struct Identity {
  std::uint64_t session = 0;  ///< of the name that the client gives it; 0: none
  std::uint64_t opening = 0;  ///< Opening::number()
  bool continues = false;     ///< something follows what the user has said first
};

/// The opening of a conversation, and whether it goes on. `session` is not in it.
[[nodiscard]] Identity identity_of(const Conversation& conversation);

/// The number by which the pool knows the conversation: of one client and one model alone, so no two clients meet. 0: it
/// cannot be told from others. `client` is any number of the client's.
[[nodiscard]] std::uint64_t conversation_number(const Identity& identity, std::uint64_t client, Bytes model);

}  // namespace rota::chat
