// Builds what ships, from source and with nothing but Node and node_modules: js-shim/rota.wasm and the panel.
// Knows the order of the steps and what makes the module; the sources and flags stand in wasm/*.list. How the panel is
// built is build-admin.mjs's, how the compiler is run compilers.mjs's.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { argv, execPath, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { CompileWatch } from "./compile_watch.mjs";
import { Compilers } from "./compilers.mjs";
import { readSections } from "./lists.mjs";
import { expectedExports, sizes, surfaceFaults } from "./surface.mjs";

const help = `Usage: npm run build [-- options]   or   node scripts/build.mjs [options]

Builds js-shim/rota.wasm from wasm/sources.list with @yowasp/clang, and the panel (scripts/build-admin.mjs). Nothing is
done when no input changed. The options are the module's.

  --force          build even so
  --names          keep the function names, for a profile or a readable trap (not for shipping)
  --sources FILE   another source list, paths relative to wasm/
  --out FILE       another output file
  --help           this text`;

/** The build, in order. Each step gets the options and throws a Failure when it cannot go on. */
const steps = [
  ["messages", runScript("scripts/gen-messages.mjs")],
  ["panel", runScript("scripts/build-admin.mjs")],
  ["module", buildModule],
];

/** An error that is the reader's to mend: printed as its sentence, without a stack. */
class Failure extends Error {}

const root = fileURLToPath(new URL("..", import.meta.url));
const compilerFolder = join(root, "node_modules/@yowasp/clang");
const simdjsonFolder = join(root, "node_modules/@nozbe/simdjson/src");
const started = performance.now();

function progress(text) {
  console.log(`[${((performance.now() - started) / 1000).toFixed(1).padStart(5)}s] ${text}`);
}

/** A step that runs another script of this folder. */
function runScript(script) {
  return async () => {
    const { status, error } = spawnSync(execPath, [join(root, script)], { cwd: root, stdio: "inherit" });
    if (error || status !== 0) throw new Failure(`${script} failed${error ? `: ${error.message}` : ""}.`);
  };
}

const forwardSlashes = (path) => path.split(sep).join("/");

async function filesUnder(folder, wanted) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** One translation unit of a list's section: it optimises across its sources, and is one run of the compiler. */
function unity(sources) {
  return sources.map((source) => `#include "wasm/${source}"\n`).join("");
}

const unitOf = (name) => `build/unit_${name}.cpp`;
const objectOf = (name) => `${name}.o`;

/** The command lines by what they make: an object for each unit, then the module of them. */
function commandLines(flags, units, { names }) {
  const section = (name) => flags.get(name) ?? [];
  const compile = [
    "clang++", "-c", ...section("compile"), ...section("compile-wasm"), ...section("warnings"),
    "-I.", "-Iwasm", "-Iwasm/core", "-isystem", "simdjson",
  ];
  const functions = section("export").filter((name) => name !== "memory" && name !== "_initialize");
  const link = section("link-wasi").filter((flag) => !names || flag !== "-Wl,--strip-all");
  return {
    objects: units.map((name) => [...compile, unitOf(name), "-o", objectOf(name)]),
    module: [
      "clang++", ...units.map(objectOf), "-o", "rota.wasm",
      ...link, ...(names ? ["-Wl,--strip-debug"] : []), ...functions.map((name) => `-Wl,--export=${name}`),
    ],
  };
}

/** Everything that decides the output: the files as the compiler will see them, its command lines, its version. */
async function gatherInputs(options) {
  for (const folder of [compilerFolder, simdjsonFolder]) {
    if (!existsSync(folder)) throw new Failure(`${relative(root, folder)} is missing: run npm ci first.`);
  }
  const read = (path) => readFile(path).catch(() => { throw new Failure(`${path} could not be read.`); });
  const units = readSections(String(await read(options.sources)));
  const sources = [...units.values()].flat();
  if (sources.length === 0) throw new Failure(`${options.sources} names no source.`);
  const files = new Map();
  for (const folder of ["wasm/abi", "wasm/core"]) {
    if (!existsSync(join(root, folder))) continue;
    for (const path of await filesUnder(join(root, folder), /\.(h|inc|def)$/)) {
      files.set(forwardSlashes(relative(root, path)), await read(path));
    }
  }
  for (const source of sources) files.set(`wasm/${source}`, await read(join(root, "wasm", source)));
  for (const name of ["simdjson.h", "simdjson.cpp"]) {
    files.set(`simdjson/${name}`, await read(join(simdjsonFolder, name)));
  }
  for (const [name, members] of units) files.set(unitOf(name), Buffer.from(unity(members)));

  const flagsText = String(await read(join(root, "wasm/flags.list")));
  const { version } = JSON.parse(await read(join(compilerFolder, "package.json")));
  const names = [...units.keys()];
  const commands = commandLines(readSections(flagsText), names, options);
  const hash = createHash("sha256").update(JSON.stringify([version, commands]));
  for (const [path, bytes] of files) hash.update(`\n${path} ${bytes.length}\n`).update(bytes);
  const expected = expectedExports(flagsText);
  return { units, sources, files, names, commands, version, expected, digest: hash.digest("hex") };
}

const tellEvery_ms = 5_000;

async function compile({ units, files, names, commands }) {
  const compilers = new Compilers(names.length);
  const watch = new CompileWatch(units);
  const telling = setInterval(() => watch.line() && progress(watch.line()), tellEvery_ms);
  const run = async (...job) => {
    const made = await compilers.run(...job);
    if (!made) throw new Failure("The compiler refused the sources: see above.");
    return made;
  };
  const runUnit = async (name, i) => {
    const object = await run(commands.objects[i], files, objectOf(name), (path) => watch.sawSource(name, path));
    watch.sawEnd(name);
    return object;
  };
  try {
    const objects = await Promise.all(names.map(runUnit));
    return await run(commands.module, new Map(names.map((name, i) => [objectOf(name), objects[i]])), "rota.wasm");
  } finally {
    clearInterval(telling);
    await compilers.close();
  }
}

async function buildModule(options) {
  const inputs = await gatherInputs(options);
  const name = createHash("sha256").update(relative(root, options.out)).digest("hex").slice(0, 8);
  const stamp = join(root, "build", `${name}.stamp`);
  const digestOf = (bytes) => createHash("sha256").update(bytes).digest("hex");
  const current = await readFile(options.out).catch(() => null);
  const recorded = await readFile(stamp, "utf8").catch(() => "");
  if (!options.force && current && recorded === `${inputs.digest} ${digestOf(current)}\n`) {
    progress(`${relative(root, options.out)} is up to date (${sizes(current)})`);
    return;
  }
  await mkdir(dirname(stamp), { recursive: true });
  progress(`compiling ${inputs.sources.length} sources with @yowasp/clang ${inputs.version} (one to two minutes)`);
  const bytes = await compile(inputs);
  const faults = surfaceFaults(bytes, inputs.expected);
  if (faults.length > 0) {
    const rejected = join(root, "build/rejected.wasm");
    await writeFile(rejected, bytes);
    const list = faults.map((fault) => `\n  ${fault}`).join("");
    throw new Failure(`The module was built but must not ship (kept as build/rejected.wasm):${list}`);
  }
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(`${options.out}.new`, bytes);
  await rename(`${options.out}.new`, options.out);
  await writeFile(stamp, `${inputs.digest} ${digestOf(bytes)}\n`);
  progress(`${relative(root, options.out)}: ${sizes(bytes)}, imports nothing, ${inputs.expected.length} exports`);
}

function readOptions() {
  const flag = { type: "boolean", default: false };
  const text = { type: "string" };
  try {
    const { values } = parseArgs({
      args: argv.slice(2),
      options: { force: flag, names: flag, help: { ...flag, short: "h" }, sources: text, out: text },
    });
    return {
      ...values,
      sources: resolve(values.sources ?? join(root, "wasm/sources.list")),
      out: resolve(values.out ?? join(root, "js-shim/rota.wasm")),
    };
  } catch (error) {
    throw new Failure(`${error.message}\n\n${help}`);
  }
}

async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(help);
    return;
  }
  for (const [name, run] of steps) {
    try {
      await run(options);
    } catch (error) {
      if (error instanceof Failure) throw new Failure(`The build stopped at "${name}". ${error.message}`);
      throw error;
    }
  }
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  exit(1);
}
