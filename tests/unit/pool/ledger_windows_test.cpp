// Ledger, windows: keys of a project share what is counted and what cools down; limits are learned, heeded and disproved;
// the administrator's own quotas.
#include "pool/ledger_testing.h"

namespace {

using namespace ledger_testing;

store::ModelRow model_of(Bytes id, store::Family family, std::int64_t quota) {
  store::ModelRow row;
  row.id = id;
  row.category = family;
  row.daily_quota = quota;
  return row;
}

/// Two keys of one project, and a third of its own.
struct House : Keys {
  House() : Keys(3) {
    label(1, "house");
    label(2, "house");
    take();
  }
};

}  // namespace

TEST_CASE("F6 projects: two keys of one project have the windows of its first") {
  House keys;
  CHECK(keys.ledger.owner(keys.at(1)) == keys.at(1));
  CHECK(keys.ledger.owner(keys.at(2)) == keys.at(1));
  CHECK(keys.ledger.owner(keys.at(3)) == keys.at(3));
  keys.serve(1, flash, 100);
  keys.serve(2, flash, 200);
  keys.serve(2, flash, 300);
  CHECK(keys.window(2, flash).minute_requests == 2);  // the first was lent before there was a window
  CHECK(keys.window(2, flash).minute_tokens == 600);
  // Each key's own usage is its own.
  CHECK(usage_of(keys.ledger, keys.at(1), flash, keys.now_ms).requests == 1);
  CHECK(usage_of(keys.ledger, keys.at(2), flash, keys.now_ms).requests == 2);
  CHECK(usage_of(keys.ledger, keys.at(2), flash, keys.now_ms).prompt_tokens == 500);
}

TEST_CASE("F6 projects: a quota that one key has met cools the others of its project down, and only them") {
  House keys;
  const Change change = keys.tell(2, flash, Cause::day_limit);
  CHECK(change.key == keys.at(2));
  CHECK(change.cooled);
  CHECK(keys.serves(1, flash) == Serves::no);
  CHECK(keys.serves(2, flash) == Serves::no);
  CHECK(keys.serves(3, flash) == Serves::yes);
  CHECK(keys.serves(1, pro) == Serves::yes);
  CHECK(census_at(keys.ledger, keys.now_ms).limited == 2);
  CHECK_FALSE(keys.tell(1, flash, Cause::day_limit).cooled);  // no news
  keys.now_ms = summer_midnight_ms + limits::day_turn_ms;
  keys.serve(1, flash);
  CHECK(keys.serves(2, flash) == Serves::yes);
}

TEST_CASE("F6 projects: a dead key does not take its project with it") {
  House keys;
  keys.tell(1, flash, Cause::key_invalid);
  CHECK(keys.serves(1, flash) == Serves::no);
  CHECK(keys.serves(2, flash) == Serves::yes);
}

TEST_CASE("F6 projects: they can be made and unmade, and what is counted stays with the first key") {
  Keys keys(2);
  keys.serve(1, flash, 100);
  keys.serve(2, flash, 200);
  keys.tell(1, flash, Cause::minute_limit, 60'000);
  CHECK(keys.serves(2, flash) == Serves::yes);
  keys.label(1, "house");
  keys.label(2, "house");
  keys.take();
  CHECK(keys.serves(2, flash) == Serves::no);
  keys.label(2, "");
  keys.take();
  CHECK(keys.serves(1, flash) == Serves::no);
  CHECK(keys.serves(2, flash) == Serves::yes);
}

TEST_CASE("F6 projects: when its first key leaves, the next takes over its windows, cooldowns and limits") {
  Keys keys(4);
  for (const std::size_t number : {1U, 3U, 4U}) keys.label(number, "house");
  keys.take();
  keys.serve(1, pro);
  keys.tell_limit(1, pro, Cause::minute_limit, 2, minute_quota);
  keys.now_ms += minute_ms + 2 * second_ms;
  keys.serve(1, pro);
  keys.tell(4, flash, Cause::day_limit);
  const Window before = keys.window(4, pro);
  keys.drop(1);
  REQUIRE(keys.ledger.size() == 3);
  CHECK(keys.ledger.owner(keys.at(3)) == keys.at(3));
  CHECK(keys.ledger.owner(keys.at(4)) == keys.at(3));
  CHECK(keys.ledger.owner(keys.at(2)) == keys.at(2));
  CHECK(keys.serves(3, flash) == Serves::no);
  CHECK(keys.serves(4, flash) == Serves::no);
  CHECK(keys.standing(4, flash).cause == Cause::day_limit);
  CHECK(keys.serves(2, flash) == Serves::yes);
  CHECK(keys.window(4, pro).limit_minute_requests == 2);
  CHECK(keys.window(4, pro).minute_requests == before.minute_requests);
  CHECK(keys.window(4, pro).day_requests == before.day_requests);
  keys.drop(3);
  CHECK(keys.serves(4, flash) == Serves::no);
  CHECK(keys.window(4, pro).limit_minute_requests == 2);
}

TEST_CASE("F6 limits: a key at a minute's limit serves last, and is itself again in the next minute") {
  Keys keys(1);
  keys.tell_limit(1, flash, Cause::minute_limit, 2, minute_quota);
  keys.now_ms += 2 * minute_ms;
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.ledger.room(0, keys.ledger.find_model(flash), keys.now_ms) == 1);
  keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.ledger.room(0, keys.ledger.find_model(flash), keys.now_ms) == 0.5);
  keys.lend(1, flash);
  const Standing full = keys.standing(1, flash);
  CHECK(full.serves == Serves::last);
  CHECK(full.cause == Cause::learned_limit);
  CHECK(full.until_ms == summer_noon_ms + 3 * minute_ms);
  CHECK(keys.serves(1, pro) == Serves::yes);
  CHECK(keys.ledger.room(0, keys.ledger.find_model(flash), keys.now_ms) == 0);
  CHECK(keys.ledger.overuse(0, keys.ledger.find_model(flash), keys.now_ms) == 1);
  keys.lend(1, flash);
  CHECK(keys.ledger.overuse(0, keys.ledger.find_model(flash), keys.now_ms) == 1.5);
  keys.now_ms = full.until_ms;
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE("F6 limits: tokens of a minute count as well") {
  Keys keys(1);
  keys.tell_limit(1, flash, Cause::minute_limit, 1000, minute_tokens_quota);
  keys.now_ms += 2 * minute_ms;
  keys.serve(1, flash, 900);
  CHECK(keys.serves(1, flash) == Serves::yes);
  keys.serve(1, flash, 100);
  CHECK(keys.serves(1, flash) == Serves::last);
  keys.now_ms += minute_ms;
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE("F6 limits: a day's limit holds on the next day, until midnight") {
  Keys keys(1);
  keys.tell_limit(1, flash, Cause::day_limit, 3, day_quota);
  keys.now_ms = summer_midnight_ms + hour_ms;
  for (int i = 0; i < 2; ++i) keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::yes);
  keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::last);
  CHECK(keys.standing(1, flash).until_ms == summer_midnight_ms + day_ms);
  keys.now_ms += 2 * minute_ms;
  CHECK(keys.serves(1, flash) == Serves::last);
  keys.now_ms = summer_midnight_ms + day_ms;
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE("F6 limits: successes past a limit disprove it") {
  Keys keys(1);
  keys.tell_limit(1, flash, Cause::day_limit, 3, day_quota);
  keys.now_ms = summer_midnight_ms + hour_ms;
  for (int i = 0; i < 3; ++i) keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::last);
  keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK_FALSE(keys.window(1, flash).knows_limits());

  keys.tell_limit(1, flash, Cause::minute_limit, 2, minute_quota);
  keys.now_ms += 2 * minute_ms;
  for (int i = 0; i < 3; ++i) keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::last);
  keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::yes);
}

TEST_CASE("F6 limits: failures disprove no limit") {
  Keys keys(1);
  keys.tell_limit(1, flash, Cause::day_limit, 3, day_quota);
  keys.now_ms = summer_midnight_ms + hour_ms;
  for (int i = 0; i < 3; ++i) {
    keys.lend(1, flash);
    keys.tell(1, flash, Cause::server_error);
  }
  keys.serve(1, flash);
  CHECK(keys.serves(1, flash) == Serves::last);
  CHECK(keys.window(1, flash).limit_day_requests == 3);
}

TEST_CASE("F6 limits: a pick that comes back unused makes room again") {
  Keys keys(1);
  keys.tell_limit(1, flash, Cause::minute_limit, 2, minute_quota);
  keys.now_ms += 2 * minute_ms;
  const Name model = keys.ledger.find_model(flash);
  keys.lend(1, flash);
  keys.lend(1, flash);
  CHECK(keys.serves(1, flash) == Serves::last);
  const std::uint32_t lends = keys.ledger.order().lends(0);
  keys.ledger.take_back(0, model, keys.now_ms);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.window(1, flash).minute_requests == 1);
  CHECK(keys.ledger.order().lends(0) == lends - 1);
  keys.ledger.take_back(0, unknown_name, keys.now_ms);  // lent for a model that nobody knew
  CHECK(keys.ledger.order().lends(0) == lends - 2);
  CHECK(keys.window(1, flash).minute_requests == 1);
}

TEST_CASE("D2: a probe that comes back unused lets the next one go") {
  Keys keys(1);
  keys.tell(1, flash, Cause::key_invalid);
  keys.now_ms += 25 * hour_ms;
  keys.lend(1, flash);
  CHECK(keys.serves(1, flash) == Serves::no);
  keys.ledger.take_back(0, keys.ledger.find_model(flash), keys.now_ms);
  CHECK(keys.serves(1, flash) == Serves::probe);
}

TEST_CASE("F6 limits: a further call with a pick that had served is counted when it is told") {
  Keys keys(1);
  keys.serve(1, flash);
  const std::uint32_t before = keys.window(1, flash).day_requests;
  Report report = report_of(1, flash, Cause::ok);
  report.unlent = true;
  keys.tell(report);
  CHECK(keys.window(1, flash).day_requests == before + 1);
}

TEST_CASE("F6 limits: requests that were lent before the model had a window count for the day all the same") {
  Keys keys(1);
  for (int i = 0; i < 4; ++i) keys.lend(1, flash);
  for (int i = 0; i < 4; ++i) keys.tell(1, flash, Cause::ok);
  CHECK(keys.window(1, flash).day_requests == 4);
}

TEST_CASE("B2: a model's own quota is a key's for the Pacific day, and then the key is passed over") {
  Keys keys(2);
  List<store::ModelRow> rows;
  rows.push(keys.arena, model_of("gemini-3.1-pro", store::Family::pro, 2));
  keys.ledger.set_rules(rows, 0, 0);
  CHECK(keys.serves(1, pro) == Serves::yes);
  keys.serve(1, pro);
  CHECK(keys.serves(1, pro) == Serves::yes);
  CHECK(keys.ledger.room(0, keys.ledger.find_model(pro), keys.now_ms) == 0.5);
  keys.lend(1, pro);  // lent counts, answered or not
  const Standing spent = keys.standing(1, pro);
  CHECK(spent.serves == Serves::no);
  CHECK(spent.cause == Cause::own_quota);
  CHECK(spent.until_ms == summer_midnight_ms);
  CHECK(keys.serves(1, flash) == Serves::yes);
  CHECK(keys.serves(2, pro) == Serves::yes);
  keys.now_ms = summer_midnight_ms;
  CHECK(keys.serves(1, pro) == Serves::yes);
}

TEST_CASE("B2: a family's quota is of all its models together") {
  Keys keys(1);
  List<store::ModelRow> rows;
  rows.push(keys.arena, model_of("house-model", store::Family::pro, -1));
  rows.push(keys.arena, model_of("gemini-custom-pro", store::Family::custom, -1));
  keys.ledger.set_rules(rows, 3, 1);
  keys.serve(1, pro);
  keys.serve(1, "gemini-3-pro-preview");
  keys.serve(1, "gemini-custom-pro");
  CHECK(keys.serves(1, pro) == Serves::yes);
  keys.serve(1, "house-model");
  for (const Bytes model : {pro, Bytes("gemini-3-pro-preview"), Bytes("house-model")}) {
    CHECK(keys.standing(1, model).cause == Cause::own_quota);
    CHECK(keys.ledger.room(0, keys.ledger.find_model(model), keys.now_ms) == 0);
  }
  CHECK(keys.serves(1, "gemini-custom-pro") == Serves::yes);
  CHECK(keys.serves(1, flash) == Serves::yes);
  keys.serve(1, flash);
  CHECK(keys.standing(1, flash).cause == Cause::own_quota);
  keys.ledger.set_rules(rows, 10, 0);  // whatever was counted before
  CHECK(keys.serves(1, pro) == Serves::yes);
  CHECK(keys.serves(1, flash) == Serves::yes);
  keys.ledger.set_rules({}, 0, 0);
  CHECK(keys.serves(1, "house-model") == Serves::yes);
}

TEST_CASE("B2: a family's quota holds for a model that the key has not served yet, once its name is known") {
  Keys keys(2);
  keys.serve(2, "gemini-3-pro-preview");
  keys.ledger.set_rules({}, 1, 0);
  keys.serve(1, pro);
  CHECK(keys.standing(1, "gemini-3-pro-preview").cause == Cause::own_quota);
}

TEST_CASE("B2: the keys of a project share its own quota too") {
  House keys;
  List<store::ModelRow> rows;
  rows.push(keys.arena, model_of("gemini-3.1-pro", store::Family::pro, 2));
  keys.ledger.set_rules(rows, 0, 0);
  keys.serve(1, pro);
  keys.serve(2, pro);
  CHECK(keys.window(1, pro).day_requests == 2);
  CHECK(keys.standing(1, pro).cause == Cause::own_quota);
  CHECK(keys.standing(2, pro).cause == Cause::own_quota);
  CHECK(keys.serves(3, pro) == Serves::yes);
}
