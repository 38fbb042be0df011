// Plan: what one seed stands for: the keys, the limits, the traffic, and all that will go wrong.
// Knows numbers; refuses to know how they are played (world).
#pragma once

#include <string>
#include <vector>

#include "dice.h"
#include "pool/verdict.h"

namespace rota::simulation {

struct ModelPlan {
  std::string name;
  int requests_per_minute = 0;
  int tokens_per_minute = 0;  ///< of prompts; 0: no limit
  int requests_per_day = 0;
  int own_quota = -1;  ///< the administrator's, a key or project and day; -1: none
};

struct KeyPlan {
  std::string secret;
  std::uint64_t id = 0;
  int project = 0;    ///< the upstream's, whatever the pool knows of it
  std::string label;  ///< the project as the pool is told of it; empty: not at all
  int weight = 1;
  bool in_environment = false;  ///< from API_KEYS, else sealed in D1
};

struct Plan {
  std::uint64_t seed = 0;
  std::string strategy;
  int shards = 1;
  bool database = false;
  int lease_picks = 64;
  int attempts = 5;
  double timeout_ms = 60000;
  double answer_timeout_ms = 600000;  ///< of an answer in one piece
  int flash_quota = 0;
  std::vector<KeyPlan> keys;
  std::vector<ModelPlan> models;
  int projects = 0;

  double begin_ms = 0;
  double length_ms = 0;
  int isolates = 1;
  int requests = 0;
  int bursts = 1;
  double burst_gap_ms = 0;  ///< between two requests of a burst; 0: drawn for each burst

  double chained = 0;  ///< of the requests: for the chain of all models, in their order
  double talking = 0;       ///< of the requests: turns of conversations
  bool affinity = true;     ///< the setting conversation_affinity
  int turns_most = 12;      ///< of a conversation
  double thinks_ms = 6000;  ///< between an answer and the next turn at least; five times that at the most
  bool caches = false;      ///< the upstream caches prefixes, and turns grow

  double hostile = 0;  ///< of the requests: made to be refused in a way that looks like the key's fault

  // The upstream.
  bool rolling_minute = false;    ///< the last 60 s count, else the clock's minute
  bool refusals_count = false;    ///< a refused request counts as well
  double tier_without_model = 0;  ///< of a project and a model
  double closed_to_project = 0;   ///< likewise: 404 for new users
  double key_dies = 0;            ///< of a key, some time
  double key_revives = 0;         ///< of a dead key, hours later
  double busy = 0;                ///< of a call, as all below
  double fails = 0;
  double unreachable = 0;
  double hangs = 0;
  double breaks_off = 0;
  double wrong_place = 0;
  double slowest_ms = 3000;

  // The platform.
  double client_leaves = 0;    ///< of a request
  double pool_call_fails = 0;  ///< of a call, before it has arrived
  double isolate_dies = 0;     ///< at a request
  double evictions = 0;        ///< attempts an hour: only an idle object is evicted
  double crashes = 0;          ///< an hour
  double replies_lost = 0;     ///< of a call, after it has been heard; only with crashes
  double clock_steps = 0;      ///< an hour, of any clock
  double database_fails = 0;   ///< of a query
  double edits = 0;            ///< an hour: an administrator switches a key off or on
};

/// Everything is drawn from the seed.
[[nodiscard]] Plan make_plan(std::uint64_t seed);
/// The report's: more requests than the upstream allows, nothing else that goes wrong.
[[nodiscard]] Plan make_storm(std::uint64_t seed, const std::string& strategy);
/// The report's of caching: conversations, whose prefixes the upstream caches. `busy`: a hundred requests a second and no
/// limits, else five and limits that a conversation meets now and then.
[[nodiscard]] Plan make_dialogues(std::uint64_t seed, const std::string& strategy, bool affinity, bool busy);
/// One line for a person.
[[nodiscard]] std::string describe(const Plan& plan);

}  // namespace rota::simulation
