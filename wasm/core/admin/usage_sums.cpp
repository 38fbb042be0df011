// See usage_sums.h.
#include "admin/usage_sums.h"

#include "base/limits.h"
#include "base/time.h"
#include "json/writer.h"
#include "pool/pacific_day.h"

namespace rota::admin {

namespace {

constexpr StatsWindow stats_windows[] = {
    {"24h", 2, 24}, {"7d", 7, 0}, {"30d", 30, 0}, {"90d", 90, 0}, {"365d", 365, 0}};
constexpr std::uint32_t hourly_days = 30;  // as many hours fit into limits::admin_stats_rows
static_assert(std::int64_t{hourly_days} * 25 <= limits::admin_stats_rows);
constexpr json::Escaped groupings[] = {"model", "key", "client", "hour", "day"};  // as store::UsageBy

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
    json::Escaped name;
    std::int64_t value;
  } members[] = {{"requests", sum.requests},           {"attempts", sum.attempts},           {"errors", sum.errors},
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

}  // namespace

/// An absent parameter is the first of its words.
Status ShowUsage::read_parameters() {
  const Bytes window = parameter(request(), "window", arena());
  const Bytes by = parameter(request(), "by", arena());
  bool window_known = window.empty();
  bool by_known = by.empty();
  window_ = stats_windows[0];
  for (const StatsWindow& known : stats_windows) {
    if (known.name != window) continue;
    window_ = known;
    window_known = true;
  }
  for (std::size_t at = 0; at < std::size(groupings); ++at) {
    if (groupings[at] != by) continue;
    by_ = static_cast<store::UsageBy>(at);
    by_known = true;
  }
  if (!window_known) return bad_field("`window` is 24h, 7d, 30d, 90d or 365d.", "window");
  if (!by_known) return bad_field("`by` is model, key, client, hour or day.", "by");
  if (by_ == store::UsageBy::hour && window_.days > hourly_days) {
    return bad_field("`by=hour` goes with 24h, 7d and 30d.", "by");
  }
  return Done{};
}

void ShowUsage::begin(Step& step) {
  if (const Status read = read_parameters(); !read) return refuse(read.failure(), step);
  store::UsageQuestion question;
  question.by = by_;
  question.days = last_days(step.now_ms, window_.days, arena());
  question.hours_only = window_.hours != 0 || by_ == store::UsageBy::hour;
  question.from_hour =
      window_.hours != 0 ? hour_of(step.now_ms) - window_.hours + 1 : question.days.back().first_hour;
  from_ms_ = static_cast<double>(question.from_hour) * hour_ms;
  as_of_ms_ = step.now_ms;
  step.pool.recorder.flush_everything(step.now_ms, step.out);
  Buffer unsent;
  step.pool.recorder.rollups().write_unsent_hourly(unsent);
  question.unsent = unsent.view();
  store::Query query = new_query();
  store::sum_usage(query, question, arena());
  ask_rows(query, step);
}

void ShowUsage::take_rows(const store::Results& results, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("window");
  json.string(window_.name);
  json.key("by");
  json.escaped(groupings[static_cast<std::size_t>(by_)]);
  json.key("from_ms");
  json.integer(static_cast<std::int64_t>(from_ms_));
  json.key("as_of_ms");
  json.integer(static_cast<std::int64_t>(as_of_ms_));
  json.key("rows");
  json.begin_array();
  for (const store::UsageSum& sum : store::read_usage_sums(results.rows(0), arena())) write_group(sum, by_, json);
  json.end_array();
  json.key("totals");
  json.begin_object();
  for (const store::UsageSum& sum : store::read_usage_sums(results.rows(1), arena())) write_sums(sum, json);
  json.end_object();
  json.end_object();
  answer_json(200, body.view(), step);
}

}  // namespace rota::admin
