// Keys and settings through the admin API in workerd: what goes in is used at once, and stays (B1, E1, E6, F1, F2).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, clientKey, ownPair, sharePair } from "./setup.mjs";

const settings = { ...panel.adminSettings, API_KEYS: "", CLIENT_API_KEYS: clientKey };
const script = (call) => answer(call);
const key = clientKey;
const bySecret = (secret) => secret.slice(-4);

const importKeys = (rota, body) => panel.ask(rota, "POST", "/admin/keys/import", { body });

async function imported(rota, body) {
  const answered = await importKeys(rota, body);
  assert.equal(answered.status, 200, answered.text);
  return answered.json();
}

/** The pool keys that the upstream sees in so many requests, one after the other. */
async function used({ rota, upstream }, requests) {
  upstream.forget();
  for (let i = 0; i < requests; i += 1) assert.equal((await rota.chat(ask(), { key })).status, 200);
  return upstream.keys;
}

/** The listed key of a secret. */
async function listed(rota, secret) {
  const { keys } = await panel.listKeys(rota, `?q=${bySecret(secret)}`);
  assert.equal(keys.length, 1);
  return keys[0];
}

describe("Importing keys", () => {
  const pair = sharePair({ script, keys: 0, settings });
  const secret = (name) => `AIzaFAKE-import-canary-${name}`;
  const formats = {
    "mail:key lines with comments": [
      `# mine\nann@example.com:${secret("l1")}\n\nbob@example.com:${secret("l2")}  # the second\n`,
      "lines",
      { name: "", email: "ann@example.com" },
    ],
    "keys between commas": [`${secret("c1")}, ${secret("c2")}`, "lines", {}],
    CSV: [
      `key,name,project,weight\n${secret("v1")},First,one,3\n${secret("v2")},"Se,cond",two,1\n`,
      "csv",
      { name: "First", project: "one", weight: 3 },
    ],
    "a list of names and values": [
      JSON.stringify([{ key: "key_0", value: secret("k1") }, { key: "key_1", value: secret("k2") }]),
      "json",
      { name: "key_0" },
    ],
    "an object with keys": [JSON.stringify({ keys: [secret("o1"), secret("o2")] }), "json", {}],
    "a plain list": [JSON.stringify([secret("p1"), secret("p2")]), "json", {}],
    "text in a JSON body": [JSON.stringify({ text: `${secret("t1")}\n${secret("t2")}` }), "lines", {}],
  };
  for (const [name, [body, format, first]] of Object.entries(formats)) {
    test(`E6 ${name}`, async () => {
      const report = await imported(pair.rota, body);
      assert.deepEqual([report.added, report.already_there, report.refused_count, report.format], [2, 0, 0, format]);
      const { keys } = await panel.listKeys(pair.rota, `?q=${body.match(/AIzaFAKE[\w-]+/)[0].slice(-4)}`);
      for (const [member, value] of Object.entries(first)) assert.equal(keys[0][member], value, member);
      assert.deepEqual([keys[0].source, keys[0].enabled, keys[0].state], ["import", true, "ready"]);
    });
  }

  test("E6 every one of them is used in the very next requests", async () => {
    const count = Object.keys(formats).length * 2;
    assert.equal(new Set(await used(pair, count)).size, count);
  });

  test("E6 what is there already is counted and changes nothing; what is no key is refused and masked", async () => {
    const report = await imported(pair.rota, `${secret("l1")}\n${secret("l1")}\nAIza\n${secret("new")}\n`);
    assert.deepEqual([report.added, report.already_there, report.duplicates, report.refused_count], [1, 1, 1, 1]);
    assert.equal(report.refused[0].line, 3);
    assert.equal((await listed(pair.rota, secret("l1"))).email, "ann@example.com");
  });

  test("F1 no key stands in any answer or log", () => {
    pair.rota.assertNoSecret([secret(""), panel.password, panel.sessionSecret]);
  });
});

test("E6 20,000 keys in one request; then paging and search", { timeout: 120_000 }, async (t) => {
  const pair = await ownPair(t, { script, keys: 0, settings });
  const secret = (i) => `AIzaFAKE-many-canary-${String(i).padStart(18, "0")}`;
  const lines = Array.from({ length: 20_000 }, (_, i) => `user${i}@example.com:${secret(i)}`).join("\n");
  const began = performance.now();
  assert.equal((await imported(pair.rota, lines)).added, 20_000);
  const stored = performance.now();
  const page = await panel.listKeys(pair.rota, "?page=101&per_page=99");
  const [imports, lists] = [stored - began, performance.now() - stored].map(Math.round);
  t.diagnostic(`imported in ${imports} ms, a page listed in ${lists} ms`);
  assert.deepEqual([page.total, page.page, page.per_page, page.keys.length], [20_000, 101, 99, 99]);
  const last = await panel.listKeys(pair.rota, "?page=203&per_page=99");
  assert.equal(last.keys.length, 20_000 - 202 * 99);
  const ids = new Set([...page.keys, ...last.keys].map(({ id }) => id));
  assert.equal(ids.size, 99 + last.keys.length);
  const found = await panel.listKeys(pair.rota, "?q=user12345%40example.com");
  assert.deepEqual(found.keys.map(({ email }) => email), ["user12345@example.com"]);
  assert.equal((await panel.listKeys(pair.rota, "?q=nobody%25")).total, 0);
  const status = await panel.done(pair.rota, "GET", "/status");
  assert.deepEqual([status.keys.total, status.keys.ready], [20_000, 20_000]);
  assert.equal((await used(pair, 1)).length, 1);
  assert.equal((await importKeys(pair.rota, secret(20_000))).status, 413);
});

describe("Changing keys", () => {
  const pair = sharePair({ script, keys: 4, settings, keepState: true });
  const state = {};
  const one = () => `/admin/keys/gemini/${state.id}`;

  test("B1 added one by one; a name, a project, a note and a weight", async () => {
    const { ids } = await panel.done(pair.rota, "POST", "/admin/keys/gemini", { keys: pair.keys, project: "shared" });
    assert.equal(ids.length, 4);
    state.id = (await listed(pair.rota, pair.keys[0])).id;
    await panel.done(pair.rota, "PATCH", one(), { name: "Naïve 🔑", project: "own", notes: "a note", weight: 5 });
    const { masked, name, project, notes, weight } = await listed(pair.rota, pair.keys[0]);
    assert.deepEqual([name, project, notes, weight], ["Naïve 🔑", "own", "a note", 5]);
    assert(masked.endsWith(bySecret(pair.keys[0])) && !masked.includes("canary"), masked);
  });

  test("B1 a disabled key is never picked, an enabled one is again", async () => {
    assert(new Set(await used(pair, 4)).has(pair.keys[0]));
    await panel.done(pair.rota, "PATCH", one(), { enabled: false });
    assert.equal((await listed(pair.rota, pair.keys[0])).state, "off");
    assert(!(await used(pair, 12)).includes(pair.keys[0]));
    assert.equal((await panel.listKeys(pair.rota, "?state=off")).total, 1);
    await panel.done(pair.rota, "PATCH", one(), { enabled: true });
    assert((await used(pair, 4)).includes(pair.keys[0]));
  });

  test("B1 a deleted key is gone", async () => {
    await panel.done(pair.rota, "DELETE", one());
    assert.equal((await panel.listKeys(pair.rota)).total, 3);
    assert(!(await used(pair, 9)).includes(pair.keys[0]));
    assert.equal((await panel.ask(pair.rota, "DELETE", one())).status, 404);
  });

  test("F2 keys survive a restart; they are sealed in D1 and stand in no file, answer or log", async () => {
    await panel.done(pair.rota, "PATCH", `/admin/keys/gemini/${(await listed(pair.rota, pair.keys[1])).id}`, {
      enabled: false,
    });
    await pair.rota.restart();
    assert.deepEqual(new Set(await used(pair, 6)), new Set(pair.keys.slice(2)));
    for (const { sealed } of await pair.rota.rows("SELECT sealed FROM api_keys")) assert.match(sealed, /^v2\./);
    pair.rota.assertNotStored([...pair.keys, panel.password, panel.sessionSecret]);
    pair.rota.assertNoSecret([...pair.keys, panel.password, panel.sessionSecret]);
  });
});

test("F2 another SESSION_SECRET_KEY: keys are named unreadable, and the old one brings all back", async (t) => {
  const environment = "AIzaFAKE-environment-canary-envr";
  const pair = await ownPair(t, { script, keys: 2, keepState: true, settings: { ...settings, API_KEYS: environment } });
  const { rota, keys } = pair;
  await panel.done(rota, "POST", "/admin/keys/gemini", { keys, name: "kept", weight: 7 });
  await panel.setConfig(rota, { max_attempts: 3 });
  await rota.restart({ SESSION_SECRET_KEY: "another-session-secret-canary" });
  assert.deepEqual(new Set(await used(pair, 4)), new Set([environment]));
  assert.match(rota.logs, /2 stored keys cannot be decrypted: SESSION_SECRET_KEY is not the one/);
  const { keys: unreadable } = await panel.listKeys(rota, "?state=unreadable");
  assert.deepEqual(
    unreadable.map(({ name, weight }) => [name, weight]),
    [["kept", 7], ["kept", 7]],
  );
  const { settings: all } = await panel.done(rota, "GET", "/admin/config");
  assert.equal(all.find(({ name }) => name === "max_attempts").value, "3");

  await rota.restart({ SESSION_SECRET_KEY: panel.sessionSecret });
  assert.deepEqual(new Set(await used(pair, 6)), new Set([environment, ...keys]));
  rota.assertNoSecret([...keys, environment]);
});

test("E1 another rotation_strategy is in effect in the very next requests", async (t) => {
  const pair = await ownPair(t, { script, keys: 3, settings });
  await panel.done(pair.rota, "POST", "/admin/keys/gemini", { keys: pair.keys });
  const inTurn = (seen) => seen.every((secret, i) => i < 3 || secret === seen[i - 3]);
  assert(inTurn(await used(pair, 12)));
  await panel.setConfig(pair.rota, { rotation_strategy: "random" });
  assert(!inTurn(await used(pair, 24)));
  assert.equal((await panel.done(pair.rota, "GET", "/status")).rotation_strategy, "random");
  await panel.setConfig(pair.rota, { rotation_strategy: "round_robin" });
  assert(inTurn(await used(pair, 12)));
});
