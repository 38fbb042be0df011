// The modules under test: the one that ships, and those of the other compilers where they have been built.
// ROTA_WASM=FILE[:FILE]... names others. Knows paths and how to talk to a module without the shim; tests nothing.
import { existsSync, readFileSync } from "node:fs";
import { delimiter } from "node:path";
import { fileURLToPath } from "node:url";

import { Host, request } from "../host/host.mjs";

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

/** A host with a gateway that lets everybody in. */
export class Bench extends Host {
  constructor({ module }, settings = { ALLOW_ANONYMOUS: "1", LOG_LEVEL: "off" }) {
    super(module);
    this.gateway = this.openGateway(settings);
  }
  open() {
    return this.openExchange(this.gateway);
  }
  /** A request as far as its end; what the last event asked for. */
  request(handle, head, body = undefined) {
    return request(this, handle, head, body);
  }
}

export const chatHead = "POST https://rota.test/v1/chat/completions";
export const chat = (text) =>
  JSON.stringify({ model: "gemini-3.6-flash", stream: true, messages: [{ role: "user", content: text }] });
export const said = (text, finishReason = undefined) => {
  const message = { candidates: [{ content: { parts: [{ text }] }, finishReason }] };
  return Buffer.from(`data: ${JSON.stringify(message)}\r\n\r\n`);
};
