// What strangers cost: /health, wrong client keys and wrong passwords, counted in calls of the pool object (F8, D1).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sleep } from "./client.mjs";
import { answer } from "./google.mjs";
import { adminSettings, done, makeClient, password } from "./panel.mjs";
import { ask, ownPair } from "./setup.mjs";

const strangePair = (t) => ownPair(t, { counting: true, settings: adminSettings, script: (call) => answer(call) });

/** How many calls of the object `work` makes. */
async function callsOf(rota, work) {
  const { objectCalls } = await rota.counts();
  await work();
  return (await rota.counts()).objectCalls - objectCalls;
}

/** Sends so many requests, a few at once, each made by `one(i)`; gives how often each status came. */
async function storm(count, one) {
  const statuses = {};
  for (let i = 0; i < count; i += 20) {
    const answers = await Promise.all(Array.from({ length: Math.min(20, count - i) }, (_, j) => one(i + j)));
    for (const { status } of answers) statuses[status] = (statuses[status] ?? 0) + 1;
  }
  return statuses;
}

const from = (i) => ({ "cf-connecting-ip": `2001:db8:${(i >> 8).toString(16)}:${(i & 255).toString(16)}::1` });
const logIn = (rota, text, headers) => rota.send("/admin/login", { method: "POST", json: { password: text }, headers });

describe("Strangers", () => {
  test("F8 a thousand of them ask for health at the price of a call in three seconds, and are told its age", async (t) => {
    const { rota } = await strangePair(t);
    const begun = Date.now();
    let statuses;
    const calls = await callsOf(rota, async () => {
      statuses = await storm(1000, () => rota.send("/health"));
    });
    const windows = Math.ceil((Date.now() - begun) / 3_000) + 1;
    t.diagnostic(`1,000 requests for /health: ${calls} calls of the object`);
    assert.deepEqual(statuses, { 200: 1000 });
    assert(calls <= windows, `${calls} calls in ${windows} windows`);
    const told = (await rota.send("/health")).json();
    assert(told.age_ms === undefined || told.age_ms <= 3_000, JSON.stringify(told));
    await sleep(3_100);
    const fresh = (await rota.send("/health")).json();
    assert.equal(fresh.age_ms, undefined);
    assert.equal(fresh.keys.total, 3);
    assert((await rota.send("/health")).json().age_ms >= 0);
  });

  test("D1 a thousand wrong client keys from a thousand networks cost a few calls, and a client does not notice", async (t) => {
    const { rota } = await strangePair(t);
    const client = await makeClient(rota, { requests_per_minute: 0 });
    assert.equal((await rota.chat(ask(), { key: client.key })).status, 200);
    const begun = Date.now();
    const calls = await callsOf(rota, () => storm(1000, (i) => rota.chat(ask(), { key: `sk-wrong-${i}`, headers: from(i) })));
    t.diagnostic(`1,000 wrong client keys: ${calls} calls of the object in ${Date.now() - begun} ms`);
    assert(calls <= 2 + (Date.now() - begun) / 5_000, `${calls} calls`);
    assert.equal((await rota.chat(ask(), { key: client.key })).status, 200);
  });

  test("D1 a thousand wrong logins of one network cost five calls, then it is told to wait without any", async (t) => {
    const { rota } = await strangePair(t);
    let statuses;
    const calls = await callsOf(rota, async () => {
      for (let i = 0; i < 8; i += 1) await logIn(rota, "guess");
      statuses = await storm(992, (i) => logIn(rota, `guess ${i}`));
    });
    t.diagnostic(`1,000 wrong logins of one network: ${calls} calls of the object`);
    assert(calls <= 8, `${calls} calls`);
    assert.deepEqual(statuses, { 429: 992 });
    const refused = await logIn(rota, "guess");
    assert(Number(refused.headers["retry-after"]) > 0);
  });

  test("D1 wrong passwords from everywhere are told to the object up to a measure; a session and the right password go on", async (t) => {
    const { rota } = await strangePair(t);
    const entered = await logIn(rota, password);
    const cookie = entered.headers["set-cookie"][0].split(";")[0];
    const calls = await callsOf(rota, () =>
      storm(1000, (i) =>
        i % 2 === 0
          ? logIn(rota, `guess ${i}`, from(i))
          : rota.send("/status", { headers: { ...from(i), authorization: `Bearer guess-${i}` } }),
      ),
    );
    t.diagnostic(`1,000 wrong passwords of 1,000 networks: ${calls} calls of the object`);
    assert(calls <= 160, `${calls} calls`);
    assert.equal((await rota.send("/status", { headers: { cookie } })).status, 200);
    assert.equal((await done(rota, "GET", "/status")).status, "ok");
    assert.equal((await logIn(rota, password)).status, 200, "the administrator's own network is known");
  });
});

describe("The binding RATE_LIMITER", () => {
  const start = (t, limiter) => ownPair(t, { faulty: true, settings: adminSettings, script: (call) => answer(call) }).then(async (pair) => {
    await pair.rota.fail({ limiter });
    return pair;
  });

  test("D1 where it says no, the network is not listened to until the minute ends; others are", async (t) => {
    const { rota } = await start(t, "");
    const client = await makeClient(rota, {});
    const first = await rota.chat(ask(), { key: "sk-wrong", headers: from(1) });
    assert.equal(first.status, 429, first.text);
    assert(Number(first.headers["retry-after"]) <= 60);
    assert.equal((await rota.chat(ask(), { key: client.key, headers: from(2) })).status, 200);
  });

  for (const way of ["hang", "garbage", "it is broken"]) {
    test(`D1 without an answer of it (${way}) a wrong key is refused as ever`, async (t) => {
      const { rota } = await start(t, way);
      const begun = Date.now();
      const refused = await rota.chat(ask(), { key: "sk-wrong" });
      assert.equal(refused.status, 401, refused.text);
      assert(Date.now() - begun < 3_000);
    });
  }
});
