// Way: one request from its head to its last report, with a pool that lends and an upstream that says what a script says.
// The twin of way.h.
// Knows which action wants which answer; refuses to judge what comes of it.
import { action } from "../../js-shim/messages.js";
import { events } from "./messages.mjs";

const mostTurns = 400;
let lastKey = 0;

/** A key that nobody has had, so that what one upstream's error says of a key is nothing to the next request. */
function lendAnother() {
  lastKey += 1;
  const key = lastKey.toString(16).padStart(16, "0");
  const picks = [{ key, secret: `AIzaFAKE-key-${lastKey}`, label: `#${lastKey}` }];
  return JSON.stringify({ picks, permitted: 1, client: { granted: 1 } });
}

/** What the host makes of any text that it is to digest. */
export const digest = Buffer.alloc(32, "d");

/** @typedef {{status?: number, head?: string, body: Uint8Array, pieceBytes?: number}} Scripted */
/** @typedef {{status: number, calls: number, done: boolean, bytes: number}} Outcome `bytes`: what the client got */

/**
 * Tells a new exchange everything that it waits for until it is done, or until the host has nothing more to tell.
 * @param {import("./host.mjs").Host} host @param {number} gateway
 * @param {{head: string, body?: Uint8Array, upstream: Scripted, goneAfter?: number}} story `goneAfter`: the client goes
 *   away after so many turns
 * @returns {Outcome}
 */
export function goWay(host, gateway, { head, body, upstream, goneAfter = mostTurns }) {
  const handle = host.openExchange(gateway);
  const outcome = { status: 0, calls: 0, done: false, bytes: 0 };
  const waiting = [];
  let wake = 0;
  const tell = (event) => {
    for (const asked of host.tell(handle, event)) {
      if (asked.kind === action.answer || asked.kind === action.stream) outcome.status = asked.number;
      outcome.bytes += asked.kind === action.answer || asked.kind === action.send ? asked.body.length : 0;
      outcome.done ||= asked.kind === action.done;
      if (asked.kind === action.wake) wake = asked.token;
      if ([action.fetch, action.ask_pool, action.digest, action.sign, action.asset].includes(asked.kind)) waiting.push(asked);
    }
  };
  const answer = ({ kind, token }) => {
    if (kind === action.ask_pool) return tell(events.pool_reply(token, lendAnother()));
    if (kind === action.digest) return tell(events.digested(token, digest));
    if (kind !== action.fetch) return tell(events.failed(token, "Error: away"));
    outcome.calls += 1;
    tell(events.upstream_head(token, upstream.status ?? 200, upstream.head ?? "content-type: application/json\n"));
    const piece = upstream.pieceBytes ?? 65_536;
    for (let at = 0; at < upstream.body.length; at += piece) {
      tell(events.upstream_body(token, upstream.body.subarray(at, at + piece)));
    }
    return tell(events.upstream_end(token));
  };
  tell(events.request(body?.length ?? -1, head));
  if (body !== undefined && body.length > 0) tell(events.request_body(body));
  tell(events.request_end());
  for (let turn = 0; turn < mostTurns && !outcome.done; ++turn) {
    if (turn === goneAfter) tell(events.client_gone());
    if (waiting.length > 0) {
      answer(waiting.shift());
    } else {
      tell(wake === 0 ? events.client_gone() : events.timer(wake));
      host.nowMs += 1e6;
    }
  }
  host.close(handle);
  return outcome;
}
