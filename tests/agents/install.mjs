// Installs the agents from npm into build/agents, of exactly the versions that package-lock.json beside this file names, so
// that a run today and one next year try the same programs. `npm install --package-lock-only` here, after a change of
// package.json, writes newer ones.
//   node tests/agents/install.mjs
// Knows npm and why it fails; refuses to know the agents and how they are run, and to show npm's log, which names hosts.
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "../worker/harness.mjs";
import { runProgram } from "./run.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const folder = join(root, "build/agents");
const lock = "package-lock.json";
const textOf = (path) => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** Whether all of them are there in these versions: the lock is copied beside them when npm has ended well. */
const installed = () => textOf(join(folder, "installed.json")) === textOf(join(here, lock));

/** Says how to come by them where they are not there. */
export function needInstalled() {
  if (!installed()) throw new Error("The agents are not installed: run node tests/agents/install.mjs first.");
}

/** What npm's end means, in a sentence. */
function reasonOf({ code, stderr }) {
  if (code === "SIGKILL") return "npm was still at it after 15 minutes";
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED/.test(stderr)) {
    return "npm could not reach its registry";
  }
  if (/E404|ETARGET|notarget/i.test(stderr)) return "the registry no longer has one of these versions";
  if (/EINTEGRITY/.test(stderr)) return "the registry has something else under one of these versions (EINTEGRITY)";
  if (/ENOSPC/.test(stderr)) return "the disk is full: they want 2 GB";
  return `npm ended with ${/(?:code|ERR!) (E\w+)/.exec(stderr)?.[1] ?? code}`;
}

async function install() {
  mkdirSync(folder, { recursive: true });
  for (const name of ["package.json", lock]) copyFileSync(join(here, name), join(folder, name));
  // Not `npm ci`: it wants a row of every optional package, of other systems too, which not every registry has.
  const flags = ["--no-save", "--no-audit", "--no-fund", "--loglevel=error"];
  const ended = await runProgram("npm", ["install", ...flags], { cwd: folder, env: process.env, deadlineMs: 900_000 });
  if (ended.code === 0) {
    copyFileSync(join(here, lock), join(folder, "installed.json"));
    return `installed in ${ended.seconds.toFixed(0)} s`;
  }
  const { dependencies } = JSON.parse(textOf(join(here, "package.json")));
  const wanted = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  throw new Error(`The agents (${wanted.join(", ")}) could not be installed: ${reasonOf(ended)}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(`The agents are ${installed() ? "installed already" : await install()}.`);
  } catch ({ message }) {
    console.error(message);
    process.exitCode = 1;
  }
}
