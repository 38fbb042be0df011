// Drive: carries one exchange between the core and the platform, from its first event to its last action.
// Knows handles, the client's connection and what happens when an instance traps; decides nothing.
import { Trap, machine } from "./core.js";
import { effects, writeHeaders } from "./effects.js";
import { isolateFor, readied } from "./isolate.js";
import { event } from "./messages.js";

class Drive {
  calls = new Map();
  timers = new Set();
  writer = undefined;
  drained = undefined;
  #isolate;
  #core;
  #handle;
  #head = "";
  #responded = false;
  #recovering = false;
  #closed = false;
  #waiting = new Set();

  constructor(env) {
    this.env = env;
    this.response = new Promise((resolve) => (this.#resolveResponse = resolve));
    this.settled = new Promise((resolve) => (this.#resolveSettled = resolve));
    this.#open();
  }
  #resolveResponse;
  #resolveSettled;

  #open() {
    this.#isolate = isolateFor(this.env);
    this.#core = this.#isolate.core;
    this.#handle = this.#core.open(machine.exchange, this.#isolate.gateway);
  }

  /** Hands an event to the exchange and performs what it asks for. */
  tell(kind, token = 0, number = 0, head = "", body = undefined) {
    if (this.#closed) return;
    if (kind === event.request) this.#head = head;
    try {
      for (const asked of this.#core.step(this.#handle, kind, token, number, head, body)) {
        effects[asked.kind](this, asked, body);
      }
    } catch (error) {
      if (!(error instanceof Trap)) throw error;
      this.#recover(error);
    }
  }

  /** The instance is gone: a new one tells the client so, in its dialect, and the exchange ends. */
  #recover(trap) {
    console.error(`rota: the core trapped and was replaced: ${trap.message}`);
    for (const call of this.calls.values()) call.abort();
    this.#dropWaits();
    if (this.#closed) return;
    if (this.#recovering) {
      this.respond(new Response(null, { status: 500 }));
      this.close();
      return;
    }
    this.#recovering = true;
    this.#open();
    this.tell(event.recover, 0, this.#responded ? 1 : 0, this.#head);
  }

  respond(response) {
    this.#responded = true;
    this.#resolveResponse(response);
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

  #dropWaits() {
    for (const token of this.#waiting) this.#isolate.waits.delete(token);
    this.#waiting.clear();
  }

  clientGone() {
    this.tell(event.client_gone);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.#dropWaits();
    this.#resolveSettled();
    this.#core.close(this.#handle); // last, for it may trap like any other step
  }
}

async function feedRequest(drive, request) {
  const length = request.headers.get("content-length");
  drive.tell(event.request, 0, length === null ? -1 : Number(length),
    `${request.method} ${request.url}\n${writeHeaders(request.headers)}`);
  try {
    if (request.body) {
      // To its end, even when the answer stands before: a connection closed over unread bytes would lose the answer.
      for await (const chunk of request.body) drive.tell(event.request_body, 0, 0, "", chunk);
    }
    drive.tell(event.request_end);
  } catch {
    drive.clientGone();
  }
}

/** Serves one request. The context stays alive until the exchange has settled, even when the client leaves. */
export async function serve(request, env, ctx) {
  await readied(env);
  const drive = new Drive(env);
  ctx.waitUntil(drive.settled);
  request.signal.addEventListener("abort", () => drive.clientGone());
  await feedRequest(drive, request);
  return drive.response;
}

/** Runs the daily reset. */
export async function tick(scheduledTime, env) {
  await readied(env);
  const drive = new Drive(env);
  drive.tell(event.cron, 0, scheduledTime);
  await drive.settled;
}
