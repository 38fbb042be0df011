// The message pair of a pool call: all that the exchange and the pool know of each other.
// Knows the two messages and their JSON (isolates and the object may run different versions for a while, so names are
// self-describing and unknown ones are skipped); refuses to know what either side does with them.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "json/reader.h"
#include "pool/verdict.h"

namespace rota::pool {

/// The outcome of one attempt, told to the pool at the next call.
struct Report {
  std::uint64_t key = 0;  ///< Pick::key
  Bytes model;            ///< UTF-8, the upstream's name for it
  Verdict verdict;
  std::uint16_t status = 0;  ///< the upstream's HTTP status, 0 when there was none
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t thinking_tokens = 0;
  double first_byte_ms = 0;  ///< from the call to the upstream's head
  double total_ms = 0;
};

/// What an isolate tells and asks. Both parts may be empty.
struct Call {
  List<Report> reports;
  std::uint32_t want = 0;      ///< picks wanted, at most limits::lease_picks
  Bytes model;                 ///< for which model
  List<std::uint64_t> avoid;   ///< keys this request has already tried
  bool reset = false;          ///< the cron's daily reset (REQUIREMENTS A3)
  bool census = false;         ///< count the keys by state, for /health
};

/// A key lent for one attempt.
struct Pick {
  std::uint64_t key = 0;  ///< names the key in reports
  Bytes secret;           ///< the key itself: goes into the upstream's header and nowhere else
  Bytes label;            ///< for logs: "#3 …wxyz"
};

/// Why fewer picks came than were wanted.
enum class Shortage : std::uint8_t {
  none = 0,
  no_keys = 1,      // the pool holds no key, or none that is alive
  cooling = 2,      // every live key is resting for this model: retry_after_ms
  exhausted = 3,    // every live key has spent its Pacific day for this model: retry_after_ms
  unavailable = 4,  // no live key's tier has this model
  tried = 5,        // the keys left are all in `avoid`
};

/// Keys by state, as /health and /status count them.
struct Census {
  std::uint32_t keys = 0;
  std::uint32_t ready = 0;     ///< no model of theirs is resting and nothing is held against them
  std::uint32_t limited = 0;   ///< alive, but some model is resting or exhausted
  std::uint32_t disabled = 0;  ///< dead until somebody acts
};

struct Reply {
  List<Pick> picks;
  Shortage shortage = Shortage::none;
  double retry_after_ms = 0;  ///< the soonest time any live key serves this model again; 0 when unknown
  Bytes reason;               ///< one sentence about the shortage; holds no key
  Cause cause = Cause::ok;    ///< what most keys suffer from, when there is a shortage
  Census census;              ///< only when asked for
};

/// Appends the message's JSON to `out`.
void encode(const Call& call, Buffer& out);
void encode(const Reply& reply, Buffer& out);
/// Reads it back; views point into the text and `arena`. Fails with Blame::rota on anything but the own format.
[[nodiscard]] Result<Call*> decode_call(Bytes text, json::Reader& reader, Arena& arena);
[[nodiscard]] Result<Reply*> decode_reply(Bytes text, json::Reader& reader, Arena& arena);

}  // namespace rota::pool
