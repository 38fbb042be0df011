// Checks what a built module imports and exports against the [export] section of wasm/flags.list.
// Knows what Emscripten adds of its own; refuses any other difference.
//   node scripts/surface.mjs build/wasi/rota.wasm
//   node scripts/surface.mjs --emscripten build/emscripten/rota.wasm
import { readFile } from "node:fs/promises";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { readSections } from "./lists.mjs";

/** Emscripten's own exports, which no option removes: its function table and what its JS glue would call. */
const emscriptenExports = ["__errno_location", "__indirect_function_table", "stackAlloc", "stackRestore", "stackSave"];

/** The exports that the module must have, from the text of flags.list. */
export function expectedExports(flagsText) {
  return readSections(flagsText).get("export") ?? [];
}

/** What is wrong with a module's surface, one sentence each; an empty list when all is well. */
export function surfaceFaults(bytes, expected, { emscripten = false } = {}) {
  const module = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(module).map(({ module: from, name }) => `${from}.${name}`);
  const names = new Set(WebAssembly.Module.exports(module).map(({ name }) => name));
  const known = new Set([...expected, ...(emscripten ? emscriptenExports : [])]);
  return [
    ...imports.map((name) => `It imports ${name}; it must import nothing (see wasm/abi/platform.cpp).`),
    ...expected.filter((name) => !names.has(name)).map((name) => `It does not export ${name}.`),
    ...[...names].filter((name) => !known.has(name)).map((name) => `It exports ${name}, which is not in flags.list.`),
  ];
}

/** "123.4 KB, 45.6 KB gzip" */
export function sizes(bytes) {
  const kilobytes = (count) => `${(count / 1024).toFixed(1)} KB`;
  return `${kilobytes(bytes.length)}, ${kilobytes(gzipSync(bytes, { level: 9 }).length)} gzip`;
}

async function main() {
  const emscripten = argv.includes("--emscripten");
  const files = argv.slice(2).filter((argument) => !argument.startsWith("--"));
  if (files.length === 0 || argv.includes("--help")) {
    console.log("Usage: node scripts/surface.mjs [--emscripten] FILE.wasm...\nFails unless each imports nothing and " +
      "exports exactly what wasm/flags.list names.");
    return files.length === 0 && !argv.includes("--help") ? 1 : 0;
  }
  const expected = expectedExports(await readFile(new URL("../wasm/flags.list", import.meta.url), "utf8"));
  let failed = 0;
  for (const file of files) {
    const bytes = await readFile(file);
    const faults = surfaceFaults(bytes, expected, { emscripten });
    for (const fault of faults) console.error(`${file}: ${fault}`);
    if (faults.length === 0) console.log(`${file}: ${sizes(bytes)}, imports nothing`);
    failed += faults.length;
  }
  return failed === 0 ? 0 : 1;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  exit(await main().catch((error) => (console.error(`The surface could not be checked: ${error.message}`), 1)));
}
