// The message pair of a pool call: all that the exchange and the pool know of each other.
// Knows the two messages and their JSON (isolates and the object may run different versions for a while, so names are
// self-describing and unknown ones are skipped); refuses to know what either side does with them.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "base/secret.h"
#include "json/reader.h"
#include "pool/verdict.h"

namespace rota::pool {

/// The outcome of one attempt, reported with the next call. Without a key: a request that ended without one.
struct Report {
  std::uint64_t key = 0;  ///< Pick::key; 0: no key was called
  Bytes model;            ///< UTF-8, the upstream's name for it
  Bytes kind;             ///< with Verdict::of_kind: of which kind the request was (chat/request_kind.h); or empty
  std::int64_t text_bytes = 0;  ///< of the request without the data of its media; 0: not known
  Verdict verdict;
  std::uint16_t status = 0;  ///< the upstream's HTTP status, 0 when there was none
  bool unlent = false;       ///< a call that the pool has not counted at lending: a further one with a pick that had
                             ///< served, or one with a pinned key
  bool test = false;  ///< a request of Rota's own making: an administrator's test of the key, or a probe of one that is
                      ///< doubted. It alone condemns a key, and what it proves ends cooldowns that are still in force
  std::int64_t prompt_tokens = 0;
  std::int64_t completion_tokens = 0;
  std::int64_t cached_tokens = 0;
  std::int64_t thinking_tokens = 0;
  std::int64_t estimated_tokens = 0;  ///< for the client's limit alone: what an answer cost that does not say it
  double first_byte_ms = 0;  ///< from the call to the upstream's head
  double total_ms = 0;
  std::uint64_t conversation = 0;  ///< that the isolate has placed with this key by itself; 0: none
  std::uint32_t shard = 0;  ///< Pick::shard: which pool is to get it; not on the wire
  double ended_ms = 0;  ///< when it ended, by the clock of Call::now_ms
  // For the record; the ledger reads none of these.
  Bytes client;    ///< the client key's id, or empty
  Bytes endpoint;  ///< as http::name_of says
  Bytes dialect;   ///< the client's
  Bytes asked;     ///< the alias that the client asked for, where that is a chain; or empty
  std::uint8_t attempt = 0;         ///< which call of its request
  bool last = false;                ///< the request ended with it
  std::uint16_t client_status = 0;  ///< with `last`
  double overhead_ms = 0;           ///< with `last`: what was not spent waiting for the upstream
};

/// A key and a model. Picks that were lent and not used: the ledger takes them off its windows. Or what was called in
/// the place of some of these (Call::taken).
struct Returned {
  std::uint64_t key = 0;
  Bytes model;
};

/// Requests of a client that were granted an allowance and never made: the pool takes them off its counters.
struct Unused {
  std::uint64_t client = 0;
  std::uint32_t minute = 0;  ///< Allowance::minute
  std::uint32_t count = 0;
};

/// A client's limits, and for how many of its requests the isolate wants an allowance. The pool counts; the isolate
/// says what the client's key allows.
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

/// Whether the password came along once more, beside the proof (x-admin-password).
enum class Confirmation : std::uint8_t {
  none,   // it did not
  right,  // secrets may be shown
  wrong,  // something else did: the object counts it and refuses
};

/// Who sends an administrator's request. The object knows which sessions have been ended and which addresses guess.
struct Credentials {
  Proof proof = Proof::none;
  std::uint64_t address = 0;  ///< fingerprint of the network that the request came from
  std::int64_t epoch = 0;     ///< of a session
  double login_ms = 0;        ///< of a session: when it began
};

/// An administrator's request, forwarded as it is: the desk authenticates its sender.
struct AdminCall {
  Bytes method;
  Bytes path;   ///< "/admin/keys/gemini/0123456789abcdef", "/metrics", "/status"
  Bytes query;  ///< without '?'
  Bytes body;
  bool guest = false;      ///< nobody has logged in: /stat.json where PUBLIC_STAT lets everybody see it
  Confirmation confirmation = Confirmation::none;
  bool https = false;      ///< it came so: the session's cookie is named for it
  Credentials sender;
  double expires_ms = 0;  ///< of a session: when it ends, ms since 1970
};

/// What a request has to do with things that the upstream keeps for one key's project (pool/owners.h). All parts may be
/// empty: such a request may be served by any key.
struct OwnerWish {
  List<Bytes> names;         ///< what it names: the key that owns them serves, and no other
  Bytes collection;          ///< of which it wants the list, e.g. "files": the next key that owns any serves
  std::uint64_t after = 0;   ///< with it: behind this key; 0: the first
  bool again = false;        ///< with it: that very key once more
  bool creates = false;      ///< it makes something: best with the key that has what its client made before
  std::uint64_t client = 0;  ///< whose request it is; 0: of whoever has no client key of their own
  bool shared = false;       ///< what one client has made is everybody's

  [[nodiscard]] bool any() const { return !names.empty() || !collection.empty() || creates; }
};

/// An answer has told of something that the upstream keeps for the project of the key that was called.
struct Learned {
  Bytes name;             ///< e.g. "files/abc-123", at most limits::owned_name_bytes
  std::uint64_t key = 0;
  std::uint64_t client = 0;  ///< who has made it, as OwnerWish::client
  double life_ms = 0;     ///< how long it is kept; 0: it is gone
};

/// How the wish for an owner has ended.
enum class Ownership : std::uint8_t {
  none = 0,     // nobody asked, or a pick is the owner's
  unknown = 1,  // this pool knows no owner of Reply::owned_name
  split = 2,    // one key owns some of the names, and another one the rest
  out = 3,      // the owner cannot serve now: retry_after_ms, reason
};

/// What an isolate reports and asks. All parts may be empty.
struct Call {
  double now_ms = 0;  ///< the isolate's clock. On the wire only the reports' ages stand; read back, it is 0
  List<Report> reports;
  List<Returned> returned;
  List<Unused> unused;
  List<Returned> taken;        ///< keys called for the conversations that they are warm for, in the place of picks that
                               ///< are returned: they count as lent
  std::uint32_t want = 0;      ///< picks wanted, at most limits::lease_picks
  Bytes model;                 ///< for which model
  Bytes kind;                  ///< of what kind the request is, beyond plain text; or empty
  std::int64_t text_bytes = 0; ///< of the request without the data of its media; 0: not known
  std::uint64_t conversation = 0;  ///< which one it is of (chat/identity.h); 0: of none
  bool begins = false;         ///< it begins its conversation, which is placed anew, whatever is known of such a beginning
  List<std::uint64_t> avoid;   ///< keys this request has already tried
  std::uint64_t pin = 0;       ///< this very key, however it stands and outside the rotation; 0: none
  OwnerWish owner;
  List<Learned> learned;
  ClientWish client;
  std::uint32_t shard = 0;     ///< which of `shards` pools this is
  std::uint32_t shards = 0;    ///< 0 and 1: there is one pool
  std::int64_t version = 0;    ///< of the settings that the isolate knows: a shard whose are older reads them anew
  bool config = false;         ///< send the settings that clients and flows need (store/snapshot.h)
  bool reset = false;          ///< the cron's daily reset (REQUIREMENTS A3), and the record's flush
  bool census = false;         ///< count the keys by state, for /health
  Credentials permit;          ///< may this sender go on as an administrator? Without a proof nobody asks
  AdminCall admin;             ///< without a method: none
};

/// A key lent for one attempt.
struct Pick {
  std::uint64_t key = 0;    ///< names the key in reports
  std::uint64_t group = 0;  ///< its project, or the key itself: what cools down together for a model
  Secret secret;            ///< the key itself: goes into the upstream's header and nowhere else
  Bytes label;              ///< for logs: "#3 …wxyz"
  bool scarce = false;      ///< good for one attempt alone: the next request of its conversation asks the pool
  std::uint32_t shard = 0;  ///< of the pool that lent it; the isolate's own note, not on the wire
};

/// This group cools down: picks of it that an isolate still holds are not to be used.
struct Cooling {
  std::uint64_t group = 0;
  Bytes model;  ///< empty: for all models
};

/// Why fewer picks came than were wanted.
enum class Shortage : std::uint8_t {
  none = 0,
  no_keys = 1,      // the pool holds no key, or none that is alive
  cooling = 2,      // every live key cools down for this model: retry_after_ms
  exhausted = 3,    // every live key has spent its Pacific day for this model: retry_after_ms
  unavailable = 4,  // no live key's tier has this model
  tried = 5,        // the keys left are all in `avoid`
  too_large = 6,    // the request alone asks for more than any live key gives in a minute
};

/// How a client stands with its limits. The next three speak of the one that will refuse it next, or has refused it:
/// requests of the minute or of the day, tokens of the day.
struct Allowance {
  std::uint32_t granted = 0;   ///< requests that it may make, and that are counted
  std::uint32_t minute = 0;    ///< in which they are counted, since 1970, by the pool's clock
  std::int64_t limit = 0;      ///< requests or tokens; 0: nothing limits it
  std::int64_t remaining = 0;  ///< of these, after what was granted
  double reset_ms = 0;         ///< until its minute or day ends
  double retry_after_ms = 0;   ///< with granted 0: until it may come again, which is reset_ms
  Bytes reason;                ///< with granted 0: one sentence
};

/// Keys by state, as /health and /status count them.
struct Census {
  std::uint32_t keys = 0;
  std::uint32_t ready = 0;     ///< no model of theirs cools down or has spent a quota, and nothing is held against them
  std::uint32_t limited = 0;   ///< alive, but some model, or all of the key, is out for a while
  std::uint32_t disabled = 0;  ///< dead until somebody acts, or switched off by an administrator
};

/// How a part that the pool works with has been of late, as the object remembers it: nothing is asked to find out.
enum class PartState : std::uint8_t { well = 0, failing = 1, unbound = 2 };
struct Parts {
  PartState rows = PartState::well;  ///< the object's own
  PartState d1 = PartState::well;
  PartState kv = PartState::well;
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
  List<Pick> doubted;     ///< to be probed, each with a request of Rota's own, and reported as a test
  List<Cooling> cooling;  ///< what began to cool down while picks of an earlier lease may still be about
  Bytes moved;                ///< why the first pick is not the key that the conversation was on: a word; or empty
  List<std::uint64_t> moves;  ///< conversations that have moved lately: what an isolate knows of them is old
  List<std::uint64_t> scarce; ///< of Call::taken, keys that are not to be called so any more
  Shortage shortage = Shortage::none;
  double retry_after_ms = 0;  ///< the soonest time any live key serves this model again; 0 when unknown
  Bytes reason;               ///< one sentence about the shortage; holds no key
  Cause cause = Cause::ok;    ///< what most keys suffer from, when there is a shortage; unreadable when the pinned key
                              ///< cannot be decrypted (a pinned key that is unknown brings no pick, and no cause)
  Ownership ownership = Ownership::none;
  Bytes owned_name;           ///< which name that is about; or empty
  List<Bytes> owned;          ///< of the collection that was asked for: what the pick's key owns and the client may see
  Allowance client;
  std::int64_t version = 0;   ///< of the settings; an isolate with older ones asks for `config`
  Bytes config;               ///< the snapshot's JSON, when asked for
  Census census;              ///< only when asked for
  Parts parts;                ///< with the census
  Bytes trouble;              ///< with the census: a sentence on storage that fails, or whose day is spent; or empty
  bool permitted = false;     ///< the answer to Call::permit; when it is no, `admin` is what the sender gets
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
