// Benchmark of the pool: whole pool calls through the shipped Wasm as the Durable Object makes them, beside a floor in
// JavaScript. Knows the pool call's JSON; refuses to know SQLite, D1 and the network, which cost the same whoever asks.
//
// A call tells the outcomes of the picks lent by the one before and takes new ones: one as a quiet isolate does, fifty
// as a busy one. The floor decodes and parses the same call, counts it in a Map, takes keys in turn from an array,
// stringifies and encodes the same reply; it keeps no windows, no rests and no record.
//
//   npm run bench:pool [-- --quick] [path/to/rota.wasm]
import { readFileSync } from "node:fs";
import { Core, machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { race } from "./race.mjs";

const quick = process.argv.includes("--quick");
if (process.argv.includes("--help")) {
  console.log("usage: npm run bench:pool [-- --quick] [path/to/rota.wasm]\nPrints pool calls a second and memory a key.");
  process.exit(0);
}
const path = process.argv.slice(2).find((argument) => argument.endsWith(".wasm"));
const wasm = new WebAssembly.Module(readFileSync(path ?? new URL("../../js-shim/rota.wasm", import.meta.url)));
const encoder = new TextEncoder();
const decoder = new TextDecoder();
const write = (value) => encoder.encode(JSON.stringify(value));
const read = (bytes) => JSON.parse(decoder.decode(bytes));

const model = "gemini-3.6-flash";
const strategies = ["round_robin", "least_used", "random", "adaptive"];
const sizes = [10, 1_000, 10_000];
const wants = [1, 50];
const keysOf = (size) => Array.from({ length: size }, (_, i) => `AIzaFAKE-bench-${String(i).padStart(24, "0")}`);

/** A pool whose D1 is empty and takes everything. */
class Pool {
  constructor(size, { strategy = strategies[0], bindings = "DB,API_KEY_MANAGER" } = {}) {
    this.core = new Core(wasm);
    this.emptyBytes = this.core.memoryBytes;
    this.handle = this.core.open(machine.pool);
    const settings = { API_KEYS: keysOf(size).join(","), ROTATION_STRATEGY: strategy, bindings };
    this.#tell(event.configure, 0, write(settings));
    this.#tell(event.ready);
  }

  call(body) {
    return this.#tell(event.pool_call, 1, body);
  }

  #tell(kind, token = 0, body = undefined) {
    let reply;
    for (const asked of this.core.step(this.handle, kind, token, 0, "", body)) {
      if (asked.kind === action.reply) reply = asked.body;
      if (asked.kind === action.query) {
        const rows = read(asked.body).map(() => ({ rows: [], changes: 0 }));
        reply = this.#tell(event.queried, asked.token, write(rows)) ?? reply;
      }
    }
    return reply;
  }
}

class FloorPool {
  #keys;
  #byId;
  #next = 0;

  constructor(ids) {
    this.#keys = ids.map((key, i) => ({ key, secret: keysOf(1)[0], label: `#${i + 1} …0000`, models: new Map() }));
    this.#byId = new Map(this.#keys.map((key) => [key.key, key]));
  }

  call(body) {
    const { reports = [], want = 0 } = read(body);
    for (const report of reports) {
      const { models } = this.#byId.get(report.key);
      const counted = models.get(report.model) ?? { requests: 0, tokens: 0 };
      counted.requests += 1;
      counted.tokens += report.prompt_tokens + report.completion_tokens;
      models.set(report.model, counted);
    }
    const picks = [];
    for (; picks.length < want; this.#next = (this.#next + 1) % this.#keys.length) {
      const { key, secret, label } = this.#keys[this.#next];
      picks.push({ key, secret, label });
    }
    return write({ picks });
  }
}

/** A success, with all that an isolate tells of it. */
const reportOf = ({ key }, of = model) => ({
  key,
  model: of,
  status: 200,
  prompt_tokens: 812,
  completion_tokens: 377,
  first_byte_ms: 640,
  total_ms: 4100,
  age_ms: 12,
  client: "00000000000000c1",
  endpoint: "chat",
  dialect: "openai",
  attempt: 1,
  last: 1,
  client_status: 200,
  overhead_ms: 1,
});

function picksOf(reply) {
  const { picks, error, reason } = read(reply);
  if (!picks?.length) throw new Error(`no picks: ${error ?? reason}`);
  return picks;
}

/** Every key serves the model at least once. @returns {string[]} their ids */
function warmUp(pool, size, of = model) {
  const ids = new Set();
  for (let picks = []; ids.size < size; ) {
    picks = picksOf(pool.call(write({ reports: picks.map((pick) => reportOf(pick, of)), want: 50, model: of })));
    for (const { key } of picks) ids.add(key);
  }
  return [...ids];
}

function benchCalls(strategy, size, want) {
  const pool = new Pool(size, { strategy });
  const floor = new FloorPool(warmUp(new Pool(size), size)); // in turn: others take long to have lent every key
  let reply = pool.call(write({ want, model }));
  const nextCall = () => write({ reports: picksOf(reply).map((pick) => reportOf(pick)), want, model });
  return race(quick ? 50 : 700, [(call) => (reply = pool.call(call)), (call) => floor.call(call)], nextCall);
}

/** Bytes a key by which the Wasm memory has grown: when the keys are loaded, and when each has served so many models. */
function memoryOf(size, bindings, counts) {
  const pool = new Pool(size, { bindings });
  const grownBytes = () => Math.round((pool.core.memoryBytes - pool.emptyBytes) / size);
  const grown = [grownBytes()];
  for (let i = 1; i <= counts.at(-1); i += 1) {
    warmUp(pool, size, `${model}-${i}`);
    if (counts.includes(i)) grown.push(grownBytes());
  }
  return grown;
}

const row = (name, ...cells) => console.log(name.padEnd(34) + cells.map((cell) => String(cell).padStart(11)).join(""));

console.log(`node ${process.version}, ${quick ? "quick, " : ""}medians of interleaved runs`);
row("", "calls/s", "picks/s", "rota.wasm", "JS floor", "ratio");
for (const want of wants) {
  for (const strategy of strategies) {
    for (const size of sizes) {
      const [ours, floor] = benchCalls(strategy, size, want);
      row(`${strategy}, ${size.toLocaleString("en")} keys, ${want} a call`, Math.round(1e6 / ours),
        Math.round((1e6 / ours) * want), `${ours.toFixed(1)} us`, `${floor.toFixed(1)} us`, `${(floor / ours).toFixed(1)}x`);
    }
  }
}

const many = sizes.at(-1);
const modelCounts = quick ? [1, 3] : [1, 3, 16];
console.log(`
Bytes of Wasm memory for each of ${many.toLocaleString("en")} keys of ${keysOf(1)[0].length} characters. Wasm never gives memory back: what
loading took at its peak holds the states of the first models later.`);
row("", "loaded", ...modelCounts.map((count) => `${count} model${count > 1 ? "s" : ""}`));
row("keys", ...memoryOf(many, "API_KEY_MANAGER", modelCounts));
row("keys, and the record for D1", ...memoryOf(many, "DB,API_KEY_MANAGER", modelCounts));
