// A stand-in for js-shim/core.js whose machines are a few lines each: a request's path says what it asks of the shim.
// Knows the shape of events and actions; refuses to know what the real core would do with them.
import { action, event } from "./messages.js";

export class Trap extends Error {}

export const machine = Object.freeze({ gateway: 1, exchange: 2, pool: 3, responses: 4 });

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const text = (bytes) => (bytes ? decoder.decode(bytes) : "");

/** An action, its body given as text. */
const asks = (kind, { token = 0, number = 0, head = "", body = "" } = {}) => ({
  kind, token, number, head, body: typeof body === "string" ? encoder.encode(body) : body,
});

const answers = (body, status = 200) => [
  asks(action.answer, { number: status, head: "content-type: text/plain", body }),
  asks(action.done),
];

/** Asks for the snapshot, and for a digest of it when it is told: both must be done before a request comes. */
function gateway() {
  const state = { known: "nothing" };
  const step = ({ kind, token, head, body }) => {
    if (kind === event.configure) {
      state.settings = JSON.parse(text(body));
      return state.settings.bindings.includes("CONFIG_KV")
        ? [asks(action.log, { head: "gateway configured" }), asks(action.kv_get, { token: 1, number: 2000, head: "rota:snapshot" })]
        : [];
    }
    if (kind === event.failed) state.known = `failed ${token}: ${head}`;
    if (kind === event.kv_value) {
      state.known = JSON.parse(text(body))["rota:snapshot"];
      if (state.known === "trap") throw new Trap("a poisonous snapshot");
      return [asks(action.digest, { token: 2, body: "abc" })];
    }
    if (kind === event.digested) state.digest = body.toHex().slice(0, 8);
    return [];
  };
  return { state, step };
}

/** Told a wait is over, it calls the upstream and streams what that says. */
function streamAfter(told) {
  const [, upstream] = /^x-upstream: (.*)$/m.exec(told.request);
  return (asked) => {
    if (asked.kind === event.nudged) return [asks(action.fetch, { token: 1, head: `GET ${upstream}/late\n` })];
    if (asked.kind === event.upstream_head) return [asks(action.stream, { number: 200, head: "" })];
    if (asked.kind === event.upstream_body) return [asks(action.echo)];
    if (asked.kind === event.upstream_end) return [asks(action.finish), asks(action.done)];
    return asked.kind === event.failed ? answers(asked.head, 502) : [];
  };
}

const paths = {
  "/known": (exchange, parent) => answers(JSON.stringify(parent.state)),
  "/wait": (exchange) => {
    exchange.then = streamAfter(exchange);
    return [asks(action.wait, { token: 9 })];
  },
  "/wait-in-vain": (exchange) => {
    exchange.then = (asked) => (asked.kind === event.timer ? answers("enough") : []);
    return [asks(action.wait, { token: 9 }), asks(action.wake, { token: 1, number: 200 })];
  },
  "/nudge": () => [asks(action.nudge, { token: 9 }), ...answers("nudged")],
  "/trap": () => {
    throw new Trap("asked for");
  },
  "/digest": (exchange) => {
    exchange.then = (asked) => answers(asked.body.toHex());
    return [asks(action.digest, { token: 3, body: "abc" })];
  },
  "/pool": (exchange) => {
    exchange.then = (asked) => (asked.kind === event.failed ? answers(asked.head, 503) : answers(text(asked.body)));
    return [asks(action.ask_pool, { token: 4, number: 5000, head: "default\n", body: new URL(exchange.url).search.slice(1) })];
  },
};

function exchange(parent) {
  const state = {};
  const step = (told) => {
    if (told.kind === event.recover) return answers("recovered", 500);
    if (told.kind === event.request) {
      state.request = told.head;
      state.url = told.head.split("\n", 1)[0].split(" ")[1];
      return [asks(action.take_body, { number: 65_536 })];
    }
    if (told.kind === event.request_body) return [asks(action.take_body, { number: 65_536 })];
    if (told.kind === event.request_end) return paths[new URL(state.url).pathname](state, parent);
    return state.then?.(told) ?? [];
  };
  return { step };
}

/** Loads by a query and what follows from it; calls are answered at once, later, or by a trap. */
function pool() {
  const seen = [];
  const later = new Map();
  const counted = JSON.stringify([["SELECT count(*) AS settings FROM pool_config"]]);
  const reply = (token, body) => asks(action.reply, { token, body });
  const begin = {
    seal: (token) => [asks(action.seal, { token, body: '["AIzaFAKE-one"]' })],
    draw: (token) => [asks(action.draw, { token, number: 4 })],
    put: (token) => [asks(action.kv_put, { token, number: 5000, head: "rota:snapshot", body: "told" }), reply(token, "put")],
    hang: () => [],
    alarm: (token) => [...[5000, 300, 900].map((number) => asks(action.alarm_in, { number })), reply(token, "set")],
    trap: () => {
      throw new Trap("asked for");
    },
  };
  const step = ({ kind, token, head, body }) => {
    if (kind === event.stored) seen.push(`stored ${head}=${text(body)}`);
    if (kind === event.ready) return [asks(action.query, { token: 1, number: 5000, head: "schema", body: counted })];
    if (kind === event.queried) {
      seen.push(`queried ${text(body)}`);
      return token === 1 ? [asks(action.unseal, { token: 2, body: '["v1.nothing"]' })] : [];
    }
    if (kind === event.alarm) {
      return [asks(action.store, { head: "alarm", body: "rang" }), asks(action.query, { token: 3, number: 5000, body: counted })];
    }
    if (kind === event.pool_call) {
      const what = text(body);
      if (what === "now") return [reply(token, seen.join("; "))];
      later.set(token, what);
      return begin[what](token);
    }
    if (kind === event.sealed && token === 2) seen.push(`sealed ${text(body)}`);
    else if (later.has(token)) return [reply(token, `${later.get(token)}: ${head}${text(body)}`)];
    else if (kind === event.failed) seen.push(`failed ${token}: ${head}`);
    return [];
  };
  return { step };
}

const machines = { [machine.gateway]: gateway, [machine.exchange]: exchange, [machine.pool]: pool };

export class Core {
  #machines = [undefined];
  dead = false;

  open(kind, parent = 0) {
    return this.#machines.push(machines[kind](this.#machines[parent])) - 1;
  }

  step(handle, kind, token = 0, number = 0, head = "", body = undefined) {
    if (this.dead) throw new Trap("trapped before");
    try {
      return this.#machines[handle].step({ kind, token, number, head, body });
    } catch (error) {
      this.dead = true;
      throw error;
    }
  }

  close() {}
}
