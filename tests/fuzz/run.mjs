// Builds the fuzz targets and runs them: a short run with a fixed seed for every change, long ones by hand.
// Knows compilers and libFuzzer's options; the targets know what must hold.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readSections, readSources } from "../../scripts/lists.mjs";
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
  chat_request: 20000, json_reader: 40000, sse_reader: 15000, answer: 4000, embeddings: 10000, gemini_schema: 30000,
  key_import: 30000,
};

function fail(message) {
  console.error(message);
  process.exit(2);
}

const flags = readSections(read("wasm/flags.list"));
const sanitizers = ["-fsanitize=address,undefined", "-fno-sanitize=vptr", "-fno-sanitize-recover=all"];
const includes = ["-Iwasm", "-Iwasm/core", "-isystem", "node_modules/@nozbe/simdjson/src"];
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
const run = (compiler, args) => {
  const { status, stderr } = spawnSync(compiler, args, { cwd: root, encoding: "utf8" });
  if (status !== 0) fail(`${compiler} ${args.join(" ")}\n${stderr}`);
};

/** The core once, as one translation unit, then each target with it. */
function build(names) {
  mkdirSync(join(out, "findings"), { recursive: true });
  const compiler = findCompiler();
  const sources = readSources(read("wasm/sources.list")).filter((path) => !path.startsWith("abi/"));
  const unity = `// The core as one translation unit.\n${sources.map((path) => `#include "${path}"\n`).join("")}`;
  const core = join(out, "core.o");
  writeFileSync(join(out, "core.cpp"), unity);
  run(compiler, [...compile, "-fsanitize=fuzzer-no-link", "-c", join(out, "core.cpp"), "-o", core]);
  for (const name of names) {
    run(compiler, [...compile, "-fsanitize=fuzzer", `tests/fuzz/${name}_fuzz.cpp`, core, "-o", join(out, name)]);
  }
}

/** Runs a target. @returns {string|null} what is wrong, or nothing */
function fuzz(name, args, folders) {
  const findings = `-artifact_prefix=${join(out, "findings", name)}-`;
  const limits = ["-timeout=30", "-rss_limit_mb=2048", "-max_len=16384", `-dict=${dictionaryOf(name)}`];
  const { status, stderr } = spawnSync(join(out, name), [...args, ...limits, findings, ...folders], {
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (status === 0) return null;
  const story = stderr.split("\n").filter((line) => !/^#\d+\s/u.test(line)); // libFuzzer tells of every step
  return story.slice(-40).join("\n");
}

function smoke(names) {
  build(names);
  let failed = 0;
  for (const name of names) {
    const began = Date.now();
    const seeds = join(out, "seeds", name);
    const learnt = join(out, "smoke", name); // a run depends on nothing that an earlier one has learnt
    rmSync(learnt, { recursive: true, force: true });
    mkdirSync(learnt, { recursive: true });
    const planted = grow(name, seeds, dictionaryOf(name));
    const runs = planted + smokeRuns[name];
    const wrong = fuzz(name, ["-seed=1", `-runs=${runs}`], [learnt, seeds]);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(`${wrong ? "FAIL" : "ok"} ${name}: ${runs} runs from ${planted} seeds in ${seconds} s`);
    if (wrong) console.log(wrong);
    if (wrong) ++failed;
  }
  console.log(`${names.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

function long(minutes, name) {
  build([name]);
  const seeds = join(out, "seeds", name);
  const learnt = join(out, "corpus", name);
  mkdirSync(learnt, { recursive: true });
  grow(name, seeds, dictionaryOf(name));
  const wrong = fuzz(name, [`-max_total_time=${Math.round(minutes * 60)}`], [learnt, seeds]);
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
  if (!smoke(named.length > 0 ? named : targets)) process.exitCode = 1;
} else if (mode === "--minutes" && Number(rest[0]) > 0 && named.length === 1) {
  if (!long(Number(rest[0]), named[0])) process.exitCode = 1;
} else {
  fail(help);
}
