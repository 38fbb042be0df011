// Signatures: how a model's thought signature travels in a thinking block.
// Knows that conversations change hands: what another server signed comes back here, and must not be sent to an upstream as
// its own. So a signature says whose it is. Refuses to know what one says.
#pragma once

#include "chat/conversation.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::anthropic {

/// Writes the string "owner#signature"; an empty one for none.
void write_signature(Bytes owner, json::Escaped signature, json::Writer& writer);
/// Undoes it: signature and owner of `thinking`. One that does not say whose it is was made by Anthropic.
void read_signature(json::Value signature, Arena& arena, chat::Part& thinking);

}  // namespace rota::anthropic
