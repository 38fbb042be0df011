// Rows and sums; see database.h.
#include "database.h"

#include <cstdio>

#include "json/reader.h"

namespace rota::simulation {

namespace {

std::string hex(std::uint64_t id) {
  char digits[20];
  std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(id));
  return digits;
}

const char* category(const std::string& model) {
  if (model.find("flash") != std::string::npos) return "Flash";
  return model.find("pro") != std::string::npos ? "Pro" : "Custom";
}

std::string setting(const std::string& name, const std::string& value) {
  return R"({"key":")" + name + R"(","value":")" + value + "\"}";
}

}  // namespace

std::string Database::rows() const {
  std::string keys;
  for (std::size_t i = 0; i < plan_.keys.size(); ++i) {
    const KeyPlan& key = plan_.keys[i];
    keys += (keys.empty() ? "" : ",") + std::string(R"({"id":")") + hex(key.id) + R"(","api_key":"…","sealed":)" +
            (key.in_environment ? "null" : "\"v2." + std::to_string(i) + "\"") +
            R"(,"source":"panel","name":"","project":")" + key.label + R"(","weight":)" + std::to_string(key.weight) +
            R"(,"is_active":)" + (off_.count(i) == 0 ? "1" : "0") + "}";
  }
  std::string models;
  for (const ModelPlan& model : plan_.models) {
    models += (models.empty() ? "" : ",") + std::string(R"({"id":")") + model.name + R"(","category":")" +
              category(model.name) + R"(","daily_quota":)" +
              (model.own_quota < 0 ? "null" : std::to_string(model.own_quota)) + R"(,"aliases":"[]"})";
  }
  const std::string settings = setting("config_version", std::to_string(version_)) + "," +
                               setting("flash_daily_quota", std::to_string(plan_.flash_quota)) + "," +
                               setting("rotation_strategy", plan_.strategy);
  return "[{\"rows\":[" + keys + "],\"changes\":0},{\"rows\":[" + models +
         "],\"changes\":0},{\"rows\":[],\"changes\":0},{\"rows\":[" + settings + "],\"changes\":0}]";
}

std::string Database::run(const std::string& query) {
  json::Reader reader;
  Arena arena;
  const auto list = reader.read(query, arena);
  std::string answer;
  for (const json::Value statement : list->elements()) {
    const Bytes sql = statement.at(0).text(arena);
    if (sql.substr(0, 18) == "SELECT id, api_key") return rows();
    if (sql.substr(0, 18) == "INSERT INTO writes") writes_.insert(std::string(statement.at(1).text(arena)));
    const bool adds = sql.substr(0, 24) == "INSERT INTO usage_hourly";
    if (adds && writes_.count(std::string(statement.at(2).text(arena))) == 0) {
      json::Reader spare;
      const auto sums = spare.read(statement.at(1).text(arena), arena);
      for (const json::Value sum : sums->elements()) {
        std::int64_t attempts = 0;
        static_cast<void>(sum.at(4).integer(attempts));
        hourly_[{std::string(sum.at(1).text(arena)), std::string(sum.at(2).text(arena))}] += attempts;
      }
    }
    answer += answer.empty() ? R"({"rows":[],"changes":1})" : R"(,{"rows":[],"changes":1})";
  }
  return "[" + answer + "]";
}

std::string Database::unseal(const std::string& sealed) const {
  json::Reader reader;
  Arena arena;
  const auto list = reader.read(sealed, arena);
  std::string answer;
  for (const json::Value text : list->elements()) {
    const std::string number(text.at(0).text(arena).substr(3));
    answer +=
        (answer.empty() ? "\"" : ",\"") + plan_.keys[static_cast<std::size_t>(std::atoi(number.c_str()))].secret + "\"";
  }
  return "[" + answer + "]";
}

void Database::edit(std::size_t key) {
  if (off_.erase(key) == 0) off_.insert(key);
  ++version_;
}

std::int64_t Database::requests(std::size_t key, const std::string& model) const {
  const auto found = hourly_.find({"k:" + hex(plan_.keys[key].id), model});
  return found == hourly_.end() ? 0 : found->second;
}

}  // namespace rota::simulation
