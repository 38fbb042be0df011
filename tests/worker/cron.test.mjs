// The daily reset: by the crons at 07:00 and 08:00 UTC, and never before the Pacific day has turned (A3).
import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { answer, replies } from "./google.mjs";
import { ask, ownPair } from "./setup.mjs";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The next instant at which it is `hour` o'clock UTC, from a time in ms. */
function nextAt(hour, from) {
  const day = Math.floor(from / dayMs) * dayMs + hour * hourMs;
  return day > from ? day : day + dayMs;
}

/** The next midnight in Los Angeles after a time: 07:00 UTC in summer, 08:00 UTC in winter. */
function nextPacificMidnight(from) {
  const hourInLosAngeles = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    hourCycle: "h23",
    hour: "numeric",
  });
  const early = nextAt(7, from);
  return Number(hourInLosAngeles.format(early)) === 0 ? early : nextAt(8, from);
}

/** A pool of two keys whose day is spent for one model. */
async function exhaustedPair(t) {
  const pair = await ownPair(t, { keys: 2, adjustableClock: true, script: replies.dayLimit });
  assert.equal((await pair.rota.chat(ask())).status, 429);
  assert.equal(pair.upstream.calls.length, 2);
  pair.upstream.forget();
  pair.upstream.script = (call) => answer(call);
  return pair;
}

async function assertStillExhausted({ rota, upstream }) {
  assert.equal((await rota.chat(ask())).status, 429);
  assert.equal(upstream.calls.length, 0, "an exhausted key was called before its time");
}

test("A3 the scheduled handler runs at both times and harms nothing", async (t) => {
  const { rota } = await ownPair(t, { script: (call) => answer(call) });
  for (const [hour, cron] of [
    [7, "0 7 * * *"],
    [8, "0 8 * * *"],
  ]) {
    const { outcome } = await rota.cron(nextAt(hour, Date.now()), cron);
    assert.equal(outcome, "ok");
  }
  assert.equal((await rota.chat(ask())).status, 200);
});

test("A3 a cron inside the same Pacific day gives no exhausted key back", async (t) => {
  const pair = await exhaustedPair(t);
  const lastCron = nextAt(7, Date.now() - dayMs);
  assert.equal((await pair.rota.cron(lastCron)).outcome, "ok");
  await assertStillExhausted(pair);
});

test("A3 F6 a minute before midnight in Los Angeles the key is exhausted, a minute after it is not", async (t) => {
  const pair = await exhaustedPair(t);
  const midnight = nextPacificMidnight(Date.now());
  await pair.rota.moveClock(midnight - 60_000 - Date.now());
  await assertStillExhausted(pair);
  await pair.rota.moveClock(midnight + 60_000 - Date.now());
  assert.equal((await pair.rota.chat(ask())).status, 200);
});

test("A3 the cron at Pacific midnight gives every key back; the one of the other season does no harm", async (t) => {
  const pair = await exhaustedPair(t);
  const midnight = nextPacificMidnight(Date.now());
  for (const hour of [7, 8]) {
    const time = nextAt(hour, Date.now());
    await pair.rota.moveClock(time + 1000 - Date.now());
    assert.equal((await pair.rota.cron(time, `0 ${hour} * * *`)).outcome, "ok");
    if (time < midnight) await assertStillExhausted(pair);
  }
  for (let i = 0; i < 2; i += 1) assert.equal((await pair.rota.chat(ask())).status, 200);
  assert.deepEqual(new Set(pair.upstream.keys), new Set(pair.keys));
});

test("A3 a reset never revives an invalid key's calls more than once a day", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { keys: 2, adjustableClock: true });
  const [bad] = keys;
  upstream.script = (call) => (call.key === bad ? replies.invalidKey() : answer(call));
  for (let i = 0; i < 4; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  const calls = () => upstream.keys.filter((key) => key === bad).length;
  await eventually(() => calls() === 2, "a client's request, and Rota's own that proves the key dead");
  const midnight = nextPacificMidnight(Date.now());
  await rota.moveClock(midnight + 1000 - Date.now());
  await rota.cron(midnight);
  for (let i = 0; i < 4; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  await sleep(200);
  assert(calls() <= 4, `${calls()} calls`);
});
