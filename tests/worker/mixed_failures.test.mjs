// Every second call of the upstream fails, in all the ways in which calls fail: no request does, for another try would
// have served it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { dice } from "../host/dice.mjs";
import { answer, minuteLimitFor, replies, streamOf } from "./google.mjs";
import { ask, ownPair } from "./setup.mjs";

const requests = 300;
const atOnce = 8;

/** So often in a row a request is failed at the most: chance alone would spend all keys for one of a thousand. */
const failuresMost = 7;

const ways = [
  [0.3, () => minuteLimitFor(1)],
  [0.05, replies.overloaded],
  [0.05, replies.internal],
  [0.03, replies.hangUp],
  // A whole answer may take as long as it takes (answer_timeout_ms): only a stream's silence is a failure.
  [0.01, (call) => (call.verb === "streamGenerateContent" ? streamOf({ stall: true }) : replies.hangUp())],
  [0.03, (call) => (call.verb === "streamGenerateContent" ? streamOf({ waitMs: 5 }, { drop: true }) : streamOf("{", { drop: true }))],
];

test("D2 half of all calls fail, by limits, errors, resets, silence and cuts, and no request does", { timeout: 180_000 }, async (t) => {
  const draw = dice(1);
  const failures = new Map(); // by model, which each request has its own of
  const script = (call) => {
    const before = failures.get(call.model) ?? 0;
    let at = before < failuresMost ? draw() : 1;
    failures.set(call.model, before + 1);
    for (const [share, reply] of ways) {
      if (at < share) return reply(call);
      at -= share;
    }
    return answer(call);
  };
  const { rota, upstream } = await ownPair(t, { keys: 10, script, settings: { REQUEST_TIMEOUT_MS: "2000" } });
  const failed = [];
  let begun = 0;
  const askOn = async () => {
    while (begun < requests) {
      const number = begun++;
      // Limits are of a model: with one for all of them no key would be left, and the failure true.
      const body = ask("Hello", { stream: number % 2 === 0, model: `gemini-3.6-flash-${number}` });
      const { status, text } = await rota.chat(body);
      if (status !== 200 || text.includes('"error"')) failed.push(`${number}: ${status} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  assert.deepEqual(failed, []);
  assert(upstream.calls.length > 1.5 * requests, `${upstream.calls.length} calls: too few have failed`);
});
