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
inline constexpr std::size_t pool_call_bytes = 512 * 1024;  // one message between an isolate and the object
inline constexpr double report_delay_ms = 1000;     // how long a success waits for another request to carry its report
inline constexpr std::size_t lease_picks = 64;      // picks lent at once
inline constexpr std::size_t reports_queued = 256;  // outcomes an isolate holds back before it must tell them
inline constexpr std::size_t pool_page_keys = 64;   // keys a row: with 64 models each still under 2 MB
inline constexpr std::size_t pool_names = 1024;     // model names remembered at once; Google publishes under 100
inline constexpr std::size_t pool_reasons = 512;    // different sentences remembered; verdicts make a few dozen
inline constexpr std::size_t pool_reason_bytes = 256;  // a sentence with its quota id; longer ones are cut

// Pool, times. Past the longest rest of its cause a key is tried again, whatever an upstream or a wrong clock said.
inline constexpr double write_behind_ms = 5 * 1000.0;             // 2 rows each: 34,560 a day at most
inline constexpr double minute_rest_min_ms = 5 * 1000.0;          // "retry in 0.2s" was seen: hammering counts as use
inline constexpr double minute_rest_ms = 60 * 1000.0;             // a whole window, when the error names no time
inline constexpr double minute_rest_margin_ms = 1000;             // the upstream's clock and ours differ
inline constexpr double minute_rest_max_ms = 60 * 60 * 1000.0;    // longer is no minute's quota
inline constexpr double busy_rest_min_ms = 5 * 1000.0;            // shared capacity: doubles from here
inline constexpr double busy_rest_max_ms = 60 * 1000.0;           // up to here, and no wait named for it is longer
inline constexpr double day_rest_max_ms = 25 * 60 * 60 * 1000.0;  // the longest Pacific day, in November
inline constexpr double day_turn_ms = 2 * 60 * 1000.0;            // an attempt may straddle midnight for this long
inline constexpr double tier_rest_ms = 24 * 60 * 60 * 1000.0;     // tiers change by an owner's hand
inline constexpr double billing_rest_ms = 60 * 60 * 1000.0;       // bought by hand too, but then wanted now
inline constexpr double dead_rest_ms = 24 * 60 * 60 * 1000.0;     // a dead key is probed once a day
inline constexpr double probe_ms = 10 * 60 * 1000.0;              // a probe whose outcome nobody told is forgotten

}  // namespace rota::limits
