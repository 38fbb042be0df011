// The snapshot's JSON, and questions about it; see snapshot.h. What has its default is left out. Version 1.
#include "store/snapshot.h"

#include <algorithm>

#include "base/text.h"
#include "store/key_rows.h"

namespace rota::store {

namespace {

constexpr std::int64_t snapshot_format = 1;

void write_text_member(json::Writer& out, json::Escaped name, Bytes utf8) {
  if (utf8.empty()) return;
  out.key(name);
  out.string(utf8);
}

void write_texts_member(json::Writer& out, json::Escaped name, const List<Bytes>& texts) {
  if (texts.empty()) return;
  out.key(name);
  out.begin_array();
  for (const Bytes text : texts) out.string(text);
  out.end_array();
}

void write_limit_member(json::Writer& out, json::Escaped name, std::int64_t limit) {
  if (limit < 0) return;
  out.key(name);
  out.integer(limit);
}

void write_off_member(json::Writer& out, json::Escaped name, bool on) {
  if (on) return;
  out.key(name);
  out.boolean(false);
}

void write_model(json::Writer& out, const ModelRow& model) {
  out.begin_object();
  out.key("id");
  out.string(model.id);
  out.key("category");
  out.string(family_text(model.category));
  write_limit_member(out, "daily_quota", model.daily_quota);
  write_texts_member(out, "aliases", model.aliases);
  out.end_object();
}

void write_client(json::Writer& out, const ClientRow& client, Arena& arena) {
  out.begin_object();
  out.key("digest");
  out.string(digest_hex(client, arena));
  write_text_member(out, "name", client.name);
  write_text_member(out, "hint", client.hint);
  if (client.expires_ms > 0) write_limit_member(out, "expires_ms", static_cast<std::int64_t>(client.expires_ms));
  write_texts_member(out, "models", client.models);
  write_limit_member(out, "rpm", client.rpm);
  write_limit_member(out, "rpd", client.rpd);
  write_limit_member(out, "tpd", client.tpd);
  write_off_member(out, "active", client.active);
  write_off_member(out, "safety", client.safety);
  if (client.resources) {
    out.key("resources");
    out.boolean(*client.resources);
  }
  out.end_object();
}

/// A member that write_limit_member wrote.
std::int64_t read_limit_member(json::Value from, Bytes name) { return nullable_of(from, name).value_or(-1); }

/// A member that write_off_member wrote.
bool read_off_member(json::Value from, Bytes name) { return from[name].is_unset() || from[name].is_true(); }

List<Bytes> read_texts_member(json::Value from, Bytes name, Arena& arena) {
  List<Bytes> texts;
  for (const json::Value text : from[name].elements()) {
    if (text.is_string()) texts.push(arena, text.text(arena));
  }
  return texts;
}

ModelRow read_model(json::Value from, Arena& arena) {
  ModelRow model;
  model.id = text_of(from, "id", arena);
  static_cast<void>(parse_family(text_of(from, "category", arena), model.category));
  model.daily_quota = read_limit_member(from, "daily_quota");
  model.aliases = read_texts_member(from, "aliases", arena);
  return model;
}

/// False when it has no digest: such a client could never be found.
bool read_client(json::Value from, ClientRow& client, Arena& arena) {
  if (!read_digest(from["digest"].escaped(), client)) return false;
  client.name = text_of(from, "name", arena);
  client.hint = text_of(from, "hint", arena);
  client.expires_ms = static_cast<double>(integer_of(from, "expires_ms"));
  client.models = read_texts_member(from, "models", arena);
  client.rpm = read_limit_member(from, "rpm");
  client.rpd = read_limit_member(from, "rpd");
  client.tpd = read_limit_member(from, "tpd");
  client.active = read_off_member(from, "active");
  client.safety = read_off_member(from, "safety");
  if (!from["resources"].is_unset()) client.resources = from["resources"].is_true();
  return true;
}

bool contains_text(const List<Bytes>& texts, Bytes text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

Bytes digest_view(const ClientRow& client) {
  return {reinterpret_cast<const char*>(client.digest), sizeof(client.digest)};
}

/// In `pattern` '*' stands for any characters, also for none. Quadratic at worst, in names that are short.
bool fits_pattern(Bytes pattern, Bytes name) {
  std::size_t in_pattern = 0;
  std::size_t in_name = 0;
  std::size_t star = Bytes::npos;  // the last one met
  std::size_t taken = 0;           // where what it stands for ends
  while (in_name < name.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      taken = in_name;
    } else if (in_pattern < pattern.size() && pattern[in_pattern] == name[in_name]) {
      ++in_pattern;
      ++in_name;
    } else if (star != Bytes::npos) {
      in_pattern = star + 1;
      in_name = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == Bytes::npos;
}

/// The last of several that are the name, else the longest that fits it; null where none does.
const Alias* alias_for(const List<Alias>& aliases, Bytes name) {
  const Alias* best = nullptr;
  bool exact = false;
  for (const Alias& alias : aliases) {
    const bool same = alias.name == name;
    const bool closer = !exact && (best == nullptr || alias.name.size() > best->name.size());
    if (!same && !(closer && fits_pattern(alias.name, name))) continue;
    best = &alias;
    exact = exact || same;
  }
  return best;
}

/// The configured id of a model under one of its own names; any other name is its own.
Bytes configured_id(const List<ModelRow>& models, Bytes name) {
  if (find_model(models, name) != nullptr) return name;
  for (const ModelRow& model : models) {
    if (contains_text(model.aliases, name)) return model.id;
  }
  return name;
}

}  // namespace

void ClientBook::build(const List<ClientRow>& clients, Arena& arena) {
  clients_ = {};
  for (const ClientRow& client : clients) clients_.push(arena, client);
  std::sort(clients_.begin(), clients_.end(), [](const ClientRow& a, const ClientRow& b) { return a.id < b.id; });
}

const ClientRow* ClientBook::find(Bytes digest) const {
  ClientRow wanted;
  if (digest.size() != sizeof(wanted.digest)) return nullptr;
  set_digest(wanted, digest);
  const ClientRow* at = std::lower_bound(clients_.begin(), clients_.end(), wanted,
                                         [](const ClientRow& a, const ClientRow& b) { return a.id < b.id; });
  for (; at != clients_.end() && at->id == wanted.id; ++at) {
    if (text::constant_time_equal(digest_view(*at), digest)) return at;
  }
  return nullptr;
}

Config config_of(const Config& presets, const Snapshot& snapshot, Arena& arena) {
  Config config = presets;
  for (const SettingRow& setting : snapshot.settings) apply(config, setting.name, setting.value, arena);
  return config;
}

const ModelRow* find_model(const List<ModelRow>& models, Bytes id) {
  for (const ModelRow& model : models) {
    if (model.id == id) return &model;
  }
  return nullptr;
}

Bytes resolve_alias(const Config& config, const List<ModelRow>& models, Bytes name) {
  if (find_model(models, name) != nullptr) return name;
  const Alias* alias = alias_for(config.model_aliases, name);
  return configured_id(models, alias != nullptr ? alias->model : name);
}

List<Bytes> resolve_chain(const Config& config, const List<ModelRow>& models, Bytes name, Arena& arena) {
  List<Bytes> chain;
  if (find_model(models, name) != nullptr) return chain;
  const Alias* alias = alias_for(config.model_aliases, name);
  if (alias == nullptr || alias->later.empty()) return chain;
  chain.push(arena, configured_id(models, alias->model));
  for (const Bytes model : alias->later) chain.push(arena, configured_id(models, model));
  return chain;
}

Family family_in(const List<ModelRow>& models, Bytes model) {
  const ModelRow* row = find_model(models, model);
  return row != nullptr ? row->category : family_of(model);
}

void write_snapshot(std::int64_t version, const Results& loaded, json::Reader& spare, Arena& arena, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("v");
  writer.integer(snapshot_format);
  writer.key("version");
  writer.integer(version);
  writer.key("settings");
  writer.begin_object();
  for (const SettingRow& setting : read_setting_rows(loaded.rows(Loaded::settings), arena)) {
    writer.key(json::escape(arena, setting.name));
    writer.string(setting.value);
  }
  writer.end_object();
  writer.key("models");
  writer.begin_array();
  for (const ModelRow& model : read_model_rows(loaded.rows(Loaded::models), spare, arena)) write_model(writer, model);
  writer.end_array();
  writer.key("clients");
  writer.begin_array();
  for (const ClientRow& client : read_client_rows(loaded.rows(Loaded::clients), spare, arena)) {
    write_client(writer, client, arena);
  }
  writer.end_array();
  writer.end_object();
}

Result<Snapshot*> read_snapshot(Bytes text, json::Reader& reader, Arena& arena) {
  const auto root = reader.read(arena.copy(text), arena);
  std::int64_t format = 0;
  if (!root.ok() || !root.value()["v"].integer(format)) {
    return Failure{Blame::rota, Fault::internal, 500, "The stored configuration is none that Rota knows.", {}, 0};
  }
  if (format != snapshot_format) {
    return Failure{Blame::rota, Fault::internal,
                   500,         "The stored configuration is in the format of another version of Rota.",
                   {},          0};
  }
  const json::Value from = root.value();
  auto* snapshot = arena.make<Snapshot>();
  snapshot->version = integer_of(from, "version");
  for (const json::Member setting : from["settings"].members()) {
    snapshot->settings.push(arena, {setting.name.text(arena), setting.value.text(arena)});
  }
  for (const json::Value model : from["models"].elements()) snapshot->models.push(arena, read_model(model, arena));
  List<ClientRow> clients;
  for (const json::Value element : from["clients"].elements()) {
    ClientRow client;
    if (read_client(element, client, arena)) clients.push(arena, client);
  }
  snapshot->clients.build(clients, arena);
  return snapshot;
}

}  // namespace rota::store
