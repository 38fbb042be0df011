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
  /** to a pool: body: the call */
  pool_call: 16,
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
  /** from a pool: body: the reply to the call */
  reply: 79,
});
