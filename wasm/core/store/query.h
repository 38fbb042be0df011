// Query: the body of the `query` action and of the `queried` event that answers it (base/messages.def).
// Knows how statements, parameters and rows stand in JSON; refuses to know any table.
#pragma once

#include <cstddef>
#include <optional>
#include <type_traits>

#include "base/list.h"
#include "base/result.h"
#include "base/text.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::store {

/// A parameter: an id, bound as the 16 lower-case hex digits that the tables hold.
struct HexId {
  std::uint64_t id;
};

/// Builds one query: statements that D1 runs in their order as one transaction. Parameters stand as ?1, ?2... in the
/// SQL, which is a literal of ours: what came from outside is always a parameter.
class Query {
 public:
  /// Appends to `out`, which must outlive the query.
  explicit Query(Buffer& out);

  /// A statement with its parameters: text (UTF-8; a JSON text for json_each is one), integers, bool (0 or 1), HexId,
  /// nullptr for NULL, and a std::optional of any of them, NULL without a value.
  template <class... Parameters>
  void add(Bytes sql, const Parameters&... parameters) {
    writer_.begin_array();
    writer_.string(sql);
    (bind(parameters), ...);
    writer_.end_array();
    ++statements_;
  }
  /// How many were added: the place of the next one among the Results.
  [[nodiscard]] std::size_t statements() const { return statements_; }
  /// Once, after the last statement: `out` holds the body.
  void end();

 private:
  void bind(Bytes text) { writer_.string(text); }
  void bind(const char* text) { writer_.string(text); }
  void bind(std::nullptr_t) { writer_.null(); }
  void bind(HexId id) { writer_.string(text::hex_id(id.id).view()); }
  template <class Integer>
  requires std::is_integral_v<Integer>
  void bind(Integer value) { writer_.integer(static_cast<std::int64_t>(value)); }
  template <class T>
  void bind(const std::optional<T>& value) {
    if (value) {
      bind(*value);
    } else {
      writer_.null();
    }
  }

  json::Writer writer_;
  std::size_t statements_ = 0;
};

/// What a query gave, a result for each statement. Valid as long as the body, the reader's text and the arena.
class Results {
 public:
  Results() = default;
  /// Fails with Blame::rota when `body` is not what `queried` carries.
  [[nodiscard]] static Result<Results> read(Bytes body, json::Reader& reader, Arena& arena);

  [[nodiscard]] std::size_t size() const { return size_; }
  /// The rows of a statement: a list of objects, column to value; absent when there is no such statement.
  [[nodiscard]] json::Value rows(std::size_t statement) const;
  /// Its first row; absent when it has none.
  [[nodiscard]] json::Value row(std::size_t statement) const;
  /// How many rows it inserted, changed or deleted.
  [[nodiscard]] std::int64_t changes(std::size_t statement) const;

 private:
  explicit Results(json::Value list) : list_(list), size_(list.count()) {}
  json::Value list_;
  std::size_t size_ = 0;
};

/// A column of a row. Text points into the body or `arena`; what is NULL, missing or of another type is empty, 0 or no
/// value.
[[nodiscard]] Bytes text_of(json::Value row, Bytes column, Arena& arena);
[[nodiscard]] std::int64_t integer_of(json::Value row, Bytes column);
[[nodiscard]] std::optional<std::int64_t> nullable_of(json::Value row, Bytes column);
/// An id of 16 hex digits; 0 when it is none.
[[nodiscard]] std::uint64_t id_of(json::Value row, Bytes column);
/// A JSON list of texts that stands in a text column; empty when it is none. `reader` must not be the one that read
/// the row. Everything is copied into `arena`.
[[nodiscard]] List<Bytes> texts_of(json::Value row, Bytes column, json::Reader& reader, Arena& arena);

/// Appends the JSON list of `ids`, for json_each.
void append_ids(Buffer& out, const List<std::uint64_t>& ids);
/// The JSON list of `texts`, as such a column holds it.
[[nodiscard]] Bytes texts_json(const List<Bytes>& texts, Arena& arena);

}  // namespace rota::store
