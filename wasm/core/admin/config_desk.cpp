// Lists and changes; see config_desk.h.
#include "admin/config_desk.h"

#include "admin/change.h"
#include "admin/form.h"
#include "admin/key_pool.h"
#include "base/text.h"
#include "json/writer.h"
#include "store/config.h"
#include "store/config_rows.h"

namespace rota::admin {

namespace {

using Setting = store::Setting;

Bytes kind_text(Setting::Kind kind) {
  switch (kind) {
    case Setting::Kind::number:
      return "number";
    case Setting::Kind::flag:
      return "flag";
    case Setting::Kind::word:
      return "word";
    case Setting::Kind::text:
      return "text";
    case Setting::Kind::aliases:
      return "aliases";
  }
  return {};
}

void write_words(Bytes words, json::Writer& json) {
  json.begin_array();
  for (bool more = true; more;) {
    more = text::contains(words, "|");
    json.string(text::split(words, '|'));
  }
  json.end_array();
}

void write_setting(const Setting& setting, Bytes value, Bytes standard, json::Writer& json) {
  json.begin_object();
  json.key("name");
  json.string(setting.name);
  json.key("value");
  json.string(value);
  json.key("default");
  json.string(standard);
  json.key("description");
  json.string(setting.description);
  json.key("kind");
  json.string(kind_text(setting.kind));
  if (setting.kind == Setting::Kind::number) {
    json.key("min");
    json.integer(setting.low);
    json.key("max");
    json.integer(setting.high);
  }
  if (setting.kind == Setting::Kind::word) {
    json.key("words");
    write_words(setting.words, json);
  }
  json.end_object();
}

/// A member's value as check() takes it; false when it has a type that no setting has.
bool read_setting(json::Value value, Bytes& out, Arena& arena) {
  std::int64_t number = 0;
  if (value.is_string()) {
    out = arena.copy(value.text(arena));
  } else if (value.integer(number)) {
    out = text::decimal(arena, number);
  } else if (value.type() == json::Type::boolean) {
    out = value.is_true() ? "1" : "0";
  } else if (value.is_object()) {
    Buffer compact;
    json::append_compact(compact, value.raw());
    out = arena.copy(compact.view());
  } else {
    return false;
  }
  return true;
}

void settings_written(Operation& operation, Step& step) {
  store::Results results;
  if (read_record(operation, step, results)) publish(operation, step, list_settings);
}

}  // namespace

void list_settings(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  store::Config presets;
  if (auto environment = operation.reader.read(step.pool.environment(), arena)) {
    presets = store::read_presets(*environment, arena);
  }
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("settings");
  json.begin_array();
  for (const Setting& setting : store::settings) {
    write_setting(setting, store::value_of(step.pool.config(), setting.name, arena),
                  store::value_of(presets, setting.name, arena), json);
  }
  json.end_array();
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

void change_settings(Operation& operation, Step& step) {
  Arena& arena = operation.arena;
  auto root = operation.reader.read(operation.request.body, arena);
  if (!root) return refuse(operation, step, root.failure());
  if (!root->is_object()) return refuse(operation, step, bad_body("The body must be a JSON object."));
  if (const Status checked = check_version((*root)["version"], step.pool.config_version()); !checked) {
    return refuse(operation, step, checked.failure());
  }
  operation.question.clear();
  store::Query query(operation.question);
  for (const json::Member member : root->members()) {
    const Bytes name = arena.copy(member.name.text(arena));
    if (name == "version") continue;
    if (store::find_setting(name) == nullptr) {
      return refuse(operation, step, bad_field("There is no such setting.", text::redact(arena, name)));
    }
    Bytes value;
    if (member.value.is_null()) {
      store::delete_setting(query, name);
    } else if (!read_setting(member.value, value, arena)) {
      return refuse(operation, step, bad_field("This must be a text, a whole number, true or false.", name));
    } else if (const Status checked = store::check(name, value, arena); !checked) {
      return refuse(operation, step, checked.failure());
    } else {
      store::put_setting(query, name, value);
    }
  }
  if (query.statements() == 0) return refuse(operation, step, bad_body("Name a setting and its value."));
  write_record(operation, step, query, settings_written);
}

}  // namespace rota::admin
