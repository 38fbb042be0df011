// Drive: carries one request between the core and the platform, from its first event to its last action.
// Knows handles, the client's connection and what happens when an instance traps; decides nothing.
import { ClientBody } from "./client_body.js";
import { Trap, machine } from "./core.js";
import { effects, writeHeaders } from "./effects.js";
import { isolateFor, mourn, readied } from "./isolate.js";
import { event } from "./messages.js";

/** What a request that an instance trapped under has lost: wasm/core/base/message.h. */
const lost = Object.freeze({ head: 1, trust: 2, body: 4, calls: 8 });

/** One exchange of one instance. After a trap another takes the request over, and this one hears and does nothing more. */
class Talk {
  calls = new Map();
  timers = new Set();
  /** Something has been asked of others. */
  reached = false;
  #isolate;
  #core;
  #handle;
  #over = false;
  #waiting = new Set();

  constructor(drive) {
    this.drive = drive;
    this.env = drive.env;
    this.#isolate = isolateFor(drive.env);
    this.#core = this.#isolate.core;
    this.#handle = this.#core.open(machine.exchange, this.#isolate.gateway);
    // Whoever traps, the rest runs in the context of this request: only there may its calls be broken off.
    new Promise((resolve) => this.#isolate.talks.set(this, resolve)).then(() => this.#trapped(false));
  }

  /** Hands an event to the exchange and performs what it asks for. */
  tell(kind, token = 0, number = 0, head = "", body = undefined) {
    if (this.#over) return;
    try {
      for (const asked of this.#core.step(this.#handle, kind, token, number, head, body)) {
        effects[asked.kind](this, asked, body);
      }
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      this.#trapped(error.first);
      mourn(this.#isolate, error);
    }
  }

  #trapped(own) {
    if (this.#over) return;
    this.#end();
    for (const call of this.calls.values()) call.abort();
    this.drive.recover((own ? lost.trust : 0) | (this.reached ? lost.calls : 0));
  }

  /** @returns {Promise<void>} until an exchange of the same instance nudges the token; for ever when this one closes */
  nudged(token) {
    this.#waiting.add(token);
    return new Promise((resolve) => this.#isolate.waits.set(token, resolve));
  }

  nudge(token) {
    this.#isolate.waits.get(token)?.();
    this.#isolate.waits.delete(token);
  }

  #end() {
    this.#over = true;
    this.#isolate.talks.delete(this);
    for (const timer of this.timers) clearTimeout(timer);
    for (const token of this.#waiting) this.#isolate.waits.delete(token);
  }

  close() {
    if (this.#over) return;
    this.#end();
    this.drive.settle();
    this.#core.close(this.#handle); // last, for it may trap like any other step
  }
}

class Drive {
  writer = undefined;
  drained = undefined;
  /** The client has all of its answer. */
  ended = false;
  #talk;
  #head = "";
  #responded = false;
  #recovered = false;
  #gone = false;

  constructor(env, request = undefined) {
    this.env = env;
    this.body = new ClientBody(request);
    this.response = new Promise((resolve) => (this.#resolveResponse = resolve));
    this.settled = new Promise((resolve) => (this.settle = resolve));
    this.#talk = new Talk(this);
  }
  #resolveResponse;

  tell(kind, number, head = "") {
    this.#head = head;
    this.#talk.tell(kind, 0, number, head);
  }

  respond(response) {
    this.#responded = true;
    this.body.forget();
    this.#resolveResponse(response);
  }

  clientGone() {
    this.#gone = true;
    this.#talk.tell(event.client_gone);
  }

  /**
   * The instance is gone: a new one begins the request anew if it can, or tells the client so, in its dialect. Of a client
   * that has all of its answer nobody needs to hear.
   */
  async recover(already) {
    if (this.ended) {
      this.settle();
      return;
    }
    if (this.#recovered) {
      this.respond(new Response(null, { status: 500 }));
      this.settle();
      return;
    }
    this.#recovered = true;
    const without = already | (this.#responded ? lost.head : 0) | (this.body.lost ? lost.body : 0);
    this.body.rewind();
    await readied(this.env);
    this.#talk = new Talk(this);
    this.#talk.tell(event.recover, 0, without, this.#head);
    if (this.#gone) this.clientGone();
  }
}

/** Serves one request. The context stays alive until the exchange has settled, even when the client leaves. */
export async function serve(request, env, ctx) {
  await readied(env);
  const drive = new Drive(env, request);
  ctx.waitUntil(drive.settled);
  request.signal.addEventListener("abort", () => drive.clientGone());
  drive.tell(event.request, drive.body.declared, `${request.method} ${request.url}\n${writeHeaders(request.headers)}`);
  const response = await drive.response;
  await drive.body.drain();
  return response;
}

/** Runs the daily reset. */
export async function tick(scheduledTime, env) {
  await readied(env);
  const drive = new Drive(env);
  drive.tell(event.cron, scheduledTime);
  await drive.settled;
}
