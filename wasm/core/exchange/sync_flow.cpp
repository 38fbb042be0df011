// From the upstream's list to the desk's request; see sync_flow.h.
#include "exchange/sync_flow.h"

#include "json/writer.h"

namespace rota::exchange {

namespace {

void write_tokens(json::Writer& json, json::Escaped name, std::int64_t tokens) {
  if (tokens < 0) return;
  json.key(name);
  json.integer(tokens);
}

}  // namespace

Result<Flow*> SyncFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena) {
  json::Raw add;
  json::Raw version;
  if (!request.body.empty()) {
    const auto root = reader.read(request.body, arena);
    if (!root.ok()) return root.failure();
    if (!root.value().is_object()) return client_failure(Fault::bad_value, 400, "The body must be a JSON object.");
    for (const json::Member member : root.value().members()) {
      if (member.name.equals("add")) {
        add = member.value.raw();
      } else if (member.name.equals("version")) {
        version = member.value.raw();
      } else {
        return client_failure(Fault::bad_value, 422,
                              "There is no such field here: this route takes `add` and `version`.",
                              arena.copy(member.name.text(arena)));
      }
    }
  }
  void* place = arena.allocate(sizeof(SyncFlow), alignof(SyncFlow));
  return static_cast<Flow*>(new (place) SyncFlow(settings, reader, arena, add, version));
}

SyncFlow::SyncFlow(const Settings& settings, json::Reader& reader, Arena& arena, json::Raw add,
                   json::Raw version)
    : pages_(settings, reader, arena), add_(add), version_(version) {}

Result<Next> SyncFlow::end(ClientSide&) {
  const Result<Next> next = pages_.end();
  if (!next.ok() || next.value() != Next::finished) return next;
  write();
  return Next::desk;
}

void SyncFlow::write() {
  written_.clear();
  json::Writer json(written_);
  json.begin_object();
  if (!add_.empty()) {
    json.key("add");
    json.raw(add_);
  }
  if (!version_.empty()) {
    json.key("version");
    json.raw(version_);
  }
  json.key("found");
  json.begin_array();
  for (const chat::Model& model : pages_.models()) {
    json.begin_object();
    json.key("id");
    json.escaped(model.id);
    if (!model.display_name.empty()) {
      json.key("display_name");
      json.escaped(model.display_name);
    }
    write_tokens(json, "input_token_limit", model.context_tokens);
    write_tokens(json, "output_token_limit", model.output_tokens);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace rota::exchange
