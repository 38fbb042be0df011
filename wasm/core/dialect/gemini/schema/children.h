// Children: what a place of a JSON document holds under a name or number, for many questions about few places.
// Knows that the last of several members of one name counts; refuses places with more children than a schema may have.
#pragma once

#include "dialect/gemini/schema/table.h"
#include "json/reader.h"

namespace rota::gemini::schema {

class Children {
 public:
  /// What `from` holds under `token`, a member's name or an element's number; absent when there is no such child, or
  /// more children than limits::schema_nodes. A place is gone through once, however often it is asked.
  [[nodiscard]] json::Value find(Arena& arena, json::Value from, Bytes token);

 private:
  struct Place {
    Names names;              // of an object's members
    List<json::Value> values; // members or elements, in order
  };
  [[nodiscard]] const Place& place_of(Arena& arena, json::Value from);

  Table<const Place*> places_;  // by where they begin
};

}  // namespace rota::gemini::schema
