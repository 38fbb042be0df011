// The Worker with storage that fails when a test says so: POST /test-faults {name: how}, which replaces what was said.
// Knows the ways in which a binding can fail; refuses to know what the Worker should make of it. The Worker and its
// object run in one isolate here, so one set of faults holds for both.
//
//   db, kv   hang: no answer; late: done, and no answer; lose: done, and an error; garbage: an answer that is none;
//            writes: MESSAGE: what only reads is done; missing; any other text: it fails with that
//   rows     a text: the object's rows cannot be written; "read: MESSAGE": nor read
//   pool     hang, garbage, missing, or a text, likewise; store: the same of stored responses
//   stored   a text: no response can be written
import worker, { KeyPool as PlainPool, ResponseStore as PlainStore } from "../../js-shim/worker.js";

let faults = {};
const counts = { objectCalls: 0, objectRows: 0 };
const never = () => new Promise(() => {});
const sqlOf = new WeakMap();
const writes = (statement) => /^\s*(INSERT|UPDATE|DELETE|CREATE)/i.test(sqlOf.get(statement));

/** Does `work` as the fault says; `isWrite`: only such work is refused by `writes:`. */
async function perform(fault, work, garbage, isWrite) {
  if (!fault) return work();
  if (fault === "hang") return never();
  if (fault === "garbage") return garbage;
  if (fault === "late" || fault === "lose") {
    await work();
    if (fault === "late") return never();
    throw new Error("D1_ERROR: Network connection lost.");
  }
  if (!fault.startsWith("writes: ")) throw new Error(fault);
  if (!isWrite) return work();
  throw new Error(fault.slice("writes: ".length));
}

function remember(statement, sql) {
  sqlOf.set(statement, sql);
  const bind = statement.bind.bind(statement);
  statement.bind = (...parameters) => {
    const bound = bind(...parameters);
    sqlOf.set(bound, sql);
    return bound;
  };
  return statement;
}

const faultyDatabase = (database) => ({
  prepare: (sql) => remember(database.prepare(sql), sql),
  batch: (statements) =>
    perform(faults.db, () => database.batch(statements), "<html>", statements.some(writes)),
});

const faultyNamespace = (namespace) => ({
  get: (names) => perform(faults.kv, () => namespace.get(names), undefined, false),
  put: (...entry) => perform(faults.kv, () => namespace.put(...entry), undefined, true),
});

const faultyObjects = (objects, fault) => ({
  idFromName: (name) => objects.idFromName(name),
  get: (...options) => {
    const object = objects.get(...options);
    return {
      call: (body) => {
        if (fault === "pool") counts.objectCalls += 1;
        return perform(faults[fault], () => object.call(body), new TextEncoder().encode("<html>"), false);
      },
    };
  },
});

function faulty(env) {
  const made = {
    ...env,
    DB: faultyDatabase(env.DB),
    CONFIG_KV: faultyNamespace(env.CONFIG_KV),
    API_KEY_MANAGER: faultyObjects(env.API_KEY_MANAGER, "pool"),
    RESPONSE_STORE: faultyObjects(env.RESPONSE_STORE, "store"),
  };
  if (faults.db === "missing") delete made.DB;
  if (faults.kv === "missing") delete made.CONFIG_KV;
  if (faults.store === "missing") delete made.RESPONSE_STORE;
  if (faults.pool === "missing") delete made.API_KEY_MANAGER;
  if (faults.limiter !== undefined) made.RATE_LIMITER = { limit: () => perform(faults.limiter, () => ({ success: false })) };
  return made;
}

function faultyRows({ storage: { sql } }, name = "rows") {
  const exec = sql.exec.bind(sql);
  sql.exec = (statement, ...parameters) => {
    const reads = /^\s*(SELECT|CREATE)/i.test(statement);
    const fault = faults[name] ?? "";
    if (fault.startsWith("read: ")) throw new Error(fault.slice("read: ".length));
    if (fault !== "" && !reads) throw new Error(fault);
    const cursor = exec(statement, ...parameters);
    if (!reads) counts.objectRows += cursor.rowsWritten;
    return cursor;
  };
}

export class KeyPool extends PlainPool {
  constructor(ctx, env) {
    faultyRows(ctx);
    super(ctx, faulty(env));
  }
}

export { Egress } from "../../js-shim/worker.js";

export class ResponseStore extends PlainStore {
  constructor(ctx, env) {
    faultyRows(ctx, "stored");
    super(ctx, env);
  }
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/test-counts") return Response.json(counts);
    if (pathname !== "/test-faults") return worker.fetch(request, faulty(env), ctx);
    faults = await request.json();
    return new Response(null, { status: 204 });
  },
  scheduled: (controller, env, ctx) => worker.scheduled(controller, faulty(env), ctx),
};
