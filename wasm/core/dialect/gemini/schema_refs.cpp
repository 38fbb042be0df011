// One walk over all schemas, then every reference followed, for that may show new schemas; see schema_refs.h.
#include "dialect/gemini/schema_refs.h"

#include "base/limits.h"
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

Status Definitions::collect(json::Value root, Bytes param) {
  schema_ = root;
  root_.source = root;
  list_children("$defs");
  list_children("definitions");
  walk(root, root, 1);
  for (std::size_t i = 0; i < pending_.size(); ++i) resolve(Pending(pending_[i]));
  if (too_deep_) return client_failure(Fault::too_large, 400, "The schema is nested too deep.", param);
  if (nodes_ > limits::schema_nodes) {
    return client_failure(Fault::too_large, 400, "The schema is too large: it holds too many schemas.", param);
  }
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
      anchors_.push(arena_, Anchor{member.value.text(arena_), schema, base});
      break;
    case Keyword::anchor:
    case Keyword::dynamic_anchor:
      anchors_.push(arena_, Anchor{arena_.join("#", member.value.text(arena_)), schema, base});
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

/// Of several the one in the same document, if there is one.
json::Value Definitions::find_anchor(Bytes name, json::Value base) const {
  json::Value found;
  for (const Anchor& anchor : anchors_) {
    if (anchor.name != name) continue;
    if (base && anchor.base.offset() == base.offset()) return anchor.schema;
    if (!found) found = anchor.schema;
  }
  return found;
}

/// References out of documents that were cut to pieces ("#/components/schemas/X", "X") still say the name.
json::Value Definitions::find_by_last_name(Bytes ref) {
  const std::size_t slash = ref.rfind('/');
  const Bytes name = unescape_token(slash == Bytes::npos ? ref : ref.substr(slash + 1), arena_);
  const json::Value found = schema_["$defs"][name];
  return is_schema(found) ? found : schema_["definitions"][name];
}

json::Value Definitions::point(json::Value from, Bytes pointer) {
  pointer.remove_prefix(1);
  for (bool more = true; more;) {
    more = text::contains(pointer, "/");
    const Bytes token = unescape_token(text::split(pointer, '/'), arena_);
    std::uint64_t index = 0;
    if (from.is_array() && text::parse_unsigned(token, index)) {
      from = from.at(static_cast<std::size_t>(index));
    } else {
      from = from[token];
      last_name_ = token;
    }
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
