// Agents from npm, installed once into build/agents and run for one task, each in a home of its own.
// Knows npm and processes; refuses to know which agents there are (clients.mjs) and what they should say.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../worker/harness.mjs";

const folder = join(root, "build/agents");
const modules = join(folder, "node_modules");

/** Installs the newest version of each agent that is not there yet; `rm -r build/agents` asks for newer ones. */
export async function install(agents) {
  const missing = agents.map((agent) => agent.package).filter((name) => !existsSync(join(modules, name)));
  if (missing.length === 0) return;
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, "package.json"))) writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
  const { code, stderr } = await run("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error", ...missing], {
    cwd: folder,
    env: process.env,
    deadlineMs: 600_000,
  });
  if (code !== 0) throw new Error(`npm could not install ${missing.join(", ")} (${/code (\w+)/.exec(stderr)?.[1] ?? code})`);
}

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

/** Runs an agent for one prompt. `at`: { url, key, model }. Returns { code, stdout, stderr, seconds }. */
export function runAgent(agent, { home, work }, at, prompt) {
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
  return run(join(modules, ".bin", agent.bin), agent.args(prompt, at), { cwd: work, env, deadlineMs: 120_000 });
}

async function run(command, args, { deadlineMs, ...options }) {
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
  const timer = setTimeout(end, deadlineMs);
  const [code, signal] = await once(child, "close");
  clearTimeout(timer);
  end();
  return { code: code ?? signal, ...said, seconds: (Date.now() - begun) / 1000 };
}
