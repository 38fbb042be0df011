// Recorded bodies with other numbers; see error_bodies.h.
#include "error_bodies.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace rota::simulation {

namespace {

std::string read(const std::string& name) {
  const std::string path = std::string(ROTA_SOURCE_DIR) + "/tests/unit/fixtures/upstream-errors/" + name + ".json";
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "%s cannot be read.\n", path.c_str());
    std::exit(2);
  }
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

std::string with_numbers(std::string body, const Refusal& refusal, const std::string& limit, const std::string& wait) {
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.6fs", refusal.retry_ms / 1000);
  body = replaced(body, "gemini-3.6-flash", refusal.model);
  body = replaced(body, "limit: " + limit + ",", "limit: " + std::to_string(refusal.limit) + ",");
  body = replaced(body, "\"" + limit + "\"", "\"" + std::to_string(refusal.limit) + "\"");
  body = replaced(body, "retry in " + wait, std::string("retry in ") + seconds);
  const std::string whole = wait.substr(0, wait.find('.'));
  return replaced(body, "\"" + whole + "s\"", "\"" + std::to_string(static_cast<int>(refusal.retry_ms / 1000)) + "s\"");
}

}  // namespace

const std::string& recorded(const std::string& name) {
  static std::map<std::string, std::string> bodies;
  const auto found = bodies.find(name);
  return found != bodies.end() ? found->second : bodies[name] = read(name);
}

std::string requests_per_minute_body(const Refusal& refusal) {
  return with_numbers(recorded("report.429-free-tier-per-minute-requests-2026"), refusal, "5", "41.265642542s");
}

std::string requests_per_minute_body_in_text(const Refusal& refusal) {
  std::string body = requests_per_minute_body(refusal);
  const std::size_t quota_value = body.find("\"quotaValue\"");
  const std::size_t comma = body.rfind(',', quota_value);
  body.erase(comma, body.find('}', quota_value) - comma);
  return replaced(body, "google.rpc.RetryInfo", "google.rpc.Help");
}

std::string tokens_per_minute_body(const Refusal& refusal) {
  std::string body = requests_per_minute_body(refusal);
  body = replaced(body, "free_tier_requests", "free_tier_input_token_count");
  return replaced(body, "GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                  "GenerateContentInputTokensPerModelPerMinute-FreeTier");
}

std::string requests_per_day_body(const Refusal& refusal) {
  return with_numbers(recorded("report.429-free-tier-per-day-requests"), refusal, "20", "57.621070225s");
}

}  // namespace rota::simulation
