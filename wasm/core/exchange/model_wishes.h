// Model wishes: what clients append to a model's name because their programs let them choose nothing but the model.
// Knows the suffixes and what each asks for; refuses to know how an upstream is asked for it (dialects) and which models
// there are (offer.h).
#pragma once

#include "chat/conversation.h"
#include "exchange/settings.h"

namespace rota::exchange {

/// The model's name without its suffixes, each of which is granted in the conversation: "-search", ":search" and
/// "-search-preview" search the web, ":thinking" thinks and shows it, "-nothinking" does not think. A name that is offered,
/// or an alias, has none. A view of `asked`.
[[nodiscard]] Bytes take_wishes(const Settings& settings, Bytes asked, chat::Conversation& conversation, Arena& arena);

}  // namespace rota::exchange
