// Keys put into CONFIG_KV, as scripts/update-keys.sh does, are used without a deployment (C3).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, ownPair, sharePair } from "./setup.mjs";

const script = (call) => answer(call);
const settings = { ...panel.adminSettings, ALLOW_ANONYMOUS: "1", API_KEYS: "" };
const whole = "GEMINI_API_KEYS_CONFIG";
const secret = (name) => `AIzaFAKE-kv-canary-${name}`;

/** As scripts/update-keys.sh writes them. */
const named = (keys) => Object.entries(keys).map(([key, value]) => ({ key, value }));

/** The pool keys that the upstream sees in so many requests. */
async function used({ rota, upstream }, requests) {
  upstream.forget();
  for (let i = 0; i < requests; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  return new Set(upstream.keys);
}

/** Any change in the panel makes the pool read everything again. */
const reload = (rota, attempts) => panel.setConfig(rota, { max_attempts: attempts });

describe("CONFIG_KV", () => {
  const pair = sharePair({ script, keys: 0, settings });

  test("C3 at the pool's start", async () => {
    const namespace = await pair.rota.namespace();
    await namespace.put(whole, JSON.stringify(named({ first: secret("s1"), second: secret("s2") })));
    assert.deepEqual(await used(pair, 4), new Set([secret("s1"), secret("s2")]));
    const { keys } = await panel.listKeys(pair.rota);
    assert.deepEqual(keys.map(({ name, source }) => [name, source]).sort(), [["first", "kv"], ["second", "kv"]]);
  });

  const forms = {
    '[{"key","value"}]': { [whole]: JSON.stringify(named({ key_0: secret("a1"), key_1: secret("a2") })) },
    '{"keys":[..]}': { [whole]: JSON.stringify({ keys: [secret("b1"), secret("b2")] }) },
    '["AIza.."]': { [whole]: JSON.stringify([secret("c1"), secret("c2")]) },
    "key_0..key_n": { key_0: secret("d1"), key_1: secret("d2"), key_98: secret("d3") },
    both: { [whole]: JSON.stringify([secret("e1")]), key_7: secret("e2") },
  };
  for (const [at, [form, entries]] of Object.entries(forms).entries()) {
    test(`C3 ${form}, with the next change in the panel; what was there before leaves`, async () => {
      const namespace = await pair.rota.namespace();
      for (const { name } of (await namespace.list()).keys) {
        if (name === whole || name.startsWith("key_")) await namespace.delete(name);
      }
      for (const [name, value] of Object.entries(entries)) await namespace.put(name, value);
      await reload(pair.rota, at + 1);
      const expected = JSON.stringify(entries).match(/AIzaFAKE[\w-]+/g);
      assert.deepEqual(await used(pair, expected.length * 2), new Set(expected));
    });
  }

  test("C3 what is no list of keys is said in the log, and takes nobody else's key away", async () => {
    const namespace = await pair.rota.namespace();
    await namespace.put(whole, "{ broken");
    await reload(pair.rota, 9);
    assert.deepEqual(await used(pair, 2), new Set([secret("e2")]));
    assert.match(pair.rota.logs, /CONFIG_KV GEMINI_API_KEYS_CONFIG: left out 1 entry/);
    pair.rota.assertNoSecret([secret("")]);
  });
});

test("C3 without any change in the panel they join within five minutes", async (t) => {
  const pair = await ownPair(t, { script, keys: 1, settings: { ALLOW_ANONYMOUS: "1" }, adjustableClock: true });
  assert.equal((await used(pair, 2)).size, 1);
  await (await pair.rota.namespace()).put(whole, JSON.stringify([secret("late")]));
  await pair.rota.moveClock(5 * 60_000 + 1000);
  await used(pair, 1);
  assert.deepEqual(await used(pair, 4), new Set([...pair.keys, secret("late")]));
});

test("C3 a key that stands both in KV and in API_KEYS is one key", async (t) => {
  const pair = await ownPair(t, { script, keys: 2, settings: { ALLOW_ANONYMOUS: "1" } });
  await (await pair.rota.namespace()).put(whole, JSON.stringify(pair.keys));
  await used(pair, 6);
  for (const key of pair.keys) assert.equal(pair.upstream.keys.filter((other) => other === key).length, 3);
  assert.equal((await pair.rota.send("/health")).json().keys.total, 2);
});
