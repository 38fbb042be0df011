// What a request costs in Cloudflare's own units, counted at the bindings and not estimated (F8, G4): at a trickle, at
// a steady load and at a busy one, with every request recorded and without. Prints the table, and the day it makes.
import assert from "node:assert/strict";
import { Agent, createServer } from "node:http";
import { after, before, test } from "node:test";
import { eventually, send, sleep } from "./client.mjs";
import { poolKeys, saying } from "./google.mjs";
import { settledMs, startRota } from "./harness.mjs";
import { adminSettings, done, makeClient, setConfig } from "./panel.mjs";
import { ask } from "./setup.mjs";

const upstreamMs = 30;
const dayRequests = 100_000;
const keysInPool = 10;

/** After so long nobody waits any more to tell what the first request did. */
const reportMs = 6_000;

/** What the free plan gives in a day (Cloudflare's pricing pages, 2026). */
const freeDay = {
  objectRequests: 100_000,
  objectRows: 100_000,
  d1Rows: 100_000,
  kvWrites: 1_000,
};

/** Answers every call alike after a moment: at 200 calls a second a script of its own would be what is measured. */
async function startSteadyUpstream() {
  const { headers, body } = saying("fine");
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(200, headers).end(body), upstreamMs);
  });
  // Node's five seconds may end just when a connection is used again: the gateway would try that call once more.
  server.keepAliveTimeout = 0;
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

/**
 * A connection that is kept alive may be closed just when it is used again. The request is sent anew then, on a connection
 * of its own; whether the first was seen nobody knows.
 */
async function sendOnce(gateway, options) {
  const url = `${gateway.rota.url}/v1/chat/completions`;
  try {
    return await send(url, options);
  } catch (error) {
    if (error.code !== "ECONNRESET") throw error;
    gateway.resent += 1;
    return send(url, { ...options, agent: undefined });
  }
}

/** The request of that number where a hundred conversations go on side by side, each a turn longer each time. */
function askInTurn(number) {
  const turns = Math.floor(number / 100);
  const said = Array.from({ length: turns }, () => [
    { role: "assistant", content: "fine" },
    { role: "user", content: "And now?" },
  ]);
  return ask(`This is ${number % 100}.`, { messages: [{ role: "user", content: `This is ${number % 100}.` }, ...said.flat()] });
}

/**
 * Sends `perSecond` requests a second for so long, each at its time whether or not earlier ones are answered. `bodyOf`:
 * the body of the request of that number, from 0.
 */
async function drive(gateway, perSecond, seconds, bodyOf) {
  const agent = new Agent({ keepAlive: true });
  const pending = [];
  const begun = performance.now();
  while (pending.length < perSecond * seconds) {
    const due = Math.min((performance.now() - begun) * (perSecond / 1000) + 1, perSecond * seconds);
    while (pending.length < due) {
      pending.push(sendOnce(gateway, { method: "POST", json: bodyOf(pending.length), key: gateway.key, agent }));
    }
    await sleep(Math.min(1000 / perSecond, 50));
  }
  const answers = await Promise.all(pending);
  agent.destroy();
  for (const { status, text } of answers) assert.equal(status, 200, text);
  return { requests: answers.length, reached: (answers.length * 1000) / (performance.now() - begun) };
}

const differenceOf = (end, begin) =>
  Object.fromEntries(Object.entries(end).map(([name, count]) => [name, count - begin[name]]));

/** What each request of `requests` cost; an alarm is a request to the object, too. */
function costOf(spent, requests) {
  const { workerRequests, objectAlarms, ...counted } = spent;
  const all = { objectRequests: counted.objectCalls + objectAlarms, ...counted };
  return Object.fromEntries(Object.entries(all).map(([name, count]) => [name, count / requests]));
}

/** A Worker with records of every request (1) or only sums (0), and a client key without a limit. */
async function startGateway(tracking) {
  const settings = { ...adminSettings, API_KEYS: poolKeys(keysInPool).join(",") };
  const rota = await startRota({ upstream, counting: true, settings });
  await setConfig(rota, { enable_usage_tracking: tracking });
  const { key } = await makeClient(rota, { requests_per_minute: 0 });
  assert.equal((await rota.chat(ask(), { key })).status, 200);
  await sleep(reportMs);
  return { rota, key, tracking, begun: await rota.counts(), requests: 0, resent: 0 };
}

/** Runs a load, prints what its requests cost on the average, and gives it. */
async function measure(t, gateway, perSecond, seconds, bodyOf = () => ask()) {
  const begin = await gateway.rota.counts();
  const { requests, reached } = await drive(gateway, perSecond, seconds, bodyOf);
  const cost = costOf(differenceOf(await gateway.rota.counts(), begin), requests);
  gateway.requests += requests;
  tell(t, `tracking ${gateway.tracking}, ${reached.toFixed(1)}/s:`, cost);
  assert.equal(cost.kvWrites, 0, "KV is not for requests");
  assert(cost.kvReads * requests <= 100, "the pool looks for new keys every five minutes, in a hundred names");
  return { reached, ...cost };
}

async function recordedRequests(rota) {
  const [{ requests }] = await rota.rows("SELECT SUM(attempts) AS requests FROM usage_hourly WHERE subject LIKE 'k:%'");
  return requests;
}

function tell(t, what, cost) {
  const columns = Object.entries(cost).map(([name, each]) => `${name} ${each.toFixed(3)}`);
  t.diagnostic(`${what} ${columns.join(", ")}`);
}

let upstream;
let gateways;
before(async () => {
  upstream = await startSteadyUpstream();
  gateways = await Promise.all([0, 1].map(startGateway));
});
after(async () => {
  await Promise.all(gateways.map(({ rota }) => rota.stop()));
  await upstream.stop();
});

test("F8 a request a second: one call of the object each, rows only now and then", { timeout: 120_000 }, async (t) => {
  const costs = await Promise.all(gateways.map((gateway) => measure(t, gateway, 1, 70)));
  for (const [tracking, { objectCalls, objectRows, d1Rows }] of costs.entries()) {
    assert(objectCalls <= 1.02, `${objectCalls} calls`); // one of them may tell of what was before
    assert(objectRows + d1Rows < (tracking ? 1.2 : 0.1), `${objectRows + d1Rows} rows`);
  }
});

test("G4 ten a second: a call for two of them", { timeout: 60_000 }, async (t) => {
  const costs = await Promise.all(gateways.map((gateway) => measure(t, gateway, 10, 20)));
  for (const { objectCalls } of costs) assert(objectCalls < 0.7, `${objectCalls} calls`);
});

test("G4 two hundred a second: a call for more than ten of them", { timeout: 120_000 }, async (t) => {
  for (const gateway of gateways) {
    const { reached, objectCalls } = await measure(t, gateway, 200, 10);
    // A machine too slow for the rate has as many calls a second, for fewer requests, each of which takes long.
    const most = reached > 190 ? 0.1 : 40 / reached;
    assert(objectCalls < most, `${objectCalls} calls at ${reached}/s`);
  }
});

test("G3 G4 conversations that go on, two hundred turns a second: as many calls", { timeout: 120_000 }, async (t) => {
  for (const gateway of gateways) {
    const { reached, objectCalls } = await measure(t, gateway, 200, 10, askInTurn);
    const most = reached > 190 ? 0.1 : 40 / reached;
    assert(objectCalls < most, `${objectCalls} calls at ${reached}/s`);
  }
});

test("F8 with all that is counted written: a day of 100,000 on the free plan", { timeout: 90_000 }, async (t) => {
  await Promise.all(
    gateways.map(async ({ rota, tracking, begun, requests, resent }) => {
      await sleep(settledMs);
      await done(rota, "GET", "/admin/stats");
      const recorded = async () => (await recordedRequests(rota)) - 1;
      await eventually(async () => (await recorded()) >= requests, "every request is in D1", 30_000);
      assert((await recorded()) <= requests + resent, `${await recorded()} of ${requests}, ${resent} of them sent anew`);
      const cost = costOf(differenceOf(await rota.counts(), begun), requests);
      tell(t, `tracking ${tracking}, ${requests} requests in all:`, cost);
      const inDay = ([name, most]) => `${name} ${Math.round(cost[name] * dayRequests)} of ${most}`;
      const day = Object.entries(freeDay).map(inDay);
      t.diagnostic(`tracking ${tracking}, a day of ${dayRequests} such requests: ${day.join(", ")}`);
      assert(cost.objectRows + cost.d1Rows < (tracking ? 1.2 : 0.1), `${cost.objectRows + cost.d1Rows} rows`);
      // A row for each request is the free plan's whole day of D1; what sums take comes off it.
      const fits = Math.min(...Object.keys(freeDay).map((name) => freeDay[name] / cost[name]));
      t.diagnostic(`tracking ${tracking}: ${Math.round(fits)} such requests a day fit the free plan`);
      assert(fits >= (tracking ? 0.9 : 1) * dayRequests, `${fits} requests fit`);
    }),
  );
});
