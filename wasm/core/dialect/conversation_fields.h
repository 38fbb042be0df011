// Conversation fields: where a request says which conversation it belongs to: headers that clients of all dialects send,
// and members of a body, which each dialect lists.
// Knows names of headers and members; refuses to know what is done with a conversation's number (chat/identity.h).
#pragma once

#include "chat/identity.h"
#include "http/head.h"
#include "json/reader.h"

namespace rota::dialect {

/// Of a client dialect's bodies. All empty: nothing in them tells.
struct ConversationFields {
  /// Members that name the conversation; the first that does counts. "a.b" is a member of a member.
  const Bytes* names = nullptr;
  std::size_t name_count = 0;
  /// Where a body that passes as it is has what stands above the conversation, and its messages.
  Bytes system[2] = {};
  Bytes messages = {};
};

/// The number of the name that a client gives the conversation: by a header, else in the body; 0: by none. A
/// `metadata.user_id` names one only where it holds one beside the user (Anthropic's clients write
/// {"session_id":"..."}, older ones ..._session_<id>).
[[nodiscard]] std::uint64_t session_of(const http::Headers& headers, json::Value body, const ConversationFields& fields,
                                       Arena& arena);

/// How the conversation of a body that passes as it is begins, without its session: looks at its first messages only.
[[nodiscard]] chat::Identity opening_of(json::Value body, const ConversationFields& fields);

}  // namespace rota::dialect
