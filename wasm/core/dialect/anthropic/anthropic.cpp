// The row of Anthropic's dialect; see anthropic.h. Its routes stand here; what a body means, in the folders beside.
#include "dialect/anthropic/anthropic.h"

#include "dialect/anthropic/common/error.h"
#include "dialect/anthropic/common/models.h"
#include "dialect/anthropic/reply/reply.h"

namespace rota::anthropic {

namespace {

using dialect::Operation;
using dialect::RoutePattern;
using dialect::Use;

// /v1 is another dialect's base: what is not Anthropic's there is answered in that one. So the version is the routes' own.
constexpr Bytes bases[] = {"/anthropic/v1", "/anthropic", ""};

constexpr Bytes post = "POST, OPTIONS";
constexpr Bytes get = "GET, HEAD, OPTIONS";
constexpr Bytes version_header = "anthropic-version";  // every client of Anthropic's sends it

constexpr RoutePattern messages(Bytes path) {
  return {.path = path, .methods = post, .operation = Operation::chat, .use = Use::metered};
}
constexpr RoutePattern count(Bytes path) {
  return {.path = path, .methods = post, .operation = Operation::count_tokens, .use = Use::free};
}
constexpr RoutePattern models(Bytes path, Operation operation) {
  return {.path = path, .methods = get, .operation = operation, .use = Use::catalog, .slash = operation == Operation::model,
          .header = version_header};
}
/// Under a base of its own nobody else is asked.
constexpr RoutePattern own(Bytes path, Operation operation) {
  RoutePattern pattern = models(path, operation);
  pattern.fallback = true;
  pattern.header = {};
  return pattern;
}

constexpr RoutePattern routes[] = {
    messages("/v1/messages"),
    messages("/messages"),
    count("/v1/messages/count_tokens"),
    count("/messages/count_tokens"),
    models("/v1/models", Operation::models),
    models("/models", Operation::models),
    models("/v1/models/{id}", Operation::model),
    models("/models/{id}", Operation::model),
    own("/models", Operation::models),
    own("/models/{id}", Operation::model),
};

constexpr Bytes single_members[] = {"model", "max_tokens", "stream"};

constexpr Bytes session_names[] = {"session_id", "conversation_id", "metadata.user_id"};

/// Streams of this dialect are always events; what is no stream has not begun before it is whole.
bool asks_for_events(const http::RequestHead&) { return true; }

}  // namespace

constexpr dialect::ClientDialect client{
    .label = label,
    .vendor = "Anthropic",
    .bases = bases,
    .base_count = sizeof(bases) / sizeof(bases[0]),
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .model_in_body = true,
    .single_members = single_members,
    .single_member_count = sizeof(single_members) / sizeof(single_members[0]),
    .conversation = {session_names, sizeof(session_names) / sizeof(session_names[0]), {}, {}},
    .read_chat = read_chat,
    .spell = spell_field,
    .write_models = write_models,
    .write_model = write_model,
    .list_member = "data",
    .name_member = "id",
    .write_count = write_count,
    .write_error = write_error,
    .error_status = status_of,
    .error_headers = write_error_headers,
    .request_id_header = "request-id",
    .write_late_error = write_error_event,
    .asks_for_events = asks_for_events,
};

}  // namespace rota::anthropic
