// World: the machines of one case in a host (tests/host), and everything outside them: clock, tokens, the pool's rows.
// The twin of world.cpp: knows how a vector's events become events of the core; refuses to judge what comes back.
import { machine } from "../../js-shim/core.js";
import { action } from "../../js-shim/messages.js";
import { DurableObject, lend } from "../host/host.mjs";
import { events, rowOf, rows } from "../host/messages.mjs";
import { compact, matches } from "./fence.mjs";

const writeBehindMs = 5000; // limits::write_behind_ms

/** The names of the actions that the event may answer; none: it answers nothing. */
function answered(fence) {
  if (fence.name === "failed") return [...fence.options.keys()].filter((option) => rows.get("failed").token.includes(option));
  const { token } = rows.get(fence.name === "upstream" ? "upstream_head" : fence.name);
  return Array.isArray(token) ? token : [];
}

const askedFor = (talk, names) => talk.asked.filter(({ name }) => names.includes(name));
/** An action, as vectors speak of it. */
const saidOf = ({ kind, number, head, body }) => ({
  name: rowOf.get(kind).name,
  number,
  head: withoutLastBreak(head),
  body: Buffer.from(body),
});
const inBytes = (body) => [...body].map((octet) => Buffer.from([octet]));
const withoutLastBreak = (head) => head.replace(/\n$/u, "");
const lines = (head) => (head === "" ? "" : `${head}\n`);
/** What the host would declare: the Content-Length of the head, or -1. */
const declaredBytes = (head) => Number(/\ncontent-length: (\d+)/u.exec(head)?.[1] ?? -1);

export class World {
  talks = [];
  bodies = [];
  /** What the gateway has asked for before the first event. */
  opening = [];
  #host;
  #cut;
  #settings;
  #gateway;
  #kvGets = [];
  #nudged = new Set();
  #pool;

  /**
   * @param {import("../host/host.mjs").Host} host one for many cases: each has machines of its own
   * @param {{way: "none"|"bytes"|"at", body?: number, at?: number}} cut how the upstream's bodies are cut
   */
  constructor(host, story, cut) {
    host.restart();
    this.#host = host;
    this.#cut = cut;
    this.#settings = story.settings;
    this.#gateway = host.core.open(machine.gateway);
    this.#tellGateway(events.configure(this.#settings), this.opening);
    if (story.realPool) this.#pool = new DurableObject(host, this.#settings);
  }

  close() {
    for (const talk of this.talks) if (talk.open) this.#host.close(talk.handle);
    this.#pool?.close();
    this.#host.close(this.#gateway);
  }

  #tellGateway(event, said) {
    for (const asked of this.#host.tell(this.#gateway, event)) {
      if (asked.kind === action.kv_get) this.#kvGets.push(asked.token);
      said.push({ ...saidOf(asked), of: 0 });
    }
  }

  #note(talk, asked, echoed, said) {
    const what = { talk, ...saidOf(asked), of: 0 };
    const { name, number, head, body } = what;
    const { token } = rowOf.get(asked.kind);
    if (token === "own") {
      const open = { name, token: asked.token, dueMs: this.#host.nowMs + number };
      if (name === "ask_pool") open.reply = this.#pool?.call(body);
      talk.asked.push(open);
    }
    if (name === "nudge") {
      what.of = this.talks.findIndex((one) => askedFor(one, ["wait"]).some((wait) => wait.token === asked.token)) + 1;
      this.#nudged.add(asked.token);
    }
    if (name === "cancel") {
      const begun = askedFor(talk, token);
      what.of = begun.findIndex((call) => call.token === asked.token) + 1;
      what.latest = what.of !== 0 && what.of === begun.length;
    }
    if (name === "answer" || name === "stream") talk.client.push(Buffer.from(`${name} ${number}\n${head}\n\n`), body);
    else if (name === "send") talk.client.push(body);
    else if (name === "echo") talk.client.push(echoed);
    else if (name === "finish" || name === "abort") talk.client.push(Buffer.from(`\n<${name}>`));
    else talk.rest += `${name} ${number} of=${what.of}\n${head}\n\n${body}\n`;
    said.push(what);
  }

  #tell(talk, event, said) {
    if (!talk.open) return;
    const actions = this.#host.tell(talk.handle, event);
    for (const asked of actions) this.#note(talk, asked, event.at(-1), said);
    if (actions.some((asked) => asked.kind === action.done)) {
      talk.open = false;
      this.#host.close(talk.handle);
    }
  }

  #upstreamBody(talk, token, body, said) {
    const ordinal = this.bodies.length;
    this.bodies.push(body.length);
    const { way, at } = this.#cut;
    let pieces = [body];
    if (way === "bytes") pieces = inBytes(body);
    if (way === "at" && this.#cut.body === ordinal) pieces = [body.subarray(0, at), body.subarray(at)];
    for (const piece of pieces) {
      if (piece.length > 0) this.#tell(talk, events.upstream_body(token, piece), said);
    }
  }

  #open(fence, said) {
    const talk = { open: true, handle: this.#host.openExchange(this.#gateway), asked: [], client: [], rest: "" };
    this.talks.push(talk);
    const head = lines(fence.head());
    if (fence.name === "cron") this.#tell(talk, events.cron(this.#host.nowMs), said);
    if (fence.name === "cron") return;
    if (fence.name === "recover") this.#tell(talk, events.recover(fence.number ?? 0, head), said);
    else this.#tell(talk, events.request(declaredBytes(head), head), said);
    const body = fence.body();
    const pieces = fence.has("bytes") ? inBytes(body) : [body];
    for (const piece of pieces) if (piece.length > 0) this.#tell(talk, events.request_body(piece), said);
    if (!fence.has("open")) this.#tell(talk, events.request_end(), said);
  }

  /** What the pool replies: what the fence says, or with the real pool what that says. */
  #poolReply(fence, { reply }) {
    const body = fence.number === undefined ? fence.body() : Buffer.from(lend(fence.number));
    if (!this.#pool) return body;
    if (body.length > 0 && !matches(compact(String(body)), compact(String(reply)), new Map())) {
      throw new Error(`the pool replied ${reply}`);
    }
    fence.replied = String(reply);
    return reply;
  }

  /** An event that answers what the exchange has asked for, or that just comes to it. */
  #answer(fence, talk, said) {
    const { name } = fence;
    const kinds = answered(fence);
    if (name === "failed" && kinds.length === 0) throw new Error("say what failed, as in `failed fetch`");
    const all = askedFor(talk, kinds);
    const of = fence.value("of", all.length);
    const ofBody = name === "timer" && fence.has("body");
    if (ofBody && !this.#host.bodyClock(talk.handle)) throw new Error("no body is coming");
    if (!ofBody && kinds.length > 0 && (of === 0 || of > all.length)) {
      throw new Error("nothing has been asked for that this could answer");
    }
    const asked = ofBody ? this.#host.bodyClock(talk.handle) : all[of - 1];
    const token = asked?.token;
    if (name === "timer") this.#host.nowMs = Math.max(this.#host.nowMs, asked.dueMs);
    if (name === "nudged" && !this.#nudged.delete(token)) throw new Error("nobody has nudged it");
    if (name === "upstream" || name === "upstream_head") {
      this.#tell(talk, events.upstream_head(token, fence.number ?? 0, lines(fence.head())), said);
    }
    if (name === "upstream" || name === "upstream_body") this.#upstreamBody(talk, token, fence.body(), said);
    if (name === "upstream" || name === "upstream_end") this.#tell(talk, events.upstream_end(token), said);
    if (name.startsWith("upstream")) return;
    const body = name === "pool_reply" ? this.#poolReply(fence, asked) : fence.body();
    this.#tell(talk, [rows.get(name).kind, token ?? 0, fence.number ?? 0, fence.head(), body], said);
  }

  /** New settings; with the real pool, it begins anew. */
  #configure(fence, said) {
    if (fence.text !== "") this.#settings = fence.text;
    if (this.#pool) {
      // A pause first: the pool writes behind, and only then is an object idle enough to be evicted.
      this.#pool.pass(writeBehindMs);
      this.#pool.start(this.#settings);
    }
    this.#tellGateway(events.configure(this.#settings), said);
  }

  /** Delivers an event and appends what it brought to `said`. Throws when the fence makes no sense. */
  deliver(fence, said) {
    this.#host.nowMs += fence.value("after", 0);
    const { name } = fence;
    if (name === "configure" || name === "pool_restart") {
      this.#configure(fence, said);
    } else if (name === "kv_value") {
      if (this.#kvGets.length === 0) throw new Error("nothing has been asked for that this could answer");
      const value = String(fence.body());
      const object = JSON.stringify({ [fence.head()]: value === "" ? null : value });
      this.#tellGateway(events.kv_value(this.#kvGets.at(-1), object), said);
    } else if (name === "request" || name === "recover" || name === "cron") {
      this.#open(fence, said);
    } else {
      const talk = this.talks[fence.value("exchange", this.talks.length) - 1];
      if (!talk) throw new Error("no exchange has been opened");
      this.#answer(fence, talk, said);
    }
  }
}
