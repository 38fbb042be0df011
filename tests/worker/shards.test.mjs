// A pool split into three objects behaves as one: its keys, its clients' limits, its health and its days (G4).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "./client.mjs";
import { answer, replies } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, ownPair, sharePair } from "./setup.mjs";

const script = (call) => answer(call);
const settings = { POOL_SHARDS: "3", ALLOW_ANONYMOUS: "1" };
const hourMs = 3_600_000;

const statuses = (answers) => answers.map(({ status }) => status).sort();
const times = (count, act) => Promise.all(Array.from({ length: count }, act));

describe("POOL_SHARDS=3", () => {
  const pair = sharePair({ script, keys: 12, settings: { ...settings, ...panel.adminSettings, ALLOW_ANONYMOUS: "1" } });

  test("G4 every key serves and none starves, one request after the other and many at once", async () => {
    for (let i = 0; i < 48; i += 1) assert.equal((await pair.rota.chat(ask())).status, 200);
    assert.deepEqual(new Set(pair.upstream.keys), new Set(pair.keys));
    pair.upstream.forget();
    assert.deepEqual(statuses(await times(96, () => pair.rota.chat(ask()))), Array(96).fill(200));
    assert.deepEqual(new Set(pair.upstream.keys), new Set(pair.keys));
  });

  test("D4 the health of all shards is one", async () => {
    const { status, keys } = (await pair.rota.send("/health")).json();
    assert.deepEqual([status, keys.total, keys.ready], ["ok", 12, 12]);
  });

  test("D3 a limited client gets its limit exactly, and a change in the panel reaches every shard", async (t) => {
    const { rota } = await ownPair(t, {
      script, keys: 12, adjustableClock: true, settings: { ...settings, ...panel.adminSettings },
    });
    for (const limit of [7, 3]) {
      const { key } = await panel.makeClient(rota, { requests_per_minute: limit });
      await rota.moveClock((Math.floor(Date.now() / 60_000) + 1) * 60_000 + 500 - Date.now());
      const answers = await times(20, () => rota.chat(ask(), { key }));
      assert.deepEqual(statuses(answers), [...Array(limit).fill(200), ...Array(20 - limit).fill(429)]);
    }
  });

  test("G4 keys added in the panel serve, wherever they belong", async () => {
    const keys = Array.from({ length: 6 }, (_, i) => `AIzaFAKE-pool-canary-added-${i}`);
    await panel.done(pair.rota, "POST", "/admin/keys/gemini", { keys });
    // The other shards hear of it with their next call, and load it behind that.
    for (let i = 0; i < 6; i += 1) assert.equal((await pair.rota.chat(ask())).status, 200);
    const known = async () => (await pair.rota.send("/health")).json().keys.total === 18;
    await eventually(known, "every shard knows its keys", 10_000);
    pair.upstream.forget();
    for (let i = 0; i < 120; i += 1) assert.equal((await pair.rota.chat(ask())).status, 200);
    for (const key of [...pair.keys, ...keys]) assert(pair.upstream.keys.includes(key), key);
    assert.equal((await pair.rota.send("/health")).json().keys.total, 18);
  });
});

test("A5 a shard without keys, or with exhausted ones, sends on to the next", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { script, keys: 1, settings });
  for (let i = 0; i < 6; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  assert.deepEqual(new Set(upstream.keys), new Set(keys));
  upstream.script = replies.minuteLimit;
  for (let i = 0; i < 3; i += 1) {
    const refused = await rota.chat(ask());
    assert.equal(refused.status, 429);
    assert(Number(refused.headers["retry-after"]) > 0);
  }
});

test("A3 the cron reaches every shard", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, {
    script: replies.dayLimit, keys: 9, adjustableClock: true, settings: { ...settings, MAX_ATTEMPTS: "20" },
  });
  for (let i = 0; i < 3; i += 1) assert.equal((await rota.chat(ask())).status, 429);
  assert.deepEqual(new Set(upstream.keys), new Set(keys));
  const due = Math.ceil((Date.now() + hourMs) / (24 * hourMs)) * 24 * hourMs + 8 * hourMs;
  await rota.moveClock(due + 1000 - Date.now());
  assert.equal((await rota.cron(due, "0 8 * * *")).outcome, "ok");
  assert.equal(rota.logs.match(/a Pacific day has begun/g)?.length, 3);
  upstream.forget();
  upstream.script = script;
  for (let i = 0; i < 27; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  assert.deepEqual(new Set(upstream.keys), new Set(keys));
});
