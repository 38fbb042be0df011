// Strict round robin: across requests, across many at once, and across a restart on the same storage.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sleep } from "./client.mjs";
import { answer } from "./google.mjs";
import { settledMs } from "./harness.mjs";
import { ask, model, ownPair } from "./setup.mjs";

const script = (call) => answer(call);

async function requestMany(rota, count) {
  for (let i = 0; i < count; i += 1) {
    const { status } =
      i % 2 === 0
        ? await rota.chat(ask(`request ${i}`))
        : await rota.send(`/v1beta/models/${model}:generateContent`, { method: "POST", body: "{}" });
    assert.equal(status, 200, `request ${i}`);
  }
}

/** A busy isolate holds picks of the next moments, which a restart and a burst pass over. */
const strict = { LEASE_PICKS_MAX: "1" };

test(
  "C2 keys serve 1,2,3,1,2,3 over 300 requests of both dialects, and go on there after a restart",
  { timeout: 90_000 },
  async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { script, keepState: true, settings: strict });
    await requestMany(rota, 301);
    const first = upstream.keys;
    const start = keys.indexOf(first[0]);
    assert.deepEqual(
      first,
      Array.from({ length: 301 }, (_, i) => keys[(start + i) % 3]),
    );

    await sleep(settledMs);
    upstream.forget();
    await rota.restart();
    await requestMany(rota, 6);
    assert.deepEqual(
      upstream.keys,
      Array.from({ length: 6 }, (_, i) => keys[(start + 301 + i) % 3]),
    );
  },
);

test("C2 requests at the same time share the keys evenly", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { script, settings: strict });
  const answers = await Promise.all(Array.from({ length: 60 }, (_, i) => rota.chat(ask(`request ${i}`))));
  assert(answers.every(({ status }) => status === 200));
  assert.deepEqual(
    keys.map((key) => upstream.keys.filter((used) => used === key).length),
    [20, 20, 20],
  );
});

test("A1 API_KEYS is reconciled at a start: a removed key is not used again, a new one is", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { script, keepState: true });
  await requestMany(rota, 6);
  assert.deepEqual(new Set(upstream.keys), new Set(keys));

  upstream.forget();
  const added = "AIzaFAKE-pool-canary-added";
  await rota.restart({ API_KEYS: `${keys[0]}\n${added}, ${keys[2]}\n\n${keys[0]}` });
  await requestMany(rota, 9);
  assert.deepEqual(new Set(upstream.keys), new Set([keys[0], added, keys[2]]));
  for (const key of new Set(upstream.keys)) assert.equal(upstream.keys.filter((used) => used === key).length, 3);
});

test("C2 G4 a name is one object: many requests at once on a cold start make one, a restart the same one again", async (t) => {
  const tells = (source) => source.replace("super(ctx, env);", "super(ctx, env);\n    console.log(`object begins: ${ctx.id}`);");
  const { rota, upstream, keys } = await ownPair(t, {
    script,
    keys: 4,
    keepState: true,
    settings: strict,
    rewrites: { "durable_machine.js": tells },
  });
  const begun = () => rota.logs.match(/object begins: \w+/g) ?? [];
  for (const round of [1, 2]) {
    upstream.forget();
    const answers = await Promise.all(Array.from({ length: 40 }, (_, i) => rota.chat(ask(`request ${i}`))));
    assert(answers.every(({ status }) => status === 200));
    for (const key of keys) assert.equal(upstream.keys.filter((used) => used === key).length, 10, "an even share");
    assert.equal(begun().length, round);
    if (round === 1) await rota.restart();
  }
  assert.equal(new Set(begun()).size, 1);
});
