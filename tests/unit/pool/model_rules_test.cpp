// Model rules: which quotas a model's name falls under.
#include "pool/model_rules.h"

#include <catch2/catch_all.hpp>

using namespace rota;
using namespace rota::pool;
using rota::store::Family;

namespace {

store::ModelRow row_of(Bytes id, Family family, std::int64_t quota = -1) {
  store::ModelRow row;
  row.id = id;
  row.category = family;
  row.daily_quota = quota;
  return row;
}

}  // namespace

TEST_CASE("B2 rules: without any, nothing is limited") {
  ModelRules rules;
  CHECK(rules.empty());
  CHECK(rules.find("gemini-3.1-pro").family == Family::pro);
  CHECK(rules.find("gemini-3.1-pro").quota == 0);
  CHECK(rules.find("gemini-3.1-pro").family_quota == 0);
  rules.set({}, 0, 0);
  CHECK(rules.empty());
}

TEST_CASE("B2 rules: a model that is not configured has the family that its name tells") {
  ModelRules rules;
  rules.set({}, 50, 500);
  CHECK_FALSE(rules.empty());
  CHECK(rules.find("gemini-3-pro-preview").family == Family::pro);
  CHECK(rules.find("gemini-3-pro-preview").family_quota == 50);
  CHECK(rules.find("gemini-3.5-flash-lite").family == Family::flash);
  CHECK(rules.find("gemini-3.5-flash-lite").family_quota == 500);
  CHECK(rules.find("gemma-3-27b-it").family == Family::custom);
  CHECK(rules.find("gemma-3-27b-it").family_quota == 0);
  CHECK(rules.find("").family_quota == 0);
}

TEST_CASE("B2 rules: what is configured comes first, whatever the name tells") {
  Arena arena;
  List<store::ModelRow> rows;
  rows.push(arena, row_of("gemini-3.1-pro", Family::custom, 7));
  rows.push(arena, row_of("house-model", Family::pro, 9));
  rows.push(arena, row_of("gemini-3.6-flash", Family::flash));
  rows.push(arena, row_of("gemini-2.0-flash", Family::flash, 0));
  ModelRules rules;
  rules.set(rows, 50, 500);
  CHECK(rules.find("gemini-3.1-pro").family == Family::custom);
  CHECK(rules.find("gemini-3.1-pro").quota == 7);
  CHECK(rules.find("gemini-3.1-pro").family_quota == 0);
  CHECK(rules.find("house-model").quota == 9);
  CHECK(rules.find("house-model").family_quota == 50);
  CHECK(rules.find("gemini-3.6-flash").quota == 0);
  CHECK(rules.find("gemini-3.6-flash").family_quota == 500);
  CHECK(rules.find("gemini-2.0-flash").quota == 0);
  CHECK(rules.find("gemini-3.1-pro-preview").family_quota == 50);  // another name is another model
}

TEST_CASE("B2 rules: the names are copied, and new rules take the place of the old ones") {
  ModelRules rules;
  {
    Arena arena;
    std::string name = "house-model";
    List<store::ModelRow> rows;
    rows.push(arena, row_of(name, Family::flash, std::int64_t{1} << 40));
    rules.set(rows, 0, 0);
    name = "XXXXXXXXXXX";
  }
  CHECK_FALSE(rules.empty());
  CHECK(rules.find("house-model").quota == 0xFFFFFFFF);
  CHECK(rules.find("house-model").family == Family::flash);
  rules.set({}, 0, 3);
  CHECK(rules.find("house-model").quota == 0);
  CHECK(rules.find("house-model").family == Family::custom);
  CHECK(rules.find("x-flash").family_quota == 3);
}
