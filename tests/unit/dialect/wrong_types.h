// Wrong types: a request that has everything, with every value of it in turn replaced by one of each other type.
// Knows how to walk a document and how a place is spelt; refuses to know what a dialect makes of any.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "dialect/dialect_support.h"

namespace rota::test {

struct WrongTypes {
  std::string request;
  bool dots = false;                ///< messages.0.content, else messages[0].content
  std::set<std::string> opaque;     ///< places whose inside is another's: a schema's, a tool's, an account's
  std::set<std::string> free;       ///< places of which any type is taken, for nobody reads them, or all can be read
  std::set<std::string> tolerated;  ///< "place type": what may stand there besides
  /// Reads the request, which is an object.
  std::function<Status(Document& request)> read;

  /// Complains of every value that is neither refused by its place, or by what holds it, nor tolerated.
  void check() const {
    INFO(request);
    Document document(request);
    REQUIRE(document.ok);
    REQUIRE(read(document).ok());
    std::set<std::string> unused = tolerated;
    unused.insert(free.begin(), free.end());
    walk(document.root, "", document.text.data(), unused);
    for (const std::string& place : unused) {
      INFO("is refused now, take it off the list: " << place);
      CHECK(place.empty());
    }
  }

 private:
  /// `start`: of the document that `value` stands in.
  void walk(json::Value value, const std::string& path, const char* start, std::set<std::string>& unused) const {
    if (!path.empty()) {
      const auto at = static_cast<std::size_t>(Bytes(value.raw()).data() - start);
      replace(value, at, path, unused);
    }
    if (opaque.count(path) != 0 || free.count(path) != 0) return;
    std::size_t index = 0;
    for (const json::Value element : value.elements()) {
      const std::string number = std::to_string(index++);
      walk(element, path + (dots ? "." + number : "[" + number + "]"), start, unused);
    }
    for (const json::Member member : value.members()) {
      const std::string name(Bytes(member.name.escaped()));
      walk(member.value, path.empty() ? name : path + "." + name, start, unused);
    }
  }

  void replace(json::Value value, std::size_t at, const std::string& path, std::set<std::string>& unused) const {
    struct Wrong {
      json::Type type;
      const char* name;
      const char* json;
    };
    const Wrong all[] = {{json::Type::boolean, "boolean", "true"},
                         {json::Type::number, "number", "7"},
                         {json::Type::string, "string", "\"zzz\""},
                         {json::Type::array, "array", "[7]"},
                         {json::Type::object, "object", R"({"zzz":7})"}};
    const std::size_t past = at + value.raw().size();
    for (const Wrong& wrong : all) {
      if (wrong.type == value.type()) continue;
      const std::string changed = request.substr(0, at) + wrong.json + request.substr(past);
      const std::string place = path + " " + wrong.name;
      INFO(place);
      INFO(changed);
      Document document(changed);
      REQUIRE(document.ok);
      const Status answered = read(document);
      if (tolerated.count(place) != 0 || free.count(path) != 0) {
        if (answered.ok()) unused.erase(tolerated.count(place) != 0 ? place : path);
        CHECK(answered.ok());
        continue;
      }
      CHECK_FALSE(answered.ok());
      if (answered.ok()) continue;
      const Failure& failure = answered.failure();
      INFO(std::string(failure.message));
      CHECK(failure.status == 400);
      CHECK(failure.blame == Blame::client);
      const std::string named(failure.param);
      const bool holder = !named.empty() && path.substr(0, path.find_last_of(".[")) == named;
      const bool inside = named.rfind(path + ".", 0) == 0 || named.rfind(path + "[", 0) == 0;
      CHECK((named == path || holder || inside));
    }
  }
};

}  // namespace rota::test
