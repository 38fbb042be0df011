// Drive: carries one exchange between the core and the platform, from its first event to its last action.
// Knows handles, the client's connection and what happens when an instance traps; decides nothing.
import module from "./rota.wasm";
import { Core, Trap, machine } from "./core.js";
import { effects, writeHeaders } from "./effects.js";
import { event } from "./messages.js";

/** The isolate's instance and its gateway: one for all exchanges, replaced after a trap. */
let isolate;

function isolateFor(env) {
  if (!isolate || isolate.core.dead) {
    const core = new Core(module);
    const gateway = core.open(machine.gateway);
    core.step(gateway, event.configure, 0, 0, "", settingsOf(env));
    isolate = { core, gateway };
  }
  return isolate;
}

/** Every plain variable and secret of the deployment, as the core reads them. */
export function settingsOf(env) {
  const texts = Object.entries(env).filter(([, value]) => typeof value === "string");
  return new TextEncoder().encode(JSON.stringify(Object.fromEntries(texts)));
}

class Drive {
  calls = new Map();
  timers = new Set();
  writer = undefined;
  drained = undefined;
  #core;
  #handle;
  #head = "";
  #responded = false;
  #recovering = false;
  #closed = false;

  constructor(env) {
    this.env = env;
    this.response = new Promise((resolve) => (this.#resolveResponse = resolve));
    this.settled = new Promise((resolve) => (this.#resolveSettled = resolve));
    this.#open();
  }
  #resolveResponse;
  #resolveSettled;

  #open() {
    const { core, gateway } = isolateFor(this.env);
    this.#core = core;
    this.#handle = core.open(machine.exchange, gateway);
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

  clientGone() {
    this.tell(event.client_gone);
  }

  close() {
    if (this.#closed) return;
    this.#closed = true;
    for (const timer of this.timers) clearTimeout(timer);
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
export function serve(request, env, ctx) {
  const drive = new Drive(env);
  ctx.waitUntil(drive.settled);
  request.signal.addEventListener("abort", () => drive.clientGone());
  return feedRequest(drive, request).then(() => drive.response);
}

/** Runs the daily reset. */
export function tick(scheduledTime, env) {
  const drive = new Drive(env);
  drive.tell(event.cron, 0, scheduledTime);
  return drive.settled;
}
