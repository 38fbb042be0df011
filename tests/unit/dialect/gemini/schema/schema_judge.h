// Judges of schemas for the tests: is it within Google's forms, and what does a JSON Schema take?
// Knows Google's rules and JSON Schema by itself; refuses to use anything of the code it judges, the JSON reader aside.
#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "json/reader.h"

namespace rota::test {

/// Says what is wrong with a schema, or nothing.
class FormJudge {
 public:
  [[nodiscard]] std::string judge_json_schema(json::Value root) {
    root_ = root;
    check(root, "", true);
    check_loops();
    return fault_;
  }
  [[nodiscard]] std::string judge_openapi(json::Value root) {
    check_openapi(root, "");
    return fault_;
  }

 private:
  using Where = const std::string&;

  std::string text(json::Value value) { return std::string(value.text(arena_)); }
  void fail(Where where, const std::string& what) {
    if (fault_.empty()) fault_ = where + ": " + what;
  }
  static bool natural(json::Value value) {
    return value.is_number() && Bytes(value.raw()).find_first_not_of("0123456789") == Bytes::npos;
  }

  void check(json::Value schema, Where where, bool is_root = false) {
    if (!schema.is_object()) return fail(where, "no object");
    static const std::set<std::string> texts = {"format", "title", "description", "pattern"};
    static const std::set<std::string> counts = {"minItems",  "maxItems",      "minLength",
                                                 "maxLength", "minProperties", "maxProperties"};
    std::set<std::string> names;
    for (const json::Member member : schema.members()) {
      const std::string name = text(member.name);
      const json::Value value = member.value;
      const std::string here = where + "/" + name;
      if (!names.insert(name).second) fail(here, "twice");
      if (texts.count(name) != 0) {
        if (!value.is_string()) fail(here, "no string");
      } else if (counts.count(name) != 0) {
        if (!natural(value)) fail(here, "no count");
      } else if (name == "minimum" || name == "maximum") {
        if (!value.is_number()) fail(here, "no number");
      } else if (name == "uniqueItems") {
        if (value.type() != json::Type::boolean) fail(here, "no boolean");
      } else if (name == "$defs") {
        if (!is_root) fail(here, "not at the root");
        check_map(value, here);
      } else if (name == "properties") {
        check_map(value, here);
      } else if (name == "items") {
        check(value, here);
      } else if (name == "additionalProperties") {
        if (value.type() != json::Type::boolean) check(value, here);
      } else if (name == "anyOf" || name == "prefixItems") {
        if (value.count() == 0 || !value.is_array()) fail(here, "no list");
        for (const json::Value element : value.elements()) check(element, here + "/*");
      } else {
        check_special(schema, name, value, here, is_root);
      }
    }
  }

  void check_special(json::Value schema, const std::string& name, json::Value value, Where here, bool is_root) {
    if (name == "type") {
      check_type(value, here);
    } else if (name == "$ref") {
      if (schema.count() != 1 + (is_root && schema["$defs"] ? 1u : 0u)) fail(here, "has company");
      if (!resolve(value)) fail(here, "resolves to nothing: " + text(value));
    } else if (name == "enum") {
      if (!value.is_array() || value.count() == 0) fail(here, "no list");
      if (!schema["type"]) fail(here, "no type beside it");
      for (const json::Value element : value.elements()) {
        if (!element.is_string() && !element.is_number()) fail(here, "neither string nor number");
      }
    } else if (name == "required" || name == "propertyOrdering") {
      for (const json::Value element : value.elements()) {
        if (!element.is_string()) fail(here, "no string");
        if (!schema["properties"][text(element)]) fail(here, "no such property: " + text(element));
      }
    } else if (name != "default") {
      fail(here, "a keyword that Google does not list");
    }
  }

  void check_type(json::Value value, Where here) {
    static const std::set<std::string> kinds = {"null", "boolean", "integer", "number", "string", "array", "object"};
    if (value.is_string()) {
      if (kinds.count(text(value)) == 0) fail(here, "no type");
      return;
    }
    std::set<std::string> seen;
    if (!value.is_array() || value.count() == 0) fail(here, "no type");
    for (const json::Value element : value.elements()) {
      if (kinds.count(text(element)) == 0 || !seen.insert(text(element)).second) fail(here, "no set of types");
    }
  }

  void check_map(json::Value map, Where here) {
    if (!map.is_object()) return fail(here, "no object");
    std::set<std::string> names;
    for (const json::Member member : map.members()) {
      if (!names.insert(text(member.name)).second) fail(here, "one name twice");
      check(member.value, here + "/" + text(member.name));
    }
  }

  json::Value resolve(json::Value ref) {
    const std::string name = text(ref);
    if (name == "#") return root_;
    return name.rfind("#/$defs/", 0) == 0 ? root_["$defs"][name.substr(8)] : json::Value();
  }

  static bool takes_null(json::Value schema) {
    if (schema["type"].equals("null")) return true;
    for (const json::Value type : schema["type"].elements()) {
      if (type.equals("null")) return true;
    }
    if (schema["type"]) return false;
    for (const json::Value branch : schema["anyOf"].elements()) {
      if (takes_null(branch)) return true;
    }
    return false;
  }

  /// The references that a value of `schema` may be unable to avoid.
  void demanded(json::Value schema, std::set<std::string>& found) {
    if (schema["$ref"]) found.insert(text(schema["$ref"]));
    if (schema["$ref"] || takes_null(schema)) return;
    for (const json::Value branch : schema["anyOf"].elements()) demanded(branch, found);
    for (const json::Value name : schema["required"].elements()) demanded(schema["properties"][text(name)], found);
    double least = 0;
    if (!schema["minItems"].number(least) || least < 1) return;
    demanded(schema["items"], found);
    for (const json::Value item : schema["prefixItems"].elements()) demanded(item, found);
  }

  void check_loops() {
    std::map<std::string, std::set<std::string>> graph;
    demanded(root_, graph["#"]);
    for (const json::Member member : root_["$defs"].members())
      demanded(member.value, graph["#/$defs/" + text(member.name)]);
    for (const auto& [start, first] : graph) {
      std::set<std::string> reached;
      std::vector<std::string> next(first.begin(), first.end());
      while (!next.empty()) {
        const std::string at = next.back();
        next.pop_back();
        if (!reached.insert(at).second) continue;
        next.insert(next.end(), graph[at].begin(), graph[at].end());
      }
      if (reached.count(start) != 0) fail(start, "demands itself");
    }
  }

  void check_openapi(json::Value schema, Where where) {
    static const std::map<std::string, std::string> owners = {{"type", ""},
                                                              {"title", ""},
                                                              {"description", ""},
                                                              {"nullable", ""},
                                                              {"default", ""},
                                                              {"example", ""},
                                                              {"anyOf", ""},
                                                              {"format", ""},
                                                              {"enum", "STRING"},
                                                              {"pattern", "STRING"},
                                                              {"minLength", "STRING"},
                                                              {"maxLength", "STRING"},
                                                              {"minimum", "NUMBER"},
                                                              {"maximum", "NUMBER"},
                                                              {"items", "ARRAY"},
                                                              {"minItems", "ARRAY"},
                                                              {"maxItems", "ARRAY"},
                                                              {"required", "OBJECT"},
                                                              {"properties", "OBJECT"},
                                                              {"propertyOrdering", "OBJECT"},
                                                              {"minProperties", "OBJECT"},
                                                              {"maxProperties", "OBJECT"}};
    if (!schema.is_object()) return fail(where, "no object");
    const std::string type = text(schema["type"]);
    if (!schema["anyOf"] && type.empty()) fail(where, "neither type nor union");
    if (schema["anyOf"] && schema["type"]) fail(where, "a type beside a union");
    if (type == "ARRAY" && !schema["items"]) fail(where, "items: missing field");
    for (const json::Member member : schema.members()) {
      const std::string name = text(member.name);
      const auto owner = owners.find(name);
      if (owner == owners.end()) {
        fail(where, "Unknown name " + name);
      } else if (!owner->second.empty() && type != owner->second && !(owner->second == "NUMBER" && type == "INTEGER")) {
        fail(where, name + " with type " + type);
      }
    }
    static const std::set<std::string> kinds = {"", "BOOLEAN", "INTEGER", "NUMBER", "STRING", "ARRAY", "OBJECT"};
    if (kinds.count(type) == 0) fail(where, "no type: " + type);
    for (const json::Value value : schema["enum"].elements()) {
      if (!value.is_string()) fail(where, "enum of something but strings");
    }
    for (const json::Value name : schema["required"].elements()) {
      if (!schema["properties"][text(name)]) fail(where, "property is not defined: " + text(name));
    }
    if (schema["properties"] && schema["properties"].count() == 0) fail(where, "should be non-empty for OBJECT type");
    for (const json::Member member : schema["properties"].members()) {
      check_openapi(member.value, where + "/" + text(member.name));
    }
    if (schema["items"]) check_openapi(schema["items"], where + "/items");
    for (const json::Value branch : schema["anyOf"].elements()) check_openapi(branch, where + "/anyOf");
  }

  Arena arena_;
  json::Value root_;
  std::string fault_;
};

/// Whether a value is valid under a schema (JSON Schema 2020-12, the older spellings, and OpenAPI's nullable). What it
/// does not know takes anything; so does a reference to nothing.
class Validator {
 public:
  explicit Validator(json::Value root) : root_(root) {}

  /// A schema that is defined by itself alone ({"$ref":"#"}) has no answer.
  [[nodiscard]] bool undecided() const { return steps_ > 5000 || undecided_; }

  [[nodiscard]] bool valid(json::Value value, json::Value schema, int depth = 0) {
    if (schema.type() == json::Type::boolean) return schema.is_true();
    undecided_ = undecided_ || depth > 40;
    if (!schema.is_object() || undecided() || ++steps_ == 0) return true;
    if (schema["nullable"].is_true() && value.is_null()) return true;
    for (const char* name : {"$ref", "$dynamicRef"}) {
      if (schema[name].is_string() && !valid(value, resolve(text(schema[name])), depth + 1)) return false;
    }
    return valid_type(value, schema["type"]) && valid_values(value, schema) && valid_logic(value, schema, depth) &&
           valid_number(value, schema) && valid_object(value, schema, depth) && valid_array(value, schema, depth) &&
           valid_length(value, schema);
  }

 private:
  std::string text(json::Value value) { return std::string(value.text(arena_)); }

  json::Value resolve(std::string ref) {
    if (ref.empty() || ref[0] != '#') return {};
    json::Value at = root_;
    std::size_t from = 2;
    while (from <= ref.size()) {
      const std::size_t slash = std::min(ref.find('/', from), ref.size());
      std::string token = ref.substr(from, slash - from);
      for (std::size_t i = 0; (i = token.find("~1", i)) != std::string::npos;) token.replace(i, 2, "/");
      for (std::size_t i = 0; (i = token.find("~0", i)) != std::string::npos;) token.replace(i++, 2, "~");
      at = at.is_array() ? at.at(std::stoul(token)) : at[token];
      from = slash + 1;
    }
    // What a pointer names in a document that is not there is looked for by its last name.
    if (!at) at = root_["$defs"][ref.substr(ref.rfind('/') + 1)];
    if (!at) at = root_["definitions"][ref.substr(ref.rfind('/') + 1)];
    return at;
  }

  static bool is_kind(json::Value value, const std::string& kind) {
    double number = 0;
    switch (value.type()) {
      case json::Type::null:
        return kind == "null";
      case json::Type::boolean:
        return kind == "boolean";
      case json::Type::string:
        return kind == "string";
      case json::Type::array:
        return kind == "array";
      case json::Type::object:
        return kind == "object";
      default:
        return kind == "number" || (kind == "integer" && value.number(number) && std::floor(number) == number);
    }
  }
  bool valid_type(json::Value value, json::Value type) {
    if (type.is_string()) return is_kind(value, text(type));
    bool any = type.count() == 0;
    for (const json::Value element : type.elements()) any = any || is_kind(value, text(element));
    return any;
  }
  bool same(json::Value a, json::Value b) {
    if (a.type() != b.type() || a.count() != b.count()) return false;
    double x = 0;
    double y = 0;
    if (a.is_number()) return a.number(x) && b.number(y) && x == y;
    if (a.is_string()) return text(a) == text(b);
    if (a.type() == json::Type::boolean) return a.is_true() == b.is_true();
    for (std::size_t i = 0; a.is_array() && i < a.count(); ++i) {
      if (!same(a.at(i), b.at(i))) return false;
    }
    for (const json::Member member : a.members()) {
      if (!same(member.value, b[text(member.name)])) return false;
    }
    return true;
  }
  bool valid_values(json::Value value, json::Value schema) {
    if (schema["const"] && !same(value, schema["const"])) return false;
    bool any = schema["enum"].count() == 0;
    for (const json::Value element : schema["enum"].elements()) any = any || same(value, element);
    return any;
  }
  bool valid_logic(json::Value value, json::Value schema, int depth) {
    for (const json::Value part : schema["allOf"].elements()) {
      if (!valid(value, part, depth + 1)) return false;
    }
    bool any = schema["anyOf"].count() == 0;
    for (const json::Value part : schema["anyOf"].elements()) any = any || valid(value, part, depth + 1);
    int one = schema["oneOf"].count() == 0 ? 1 : 0;
    for (const json::Value part : schema["oneOf"].elements()) one += valid(value, part, depth + 1) ? 1 : 0;
    return any && one == 1 && !(schema["not"] && valid(value, schema["not"], depth + 1));
  }
  static bool valid_number(json::Value value, json::Value schema) {
    double number = 0;
    double bound = 0;
    if (!value.number(number)) return true;
    if (schema["minimum"].number(bound) && number < bound + 0) return false;
    if (schema["maximum"].number(bound) && number > bound) return false;
    if (schema["exclusiveMinimum"].number(bound) && number <= bound) return false;
    if (schema["exclusiveMaximum"].number(bound) && number >= bound) return false;
    if (schema["exclusiveMinimum"].is_true() && schema["minimum"].number(bound) && number <= bound) return false;
    return !(schema["exclusiveMaximum"].is_true() && schema["maximum"].number(bound) && number >= bound);
  }
  bool valid_length(json::Value value, json::Value schema) {
    double bound = 0;
    const struct {
      const char* least;
      const char* most;
      bool applies;
      std::size_t size;
    } sizes[] = {{"minLength", "maxLength", value.is_string(), text(value).size()},
                 {"minItems", "maxItems", value.is_array(), value.count()},
                 {"minProperties", "maxProperties", value.is_object(), value.count()}};
    for (const auto& size : sizes) {
      if (!size.applies) continue;
      if (schema[size.least].number(bound) && static_cast<double>(size.size) < bound) return false;
      if (schema[size.most].number(bound) && static_cast<double>(size.size) > bound) return false;
    }
    return true;
  }
  bool valid_object(json::Value value, json::Value schema, int depth) {
    if (!value.is_object()) return true;
    for (const json::Value name : schema["required"].elements()) {
      if (!value[text(name)]) return false;
    }
    for (const json::Member member : value.members()) {
      const json::Value property = schema["properties"][text(member.name)];
      const json::Value rule = property ? property : schema["additionalProperties"];
      if (rule && !valid(member.value, rule, depth + 1)) return false;
    }
    return true;
  }
  bool valid_array(json::Value value, json::Value schema, int depth) {
    if (!value.is_array()) return true;
    const bool old = schema["items"].is_array() && !schema["prefixItems"].is_array();
    const json::Value prefix = old ? schema["items"] : schema["prefixItems"];
    const json::Value rest = old ? schema["additionalItems"] : schema["items"];
    std::size_t place = 0;
    for (const json::Value element : value.elements()) {
      const json::Value rule = place < prefix.count() ? prefix.at(place) : rest;
      if (rule && !valid(element, rule, depth + 1)) return false;
      ++place;
    }
    return true;
  }

  Arena arena_;
  json::Value root_;
  int steps_ = 0;
  bool undecided_ = false;
};

}  // namespace rota::test
