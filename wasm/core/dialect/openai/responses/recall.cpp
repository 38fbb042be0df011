// Ids, and the records of a reply; see recall.h.
#include "dialect/openai/responses/recall.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::openai::responses {

namespace {

constexpr Bytes response_prefix = "resp_";
constexpr std::size_t random_length = 24;  // of a response's id
constexpr std::size_t item_length = 6;     // of what its items have besides

/// A conversation is named by its id, or by an object that has it.
json::Value conversation_id(json::Value document) {
  const json::Value conversation = document["conversation"];
  return conversation.is_object() ? conversation["id"] : conversation;
}

Bytes name_in(json::Value value, Arena& arena) {
  const Bytes name = value.is_string() ? value.text(arena) : Bytes();
  return rota::responses::is_name(name) ? name : Bytes();
}

bool is_reference(json::Value item) { return item["type"].equals("item_reference"); }

rota::responses::References references_of(json::Value document, Arena& arena) {
  rota::responses::References found;
  found.chain = name_in(document["previous_response_id"], arena);
  found.conversation = name_in(conversation_id(document), arena);
  NameTree seen;
  const auto name_of = [&found](std::uint32_t place) { return found.ids[place]; };
  for (const json::Value item : document["input"].elements()) {
    if (!is_reference(item)) continue;
    const Bytes id = response_of(name_in(item["id"], arena), arena);
    if (id.empty() || found.ids.size() == limits::stored_responses) continue;  // a client has no more of them
    const auto place = static_cast<std::uint32_t>(found.ids.size());
    if (seen.find_or_add(arena, id, place, name_of) == no_place) found.ids.push(arena, id);
  }
  return found;
}

/// What is given is no member that is not set.
bool is_given(json::Value value) { return !value.is_unset() && !(value.is_string() && value.escaped().empty()); }

}  // namespace

rota::responses::References find_references(Bytes body, json::Reader& reader, Arena& arena) {
  bool may = false;
  for (const Bytes word : {Bytes("\"previous_response_id\""), Bytes("\"conversation\""), Bytes("\"item_reference\"")}) {
    may = may || text::contains(body, word);
  }
  if (!may) return {};
  const auto root = reader.read(body, arena);
  return root.ok() ? references_of(*root, arena) : rota::responses::References();
}

Bytes response_of(Bytes item_id, Arena& arena) {
  const std::size_t mark = item_id.find('_');
  if (mark == Bytes::npos) return {};
  const Bytes rest = item_id.substr(mark + 1);
  if (rest.size() != random_length + 1 + item_length || rest[random_length] != '_') return {};
  return arena.join(response_prefix, rest.substr(0, random_length));
}

json::Escaped item_id(json::Escaped prefix, json::Escaped response_id, Random& random, Arena& arena) {
  const json::Escaped own = response_id.without(response_prefix);
  return json::join(arena, prefix, own, "_", json::escape(arena, random.id(arena, {}, item_length)));
}

Recall::Recall(const dialect::Stored& stored, json::Value document, Arena& arena)
    : arena_(arena), document_(document), hindrance_(stored.hindrance) {
  if (!on()) return;
  previous_ = name_in(document["previous_response_id"], arena);
  conversation_ = name_in(conversation_id(document), arena);
  if (stored.records.empty()) return;
  const auto records = reader_.read(stored.records, arena);
  too_much_ = !records.ok() || !records->is_array();
  if (too_much_) return;
  const std::size_t alone = references_of(document, arena).ids.size();
  std::size_t at = 0;
  for (const json::Value record : records->elements()) take(record, at++ >= alone);
}

void Recall::take(json::Value record, bool goes_on) {
  if (!record.is_object()) {
    whole_ = whole_ && !goes_on;
    return;
  }
  const auto name_of = [this](std::uint32_t place) { return ids_[place]; };
  for (const json::Value list : {record["input"], record["response"]["output"]}) {
    for (const json::Value item : list.elements()) {
      if (goes_on) {
        earlier_.push(arena_, item);
        continue;
      }
      const Bytes id = item["id"].text(arena_);
      if (names_.find_or_add(arena_, id, static_cast<std::uint32_t>(ids_.size()), name_of) != no_place) continue;
      ids_.push(arena_, id);
      items_.push(arena_, item);
    }
  }
}

json::Value Recall::item(Bytes id) const {
  const std::uint32_t place = names_.find(id, [this](std::uint32_t at) { return ids_[at]; });
  return place == no_place ? json::Value() : items_[place];
}

void Recall::refuse(const Path& path, Checks& checks) const {
  checks.not_stored(path, arena_.join("Invalid '", path.name, "': no answer is stored here: ", hindrance_,
                                      ". Send the whole conversation as 'input'."));
}

void Recall::check(Checks& checks) const {
  const json::Value previous = document_["previous_response_id"];
  const json::Value conversation = document_["conversation"];
  const Path previous_path{nullptr, "previous_response_id"};
  const Path conversation_path{nullptr, "conversation"};
  if (!on() && is_given(previous)) return refuse(previous_path, checks);
  if (!on() && is_given(conversation)) return refuse(conversation_path, checks);
  if (is_given(previous) && is_given(conversation)) {
    return checks.wrong_value(previous_path, "'conversation' says already what this request goes on from: send one of the two.");
  }
  if (is_given(previous) && !previous.is_string()) return checks.wrong_type(previous_path, "a string", previous);
  const bool names = conversation.is_string() || conversation.is_object();
  if (is_given(conversation) && !names) return checks.wrong_type(conversation_path, "a string or an object with 'id'", conversation);
  if (is_given(conversation) && conversation_.empty()) {
    return checks.wrong_value(conversation_path, "its id must be letters, digits, '_' and '-', 64 of them at the most.");
  }
  if (too_much_) {
    const Path input_path{nullptr, "input"};
    const Path& path = is_given(previous) ? previous_path : is_given(conversation) ? conversation_path : input_path;
    return checks.wrong_value(path, "what this request refers to has become too long to be read at once.");
  }
  if (!is_given(previous)) return;
  if (!previous_.empty() && whole_ && !earlier_.empty()) return;
  checks.not_stored(previous_path, arena_.join("Previous response with id '", previous.text(arena_), "' not found."));
}

}  // namespace rota::openai::responses
