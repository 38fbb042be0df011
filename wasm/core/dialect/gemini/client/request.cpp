// The members; see request.h.
#include "dialect/gemini/client/request.h"

#include "base/text.h"
#include "dialect/gemini/client/config.h"
#include "dialect/gemini/client/contents.h"
#include "dialect/gemini/client/tools.h"
#include "dialect/gemini/reply/service_tier.h"
#include "dialect/labels.h"

namespace rota::gemini::clients {

namespace {

/// A cache is at Google, and holds what the model must know.
void refuse_cache(json::Value root, Checks& checks) {
  const Path path{nullptr, "cachedContent"};
  const json::Value cache = field(root, path.name);
  if (!checks.is_string(cache, path) || cache.escaped().empty()) return;
  checks.wrong_value(path,
                     "cached content lies at Google, and this server asks another upstream. Send all of it in the "
                     "request.");
}

/// Filters are Google's own; labels are for its bills.
void read_others(json::Value root, Checks& checks, chat::Conversation& conversation) {
  const Path safety_path{nullptr, "safetySettings"};
  const json::Value safety = field(root, safety_path.name);
  if (checks.is_array(safety, safety_path)) {
    conversation.native.push(checks.arena(),
                             chat::NativeSetting{dialect::labels::gemini, {}, "safetySettings", safety.raw()});
  }
  checks.is_object(root["labels"], Path{nullptr, "labels"});
  const json::Value tier = field(root, "serviceTier");
  if (checks.is_string(tier, Path{nullptr, "serviceTier"})) conversation.service_tier = service_tier_of(tier.escaped());
}

}  // namespace

Result<chat::Conversation*> read_request(const dialect::ChatSource& source, Arena& arena) {
  const json::Value root = source.document;
  if (!root.is_object()) {
    return client_failure(Fault::bad_value, 400, "The body must be a JSON object with 'contents'.");
  }
  Checks checks(arena);
  auto* conversation = arena.make<chat::Conversation>();
  conversation->model = source.model;
  conversation->stream = text::ends_with(source.tail, ":streamGenerateContent");
  refuse_cache(root, checks);
  if (!checks.failed()) read_contents(root, checks, *conversation);
  if (!checks.failed()) read_tools(root, checks, *conversation);
  if (!checks.failed()) read_config(root, checks, *conversation);
  if (!checks.failed()) read_others(root, checks, *conversation);
  if (checks.failed()) return checks.failure();
  return conversation;
}

}  // namespace rota::gemini::clients
