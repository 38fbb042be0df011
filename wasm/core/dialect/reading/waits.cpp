// See waits.h.
#include "dialect/reading/waits.h"

#include "base/text.h"
#include "base/time.h"

namespace rota::reading {

namespace {

struct Unit {
  Bytes name;
  double ms;
};

/// The longer spellings first.
constexpr Unit units[] = {
    {"milliseconds", 1}, {"ms", 1},           {"seconds", second_ms}, {"second", second_ms}, {"sec", second_ms},
    {"s", second_ms},    {"minutes", minute_ms}, {"minute", minute_ms}, {"min", minute_ms},    {"m", minute_ms},
    {"hours", hour_ms},  {"hour", hour_ms},   {"h", hour_ms},         {"days", day_ms},      {"day", day_ms},
    {"d", day_ms},
};

/// 0 when none stands there.
double take_unit(Bytes& s) {
  Bytes rest = s;
  if (text::starts_with(rest, " ")) rest.remove_prefix(1);
  for (const Unit& unit : units) {
    if (!text::istarts_with(rest, unit.name)) continue;
    const Bytes after = rest.substr(unit.name.size());
    if (!after.empty() && text::is_alphanumeric(after.front()) && !text::is_digit(after.front())) continue;
    s = after;
    return unit.ms;
  }
  return 0;
}

/// A header's seconds, or a duration, in ms; or -1.
double seconds_or_duration_ms(Bytes value) {
  double seconds = 0;
  Bytes rest = text::trim(value);
  if (take_decimal(rest, seconds) && rest.empty()) return seconds * second_ms;
  return duration_ms(text::trim(value));
}

/// A header's decimal number of such units, in ms; or -1. The other form of retry-after, a date, is not used by any
/// upstream known.
double decimal_ms(Bytes value, double unit_ms) {
  double number = 0;
  Bytes rest = text::trim(value);
  return take_decimal(rest, number) && rest.empty() ? number * unit_ms : -1;
}

/// Of the windows of requests and tokens.
double window_ms(const http::Headers& headers) {
  struct Window {
    Bytes remaining;
    Bytes reset;
  };
  constexpr Window windows[] = {
      {"x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"},
      {"x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"},
  };
  double spent_ms = -1;
  double shortest_ms = -1;
  for (const Window& window : windows) {
    const double wait_ms = seconds_or_duration_ms(http::find(headers, window.reset));
    if (wait_ms < 0) continue;
    if (shortest_ms < 0 || wait_ms < shortest_ms) shortest_ms = wait_ms;
    const bool spent = text::trim(http::find(headers, window.remaining)) == "0";
    if (spent && wait_ms > spent_ms) spent_ms = wait_ms;
  }
  return spent_ms >= 0 ? spent_ms : shortest_ms;
}

}  // namespace

bool take_decimal(Bytes& s, double& out) {
  if (s.empty() || !text::is_digit(s.front())) return false;
  double value = 0;
  double place = 0;
  while (!s.empty() && (text::is_digit(s.front()) || (s.front() == '.' && place == 0))) {
    if (s.front() == '.') {
      place = 1;
    } else if (value < 1e14) {  // digits beyond say nothing that a delay or a limit needs
      value = value * 10 + (s.front() - '0');
      place *= 10;
    }
    s.remove_prefix(1);
  }
  out = place > 0 ? value / place : value;
  return true;
}

double duration_ms(Bytes s) {
  double total_ms = -1;
  double value = 0;
  while (take_decimal(s, value)) {
    const double unit_ms = take_unit(s);
    if (unit_ms == 0) return total_ms;
    total_ms = (total_ms < 0 ? 0 : total_ms) + value * unit_ms;
  }
  return total_ms;
}

double announced_ms(Bytes message) {
  for (const Bytes words : {Bytes("etry in "), Bytes("ry again in "), Bytes("etry after "), Bytes("ry again after "),
                            Bytes("resets in ")}) {
    const std::size_t at = message.find(words);
    if (at != Bytes::npos) return duration_ms(message.substr(at + words.size()));
  }
  return -1;
}

void take_reset(Bytes value, chat::UpstreamError& error) {
  constexpr double least_s = 1e9;    // 2001, in seconds
  constexpr double least_ms = 1e12;  // 2001, in milliseconds
  double reset = 0;
  Bytes rest = text::trim(value);
  if (!take_decimal(rest, reset) || !rest.empty()) return;
  if (reset >= least_ms) {
    error.reset_ms = reset;
  } else if (reset >= least_s) {
    error.reset_ms = reset * second_ms;
  } else if (error.retry_delay_ms < 0) {
    error.retry_delay_ms = reset * second_ms;
  }
}

void read_wait(const http::Headers& headers, chat::UpstreamError& error) {
  double& delay_ms = error.retry_delay_ms;
  if (delay_ms < 0) delay_ms = decimal_ms(http::find(headers, "retry-after-ms"), 1);
  if (delay_ms < 0) delay_ms = decimal_ms(http::find(headers, "retry-after"), second_ms);
  if (delay_ms < 0) delay_ms = announced_ms(error.message);
  if (error.http_status != 429) return;
  if (delay_ms < 0) delay_ms = window_ms(headers);
  if (error.reset_ms <= 0) take_reset(http::find(headers, "x-ratelimit-reset"), error);
}

}  // namespace rota::reading
