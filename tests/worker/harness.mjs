// The built Worker in real workerd: started, stopped and started again with given settings, its storage kept if wanted.
// Knows Miniflare and where the Worker's sources are; refuses to know what the Worker should answer.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { Miniflare, fetch as fetchOutside } from "miniflare";
import { openExchange, send } from "./client.mjs";

/** The top of the checkout. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/** How long the last outcome before a pause takes into the object's storage: told to the pool, and written behind. */
export const settledMs = 5_000 + 10_000 + 1_000;

const nameBeside = "beside";

/** As in wrangler.toml. */
export const compatibility = { compatibilityDate: "2026-04-20", compatibilityFlags: ["enable_request_signal"] };

/** How modules are read, as wrangler reads them by default. */
export const modulesRules = [
  { type: "ESModule", include: ["**/*.js", "**/*.mjs"] },
  { type: "CompiledWasm", include: ["**/*.wasm"] },
  { type: "Text", include: ["**/*.sql"] },
];

/**
 * Starts the Worker. `settings` are its variables and secrets; an `upstream` (anything with a url) fills in
 * UPSTREAM_API_URL. `keepState`: a later restart() finds the storage of this run. `adjustableClock`: see clock.mjs.
 * `counting`, `crossing`, `faulty`: see the module of that name.
 * `internet(request)`: answers what the Worker fetches elsewhere, or nothing to let it through to where it goes.
 * `assets`: the folder with the panel's files; null: none is bound. Without it a page of one line stands for the panel.
 * `beside`: a second isolate of the same Worker before the same pool object, which sendBeside() asks.
 * `rewrites`: { "core.js": (source) => source }, modules of js-shim/ that run otherwise than they stand there.
 * `direct`: neither before the Worker nor behind it stands one of Miniflare's own.
 */
export async function startRota({
  upstream,
  settings = {},
  keepState = false,
  adjustableClock = false,
  counting = false,
  crossing = false,
  faulty = false,
  internet,
  assets = join(root, "tests/worker/fixtures/panel"),
  rewrites,
  beside = false,
  direct = false,
} = {}) {
  const rota = new Rota({
    upstream, settings, keepState, adjustableClock, counting, crossing, faulty, internet, assets, rewrites, beside, direct,
  });
  await rota.start();
  return rota;
}

class Rota {
  #options;
  #miniflare;
  #folder;
  #urlBeside;
  #emitted = [];

  constructor(options) {
    this.#options = options;
    if (options.keepState) this.#folder = mkdtempSync(join(tmpdir(), "rota-state-"));
  }

  async start() {
    const { upstream, settings, internet, assets, rewrites, beside, direct } = this.#options;
    const bindings = { ...(upstream && { UPSTREAM_API_URL: upstream.url }), ...settings };
    const stored = this.#folder ?? false;
    const worker = {
      ...compatibility,
      name: "rota",
      rootPath: root,
      modulesRoot: root,
      ...(rewrites ? { modules: rewritten(rewrites) } : asTheyStand(this.#options)),
      ...(internet && {
        outboundService: async (request) => (await internet(request)) ?? fetchOutside(request, { redirect: "manual" }),
      }),
      bindings,
      durableObjects: objects(),
      d1Databases: { DB: "rota" },
      kvNamespaces: { CONFIG_KV: "rota" },
      ...(assets && !direct && { assets: panelIn(assets) }), // what serves them stands before the Worker
      ...(direct && { unsafeDirectSockets: [{ port: 0 }], stripCfConnectingIp: false }),
    };
    this.#miniflare = new Miniflare({
      ...(beside ? { workers: [worker, besides(worker)] } : worker),
      durableObjectsPersist: stored,
      d1Persist: stored,
      kvPersist: stored,
      cf: false,
      port: 0,
      handleRuntimeStdio: (stdout, stderr) => {
        for (const stream of [stdout, stderr]) stream.on("data", (data) => this.#emitted.push(data));
      },
    });
    this.url = (await this.#miniflare.ready).origin;
    if (direct) this.url = (await this.#miniflare.unsafeGetDirectURL(worker.name)).origin;
    if (beside) this.#urlBeside = (await this.#miniflare.unsafeGetDirectURL(nameBeside)).origin;
  }

  async stop() {
    await this.#miniflare?.dispose();
    this.#miniflare = undefined;
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Ends the process and starts another on the same storage. Only with keepState. */
  async restart(settings = {}) {
    assert(this.#folder, "restart() needs keepState");
    await this.#miniflare.dispose();
    Object.assign(this.#options.settings, settings);
    await this.start();
  }

  /** One whole exchange; see client.mjs. All that comes back is kept for assertNoSecret. */
  send(path, options) {
    return this.#sendTo(this.url + path, options);
  }

  /** The same, to the second isolate. Only with beside. */
  sendBeside(path, options) {
    return this.#sendTo(this.#urlBeside + path, options);
  }

  async #sendTo(url, options) {
    const answer = await send(url, options);
    this.#emitted.push(Buffer.from(JSON.stringify(answer.rawHeaders)), answer.body);
    return answer;
  }

  /** An exchange whose answer is read piece by piece. */
  open(path, options) {
    return openExchange(this.url + path, options);
  }

  /** POSTs JSON in the OpenAI dialect. */
  chat(body, options = {}) {
    return this.send("/v1/chat/completions", { method: "POST", json: body, ...options });
  }

  /** Runs the cron handler for a scheduled time, in ms since 1970. */
  async cron(scheduledTime, cron = "0 7 * * *") {
    const worker = await this.#miniflare.getWorker();
    return worker.scheduled({ scheduledTime: new Date(scheduledTime), cron });
  }

  /** Moves the Worker's clock ahead by so many ms from now on. Only with adjustableClock. */
  async moveClock(ms) {
    const answer = await send(`${this.url}/test-clock?ahead_ms=${ms}`, { method: "POST" });
    assert.equal(answer.status, 204);
  }

  /** What a binding is from outside the Worker: the database DB, the namespace CONFIG_KV. */
  database() {
    return this.#miniflare.getD1Database("DB");
  }
  namespace() {
    return this.#miniflare.getKVNamespace("CONFIG_KV");
  }

  /** The rows of a statement on the Worker's database. */
  async rows(sql, ...parameters) {
    const database = await this.database();
    return (await database.prepare(sql).bind(...parameters).all()).results;
  }

  /** From now on the bindings fail so; see faulty.mjs. Only with faulty. */
  async fail(faults) {
    const answer = await send(`${this.url}/test-faults`, { method: "POST", json: faults });
    assert.equal(answer.status, 204);
  }

  /** What the Worker's bindings were asked for so far. Only with counting, crossing or faulty. */
  async counts() {
    return (await send(`${this.url}/test-counts`)).json();
  }

  /** Fails when a file of D1, KV or the Durable Object holds one of the secrets. Only with keepState. */
  assertNotStored(secrets) {
    const names = readdirSync(this.#folder, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    assert(files.length > 0, "nothing was stored, so nothing was proven");
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const secret of secrets) assert(!bytes.includes(secret), `"${secret}" stands in ${file}`);
    }
  }

  /** All that the Durable Objects of a class have stored, as text. Only with keepState. */
  storedText(className = "KeyPool") {
    const folder = join(this.#folder, `rota-${className}`);
    return readdirSync(folder)
      .filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite")
      .map((name) => readDatabase(join(folder, name)))
      .join("\n");
  }

  /** What the Worker has printed so far. */
  get logs() {
    return Buffer.concat(this.#emitted).toString();
  }

  /** Fails when anything that this Worker answered or printed holds one of the secrets. */
  assertNoSecret(secrets) {
    const emitted = Buffer.concat(this.#emitted);
    assert(emitted.length > 0, "nothing was emitted, so nothing was proven");
    for (const secret of secrets) assert(!emitted.includes(secret), `"${secret}" stands in an answer or a log`);
  }
}

/** As in wrangler.toml. */
const objects = (where) => ({
  API_KEY_MANAGER: { className: "KeyPool", useSQLite: true, ...where },
  RESPONSE_STORE: { className: "ResponseStore", useSQLite: true, ...where },
  EGRESS: { className: "Egress", useSQLite: true, ...where },
});

/** Another isolate of the Worker, whose pool object is the first one's. */
function besides(worker) {
  return { ...worker, name: nameBeside, durableObjects: objects({ scriptName: worker.name }), unsafeDirectSockets: [{ port: 0 }] };
}

/** As in wrangler.toml. */
function panelIn(directory) {
  return {
    directory,
    binding: "ASSETS",
    routerConfig: { invoke_user_worker_ahead_of_assets: true, has_user_worker: true },
    assetConfig: { html_handling: "none", not_found_handling: "none" },
  };
}

function asTheyStand({ adjustableClock, counting, crossing, faulty }) {
  const entry =
    (adjustableClock && "tests/worker/clock.mjs") ||
    (counting && "tests/worker/counting.mjs") ||
    (crossing && "tests/worker/crossing.mjs") ||
    (faulty && "tests/worker/faulty.mjs");
  return { modules: true, modulesRules, scriptPath: entry || "js-shim/worker.js" };
}

/** The modules of js-shim/, the entry first; a rewrite that changes nothing has lost what it was made for. */
function rewritten(rewrites) {
  const names = readdirSync(join(root, "js-shim")).filter((name) => /\.(js|wasm)$/.test(name));
  names.sort((a, b) => Number(b === "worker.js") - Number(a === "worker.js"));
  const schema = join(root, "schema.sql");
  const modules = names.map((name) => {
    const path = join(root, "js-shim", name);
    if (name.endsWith(".wasm")) return { type: "CompiledWasm", path, contents: readFileSync(path) };
    const source = readFileSync(path, "utf8");
    const contents = rewrites[name]?.(source) ?? source;
    assert(!rewrites[name] || contents !== source, `the rewrite of ${name} changes nothing`);
    return { type: "ESModule", path, contents };
  });
  return [...modules, { type: "Text", path: schema, contents: readFileSync(schema, "utf8") }];
}

function readDatabase(path) {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
  const rows = tables.flatMap(({ name }) => {
    const statement = database.prepare(`SELECT * FROM "${name}"`);
    statement.setReadBigInts(true); // an alarm is due in nanoseconds
    return statement.all();
  });
  database.close();
  return rows.map((row) => Object.values(row).map(asText).join("\t")).join("\n");
}

function asText(value) {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : String(value);
}
