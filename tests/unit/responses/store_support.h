// What the tests of a store of responses share: the object with its rows, and calls of it.
// Knows the platform's part of it (host/durable_object.h); refuses to test anything itself.
#pragma once

#include <catch2/catch_test_macros.hpp>
#include <string>

#include "base/limits.h"
#include "base/text.h"
#include "host/durable_object.h"
#include "responses/store_object.h"

namespace rota::test {

/// A client's store, evicted and begun anew at will.
class Store : public host::DurableObject {
 public:
  Store() : DurableObject([] { return std::make_unique<responses::StoreObject>(); }) {
    now_ms = 1'700'000'000'000;
    start("{}");
  }
  std::string call(const responses::StoreCall& asked) {
    Buffer body;
    responses::encode(asked, body);
    last_reply.clear();
    tell(event::pool_call(7, body.view()));
    return last_reply;
  }
  void keep(const std::string& id, const std::string& previous = "", const std::string& conversation = "", std::size_t bytes = 0) {
    std::string record = "{\"id\":\"" + id + "\"}";
    if (bytes > record.size()) record = "{\"id\":\"" + id + "\",\"x\":\"" + std::string(bytes - record.size() - 7, 'x') + "\"}";
    Arena arena;
    json::Reader reader;
    const auto value = reader.read(record, arena);
    REQUIRE(value.ok());
    responses::StoreCall asked;
    asked.kept = {id, previous, conversation, value->raw()};
    CHECK(call(asked) == "[]");
  }
  std::string get(const std::string& id) {
    Arena arena;
    responses::StoreCall asked;
    asked.read.ids.push(arena, Bytes(id));
    return call(asked);
  }
  std::string chain(const std::string& id) {
    responses::StoreCall asked;
    asked.read.chain = id;
    return call(asked);
  }
  std::string conversation(const std::string& id) {
    responses::StoreCall asked;
    asked.read.conversation = id;
    return call(asked);
  }
  std::string forget(const std::string& id) {
    responses::StoreCall asked;
    asked.erased = id;
    return call(asked);
  }

 protected:
  void perform(const host::Message& asked) override {
    if (asked.kind != Kind::read) return DurableObject::perform(asked);
    std::string list;
    Bytes names = asked.head;
    while (!names.empty()) {
      const auto row = rows.find(std::string(text::split(names, '\n')));
      list += (list.empty() ? "" : ",") + (row == rows.end() ? "null" : row->second);
    }
    tell(event::rows(asked.token, "[" + list + "]"));
  }
};

inline std::string record_of(const std::string& id) { return "{\"id\":\"" + id + "\"}"; }

}  // namespace rota::test
