// Settings: the deployment's variables for a plan.
#pragma once

#include <string>

#include "plan.h"

namespace rota::simulation {

/// The body of configure, for gateways and pools.
[[nodiscard]] inline std::string settings_of(const Plan& plan) {
  std::string keys;
  for (const KeyPlan& key : plan.keys) {
    if (!plan.database || key.in_environment) keys += (keys.empty() ? "" : ",") + key.secret;
  }
  std::string chain;
  for (const ModelPlan& model : plan.models) chain += (chain.empty() ? "\\\"" : ",\\\"") + model.name + "\\\"";
  return R"({"ALLOW_ANONYMOUS":"1","MODEL_ALIASES":"{\"smart\":[)" + chain + R"(]}","API_KEYS":")" + keys + R"(","ROTATION_STRATEGY":")" + plan.strategy +
         R"(","CONVERSATION_AFFINITY":")" + (plan.affinity ? "auto" : "off") + R"(","POOL_SHARDS":")" + std::to_string(plan.shards) + R"(","LEASE_PICKS_MAX":")" +
         std::to_string(plan.lease_picks) + R"(","MAX_ATTEMPTS":")" + std::to_string(plan.attempts) +
         R"(","REQUEST_TIMEOUT_MS":")" + std::to_string(static_cast<int>(plan.timeout_ms)) + R"(","ANSWER_TIMEOUT_MS":")" +
         std::to_string(static_cast<int>(plan.answer_timeout_ms)) + R"(","DEFAULT_MODEL":")" + plan.models[0].name + R"(","bindings":")" +
         (plan.database ? "DB,API_KEY_MANAGER" : "API_KEY_MANAGER") + "\"}";
}

}  // namespace rota::simulation
