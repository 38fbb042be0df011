// Agents in build/agents (install.mjs), run for one task, each in a home of its own.
// Knows processes; refuses to know which agents there are (clients.mjs) and what they should say.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../worker/harness.mjs";

const modules = join(root, "build/agents/node_modules");

/** The version that is installed. */
export const versionOf = (agent) =>
  existsSync(join(modules, agent.package))
    ? JSON.parse(readFileSync(join(modules, agent.package, "package.json"), "utf8")).version
    : "not installed";

/** A folder to work in and a home, gone with the test. */
export function makeHome(t) {
  const home = mkdtempSync(join(tmpdir(), "rota-agent-"));
  t.after(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  mkdirSync(join(home, "work"));
  return { home, work: join(home, "work") };
}

/** How long an agent may take for a task, of which it needs seconds: it may be one of several on a busy machine. */
const deadlineMs = 200_000;
/** Of a test, which ends after its agent. */
export const timeout = deadlineMs + 60_000;

/**
 * Runs an agent for one prompt. `at`: { url, key, model }. `until`: a promise; when it is kept, the agent is ended.
 * Returns { code, stdout, stderr, seconds }.
 */
export function runAgent(agent, { home, work }, at, prompt, until) {
  for (const [path, text] of Object.entries(agent.settings?.(at) ?? {})) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const env = {
    PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
    HOME: home,
    TMPDIR: home,
    LC_ALL: "C.UTF-8",
    TERM: "dumb",
    CI: "1",
    NO_PROXY: "127.0.0.1,localhost",
    ...agent.env(at),
  };
  return runProgram(join(modules, ".bin", agent.bin), agent.args(prompt, at), { cwd: work, env, deadlineMs, until });
}

/**
 * Runs a program to its end, or for so long, or `until` a promise is kept; of it nothing is left. `options` are spawn's.
 * Returns as runAgent does.
 */
export async function runProgram(command, args, { deadlineMs: longestMs, until, ...options }) {
  const begun = Date.now();
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"]) child[name].setEncoding("utf8").on("data", (text) => (said[name] += text));
  // With all that it has started: nothing of it may outlive the test.
  const end = () => {
    try {
      process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended with all its children.
    }
  };
  const timer = setTimeout(end, longestMs);
  // One that is broken ends the program as well: the test says why.
  until?.then(end, end);
  const [code, signal] = await once(child, "close");
  clearTimeout(timer);
  end();
  return { code: code ?? signal, ...said, seconds: (Date.now() - begun) / 1000 };
}
