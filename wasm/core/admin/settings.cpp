// See settings.h.
#include "admin/settings.h"

#include "admin/form.h"
#include "admin/old_settings.h"
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
    case Setting::Kind::choice:
      return "choice";
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
  if (setting.kind == Setting::Kind::number || setting.kind == Setting::Kind::choice) {
    json.key("min");
    json.integer(setting.low);
    json.key("max");
    json.integer(setting.high);
  }
  if (setting.kind == Setting::Kind::word || setting.kind == Setting::Kind::choice) {
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

/// Other pools say true and false where a word does here.
Bytes as_word(const Setting& setting, Bytes value) {
  if (setting.kind != Setting::Kind::word) return value;
  return store::says_yes(value) ? Bytes("on") : store::says_no(value) ? Bytes("off") : value;
}

Bytes settings_answer(const pool::PoolParts& pool, const List<Bytes>& notes, Arena& arena) {
  const store::Config& presets = pool.configuration.environment().presets;
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("settings");
  json.begin_array();
  for (const Setting& setting : store::settings) {
    write_setting(setting, store::value_of(pool.configuration.config(), setting.name, arena),
                  store::value_of(presets, setting.name, arena), json);
  }
  json.end_array();
  json.key("version");
  json.integer(pool.configuration.version());
  if (!notes.empty()) {
    json.key("notes");
    json.begin_array();
    for (const Bytes note : notes) json.string(note);
    json.end_array();
  }
  json.end_object();
  return arena.copy(body.view());
}

}  // namespace

void ListSettings::begin(Step& step) { answer_json(200, settings_answer(step.pool, {}, arena()), step); }

/// One member of the body becomes a statement, or a note that it has none.
Status ChangeSettings::read_change(json::Value body, json::Member member, store::Query& query) {
  const Bytes name = arena().copy(member.name.text(arena()));
  if (name == "version") return Done{};
  const Setting* setting = store::find_setting(name);
  if (setting == nullptr) return read_old_change(body, name, member.value, query);
  if (member.value.is_null()) {
    store::delete_setting(query, name);
    return Done{};
  }
  Bytes value;
  if (!read_setting(member.value, value, arena())) {
    return bad_field("This must be a text, a whole number, true or false.", name);
  }
  return put(name, as_word(*setting, value), query);
}

/// A name that another pool has for it.
Status ChangeSettings::read_old_change(json::Value body, Bytes name, json::Value sent, store::Query& query) {
  Bytes value;
  const bool readable = read_setting(sent, value, arena());
  const OldSetting old = readable ? read_old_setting(name, value, body, arena()) : OldSetting();
  if (old.name.empty()) return bad_field("There is no such setting.", text::redact(arena(), name));
  notes_.push(arena(), note_of(old, arena()));
  return old.today.empty() ? Status(Done{}) : put(old.today, old.value, query);
}

Status ChangeSettings::put(Bytes name, Bytes value, store::Query& query) {
  if (const Status checked = store::check(name, value, arena()); !checked) return checked;
  store::put_setting(query, name, value);
  return Done{};
}

void ChangeSettings::begin(Step& step) {
  auto root = reader().read(request().body, arena());
  if (!root) return refuse(root.failure(), step);
  if (!root->is_object()) return refuse(bad_body("The body must be a JSON object."), step);
  if (const Status seen = check_version((*root)["version"], step.pool.configuration.version()); !seen) {
    return refuse(seen.failure(), step);
  }
  store::Query query = new_query();
  for (const json::Member member : root->members()) {
    if (const Status read = read_change(*root, member, query); !read) return refuse(read.failure(), step);
  }
  if (query.statements() == 0 && !notes_.empty()) return take_published(step);
  if (query.statements() == 0) return refuse(bad_body("Name a setting and its value."), step);
  write(query, step);
}

void ChangeSettings::take_changes(const store::Results&, Step& step) { publish(step); }

void ChangeSettings::take_published(Step& step) {
  answer_json(200, settings_answer(step.pool, notes_, arena()), step);
}

}  // namespace rota::admin
