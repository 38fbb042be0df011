// A deployment from a clean clone with nothing but Node and npm: the packages, the build, the bundle that wrangler would
// upload, and that bundle running on empty storage; what the Deploy button asks for (B7). Only Cloudflare's own part is not
// here. npm ci and the compilation make it the longest of these tests: they are what is to be proven.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Miniflare } from "miniflare";
import { parseSettings } from "../../scripts/settings.mjs";
import { compatibility } from "../worker/harness.mjs";
import { machinePath, root, runProgram } from "./running.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const toml = readFileSync(join(root, "wrangler.toml"), "utf8");

describe("B7 the Deploy button", () => {
  const example = parseSettings(readFileSync(join(root, ".dev.vars.example"), "utf8"));

  test("asks for the secrets, and offers no value that somebody could leave as it is", () => {
    assert.deepEqual(example, { API_KEYS: "", ADMIN_PASSWORD: "", SESSION_SECRET_KEY: "" });
  });

  test("describes each of them and each binding", () => {
    const bindings = [...toml.matchAll(/^(?:binding|name) = "([A-Z_]+)"/gm)].map(([, name]) => name);
    assert(bindings.length >= 3);
    const described = Object.keys(manifest.cloudflare.bindings);
    for (const name of [...Object.keys(example), ...bindings.filter((one) => one !== "ASSETS")]) assert(described.includes(name), name);
    for (const { description } of Object.values(manifest.cloudflare.bindings)) assert(description.length > 20);
  });

  test("finds scripts to build and to deploy with, and no id of an account", () => {
    assert(manifest.scripts.build && manifest.scripts.deploy);
    assert.doesNotMatch(toml, /^\s*(database_id|id|account_id)\s*=/m);
  });
});

/** A copy of the files that git knows of; where there is no git, of the folders. */
function copyTree(target) {
  const said = spawnSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  const names = said.status === 0 ? said.stdout.split("\0").filter(Boolean) : readdirSync(root);
  const left = /^(node_modules|build|test-output|\.git|\.wrangler|\.dev\.vars$|js-shim\/(rota\.wasm|admin\/dist))/;
  for (const name of names.filter((one) => !left.test(one) && existsSync(join(root, one)))) {
    cpSync(join(root, name), join(target, name), { recursive: true });
  }
}

const onMachine = (name) => machinePath.split(delimiter).map((folder) => join(folder, name)).find((path) => existsSync(path));

/** A PATH on which only the machine's own Node and npm are found. */
function onlyNode(folder) {
  const bin = join(folder, "only-node");
  mkdirSync(bin);
  symlinkSync(realpathSync(onMachine("node") ?? process.execPath), join(bin, "node"));
  symlinkSync(realpathSync(onMachine("npm")), join(bin, "npm"));
  symlinkSync("/bin/sh", join(bin, "sh")); // npm starts scripts with it
  return bin;
}

/** An environment with that PATH, an empty home and an empty cache, and of this one only how npm reaches its registry. */
function bareEnvironment(folder) {
  const home = join(folder, "home");
  mkdirSync(home);
  const onThisMachine = { env: { ...process.env, PATH: machinePath }, encoding: "utf8" };
  const configOf = (name) => spawnSync("npm", ["config", "get", name], onThisMachine).stdout.trim();
  const kept = Object.entries(process.env).filter(([name]) => /^(npm_config_(registry|cafile|\w*proxy)|\w+_proxy)$/i.test(name));
  return {
    ...Object.fromEntries(kept),
    PATH: onlyNode(folder),
    HOME: home,
    npm_config_cache: join(folder, "npm-cache"),
    npm_config_userconfig: configOf("userconfig"),
    npm_config_globalconfig: configOf("globalconfig"),
    WRANGLER_SEND_METRICS: "false",
    CLOUDFLARE_API_TOKEN: "",
  };
}

/** Where nothing is built yet, what the clone has built is what all else is tested with. */
function installFrom(clone) {
  cpSync(join(clone, "js-shim/rota.wasm"), join(root, "js-shim/rota.wasm"));
  mkdirSync(join(root, "build"), { recursive: true });
  for (const name of readdirSync(join(clone, "build")).filter((one) => one.endsWith(".stamp") && one !== "admin.stamp")) {
    cpSync(join(clone, "build", name), join(root, "build", name));
  }
}

const digestOf = (path) => createHash("sha256").update(readFileSync(path)).digest("hex");

describe("B7 a clean clone, with nothing but Node and npm", () => {
  let folder;
  let clone;
  let env;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "rota-clone-"));
    clone = join(folder, "clone");
    mkdirSync(clone);
    copyTree(clone);
    env = bareEnvironment(folder);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));
  const npm = (...args) => runProgram("npm", args, { folder: clone, env, bare: true });

  test("npm ci, from an empty cache", { timeout: 600_000 }, async () => {
    const { code, errors } = await npm("ci", "--no-audit", "--no-fund");
    const why = /code (E[A-Z_]+)/.exec(errors)?.[1] ?? "no code"; // npm's own words name hosts
    assert.equal(code, 0, `npm ci failed (${why}): is the network up?`);
    assert(existsSync(join(clone, "node_modules/.bin/wrangler")));
  });

  test("npm run build", { timeout: 900_000 }, async () => {
    const { code, output, errors } = await npm("run", "build");
    assert.equal(code, 0, output + errors);
    const built = join(root, "js-shim/rota.wasm");
    if (!existsSync(built)) return installFrom(clone);
    const same = digestOf(join(clone, "js-shim/rota.wasm")) === digestOf(built);
    assert(same, "a clean clone builds another module than js-shim/rota.wasm: build that anew, or look what decides it");
  });

  test("wrangler deploy would upload it with its bindings", { timeout: 300_000 }, async () => {
    const said = await npm("exec", "--", "wrangler", "deploy", "--dry-run", "--outdir", "bundle");
    assert.equal(said.code, 0, said.output + said.errors);
    for (const binding of ["env.API_KEY_MANAGER", "env.RESPONSE_STORE", "env.EGRESS", "env.CONFIG_KV", "env.DB"]) assert(said.output.includes(binding), said.output);
    const size = Number(/gzip: ([\d.]+) KiB/.exec(said.output)[1]);
    assert(size < 3 * 1024, `${size} KiB: a free account takes 3 MiB`);
  });

  test("wrangler's own look at the start finds it short", { timeout: 300_000 }, async () => {
    const said = await npm("exec", "--", "wrangler", "check", "startup", "--outfile", "start.cpuprofile");
    assert.equal(said.code, 0, said.output + said.errors);
    const { startTime, endTime } = JSON.parse(readFileSync(join(clone, "start.cpuprofile"), "utf8"));
    assert((endTime - startTime) / 1000 < 1000, `${(endTime - startTime) / 1000} ms; Cloudflare allows a second`);
  });

  test("the bundle serves on empty storage: healthy or not it says so, and nobody is let in", async (t) => {
    const names = readdirSync(join(clone, "bundle"));
    const type = { ".js": "ESModule", ".wasm": "CompiledWasm", ".sql": "Text" };
    const entry = "worker.js";
    const modules = [entry, ...names.filter((name) => name !== entry)]
      .filter((name) => /\.(js|wasm|sql)$/.test(name))
      .map((name) => ({ type: type[/\.\w+$/.exec(name)[0]], path: join(clone, "bundle", name) }));
    const miniflare = new Miniflare({
      ...compatibility,
      modulesRoot: join(clone, "bundle"),
      modules,
      durableObjects: {
        API_KEY_MANAGER: { className: "KeyPool", useSQLite: true },
        RESPONSE_STORE: { className: "ResponseStore", useSQLite: true },
        EGRESS: { className: "Egress", useSQLite: true },
      },
      d1Databases: { DB: "empty" },
      kvNamespaces: { CONFIG_KV: "empty" },
      bindings: { UPSTREAM_API_URL: "http://127.0.0.1:65431" },
      cf: false,
    });
    t.after(() => miniflare.dispose());
    const health = await miniflare.dispatchFetch("http://rota.example/health");
    assert.equal(health.status, 503, "without a key nothing can be served");
    assert.equal((await health.json()).status, "degraded");
    const models = await miniflare.dispatchFetch("http://rota.example/v1/models");
    assert.equal(models.status, 401);
    assert.match((await models.json()).error.message, /key/i);
    const admin = await miniflare.dispatchFetch("http://rota.example/admin/config");
    assert.equal(admin.status, 503, "no default password");
  });
});
