// Every bound of Rota, with its unit and its reason. Past a bound the client gets a clear error in its dialect.
// Knows numbers only; nothing else in the core may write a bound as a literal.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rota::limits {

// Memory. An isolate has 128 MB for JavaScript and Wasm together (Cloudflare Workers limits, 2026).
inline constexpr std::size_t arena_block_bytes = 8 * 1024;         // holds a usual chat request's nodes in one block
inline constexpr std::size_t arena_block_max_bytes = 1024 * 1024;  // doubling stops here, so waste stays under 1 MB

// Requests.
inline constexpr std::size_t request_body_bytes = 20 * 1024 * 1024;  // Google refuses more: "limit: 20971520 bytes"
inline constexpr std::size_t request_head_bytes = 64 * 1024;         // twice what usual servers take
inline constexpr std::size_t url_bytes = 16 * 1024;                  // Cloudflare's own bound on a URL
inline constexpr std::size_t request_id_bytes = 128;                 // of a client's own: a UUID thrice, a trace and its span
inline constexpr std::size_t client_key_bytes = 512;                 // longer than any key; bounds the comparison
inline constexpr std::size_t client_keys = 1000;      // CLIENT_API_KEYS: compared one by one; more belong in D1
inline constexpr std::size_t model_name_bytes = 256;  // the longest published name is under 64

inline constexpr std::size_t tools = 512;                     // Google: at most 512 function declarations
inline constexpr std::size_t native_fields = 64;              // generationConfig has 30; each is sought by name
inline constexpr std::size_t data_url_head_bytes = 1024;      // "data:", a MIME type, parameters
inline constexpr std::size_t call_id_signature_bytes = 4096;  // 95 of 100 recorded are shorter; ids are stored whole
inline constexpr std::size_t embedding_inputs = 2048;         // what OpenAI takes in one request

// JSON.
inline constexpr std::size_t json_depth = 512;               // deeper than any schema, shallow enough for fixed stacks
inline constexpr std::size_t json_values = 2 * 1024 * 1024;  // 16 bytes each: 32 MB at the most for one document

// Schemas of tools and of structured answers. Google refuses far smaller ones ("exceeds maximum allowed nesting
// depth").
inline constexpr std::size_t schema_depth = 64;     // schemas inside schemas: 128 levels of JSON, a fixed stack
inline constexpr std::size_t schema_nodes = 10000;  // schemas in one schema; each costs about 200 bytes
inline constexpr std::size_t schema_inlined_bytes =
    256 * 1024;                                          // what merging may add to a schema, so it never explodes
inline constexpr std::size_t schema_merge_depth = 8;     // merges inside merges; past it one side is kept
inline constexpr std::size_t schema_branches = 16;       // of two unions multiplied; past it one union is kept
inline constexpr std::size_t schema_hint_bytes = 512;    // allowed values told in a description; longer: not told
inline constexpr std::size_t schema_loop_searches = 16;  // for cycles nothing could end; each finds most of them
inline constexpr std::size_t schema_unrolled = 2;        // how often a cycle is unrolled where there are no references
inline constexpr std::size_t schema_unrolled_bytes = 512 * 1024;  // what unrolling may write; past it only types
inline constexpr std::size_t function_name_bytes = 64;  // older deployments: "maximum length of 64"; 128 by now

// Upstream.
inline constexpr std::size_t answer_body_bytes = 32 * 1024 * 1024;  // a buffered answer: four 4K images in base64
inline constexpr std::size_t embedding_batch = 100;                 // texts that batchEmbedContents takes at once
inline constexpr std::size_t sse_event_bytes = 16 * 1024 * 1024;    // one event may hold an image in base64
inline constexpr std::size_t cited_text_bytes =
    1024 * 1024;  // of a stream, kept to place its citations: far past any answer
inline constexpr std::size_t error_body_bytes = 256 * 1024;  // an error is read whole; Google's are under 8 KB
inline constexpr std::size_t usage_tail_bytes = 16 * 1024;   // usage is the last thing a passing answer says
inline constexpr std::uint32_t attempts_max = 20;            // below the free plan's 50 subrequests
inline constexpr std::int32_t upstream_patience = 2;  // retries when nobody's key is at fault: overload is shared
inline constexpr double upstream_idle_ms = 300000;    // silence in mid-answer; thinking takes minutes, not five
inline constexpr double models_cache_ms = 300000;     // a new model shows within five minutes
inline constexpr std::uint32_t model_pages = 10;      // of 1,000 models each

// Leases and the door, in an isolate.
inline constexpr double lease_ahead_ms = 250;         // what a busy isolate asks for lasts so long: a few round trips
inline constexpr double shortage_ms = 1000;           // the pool had no key: not asked again for this long
inline constexpr std::size_t picks_banked = 256;      // of 850 bytes; past it what is lent is not kept
inline constexpr std::size_t pick_label_bytes = 48;   // "#20000 …wxyz" and room
inline constexpr std::size_t demand_models = 64;      // models whose demand is known at once
inline constexpr std::size_t shortage_reason_bytes = 384;  // a model's name and a sentence
inline constexpr std::size_t budgets_banked = 1024;   // clients whose leave is known at once
inline constexpr std::size_t door_keys = 256;         // keys refused, and admitted, that are remembered
inline constexpr std::size_t door_addresses = 64;     // addresses whose refusals are counted at once
inline constexpr std::uint32_t refusals_per_minute = 30;  // of one address: a misconfigured client tries less often
inline constexpr double unknown_key_ms = 10 * 1000.0;  // new settings are asked for because of an unknown key this often
inline constexpr double wait_for_lease_ms = 2000;     // then a request asks for itself: who was asking may be gone

// Attachments: images and files that a request names by URL.
inline constexpr std::size_t attachments = 16;  // below the free plan's 50 subrequests, with room for attempts
inline constexpr std::size_t attachment_bytes =
    14 * 1024 * 1024;                                     // of all together: in base64 they must fit Google's 20 MB
inline constexpr std::uint32_t attachment_redirects = 3;  // http to https, to www, to a file server
inline constexpr double attachment_timeout_ms = 20000;    // for all together: the client waits

// Pool.
inline constexpr std::size_t pool_keys = 20000;             // at about 100 bytes of state each
inline constexpr std::size_t pool_key_bytes = 512;          // a key is 39 to 200 characters today
inline constexpr std::size_t pool_models_per_key = 64;      // states kept per key; the stalest is forgotten past it
inline constexpr std::size_t pool_call_bytes =
    24 * 1024 * 1024;  // one message between an isolate and the object: an import of 20,000 keys fits
inline constexpr double report_delay_ms = 5000;     // how long a success waits for another request to carry its report
inline constexpr double delivery_turn_ms = 1000;    // who stays awake for that is relieved: five at once at the most
inline constexpr std::size_t lease_picks = 64;      // picks lent at once
inline constexpr std::size_t picks_returned = 256;  // unused picks told at once; more are forgotten and stay counted
inline constexpr std::size_t cooling_told = 64;     // rests told with a reply; an isolate holds few picks at once
inline constexpr std::uint32_t pool_shards = 64;    // objects that one pool may be split into
inline constexpr std::size_t reports_queued = 256;  // outcomes an isolate holds back before it must tell them
inline constexpr std::size_t clients_counted = 20000;      // of 32 bytes; past it those idle today are forgotten
inline constexpr std::size_t published_entries = 99;       // key_0 to key_98 in KV, which takes 100 names at once
inline constexpr std::size_t write_behind_pages = 8;       // pages of keys a step; the rest take their turn
inline constexpr std::int64_t flush_requests_per_row = 20;  // sums wait until each row stands for so many requests
inline constexpr std::size_t flush_rows_most = 500;        // of single calls: about 150 KB in one parameter
inline constexpr std::size_t pool_model_states = 200000;    // of all keys, 104 bytes each: ten models for each of 20,000 keys
inline constexpr std::size_t pool_page_keys = 64;   // keys a row: with 64 models each still under 2 MB
inline constexpr std::size_t pool_names = 1024;     // model names remembered at once; Google publishes under 100
inline constexpr std::size_t pool_reasons = 512;    // different sentences remembered; verdicts make a few dozen
inline constexpr std::size_t pool_reason_bytes = 256;  // a sentence with its quota id; longer ones are cut

// Pool, times. Past the longest rest of its cause a key is tried again, whatever an upstream or a wrong clock said.
inline constexpr double lease_ms = 2 * 1000.0;           // unused picks are void after this: bounds what is overshot
inline constexpr double write_behind_ms = 5 * 1000.0;    // a pause this long, and what changed is stored
inline constexpr double write_behind_max_ms = 60 * 1000.0;  // without a pause: a minute's counters are lost in a crash
inline constexpr double flush_rows_ms = 60 * 1000.0;          // rows of single calls wait a minute for company
inline constexpr double flush_sums_ms = 60 * 60 * 1000.0;     // sums of few requests wait an hour
inline constexpr double load_retry_ms = 30 * 1000.0;          // D1 is asked again after this
inline constexpr double kv_keys_ms = 5 * 60 * 1000.0;         // new keys in KV join within five minutes; each look asks for 100 names
inline constexpr double minute_rest_min_ms = 5 * 1000.0;          // "retry in 0.2s" was seen: hammering counts as use
inline constexpr double minute_rest_ms = 60 * 1000.0;             // a whole window, when the error names no time
inline constexpr double minute_rest_margin_ms = 1000;             // the upstream's clock and ours differ
inline constexpr double minute_rest_max_ms = 60 * 60 * 1000.0;    // longer is no minute's quota
inline constexpr double busy_rest_min_ms = 5 * 1000.0;            // shared capacity: doubles from here
inline constexpr double busy_rest_max_ms = 60 * 1000.0;           // up to here, and no wait named for it is longer
inline constexpr double day_rest_max_ms = 25 * 60 * 60 * 1000.0;  // the longest Pacific day, in November
inline constexpr double day_turn_ms = 2 * 60 * 1000.0;            // an attempt may straddle midnight for this long
inline constexpr double tier_rest_ms = 24 * 60 * 60 * 1000.0;     // tiers change by an owner's hand
inline constexpr double error_rest_max_ms = 7 * 24 * 60 * 60 * 1000.0;  // the largest error_reset_interval
inline constexpr double billing_rest_ms = 60 * 60 * 1000.0;       // bought by hand too, but then wanted now
inline constexpr double dead_rest_ms = 24 * 60 * 60 * 1000.0;     // a dead key is probed once a day
inline constexpr double probe_ms = 10 * 60 * 1000.0;              // a probe whose outcome nobody told is forgotten

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
inline constexpr std::int64_t usage_daily_days = 400;            // daily sums: a year, and the month to compare it with

// Importing keys.
inline constexpr std::size_t import_bytes = 16 * 1024 * 1024;  // 20,000 keys with 800 bytes of notes and more each
inline constexpr std::size_t import_refusals = 100;            // told one by one; the rest is counted
inline constexpr std::size_t import_key_min_bytes = 8;         // shorter is a word of prose, or a placeholder
inline constexpr std::size_t key_label_bytes = 200;  // of a name, a mail address, a project or a note; longer: cut
inline constexpr std::uint32_t key_weight_max = 100;  // against the usual 1

// Administration.
inline constexpr std::size_t admin_operations = 16;               // requests under way; each may hold an import
inline constexpr std::size_t admin_body_bytes = 8 * 1024 * 1024;  // 20,000 keys of 400 bytes; three copies at once
inline constexpr std::int64_t admin_page_keys = 50;               // keys of a list, when nothing else is asked for
inline constexpr std::int64_t admin_page_keys_max = 200;          // with 64 models each: 2 MB of answer
inline constexpr std::size_t admin_client_key_min_bytes = 16;     // shorter ones can be guessed
inline constexpr std::uint32_t admin_client_random_bytes = 24;    // 192 bits: "sk-" and 48 hex digits
inline constexpr std::size_t admin_batch_keys = 1000;               // changed or reset at once: what a page can select
inline constexpr std::size_t stat_models = 100;                    // of /stat.json: more than Google publishes
inline constexpr std::size_t stat_keys = 200;                      // of each of them: 250 bytes each
inline constexpr std::size_t admin_problems = 100;                // of a kind; more tell nothing new
inline constexpr std::size_t login_body_bytes = 4096;             // a password; read before anybody is known
inline constexpr double session_ms = 12 * 60 * 60 * 1000.0;       // a working day, since it was last renewed
inline constexpr double session_renew_ms = 30 * 60 * 1000.0;      // renewed when older, so that not every answer sets a cookie
inline constexpr double session_whole_ms = 7 * 24 * 60 * 60 * 1000.0;  // then the password is asked for again
inline constexpr std::uint32_t login_failures = 5;                // of one address, then it waits
inline constexpr double login_wait_min_ms = 60 * 1000.0;          // doubles with each further failure
inline constexpr double login_wait_max_ms = 15 * 60 * 1000.0;     // 96 guesses a day, against a password of any length
inline constexpr double login_memory_ms = 60 * 60 * 1000.0;       // an address without a failure for so long is forgiven
inline constexpr std::uint32_t login_failures_all = 50;           // of all strange addresses in a window
inline constexpr double login_window_ms = 15 * 60 * 1000.0;
inline constexpr std::size_t login_addresses = 256;               // four windows of failures, so none is forgotten early
inline constexpr std::size_t login_known = 32;                    // addresses that have known the password
inline constexpr double login_known_ms = 7 * 24 * 60 * 60 * 1000.0;  // and for how long that speaks for them
inline constexpr std::size_t admin_names = 200;                   // models of a client key, aliases of a model
inline constexpr std::size_t models_synced = 2000;  // of an upstream's list, compared one by one; aggregators have 500
inline constexpr std::int64_t admin_quota_max = 10000000;         // requests a day: as pro_daily_quota
inline constexpr std::int64_t admin_stats_rows = 1000;            // of statistics in an answer: a month of hours fits

}  // namespace rota::limits
