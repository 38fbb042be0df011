// Echo as an upstream: a request written, and the reader of its answer; see echo.h and README.md.
#include "base/text.h"
#include "dialect/reading/blocks.h"
#include "dialect/reading/diagnosis.h"
#include "dialect/reading/error_body.h"
#include "echo.h"
#include "json/writer.h"

namespace rota::echo {

namespace {

using chat::Cause;
using Kind = chat::Delta::Kind;

// Requests.

void write_part(const chat::Part& part, bool own, json::Writer& json) {
  json.begin_object();
  json.key(own ? json::Escaped("i") : json::Escaped("you"));
  switch (part.kind) {
    case chat::Part::Kind::tool_call:
      json.escaped("call ", part.name_space, part.name_space.empty() ? json::Escaped() : json::Escaped("/"), part.name);
      json.key("with");
      json.raw(part.json);
      break;
    case chat::Part::Kind::tool_result:
      json.escaped(part.failed ? json::Escaped("failed: ") : json::Escaped("got: "), part.text);
      break;
    default:
      json.escaped(part.text);
      break;
  }
  json.end_object();
}

/// Hears the events of one answer, one by one or all at once.
class Reader final : public dialect::ReplyReader {
 public:
  explicit Reader(Arena& memory) : blocks_(memory) {}
  void begin() override { blocks_.begin(); }
  [[nodiscard]] Result<chat::Fragment> read(json::Value message, Arena& arena) override {
    if (!message.is_object()) {
      return Failure{Blame::upstream, Fault::upstream_error, 502, "The upstream sent no echo.", {}, 0};
    }
    chat::Fragment fragment;
    if (message["all"].is_array()) {
      for (json::Value event : message["all"].elements()) hear(event, fragment, arena);
    } else {
      hear(message, fragment, arena);
    }
    return fragment;
  }

 private:
  void hear(json::Value event, chat::Fragment& fragment, Arena& arena) {
    if (json::Value open = event["open"]) {
      kind_ = open.equals("thought") ? Kind::thought : open.equals("call") ? Kind::tool_call : Kind::text;
      blocks_.end(0, fragment, arena);
      chat::Delta& delta = blocks_.add(kind_, 0, fragment, arena);
      delta.name = event["name"].escaped();
      delta.name_space = event["space"].escaped();
      delta.id = event["id"].escaped();
    } else if (json::Value more = event["more"]) {
      if (kind_ == Kind::tool_call) {
        blocks_.go_on(0, fragment, arena).arguments = arena.copy(more.text(arena));
      } else {
        blocks_.add(kind_, 0, fragment, arena).text = more.escaped();
      }
    } else if (event["close"]) {
      blocks_.end(0, fragment, arena);
    } else if (json::Value over = event["over"]) {
      blocks_.end(0, fragment, arena);
      chat::Delta& finish = fragment.deltas.push(arena, chat::Delta{});
      finish.kind = Kind::finish;
      finish.finish = over.equals("full") ? chat::Finish::length : chat::Finish::stop;
      finish.stop = event["at"].escaped();
      read_cost(event["cost"], fragment.usage);
    }
  }
  static void read_cost(json::Value cost, chat::Usage& usage) {
    static_cast<void>(cost["in"].integer(usage.prompt_tokens));
    static_cast<void>(cost["out"].integer(usage.completion_tokens));
    static_cast<void>(cost["cached"].integer(usage.cached_tokens));
    static_cast<void>(cost["written"].integer(usage.cache_written_tokens));
  }

  reading::Blocks blocks_;
  Kind kind_ = Kind::text;
};

Result<dialect::ReplyReader*> write_chat(const chat::Conversation& conversation, const dialect::Amendments&, Buffer& out,
                                         Arena& arena) {
  json::Writer json(out);
  json.begin_object();
  json.key("talk");
  json.begin_array();
  for (const chat::Part& part : conversation.system) write_part(part, false, json);
  for (const chat::Turn& turn : conversation.turns) {
    for (const chat::Part& part : turn.parts) write_part(part, turn.role == chat::Role::model, json);
  }
  json.end_array();
  json.key("aloud");
  json.boolean(conversation.stream);
  json.end_object();
  return new (arena.allocate(sizeof(Reader), alignof(Reader))) Reader(arena);
}

Bytes chat_path(const chat::Conversation& conversation, Arena& arena) {
  return arena.join("/talk/", text::percent_encode_segment(arena, conversation.model));
}

// Errors: {"trouble": "busy", "words": "...", "again_ms": 5000}.

bool read_trouble(json::Value root, chat::UpstreamError& error, Arena& arena) {
  if (!root["trouble"].is_string()) return false;
  error.structured = true;
  error.envelope = label;
  error.reason = arena.copy(root["trouble"].text(arena));
  error.message = arena.copy(root["words"].text(arena));
  error.field = arena.copy(root["where"].text(arena));
  static_cast<void>(root["again_ms"].number(error.retry_delay_ms));
  return true;
}

chat::UpstreamError read_error(std::uint16_t http_status, const http::Headers& headers, Bytes body, json::Reader& reader,
                               Arena& arena) {
  chat::UpstreamError error;
  error.http_status = http_status;
  const auto root = reader.read(body, arena);
  if (root.ok() && read_trouble(*root, error, arena)) return error;
  return reading::read_error(http_status, headers, body, reader, arena);  // what stands in front of it
}

const chat::UpstreamError* error_in(json::Value message, Arena& arena) {
  auto* error = arena.make<chat::UpstreamError>();
  error->http_status = 500;
  return read_trouble(message, *error, arena) ? error : nullptr;
}

chat::Diagnosis classify(const chat::UpstreamError& error, const dialect::Asked&, Arena& arena) {
  if (error.reason == "busy") return reading::diagnose(Cause::minute_quota, "It needs a rest.", error, arena);
  if (error.reason == "stranger")
    return reading::diagnose(Cause::key_invalid, "It does not know the key.", error, arena);
  if (error.reason == "what") {
    chat::Diagnosis made = reading::diagnose(Cause::rejected, "It did not understand.", error, arena);
    if (error.field == "talk") made.field = Field::messages;
    return made;
  }
  return reading::diagnose_by_status(error, arena);
}

// The rest of the row.

Bytes normal_base(Bytes base_url) { return base_url; }
void authorize(Secret key, Buffer& headers) {
  headers.append("x-echo-key: ");
  headers.append(key.reveal());
  headers.append('\n');
}
bool looks_like_key(Secret) { return false; }
Bytes same_name(Bytes name) { return name; }
Result<Bytes> any_name(Bytes name, Arena&) { return name; }
bool reads_url(Bytes) { return true; }
dialect::Amendments amendments_for(const chat::UpstreamError&, const dialect::Amendments&) { return {}; }
chat::ServiceTier tier_of(const http::Headers&) { return chat::ServiceTier::unset; }
Bytes models_path(Bytes, Arena&) { return "/who"; }
Status read_models(json::Value root, Arena& arena, chat::ModelPage& page) {
  for (json::Value who : root["who"].elements()) {
    chat::Model& model = page.models.push(arena, chat::Model{});
    model.id = json::copy(arena, who.escaped());
    model.owner = label;
  }
  page.next_page = {};
  return Done{};
}

}  // namespace

constexpr dialect::UpstreamDialect upstream{
    .label = label,
    .vendor = "Echo",
    .base_url = {.normal = normal_base},
    .authorize = authorize,
    .looks_like_key = looks_like_key,
    .strip_model = same_name,
    .read_model = any_name,
    .models_path = models_path,
    .read_models = read_models,
    .model_owner = label,
    .reads_url = reads_url,
    .chat_path = chat_path,
    .write_chat = write_chat,
    .amendments_for = amendments_for,
    .tier_of = tier_of,
    .read_error = read_error,
    .error_in = error_in,
    .classify = classify,
};

}  // namespace rota::echo
