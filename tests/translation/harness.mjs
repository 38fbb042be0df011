// Harness: one request through the built Wasm, with a recorded answer in the upstream's place, and the fixtures.
// Knows how an exchange is led through a request (tests/host) and where recordings lie; refuses to know what any body
// means.
//   ROTA_WASM=path/to/rota.wasm tries another build.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { action } from "../../js-shim/messages.js";
import { Host, lend } from "../host/host.mjs";
import { events } from "../host/messages.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const shared = process.env.ROTA_SHARED ?? join(root, "../shared");
const wasm = process.env.ROTA_WASM ?? join(root, "js-shim/rota.wasm");

/** True when the recordings beside the checkout are there; else the few in tests/translation/fixtures are used. */
export const complete = existsSync(join(shared, "fixtures/INDEX.tsv"));
const fixtures = complete ? join(shared, "fixtures") : join(here, "fixtures");
const few = "the recorded fixtures (../shared) are not here: only the few in tests/translation/fixtures were tried";
if (!complete) console.log(`# NOTE: ${few}`);
const schemaPaths = [join(shared, "schemas/openai-openapi.json"), join(here, "fixtures/openai-schemas.json")];
/** OpenAI's published schemas, all of them or those of answers; null where neither is. */
export const openaiSchemaPath = schemaPaths.find((path) => existsSync(path)) ?? null;

/** @returns {{path: string, kind: string, source: string}[]} every fixture of these kinds */
export function fixturesOf(...kinds) {
  return readFileSync(join(fixtures, "INDEX.tsv"), "utf8")
    .split("\n")
    .slice(1)
    .map((line) => line.split("\t"))
    .filter(([, kind]) => kinds.includes(kind))
    .map(([path, kind, source]) => ({ path, kind, source }));
}

export const readFixture = (path) => readFileSync(join(fixtures, path));
export const hasFixture = (path) => existsSync(join(fixtures, path));
/** A fixture that is JSON, or null when it is none (some record broken answers on purpose). */
export function jsonOf(path) {
  try {
    return JSON.parse(readFixture(path));
  } catch {
    return null;
  }
}

let compiled;

/** One instance for many requests. */
export class Rota {
  #host = new Host((compiled ??= new WebAssembly.Module(readFileSync(wasm))));
  #gateway;

  constructor(settings = {}) {
    this.#gateway = this.#host.openGateway({ CLIENT_API_KEYS: "sk-test", MAX_ATTEMPTS: "1", ...settings });
  }

  /**
   * Sends a request, without a body when it is undefined. `upstream(call, n)` answers the n-th call ({method, url, body}) with {status, type, head, chunks}.
   * Ids are the same in every run, so that runs can be compared.
   * @returns {{status: number, head: string, body: Buffer, ended: boolean, calls: {url: string, body: Buffer}[]}}
   */
  send(path, request, upstream, method = "POST") {
    this.#host.restart();
    const handle = this.#host.openExchange(this.#gateway);
    const seen = { status: 0, head: "", pieces: [], ended: false, calls: [] };
    const waiting = [];
    const tell = (event) => waiting.push(...this.#host.tell(handle, event));
    const bytes = request === undefined || Buffer.isBuffer(request) ? request : Buffer.from(JSON.stringify(request));
    const head = `${method} https://rota.test${path}\nauthorization: Bearer sk-test\ncontent-type: application/json\n`;
    tell(events.request(bytes?.length ?? 0, head));
    if (bytes) tell(events.request_body(bytes));
    tell(events.request_end());
    while (waiting.length > 0) this.#perform(waiting.shift(), seen, upstream, tell);
    this.#host.close(handle);
    return { ...seen, body: Buffer.concat(seen.pieces) };
  }

  #perform(asked, seen, upstream, tell) {
    if (asked.kind === action.ask_pool) {
      if (!JSON.parse(Buffer.from(asked.body)).want) return; // a report, not a question
      tell(events.pool_reply(asked.token, lend(1)));
    } else if (asked.kind === action.fetch) {
      const [first, url] = asked.head.slice(0, asked.head.indexOf("\n")).split(" ");
      const call = { method: first, url, body: Buffer.from(asked.body) };
      seen.calls.push(call);
      if (!upstream) return;
      const answer = upstream(call, seen.calls.length);
      const { status = 200, type = "application/json; charset=UTF-8", head = "", chunks } = answer;
      tell(events.upstream_head(asked.token, status, `content-type: ${type}\n${head}`));
      for (const chunk of chunks) tell(events.upstream_body(asked.token, chunk));
      tell(events.upstream_end(asked.token));
    } else if (asked.kind === action.answer || asked.kind === action.stream) {
      Object.assign(seen, { status: asked.number, head: asked.head });
      seen.pieces.push(asked.body);
      if (asked.kind === action.answer) seen.ended = true;
    } else if (asked.kind === action.send) {
      seen.pieces.push(asked.body);
    } else if (asked.kind === action.finish) {
      seen.ended = true;
    }
  }
}

/** The events of a stream of ours: every line is data, every event one line. @returns {string[]} */
export function eventsOf(body) {
  const text = body.toString("utf8");
  if (!text.endsWith("\n\n")) throw new Error(`the stream does not end with an empty line: ...${text.slice(-80)}`);
  return text.slice(0, -2).split("\n\n").map((one) => {
    const fits = one.startsWith("data: ") && !one.includes("\n");
    if (!fits) throw new Error(`no event of one data line: ${one.slice(0, 200)}`);
    return one.slice(6);
  });
}

/** Counts outcomes by source and prints them. */
export class Tally {
  #rows = new Map();
  constructor(title) {
    this.title = title;
  }
  /** Runs one check. A check that throws is a failure, told with its fixture. */
  try(fixture, check) {
    const row = this.#rows.get(fixture.source) ?? { passed: 0, all: 0 };
    this.#rows.set(fixture.source, row);
    ++row.all;
    try {
      check();
      ++row.passed;
      return true;
    } catch (error) {
      const lines = String(error.message).split("\n").slice(0, 12);
      console.log(`# FAIL ${this.title}: ${fixture.path}\n#   ${lines.join("\n#   ")}`);
      return false;
    }
  }
  /** Prints the table. @returns {{passed: number, all: number}} */
  report(remark = "") {
    const sum = { passed: 0, all: 0 };
    for (const { passed, all } of this.#rows.values()) {
      sum.passed += passed;
      sum.all += all;
    }
    const note = complete ? "" : ` (${few})`;
    console.log(`# ${this.title}: ${sum.passed} of ${sum.all}${remark}${note}`);
    for (const [source, row] of [...this.#rows].sort()) {
      console.log(`#   ${`${row.passed} of ${row.all}`.padStart(12)}  ${source}`);
    }
    return sum;
  }
}
