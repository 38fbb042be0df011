// The statements of the table `models`; see model_rows.h.
#include "store/model_rows.h"

#include "base/text.h"

namespace rota::store {

namespace {

constexpr Bytes family_texts[] = {"Pro", "Flash", "Custom"};

/// Whether `word` stands in `name` with nothing alphanumeric at either side.
bool has_word(Bytes name, Bytes word) {
  std::size_t begin = 0;
  while (begin < name.size()) {
    std::size_t end = begin;
    while (end < name.size() && text::is_alphanumeric(name[end])) ++end;
    if (text::iequals(name.substr(begin, end - begin), word)) return true;
    begin = end + 1;
  }
  return false;
}

std::optional<std::int64_t> quota_parameter(std::int64_t quota) {
  if (quota < 0) return std::nullopt;
  return quota;
}

}  // namespace

Family family_of(Bytes model) {
  if (has_word(model, "pro")) return Family::pro;
  return has_word(model, "flash") ? Family::flash : Family::custom;
}

Bytes family_text(Family family) { return family_texts[static_cast<std::size_t>(family)]; }

bool parse_family(Bytes text, Family& out) {
  for (const Family family : {Family::pro, Family::flash, Family::custom}) {
    if (!text::iequals(text, family_text(family))) continue;
    out = family;
    return true;
  }
  return false;
}

void list_models(Query& query) { query.add("SELECT id, category, daily_quota, aliases FROM models ORDER BY id"); }

List<ModelRow> read_model_rows(json::Value rows, json::Reader& spare, Arena& arena) {
  List<ModelRow> models;
  for (const json::Value row : rows.elements()) {
    ModelRow model;
    model.id = text_of(row, "id", arena);
    static_cast<void>(parse_family(text_of(row, "category", arena), model.category));
    model.daily_quota = nullable_of(row, "daily_quota").value_or(-1);
    model.aliases = texts_of(row, "aliases", spare, arena);
    models.push(arena, model);
  }
  return models;
}

void put_model(Query& query, const ModelRow& model, Arena& arena) {
  query.add(
      "INSERT INTO models (id, category, daily_quota, aliases) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (id) DO UPDATE SET "
      "category = excluded.category, daily_quota = excluded.daily_quota, aliases = excluded.aliases",
      model.id, family_text(model.category), quota_parameter(model.daily_quota), texts_json(model.aliases, arena));
}

void add_models(Query& query, const List<ModelRow>& models, Arena& arena) {
  Buffer list;
  json::Writer writer(list);
  writer.begin_array();
  for (const ModelRow& model : models) {
    writer.begin_array();
    writer.string(model.id);
    writer.string(family_text(model.category));
    if (model.daily_quota < 0) {
      writer.null();
    } else {
      writer.integer(model.daily_quota);
    }
    writer.string(texts_json(model.aliases, arena));
    writer.end_array();
  }
  writer.end_array();
  query.add(
      "INSERT INTO models (id, category, daily_quota, aliases) SELECT value ->> 0, value ->> 1, value ->> 2, "
      "value ->> 3 FROM json_each(?1) WHERE true ON CONFLICT (id) DO NOTHING",
      list.view());
}

void delete_model(Query& query, Bytes id) { query.add("DELETE FROM models WHERE id = ?1", id); }

}  // namespace rota::store
