// Builds the fuzz targets and runs them: a short run with a fixed seed for every change, long ones by hand.
// Knows compilers and libFuzzer's options; the targets know what must hold.
import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSections } from "../../scripts/lists.mjs";
import { grow, targets } from "./corpus.mjs";

const help = `Usage: node tests/fuzz/run.mjs --smoke [TARGET]...
       node tests/fuzz/run.mjs --minutes M TARGET

  --smoke      builds and runs every target, or those named, with a fixed seed for a few seconds each
  --minutes M  runs one target for so long, with a new seed, and keeps what it learns in build/fuzz/corpus
Targets: ${targets.join(" ")}
CXX chooses the compiler: clang with libFuzzer (on Debian: clang-19 and libclang-rt-19-dev, or clang-14 and
libclang-rt-14-dev). A finding is left in build/fuzz/findings; put it into tests/fuzz/found/TARGET to keep it tried.`;

const root = fileURLToPath(new URL("../..", import.meta.url));
const out = join(root, "build/fuzz");
const read = (path) => readFileSync(join(root, path), "utf8");
const smokeRuns = {
  chat_request: 20000, json_reader: 40000, sse_reader: 15000, answer: 2000, openai_answer: 2000, gemini_client: 2000,
  exchange: 4000, embeddings: 10000, gemini_schema: 30000, key_import: 30000, messages: 2000, upstream_error: 3000,
};

function fail(message) {
  console.error(message);
  process.exit(2);
}

const flags = readSections(read("wasm/flags.list"));
const sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-sanitize-recover=all"];
const includes = ["-Iwasm", "-Iwasm/core", "-Itests", "-isystem", "node_modules/@nozbe/simdjson/src"];
const compile = [
  ...flags.get("compile"), ...flags.get("warnings"), ...(process.arch === "x64" ? flags.get("compile-x86") : []),
  "-O1", "-g1", "-fno-omit-frame-pointer", ...sanitizers, ...includes,
];

/** The first compiler that links a fuzzer. */
function findCompiler() {
  const probe = join(out, "probe.cpp");
  writeFileSync(probe, 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }\n');
  const names = process.env.CXX ? [process.env.CXX] : ["clang++-19", "clang++-14", "clang++"];
  const works = (name) =>
    spawnSync(name, ["-fsanitize=fuzzer,address,undefined", probe, "-o", join(out, "probe")]).status === 0;
  return names.find(works) ?? fail(`No libFuzzer: none of ${names.join(", ")} links one.\n\n${help}`);
}

const dictionaryOf = (name) => join(out, `${name}.dict`);
/** Runs a program. @returns {Promise<{status: number, stderr: string}>} */
const start = (program, args) =>
  new Promise((done) => {
    execFile(program, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 30 }, (error, _, stderr) =>
      done({ status: error ? (error.code ?? 1) : 0, stderr }),
    );
  });
const compileOrFail = async (compiler, args) => {
  const { status, stderr } = await start(compiler, args);
  if (status !== 0) fail(`${compiler} ${args.join(" ")}\n${stderr}`);
};

/** Gives each to `work`, two at a time, as there are processors at the least. */
async function inPairs(list, work) {
  const waiting = [...list];
  const worker = async () => {
    while (waiting.length > 0) await work(waiting.shift());
  };
  await Promise.all([worker(), worker()]);
}

/** The core once, in its units, then each target with it. */
async function build(names) {
  mkdirSync(join(out, "findings"), { recursive: true });
  const compiler = findCompiler();
  const units = [...readSections(read("wasm/sources.list"))].map(([unit, paths]) => {
    const sources = paths.filter((path) => !path.startsWith("abi/"));
    writeFileSync(join(out, `${unit}.cpp`), sources.map((path) => `#include "${path}"\n`).join(""));
    return unit;
  });
  const object = (unit) => join(out, `${unit}.o`);
  await inPairs(units, (unit) =>
    compileOrFail(compiler, [...compile, "-fsanitize=fuzzer-no-link", "-c", join(out, `${unit}.cpp`), "-o", object(unit)]),
  );
  await inPairs(names, (name) =>
    compileOrFail(compiler, [...compile, "-fsanitize=fuzzer", `tests/fuzz/${name}_fuzz.cpp`, ...units.map(object), "-o", join(out, name)]),
  );
}

/** Runs a target. @returns {Promise<string|null>} what is wrong, or nothing */
async function fuzz(name, args, folders) {
  const findings = `-artifact_prefix=${join(out, "findings", name)}-`;
  const limits = ["-timeout=30", "-rss_limit_mb=2048", "-max_len=16384", `-dict=${dictionaryOf(name)}`];
  const { status, stderr } = await start(join(out, name), [...args, ...limits, findings, ...folders]);
  if (status === 0) return null;
  const story = stderr.split("\n").filter((line) => !/^#\d+\s/u.test(line)); // libFuzzer tells of every step
  return story.slice(-40).join("\n");
}

async function smoke(names) {
  await build(names);
  let failed = 0;
  await inPairs(names, async (name) => {
    const began = Date.now();
    const seeds = join(out, "seeds", name);
    const learnt = join(out, "smoke", name); // a run depends on nothing that an earlier one has learnt
    rmSync(learnt, { recursive: true, force: true });
    mkdirSync(learnt, { recursive: true });
    const planted = grow(name, seeds, dictionaryOf(name));
    const runs = planted + smokeRuns[name];
    const wrong = await fuzz(name, ["-seed=1", `-runs=${runs}`], [learnt, seeds]);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`${wrong ? "FAIL" : "ok"} ${name}: ${runs} runs from ${planted} seeds in ${seconds} s`);
    if (wrong) console.log(wrong);
    if (wrong) ++failed;
  });
  console.log(`${names.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

async function long(minutes, name) {
  await build([name]);
  const seeds = join(out, "seeds", name);
  const learnt = join(out, "corpus", name);
  mkdirSync(learnt, { recursive: true });
  grow(name, seeds, dictionaryOf(name));
  const wrong = await fuzz(name, [`-max_total_time=${Math.round(minutes * 60)}`], [learnt, seeds]);
  console.log(wrong ?? `${name}: ${minutes} minutes without a finding`);
  return !wrong;
}

const [mode, ...rest] = process.argv.slice(2);
const named = mode === "--minutes" ? rest.slice(1) : rest;
const unknown = named.find((name) => !targets.includes(name));
if (mode === "--help" || mode === "-h") {
  console.log(help);
} else if (unknown) {
  fail(`"${unknown}" is no target.\n\n${help}`);
} else if (mode === "--smoke") {
  if (!(await smoke(named.length > 0 ? named : targets))) process.exitCode = 1;
} else if (mode === "--minutes" && Number(rest[0]) > 0 && named.length === 1) {
  if (!(await long(Number(rest[0]), named[0]))) process.exitCode = 1;
} else {
  fail(help);
}
