// One walk over all schemas, then every reference followed, for that may show new schemas; see schema_refs.h.
#include "dialect/gemini/schema/refs.h"

#include "base/limits.h"
#include "base/sentence.h"
#include "base/text.h"

namespace rota::gemini::schema {

namespace {

constexpr std::size_t definition_name_bytes = 64;

constexpr bool fits_definition_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || text::is_digit(c) || c == '_' || c == '.' || c == '-';
}

/// `name` with every other character replaced, so that a reference to it needs no escapes of any kind.
Bytes fitting_definition_name(Bytes name, Arena& arena) {
  bool fits = !name.empty() && name.size() <= definition_name_bytes;
  for (const char c : name) fits = fits && fits_definition_name(c);
  if (fits) return name;
  const std::size_t size = name.size() < definition_name_bytes ? name.size() : definition_name_bytes;
  if (size == 0) return "schema";
  auto* out = static_cast<char*>(arena.allocate(size, 1));
  for (std::size_t i = 0; i < size; ++i) out[i] = fits_definition_name(name[i]) ? name[i] : '_';
  return {out, size};
}

/// "~1" is '/', "~0" is '~' (RFC 6901).
Bytes unescape_token(Bytes token, Arena& arena) {
  if (!text::contains(token, "~")) return token;
  auto* out = static_cast<char*>(arena.allocate(token.size(), 1));
  std::size_t size = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    const bool escape = token[i] == '~' && i + 1 < token.size() && (token[i + 1] == '0' || token[i + 1] == '1');
    out[size++] = !escape ? token[i] : token[i + 1] == '1' ? '/' : '~';
    if (escape) ++i;
  }
  return {out, size};
}

bool is_schema(json::Value value) { return value.is_object() || value.type() == json::Type::boolean; }

/// Keywords whose members are schemas.
bool maps_schemas(Keyword keyword) {
  return keyword == Keyword::properties || keyword == Keyword::defs || keyword == Keyword::definitions ||
         keyword == Keyword::pattern_properties;
}

/// Keywords that are a schema or a list of them.
bool holds_schemas(Keyword keyword) {
  return keyword == Keyword::any_of || keyword == Keyword::one_of || keyword == Keyword::all_of ||
         keyword == Keyword::items || keyword == Keyword::prefix_items || keyword == Keyword::additional_items ||
         keyword == Keyword::additional_properties;
}

}  // namespace

Status Definitions::collect(json::Value root, Bytes param, SchemaBudget& budget) {
  schema_ = root;
  root_.source = root;
  list_children("$defs");
  list_children("definitions");
  walk(root, root, 1);
  for (std::size_t i = 0; i < pending_.size(); ++i) resolve(Pending(pending_[i]));
  if (too_deep_) return client_failure(Fault::too_large, 400, "The schema is nested too deep.", param);
  if (nodes_ > limits::schema_nodes) {
    return client_failure(Fault::too_large, 400,
                          sentence<"The schema is too large: it holds more than "_s, limits::schema_nodes, " schemas."_s>,
                          param);
  }
  if (items_ > limits::schema_items) {
    return client_failure(Fault::too_large, 400,
                          sentence<"The schema is too large: it requires and allows more than "_s, limits::schema_items,
                                   " names and values."_s>,
                          param);
  }
  if (nodes_ > budget.schemas) {
    return client_failure(Fault::too_large, 400,
                          sentence<"The schemas of the request are too large: together they hold more than "_s,
                                   limits::schemas_of_request, " schemas."_s>,
                          param);
  }
  budget.schemas -= nodes_;
  return Done{};
}

Definition* Definitions::look_up(const Table<Definition*>& table, json::Value schema) const {
  Definition* const* found = table.find(schema.offset());
  return found == nullptr ? nullptr : *found;
}

/// Definitions keep their places and their names, so they are listed before anything else is found.
void Definitions::list_children(Bytes name) {
  Names children;
  for (const json::Member member : schema_[name].members()) {
    if (++nodes_ > limits::schema_nodes) return;
    const Bytes child = member.name.text(arena_);
    const std::uint32_t place = children.find(child);
    if (place != Names::none) {  // the last of several with one name is the one that counts
      list_[place]->source = member.value;
      bodies_.add(arena_, member.value.offset(), list_[place]);
      continue;
    }
    children.add(arena_, child, static_cast<std::uint32_t>(list_.size()));
    define(member.value, child);
  }
}

void Definitions::walk(json::Value schema, json::Value base, std::size_t depth) {
  if (!schema.is_object() || too_deep_ || nodes_ > limits::schema_nodes) return;
  if (seen_.find(schema.offset()) != nullptr) return;
  seen_.add(arena_, schema.offset(), true);
  ++nodes_;
  if (depth > limits::schema_depth) {
    too_deep_ = true;
    return;
  }
  const json::Value id = schema["$id"];
  if (id.is_string() && !text::starts_with(id.escaped(), "#")) base = schema;
  for (const json::Member member : schema.members()) {
    const Keyword keyword = keyword_of(member.name);
    if (keyword == Keyword::unknown) continue;
    note(member, keyword, schema, base);
    walk_keyword(keyword, member.value, base, depth + 1);
  }
}

void Definitions::walk_keyword(Keyword keyword, json::Value value, json::Value base, std::size_t depth) {
  if (maps_schemas(keyword)) {
    for (const json::Member member : value.members()) walk(member.value, base, depth);
  } else if (holds_schemas(keyword)) {
    walk(value, base, depth);
    for (const json::Value element : value.elements()) walk(element, base, depth);
  } else if (keyword == Keyword::required || keyword == Keyword::property_ordering || keyword == Keyword::enumeration) {
    items_ += value.count();
  }
}

/// Remembers references and what they may name.
void Definitions::note(const json::Member& member, Keyword keyword, json::Value schema, json::Value base) {
  if (!member.value.is_string()) return;
  switch (keyword) {
    case Keyword::ref:
    case Keyword::dynamic_ref:
    case Keyword::recursive_ref:
      pending_.push(arena_, Pending{schema, base, member.value});
      break;
    case Keyword::id:
    case Keyword::old_id:
      add_anchor({member.value.text(arena_), schema, base});
      break;
    case Keyword::anchor:
    case Keyword::dynamic_anchor:
      add_anchor({arena_.join("#", member.value.text(arena_)), schema, base});
      break;
    default:
      break;
  }
}

void Definitions::resolve(const Pending& pending) {
  if (targets_.find(pending.schema.offset()) != nullptr) return;
  const json::Value target = find(pending.ref.text(arena_), pending.base);
  if (!is_schema(target)) return;
  Definition* definition = at(target);
  if (target.offset() == schema_.offset()) {
    definition = &root_;
    root_is_named_ = true;
  } else if (definition == nullptr && target.is_object()) {
    definition = define(target, last_name_);
  } else if (definition == nullptr) {  // a boolean is read where it is referred to, and needs no name
    definition = arena_.make<Definition>();
    definition->source = target;
  }
  targets_.add(arena_, pending.schema.offset(), definition);
  walk(target, schema_, 1);
}

json::Value Definitions::find(Bytes ref, json::Value base) {
  last_name_ = "schema";
  const std::size_t hash = ref.find('#');
  const Bytes document = ref.substr(0, hash);
  const Bytes fragment = hash == Bytes::npos ? Bytes() : text::percent_decode(arena_, ref.substr(hash + 1));
  json::Value from = document.empty() ? base : find_anchor(document, {});
  if (fragment.empty()) return from ? from : find_by_last_name(ref);
  json::Value found;
  if (fragment.front() == '/') {
    found = point(from, fragment);
    if (!is_schema(found)) found = point(schema_, fragment);
  } else {
    last_name_ = fragment;
    found = find_anchor(arena_.join("#", fragment), from);
  }
  return is_schema(found) ? found : find_by_last_name(fragment);
}

/// The name of an anchor in one document: no name holds an octet that is no UTF-8.
Bytes Definitions::placed_anchor(Bytes name, json::Value base) const {
  return arena_.join(name, "\xFF", text::decimal(arena_, static_cast<std::int64_t>(base.offset())));
}

void Definitions::add_anchor(const Anchor& anchor) {
  const auto place = static_cast<std::uint32_t>(anchors_.size());
  anchors_.push(arena_, anchor);
  if (!anchors_by_name_.has(anchor.name)) anchors_by_name_.add(arena_, anchor.name, place);
  const Bytes placed = placed_anchor(anchor.name, anchor.base);
  if (!anchors_by_place_.has(placed)) anchors_by_place_.add(arena_, placed, place);
}

/// Of several the one in the same document, if there is one; else the first.
json::Value Definitions::find_anchor(Bytes name, json::Value base) const {
  std::uint32_t place = base ? anchors_by_place_.find(placed_anchor(name, base)) : Names::none;
  if (place == Names::none) place = anchors_by_name_.find(name);
  return place == Names::none ? json::Value() : anchors_[place].schema;
}

/// References out of documents that were cut to pieces ("#/components/schemas/X", "X") still say the name.
json::Value Definitions::find_by_last_name(Bytes ref) {
  const std::size_t slash = ref.rfind('/');
  const Bytes name = unescape_token(slash == Bytes::npos ? ref : ref.substr(slash + 1), arena_);
  const json::Value found = children_.find(arena_, children_.find(arena_, schema_, "$defs"), name);
  return is_schema(found) ? found : children_.find(arena_, children_.find(arena_, schema_, "definitions"), name);
}

json::Value Definitions::point(json::Value from, Bytes pointer) {
  pointer.remove_prefix(1);
  for (bool more = true; more;) {
    more = text::contains(pointer, "/");
    const Bytes token = unescape_token(text::split(pointer, '/'), arena_);
    if (!from.is_array()) last_name_ = token;
    from = children_.find(arena_, from, token);
  }
  return from;
}

Definition* Definitions::define(json::Value source, Bytes name) {
  auto* definition = arena_.make<Definition>();
  definition->name = free_name(fitting_definition_name(name, arena_));
  definition->source = source;
  list_.push(arena_, definition);
  definition->number = static_cast<std::uint32_t>(list_.size());
  names_.add(arena_, definition->name, definition->number);
  bodies_.add(arena_, source.offset(), definition);
  return definition;
}

Bytes Definitions::free_name(Bytes wanted) {
  if (!names_.has(wanted)) return wanted;
  // A number that is surely free: every other name was given before.
  Bytes name = arena_.join(wanted, "_", text::decimal(arena_, static_cast<std::int64_t>(list_.size() + 1)));
  while (names_.has(name)) name = arena_.join(name, "_");
  return name;
}

}  // namespace rota::gemini::schema
