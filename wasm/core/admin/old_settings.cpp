// The names; see old_settings.h.
#include "admin/old_settings.h"

#include "base/text.h"
#include "store/config.h"

namespace rota::admin {

namespace {

/// A number as it stands in a text or as such; false when it is none.
bool read_number(json::Value value, std::int64_t& number, Arena& arena) {
  if (value.integer(number)) return true;
  std::uint64_t read = 0;
  if (!value.is_string() || !text::parse_unsigned(text::trim(value.text(arena)), read)) return false;
  number = static_cast<std::int64_t>(read);
  return true;
}

/// A value that is no number stays as it is: what is wrong with it is said of today's setting.
Bytes scaled(Bytes value, std::uint64_t factor, std::uint64_t more, Arena& arena) {
  std::uint64_t number = 0;
  if (!text::parse_unsigned(value, number)) return value;
  return text::decimal(arena, static_cast<std::int64_t>(number * factor + more));
}

using Translate = Bytes (*)(Bytes value, json::Value body, Arena& arena);

Bytes same(Bytes value, json::Value, Arena&) { return value; }
Bytes seconds_to_ms(Bytes value, json::Value, Arena& arena) { return scaled(value, 1000, 0, arena); }
Bytes retries_to_attempts(Bytes value, json::Value, Arena& arena) { return scaled(value, 1, 1, arena); }

/// Whether to think: how much may stand beside it.
Bytes thinking_switch(Bytes value, json::Value body, Arena& arena) {
  if (!store::says_yes(value)) return "off";
  std::int64_t budget = 0;
  const bool has_budget = read_number(body["thinking_budget"], budget, arena) && budget >= 0;
  return has_budget ? text::decimal(arena, budget) : Bytes("auto");
}

Bytes thinking_budget(Bytes value, json::Value, Arena&) { return value == "-1" ? Bytes("auto") : value; }

constexpr std::int64_t usual_window_s = 60;

Bytes requests_in_window(Bytes value, json::Value body, Arena& arena) {
  std::uint64_t requests = 0;
  std::int64_t window_s = usual_window_s;
  if (!text::parse_unsigned(value, requests)) return value;
  if (!read_number(body["rate_limit_window"], window_s, arena) || window_s <= 0) window_s = usual_window_s;
  const auto window = static_cast<std::uint64_t>(window_s);
  return text::decimal(arena, static_cast<std::int64_t>((requests * 60 + window - 1) / window));
}

/// `with`: a member that says the same together with this one, and is read there.
struct OldName {
  Bytes name;
  Bytes today;
  Translate translate;
  Bytes with = {};
};

constexpr OldName old_names[] = {
    {"load_balance_strategy", "rotation_strategy", same},
    {"default_model_name", "default_model", same},
    {"request_timeout", "request_timeout_ms", seconds_to_ms},
    {"max_retries", "max_attempts", retries_to_attempts},
    {"thinking_enabled", "thinking_default", thinking_switch},
    {"thinking_budget", "thinking_default", thinking_budget, "thinking_enabled"},
    {"rate_limit_requests", "client_requests_per_minute", requests_in_window},
    {"rate_limit_window", {}, same, "rate_limit_requests"},
    {"health_check_interval", {}, same},
    {"proQuota", "pro_daily_quota", same},
    {"flashQuota", "flash_daily_quota", same},
    {"cooldown_hours", {}, same},
};

}  // namespace

OldSetting read_old_setting(Bytes name, Bytes value, json::Value body, Arena& arena) {
  for (const OldName& old : old_names) {
    if (old.name != name) continue;
    const bool read_elsewhere = !old.with.empty() && !body[old.with].is_unset();
    if (old.today.empty() || read_elsewhere) return {name, {}, {}};
    return {name, old.today, old.translate(value, body, arena)};
  }
  return {};
}

Bytes note_of(const OldSetting& old, Arena& arena) {
  if (old.today.empty()) return arena.join(old.name, " sets nothing here by itself.");
  return arena.join(old.name, " is called ", old.today, " here, and was set to ", old.value.empty() ? "\"\"" : old.value, ".");
}

}  // namespace rota::admin
