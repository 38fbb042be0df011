// Rehearsal: a Rota in memory, for dry runs: the pool's own machine, with SQLite in the place of D1.
// Knows how the machine is asked and what it needs of a host; refuses to know what a dry run is of. What it accepts and
// refuses is therefore what a Rota does, by the same code.
import { createHash, randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { Core, machine } from "../js-shim/core.js";
import { action, event } from "../js-shim/messages.js";
import { Stop, sqlite } from "./command.mjs";

const wasm = new URL("../js-shim/rota.wasm", import.meta.url);
const schema = new URL("../schema.sql", import.meta.url);
const settings = { ADMIN_PASSWORD: "of nobody", SESSION_SECRET_KEY: "of nothing", bindings: "DB" };
const proofIsPassword = 2; // pool/pool_call.h, Proof

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const write = (value) => encoder.encode(JSON.stringify(value));
const read = (bytes) => JSON.parse(decoder.decode(bytes));

/** What the machine asks for, by kind: the kind of the event that brings the answer, and its body. */
function hostOf(database) {
  const query = ({ head, body }) => {
    if (head === "schema") database.exec(readFileSync(schema, "utf8"));
    return read(body).map(([sql, ...parameters]) => {
      const rows = database.prepare(sql).all(...parameters.map((value) => (typeof value === "boolean" ? Number(value) : value)));
      return { rows, changes: database.prepare("SELECT changes() AS n").get().n };
    });
  };
  return {
    [action.query]: (asked) => [event.queried, write(query(asked))],
    [action.seal]: ({ body }) => [event.sealed, write(read(body).map(([text]) => `v2.${text}`))],
    [action.unseal]: ({ body }) => [event.sealed, write(read(body).map(([text]) => text.slice("v2.".length)))],
    [action.digest]: ({ body }) => [event.digested, createHash("sha256").update(body).digest()],
    [action.draw]: ({ number }) => [event.drawn, randomBytes(number)],
  };
}

/** @returns {Promise<(method: string, path: string, body?: unknown) => {status: number, read: object}>} as administrator() */
export async function rehearsal() {
  if (!existsSync(wasm)) throw new Stop("A dry run uses Rota's core, which is not built yet: npm run build.");
  const core = new Core(await WebAssembly.compile(readFileSync(wasm)));
  const pool = core.open(machine.pool);
  const host = hostOf(new (sqlite().DatabaseSync)(":memory:"));
  let reply;
  const tell = (kind, token, head, body) => {
    const told = [[kind, token, head, body]];
    for (const [one, of, headed, bodied] of told) {
      for (const asked of core.step(pool, one, of, 0, headed, bodied)) {
        if (asked.kind === action.reply) reply = read(asked.body);
        if (!host[asked.kind]) continue;
        try {
          const [answer, bytes] = host[asked.kind](asked);
          told.push([answer, asked.token, "", bytes]);
        } catch (error) {
          told.push([event.failed, asked.token, error.message, undefined]);
        }
      }
    }
  };
  tell(event.configure, 0, "", write(settings));
  tell(event.ready, 0, "", undefined);
  let calls = 0;
  return (method, path, body) => {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    reply = undefined;
    tell(event.pool_call, (calls += 1), "", write({ admin: { method, path, body: text, proof: proofIsPassword } }));
    if (!reply?.admin) throw new Stop("The core did not answer a dry run.");
    return { status: reply.admin.status, read: JSON.parse(reply.admin.body || "{}") };
  };
}
