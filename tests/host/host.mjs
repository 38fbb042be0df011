// Host: one instance of a build behind js-shim/core.js, with a clock and seeds that a test sets, and the machines in it.
// Knows how machines are opened, configured and restarted; refuses to know what an event ought to lead to.
import { Core, machine } from "../../js-shim/core.js";
import { action, event as kinds } from "../../js-shim/messages.js";
import { events } from "./messages.mjs";

export const startMs = 1767323045000; // 2026-01-02T03:04:05Z

/** The reply of a pool that lends the fake key of that number. */
export function lend(number) {
  const key = number.toString(16).padStart(16, "0");
  return JSON.stringify({ picks: [{ key, secret: `AIzaFAKE-key-${number}`, label: `#${number}` }] });
}

/** An instance. Its time stands still, and its machines get the seeds 1, 2, 3 and so on. */
export class Host {
  nowMs = startMs;
  #opened = 0;
  /** What clients have sent, by exchange. */
  #bodies = new Map();

  /** @param {WebAssembly.Module} module */
  constructor(module) {
    this.core = new Core(module, { now: () => this.nowMs, seed: () => [++this.#opened, 0] });
  }

  /** The clock and the seeds as they were at the beginning: another story may begin. */
  restart() {
    this.nowMs = startMs;
    this.#opened = 0;
  }

  /** A gateway with these settings, an object or its text. @returns {number} its handle */
  openGateway(settings) {
    const gateway = this.core.open(machine.gateway);
    this.tell(gateway, events.configure(typeof settings === "string" ? settings : JSON.stringify(settings)));
    return gateway;
  }

  openExchange(gateway) {
    const handle = this.core.open(machine.exchange, gateway);
    this.#bodies.set(handle, { sent: [], wanted: false, clock: undefined });
    return handle;
  }

  /**
   * What a client sends of its body is kept until the exchange takes it, so that a test may tell all of it at once; the
   * clock of the body and take_body are not among what is asked for (as in client_body.h).
   * @param {Array} event as `events` builds it @returns {object[]} what the machine asks for, in order
   */
  tell(handle, event) {
    const body = this.#bodies.get(handle);
    if (!body) return this.core.step(handle, ...event);
    const kept = event[0] === kinds.request_body || event[0] === kinds.request_end;
    if (kept) body.sent.push(event);
    const renews = event[0] === kinds.timer && event[1] === body.clock?.token;
    const said = kept ? [] : this.#hear(body, this.core.step(handle, ...event), renews);
    while (body.wanted && body.sent.length > 0) {
      body.wanted = false;
      said.push(...this.#hear(body, this.core.step(handle, ...body.sent.shift())));
    }
    return said;
  }

  #hear(body, batch, renews = false) {
    const takes = batch.some((asked) => asked.kind === action.take_body);
    if (!takes && !renews) return batch;
    body.wanted ||= takes;
    const clock = batch.find((asked) => asked.kind === action.wake);
    if (clock) body.clock = { token: clock.token, dueMs: this.nowMs + clock.number };
    return batch.filter((asked) => asked.kind !== action.take_body && asked.kind !== action.wake);
  }

  /** The clock of a body. @returns {{token: number, dueMs: number} | undefined} */
  bodyClock(handle) {
    return this.#bodies.get(handle).clock;
  }

  close(handle) {
    this.#bodies.delete(handle);
    this.core.close(handle);
  }
}

/** A request as far as its end. @returns {object[]} what the last event asked for, or the first that asked for anything */
export function request(host, handle, head, body = undefined) {
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const first = host.tell(handle, events.request(bytes?.length ?? -1, `${head}\n`));
  if (first.length > 0) return first;
  const then = bytes === undefined ? [] : host.tell(handle, events.request_body(bytes));
  return [...then, ...host.tell(handle, events.request_end())];
}

/** A Durable Object around a pool: rows that outlive it, and timers that do not. Nobody answers its questions. */
export class DurableObject {
  rows = new Map();
  #handle;
  #timers = [];

  /** @param {Host} host */
  constructor(host, settings) {
    this.host = host;
    this.start(settings);
  }

  /** Begins, or begins anew after an eviction: what was not stored is lost. @param {string} settings JSON */
  start(settings) {
    this.close();
    this.#timers = [];
    this.#handle = this.host.core.open(machine.pool);
    this.tell(events.configure(settings));
    for (const [name, value] of [...this.rows]) this.tell(events.stored(name, value));
    this.tell(events.ready());
  }

  /** @returns {Buffer} the reply, empty when there was none */
  call(body) {
    return this.tell(events.pool_call(1, body));
  }

  /** @returns {Buffer} what it replied, empty when it did not */
  tell(event) {
    let reply = Buffer.alloc(0);
    for (const asked of this.host.tell(this.#handle, event)) {
      if (asked.kind === action.store) this.rows.set(asked.head, asked.body);
      if (asked.kind === action.erase) this.rows.delete(asked.head);
      if (asked.kind === action.wake) this.#timers.push({ dueMs: this.host.nowMs + asked.number, token: asked.token });
      if (asked.kind === action.reply) reply = Buffer.from(asked.body);
    }
    return reply;
  }

  /** Lets time pass, the host's time: timers fire when they are due. */
  pass(ms) {
    const endMs = this.host.nowMs + ms;
    for (;;) {
      const next = this.#timers.reduce((one, other) => (one && one.dueMs <= other.dueMs ? one : other), undefined);
      if (!next || next.dueMs > endMs) break;
      this.#timers.splice(this.#timers.indexOf(next), 1);
      this.host.nowMs = Math.max(this.host.nowMs, next.dueMs);
      this.tell(events.timer(next.token));
    }
    this.host.nowMs = endMs;
  }

  close() {
    if (this.#handle !== undefined) this.host.close(this.#handle);
    this.#handle = undefined;
  }
}
