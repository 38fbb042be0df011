// What the tests of the statistics share: an outcome, and what a writer wrote.
#pragma once

#include <catch2/catch_all.hpp>
#include <cmath>
#include <string>

#include "base/buffer.h"
#include "base/limits.h"
#include "base/time.h"
#include "stats/outcome.h"

namespace stats_testing {

using namespace rota;
using namespace rota::stats;

constexpr std::int64_t noon_hour = 495'252;  // since 1970: a noon in July 2026, UTC
constexpr double noon_ms = static_cast<double>(noon_hour) * hour_ms;
constexpr Bytes key_one = "00000000000000a1";
constexpr Bytes key_two = "00000000000000b2";
constexpr Bytes client_one = "00000000000000c3";
constexpr Bytes flash = "gemini-3.6-flash";
constexpr Bytes pro = "gemini-3.1-pro";

/// A request that the first call served.
inline Outcome success(Bytes key = key_one, Bytes model = flash, double at_ms = noon_ms) {
  Outcome outcome;
  outcome.key = key;
  outcome.client = client_one;
  outcome.model = model;
  outcome.endpoint = "chat";
  outcome.dialect = "openai";
  outcome.verdict = "ok";
  outcome.status = 200;
  outcome.client_status = 200;
  outcome.last = true;
  outcome.prompt_tokens = 100;
  outcome.completion_tokens = 20;
  outcome.cached_tokens = 50;
  outcome.thinking_tokens = 3;
  outcome.first_byte_ms = 240;
  outcome.total_ms = 900;
  outcome.overhead_ms = 4;
  outcome.at_ms = at_ms;
  return outcome;
}

/// A call that another one follows.
inline Outcome failure(Bytes key = key_one, Bytes model = flash, double at_ms = noon_ms, Bytes verdict = "minute_limit",
                       Bytes error = "The quota per minute is spent.") {
  Outcome outcome = success(key, model, at_ms);
  outcome.verdict = verdict;
  outcome.error = error;
  outcome.status = 429;
  outcome.last = false;
  outcome.prompt_tokens = outcome.completion_tokens = outcome.cached_tokens = outcome.thinking_tokens = 0;
  return outcome;
}

inline bool is_near(double a, double b) { return std::abs(a - b) < 1e-6; }

/// What `write` appends to a Buffer.
template <class Write>
std::string written(Write write) {
  Buffer out;
  write(out);
  return std::string(out.view());
}

}  // namespace stats_testing
