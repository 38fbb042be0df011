// What a request costs in Cloudflare's own units, counted at the bindings and not estimated (F8, G4): at a trickle, at a
// steady load and at a busy one, with every request recorded and without. Prints the table, and the day it makes.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { Agent } from "node:http";
import { after, before, describe, test } from "node:test";
import { send, sleep } from "./client.mjs";
import { poolKeys, saying } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { adminSettings, makeClient, setConfig } from "./panel.mjs";
import { ask } from "./setup.mjs";

const upstreamMs = 30;
const dayRequests = 100_000;

/** What the free plan gives in a day (Cloudflare's pricing pages, 2026). */
const freeDay = {
  workerRequests: 100_000,
  objectRequests: 100_000,
  objectRows: 100_000,
  d1Rows: 100_000,
  kvReads: 100_000,
  kvWrites: 1_000,
};

/** Answers every call alike after a moment: at 200 calls a second a script of its own would be what is measured. */
async function startSteadyUpstream() {
  const { headers, body } = saying("fine");
  const server = createServer((request, response) => {
    request.resume();
    setTimeout(() => response.writeHead(200, headers).end(body), upstreamMs);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, stop };
}

/** Sends `perSecond` requests a second for so long, each at its time whether or not earlier ones are answered. */
async function drive(rota, key, perSecond, seconds) {
  const agent = new Agent({ keepAlive: true });
  const pending = [];
  const begun = performance.now();
  while (pending.length < perSecond * seconds) {
    const due = Math.min((performance.now() - begun) * (perSecond / 1000) + 1, perSecond * seconds);
    while (pending.length < due) {
      const options = { method: "POST", json: ask(), key, agent };
      pending.push(send(`${rota.url}/v1/chat/completions`, options));
    }
    await sleep(Math.min(1000 / perSecond, 50));
  }
  const answers = await Promise.all(pending);
  agent.destroy();
  for (const { status, text } of answers) assert.equal(status, 200, text);
  return { requests: answers.length, reached: (answers.length * 1000) / (performance.now() - begun) };
}

/** Runs a load and gives what each of its requests cost, on the average. */
async function measure(rota, key, perSecond, seconds) {
  const before = await rota.counts();
  const { requests, reached } = await drive(rota, key, perSecond, seconds);
  const end = await rota.counts();
  const spent = Object.fromEntries(Object.entries(end).map(([name, count]) => [name, (count - before[name]) / requests]));
  return { perSecond, reached, requests, ...spent };
}

let upstream;
before(async () => (upstream = await startSteadyUpstream()));
after(() => upstream.stop());

for (const tracking of [0, 1]) {
  describe(`enable_usage_tracking=${tracking}`, { concurrency: false }, () => {
    let rota;
    let key;
    before(async () => {
      rota = await startRota({ upstream, counting: true, settings: { ...adminSettings, API_KEYS: poolKeys(10).join(",") } });
      await setConfig(rota, { enable_usage_tracking: tracking });
      ({ key } = await makeClient(rota, { requests_per_minute: 0 }));
      assert.equal((await rota.chat(ask(), { key })).status, 200);
      await sleep(6000);
    });
    after(() => rota.stop());

    for (const [perSecond, seconds] of (process.env.K_LOADS ? JSON.parse(process.env.K_LOADS) : [[1, 70], [10, 20], [200, 10]])) {
      test(`${perSecond}/s`, { timeout: 400_000 }, async () => {
        console.log(tracking, await measure(rota, key, perSecond, seconds));
        console.log(await rota.counts());
      });
    }
  });
}
