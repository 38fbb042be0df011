// Looking for names; see resources.h.
#include "dialect/gemini/resources/resources.h"

#include "base/text.h"
#include "dialect/gemini/resources/names.h"
#include "http/head.h"

namespace rota::gemini {

namespace {

using dialect::Making;
using dialect::Resource;
using dialect::Route;

constexpr std::size_t deepest = 24;  // a part of a request in a list of a batch stands fourteen deep

/// Members whose text may be the name of a resource, or its URL.
constexpr Bytes naming[] = {"fileUri",       "file_uri",      "fileName",      "file_name",
                            "cachedContent", "cached_content", "uri",           "name",
                            "responsesFile", "responses_file", "documentName",  "document_name",
                            "environment",   "environment_id", "agent",         "fileSearchStoreNames",
                            "file_search_store_names"};
/// What the client's tools say and what schemas look like is no part of Google's own messages.
constexpr Bytes foreign[] = {"args",           "response",          "arguments", "result",
                             "parameters",     "responseSchema",    "parametersJsonSchema",
                             "response_schema", "parameters_json_schema", "functionDeclarations", "function_declarations"};

void add(Bytes name, List<Bytes>& names, Arena& arena) {
  if (name.empty() || names.size() == limits::owned_names) return;
  for (const Bytes known : names) {
    if (known == name) return;
  }
  names.push(arena, name);
}

bool is_interaction_id(json::Value name) {
  return name.equals("previous_interaction_id") || name.equals("previousInteractionId");
}

/// `named`: the text, or the texts of the list, may name one.
void find_in_body(json::Value value, bool named, std::size_t depth, List<Bytes>& names, Arena& arena) {
  if (named && value.is_string()) add(resource_in(value.text(arena)), names, arena);
  if (depth == deepest) return;
  for (const json::Value element : value.elements()) find_in_body(element, named, depth + 1, names, arena);
  for (const json::Member member : value.members()) {
    if (is_interaction_id(member.name) && member.value.is_string()) {
      const Bytes id = member.value.text(arena);
      if (!id.empty()) add(arena.join("interactions/", id), names, arena);
      continue;
    }
    if (json::is_among(member.name, foreign)) continue;
    find_in_body(member.value, json::is_among(member.name, naming), depth + 1, names, arena);
  }
}

void in_body(json::Value body, List<Bytes>& names, Arena& arena) { find_in_body(body, false, 0, names, arena); }

void find_in_parts(const List<chat::Part>& parts, List<Bytes>& names, Arena& arena) {
  for (const chat::Part& part : parts) {
    if (!part.url.empty()) add(resource_in(part.url), names, arena);
    if (part.attached != nullptr) find_in_parts(*part.attached, names, arena);
  }
}

void in_conversation(const chat::Conversation& conversation, List<Bytes>& names, Arena& arena) {
  for (const chat::Turn& turn : conversation.turns) find_in_parts(turn.parts, names, arena);
  if (!conversation.uses_stored) return;
  json::Reader reader;
  for (const chat::NativeSetting& setting : conversation.native) {
    if (setting.name != "cachedContent" && setting.name != "cached_content") continue;
    const auto value = reader.read(Bytes(setting.json), arena);
    if (value.ok()) add(arena.copy(resource_in(value->text(arena))), names, arena);
  }
}

/// The path behind the version, for uploads too.
Bytes plain_path(const Route& route) { return route.base == "/upload" ? without_version(route.tail) : route.tail; }

Bytes upload_name(Bytes query, Arena& arena) {
  const Bytes id = http::query_value(query, "upload_id", arena);
  return id.empty() ? id : arena.join("uploads/", id);
}

Bytes in_path(const Route& route, Arena& arena) {
  if (route.base == "/upload") {
    const Bytes upload = upload_name(route.query, arena);
    if (!upload.empty()) return upload;
  }
  return text::percent_decode(arena, resource_of(plain_path(route)));
}

Bytes listed(const Route& route) {
  const Bytes collection = route.base == "/upload" ? Bytes() : collection_of(route.tail);
  return is_listed(collection) ? collection : Bytes();
}

dialect::ResourceList list_of(Bytes collection) {
  const bool ids = has_ids(collection);
  return {collection == "batches" ? Bytes("operations") : collection, ids ? Bytes("next_page_token") : Bytes("nextPageToken")};
}

Bytes name_in_list(Bytes collection, json::Value entry, Arena& arena) {
  const Bytes name = entry["name"].text(arena);
  if (!has_ids(collection) || resource_of(name) == name) return name;
  return arena.join(collection, "/", entry["id"].text(arena));
}

/// "predictLongRunning" of "/models/m:predictLongRunning"; empty: it has none.
Bytes verb_of(Bytes path) {
  const std::size_t colon = path.rfind(':');
  return colon == Bytes::npos ? Bytes() : path.substr(colon + 1);
}

bool is_of_collection(Bytes path) {
  const Bytes first = path.substr(0, path.find_first_of("/:", 1));
  return !collection_of(first).empty();
}

Making making(const Route& route, Bytes method) {
  const Bytes path = plain_path(route);
  const Bytes named = resource_of(path);
  if (method == "DELETE") return !named.empty() && named.size() + 1 == path.size() ? Making::deletes : Making::nothing;
  const bool stands_for_work = text::starts_with(named, "operations/") || text::starts_with(named, "batches/") ||
                               text::contains(named, "/operations/") || text::contains(path, "/operations/");
  if (method == "GET") return stands_for_work ? Making::shows : Making::nothing;
  if (method != "POST" && method != "PATCH") return Making::nothing;
  if (is_of_collection(path)) return route.use == dialect::Use::metered ? Making::nothing : Making::makes;
  const Bytes verb = verb_of(path);
  const bool long_running = verb == "predictLongRunning" || verb == "batchGenerateContent" || verb == "asyncBatchEmbedContent";
  return long_running ? Making::makes : Making::nothing;
}

json::Value model_in_body(const Route& route, json::Value body) {
  return route.tail == "/interactions" ? body["model"] : json::Value();
}

/// When the object says that it is kept no longer, from now on; what says nothing is kept as usual.
double life_of(json::Value object, Bytes name, double now_ms, Arena& arena) {
  for (const Bytes member : {Bytes("expirationTime"), Bytes("expireTime")}) {
    const double until_ms = read_time_ms(object[member].text(arena));
    if (until_ms > now_ms) return until_ms - now_ms;
  }
  return usual_life_ms(name);
}

void note(Bytes name, double life_ms, List<Resource>& found, Arena& arena) {
  if (name.empty() || name.size() > limits::owned_name_bytes || found.size() == limits::owned_names) return;
  for (const Resource& known : found) {
    if (known.name == name) return;
  }
  found.push(arena, Resource{arena.copy(name), life_ms});
}

void find_in_answer(json::Value value, std::size_t depth, double now_ms, List<Resource>& found, Arena& arena) {
  if (depth == deepest) return;
  for (const json::Value element : value.elements()) find_in_answer(element, depth + 1, now_ms, found, arena);
  for (const json::Member member : value.members()) {
    if (member.value.is_string() && json::is_among(member.name, naming)) {
      const Bytes name = resource_in(member.value.text(arena));
      if (!name.empty()) note(name, life_of(value, name, now_ms, arena), found, arena);
    } else if (!member.name.equals("contents") && !member.name.equals("candidates")) {
      find_in_answer(member.value, depth + 1, now_ms, found, arena);
    }
  }
}

/// What stands in the manner of OpenAI's interfaces has an id, and says by its route what it is.
void in_answer(const Route& route, json::Value answer, double now_ms, List<Resource>& found, Arena& arena) {
  const Bytes path = plain_path(route);
  const Bytes first = path.substr(0, path.find_first_of("/:", 1));
  const Bytes collection = collection_of(first);
  for (const json::Value object : {answer["interaction"], answer}) {
    const json::Value id = object["id"];
    if (collection.empty() || !id.is_string() || id.equals("")) continue;
    const Bytes name = arena.join(collection, "/", id.text(arena));
    return note(name, life_of(object, name, now_ms, arena), found, arena);
  }
  if (collection != "interactions") find_in_answer(answer, 0, now_ms, found, arena);
}

Resource of_upload(Bytes url, Arena& arena) {
  const std::size_t query = url.find('?');
  if (query == Bytes::npos) return {};
  return {upload_name(url.substr(query + 1), arena), limits::owned_file_ms};
}

Bytes key_of(const http::RequestHead& head, Arena& arena) {
  if (const Bytes key = http::find(head.headers, "x-goog-api-key"); !key.empty()) return key;
  if (const Bytes key = http::query_value(head.query, "key", arena); !key.empty()) return key;
  constexpr Bytes bearer = "Bearer ";
  const Bytes authorization = http::find(head.headers, "authorization");
  return text::istarts_with(authorization, bearer) ? text::trim(authorization.substr(bearer.size())) : Bytes();
}

Bytes upload_here(Bytes url, const http::RequestHead& head, Arena& arena) {
  const std::size_t scheme = url.find("://");
  const std::size_t upload = url.find("/upload/", scheme == Bytes::npos ? 0 : scheme + 3);
  if (upload == Bytes::npos || url.find('?') == Bytes::npos) return url;
  const Bytes key = key_of(head, arena);
  return arena.join(head.origin, url.substr(upload), key.empty() ? Bytes() : Bytes("&key="),
                    text::percent_encode_segment(arena, key));
}

}  // namespace

constexpr dialect::Resources resources{
    .in_path = in_path,
    .listed = listed,
    .list_of = list_of,
    .name_in_list = name_in_list,
    .making = making,
    .model_in_body = model_in_body,
    .in_body = in_body,
    .in_conversation = in_conversation,
    .in_answer = in_answer,
    .upload_header = "x-goog-upload-url",
    .of_upload = of_upload,
    .upload_here = upload_here,
};

}  // namespace rota::gemini
