// The modules under test: the one that ships, and those of the other compilers where they have been built.
// ROTA_WASM=FILE[:FILE]... names others. Knows paths and how to talk to a module without the shim; tests nothing.
import { existsSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

import { Core, machine } from "../../js-shim/core.js";
import { event } from "../../js-shim/messages.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const shipped = "js-shim/rota.wasm";
const others = ["build/wasi/rota.wasm", "build/emscripten/rota.wasm"];

const named = process.env.ROTA_WASM?.split(delimiter).filter((path) => path !== "");
const built = [shipped, ...others.filter((path) => existsSync(`${root}${path}`))];
const paths = named ?? built.map((path) => `${root}${path}`);

/** @type {{name: string, bytes: Buffer, module: WebAssembly.Module, emscripten: boolean}[]} */
export const builds = paths.map((path) => {
  const bytes = readFileSync(path);
  return {
    name: path.replace(root, ""),
    bytes,
    module: new WebAssembly.Module(bytes),
    emscripten: path.includes("emscripten"),
  };
});

/** The bare exports of a new instance. */
export function instantiate({ module }) {
  const { exports } = new WebAssembly.Instance(module, {});
  exports._initialize?.();
  return exports;
}

/** A core with a gateway that lets everybody in, and the means to run one exchange. */
export class Bench {
  #opened = 0;
  constructor({ module }, settings = { ALLOW_ANONYMOUS: "1", LOG_LEVEL: "off" }) {
    this.core = new Core(module, { now: () => 1767323045000, seed: () => [++this.#opened, 0] });
    this.gateway = this.core.open(machine.gateway);
    this.core.step(this.gateway, event.configure, 0, 0, "", Buffer.from(JSON.stringify(settings)));
  }
  open() {
    return this.core.open(machine.exchange, this.gateway);
  }
  /** A request as far as its end; what the last event asked for. */
  request(handle, head, body = undefined) {
    const first = this.core.step(handle, event.request, 0, body?.length ?? -1, `${head}\n`);
    if (first.length > 0) return first;
    if (body !== undefined) this.core.step(handle, event.request_body, 0, 0, "", Buffer.from(body));
    return this.core.step(handle, event.request_end);
  }
}

export const chatHead = "POST https://rota.test/v1/chat/completions";
export const chat = (text) =>
  JSON.stringify({ model: "gemini-2.5-flash", stream: true, messages: [{ role: "user", content: text }] });
export const lend = (key) =>
  Buffer.from(
    JSON.stringify({
      picks: [{ key: String(key).padStart(16, "0"), secret: `AIzaFAKE-key-${key}`, label: `#${key}` }],
    }),
  );
export const said = (text, finishReason = undefined) => {
  const message = { candidates: [{ content: { parts: [{ text }] }, finishReason }] };
  return Buffer.from(`data: ${JSON.stringify(message)}\r\n\r\n`);
};
