// The rows of OpenAI's dialect; see openai.h. Its routes and its way to call an upstream stand here; what a body means,
// in the folders beside.
#include "dialect/openai/openai.h"

#include "base/text.h"
#include "dialect/labels.h"
#include "dialect/openai/chat/reply.h"
#include "dialect/openai/common/error.h"
#include "dialect/openai/common/forwarding.h"
#include "dialect/openai/common/models.h"
#include "dialect/openai/common/native_shape.h"
#include "dialect/openai/common/usage.h"
#include "dialect/openai/embeddings/answer.h"
#include "dialect/openai/embeddings/request.h"
#include "dialect/openai/google/google.h"
#include "dialect/openai/passing/passing.h"
#include "dialect/openai/passing/silence.h"
#include "dialect/openai/upstream/amendments.h"
#include "dialect/openai/upstream/chat_request.h"
#include "dialect/openai/upstream/embeddings.h"
#include "dialect/openai/upstream/media.h"
#include "dialect/openai/upstream/reader.h"
#include "dialect/reading/error_body.h"
#include "dialect/retries.h"
#include "http/forward.h"
#include "json/writer.h"

namespace rota::openai {

namespace {

using dialect::Operation;
using dialect::Use;

constexpr Bytes post = "POST, OPTIONS";
constexpr Bytes get = "GET, HEAD, OPTIONS";
constexpr Bytes other_methods = "GET, POST, DELETE, OPTIONS";

constexpr Bytes session_names[] = {"session_id", "conversation_id", "prompt_cache_key", "metadata.user_id"};

constexpr dialect::RoutePattern chat(Bytes path) {
  return {.path = path, .methods = post, .operation = Operation::chat, .use = Use::metered};
}
constexpr dialect::RoutePattern embeddings(Bytes path) {
  return {.path = path, .methods = post, .operation = Operation::embeddings, .use = Use::metered};
}
/// What only an upstream of this dialect knows.
constexpr dialect::RoutePattern other(Bytes path, Use use) {
  return {.path = path, .methods = other_methods, .operation = Operation::other, .use = use, .any_method = true, .fallback = true};
}

constexpr dialect::RoutePattern routes[] = {
    chat("/chat/completions"),
    embeddings("/embeddings"),
    {.path = "/models", .methods = get, .operation = Operation::models, .use = Use::catalog},
    {.path = "/models/{id}", .methods = get, .operation = Operation::model, .use = Use::catalog, .slash = true},
    {.path = "/models/{id**}", .methods = get, .operation = Operation::model, .use = Use::catalog, .fallback = true,
     .slash = true},
    other("/completions", Use::metered),
    other("/responses", Use::unmetered),
    other("/images/generations", Use::unmetered),
    other("/audio/speech", Use::unmetered),
    other("/moderations", Use::unmetered),
    other("/files", Use::upload),
    other("/files/{id**}", Use::resource),
    other("/uploads", Use::resource),
    other("/uploads/{id**}", Use::upload),
    other("/vector_stores", Use::resource),
    other("/vector_stores/{id**}", Use::resource),
    other("/{id**}", Use::unknown),
};

Result<dialect::EmbeddingsCall> read_embeddings(const dialect::EmbeddingsSource& source, Arena& arena) {
  const auto task = read_embeddings_request(source.document, arena);
  if (!task.ok()) return task.failure();
  auto* writer = new (arena.allocate(sizeof(EmbeddingsWriter), alignof(EmbeddingsWriter))) EmbeddingsWriter(*task.value());
  return dialect::EmbeddingsCall{task.value(), writer};
}

/// Streams of this dialect are always events; what is no stream has not begun before it is whole.
bool asks_for_events(const http::RequestHead&) { return true; }

/// Hosts whose interface is known, by the ends of their names, and paths that say which one it is.
/// Empty when it is no URL.
Bytes host_of(Bytes base_url) {
  const std::size_t scheme = base_url.find("://");
  if (scheme == Bytes::npos) return {};
  const Bytes rest = base_url.substr(scheme + 3);
  return rest.substr(0, rest.find_first_of("/:?"));
}

bool owns_base(Bytes base_url) {
  static constexpr Bytes hosts[] = {"api.openai.com", "openrouter.ai",   "api.deepseek.com", "api.mistral.ai",
                                    "api.x.ai",       "api.together.ai", "api.together.xyz", "api.moonshot.ai",
                                    "api.cerebras.ai", "api.fireworks.ai"};
  if (text::ends_with(base_url, "/openai") || text::ends_with(base_url, "/openai/v1")) return true;
  const Bytes host = host_of(base_url);
  for (const Bytes known : hosts) {
    if (text::iequals(host, known)) return true;
  }
  return false;
}

/// Of servers that speak chat few have the other interface, and some of these only half of it: OpenAI's own, and Azure's.
bool speaks_part(Bytes base_url, Bytes label) {
  const Bytes host = host_of(base_url);
  if (label != dialect::labels::responses) return false;
  return text::iequals(host, "api.openai.com") || text::ends_with(host, ".openai.azure.com");
}

Bytes normal_base(Bytes base_url) {
  while (text::ends_with(base_url, "/")) base_url.remove_suffix(1);
  return base_url;
}

void authorize(Secret key, Buffer& headers) {
  Arena arena;
  http::append_header(headers, "authorization", arena.join("Bearer ", key.reveal()));
}

Bytes same_name(Bytes name) { return name; }
Result<Bytes> any_name(Bytes name, Arena&) { return name; }

Bytes models_path(Bytes, Arena&) { return "/models"; }
Bytes model_path(Bytes model, Arena& arena) {
  return arena.join("/models/", text::percent_encode_segment(arena, model));
}
Status read_page(json::Value root, Arena& arena, chat::ModelPage& page) {
  page.next_page = {};
  return read_models(root, arena, page.models);
}

Bytes probe_path(Bytes, bool embeds, Arena&) { return embeds ? Bytes("/embeddings") : Bytes("/chat/completions"); }

/// Of the two names for the length of an answer each is refused by some servers; a greeting's answer is short anyway.
void write_probe(Bytes model, bool embeds, Buffer& out) {
  json::Writer json(out);
  json.begin_object();
  json.key("model");
  json.string(model);
  json.key(embeds ? json::Escaped("input") : json::Escaped("messages"));
  json.raw(embeds ? json::Raw("\"Hi\"") : json::Raw(R"([{"role":"user","content":"Hi"}])"));
  json.end_object();
}

/// The playground asks for chat under a path of Rota's own, and clients under more than one.
Bytes native_path(const dialect::Route& route, Bytes, Arena&) {
  switch (route.operation) {
    case Operation::chat:
    case Operation::playground:
      return "/chat/completions";
    case Operation::embeddings:
      return "/embeddings";
    default:
      return route.tail;
  }
}

Bytes chat_path(const chat::Conversation&, Arena&) { return "/chat/completions"; }

Result<dialect::ReplyReader*> write_chat(const chat::Conversation& conversation, const dialect::Amendments& amendments,
                                         Buffer& out, Arena& arena) {
  auto* reader = new (arena.allocate(sizeof(Reader), alignof(Reader))) Reader(arena, conversation);
  const Status written = write_chat_request(conversation, amendments, reader->names(), out, arena);
  if (written.ok()) return static_cast<dialect::ReplyReader*>(reader);
  reader->~Reader();
  return written.failure();
}

Bytes embeddings_path(const chat::EmbeddingTask&, Arena&) { return "/embeddings"; }
/// OpenAI's vectors have the length 1, shortened ones too; what others give is theirs to say.
bool needs_unit_length(const chat::EmbeddingTask&) { return false; }

bool streams_answer(const dialect::Route& route) {
  return route.operation == Operation::chat || route.operation == Operation::playground;
}

}  // namespace

constexpr dialect::ClientDialect client{
    .label = label,
    .vendor = "OpenAI",
    .bases = bases,
    .base_count = sizeof(bases) / sizeof(bases[0]),
    .home = "/v1",
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .model_in_body = true,
    .single_members = single_members,
    .single_member_count = sizeof(single_members) / sizeof(single_members[0]),
    .names_in = names_in,
    .conversation = {session_names, sizeof(session_names) / sizeof(session_names[0]), {}, "messages"},
    .read_chat = read_chat,
    .read_embeddings = read_embeddings,
    .spell = spell_field,
    .write_models = write_models,
    .write_model = write_model,
    .list_member = "data",
    .name_member = "id",
    .write_error = write_error,
    .error_headers = dialect::forbid_useless_retry,
    .write_late_error = write_error_event,
    .asks_for_events = asks_for_events,
};

constexpr dialect::UpstreamDialect upstream{
    .label = label,
    .vendor = "OpenAI",
    .native = &client,
    .base_url = {.owns = owns_base, .speaks_part = speaks_part, .normal = normal_base},
    .authorize = authorize,
    .looks_like_key = google::looks_like_key,
    .strip_model = same_name,
    .read_model = any_name,
    .models_path = models_path,
    .model_path = model_path,
    .read_models = read_page,
    .read_one_model = read_model,
    .model_owner = label,
    .probe = {.path = probe_path, .write = write_probe},
    .reads_url = reads_url,
    .chat_path = chat_path,
    .write_chat = write_chat,
    .amendments_for = amendments_for,
    .embeddings_path = embeddings_path,
    .write_embeddings = write_embeddings,
    .read_embeddings = read_vectors,
    .needs_unit_length = needs_unit_length,
    .forwarded = {http::name_list(forwarded_headers), http::name_list(forwarded_query)},
    .native_path = native_path,
    .read_shape = read_native_shape,
    .streams_answer = streams_answer,
    .finish = {.members = {"\"finish_reason\""},
               .content = {"\"tool_calls\"", "\"images\""},
               .words = {"\"content\"", "\"refusal\"", "\"text\""},
               .read = read_passing},
    .usage_member = "usage",
    .read_usage = read_usage,
    .with_usage = with_usage,
    .is_usage_event = is_usage_event,
    .refuses_usage = refuses_usage,
    .read_error = reading::read_error,
    .error_in = reading::error_in,
    .classify = classify,
};

}  // namespace rota::openai
