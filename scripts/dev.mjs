// Local development: builds the Wasm and the panel, starts `wrangler dev` and, without upstream keys, a mock upstream.
// Knows processes, ports and files; what a setting means is the Worker's business. Started by scripts/dev.sh,
// in the top folder of the checkout, with node_modules/.bin first in PATH.
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { formatSettings, parseSettings, settingNames } from "./settings.mjs";

const startedAt = Number(process.env.ROTA_STARTED ?? Date.now() / 1000) * 1000;
const readyTimeoutMs = 90_000;
const stopTimeoutMs = 5_000;
const ownSecrets = ["CLIENT_API_KEYS", "ADMIN_PASSWORD", "SESSION_SECRET_KEY"];

/** An end that one sentence explains. */
class Stop extends Error {}

const seconds = () => Math.round((Date.now() - startedAt) / 1000);
const say = (text) => console.log(`[${String(seconds()).padStart(3)}s] ${text}`);

const children = new Set();
const cleanups = [];
let stopping = false;

/** Starts a program in a process group of its own, so that it can be ended with all that it started. */
function start(program, args, options = {}) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: true, ...options });
  child.ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(error.code));
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  children.add(child);
  child.ended.then(() => children.delete(child));
  return child;
}

/**
 * When this process is gone, even if it was killed, ends a child's group and removes a folder: the guard sees its
 * standard input end.
 */
function guard(child, folder) {
  if (!child.pid) return;
  const script = 'cat >/dev/null; kill -s KILL -- "-$1" 2>/dev/null; rm -rf "$2"';
  const stdio = ["pipe", "ignore", "ignore"];
  const watcher = spawn("sh", ["-c", script, "guard", String(child.pid), folder], { stdio, detached: true });
  watcher.unref();
  watcher.stdin.unref();
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

/** Ends every child with its whole group, politely at first, and removes what was only for this run. */
async function stopAll() {
  stopping = true;
  await Promise.all(
    [...children].map(async (child) => {
      signalGroup(child, "SIGTERM");
      const late = setTimeout(() => signalGroup(child, "SIGKILL"), stopTimeoutMs);
      await child.ended;
      clearTimeout(late);
      signalGroup(child, "SIGKILL");
    }),
  );
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
}

function readPort() {
  let values;
  try {
    values = parseArgs({ options: { port: { type: "string", default: "8787" } } }).values;
  } catch (error) {
    throw new Stop(`${error.message.split(/[.\n]/)[0]}; see ./scripts/dev.sh --help.`);
  }
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65535) throw new Stop(`"${values.port}" is not a port.`);
  return port;
}

function isTaken(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function build() {
  say("building the Wasm from wasm/ and the panel from js-shim/admin/ (one to three minutes the first time)");
  const child = start(process.execPath, ["scripts/build.mjs"]);
  const complaints = [];
  child.stderr.on("data", (data) => complaints.push(data));
  // Its lines begin with its own clock; this one counts from the start.
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => say(line.replace(/^\[ *[\d.]+s\] /, "")));
  const status = await child.ended;
  if (stopping) return;
  if (status !== 0) {
    process.stderr.write(Buffer.concat(complaints));
    throw new Stop("The build failed; what it said is above.");
  }
}

/** Settings of .dev.vars under those of the environment. Without .dev.vars, one is written with random secrets. */
function readSettings() {
  const given = Object.fromEntries(settingNames.filter((name) => process.env[name]).map((n) => [n, process.env[n]]));
  if (!existsSync(".dev.vars") && ownSecrets.some((name) => !(name in given))) writeDevVars();
  const stored = existsSync(".dev.vars") ? parseSettings(readFileSync(".dev.vars", "utf8")) : {};
  return { given, settings: { ...stored, ...given } };
}

function writeDevVars() {
  const secrets = {
    CLIENT_API_KEYS: `sk-demo-${randomBytes(24).toString("hex")}`,
    ADMIN_PASSWORD: randomBytes(18).toString("base64url"),
    SESSION_SECRET_KEY: randomBytes(32).toString("base64url"),
  };
  const note = "# Written by scripts/dev.sh with random secrets; git ignores it. See .dev.vars.example.\n";
  writeFileSync(".dev.vars", note + formatSettings(secrets), { mode: 0o600, flag: "wx" });
  say("wrote .dev.vars with random secrets and a demo client key");
}

/** With no upstream keys and no upstream named for this run, a mock takes the upstream's place. */
async function useMockWhenKeyless({ given, settings }) {
  if (settings.API_KEYS) return settings;
  if (given.UPSTREAM_API_URL) {
    say("no API_KEYS: only keys that administration adds can serve");
    return settings;
  }
  const { startMockUpstream } = await import("./mock_upstream.mjs");
  const mock = await startMockUpstream();
  cleanups.push(mock.stop);
  say(`no API_KEYS: started a mock upstream at ${mock.url}; with UPSTREAM_API_URL set, keys that you add go there`);
  const { UPSTREAM_DIALECT, ...rest } = settings;
  return { ...rest, UPSTREAM_API_URL: mock.url, API_KEYS: "AIzaMOCK-one,AIzaMOCK-two,AIzaMOCK-three" };
}

/**
 * Starts `wrangler dev`. The settings travel in a private file, so that no secret stands on a command line; its `folder` is
 * this run's own.
 */
async function startWrangler(port, settings) {
  say("starting wrangler dev");
  const folder = mkdtempSync(join(tmpdir(), "rota-dev-"));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const envFile = join(folder, "settings.env");
  writeFileSync(envFile, formatSettings(settings), { mode: 0o600 });

  const env = { ...process.env };
  for (const name of settingNames) delete env[name];
  Object.assign(env, {
    CLOUDFLARE_CF_FETCH_ENABLED: "false",
    CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: "true",
    WRANGLER_HIDE_BANNER: "true",
    WRANGLER_LOG_PATH: folder,
    WRANGLER_REGISTRY_PATH: folder,
    WRANGLER_SEND_ERROR_REPORTS: "false",
    WRANGLER_SEND_METRICS: "false",
  });
  const args = [
    "dev",
    "--ip",
    "127.0.0.1",
    "--port",
    port,
    "--inspector-port",
    await freePort(),
    "--env-file",
    envFile,
    "--show-interactive-dev-session=false",
  ];
  if (process.env.ROTA_STATE) args.push("--persist-to", process.env.ROTA_STATE);
  const child = start("wrangler", args.map(String), { env });
  guard(child, folder);

  const held = [];
  let ready = false;
  const forward = (target) => (data) => (ready ? target.write(data) : held.push(data));
  child.stdout.on("data", forward(process.stdout));
  child.stderr.on("data", forward(process.stderr));
  return {
    folder,
    ended: child.ended,
    showLogs() {
      ready = true;
    },
    heldErrors: () =>
      Buffer.concat(held)
        .toString()
        .split("\n")
        .filter((line) => line.includes("[ERROR]"))
        .join("\n"),
  };
}

/** Waits until GET /health answers. Returns its JSON. */
async function waitUntilReady(origin, wrangler) {
  const giveUpAt = Date.now() + readyTimeoutMs;
  const death = wrangler.ended.then((status) => ({ status }));
  while (Date.now() < giveUpAt) {
    const probe = fetch(`${origin}/health`, { signal: AbortSignal.timeout(5000) })
      .then(
        async (answer) => ({ health: await answer.json() }),
        () => undefined,
      )
      .catch(() => undefined);
    const outcome = await Promise.race([probe, death]);
    if (stopping) return undefined;
    if (outcome?.health) return outcome.health;
    if (outcome) {
      throw new Stop(`${wrangler.heldErrors()}\nwrangler dev ended before it was ready (${outcome.status}).`.trim());
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Stop(`${wrangler.heldErrors()}\nGET /health did not answer within ${readyTimeoutMs / 1000} s.`.trim());
}

/** How to reach administration: the password stays where it is, and the shell reads it there. */
function administration(origin, { given, settings }) {
  if (!settings.ADMIN_PASSWORD || !settings.SESSION_SECRET_KEY) {
    return "Administration is off: it needs ADMIN_PASSWORD and SESSION_SECRET_KEY, see .dev.vars.example.";
  }
  const curl = `curl ${origin}/admin/status -H "Authorization: Bearer $ADMIN_PASSWORD"`;
  const panel = `The panel is at ${origin}/admin; its password is the ADMIN_PASSWORD`;
  if (given.ADMIN_PASSWORD) return `${panel} of the environment. Or:\n\n  ${curl}`;
  return `${panel} that stands in .dev.vars. Or:\n\n  (. ./.dev.vars; ${curl})`;
}

/**
 * A curl's option with the first client key: itself where it is a demo key, else a private file of this run that holds the
 * header, for only a demo key is ever printed.
 */
function clientHeader({ ALLOW_ANONYMOUS, CLIENT_API_KEYS = "" }, folder) {
  if (ALLOW_ANONYMOUS === "1") return "";
  const key = CLIENT_API_KEYS.split(/[,\s]+/).find(Boolean);
  if (key === undefined) return ` \\\n    -H "Authorization: Bearer YOUR-CLIENT-KEY"`;
  if (key.startsWith("sk-demo-")) return ` \\\n    -H "Authorization: Bearer ${key}"`;
  const file = join(folder, "client-key");
  writeFileSync(file, `Authorization: Bearer ${key}\n`, { mode: 0o600 });
  return ` \\\n    -H "@${file}"`;
}

/** Curls for the terminal that work as pasted. */
function showHowToUse(origin, header, administrationHint) {
  const curl = (flags, body) => `  curl${flags} ${origin}/v1/chat/completions${header} \\
    -H "Content-Type: application/json" \\
    -d '${body}'`;
  const body = '{"model":"gemini-flash-latest","messages":[{"role":"user","content":"Hello"}]}';
  console.log(`
Try it in another terminal:

${curl("", body)}

and as a stream:

${curl(" -N", body.replace("{", '{"stream":true,'))}

${administrationHint}

Ctrl-C stops everything.
`);
}

async function main() {
  const port = readPort();
  if (await isTaken(port)) {
    throw new Stop(`Port ${port} is taken: stop what listens there, or choose another with --port N.`);
  }
  await build();
  if (stopping) return;
  const read = readSettings();
  const settings = await useMockWhenKeyless(read);
  const wrangler = await startWrangler(port, settings);
  const origin = `http://127.0.0.1:${port}`;
  const health = await waitUntilReady(origin, wrangler);
  if (stopping) return;
  say(`ready at ${origin} (health: ${health.status}); time from start to ready: ${seconds()} s`);
  showHowToUse(origin, clientHeader(settings, wrangler.folder), administration(origin, read));
  wrangler.showLogs();
  const status = await wrangler.ended;
  if (!stopping) throw new Stop(`wrangler dev ended by itself (${status}).`);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, async () => {
    if (stopping) return;
    say("stopping");
    await stopAll();
    process.exit(0);
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Stop ? error.message : `scripts/dev.mjs failed: ${error.message}`);
  await stopAll();
  process.exit(1);
}
