// A client that goes away in the middle of a stream: the upstream call ends, and what was used is counted.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { answer, chunk, event, streamOf, usageOf } from "./google.mjs";
import { settledMs } from "./harness.mjs";
import { ask, model, ownPair } from "./setup.mjs";

const usage = usageOf(70_051, 61_813);

/** A stream that never ends: an event every 100 ms, each with the token counts so far. */
const endless = () =>
  streamOf(...Array.from({ length: 600 }, (_, i) => [event(chunk(`piece ${i} `, { usage })), { waitMs: 100 }]).flat());

const routes = {
  "OpenAI dialect": ["/v1/chat/completions", ask("Hello", { stream: true })],
  "Gemini dialect": [`/v1beta/models/${model}:streamGenerateContent?alt=sse`, { contents: [] }],
};

describe("A client hangs up in the middle of a stream", () => {
  for (const [name, [path, json]] of Object.entries(routes)) {
    test(
      `F7 ${name}: the upstream connection closes within a second and the usage is counted`,
      { timeout: 30_000 },
      async (t) => {
        const { rota, upstream } = await ownPair(t, { script: endless, keepState: true });
        const exchange = await rota.open(path, { method: "POST", json });
        await exchange.until("piece 3");
        assert.equal(upstream.open.length, 1);
        const leftAt = Date.now();
        exchange.hangUp();
        await eventually(() => upstream.open.length === 0, "the upstream connection is closed", 2000);
        assert.equal(upstream.calls[0].state, "aborted");
        assert(upstream.calls[0].closedAt - leftAt < 1000, `${upstream.calls[0].closedAt - leftAt} ms`);
        assert.equal(upstream.calls.length, 1, "an abandoned request was tried again");

        await eventually(() => rota.logs.includes("70051"), "the usage is logged", 5000);
        await sleep(settledMs);
        const stored = rota.storedText();
        assert(stored.includes("70051") && stored.includes("61813"), stored);
      },
    );
  }

  test("D2 the key is not blamed and the next request works", async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { script: endless, keys: 1 });
    const exchange = await rota.open("/v1/chat/completions", { method: "POST", json: ask("Hello", { stream: true }) });
    await exchange.until("piece 1");
    exchange.hangUp();
    await eventually(() => upstream.open.length === 0, "the upstream connection is closed", 2000);
    upstream.script = (call) => answer(call);
    assert.equal((await rota.chat(ask())).status, 200);
    assert.deepEqual(upstream.keys, [keys[0], keys[0]]);
  });

  test("F7 twenty clients that hang up leave no connection open", async (t) => {
    const { rota, upstream } = await ownPair(t, { script: endless });
    const exchanges = await Promise.all(
      Array.from({ length: 20 }, async (_, i) => {
        const [path, json] = Object.values(routes)[i % 2];
        const exchange = await rota.open(path, { method: "POST", json });
        await exchange.until("piece 2");
        return exchange;
      }),
    );
    assert.equal(upstream.open.length, 20);
    for (const exchange of exchanges) exchange.hangUp();
    await eventually(() => upstream.open.length === 0, "every upstream connection is closed", 2000);
    assert.equal(upstream.calls.length, 20);
  });
});

test(
  "F7 a client that reads nothing holds the upstream back, and gets everything when it reads",
  { timeout: 30_000 },
  async (t) => {
    const { rota, upstream } = await ownPair(t);
    const blocks = Array.from({ length: 400 }, () => event(chunk("x".repeat(256 * 1024))));
    blocks.push(event(chunk("", { finishReason: "STOP" })));
    upstream.script = () => streamOf(...blocks);
    const path = `/v1beta/models/${model}:streamGenerateContent?alt=sse`;
    const exchange = await rota.open(path, { method: "POST", json: {}, paused: true });
    let taken = 0;
    await eventually(
      async () => {
        await sleep(500);
        const before = taken;
        taken = upstream.calls[0].taken;
        return taken === before;
      },
      "the upstream is held back",
      10_000,
    );
    assert(taken < 40 * 1024 * 1024, `${taken} bytes were taken for a client that reads nothing`);
    exchange.resume();
    await exchange.ended;
    assert.equal(exchange.body.length, Buffer.byteLength(blocks.join("")));
  },
);
