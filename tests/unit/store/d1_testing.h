// D1 testing: statements that a test builds, run in the host's database, and their results kept readable.
// Knows the store's queries; what D1 is stands in host/d1.h.
#pragma once

#include "host/d1.h"
#include "store/query.h"

namespace rota::test {

using host::Database;
using host::file_text;

/// A query that is built, run, and whose results stay readable until the next one.
class Desk {
 public:
  /// `build` adds statements. Fails the test when a statement fails.
  template <class Build>
  const store::Results& ask(Build build) {
    Buffer body;
    store::Query query(body);
    build(query);
    query.end();
    return tell(std::string(body.view()));
  }
  /// The same with a whole body.
  const store::Results& tell(const std::string& body) {
    answer = db.run(body);
    INFO(db.error());
    REQUIRE(!answer.empty());
    const auto read = store::Results::read(answer, reader, arena);
    REQUIRE(read.ok());
    results = read.value();
    return results;
  }

  Database db;
  std::string answer;
  json::Reader reader;
  json::Reader spare;
  Arena arena;
  store::Results results;
};

/// A list in the arena of whoever asks.
template <class T>
List<T> list_of(Arena& arena, std::initializer_list<T> values) {
  List<T> list;
  for (const T& value : values) list.push(arena, value);
  return list;
}

}  // namespace rota::test
