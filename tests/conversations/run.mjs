// The Wasm runner: plays every case against one build of the core through js-shim/core.js, then again with the
// upstream's bytes cut everywhere. The twin of runner.cpp.
// Knows files and counts; how a case is played and judged is play.mjs's.
//   node tests/conversations/run.mjs [--once] path/to/rota.wasm [FILE]...   once: as written, and not cut elsewhere
//   node tests/conversations/run.mjs --write path/to/rota.wasm FILE...      puts what the core did into the files
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";

import { Host } from "../host/host.mjs";
import { play } from "./play.mjs";
import { readFile as readVector } from "./vector.mjs";
import { rewrite } from "./write.mjs";

async function main() {
  const [write, once] = ["--write", "--once"].map((option) => argv.includes(option));
  const [wasm, ...files] = argv.slice(2).filter((argument) => !argument.startsWith("--"));
  if (!wasm || (write && files.length === 0)) {
    console.log("Usage: node tests/conversations/run.mjs [--once | --write] path/to/rota.wasm [FILE]...");
    return 1;
  }
  const host = new Host(new WebAssembly.Module(await readFile(wasm)));
  if (files.length === 0) {
    const here = new URL("./", import.meta.url);
    for (const name of (await readdir(here)).sort()) {
      if (name.endsWith(".md") && name !== "README.md") files.push(fileURLToPath(new URL(name, here)));
    }
  }
  const count = { passed: 0, failed: 0, replays: 0 };
  for (const path of files) {
    const text = await readFile(path, "utf8");
    const file = basename(path, ".md");
    if (write) {
      await writeFile(path, rewrite(host, text));
      continue;
    }
    let stories = [];
    try {
      const { cases, always } = readVector(text);
      if (always.idle) throw new Error(`no story needs what the file says: ${always.idle}`);
      stories = cases;
    } catch (error) {
      ++count.failed;
      console.log(`FAIL ${file}: ${error.message}`);
    }
    for (const story of stories) {
      const { wrong, replays } = play(host, story, { once });
      count.replays += replays;
      ++count[wrong === "" ? "passed" : "failed"];
      console.log(`${wrong === "" ? "ok  " : "FAIL"} ${file}: ${story.name}`);
      if (wrong !== "") console.log(wrong);
    }
  }
  if (write) return 0;
  console.log(`${count.replays} replays with the upstream's bytes cut elsewhere`);
  console.log(`${count.passed} passed, ${count.failed} failed`);
  return count.failed === 0 && count.passed > 0 ? 0 : 1;
}

exit(await main());
