// Every bound of Rota, with its unit and its reason. Past a bound the client gets a clear error in its dialect.
// Knows numbers only; nothing else in the core may write a bound as a literal.
#pragma once

#include <cstddef>

#include "base/time.h"

namespace rota::limits {

// Memory. An isolate has 128 MB for JavaScript and Wasm together (Cloudflare Workers limits, 2026).
inline constexpr std::size_t arena_block_bytes = 8 * 1024;         // holds a usual chat request's nodes in one block
inline constexpr std::size_t arena_block_max_bytes = 1024 * 1024;  // doubling stops here, so waste stays under 1 MB

// What requests hold, in the core and on its way up. Of an isolate's 128 MB the runtime, the settings and perhaps the
// pool's own instance take up to 40, and a step under way copies once what it hands out.
inline constexpr std::size_t request_memory_bytes = 52 * 1024 * 1024;  // a body of 20 MB twice, and its index
inline constexpr std::size_t memory_budget_bytes = 48 * 1024 * 1024;   // admitted at once
inline constexpr std::size_t memory_most_bytes = 64 * 1024 * 1024;     // past it what grows is given up
inline constexpr std::size_t memory_reserve_bytes = 4 * 1024 * 1024;   // of the budget, for small requests alone
inline constexpr std::size_t small_request_bytes = 256 * 1024;         // most chats with tools, whole
inline constexpr std::size_t memory_share_free_bytes = 1024 * 1024;    // who holds less may bring one large request
inline constexpr std::size_t memory_waiters = 256;                     // requests that wait for room; further: 503
inline constexpr double memory_wait_ms = 5 * second_ms;                // an upload of 5 MB takes no longer
inline constexpr double memory_retry_ms = 2 * second_ms;               // what a client is told to wait after that

// The body of a request on its way in.
inline constexpr std::size_t body_piece_bytes = 256 * 1024;  // read at once; smaller bodies are one piece
inline constexpr std::size_t body_guess_bytes = 16 * 1024;   // of a body of unknown length; then as much as is here
inline constexpr double body_idle_ms = 10 * second_ms;       // without a byte
inline constexpr double body_grace_ms = 30 * second_ms;      // then the rate counts
inline constexpr double body_rate_bytes_ms = 32;             // 32 kB a second: a poor telephone's uplink

// Requests.
inline constexpr std::size_t request_body_bytes = 20 * 1024 * 1024;  // Google refuses more: "limit: 20971520 bytes"
inline constexpr std::size_t request_head_bytes = 64 * 1024;         // twice what usual servers take
inline constexpr std::size_t url_bytes = 16 * 1024;                  // Cloudflare's own bound on a URL
inline constexpr std::size_t request_id_bytes = 128;  // of a client's own: a UUID thrice, a trace and its span
inline constexpr std::size_t client_key_bytes = 512;                 // longer than any key; bounds the comparison
inline constexpr std::size_t client_keys = 1000;      // CLIENT_API_KEYS: compared one by one; more belong in D1
inline constexpr std::size_t model_name_bytes = 256;  // the longest published name is under 64

inline constexpr std::size_t conversation_parts = 128 * 1024;  // of 100 bytes, and as much for the JSON that they stood in
inline constexpr std::size_t tools = 512;                     // Google: at most 512 function declarations
inline constexpr std::size_t native_fields = 64;              // generationConfig has 30; each is sought by name
inline constexpr std::size_t native_name_bytes = 128;         // of such a field; Google's longest has under 40
inline constexpr std::size_t native_wish_bytes = 4096;        // of what goes with each text to embed: a title
inline constexpr std::size_t data_url_head_bytes = 1024;      // "data:", a MIME type, parameters
inline constexpr std::size_t cached_signatures = 64;            // that are longer, in each isolate
inline constexpr std::size_t cached_signature_bytes = 16384;    // 1 MiB in all; the longest recorded has 6 kB
inline constexpr std::size_t call_id_signature_bytes = 4096;  // 95 of 100 recorded are shorter; ids are stored whole
inline constexpr std::size_t repeated_field_bytes = 4096;     // of a setting that an answer repeats, three times in a stream
inline constexpr std::size_t embedding_inputs = 2048;         // what OpenAI takes in one request

// JSON.
inline constexpr std::size_t json_depth = 512;               // deeper than any schema, shallow enough for fixed stacks
inline constexpr std::size_t json_values = 2 * 1024 * 1024;  // 16 bytes each: 32 MB at the most for one document
inline constexpr std::size_t index_kept_values = 2048;       // an event of a stream has a hundred, a whole answer more

// Schemas of tools and of structured answers. Google refuses far smaller ones ("exceeds maximum allowed nesting
// depth").
inline constexpr std::size_t schema_depth = 64;     // schemas inside schemas: 128 levels of JSON, a fixed stack
inline constexpr std::size_t schema_nodes = 10000;  // schemas in one schema; each costs about 200 bytes
inline constexpr std::size_t schema_items = 10000;   // names required and values allowed in one schema, all together
inline constexpr std::size_t schemas_of_request = 200000;  // schemas in all schemas of a request: 100 tools of 65 KB
inline constexpr std::size_t schemas_inlined_bytes =
    2 * 1024 * 1024;                                       // what merging may add to all of them
inline constexpr std::size_t schema_all_of_depth = 8;      // allOf in allOf: each level goes through all below it again
inline constexpr std::size_t schema_number_bytes = 64;     // of a bound; longer ones are no number of anybody's
inline constexpr std::size_t schema_inlined_bytes =
    256 * 1024;                                          // what merging may add to a schema, so it never explodes
inline constexpr std::size_t schema_merge_depth = 8;     // merges inside merges; past it one side is kept
inline constexpr std::size_t schema_branches = 16;       // of two unions multiplied; past it one union is kept
inline constexpr std::size_t schema_hint_bytes = 512;    // allowed values listed in a description; past it none is
inline constexpr std::size_t schema_loop_searches = 16;  // for cycles nothing could end; each finds most of them
inline constexpr std::size_t schema_unrolled = 2;        // how often a cycle is unrolled where there are no references
inline constexpr std::size_t schema_unrolled_bytes = 512 * 1024;  // what unrolling may write; past it only types
inline constexpr std::size_t tool_name_bytes = 1024;    // as clients call it; each choice of a tool is sought among all
inline constexpr std::size_t function_name_bytes = 64;  // older deployments: "maximum length of 64"; 128 by now

// Upstream.
inline constexpr std::size_t answer_at_once_bytes = 256 * 1024;  // of an answer in one piece, the host waits for its end
inline constexpr std::size_t answer_body_bytes = 32 * 1024 * 1024;  // a buffered answer: four 4K images in base64
inline constexpr std::uint32_t answer_rounds = 8;  // an answer is gone on with so often: half a million tokens in all
inline constexpr std::size_t kept_request_bytes =
    64 * 1024;  // a larger request is kept for further rounds only where the model is known to pause
inline constexpr std::size_t embedding_batch = 100;                 // texts that batchEmbedContents takes at once
inline constexpr std::size_t sse_event_bytes = 16 * 1024 * 1024;    // one event may hold an image in base64
inline constexpr std::size_t passed_event_bytes = 1024 * 1024;  // an event passed on waits to be whole; a larger one does not
inline constexpr std::size_t cited_text_bytes =
    1024 * 1024;  // of a stream, kept to place its citations: far past any answer
inline constexpr std::size_t cited_runs = 64 * 1024;  // of letters of one width, by which an upstream's citations are placed
inline constexpr std::size_t cited_search_bytes =
    8 * 1024 * 1024;  // looked through for the quotes of one answer's citations; past it those not in place have none
inline constexpr std::size_t error_body_bytes = 256 * 1024;  // an error is read whole; Google's are under 8 KB
inline constexpr std::size_t error_message_bytes = 32 * 1024;  // of its text, kept: dozens of words are sought in it
inline constexpr std::size_t silent_answer_bytes = 2 * 1024;  // of a passing one, held until it says something: Google's are under 600
inline constexpr std::size_t usage_tail_bytes = 16 * 1024;   // usage is the last thing a passing answer says
inline constexpr std::size_t usage_tries = 16;               // objects of that name looked at, from behind: the last is it
inline constexpr std::size_t quota_violations = 32;          // of one error: Google lists one for each of a model's quotas
inline constexpr std::size_t usage_event_bytes = 16 * 1024;  // an event of usage alone is under 1 KB
inline constexpr std::uint32_t attempts_max = 20;            // below the free plan's 50 subrequests
inline constexpr std::int32_t upstream_patience = 8;  // retries when nobody's key is at fault: overload is shared
inline constexpr double spaced_retry_ms = 500;        // the third of these waits so long first, and each one twice as long
inline constexpr double spaced_retry_max_ms = 4 * second_ms;  // up to this: a client that waits for more tries for itself
inline constexpr double overloaded_retry_ms = 5 * second_ms;  // what a client is told to wait then, where nobody says better
inline constexpr double silence_patience_ms = 75 * second_ms;  // one more try after an attempt that timed out later than that
inline constexpr double egress_memory_ms = 30 * minute_ms;  // an isolate stays where it is; what an upstream serves may change
inline constexpr double place_problem_ms = hour_ms;  // so long the panel tells that the place was refused
inline constexpr std::uint32_t egress_objects = 16;  // that calls go out from: one has a few connections at once, each is paid for while it works
inline constexpr std::uint32_t cheap_attempts = 4;    // refusals that cost nothing, for one that may have cost an answer
inline constexpr double cheap_attempts_ms = 10 * second_ms;  // no further one of them so long after the request came
inline constexpr std::size_t chain_models = 5;  // of one alias: past it a model would be given up after too few calls
inline constexpr std::uint32_t chain_calls = 3;  // kept of attempts_max for each model of a chain that may still follow
static_assert(chain_calls * chain_models < attempts_max);
inline constexpr double chain_patience_ms = 150 * second_ms;  // two silences of a minute: who still waits then asks anew
inline constexpr double slow_answer_ms = minute_ms;    // the upstream's own time-out after that is not tried again
inline constexpr double upstream_idle_ms = 5 * minute_ms;  // silence in mid-answer; thinking takes minutes, not five
inline constexpr std::uint32_t amendments = 4;         // how often one request is put differently after refusals
inline constexpr std::size_t model_lessons = 32;       // models of whose refusals an isolate knows
inline constexpr double models_cache_ms = 5 * minute_ms;  // a new model shows within five minutes
inline constexpr std::uint32_t model_pages = 10;      // of 1,000 models each
inline constexpr std::size_t models_listed = 10000;   // of 100 bytes; aggregators have 500
inline constexpr std::size_t answer_parts = 16 * 1024;  // of one message, of about 1 KB each; a call is one
inline constexpr std::size_t open_calls = 256;  // of one answer, told apart by their pieces; models make a dozen side by side
inline constexpr std::uint32_t candidates = 128;      // of an answer, as many as OpenAI's `n` allows; sought one by one

// A request that is as long as its key's tokens a minute are many takes a quarter of the minute or more.
inline constexpr std::int64_t bytes_per_token = 6;       // no usual text has more; spaces in a row have
inline constexpr std::size_t large_request_bytes = 4096;  // from here on picks are not shared with small requests

// Leases and the door, in an isolate.
inline constexpr double lease_ahead_ms = 250;         // what a busy isolate asks for lasts so long: a few round trips
inline constexpr double shortage_ms = second_ms;      // the pool had no key: not asked again for this long
inline constexpr std::size_t picks_banked = 256;      // of 850 bytes; past it what is lent is not kept
inline constexpr std::size_t pick_label_bytes = 48;   // "#20000 …wxyz" and room
inline constexpr std::size_t demand_models = 64;      // models whose demand is known at once
inline constexpr std::size_t shortage_reason_bytes = 384;   // a model's name and a sentence
inline constexpr std::size_t allowances_unused = 1024;      // by client and minute, on their way back to the pool
inline constexpr std::size_t allowances_known = 64;         // clients whose last answer of the pool is remembered
inline constexpr std::size_t door_keys = 256;               // keys refused, and admitted, that are remembered
inline constexpr std::size_t door_addresses = 64;           // addresses whose refusals are counted at once
inline constexpr std::uint32_t refusals_per_minute = 30;    // of one address: a misconfigured client tries less often
inline constexpr double unknown_key_ms = 10 * second_ms;    // for what settings refuse, newer ones are asked for so often
inline constexpr std::uint32_t strangers_per_minute = 120;  // wrong passwords that an isolate tells the pool object of
inline constexpr double health_ms = 3 * second_ms;  // an answer of /health is given again for so long
inline constexpr std::size_t health_waiters = 64;   // requests that wait for the answer that another one has asked for
inline constexpr double limiter_patience_ms = 500;  // it answers from the same machine, and is not needed
inline constexpr double wait_for_lease_ms = 2 * second_ms;  // then a request asks for itself: who asked may be gone

// Conversations and their keys.
inline constexpr std::size_t opening_bytes = 4096;       // of a conversation's first texts, hashed: few begin alike for so long
inline constexpr std::size_t conversations_known = 40000;  // of 32 bytes in the pool object: a day's, at one every two seconds
inline constexpr std::size_t conversations_near = 8192;  // likewise, in an isolate
inline constexpr std::size_t moves_sent = 64;            // conversations that have moved lately, with a reply
inline constexpr std::size_t warm_keys = 128;            // of 850 bytes, that an isolate may call for conversations
inline constexpr std::size_t warm_calls = 256;           // of them, told at once; past it picks are used instead
inline constexpr double ample_room = 0.5;                // of a key's limits, left: an isolate may call it unasked until its next call

// Attachments: images and files that a request names by URL.
inline constexpr std::size_t attachments = 16;  // of attachment_calls: most of them may redirect once
inline constexpr std::size_t attachment_bytes =
    14 * 1024 * 1024;                                     // of all together: in base64 they must fit Google's 20 MB
inline constexpr std::uint32_t attachment_redirects = 3;  // http to https, to www, to a file server
inline constexpr std::size_t attachment_calls = 30;  // of a request, redirects included: attempts have the rest of the 50
static_assert(attachment_calls + attempts_max <= 50);  // calls that the free plan allows a request
inline constexpr double attachment_timeout_ms = 20 * second_ms;  // for all together: the client waits

// Pool.
inline constexpr std::size_t pool_keys = 20000;         // at about 100 bytes of state each
inline constexpr std::size_t pool_key_bytes = 512;      // a key is 39 to 200 characters today
inline constexpr std::size_t pool_models_per_key = 64;  // states kept per key; the stalest is forgotten past it
inline constexpr std::size_t unproven_models_per_key = 32;  // counted by name though no key has served them; then as "other"
inline constexpr std::size_t unproven_names = 256;          // while so few names are known; of pool_names
inline constexpr std::size_t pool_call_bytes =
    24 * 1024 * 1024;  // one message between an isolate and the object: an import of 20,000 keys fits
inline constexpr double report_delay_ms = 5 * second_ms;  // how long a success waits for another request's call
inline constexpr double delivery_turn_ms = second_ms;  // who stays awake for that is relieved: five at once at the most
inline constexpr std::size_t lease_picks = 64;         // picks lent at once
inline constexpr std::size_t picks_returned = 256;     // unused picks reported at once; further ones stay counted
inline constexpr std::size_t cooldowns_sent = 64;      // sent with a reply; an isolate holds few picks at once
inline constexpr std::uint32_t pool_shards = 64;       // objects that one pool may be split into
inline constexpr std::size_t reports_queued = 2048;    // outcomes an isolate holds back, about 1 MB; further ones are lost
inline constexpr std::size_t reports_per_call = 256;   // told with one call; so many are worth a call of their own
inline constexpr std::size_t clients_counted = 20000;  // of 32 bytes; past it those idle today are forgotten
inline constexpr std::size_t published_page = 100;     // names asked of KV at once, which takes no more
inline constexpr std::size_t published_tail = 10;      // of these the last: when one is there, the next page is asked for
inline constexpr std::size_t published_pages = 201;    // a pool's worth of entries key_n, and the one value
inline constexpr std::size_t write_behind_pages = 8;   // pages of keys a step; the rest take their turn
inline constexpr std::int64_t flush_requests_per_row = 20;  // sums wait until each row stands for so many requests
inline constexpr std::size_t flush_rows_most = 500;         // of single calls: about 150 KB in one parameter
inline constexpr std::size_t pool_model_states = 200000;  // of all keys, 104 bytes each: ten models for each of 20,000
inline constexpr std::size_t pool_page_keys = 64;         // keys a row: with 64 models each still under 2 MB
inline constexpr std::size_t pool_names = 1024;           // model names remembered at once; Google publishes under 100
inline constexpr std::size_t record_copy_bytes = 1'500'000;  // of D1's keys in a row of the object, which holds 2 MB
inline constexpr std::size_t record_copy_rows = 8;  // of such rows: 20,000 keys with labels of 300 bytes take four
inline constexpr std::size_t unstored_rows = 32;    // of the object that could not be written and are kept in memory
inline constexpr std::size_t pool_reasons = 512;          // different sentences remembered; verdicts make a few dozen
inline constexpr std::size_t pool_reason_bytes = 256;     // a sentence with its quota id; longer ones are cut

// Owners: which key's project holds what clients have made at the upstream.
inline constexpr std::size_t owners = 20000;            // remembered, of 450 bytes each; past it the oldest of the kind goes
inline constexpr std::size_t owner_page = 64;           // of them in a row of the object, which holds 30 KB then
inline constexpr std::size_t owned_name_bytes = 384;    // the longest are ids of uploads, about 200 characters
inline constexpr std::size_t owned_names = 64;          // that one request may name, or one answer tell of
inline constexpr std::size_t owned_answer_bytes = 4 * 1024 * 1024;  // of an answer that is looked through for names
inline constexpr std::size_t owned_stream_bytes = 64 * 1024;  // of a stream: its first event names what it has made
inline constexpr std::uint32_t owned_pages = 20;        // of an upstream's list, until one holds something of the client's
inline constexpr double owned_file_ms = 48 * hour_ms;   // Google keeps a file so long (ai.google.dev/gemini-api/docs/files)
inline constexpr double owned_cache_ms = hour_ms;       // the life of a cache for which nobody has said another
inline constexpr double owned_interaction_ms = 55 * day_ms;  // kept so long for paying projects, a day for others
inline constexpr double owned_other_ms = 400 * day_ms;  // what lives until it is deleted; each use begins it anew
inline constexpr double owner_gather_ms = hour_ms;      // what a client makes so soon after another goes to the same key

// Pool, times. Past the longest cooldown of its cause a key is tried again, whatever an upstream or a wrong clock said.
inline constexpr double lease_ms = 2 * second_ms;         // unused picks are void after this: bounds what is overshot
inline constexpr double write_behind_ms = 5 * second_ms;  // a pause this long, and what changed is stored
inline constexpr double behind_row_ms = 5 * second_ms;      // under load, what changed is stored in one row so often
inline constexpr std::size_t behind_row_bytes = 1'500'000;  // of that row, which holds 2 MB
inline constexpr double write_behind_max_ms = minute_ms;  // without a pause: a minute's counters are lost in a crash
inline constexpr double flush_rows_ms = minute_ms;        // rows of single calls wait a minute for company
inline constexpr double flush_sums_ms = hour_ms;          // sums of few requests wait an hour
inline constexpr double load_retry_min_ms = second_ms;     // D1 and KV are asked again after this, doubling
inline constexpr double load_retry_max_ms = 8 * second_ms;  // up to this: so soon after its end an outage is over
inline constexpr double spent_retry_ms = 5 * minute_ms;  // a spent day is looked at so often: plans change by hand
inline constexpr double flush_retry_ms = 30 * second_ms;  // a busy pool sends what D1 did not take again after this
inline constexpr double kv_keys_ms = 5 * minute_ms;       // new keys in KV join so soon; each look asks for 100 names
inline constexpr double minute_cooldown_min_ms = 5 * second_ms;  // "retry in 0.2s" was seen: hammering counts as use
inline constexpr double minute_cooldown_ms = minute_ms;          // a whole window, when the error names no time
inline constexpr double minute_cooldown_margin_ms = second_ms;   // the upstream's clock and ours differ
inline constexpr double minute_cooldown_max_ms = hour_ms;        // longer is no minute's quota
inline constexpr double busy_cooldown_min_ms = 5 * second_ms;    // shared capacity: doubles from here
inline constexpr double busy_cooldown_max_ms = minute_ms;        // up to here, and no wait named for it is longer
inline constexpr double day_cooldown_max_ms = 25 * hour_ms;      // the longest Pacific day, in November
inline constexpr double day_turn_ms = 2 * minute_ms;             // an attempt may straddle midnight for this long
inline constexpr double tier_cooldown_ms = day_ms;               // tiers change by an owner's hand
inline constexpr double error_cooldown_max_ms = 7 * day_ms;      // the largest error_reset_interval
inline constexpr double billing_cooldown_ms = hour_ms;           // bought by hand too, but then wanted now
inline constexpr double dead_cooldown_ms = day_ms;               // a dead key is probed once a day
inline constexpr double doubt_ms = 15 * second_ms;       // a doubted key is lent last; longer than its probe takes
inline constexpr double key_probe_ms = 10 * second_ms;   // a probe of Rota's own that is silent for longer says nothing
inline constexpr double key_probe_gap_ms = 20 * second_ms;     // between two probes of one key: three a minute
inline constexpr double key_probe_gap_max_ms = 10 * minute_ms;  // the gap doubles to this while they find the key well
inline constexpr std::size_t key_probes_noted = 256;     // keys whose last probe is remembered; past it the oldest is not
inline constexpr std::size_t key_probes_due = 32;        // that wait for an isolate; further doubts are not probed
inline constexpr std::size_t key_probes_at_once = 4;     // one request's isolate takes: the free plan's 50 subrequests
inline constexpr double probe_ms = 10 * minute_ms;               // a probe whose outcome nobody reported is forgotten

// Stored responses: of each client key, in an object of its own.
inline constexpr double stored_response_ms = 30 * day_ms;           // as long as OpenAI keeps its own
inline constexpr std::size_t stored_responses = 1000;               // of one client; past it the oldest goes
inline constexpr std::size_t stored_bytes = 64 * 1024 * 1024;       // of one client; likewise: an account has 5 GB on the free plan
inline constexpr std::size_t stored_response_bytes = 1'900'000;     // with its input: a row of the object, which holds 2 MB
inline constexpr std::size_t stored_id_bytes = 64;                  // of a response, an item, a conversation: OpenAI's own bound
inline constexpr std::size_t recalled_bytes = 8 * 1024 * 1024;      // of all that one request refers to, read at once
inline constexpr double store_patience_ms = 10 * second_ms;         // the client waits, and is told what came of it
inline constexpr std::int64_t input_items_page = 20;                // of a list of input items, where nothing else is asked for
inline constexpr std::int64_t input_items_page_max = 100;           // as OpenAI has it
inline constexpr double store_alarm_ms = hour_ms;                   // rows past their life go at once at this distance

// Waiting for the platform: past these a part is given up, and asked again where it is needed. Calls of the object that
// lend nothing new in ten seconds are worth no longer wait: the client has others to ask.
inline constexpr double load_patience_ms = 2 * second_ms;     // while a stored pool begins: it can serve without
inline constexpr double first_load_patience_ms = 10 * second_ms;  // with nothing stored there is nothing to serve with
inline constexpr double query_patience_ms = 20 * second_ms;   // nobody waits for it; D1 itself ends at 30
inline constexpr double change_patience_ms = 5 * second_ms;   // an administrator waits, and is told what came of it
inline constexpr double doubt_patience_ms = 3 * second_ms;    // the same administrator has waited for five already
inline constexpr double kv_patience_ms = 2 * second_ms;       // clients may wait, and need not
inline constexpr double pool_patience_ms = 20 * second_ms;    // above what the object's own start may take
inline constexpr double desk_patience_ms = 90 * second_ms;    // an import of 20,000 keys on a slow day

// Statistics. A stored row and a bound parameter of D1 hold 2 MB each; what waits for D1 is one of either.
inline constexpr std::size_t metric_series = 256;     // sets of labels a metric; past it their model is "other"
inline constexpr std::size_t rollup_rows = 4096;      // of 150 bytes; past it a subject's further models are one row
inline constexpr std::size_t rollup_rows_max = 6144;  // past it further subjects are one row an hour, too
inline constexpr std::size_t rollup_text_bytes = 512 * 1024;  // of names and sentences, escaped; past it as rollup_rows
inline constexpr std::size_t rollup_errors = 256;             // different sentences at once; verdicts make a few dozen
inline constexpr std::size_t outcome_error_bytes = 256;       // as pool_reason_bytes; longer sentences are cut
inline constexpr std::size_t usage_rows_pending = 2000;       // of 300 bytes; the oldest beyond it are dropped
inline constexpr std::size_t usage_rows_bytes =
    900 * 1024;  // twice in a stored row: a batch on its way to D1, a fresh one
inline constexpr std::size_t recent_calls = 50;  // of 400 bytes: what a page shows without scrolling far

// Store. D1 takes 100 KB of SQL and 2 MB a bound text (Cloudflare D1 limits, 2026).
inline constexpr std::size_t query_parameter_bytes = 1'000'000;  // of one bound text: half of what D1 takes
inline constexpr std::size_t clients_stored = 5000;              // at about 170 bytes of a snapshot each
inline constexpr std::size_t setting_bytes = 16 * 1024;          // the longest value, model_aliases: about 300 of them
inline constexpr std::int64_t admin_page_rows = 500;             // rows of a list that one answer of the panel shows
inline constexpr double writes_kept_days = 30;  // ids of transactions: nothing is sent again after so long
inline constexpr std::int64_t usage_daily_days = 400;            // daily sums: a year, and the month to compare it with

// Importing keys.
inline constexpr std::size_t import_bytes = 16 * 1024 * 1024;  // 20,000 keys with 800 bytes of notes and more each
inline constexpr std::size_t import_refusals = 100;            // listed one by one; further ones are counted
inline constexpr std::size_t import_key_min_bytes = 8;         // shorter is a word of prose, or a placeholder
inline constexpr std::size_t key_label_bytes = 200;   // of a name, a mail address, a project or a note; longer: cut
inline constexpr std::uint32_t key_weight_max = 100;  // against the usual 1

// Administration.
inline constexpr std::size_t admin_operations = 16;               // requests under way; each may hold an import
inline constexpr std::size_t admin_body_bytes = 8 * 1024 * 1024;  // 20,000 keys of 400 bytes; three copies at once
inline constexpr std::int64_t admin_page_keys = 50;               // keys of a list, when nothing else is asked for
inline constexpr std::int64_t admin_page_keys_max = 200;          // with 64 models each: 2 MB of answer
inline constexpr std::size_t admin_client_key_min_bytes = 16;     // shorter ones can be guessed
inline constexpr std::uint32_t admin_client_random_bytes = 24;    // 192 bits: "sk-" and 48 hex digits
inline constexpr std::size_t admin_batch_keys = 1000;             // changed or reset at once: what a page can select
inline constexpr std::size_t stat_models = 100;                   // of /stat.json: more than Google publishes
inline constexpr std::size_t stat_keys = 200;                     // of each of them: 250 bytes each
inline constexpr std::size_t admin_problems = 100;                // of a kind; more say nothing new
inline constexpr std::size_t login_body_bytes = 4096;             // a password; read before anybody is known
inline constexpr double session_ms = 12 * hour_ms;                // a working day, since it was last renewed
inline constexpr double session_renew_ms = 30 * minute_ms;        // renewed when older: not every answer sets a cookie
inline constexpr double session_whole_ms = 7 * day_ms;            // then the password is asked for again
inline constexpr std::size_t sessions_ended = 64;                  // by logging out, remembered one by one; past it those before end too
inline constexpr std::uint32_t login_failures = 5;                // of one address, then it waits
inline constexpr double login_wait_min_ms = minute_ms;            // doubles with each further failure
inline constexpr double login_wait_max_ms = 15 * minute_ms;       // 96 guesses a day, against a password of any length
inline constexpr double login_memory_ms = hour_ms;       // an address without a failure for so long is forgiven
inline constexpr std::uint32_t login_failures_all = 50;  // of all strange addresses in a window
inline constexpr double login_window_ms = 15 * minute_ms;
inline constexpr std::size_t login_addresses = 256;   // four windows of failures, so none is forgotten early
inline constexpr std::size_t login_known = 32;        // addresses that have known the password
inline constexpr double login_known_ms = 7 * day_ms;  // and for how long that speaks for them
inline constexpr std::size_t admin_names = 200;       // models of a client key, aliases of a model
inline constexpr std::size_t models_synced = 2000;  // of an upstream's list, compared one by one; aggregators have 500
inline constexpr std::int64_t admin_quota_max = 10000000;  // requests a day: as pro_daily_quota
inline constexpr std::int64_t admin_stats_rows = 1000;     // of statistics in an answer: a month of hours fits

}  // namespace rota::limits
