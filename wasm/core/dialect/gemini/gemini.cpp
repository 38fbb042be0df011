// The rows of Gemini's dialect; see gemini.h. Its routes and its way to call an upstream stand here; what a body means,
// in the folders beside.
#include "dialect/gemini/gemini.h"

#include "base/text.h"
#include "dialect/gemini/client/embeddings.h"
#include "dialect/gemini/client/models.h"
#include "dialect/gemini/client/reply.h"
#include "dialect/gemini/embeddings/embed.h"
#include "dialect/gemini/error/amendments.h"
#include "dialect/gemini/error/error.h"
#include "dialect/gemini/forwarding.h"
#include "dialect/gemini/models/model_name.h"
#include "dialect/gemini/models/models.h"
#include "dialect/gemini/passing/passing.h"
#include "dialect/gemini/reply/answer.h"
#include "dialect/gemini/reply/reader.h"
#include "dialect/gemini/reply/service_tier.h"
#include "dialect/gemini/reply/usage.h"
#include "dialect/gemini/resources/resources.h"
#include "dialect/gemini/request/generate_request.h"
#include "dialect/gemini/request/media_url.h"
#include "dialect/gemini/request/native_shape.h"
#include "dialect/reading/error_body.h"
#include "http/forward.h"

namespace rota::gemini {

namespace {

using dialect::Operation;
using dialect::Use;

constexpr Bytes bases[] = {"/v1beta", "/v1alpha", "/upload", "/v1"};

/// Which Google's SDKs send with every request.
constexpr Bytes clients_header = "x-goog-api-client";

// Google takes every method; these are the ones that a preflight may ask for.
constexpr Bytes preflight_methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";

constexpr dialect::RoutePattern row(Bytes path, Use use) {
  return {.path = path, .methods = preflight_methods, .operation = Operation::native, .use = use, .any_method = true};
}
constexpr dialect::RoutePattern tuned(Bytes path, Use use) {
  dialect::RoutePattern pattern = row(path, use);
  pattern.tuned = true;
  return pattern;
}
/// Under /v1 another dialect's rows come first.
constexpr dialect::RoutePattern last(dialect::RoutePattern pattern) {
  pattern.fallback = true;
  return pattern;
}

/// What upstreams of other dialects can do, too.
constexpr dialect::RoutePattern common(Operation as, dialect::RoutePattern pattern) {
  pattern.as = as;
  return pattern;
}
/// Google's newest SDKs ask for lists under /v1, where another dialect has its own.
constexpr dialect::RoutePattern headed(dialect::RoutePattern pattern) {
  pattern.header = clients_header;
  return pattern;
}

constexpr dialect::RoutePattern routes[] = {
    common(Operation::chat, row("/models/{model}:generateContent", Use::metered)),
    common(Operation::chat, row("/models/{model}:streamGenerateContent", Use::metered)),
    common(Operation::embeddings, row("/models/{model}:embedContent", Use::metered)),
    common(Operation::embeddings, row("/models/{model}:batchEmbedContents", Use::metered)),
    common(Operation::count_tokens, row("/models/{model}:countTokens", Use::free)),
    row("/models/{model}:predict", Use::unmetered),
    row("/models/{model}:predictLongRunning", Use::unmetered),
    // A model under /v1 is Google's when it has a verb.
    row("/models/{model}**:**", Use::unknown),
    tuned("/tunedModels/{model}:generateContent", Use::metered),
    tuned("/tunedModels/{model}:streamGenerateContent", Use::metered),
    headed(common(Operation::models, row("/models", Use::catalog))),
    headed(common(Operation::model, row("/models/{model}", Use::catalog))),
    last(common(Operation::models, row("/models", Use::catalog))),
    last(common(Operation::model, row("/models/{model}", Use::catalog))),
    last(row("/models/{model}/operations/{id**}", Use::resource)),
    last(row("/files", Use::resource)),
    last(row("/files/{id**}", Use::resource)),
    last(row("/v1beta/files", Use::upload)),
    last(row("/v1beta/fileSearchStores/{id**}", Use::upload)),
    last(row("/v1alpha/files", Use::upload)),
    last(row("/v1/files", Use::upload)),
    last(row("/v1/fileSearchStores/{id**}", Use::upload)),
    last(row("/generatedFiles", Use::resource)),
    last(row("/generatedFiles/{id**}", Use::resource)),
    last(row("/cachedContents", Use::resource)),
    last(row("/cachedContents/{id**}", Use::resource)),
    last(row("/fileSearchStores", Use::resource)),
    last(row("/fileSearchStores/{id**}", Use::resource)),
    last(row("/corpora", Use::resource)),
    last(row("/corpora/{id**}", Use::resource)),
    last(row("/batches", Use::resource)),
    last(row("/batches/{id**}", Use::resource)),
    last(row("/operations", Use::resource)),
    last(row("/operations/{id**}", Use::resource)),
    last(row("/tunedModels", Use::resource)),
    last(row("**/models/{model}**", Use::unknown)),
    last(tuned("**/tunedModels/{model}**", Use::unknown)),
    last(row("/{id**}", Use::unknown)),
};

bool asks_for_events(const http::RequestHead& head) {
  Arena arena;
  return http::query_value(head.query, "alt", arena) == "sse";
}

/// As an event, and as Google itself tells one: an object by itself. Google's SDK, and so Gemini CLI 0.61, takes an event
/// without candidates for the end of the answer, and raises what it reads of the object; readers of events pass that over.
void write_late_error(const Failure& failure, Buffer& out) {
  out.append("data: ");
  write_error(failure, out);
  out.append("\r\n\r\n");
  write_error(failure, out);
  out.append("\r\n");
}

/// Base URLs are pasted with and without a slash and a version; a client's path brings its own version.
Bytes normal_base(Bytes base_url) {
  while (text::ends_with(base_url, "/")) base_url.remove_suffix(1);
  for (Bytes version : {Bytes("/v1beta"), Bytes("/v1alpha"), Bytes("/v1")}) {
    if (text::ends_with(base_url, version)) base_url.remove_suffix(version.size());
  }
  return base_url;
}

void authorize(Secret key, Buffer& headers) {
  http::append_header(headers, "x-goog-api-key", key.reveal());
}

Bytes probe_path(Bytes model, bool embeds, Arena& arena) {
  return arena.join("/v1beta/models/", text::percent_encode_segment(arena, model),
                    embeds ? Bytes(":embedContent") : Bytes(":generateContent"));
}

/// As little as every model takes: some refuse to be told how much to think, so the answer alone is kept short.
void write_probe(Bytes, bool embeds, Buffer& out) {
  constexpr Bytes generate =
      R"({"contents":[{"role":"user","parts":[{"text":"Hi"}]}],"generationConfig":{"maxOutputTokens":16}})";
  out.append(embeds ? Bytes(R"({"content":{"parts":[{"text":"Hi"}]}})") : generate);
}

Result<dialect::ReplyReader*> write_chat(const chat::Conversation& conversation, const dialect::Amendments& amendments,
                                         Buffer& out, Arena& arena) {
  auto* reader = new (arena.allocate(sizeof(Reader), alignof(Reader))) Reader(arena, conversation.model, conversation.stream);
  const Status written = write_generate_request(conversation, reader->names(), out, amendments);
  if (written.ok()) return static_cast<dialect::ReplyReader*>(reader);
  reader->~Reader();
  return written.failure();
}

Status write_counted(const chat::Conversation& conversation, const dialect::Amendments& amendments, Buffer& out, Arena& arena) {
  FunctionNames names(arena);
  return write_count_request(conversation, names, out, amendments);
}

Result<std::int64_t> read_total(json::Value root) {
  std::int64_t tokens = 0;
  if (root["totalTokens"].integer(tokens) && tokens >= 0) return tokens;
  return upstream_failure("The upstream's answer counts no tokens.");
}

chat::ServiceTier tier_of(const http::Headers& headers) {
  return service_tier_of(http::find(headers, "x-gemini-service-tier"));
}

/// A path's model in the upstream's words; everything else stays byte for byte.
Bytes native_path(const dialect::Route& route, Bytes model, Arena& arena) {
  const Bytes named = route.model;
  if (named.empty() || text::percent_decode(arena, named) == model) return arena.join(route.base, route.tail);
  const auto begin = static_cast<std::size_t>(named.data() - route.tail.data());
  return arena.join(route.base, route.tail.substr(0, begin), text::percent_encode_segment(arena, model),
                    route.tail.substr(begin + named.size()));
}

/// What has nothing of an answer's may be anything, and is not waited for.
Result<chat::Fragment> read_passing(json::Value message, Arena& arena) {
  const json::Value root = reading::unwrap(message);
  if (!root["candidates"] && !root["promptFeedback"] && !root["usageMetadata"]) {
    return upstream_failure("The upstream sent something that is no answer.");
  }
  return read_answer(message, arena);
}

bool streams_answer(const dialect::Route& route) { return text::ends_with(route.tail, ":streamGenerateContent"); }

}  // namespace

bool looks_like_key(Secret key) {
  return text::starts_with(key.reveal(), "AIza") || text::starts_with(key.reveal(), "AQ.");
}

constexpr dialect::ClientDialect client{
    .label = label,
    .vendor = "Gemini",
    .bases = bases,
    .base_count = sizeof(bases) / sizeof(bases[0]),
    .home = "/v1beta",
    .header = clients_header,
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .single_members = single_members,
    .single_member_count = sizeof(single_members) / sizeof(single_members[0]),
    .names_in = names_in,
    // No name: Google refuses members that it does not know.
    .conversation = {nullptr, 0, {"systemInstruction", "system_instruction"}, "contents"},
    .read_chat = clients::read_chat,
    .read_embeddings = clients::read_embeddings,
    .spell = spell_field,
    .write_models = clients::write_models,
    .write_model = clients::write_model,
    .list_member = "models",
    .name_member = "name",
    .next_page_member = "nextPageToken",
    .write_error = write_error,
    .write_late_error = write_late_error,
    .asks_for_events = asks_for_events,
};

constexpr dialect::UpstreamDialect upstream{
    .label = label,
    .vendor = "Gemini",
    .native = &client,
    .base_url = {.normal = normal_base},
    .authorize = authorize,
    .looks_like_key = looks_like_key,
    .strip_model = strip_model_prefix,
    .read_model = read_model_name,
    .models_path = models_path,
    .model_path = model_path,
    .read_models = read_models_page,
    .read_one_model = read_model,
    .model_owner = model_owner,
    // Google's own alias of the newest of its cheapest family.
    .probe = {"gemini-flash-lite-latest", probe_path, write_probe},
    .reads_url = reads_url,
    .chat_path = generate_path,
    .write_chat = write_chat,
    .amendments_for = amendments_for,
    .tier_of = tier_of,
    .counting = {count_path, write_counted, read_total},
    .embeddings_path = embed_path,
    .write_embeddings = write_embed_request,
    .read_embeddings = read_embeddings,
    .needs_unit_length = wants_unit_length,
    .forwarded = {http::name_list(forwarded_headers), http::name_list(forwarded_query)},
    .native_path = native_path,
    .read_shape = read_native_shape,
    .streams_answer = streams_answer,
    .finish = {{"\"finishReason\"", "\"blockReason\""},
               {"\"parts\"", "\"values\""},
               {},
               "\"text\"",
               error_of_finish,
               read_passing},
    .usage_member = "usageMetadata",
    .usage_member_else = "usage",
    .resources = &resources,
    .read_usage = read_usage,
    .hides_usage = hides_usage,
    .read_error = reading::read_error,
    .error_in = error_in,
    .classify = classify,
};

}  // namespace rota::gemini
