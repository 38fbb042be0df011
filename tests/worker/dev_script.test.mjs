// scripts/dev.sh in a copy of the checkout: real `wrangler dev`, end to end, and its failures in a sentence. The copy
// links to this checkout's node_modules and has its build, so that nothing is compiled again: that a build succeeds where
// nothing was built before is for tests/scripts/deployment.test.mjs to say.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { formatSettings, parseSettings, settingNames } from "../../scripts/settings.mjs";
import { eventually, send } from "./client.mjs";
import { answer, poolKeys } from "./google.mjs";
import { root } from "./harness.mjs";
import { ask } from "./setup.mjs";
import { startUpstream } from "./upstream.mjs";

const copied = ["js-shim", "scripts", "wasm", "package.json", "package-lock.json", "schema.sql", "wrangler.toml"];
const isStamp = (name) => name.endsWith(".stamp");
const readyWithinMs = 600_000;

let checkout;
before(() => {
  checkout = mkdtempSync(join(tmpdir(), "rota-checkout-"));
  for (const name of copied) cpSync(join(root, name), join(checkout, name), { recursive: true });
  mkdirSync(join(checkout, "build"));
  for (const name of readdirSync(join(root, "build")).filter(isStamp)) {
    cpSync(join(root, "build", name), join(checkout, "build", name));
  }
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
});
after(() => rmSync(checkout, { recursive: true, force: true }));

/** Starts scripts/dev.sh. Every process that comes of it carries `mark` in its environment. */
function runDev(args = [], env = {}) {
  const mark = randomUUID();
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !settingNames.includes(name)));
  const child = spawn("./scripts/dev.sh", args, { cwd: checkout, env: { ...inherited, ROTA_TEST_MARK: mark, ...env } });
  const run = { child, mark, output: "", errors: "" };
  child.stdout.on("data", (data) => (run.output += data));
  child.stderr.on("data", (data) => (run.errors += data));
  run.ended = new Promise((resolve) => child.once("close", (code) => resolve(code)));
  run.ready = () =>
    eventually(
      () => {
        assert.equal(child.exitCode, null, run.output + run.errors);
        return run.output.includes("Ctrl-C stops everything.");
      },
      "ready",
      readyWithinMs,
    );
  return run;
}

/** The command lines of the living processes that a run started. */
function processesOf({ mark }) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`).includes(mark)) return [];
        return [readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")];
      } catch {
        return [];
      }
    });
}

async function stopWith(run, signal) {
  run.child.kill(signal);
  assert.equal(await run.ended, 0);
  await eventually(() => processesOf(run).length === 0, "no process is left", 5000);
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function runShell(command) {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "ignore"] });
  let output = "";
  child.stdout.on("data", (data) => (output += data));
  return new Promise((resolve) => child.once("close", () => resolve(output)));
}

const hasCurl = (process.env.PATH ?? "").split(":").some((folder) => existsSync(join(folder, "curl")));

describe("scripts/dev.sh", () => {
  test(
    "without keys: starts a mock upstream, writes .dev.vars, prints curls that work as pasted",
    { timeout: 300_000 },
    async (t) => {
      const port = await freePort();
      const run = runDev(["--port", String(port)]);
      t.after(() => run.child.kill());
      await run.ready();
      assert.match(
        run.output,
        /\[ *\d+s\] ready at http:\/\/127\.0\.0\.1:\d+ \(health: ok\); time from start to ready: \d+ s/,
      );

      assert.equal(statSync(join(checkout, ".dev.vars")).mode & 0o777, 0o600);
      const settings = parseSettings(readFileSync(join(checkout, ".dev.vars"), "utf8"));
      for (const name of ["CLIENT_API_KEYS", "ADMIN_PASSWORD", "SESSION_SECRET_KEY"]) {
        assert(settings[name].length >= 20, name);
      }
      for (const name of ["ADMIN_PASSWORD", "SESSION_SECRET_KEY"]) assert(!run.output.includes(settings[name]), name);

      const [whole, streamed] = run.output.match(/ {2}curl[^]*?'\{.*\}'/g);
      if (hasCurl) {
        assert.match(JSON.parse(await runShell(`${whole} -s`)).choices[0].message.content, /mock upstream.*Hello/);
        assert.match(await runShell(`${streamed} -s`), /\ndata: \[DONE\]\n/);
        const [administer] = run.output.match(/\(\. \.\/\.dev\.vars; curl .*\)/);
        assert.equal(JSON.parse(await runShell(`cd '${checkout}'; ${administer}`)).keys.total, 3);
      } else {
        t.diagnostic("no curl here: the printed commands were not run");
      }
      await stopWith(run, "SIGINT");
    },
  );

  test(
    "the environment wins over .dev.vars, secrets stand on no command line, SIGTERM stops everything",
    { timeout: 300_000 },
    async (t) => {
      const keys = poolKeys(3);
      const clientKey = `sk-'quoted'$HOME"and"#all`;
      const upstream = await startUpstream((call) => answer(call));
      t.after(() => upstream.stop());
      const stored = '# mine\nCLIENT_API_KEYS="sk-demo-stored"\nAPI_KEYS="AIzaFAKE-stored"\nADMIN_PASSWORD=x\n';
      writeFileSync(join(checkout, ".dev.vars"), stored);
      const state = mkdtempSync(join(tmpdir(), "rota-state-"));
      t.after(() => rmSync(state, { recursive: true, force: true }));
      const port = await freePort();
      const run = runDev([`--port=${port}`], {
        API_KEYS: keys.join("\n"),
        UPSTREAM_API_URL: upstream.url,
        CLIENT_API_KEYS: clientKey,
        MAX_ATTEMPTS: "2",
        ROTA_STATE: state,
      });
      t.after(() => run.child.kill());
      await run.ready();

      const url = `http://127.0.0.1:${port}/v1/chat/completions`;
      for (let i = 0; i < 6; i += 1) {
        const { status, text } = await send(url, { method: "POST", json: ask(), key: clientKey });
        assert.equal(status, 200, text);
      }
      assert.deepEqual(upstream.keys.slice(0, 3).toSorted(), keys);
      assert.deepEqual(upstream.keys.slice(3), upstream.keys.slice(0, 3));
      assert.equal((await send(url, { method: "POST", json: ask(), key: "sk-demo-stored" })).status, 401);
      const [whole] = run.output.match(/ {2}curl[^]*?'\{.*\}'/g);
      if (hasCurl) assert.equal(JSON.parse(await runShell(`${whole} -s`)).object, "chat.completion", whole);
      const [, file] = /-H "@(.+?)"/.exec(whole);
      assert.equal(statSync(file).mode & 0o777, 0o600);

      assert(readdirSync(state).length > 0, "ROTA_STATE was not used");
      const commandLines = processesOf(run).join("\n");
      assert.match(commandLines, /workerd/);
      for (const secret of [...keys, clientKey]) {
        assert(!commandLines.includes(secret), "a secret stands on a command line");
        assert(!run.output.includes(secret), "a secret was printed");
      }
      assert.equal(readFileSync(join(checkout, ".dev.vars"), "utf8"), stored, ".dev.vars was changed");
      await stopWith(run, "SIGTERM");
      assert(!existsSync(file), "the file with the client key is gone");
    },
  );

  test("even when it is killed, nothing is left running", { timeout: 300_000 }, async (t) => {
    const run = runDev(["--port", String(await freePort())], { API_KEYS: "AIzaFAKE", ALLOW_ANONYMOUS: "1" });
    t.after(() => run.child.kill());
    await run.ready();
    assert(processesOf(run).length > 2);
    run.child.kill("SIGKILL");
    await eventually(() => processesOf(run).length === 0, "no process is left", 5000);
  });

  const fails = async (run, sentence) => {
    assert.equal(await run.ended, 1, run.output);
    assert.match(run.errors, sentence);
    assert(!/^ {4}at /m.test(run.errors), run.errors);
    assert.equal(run.errors.trim().split("\n").length, 1, run.errors);
  };

  test("--help and wrong options", async () => {
    const help = runDev(["--help"]);
    assert.equal(await help.ended, 0);
    assert.match(help.output, /Usage: \.\/scripts\/dev\.sh/);
    await fails(runDev(["--port", "many"]), /"many" is not a port/);
    await fails(runDev(["--colour", "red"]), /--colour.*--help/);
  });

  test("a taken port is a sentence", async (t) => {
    const server = createServer().listen(0, "127.0.0.1");
    t.after(() => server.close());
    await new Promise((resolve) => server.once("listening", resolve));
    await fails(runDev(["--port", String(server.address().port)]), /Port \d+ is taken/);
  });

  test("a Node that is too old, or none, is a sentence", async (t) => {
    const folder = mkdtempSync(join(tmpdir(), "rota-path-"));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    for (const name of ["sh", "dirname", "date"]) symlinkSync(pathOf(name), join(folder, name));
    await fails(runDev([], { PATH: folder }), /Node is missing/);
    writeFileSync(join(folder, "node"), "#!/bin/sh\necho 18\n");
    chmodSync(join(folder, "node"), 0o755);
    await fails(runDev([], { PATH: folder }), /Node 18 is too old/);
  });

  test("packages that cannot be fetched are a sentence, and no host is named", { timeout: 60_000 }, async (t) => {
    const link = join(checkout, "node_modules");
    const target = readlinkSync(link);
    rmSync(link);
    t.after(() => {
      rmSync(link, { recursive: true, force: true });
      symlinkSync(target, link);
    });
    const run = runDev([], {
      npm_config_registry: "http://127.0.0.1:9/",
      npm_config_fetch_retries: "0",
      npm_config_cache: join(checkout, "npm-cache"),
    });
    await fails(run, /npm could not reach its registry/);
    assert(!`${run.output}${run.errors}`.includes("127.0.0.1:9"));
  });

  test("what the build says of its progress is told with the seconds since the start", async (t) => {
    const script = join(checkout, "scripts/build.mjs");
    const original = readFileSync(script);
    writeFileSync(script, 'console.log("[  5.0s] 120 of 264 sources read (wasm/core/x.cpp), about 9 s left"); process.exit(1);');
    t.after(() => writeFileSync(script, original));
    const run = runDev(["--port", String(await freePort())]);
    assert.equal(await run.ended, 1);
    assert.match(run.output, /^\[ *\d+s\] 120 of 264 sources read \(wasm\/core\/x\.cpp\), about 9 s left$/m);
  });

  test("a build that fails is a sentence below what it said", async (t) => {
    const script = join(checkout, "scripts/build.mjs");
    const original = readFileSync(script);
    writeFileSync(script, 'console.error("wasm/core/x.cpp:1:1: error: no"); process.exit(1);');
    t.after(() => writeFileSync(script, original));
    const run = runDev(["--port", String(await freePort())]);
    assert.equal(await run.ended, 1);
    assert.match(run.errors, /error: no\nThe build failed; what it said is above\.\n$/);
  });
});

test("settings files: what is written is read back, bare and quoted values too", () => {
  const settings = { A: "plain", B: "it's", C: "a,b\nc\n", D: "x#y = z", E: '"both" `kinds`', F: " spaced ", G: "" };
  assert.deepEqual(parseSettings(formatSettings(settings)), settings);
  assert.deepEqual(parseSettings("# note\nX=1 # one\nexport Y = \"a\\nb\"\r\nZ='q\nr'\n"), {
    X: "1",
    Y: "a\nb",
    Z: "q\nr",
  });
  assert.throws(() => formatSettings({ A: "' and `" }), /A holds both/);
});

function pathOf(name) {
  return process.env.PATH.split(":")
    .map((folder) => join(folder, name))
    .find(existsSync);
}
