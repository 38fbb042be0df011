// What tests of rollups do with them: D1's tables as the store would fill them.
#pragma once

#include <map>
#include <vector>

#include "stats/rollups.h"
#include "stats/stats_testing.h"

namespace stats_testing {

/// What api_keys learns of a key.
struct KeyLine {
  std::int64_t attempts = 0, errors = 0, tokens = 0, last_used_at = 0;
  std::string last_error;
};

/// D1's table and api_keys, as the store would fill them.
struct Database {
  std::map<std::string, std::vector<std::int64_t>> hourly;  // "hour subject model"
  std::map<std::string, KeyLine> keys;

  void take(const Rollups& rollups) {
    take_hourly(rollups);
    take_keys(rollups);
  }
  void take_hourly(const Rollups& rollups) {
    const std::string json = written([&](Buffer& out) { rollups.write_hourly(out); });
    json::Reader reader;
    Arena arena;
    auto root = reader.read(json, arena);
    REQUIRE(root);
    std::map<std::string, int> seen;
    for (const json::Value row : (*root).elements()) {
      REQUIRE(row.count() == 12);
      const std::string name = std::string(row.at(0).raw()) + " " + std::string(row.at(1).text(arena)) + " " +
                               std::string(row.at(2).text(arena));
      REQUIRE(++seen[name] == 1);
      std::vector<std::int64_t>& sums = hourly[name];
      sums.resize(9);
      for (std::size_t i = 0; i < 9; ++i) {
        std::int64_t sum = 0;
        REQUIRE(row.at(3 + i).integer(sum));
        sums[i] += sum;
      }
    }
  }
  void take_keys(const Rollups& rollups) {
    const std::string json = written([&](Buffer& out) { rollups.write_keys(out); });
    json::Reader reader;
    Arena arena;
    auto root = reader.read(json, arena);
    REQUIRE(root);
    std::map<std::string, int> seen;
    for (const json::Value row : (*root).elements()) {
      const std::string id(row["id"].text(arena));
      REQUIRE(++seen[id] == 1);
      KeyLine& key = keys[id];
      key.attempts += number(row["attempts"]);
      key.errors += number(row["errors"]);
      key.tokens += number(row["tokens"]);
      key.last_used_at = number(row["last_used_at"]);
      if (!row["last_error"].equals("")) key.last_error = std::string(row["last_error"].text(arena));
    }
  }
  static std::int64_t number(json::Value value) {
    std::int64_t number = -1;
    REQUIRE(value.integer(number));
    return number;
  }
  std::int64_t attempts(Bytes kind) const {
    std::int64_t sum = 0;
    for (const auto& [name, sums] : hourly) sum += name.find(" " + std::string(kind)) != name.npos ? sums[1] : 0;
    return sum;
  }
};

inline std::string name_of(std::int64_t hour, Bytes subject, Bytes model) {
  return std::to_string(hour) + " " + std::string(subject) + " " + std::string(model);
}

inline std::string saved(const Rollups& rollups) {
  return written([&](Buffer& out) { rollups.save(out); });
}

inline bool load(Rollups& rollups, const std::string& value) {
  json::Reader reader;
  Arena arena;
  return rollups.load(value, reader, arena);
}

inline Database flush(Rollups& rollups) {
  Database database;
  if (rollups.begin_flush()) {
    database.take(rollups);
    rollups.flushed();
  }
  return database;
}

inline const std::string key_row = name_of(noon_hour, "k:00000000000000a1", flash);
inline const std::string client_row = name_of(noon_hour, "c:00000000000000c3", flash);

}  // namespace stats_testing
