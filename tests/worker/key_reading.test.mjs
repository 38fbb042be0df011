// One reader of keys, asked as people ask it: an import over HTTP, API_KEYS, KV and CLIENT_API_KEYS of a Worker (E6, C3, F1).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, ownPair, sharePair } from "./setup.mjs";

const script = (call) => answer(call);
const key = (number) => `AIzaSyFAKE${String(number).padStart(29, "0")}`;
const settings = { ...panel.adminSettings, ALLOW_ANONYMOUS: "1", API_KEYS: "" };

/** The pool keys that the upstream sees in so many requests, in their order. */
async function used({ rota, upstream }, requests) {
  upstream.forget();
  for (let i = 0; i < requests; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  return upstream.keys;
}

describe("A text of keys over HTTP", () => {
  const pair = sharePair({ script, keys: 0, settings });
  const send = async (body, query = "") =>
    (await panel.ask(pair.rota, "POST", `/admin/keys/import${query}`, { body })).json();

  const texts = [
    [`anna@example.com----Passw0rd----${key(1)}`, 1],
    [`anna@example.com----Passw0rd----anna.rec@example.org----${key(2)}`, 1],
    [`anna1990----Passw0rd!x----${key(3)}`, 1],
    [`anna@example.com|Passw0rd|${key(4)}`, 1],
    [`anna@example.com,Passw0rd99,${key(5)}`, 1],
    [`anna@example.com:Passw0rd99:${key(6)}`, 1],
    [`export GEMINI_API_KEY=${key(7)}\nGEMINI_API_KEY_2="${key(8)}"\n`, 2],
    [`API_KEYS=["${key(9)}","${key(10)}"]\n`, 2],
    [`${key(11)};${key(12)}`, 2],
    [`https://generativelanguage.googleapis.com/v1beta/models?key=${key(13)}`, 1],
    [`${key(14)}\uff0c${key(15)}`, 2],
    [`${key(16)}\u200b\n`, 1],
    [`\ufeff{"keys":["${key(17)}"]}`, 1],
    [Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(`{"keys":["${key(18)}"]}`, "utf16le")]), 1],
  ];

  test("E6 each key alone is added, in its order, and no word with a password", async () => {
    let sum = 0;
    for (const [text, keys] of texts) {
      const report = await send(text);
      assert.deepEqual([report.added, report.refused_count], [keys, 0], String(text));
      sum += keys;
    }
    assert.deepEqual(await used(pair, sum), Array.from({ length: sum }, (_, i) => key(i + 1)));
    const { keys } = await panel.listKeys(pair.rota, "?per_page=100");
    assert.equal(keys.length, sum);
    assert.doesNotMatch(JSON.stringify(keys), /Passw0rd/);
    assert.equal(keys.filter(({ email }) => email === "anna@example.com").length, 5);
  });

  test("E6 F1 what is left out is told by line and reason, and never shown; a dry run says the same and adds nothing", async () => {
    const text = `${key(90)}\nanna@example.com\ncanary-Passw0rd99\n`;
    for (const query of ["?dry_run=1", ""]) {
      const { status, added, refused, ...rest } = await send(text, query);
      assert.equal(status, undefined);
      assert.equal(added, 1);
      assert.deepEqual(refused.map(({ line, reason }) => [line, reason]), [[2, "label_alone"], [3, "no_known_key"]]);
      assert.doesNotMatch(JSON.stringify({ refused, rest }), /canary|Passw0rd/);
    }
    pair.rota.assertNoSecret(["canary-Passw0rd99"]);
  });
});

test("E6 C3 API_KEYS, KV and CLIENT_API_KEYS: keys serve in their order, what is left out stands in the panel", async (t) => {
  const pair = await ownPair(t, {
    script,
    keys: 0,
    settings: {
      ...panel.adminSettings,
      API_KEYS: `["${key(1)}",\n"${key(2)}"] # team A\ncanary-Passw0rd99`,
      CLIENT_API_KEYS: `CLIENT_API_KEYS="sk-client-0123456789"\uff0c${"x".repeat(600)}`,
    },
    adjustableClock: true,
  });
  const namespace = await pair.rota.namespace();
  for (let number = 0; number < 120; number += 1) await namespace.put(`key_${number}`, key(100 + number));
  await namespace.put("GEMINI_API_KEYS_CONFIG", "a word\nanother: canary-Passw0rd99");
  await pair.rota.moveClock(5 * 60_000 + 1000);
  const client = { key: "sk-client-0123456789" };
  assert.equal((await pair.rota.chat(ask(), client)).status, 200);
  await panel.setConfig(pair.rota, { max_attempts: 4 });
  const { keys, problems } = (await panel.ask(pair.rota, "GET", "/status")).json();
  assert.equal(keys.total, 122);
  const told = problems.filter(({ kind }) => kind === "keys_left_out");
  assert.deepEqual(
    told.map(({ source, refused }) => [source, refused.map(({ line, reason }) => `${line} ${reason}`)]),
    [
      ["API_KEYS", ["3 no_known_key"]],
      ["CONFIG_KV GEMINI_API_KEYS_CONFIG", ["1 no_known_key", "2 behind_label"]],
      ["CLIENT_API_KEYS", ["1 too_long"]],
    ],
  );
  assert.doesNotMatch(JSON.stringify(problems), /Passw0rd/);
  pair.rota.assertNoSecret(["canary-Passw0rd99"]);
});
