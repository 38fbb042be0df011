// Offer: which models this deployment offers and under which names, and what of its settings applies to every chat.
// Knows the configured models, aliases and defaults (B4, B5, D6); refuses to know what a model can do (dialects).
#pragma once

#include "access/client_access.h"
#include "chat/conversation.h"
#include "exchange/flow.h"

namespace rota::exchange {

/// The upstream's name of what a client asked for: an alias is resolved. Fails with 404 model_not_found when models are
/// configured and this is none of them. Prefixes of a dialect (gemini::strip_model_prefix) are the caller's to drop.
/// UTF-8; in `arena`, the settings or the argument.
[[nodiscard]] Result<Bytes> offered_model(const Settings& settings, Bytes asked, Arena& arena);

/// Settings that the request itself says nothing about: thoughts, and safety filters that its client key or the
/// deployment has switched off.
void apply_defaults(const Settings& settings, bool safety_off, chat::Conversation& conversation);

/// GET /v1/models and /v1/models/{id} from the configuration. False, and nothing happens, when no models are configured
/// and only the upstream knows. The list holds what the client's key may use. Fails with 404 for a model that is not
/// offered.
[[nodiscard]] Result<bool> answer_offer(const Request& request, const Settings& settings, const access::Grant& grant,
                                        ClientSide& client, Arena& arena);

}  // namespace rota::exchange
