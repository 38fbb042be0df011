// See stats_desk.h.
#include "admin/stats_desk.h"

#include "admin/change.h"
#include "admin/key_pool.h"
#include "base/limits.h"
#include "json/writer.h"
#include "pool/pacific_day.h"
#include "store/usage_reads.h"

namespace rota::admin {

namespace {

constexpr double hour_ms = 60 * 60 * 1000.0;

struct StatsWindow {
  Bytes name;
  std::uint32_t days;  ///< Pacific days that it touches
  std::int64_t hours;  ///< clock hours, 0: whole days
};
constexpr StatsWindow stats_windows[] = {
    {"24h", 2, 24}, {"7d", 7, 0}, {"30d", 30, 0}, {"90d", 90, 0}, {"365d", 365, 0}};
constexpr std::uint32_t hourly_days = 30;  // as many hours fit into limits::admin_stats_rows
static_assert(hourly_days * 25 <= limits::admin_stats_rows);
constexpr Bytes groupings[] = {"model", "key", "client", "hour", "day"};  // as store::UsageBy

/// What was asked, in the operation's arena.
struct StatsQuestion {
  StatsWindow window;
  store::UsageQuestion question;
  double from_ms;
};

std::int64_t hour_of(double ms) { return static_cast<std::int64_t>(ms / hour_ms); }

List<store::UsageDay> last_days(double now_ms, std::uint32_t count, Arena& arena) {
  List<store::UsageDay> days;
  double at_ms = now_ms;
  for (std::uint32_t i = 0; i < count; ++i) {
    const double begin_ms = pool::last_pacific_midnight_ms(at_ms);
    days.push(arena, {pool::pacific_day(at_ms), hour_of(begin_ms), hour_of(pool::next_pacific_midnight_ms(at_ms))});
    at_ms = begin_ms - 1;
  }
  return days;
}

void write_sums(const store::UsageSum& sum, json::Writer& json) {
  const struct {
    Bytes name;
    std::int64_t value;
  } members[] = {{"requests", sum.requests},           {"errors", sum.errors},
                 {"prompt_tokens", sum.prompt_tokens}, {"completion_tokens", sum.completion_tokens},
                 {"cached_tokens", sum.cached_tokens}, {"thinking_tokens", sum.thinking_tokens},
                 {"first_byte_ms", sum.first_byte_ms}, {"total_ms", sum.total_ms}};
  for (const auto& member : members) {
    json.key(member.name);
    json.integer(member.value);
  }
}

void write_group(const store::UsageSum& sum, store::UsageBy by, json::Writer& json) {
  json.begin_object();
  json.key(groupings[static_cast<std::size_t>(by)]);
  if (by == store::UsageBy::hour || by == store::UsageBy::day) {
    json.integer(sum.time);
  } else {
    json.string(sum.subject);
  }
  if (by == store::UsageBy::key || by == store::UsageBy::client) {
    json.key("name");
    json.string(sum.name);
    json.key("masked");
    json.string(sum.masked);
  }
  write_sums(sum, json);
  json.end_object();
}

void answer_stats(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  const StatsQuestion& asked = *static_cast<StatsQuestion*>(operation.kept);
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("window");
  json.string(asked.window.name);
  json.key("by");
  json.string(groupings[static_cast<std::size_t>(asked.question.by)]);
  json.key("from_ms");
  json.integer(static_cast<std::int64_t>(asked.from_ms));
  json.key("rows");
  json.begin_array();
  for (const store::UsageSum& sum : store::read_usage_sums(results.rows(0), operation.arena)) {
    write_group(sum, asked.question.by, json);
  }
  json.end_array();
  json.key("totals");
  json.begin_object();
  for (const store::UsageSum& sum : store::read_usage_sums(results.rows(1), operation.arena)) write_sums(sum, json);
  json.end_object();
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

/// False after a refusal; an absent parameter is the first of its words.
bool read_question(Operation& operation, Step& step, StatsQuestion& asked) {
  const Bytes window = parameter(operation.request, "window", operation.arena);
  const Bytes by = parameter(operation.request, "by", operation.arena);
  bool window_known = window.empty();
  bool by_known = by.empty();
  asked.window = stats_windows[0];
  for (const StatsWindow& known : stats_windows) {
    if (known.name != window) continue;
    asked.window = known;
    window_known = true;
  }
  for (std::size_t at = 0; at < std::size(groupings); ++at) {
    if (groupings[at] != by) continue;
    asked.question.by = static_cast<store::UsageBy>(at);
    by_known = true;
  }
  if (!window_known) {
    refuse(operation, step, bad_field("`window` is 24h, 7d, 30d, 90d or 365d.", "window"));
  } else if (!by_known) {
    refuse(operation, step, bad_field("`by` is model, key, client, hour or day.", "by"));
  } else if (asked.question.by == store::UsageBy::hour && asked.window.days > hourly_days) {
    refuse(operation, step, bad_field("`by=hour` goes with 24h, 7d and 30d.", "by"));
    return false;
  }
  return window_known && by_known;
}

}  // namespace

void show_stats(Operation& operation, Step& step) {
  const double now_ms = step.event.now_ms;
  auto* asked = operation.arena.make<StatsQuestion>();
  operation.kept = asked;
  if (!read_question(operation, step, *asked)) return;
  store::UsageQuestion& question = asked->question;
  question.days = last_days(now_ms, asked->window.days, operation.arena);
  question.hours_only = asked->window.hours != 0 || question.by == store::UsageBy::hour;
  question.from_hour =
      asked->window.hours != 0 ? hour_of(now_ms) - asked->window.hours + 1 : question.days.back().first_hour;
  asked->from_ms = static_cast<double>(question.from_hour) * hour_ms;
  step.pool.flush(now_ms, step.out);
  operation.question.clear();
  store::Query query(operation.question);
  store::sum_usage(query, question, operation.arena);
  query.end();
  ask_record(operation, step, answer_stats);
}

}  // namespace rota::admin
