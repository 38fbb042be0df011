// Generated from wasm/core/base/messages.def by scripts/gen-messages.mjs: edit that file, not this one.

/** What the world tells a machine. */
export const event = Object.freeze({
  /** body: the settings, a JSON object of strings. First event of a gateway and of a pool */
  configure: 1,
  /** number: declared body bytes, -1 unknown; head: METHOD, URL and headers, a line each */
  request: 2,
  /** body: the next piece of the client's body */
  request_body: 3,
  /** the client's body is complete */
  request_end: 4,
  /** the client closed the connection */
  client_gone: 5,
  /** token: of ask_pool; body: the pool's reply */
  pool_reply: 6,
  /** token: of fetch; number: status; head: headers, a line each */
  upstream_head: 7,
  /** token: of fetch; body: the next piece */
  upstream_body: 8,
  /** token: of fetch; the body is complete */
  upstream_end: 9,
  /** token: of the action that failed; head: what the host says of it */
  failed: 10,
  /** token: of wake */
  timer: 11,
  /** number: the scheduled time, ms since 1970 */
  cron: 12,
  /** an instance trapped under this request; number: 1 when its answer had begun; head: as in request */
  recover: 13,
  /** to a pool, before ready: head: a row's name; body: its value */
  stored: 14,
  /** to a pool: every stored row has been told */
  ready: 15,
  /** to a pool: token: names the call; body: the call */
  pool_call: 16,
  /** token: of query; body: a JSON list, for each statement {rows:[{column: value}], changes: n} */
  queried: 17,
  /** token: of seal or unseal; body: a JSON list of strings, null for one that cannot be opened */
  sealed: 18,
  /** token: of digest; body: the SHA-256, 32 bytes */
  digested: 19,
  /** token: of draw; body: that many random bytes */
  drawn: 20,
  /** token: of kv_get; body: a JSON object, name: value, null for what is not there */
  kv_value: 21,
  /** token: of wait; another machine has done what this one waits for */
  nudged: 22,
  /** to a pool: the alarm is due */
  alarm: 23,
  /** token: of sign; body: the signature, 32 bytes */
  hmac: 24,
});

/** What a machine asks of the world. */
export const action = Object.freeze({
  /** number: status; head: headers, a line each; body: all of it */
  answer: 65,
  /** number: status; head: headers, a line each; the body follows by send and echo */
  stream: 66,
  /** body: the next piece for the client */
  send: 67,
  /** send the client the body of the event just given, as it is */
  echo: 68,
  /** the client's body is complete */
  finish: 69,
  /** break the client's body off: it must not look complete */
  abort: 70,
  /** token; head: METHOD, URL and headers, a line each; body: all of it */
  fetch: 71,
  /** token: of fetch; stop it, nothing more is wanted of it */
  cancel: 72,
  /** token; head: the pool's name and its location hint, a line each; body: the call */
  ask_pool: 73,
  /** token; number: ms from now */
  wake: 74,
  /** head: one line for the operator */
  log: 75,
  /** the machine has settled: close it */
  done: 76,
  /** from a pool: head: a row's name; body: its value. Durable before the reply goes out */
  store: 77,
  /** from a pool: head: a row's name */
  erase: 78,
  /** from a pool: token: of the call; body: the reply to it. In the same step or in a later one */
  reply: 79,
  /** token; head: `schema` when the tables must be made first; body: a JSON list of [SQL, parameter...], one transaction */
  query: 80,
  /** token; body: a JSON list of strings to encrypt under SESSION_SECRET_KEY */
  seal: 81,
  /** token; body: a JSON list of strings that seal gave */
  unseal: 82,
  /** token; body: what to take the SHA-256 of */
  digest: 83,
  /** token; number: how many random bytes, fit for keys */
  draw: 84,
  /** token; head: names in CONFIG_KV, a line each */
  kv_get: 85,
  /** token; head: a name in CONFIG_KV; body: its value. Only a failure is told */
  kv_put: 86,
  /** token: unique in the instance; tell nudged with it when some machine nudges it */
  wait: 87,
  /** token: of the wait to end */
  nudge: 88,
  /** from a pool: number: ms from now; wake this object then, even if it is no more in memory */
  alarm_in: 89,
  /** token; body: what to take the HMAC-SHA256 of, under a key derived from SESSION_SECRET_KEY */
  sign: 90,
  /** token; as fetch, from the files deployed with the Worker (ASSETS); any host will do */
  asset: 91,
});
