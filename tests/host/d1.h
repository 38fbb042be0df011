// D1: a database in memory that takes the body of a `query` and gives the body of `queried`, as D1 does.
// Knows SQLite, schema.sql, and how D1 differs from SQLite: its limits, and that every number is bound as a REAL.
#pragma once

#include <sqlite3.h>

#include <catch2/catch_all.hpp>
#include <fstream>
#include <sstream>
#include <string>

#include "store/query.h"

namespace rota::host {

/// A file of the checkout.
inline std::string file_text(const std::string& path) {
  std::ifstream file(std::string(ROTA_SOURCE_DIR) + "/" + path, std::ios::binary);
  REQUIRE(file.good());
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The database that schema.sql makes.
class Database {
 public:
  Database() {
    REQUIRE(sqlite3_open(":memory:", &db_) == SQLITE_OK);
    // As workerd sets them for D1, or as D1 documents them.
    sqlite3_limit(db_, SQLITE_LIMIT_LENGTH, 2'000'000);
    sqlite3_limit(db_, SQLITE_LIMIT_SQL_LENGTH, 100'000);
    sqlite3_limit(db_, SQLITE_LIMIT_COLUMN, 100);
    sqlite3_limit(db_, SQLITE_LIMIT_EXPR_DEPTH, 100);
    sqlite3_limit(db_, SQLITE_LIMIT_COMPOUND_SELECT, 5);
    sqlite3_limit(db_, SQLITE_LIMIT_VDBE_OP, 25'000);
    sqlite3_limit(db_, SQLITE_LIMIT_FUNCTION_ARG, 32);
    sqlite3_limit(db_, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
    sqlite3_limit(db_, SQLITE_LIMIT_VARIABLE_NUMBER, 100);
    apply_schema();
  }
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() { sqlite3_close(db_); }

  void apply_schema() { script(file_text("schema.sql")); }
  /// Statements without parameters, whose rows nobody wants.
  void script(const std::string& sql) {
    char* error = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &error) != SQLITE_OK) {
      error_ = error;
      sqlite3_free(error);
      FAIL(error_);
    }
  }

  /// What D1 answers to a query's body: all of it is done, or nothing and the answer is empty: see error().
  std::string run(const std::string& body) {
    Arena arena;
    json::Reader reader;
    const auto list = reader.read(body, arena);
    REQUIRE(list.ok());
    script("BEGIN");
    Buffer out;
    json::Writer writer(out);
    writer.begin_array();
    for (const json::Value statement : list.value().elements()) {
      if (!run_statement(statement, writer, arena)) {
        script("ROLLBACK");
        return "";
      }
    }
    writer.end_array();
    script("COMMIT");
    return std::string(out.view());
  }
  [[nodiscard]] const std::string& error() const { return error_; }

  /// One value, as text; for looking at what a statement has done.
  std::string value(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    REQUIRE(sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
    std::string found = "no row";
    if (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      found = text != nullptr ? text : "NULL";
    }
    sqlite3_finalize(statement);
    return found;
  }

 private:
  bool run_statement(json::Value list, json::Writer& out, Arena& arena) {
    sqlite3_stmt* statement = nullptr;
    const std::string sql(list.at(0).text(arena));
    const char* rest = nullptr;
    bool done = sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, &rest) == SQLITE_OK;
    const int wanted = done ? sqlite3_bind_parameter_count(statement) : 0;
    if (done && (*rest != 0 || static_cast<std::size_t>(wanted) + 1 != list.count())) {
      error_ = "One statement takes all its parameters: " + sql;
      sqlite3_finalize(statement);
      return false;
    }
    int place = 0;
    for (const json::Value parameter : list.elements()) {
      if (place > 0 && done) done = bind(statement, place, parameter, arena);
      ++place;
    }
    const int before = sqlite3_total_changes(db_);
    out.begin_object();
    out.key("rows");
    out.begin_array();
    int step = SQLITE_DONE;
    while (done && (step = sqlite3_step(statement)) == SQLITE_ROW) write_row(statement, out);
    out.end_array();
    out.key("changes");
    out.integer(sqlite3_total_changes(db_) - before);
    out.end_object();
    done = done && step == SQLITE_DONE;
    if (!done) error_ = std::string(sqlite3_errmsg(db_)) + ": " + sql;
    sqlite3_finalize(statement);
    return done;
  }

  static bool bind(sqlite3_stmt* statement, int place, json::Value parameter, Arena& arena) {
    if (parameter.is_null()) return sqlite3_bind_null(statement, place) == SQLITE_OK;
    double number = 0;
    if (parameter.number(number)) return sqlite3_bind_double(statement, place, number) == SQLITE_OK;
    if (!parameter.is_string()) return false;
    const Bytes text = parameter.text(arena);
    return sqlite3_bind_text(statement, place, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT) ==
           SQLITE_OK;
  }

  static void write_row(sqlite3_stmt* statement, json::Writer& out) {
    out.begin_object();
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      out.key(json::trust_escaped(sqlite3_column_name(statement, i)));
      switch (sqlite3_column_type(statement, i)) {
        case SQLITE_NULL:
          out.null();
          break;
        case SQLITE_INTEGER:
          out.integer(sqlite3_column_int64(statement, i));
          break;
        case SQLITE_FLOAT:
          out.raw(json::trust_raw(std::to_string(sqlite3_column_double(statement, i))));
          break;
        default:
          out.string(Bytes(reinterpret_cast<const char*>(sqlite3_column_text(statement, i)),
                           static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
      }
    }
    out.end_object();
  }

  sqlite3* db_ = nullptr;
  std::string error_;
};

}  // namespace rota::host
