// Offer: which models this deployment offers and under which names, and what of its settings applies to every chat.
// Knows the configured models, aliases and defaults (B4, B5, D6); refuses to know what a model can do (dialects).
#pragma once

#include "access/client_access.h"
#include "base/limits.h"
#include "base/sentence.h"
#include "chat/conversation.h"
#include "chat/model.h"
#include "exchange/flow.h"

namespace rota::exchange {

/// Why a name longer than limits::model_name_bytes can be no model's.
inline constexpr Bytes name_too_long =
    sentence<"The model's name is longer than "_s, limits::model_name_bytes, " bytes."_s>;

/// The upstream's name of what a client asked for: an alias is resolved. Fails with 404 model_not_found when models are
/// configured and this is none of them. Prefixes of a dialect (UpstreamDialect::strip_model) are the caller's to drop.
/// UTF-8; in `arena`, the settings or the argument.
[[nodiscard]] Result<Bytes> offered_model(const Settings& settings, Bytes asked, Arena& arena);

/// The same for a request's own model: of a chain, which serves chats and counts of tokens alone, the one whose turn it is
/// (Request::chain, which learns of it here). Models that are not offered, or that the client's key may not use, are
/// passed over.
[[nodiscard]] Result<Bytes> model_in_turn(const Request& request, const Settings& settings, Bytes asked, Arena& arena);

/// Settings that the request itself says nothing about: how much to think, thoughts, and safety filters that its client
/// key or the deployment has switched off.
void apply_defaults(const Settings& settings, bool safety_off, chat::Conversation& conversation, Arena& arena);

/// Whether the list of models has that one for the client: it is offered, and the client's key may use it. The
/// upstream's name, UTF-8.
[[nodiscard]] bool shows_model(const Settings& settings, const access::Grant& grant, Bytes model, Arena& arena);
/// The chains that a client's list of models has besides: those without a `*` of which it shows a model.
[[nodiscard]] List<chat::Model> shown_chains(const Settings& settings, const access::Grant& grant, Arena& arena);
/// Whether there are models that it does not have.
[[nodiscard]] bool hides_models(const Settings& settings, const access::Grant& grant);

/// The request is for the list of models, or one of them, in words that the configuration can answer in.
[[nodiscard]] bool offers_models(const Request& request, const Settings& settings, Arena& arena);

/// The list of models, or one of them, from the configuration. False, and nothing happens, when no models are configured
/// and only the upstream knows: what is no chain, it does. The list holds what the client's key may use. Fails with 404 for a model that is not
/// offered, with 403 for one that the key may not use.
[[nodiscard]] Result<bool> answer_offer(const Request& request, const Settings& settings, const access::Grant& grant,
                                        ClientSide& client, Arena& arena);

}  // namespace rota::exchange
