// The row of OpenAI Responses; see responses.h. Its routes stand here; what a body means, in the files beside.
#include "dialect/openai/responses/responses.h"

#include "dialect/labels.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/passing/passing.h"
#include "dialect/openai/responses/failure.h"
#include "dialect/openai/responses/keepsake.h"
#include "dialect/openai/responses/reply.h"
#include "dialect/retries.h"

namespace rota::openai::responses {

namespace {

using dialect::Operation;
using dialect::Use;

constexpr dialect::RoutePattern chat(Bytes path) {
  return {.path = path, .methods = "POST, OPTIONS", .operation = Operation::chat, .use = Use::metered, .yields = true};
}

/// What is asked of an answer that is kept.
constexpr dialect::RoutePattern stored(Bytes path, Bytes methods) {
  return {.path = path, .methods = methods, .operation = Operation::stored, .use = Use::free, .yields = true};
}

constexpr dialect::Storing storing{.references = find_references, .answer = answer_stored};

// Of an upstream that has this interface itself, the rows of OpenAI's dialect pass what is asked of it.
constexpr dialect::RoutePattern routes[] = {
    {.path = "/responses", .methods = "GET", .operation = Operation::upgrade, .use = Use::free, .header = "upgrade"},
    chat("/responses"),
    chat(compact_path),
    {.path = "/responses/input_tokens", .methods = "POST, OPTIONS", .operation = Operation::count_tokens, .use = Use::free,
     .yields = true},
    stored("/responses/{id}", "GET, DELETE, OPTIONS"),
    stored("/responses/{id}/input_items", "GET, OPTIONS"),
    stored("/responses/{id}/cancel", "POST, OPTIONS"),
};

constexpr Bytes session_names[] = {"session_id", "conversation_id", "prompt_cache_key", "metadata.user_id", "conversation"};

bool asks_for_events(const http::RequestHead&) { return true; }

}  // namespace

constexpr dialect::ClientDialect client{
    .label = dialect::labels::responses,
    .vendor = "OpenAI",
    .bases = bases,
    .base_count = sizeof(bases) / sizeof(bases[0]),
    .home = "/v1",
    .part_of = &openai::client,
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .model_in_body = true,
    .single_members = single_members,
    .single_member_count = sizeof(single_members) / sizeof(single_members[0]),
    .names_in = names_in,
    .conversation = {session_names, sizeof(session_names) / sizeof(session_names[0]), {"instructions"}, "input"},
    .read_chat = read_responses,
    .spell = spell_field,
    .write_count = write_count,
    .storing = &storing,
    .write_error = write_error,
    .error_headers = dialect::forbid_useless_retry,
    .write_late_error = write_error_event,
    .asks_for_events = asks_for_events,
};

}  // namespace rota::openai::responses
