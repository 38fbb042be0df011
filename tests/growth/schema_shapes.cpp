// Schemas of a tool that are long, wide or deep; see shapes.h.
#include "shapes.h"

namespace rota::growth {

namespace {

using Number = const std::string&;

std::string function(Number i, const std::string& schema) {
  return R"({"type":"function","function":{"name":"f)" + i + R"(","parameters":)" + schema + "}}";
}
std::string tools(const std::string& list) {
  return R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":"Hi"}],"tools":[)" + list + "]}";
}
std::string tool(const std::string& members) { return tools(function("", R"({"type":"object",)" + members + "}")); }
std::string format(const std::string& members) {
  return R"({"model":"gemini-3.6-flash","messages":[{"role":"user","content":"Hi"}],"response_format":)"
         R"({"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object",)" + members + "}}}}";
}
std::string all_of(const std::string& list) { return R"("allOf":[)" + list + "]"; }
std::string property(Number i) { return "\"p" + i + R"(":{"type":"string"})"; }
std::string properties(const std::string& list) { return R"("properties":{)" + list + "}"; }
std::string nested(std::size_t depth, const std::string& open, const std::string& inside, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += inside;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}
/// Definitions each of which refers to the next one twice.
std::string doubling(std::size_t n, const char* open, const char* close) {
  return R"("$defs":{)" + many(n, [&](Number i) {
    const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(std::stoul(i) + 1) + "\"}";
    return "\"d" + i + "\":" + open + next + "," + next + close;
  }) + R"(,"d)" + std::to_string(n) + R"(":{"type":"string","description":"laugh"}},"$ref":"#/$defs/d0")";
}

constexpr Shape shapes[] = {
    {"allOf: required", chat_head,
     [](std::size_t n) { return tool(all_of(many(n, [](Number i) { return R"({"required":["a)" + i + "\"]}"; }))); },
     plain_answer},
    {"allOf: required, of an answer", chat_head,
     [](std::size_t n) { return format(all_of(many(n, [](Number i) { return R"({"required":["a)" + i + "\"]}"; }))); },
     plain_answer},
    {"allOf: properties", chat_head,
     [](std::size_t n) {
       return tool(all_of(many(n, [](Number i) { return "{" + properties(property(i)) + "}"; })));
     },
     plain_answer},
    {"allOf: one property", chat_head,
     [](std::size_t n) {
       return tool(all_of(many(n, [](Number i) {
         return R"({"properties":{"p":{"properties":{"q)" + i + R"(":{"type":"string"}}}}})";
       })));
     },
     plain_answer},
    {"allOf: descriptions", chat_head,
     [](std::size_t n) { return tool(all_of(many(n, [](Number i) { return R"({"description":")" + i + "\"}"; }))); },
     plain_answer},
    {"allOf: one description", chat_head,
     [](std::size_t n) {
       return tool(all_of(many(n, [](Number) { return std::string(R"({"description":"the same"})"); })));
     },
     plain_answer},
    {"allOf: enumerations", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"enum":[)" + many(n, [](Number i) { return '"' + i + '"'; }) + "]," +
                   all_of(many(n / 8 + 1, [](Number i) { return R"({"enum":["x","1)" + i + "\"]}"; })) + "}}");
     },
     plain_answer},
    {"allOf: unions", chat_head,
     [](std::size_t n) {
       return tool(all_of(many(n, [](Number i) {
         return R"({"anyOf":[{"required":["a)" + i + R"("]},{"required":["b)" + i + "\"]}]}";
       })));
     },
     plain_answer},
    {"allOf: items", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"type":"array",)" + all_of(many(n, [](Number i) {
         return R"({"items":{"properties":{"q)" + i + R"(":{"type":"string"}}}})";
       })) + "}}");
     },
     plain_answer},
    {"allOf: tuples", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"type":"array",)" + all_of(many(n, [](Number i) {
         return R"({"prefixItems":[{"description":")" + i + R"("},{"type":"string"}]})";
       })) + "}}");
     },
     plain_answer},
    {"allOf: bounds", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"type":"integer",)" +
                   all_of(many(n, [](Number i) { return R"({"minimum":)" + i + "}"; })) + "}}");
     },
     plain_answer},
    {"allOf: references to one", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{"d":{"type":"object","properties":{"x":{"type":"string"}},"description":"d"}},)" +
                   all_of(many(n, [](Number) { return std::string(R"({"$ref":"#/$defs/d"})"); })));
     },
     plain_answer},
    {"allOf: references to many", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, [](Number i) {
         return "\"d" + i + R"(":{"type":"object",)" + properties(property(i)) + "}";
       }) + "}," + all_of(many(n, [](Number i) { return R"({"$ref":"#/$defs/d)" + i + "\"}"; })));
     },
     plain_answer},
    {"allOf in allOf", chat_head,
     [](std::size_t n) {
       return tool(nested(n < 28 ? n : 28, R"("allOf":[{)", all_of(many(n, [](Number i) {
         return R"({"required":["a)" + i + R"("],"description":")" + i + "\"}";
       })), "}]"));
     },
     plain_answer},
    {"allOf beside properties", chat_head,
     [](std::size_t n) {
       return tool(properties(many(n, property)) + "," +
                   all_of(many(n, [](Number i) { return "{" + properties("\"p" + i + R"(":{"description":"d"})") + "}"; })));
     },
     plain_answer},
    {"properties", chat_head, [](std::size_t n) { return tool(properties(many(n, property))); }, plain_answer},
    {"properties without a type", chat_head,
     [](std::size_t n) { return tool(properties(many(n, [](Number i) { return "\"p" + i + "\":{}"; }))); },
     plain_answer},
    {"properties of one name", chat_head,
     [](std::size_t n) { return tool(properties(many(n, [](Number) { return property("1"); }))); }, plain_answer},
    {"required", chat_head,
     [](std::size_t n) { return tool(R"("required":[)" + many(n, [](Number i) { return '"' + i + '"'; }) + "]"); },
     plain_answer},
    {"required in each property", chat_head,
     [](std::size_t n) {
       return tool(properties(many(n, [](Number i) {
         return "\"p" + i + R"(":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]})";
       })));
     },
     plain_answer},
    {"required of what is dear", chat_head,
     [](std::size_t n) {
       return tool(R"("additionalProperties":{)" + properties(many(n, property)) + R"(},"required":[)" +
                   many(n, [](Number i) { return "\"r" + i + '"'; }) + "]");
     },
     plain_answer},
    {"enumeration", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"enum":[)" + many(n, [](Number i) { return '"' + i + '"'; }) + "]}}");
     },
     plain_answer},
    {"enumeration of all kinds", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"enum":[)" +
                   many(n, [](Number i) { return '"' + i + R"(",true,null,[)" + i + "]"; }) + "]}}");
     },
     plain_answer},
    {"union", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":{"anyOf":[)" + many(n, [](Number i) { return R"({"const":)" + i + "}"; }) +
                   R"(],"description":"d"}})");
     },
     plain_answer},
    {"union in union", chat_head,
     [](std::size_t n) {
       return tool(R"("properties":{"a":)" +
                   nested(n < 28 ? n : 28, R"({"oneOf":[{"type":"null"},)",
                          R"({"anyOf":[)" + many(n, [](Number i) { return R"({"const":")" + i + "\"}"; }) + "]}", "]}") +
                   "}");
     },
     plain_answer},
    {"patterns", chat_head,
     [](std::size_t n) {
       return tool(R"("additionalProperties":false,"patternProperties":{)" + many(n, property) + "}");
     },
     plain_answer},
    {"definitions", chat_head,
     [](std::size_t n) { return tool(R"("$defs":{)" + many(n, property) + "}"); }, plain_answer},
    {"definitions that are used", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, property) + "}," + properties(many(n, [](Number i) {
         return "\"q" + i + R"(":{"$ref":"#/$defs/p)" + i + "\"}";
       })));
     },
     plain_answer},
    {"references to one", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{"d":{"type":"string","description":"d"}},)" + properties(many(n, [](Number i) {
         return "\"q" + i + R"(":{"$ref":"#/$defs/d","description":"e"})";
       })));
     },
     plain_answer},
    {"references to nothing", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, property) + "}," + properties(many(n, [](Number i) {
         return "\"q" + i + R"(":{"$ref":"#/nowhere/)" + i + "\"}";
       })));
     },
     plain_answer},
    {"references to places", chat_head,
     [](std::size_t n) {
       return tool(R"("anyOf":[)" + many(n, [](Number) { return std::string(R"({"type":"object"})"); }) + "]," +
                   properties(many(n, [](Number i) { return "\"q" + i + R"(":{"$ref":"#/anyOf/)" + i + "\"}"; })));
     },
     plain_answer},
    {"references to properties", chat_head,
     [](std::size_t n) {
       return tool(properties(many(n, property) + "," + many(n, [](Number i) {
         return "\"q" + i + R"(":{"$ref":"#/properties/p)" + i + "\"}";
       })));
     },
     plain_answer},
    {"references by anchor", chat_head,
     [](std::size_t n) {
       return tool(properties(many(n, [](Number i) {
         return "\"p" + i + R"(":{"$anchor":"a)" + i + R"(","type":"string"},"q)" + i + R"(":{"$ref":"#a)" + i + "\"}";
       })));
     },
     plain_answer},
    {"references by id", chat_head,
     [](std::size_t n) {
       return tool(properties(many(n, [](Number i) {
         return "\"p" + i + R"(":{"$id":"i)" + i + R"(","type":"string"},"q)" + i + R"(":{"$ref":"i)" + i + "\"}";
       })));
     },
     plain_answer},
    {"references with long ways", chat_head,
     [](std::size_t n) {
       return tool(properties(many(n, [n](Number i) {
         std::string way = R"({"$ref":"#)";
         for (std::size_t step = 0; step < n / 16; ++step) way += "/x";
         return "\"q" + i + "\":" + way + "\"}";
       })));
     },
     plain_answer},
    {"references in a chain", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, [](Number i) {
         return "\"d" + i + R"(":{"$ref":"#/$defs/d)" + std::to_string(std::stoul(i) + 1) + "\"}";
       }) + R"(},"$ref":"#/$defs/d0")");
     },
     plain_answer},
    {"references in a ring", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, [n](Number i) {
         return "\"d" + i + R"(":{"type":"object","required":["n"],"properties":{"n":{"$ref":"#/$defs/d)" +
                std::to_string((std::stoul(i) + 1) % n) + "\"}}}";
       }) + R"(},"properties":{"a":{"$ref":"#/$defs/d0"}})");
     },
     plain_answer},
    {"references that double, by properties", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, [](Number i) {
         const std::string next = R"({"$ref":"#/$defs/d)" + std::to_string(std::stoul(i) + 1) + "\"}";
         return "\"d" + i + R"(":{"type":"object","properties":{"a":)" + next + R"(,"b":)" + next + "}}";
       }) + R"(,"d)" + std::to_string(n) + R"(":{"type":"string"}},"properties":{"r":{"$ref":"#/$defs/d0"}})");
     },
     plain_answer},
    {"references that double, by allOf", chat_head,
     [](std::size_t n) { return tool(doubling(n, R"({"description":"x","allOf":[)", "]}")); }, plain_answer},
    {"references that double, by anyOf", chat_head,
     [](std::size_t n) { return tool(doubling(n, R"({"anyOf":[)", "]}")); }, plain_answer},
    {"references that double, by items", chat_head,
     [](std::size_t n) {
       return tool(doubling(n, R"({"allOf":[{"items":{"$ref":"#"}},)", "]}"));
     },
     plain_answer},
    {"many rings", chat_head,
     [](std::size_t n) {
       return tool(R"("$defs":{)" + many(n, [n](Number i) {
         std::string all = "\"d" + i + R"(":{"type":"object","required":["a","b"],"properties":{"a":{"$ref":"#/$defs/d)";
         all += std::to_string((std::stoul(i) + 1) % n) + R"("},"b":{"$ref":"#/$defs/d)";
         return all + std::to_string((std::stoul(i) * 7 + 3) % n) + "\"}}}";
       }) + R"(},"properties":{"a":{"$ref":"#/$defs/d0"}})");
     },
     plain_answer},
    {"tools with a small schema", chat_head,
     [](std::size_t n) {
       return tools(many(n < 512 ? n : 512, [](Number i) {
         return function(i, R"({"type":"object","properties":{"a":{"type":"string"}}})");
       }));
     },
     plain_answer},
    {"a hundred tools with properties", chat_head,
     [](std::size_t n) {
       return tools(many(100, [n](Number i) {
         return function(i, R"({"type":"object",)" + properties(many(n / 100 + 1, property)) + "}");
       }));
     },
     plain_answer},
    {"a hundred tools with descriptions", chat_head,
     [](std::size_t n) {
       return tools(many(100, [n](Number i) {
         return function(i, R"({"type":"object",)" + all_of(many(n / 100 + 1, [](Number j) {
           return R"({"description":")" + j + "\"}";
         })) + "}");
       }));
     },
     plain_answer},
    {"a hundred tools with required names", chat_head,
     [](std::size_t n) {
       return tools(many(100, [n](Number i) {
         return function(i, R"({"type":"object",)" + all_of(many(n / 100 + 1, [](Number j) {
           return R"({"required":["a)" + j + "\"]}";
         })) + "}");
       }));
     },
     plain_answer},
    {"a hundred tools with references", chat_head,
     [](std::size_t n) {
       return tools(many(100, [n](Number i) {
         return function(i, R"({"type":"object",)" + properties(many(n / 100 + 1, property) + "," +
                                many(n / 100 + 1, [](Number j) {
                                  return "\"q" + j + R"(":{"$ref":"#/properties/p)" + j + "\"}";
                                })) + "}");
       }));
     },
     plain_answer},
    {"members of a tool", chat_head,
     [](std::size_t n) {
       return tools(R"({"type":"function","function":{"name":"f"},)" +
                    many(n, [](Number i) { return "\"m" + i + "\":1"; }) + "}");
     },
     plain_answer},
    {"keywords that nobody knows", chat_head,
     [](std::size_t n) { return tool(many(n, [](Number i) { return "\"m" + i + "\":1"; })); }, plain_answer},
    {"one keyword again and again", chat_head,
     [](std::size_t n) { return tool(many(n, [](Number i) { return R"("properties":{"p)" + i + R"(":{}})"; })); },
     plain_answer},
    {"a long description", chat_head,
     [](std::size_t n) { return tool(R"("description":")" + std::string(n * 8, 'd') + "\""); }, plain_answer},
    {"a large default", chat_head,
     [](std::size_t n) { return tool(R"("default":[)" + many(n, [](Number i) { return i; }) + "]"); }, plain_answer},
    {"a tool's choice", chat_head,
     [](std::size_t n) {
       const std::size_t count = n < 512 ? n : 512;
       std::string all = tools(many(count, [](Number i) { return function(i, R"({"type":"object"})"); }));
       all.pop_back();
       return all + R"(,"tool_choice":{"type":"allowed_tools","mode":"auto","tools":[)" + many(count, [](Number i) {
         return R"({"type":"function","name":"f)" + i + "\"}";
       }) + "]}}";
     },
     plain_answer},
};

}  // namespace

std::vector<Shape> schema_shapes() { return {std::begin(shapes), std::end(shapes)}; }

}  // namespace rota::growth
