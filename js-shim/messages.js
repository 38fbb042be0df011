// Generated from wasm/core/base/messages.def by scripts/gen-messages.mjs: edit that file, not this one.

/** What the world tells a machine. */
export const event = Object.freeze({
  configure: 1, request: 2, request_body: 3, request_end: 4, client_gone: 5, pool_reply: 6, upstream_head: 7,
  upstream_body: 8, upstream_end: 9, failed: 10, timer: 11, cron: 12, recover: 13, stored: 14, ready: 15,
  pool_call: 16, queried: 17, sealed: 18, digested: 19, drawn: 20, kv_value: 21, nudged: 22, alarm: 23,
  hmac: 24, request_broken: 25, unstored: 26, limited: 27, store_reply: 28, rows: 29, upstream_answer: 30,
});

/** What a machine asks of the world. */
export const action = Object.freeze({
  answer: 65, stream: 66, send: 67, echo: 68, finish: 69, abort: 70, fetch: 71, cancel: 72, ask_pool: 73,
  wake: 74, log: 75, done: 76, store: 77, erase: 78, reply: 79, query: 80, seal: 81, unseal: 82, digest: 83,
  draw: 84, kv_get: 85, kv_put: 86, wait: 87, nudge: 88, alarm_in: 89, sign: 90, asset: 91, take_body: 92,
  limit: 93, recall: 94, ask_store: 95, read: 96, answer_echo: 97, fetch_from: 98,
});
