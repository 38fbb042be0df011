// Writes js-shim/messages.js from wasm/core/base/messages.def, the one list of message kinds.
// `--check` writes nothing and fails when the file is not what the list says.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const source = new URL("wasm/core/base/messages.def", root);
const target = new URL("js-shim/messages.js", root);

const line = /^ROTA_(EVENT|ACTION)\((\w+), (\d+), "(.*)"\)$/gm;

export function generate(definitions = readFileSync(source, "utf8")) {
  const table = (wanted) =>
    [...definitions.matchAll(line)]
      .filter(([, type]) => type === wanted)
      .map(([, , name, number, meaning]) => `  /** ${meaning} */\n  ${name}: ${number},\n`)
      .join("");
  return `// Generated from wasm/core/base/messages.def by scripts/gen-messages.mjs: edit that file, not this one.

/** What the world tells a machine. */
export const event = Object.freeze({
${table("EVENT")}});

/** What a machine asks of the world. */
export const action = Object.freeze({
${table("ACTION")}});
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fresh = generate();
  if (!process.argv.includes("--check")) {
    writeFileSync(target, fresh);
  } else if (readFileSync(target, "utf8") !== fresh) {
    console.error("js-shim/messages.js is stale: run node scripts/gen-messages.mjs");
    process.exit(1);
  }
}
