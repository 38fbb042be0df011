// Moving in from the five earlier systems: a sample export of each, into the Worker in workerd (E6, E2).
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { join } from "node:path";
import { ask, done, password, adminSettings } from "../worker/panel.mjs";
import { startRota } from "../worker/harness.mjs";
import { root, runProgram } from "./running.mjs";

let rota;
before(async () => {
  rota = await startRota({ settings: { ...adminSettings, UPSTREAM_API_URL: "http://127.0.0.1:9" } });
});
after(() => rota?.stop());

const file = (name) => join(root, "tests/scripts/exports", name);
const migrate = (from, names, more = []) =>
  runProgram(process.execPath, ["scripts/migrate.mjs", from, ...names.map(file), "--url", rota.url, ...more], {
    env: { ADMIN_PASSWORD: password },
  });

async function moved(from, names) {
  const said = await migrate(from, names);
  assert.equal(said.code, 0, said.errors);
  return said.output;
}

const keys = async () => (await done(rota, "GET", "/admin/keys/gemini?per_page=100")).keys;
const keyEnding = async (end) => (await keys()).find((key) => key.masked.endsWith(end));
const clients = async () => (await done(rota, "GET", "/admin/keys/user")).keys;
const setting = async (name) =>
  (await done(rota, "GET", "/admin/config")).settings.find((one) => one.name === name).value;

test("env: keys and the client key come, addresses are told", async () => {
  const output = await moved("env", ["env.vars"]);
  assert.match(output, /Keys: 3 added, 0 there already/);
  assert.match(output, /Client keys: 1 added/);
  assert.match(output, /No place in Rota:\n {2}UPSTREAM_API_URL: /);
  assert((await clients()).some(({ name }) => name === "PROXY_API_KEY"));
});

test("kv-panel: keys, clients with their safety switch, models, quotas; a key that can be guessed stays out", async () => {
  const output = await moved("kv-panel", ["panel-keys.json", "panel-config.json"]);
  assert.match(output, /Keys: 2 added/);
  assert.match(output, /Client keys: 1 added/);
  assert.match(output, /Client key 2 \(old one\): A client key is 16 to 512/);
  assert.match(output, /The error 403 of one/);
  assert.equal((await keyEnding("-01")).name, "one");
  assert.equal((await clients()).find(({ name }) => name === "laptop").safety_enabled, false);
  const { models } = await done(rota, "GET", "/admin/models");
  const byId = Object.fromEntries(models.map(({ id, category, daily_quota }) => [id, [category, daily_quota]]));
  assert.deepEqual(byId["gemini-2.5-pro"], ["Pro", 50]);
  assert.deepEqual(byId["gemini-2.5-flash"], ["Flash", null]);
  assert.deepEqual(byId["gemma-3-27b-it"], ["Custom", 900]);
  assert.deepEqual([await setting("pro_daily_quota"), await setting("flash_daily_quota")], ["100", "250"]);
});

test("kv-keys: all three shapes, each key once", async () => {
  const output = await moved("kv-keys", ["keys-config.json", "keys-list.json"]);
  assert.match(output, /Keys: 4 added, 0 there already, 1 twice in the export/);
  assert.match(output, /GEMINI_KEY_ROTATION_STATE/);
});

test("d1-balancer: a dump is read as SQL, a key that was off stays off", async () => {
  const output = await moved("d1-balancer", ["balancer.sql"]);
  assert.match(output, /Keys: 2 added/);
  assert.match(output, /Recorded calls \(3\): --history FILE/);
  assert.match(output, /Recorded calls without a time: 1/);
  assert.equal((await keyEnding("rTwo")).enabled, false);
  const names = await clients();
  assert.equal(names.find(({ name }) => name === `it's "Anna"; mine`).enabled, true);
  assert.equal(names.find(({ hint }) => hint === "-two").enabled, false);
  assert.equal(await setting("default_model"), "gemini-2.5-flash");
  assert.equal(await setting("request_timeout_ms"), "45000");
  assert.equal(await setting("rotation_strategy"), "adaptive");
  assert.equal(await setting("include_thoughts"), "on");
  assert.equal(await setting("max_attempts"), "4");
  assert.equal(await setting("thinking_default"), "auto");
  assert.equal(await setting("client_requests_per_minute"), "120");
});

test("d1-pool: mail addresses, notes and settings of the same name", async () => {
  const output = await moved("d1-pool", ["pool.sql"]);
  assert.match(output, /Keys: 2 added/);
  assert.match(output, /cooldown_hours = 24/);
  assert.match(output, /Recorded calls \(2\): --history FILE/);
  const [first] = await rota.rows("SELECT email, notes, is_active FROM api_keys WHERE api_key LIKE '%One1'");
  assert.deepEqual(first, { email: "anna@example.com", notes: "team A; the first", is_active: 1 });
  assert.equal((await keyEnding("Two2")).enabled, false);
  assert.deepEqual(
    [await setting("rotation_strategy"), await setting("max_errors_threshold"), await setting("error_reset_interval")],
    ["least_used", "7", "1800"],
  );
  assert.equal(await setting("enable_usage_tracking"), "0");
});

test("H19 history becomes daily sums of the same keys and clients, once however often it is applied", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "rota-history-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const database = await rota.database();
  for (const [from, name] of [["d1-balancer", "balancer.sql"], ["d1-pool", "pool.sql"]]) {
    const history = join(folder, `${from}.sql`);
    const said = await migrate(from, [name], ["--history", history]);
    assert.equal(said.code, 0, said.errors);
    assert.match(said.output, /Recorded calls \(\d\): apply them with npx wrangler d1 execute/);
    const statements = readFileSync(history, "utf8").trim().split(";\n");
    for (const sql of [...statements, ...statements]) await database.prepare(sql).run();
    assert.doesNotMatch(statements.join(""), /AIza|sk-/);
  }
  const [key, client] = [(await keyEnding("rOne")).id, (await clients()).find(({ name }) => name.startsWith("it's")).id];
  const sums = await rota.rows("SELECT day, subject, model, requests, errors, prompt_tokens AS tokens FROM usage_daily WHERE day < 20785 ORDER BY day, subject, model");
  const of = (...row) => Object.fromEntries(row.map((value, i) => [["day", "subject", "model", "requests", "errors", "tokens"][i], value]));
  const [october31, november1] = [20757, 20758];
  assert.deepEqual(sums.filter(({ day }) => day < 20770), [
    of(october31, `c:${client}`, "gemini-2.5-flash", 1, 0, 120),
    of(november1, "c:", "it's", 2, 0, 20),
    of(november1, `c:${client}`, "gemini-2.5-flash", 1, 0, 100),
    of(november1, `k:${key}`, "gemini-2.5-flash", 1, 0, 100),
    of(november1, `k:${key}`, "it's", 2, 0, 20),
  ]);
  const pool = (await keyEnding("One1")).id;
  assert.deepEqual(sums.filter(({ subject }) => subject === `k:${pool}`), [of(20777, `k:${pool}`, "", 2, 1, 40)]);
});

test("once more changes nothing, and no report shows a key (F1)", async () => {
  const before = (await keys()).length;
  const output = await moved("d1-pool", ["pool.sql"]);
  assert.match(output, /Keys: 0 added, 2 there already/);
  assert.equal((await keys()).length, before);
  for (const [from, names] of [["env", ["env.vars"]], ["kv-panel", ["panel-keys.json", "panel-config.json"]]]) {
    assert.doesNotMatch(await moved(from, names), /AIza\w|sk-/);
  }
});

async function rehearsed(from, paths) {
  const said = await runProgram(process.execPath, ["scripts/migrate.mjs", from, ...paths, "--dry-run"]);
  assert.equal(said.code, 0, said.errors);
  return said.output;
}

test("a dry run asks no Rota", async () => {
  assert.match(await rehearsed("d1-pool", [file("pool.sql")]), /Would move 2 keys, 0 client keys, 0 models\./);
});

test("a dry run foresees every refusal in the words of the move itself", async () => {
  const panel = ["panel-keys.json", "panel-config.json"];
  const rehearsal = await rehearsed("kv-panel", panel.map(file));
  assert.match(rehearsal, /Would move 2 keys, 1 client keys, 3 models\./);
  const leftOut = (output) => output.slice(output.indexOf("No place in Rota:"));
  assert.match(leftOut(rehearsal), /Client key 2 \(old one\): A client key is 16 to 512/);
  assert.equal(leftOut(rehearsal), leftOut(await moved("kv-panel", panel)));
});

const fake = (number) => `AIzaSyFAKE${String(number).padStart(29, "0")}`;

/** Files of these texts or bytes, in a folder that ends with the test. */
function filesOf(t, contents) {
  const folder = mkdtempSync(join(tmpdir(), "rota-migrate-"));
  t.after(() => rmSync(folder, { recursive: true }));
  return contents.map((content, i) => {
    const path = join(folder, `part-${i + 1}.env`);
    writeFileSync(path, content);
    return path;
  });
}

test("E6 env: several files and lines, in any form that an import reads; what is no key is told with its line", async (t) => {
  const files = filesOf(t, [
    `API_KEYS=${fake(1)},${fake(2)}\nAPI_KEYS='["${fake(3)}","${fake(4)}"]'`,
    `export GEMINI_API_KEY="${fake(5)}"\nGEMINI_API_KEY_2=${fake(6)}\n# a note\n${fake(7)}\n`,
    `API_KEYS="anna@example.com----Passw0rd99----${fake(8)}\nPassw0rd99"\nEDITOR=vi`,
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`API_KEYS=${fake(9)}`, "utf16le")]),
  ]);
  const output = await rehearsed("env", files);
  assert.match(output, /Would move 9 keys, 0 client keys, 0 models\./);
  assert.match(output, /API_KEYS, line 2: There is no key of a known form here\./);
  assert.match(output, /EDITOR: Rota has no variable/);
  assert.doesNotMatch(output, /Passw0rd/);
});

test("C3 kv-keys: entries key_n come in the order of their numbers", async () => {
  const { kinds } = await import("../../scripts/migrations.mjs");
  const entries = Object.fromEntries([0, 1, 10, 11, 2].map((number) => [`key_${number}`, fake(number)]));
  const { keys } = kinds["kv-keys"].read([JSON.stringify(entries)]);
  assert.deepEqual(keys.map(({ name }) => name), ["key_0", "key_1", "key_2", "key_10", "key_11"]);
});

test("C3 a list of names is cut into parts that kv bulk get takes, none lost", async (t) => {
  const names = Array.from({ length: 250 }, (_, i) => ({ name: `key:${i}` }));
  const [list] = filesOf(t, [JSON.stringify(names)]);
  const said = await runProgram(process.execPath, ["scripts/migrate.mjs", "split", list]);
  assert.equal(said.code, 0, said.errors);
  const parts = said.output.trim().split("\n").map((path) => JSON.parse(readFileSync(path, "utf8")));
  assert.deepEqual(parts.map(({ length }) => length), [100, 100, 50]);
  assert.deepEqual(parts.flat(), names);
});

test("mistakes get a sentence", async () => {
  const mistakes = [
    [["nowhere", "x"], /^Name the kind of gateway first: env, kv-panel, /],
    [["env"], /^Name the files of the export/],
    [["env", "no-such-file"], /^no-such-file does not exist\.$/m],
    [["kv-panel", file("pool.sql")], /^An export of KV is not JSON/],
    [["d1-pool", file("panel-keys.json")], /^The export is not the SQL that wrangler d1 export writes\.$/m],
    [["d1-pool", file("balancer.sql")], /^The export has no table api_keys/],
    [["env", file("env.vars"), "--colour"], /^Unknown option '--colour'/],
    [["env", file("env.vars"), "--url", "http://example.com"], /must begin with https:/],
    [["env", file("env.vars"), "--url", "http://127.0.0.1:65431"], /cannot be reached \(ECONNREFUSED\)/],
  ];
  await Promise.all(mistakes.map(async ([args, sentence]) => {
    const said = await runProgram(process.execPath, ["scripts/migrate.mjs", ...args], { env: { ADMIN_PASSWORD: "x" } });
    assert.equal(said.code, 1, args.join(" "));
    assert.match(said.errors, sentence);
    assert.doesNotMatch(said.errors, / {4}at /);
  }));
});

test("a dump reaches no file of the machine", async () => {
  const { kinds } = await import("../../scripts/migrations.mjs");
  assert.throws(() => kinds["d1-pool"].read(["ATTACH '/tmp/rota-attached.db' AS other;"]), /not the SQL/);
});

test("a wrong password is told", async () => {
  const said = await runProgram(
    process.execPath,
    ["scripts/migrate.mjs", "env", file("env.vars"), "--url", rota.url],
    { env: { ADMIN_PASSWORD: "wrong" } },
  );
  assert.equal(said.code, 1);
  assert.match(said.errors, /refuses: /);
  assert.equal((await ask(rota, "GET", "/admin/models")).status, 200);
});

test("the guide has a command for each kind, the same in both languages", async () => {
  const { kinds } = await import("../../scripts/migrations.mjs");
  const blocksOf = (name) => readFileSync(join(root, "docs", name), "utf8").match(/^```sh\n[^]*?^```$/gm);
  const blocks = blocksOf("MIGRATE.md");
  assert.deepEqual(blocksOf("MIGRATE.zh-CN.md"), blocks);
  const commands = [...blocks.join("\n").matchAll(/^\.\/scripts\/migrate\.sh (\S+) --url \S+ (.+)$/gm)];
  assert.deepEqual(commands.map(([, kind]) => kind).sort(), Object.keys(kinds).sort());
});
