// World: the machines of one case, behind js-shim/core.js, and everything outside them: clock, tokens, the pool's rows.
// The twin of world.cpp: knows how a vector's events become events of the core; refuses to judge what comes back.
import { Core, machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { compact, matches } from "./vector.mjs";

const nameOf = Object.fromEntries(Object.entries(action).map(([name, kind]) => [kind, name]));
const writeBehindMs = 5000; // limits::write_behind_ms
const start = 1767323045000; // 2026-01-02T03:04:05Z

/** The reply of a scripted pool that lends the fake key of that number. */
const lend = (number) => {
  const key = number.toString(16).padStart(16, "0");
  return JSON.stringify({ picks: [{ key, secret: `AIzaFAKE-key-${number}`, label: `#${number}` }] });
};

/** What the event answers, in the order in which it was asked for; undefined: nothing. */
function askedFor(fence, talk) {
  const { name } = fence;
  if (name === "timer") return talk.wakes;
  if (name === "digested" || name === "hmac") return talk.digests;
  if (name === "nudged") return talk.waits;
  if (name === "failed" && fence.has("ask_pool")) return talk.calls;
  if (name === "failed" && (fence.has("digest") || fence.has("sign"))) return talk.digests;
  return name === "failed" || name.startsWith("upstream") ? talk.fetches : undefined;
}

const inBytes = (body) => [...body].map((octet) => Buffer.from([octet]));
const withoutLastBreak = (head) => head.replace(/\n$/u, "");
const lines = (head) => (head === "" ? "" : `${head}\n`);

/** One instance for many cases: each case has machines of its own. */
export class Instance {
  now = start;
  #opened = 0;
  constructor(module) {
    this.core = new Core(module, { now: () => this.now, seed: () => [++this.#opened, 0] });
  }
  restart() {
    this.now = start;
    this.#opened = 0;
  }
}

export class World {
  talks = [];
  bodies = [];
  /** What the gateway has asked for before the first event. */
  opening = [];
  #kvGets = [];
  #nudged = new Set();
  #rows = new Map();
  #pool;

  /** @param {{way: "none"|"bytes"|"at", body?: number, at?: number}} cut how the upstream's bodies are cut */
  constructor(instance, story, cut) {
    instance.restart();
    this.instance = instance;
    this.core = instance.core;
    this.cut = cut;
    this.settings = story.settings;
    this.realPool = story.realPool;
    this.gateway = this.core.open(machine.gateway);
    this.#tellGateway(event.configure, 0, this.settings, this.opening);
    if (this.realPool) this.#openPool();
  }

  close() {
    for (const talk of this.talks) if (talk.open) this.core.close(talk.handle);
    if (this.#pool) this.core.close(this.#pool);
    this.core.close(this.gateway);
  }

  #tellGateway(kind, token, body, said) {
    for (const asked of this.core.step(this.gateway, kind, token, 0, "", Buffer.from(body))) {
      if (asked.kind === action.kv_get) this.#kvGets.push(asked.token);
      const head = withoutLastBreak(asked.head);
      said.push({ name: nameOf[asked.kind], number: asked.number, head, body: Buffer.from(asked.body), of: 0 });
    }
  }

  #openPool() {
    if (this.#pool) this.core.close(this.#pool);
    this.#pool = this.core.open(machine.pool);
    this.#tellPool(event.configure, 0, "", Buffer.from(this.settings));
    for (const [name, value] of [...this.#rows]) this.#tellPool(event.stored, 0, name, value);
    this.#tellPool(event.ready);
  }

  #tellPool(kind, token = 0, head = "", body = undefined) {
    let reply = Buffer.alloc(0);
    for (const asked of this.core.step(this.#pool, kind, token, 0, head, body)) {
      if (asked.kind === action.store) this.#rows.set(asked.head, asked.body);
      if (asked.kind === action.erase) this.#rows.delete(asked.head);
      if (asked.kind === action.reply) reply = Buffer.from(asked.body);
    }
    return reply;
  }

  #note(talk, asked, echoed, said) {
    const name = nameOf[asked.kind];
    const { number } = asked;
    const head = withoutLastBreak(asked.head);
    const body = Buffer.from(asked.body);
    const what = { talk, name, number, head, body, of: 0 };
    if (name === "fetch" || name === "asset") talk.fetches.push(asked.token);
    if (name === "wake") {
      talk.wakes.push(asked.token);
      talk.wakeAt.push(this.instance.now + number);
    }
    if (name === "ask_pool") {
      talk.calls.push(asked.token);
      talk.replies.push(this.realPool ? this.#tellPool(event.pool_call, 0, "", body) : undefined);
    }
    if (name === "digest" || name === "sign") talk.digests.push(asked.token);
    if (name === "wait") talk.waits.push(asked.token);
    if (name === "nudge") {
      what.of = this.talks.findIndex((one) => one.waits.includes(asked.token)) + 1;
      this.#nudged.add(asked.token);
    }
    if (name === "cancel") {
      what.of = talk.fetches.indexOf(asked.token) + 1;
      what.latest = what.of !== 0 && what.of === talk.fetches.length;
    }
    if (name === "answer" || name === "stream") talk.client.push(Buffer.from(`${name} ${number}\n${head}\n\n`), body);
    else if (name === "send") talk.client.push(body);
    else if (name === "echo") talk.client.push(echoed);
    else if (name === "finish" || name === "abort") talk.client.push(Buffer.from(`\n<${name}>`));
    else talk.rest += `${name} ${number} of=${what.of}\n${head}\n\n${body}\n`;
    said.push(what);
  }

  #tell(talk, kind, token, number, head, body, said) {
    if (!talk.open) return;
    const actions = this.core.step(talk.handle, kind, token, number, head, body);
    for (const asked of actions) this.#note(talk, asked, body, said);
    if (actions.some((asked) => asked.kind === action.done)) {
      talk.open = false;
      this.core.close(talk.handle);
    }
  }

  #upstreamBody(talk, token, body, said) {
    const ordinal = this.bodies.length;
    this.bodies.push(body.length);
    const { way, at } = this.cut;
    let pieces = [body];
    if (way === "bytes") pieces = inBytes(body);
    if (way === "at" && this.cut.body === ordinal) pieces = [body.subarray(0, at), body.subarray(at)];
    for (const piece of pieces) {
      if (piece.length > 0) this.#tell(talk, event.upstream_body, token, 0, "", piece, said);
    }
  }

  #open(fence, said) {
    const talk = {
      open: true, handle: this.core.open(machine.exchange, this.gateway),
      fetches: [], calls: [], replies: [], wakes: [], wakeAt: [], digests: [], waits: [], client: [], rest: "",
    };
    this.talks.push(talk);
    const head = lines(fence.head());
    if (fence.name !== "request") {
      const number = fence.name === "cron" ? this.instance.now : fence.number ?? 0;
      this.#tell(talk, event[fence.name], 0, number, head, undefined, said);
      return;
    }
    const declared = /\ncontent-length: (\d+)/u.exec(head)?.[1] ?? -1;
    this.#tell(talk, event.request, 0, Number(declared), head, undefined, said);
    const body = fence.body();
    for (const piece of fence.has("bytes") ? inBytes(body) : [body]) {
      if (piece.length > 0) this.#tell(talk, event.request_body, 0, 0, "", piece, said);
    }
    if (!fence.has("open")) this.#tell(talk, event.request_end, 0, 0, "", undefined, said);
  }

  #answerPool(fence, talk, said) {
    const of = fence.value("of", talk.calls.length);
    if (of === 0 || of > talk.calls.length) throw new Error("no ask_pool is there to be answered");
    let body = fence.number !== undefined ? Buffer.from(lend(fence.number)) : fence.body();
    if (this.realPool) {
      const reply = talk.replies[of - 1];
      if (body.length > 0 && !matches(compact(String(body)), compact(String(reply)), new Map())) {
        throw new Error(`the pool replied ${reply}`);
      }
      body = reply;
      fence.replied = String(reply);
    }
    this.#tell(talk, event.pool_reply, talk.calls[of - 1], 0, "", body, said);
  }

  /** Delivers an event and appends what it brought to `said`. Throws when the fence makes no sense. */
  deliver(fence, said) {
    this.instance.now += fence.value("after", 0);
    const { name } = fence;
    if (name === "configure" || name === "pool_restart") {
      if (fence.text !== "") this.settings = fence.text;
      if (this.#pool) {
        // A pause first: the pool writes behind, and only then is an object idle enough to be evicted.
        this.instance.now += writeBehindMs;
        this.#tellPool(event.timer, 1);
        this.#openPool();
      }
      this.#tellGateway(event.configure, 0, this.settings, said);
      return;
    }
    if (name === "kv_value") {
      if (this.#kvGets.length === 0) throw new Error("nothing has been asked for that this could answer");
      const value = String(fence.body());
      const object = JSON.stringify({ [fence.head()]: value === "" ? null : value });
      this.#tellGateway(event.kv_value, this.#kvGets.at(-1), object, said);
      return;
    }
    if (name === "request" || name === "recover" || name === "cron") {
      this.#open(fence, said);
      return;
    }
    const talk = this.talks[fence.value("exchange", this.talks.length) - 1];
    if (!talk) throw new Error("no exchange has been opened");
    if (name === "pool_reply") {
      this.#answerPool(fence, talk, said);
      return;
    }
    let token = 0;
    if (name === "failed" && ["fetch", "ask_pool", "digest", "sign"].filter((what) => fence.has(what)).length !== 1) {
      throw new Error("say what failed: fetch, ask_pool, digest or sign");
    }
    const tokens = askedFor(fence, talk);
    if (tokens) {
      const of = fence.value("of", tokens.length);
      if (of === 0 || of > tokens.length) throw new Error("nothing has been asked for that this could answer");
      token = tokens[of - 1];
      if (name === "timer") this.instance.now = Math.max(this.instance.now, talk.wakeAt[of - 1]);
      if (name === "nudged" && !this.#nudged.delete(token)) throw new Error("nobody has nudged it");
    }
    if (!name.startsWith("upstream")) {
      this.#tell(talk, event[name], token, fence.number ?? 0, fence.head(), fence.body(), said);
      return;
    }
    if (name === "upstream" || name === "upstream_head") {
      this.#tell(talk, event.upstream_head, token, fence.number ?? 0, lines(fence.head()), undefined, said);
    }
    if (name === "upstream" || name === "upstream_body") this.#upstreamBody(talk, token, fence.body(), said);
    if (name === "upstream" || name === "upstream_end") {
      this.#tell(talk, event.upstream_end, token, 0, "", undefined, said);
    }
  }
}
