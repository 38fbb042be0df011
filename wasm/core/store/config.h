// Config: what administrators set, with its defaults, and the table that describes every setting.
// Knows names, ranges and how a value is spelt; refuses to know where values are stored and what they do.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "json/reader.h"

namespace rota::store {

enum class Rotation : std::uint8_t { round_robin, least_used, random, adaptive };
enum class SafetyDefault : std::uint8_t { by_client, off, on };  ///< by_client: the client key's switch decides
enum class LogLevel : std::uint8_t { all, errors, off };  ///< which requests are logged
enum class ConversationAffinity : std::uint8_t { automatic, off };
enum class Thoughts : std::uint8_t { automatic, on, off };

/// Another name of a model, or of a chain of models.
struct Alias {
  Bytes name;
  Bytes model;
  List<Bytes> later = {};  ///< the rest of the chain: each is asked when no key can serve the one before
};

/// The settings in effect. Each field has the name, and the default, of its line in settings.def, which says what it
/// means. The texts live in the arena given to apply().
struct Config {
  Rotation rotation_strategy = Rotation::round_robin;
  std::uint32_t max_errors_threshold = 5;     ///< errors; 0: off
  std::uint32_t error_reset_interval = 3600;  ///< seconds
  bool enable_usage_tracking = true;
  std::uint32_t max_attempts = 5;
  double request_timeout_ms = 60000;
  double answer_timeout_ms = 600000;
  std::uint32_t usage_retention_days = 30;
  std::uint32_t client_requests_per_minute = 60;  ///< 0: no limit
  Bytes default_model;                            ///< empty: none
  List<Alias> model_aliases;
  SafetyDefault safety_default = SafetyDefault::by_client;
  Thoughts include_thoughts = Thoughts::automatic;
  Bytes thinking_default;               ///< empty, off, auto, or digits
  std::uint32_t pro_daily_quota = 0;    ///< requests; 0: none
  std::uint32_t flash_daily_quota = 0;  ///< requests; 0: none
  double heartbeat_ms = 15000;          ///< 0: never
  bool retry_empty_answers = true;
  bool responses_store = false;
  bool shared_files = false;
  std::uint32_t lease_picks_max = 64;
  ConversationAffinity conversation_affinity = ConversationAffinity::automatic;
  LogLevel log_level = LogLevel::all;
};

/// What a setting is, for whoever shows or checks it.
struct Setting {
  enum class Kind : std::uint8_t { number, flag, word, choice, text, aliases };
  Bytes name;
  Kind kind = Kind::number;
  std::uint32_t low = 0;   ///< with Kind::number and Kind::choice
  std::uint32_t high = 0;  ///< likewise
  Bytes words;             ///< with Kind::word and Kind::choice: those allowed, separated by '|'; an empty one is a word too
  Bytes standard;          ///< the default
  Bytes description;       ///< one English sentence
};

inline constexpr Setting settings[] = {
#define ROTA_SETTING(name, kind, low, high, words, standard, description) \
  {#name, Setting::Kind::kind, low, high, words, standard, description},
#include "store/settings.def"
#undef ROTA_SETTING
};

/// How people switch something on: 1 or true, in any case.
[[nodiscard]] bool says_yes(Bytes value);
/// And off: 0 or false.
[[nodiscard]] bool says_no(Bytes value);

/// nullptr when there is no such setting.
[[nodiscard]] const Setting* find_setting(Bytes name);

/// Whether the setting may have that value. Fails with 422: `param` is the name, the message says what is allowed and
/// lives in `arena`.
[[nodiscard]] Status check(Bytes name, Bytes value, Arena& arena);

/// Takes a value over, copied into `arena`; an unknown name or a value that check() refuses changes nothing.
void apply(Config& config, Bytes name, Bytes value, Arena& arena);

/// The defaults, changed by the environment: an object of strings, in which a setting stands under its name in upper
/// case (MAX_ATTEMPTS). Values that do not parse leave the default.
[[nodiscard]] Config read_presets(json::Value environment, Arena& arena);

/// The same settings, whose texts live in `arena`.
[[nodiscard]] Config copy_config(const Config& config, Arena& arena);

/// The value in effect, as check() takes it: in `arena`, or a literal. Empty for an unknown name.
[[nodiscard]] Bytes value_of(const Config& config, Bytes name, Arena& arena);

}  // namespace rota::store
