// The message pair of a pool call: all that the exchange and the pool know of each other.
// Knows the two messages and their JSON (isolates and the object may run different versions for a while, so names are
// self-describing and unknown ones are skipped); refuses to know what either side does with them.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "json/reader.h"
#include "pool/verdict.h"

namespace rota::pool {

/// The outcome of one attempt, told to the pool at the next call. Without a key: a request that ended without one.
struct Report {
  std::uint64_t key = 0;  ///< Pick::key; 0: no key was called
  Bytes model;            ///< UTF-8, the upstream's name for it
  Verdict verdict;
  std::uint16_t status = 0;  ///< the upstream's HTTP status, 0 when there was none
  bool unlent = false;       ///< a call that the pool has not counted at lending: a further one with a pick that had
                             ///< served, or one with a pinned key
  bool test = false;         ///< an administrator's test of the key: what it proves ends rests that are still in force
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t thinking_tokens = 0;
  double first_byte_ms = 0;  ///< from the call to the upstream's head
  double total_ms = 0;
  std::uint32_t shard = 0;  ///< Pick::shard: which pool is to be told; not on the wire
  double told_ms = 0;  ///< when it ended, by the clock of Call::now_ms
  // For the record; the ledger reads none of these.
  Bytes client;    ///< the client key's id, or empty
  Bytes endpoint;  ///< as http::name_of says
  Bytes dialect;   ///< the client's
  std::uint8_t attempt = 0;         ///< which call of its request
  bool last = false;                ///< the request ended with it
  std::uint16_t client_status = 0;  ///< with `last`
  double overhead_ms = 0;           ///< with `last`: what was not spent waiting for the upstream
};

/// Picks that were lent and not used: the ledger takes them off its windows.
struct Returned {
  std::uint64_t key = 0;
  Bytes model;
};

/// A client's limits, and for how many of its requests the isolate wants leave. The pool counts; the isolate says what
/// the client's key allows.
struct ClientWish {
  std::uint64_t id = 0;  ///< the client key's id; 0: no client is counted
  std::uint32_t want = 0;
  std::uint32_t requests_per_minute = 0;  ///< 0: no limit, as below
  std::uint32_t requests_per_day = 0;
  std::int64_t tokens_per_day = 0;
};

/// How the sender of an administrator's request has proven to be one, as far as the isolate can tell.
enum class Proof : std::uint8_t {
  none = 0,      // not at all: the request is for logging in, or of a guest
  session = 1,   // a cookie whose signature holds; whether its epoch does, the pool object knows
  password = 2,  // the password, right
  wrong = 3,     // something else instead of the password: the object counts it and refuses
};

/// An administrator's request, forwarded as it is once the isolate has let its sender in.
struct AdminCall {
  Bytes method;
  Bytes path;   ///< "/admin/keys/gemini/0123456789abcdef", "/metrics", "/status"
  Bytes query;  ///< without '?'
  Bytes body;
  bool guest = false;      ///< nobody has logged in: /stat.json where PUBLIC_STAT lets everybody see it
  bool confirmed = false;  ///< the password came along once more (x-admin-password): secrets may be told
  Proof proof = Proof::none;
  std::uint64_t address = 0;  ///< fingerprint of the network that the request came from
  std::int64_t epoch = 0;     ///< of a session
  double expires_ms = 0;      ///< of a session: when it ends, ms since 1970
};

/// What an isolate tells and asks. All parts may be empty.
struct Call {
  double now_ms = 0;  ///< the isolate's clock. On the wire only the reports' ages stand; read back, it is 0
  List<Report> reports;
  List<Returned> returned;
  std::uint32_t want = 0;      ///< picks wanted, at most limits::lease_picks
  Bytes model;                 ///< for which model
  List<std::uint64_t> avoid;   ///< keys this request has already tried
  std::uint64_t pin = 0;       ///< this very key, however it stands and outside the rotation; 0: none
  ClientWish client;
  std::uint32_t shard = 0;     ///< which of `shards` pools this is
  std::uint32_t shards = 0;    ///< 0 and 1: there is one pool
  std::int64_t version = 0;    ///< of the settings that the isolate knows: a shard whose are older reads them anew
  bool config = false;         ///< send the settings that clients and flows need (store/snapshot.h)
  bool reset = false;          ///< the cron's daily reset (REQUIREMENTS A3), and the record's flush
  bool census = false;         ///< count the keys by state, for /health
  AdminCall admin;             ///< without a method: none
};

/// A key lent for one attempt.
struct Pick {
  std::uint64_t key = 0;    ///< names the key in reports
  std::uint64_t group = 0;  ///< its project, or the key itself: what rests together for a model
  Bytes secret;             ///< the key itself: goes into the upstream's header and nowhere else
  Bytes label;              ///< for logs: "#3 …wxyz"
  std::uint32_t shard = 0;  ///< of the pool that lent it; the isolate's own note, not on the wire
};

/// Picks of this group that an isolate still holds are not to be used: it rests.
struct Cooling {
  std::uint64_t group = 0;
  Bytes model;  ///< empty: for all models
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

/// How a client stands with its limits. `limit` 0: nothing limits it by the minute.
struct ClientLeave {
  std::uint32_t granted = 0;    ///< requests it may make until the lease ends
  std::uint32_t limit = 0;      ///< requests a minute
  std::uint32_t remaining = 0;  ///< of this minute, after what was granted
  double reset_ms = 0;          ///< until this minute ends
  double retry_after_ms = 0;    ///< with granted 0: until it may come again
  Bytes reason;                 ///< with granted 0: one sentence
};

/// Keys by state, as /health and /status count them.
struct Census {
  std::uint32_t keys = 0;
  std::uint32_t ready = 0;     ///< no model of theirs is resting and nothing is held against them
  std::uint32_t limited = 0;   ///< alive, but some model is resting or exhausted
  std::uint32_t disabled = 0;  ///< dead until somebody acts, or switched off by an administrator
};

/// An administrator's answer.
struct AdminAnswer {
  std::uint16_t status = 0;  ///< 0: there is none
  Bytes content_type;
  Bytes allow;  ///< with 405
  Bytes body;
  Bytes headers;  ///< further ones, "name: value" a line
};

struct Reply {
  List<Pick> picks;
  List<Cooling> cooling;  ///< what began to rest while picks of an earlier lease may still be about
  Shortage shortage = Shortage::none;
  double retry_after_ms = 0;  ///< the soonest time any live key serves this model again; 0 when unknown
  Bytes reason;               ///< one sentence about the shortage; holds no key
  Cause cause = Cause::ok;    ///< what most keys suffer from, when there is a shortage; unreadable when the pinned key
                              ///< cannot be decrypted (a pinned key that is unknown brings no pick, and no cause)
  ClientLeave client;
  std::int64_t version = 0;   ///< of the settings; an isolate with older ones asks for `config`
  Bytes config;               ///< the snapshot's JSON, when asked for
  Census census;              ///< only when asked for
  AdminAnswer admin;
};

/// Whether a request has tried the key, or is to be kept from it otherwise.
[[nodiscard]] inline bool is_avoided(const List<std::uint64_t>& avoid, std::uint64_t key) {
  for (const std::uint64_t id : avoid) {
    if (id == key) return true;
  }
  return false;
}

/// Appends the message's JSON to `out`.
void encode(const Call& call, Buffer& out);
void encode(const Reply& reply, Buffer& out);
/// Reads it back; views point into the text and `arena`. Fails with Blame::rota on anything but the own format.
[[nodiscard]] Result<Call*> decode_call(Bytes text, json::Reader& reader, Arena& arena);
[[nodiscard]] Result<Reply*> decode_reply(Bytes text, json::Reader& reader, Arena& arena);

}  // namespace rota::pool
