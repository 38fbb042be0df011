// What one attempt's outcome does to the key and to the request: the next key, the client's error, or neither.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, minuteLimitFor, recorded, replies } from "./google.mjs";
import { ask, model, ownPair, startPair } from "./setup.mjs";
import { sleep } from "./client.mjs";

const generate = (named) => `/v1beta/models/${named}:generateContent`;
const post = (rota, named = model) => rota.send(generate(named), { method: "POST", body: "{}" });

/** The upstream refuses some keys with `refusal` and answers the others. */
const refusing = (refused, refusal) => (call) => (refused.includes(call.key) ? refusal(call) : answer(call));

const timesUsed = (upstream, key) => upstream.keys.filter((used) => used === key).length;

describe("One key refuses, the client notices nothing", () => {
  const cases = {
    "A5 F6 a minute's limit": { refusal: replies.minuteLimit, callsOfKey: 1 },
    "A5 F6 a day's limit": { refusal: replies.dayLimit, callsOfKey: 1 },
    "E3 an invalid key (HTTP 400)": { refusal: replies.invalidKey, callsOfKey: 2 },  // a client's, and a probe
    "E3 a leaked key (HTTP 403)": { refusal: replies.leakedKey, callsOfKey: 2 },
    "E3 a suspended key, whose error holds the key": {
      refusal: () => recorded("error_403_suspended.json"),
      callsOfKey: 2,
    },
    "D2 an overloaded upstream (503)": { refusal: replies.overloaded },
    "D2 an internal error (500)": { refusal: replies.internal },
    "D2 a connection that breaks before the answer's head": { refusal: replies.hangUp },
    "D2 a connection that breaks before the answer's first byte": { refusal: () => ({ body: [{ drop: true }] }) },
    "G5 a wrong egress location": { refusal: replies.wrongLocation },
  };
  for (const [name, { refusal, callsOfKey }] of Object.entries(cases)) {
    test(name, async (t) => {
      const { rota, upstream, keys } = await ownPair(t);
      const [bad] = keys;
      upstream.script = refusing([bad], refusal);
      for (let i = 0; i < 4; i += 1) {
        const chat = await rota.chat(ask());
        assert.equal(chat.status, 200, chat.text);
        const native = await post(rota);
        assert.equal(native.status, 200, native.text);
      }
      if (callsOfKey !== undefined) {
        assert.equal(timesUsed(upstream, bad), callsOfKey, "the key was called again before its time");
      }
      rota.assertNoSecret(keys);
    });
  }

  test("A5 the same in a stream", async (t) => {
    const { rota, upstream, keys } = await ownPair(t);
    upstream.script = refusing(keys.slice(0, 2), replies.minuteLimit);
    for (let i = 0; i < 3; i += 1) {
      const events = (await rota.chat(ask("Hello", { stream: true }))).events();
      assert.equal(events.at(-1), "[DONE]");
    }
    assert.equal(timesUsed(upstream, keys[2]), 3);
  });
});

test("A2 a key exhausted for one model serves the others", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { keys: 1 });
  upstream.script = (call) => (call.model === "gemini-a" ? replies.dayLimit() : answer(call));
  assert.equal((await rota.chat(ask("x", { model: "gemini-a" }))).status, 429);
  assert.equal((await rota.chat(ask("x", { model: "gemini-b" }))).status, 200);
  assert.equal((await rota.chat(ask("x", { model: "gemini-a" }))).status, 429);
  assert.equal(timesUsed(upstream, keys[0]), 2);
});

test("A2 A5 an invalid key is dead for every model", async (t) => {
  const { rota, upstream, keys } = await ownPair(t);
  upstream.script = refusing([keys[0]], replies.invalidKey);
  for (const named of ["gemini-a", "gemini-b", "gemini-c", "gemini-d"]) {
    assert.equal((await rota.chat(ask("x", { model: named }))).status, 200);
  }
  assert.equal(timesUsed(upstream, keys[0]), 2, "a client's request and a probe");
});

test("F6 a key rests as long as the error says, not longer", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { keys: 1 });
  upstream.script = (call) => (call.nthOfKey === 1 ? minuteLimitFor(2) : answer(call));
  const refused = await rota.chat(ask());
  const refusedAt = Date.now();
  assert.equal(refused.status, 429);
  const retryAfterMs = Number(refused.headers["retry-after"]) * 1000;
  assert(retryAfterMs >= 1000 && retryAfterMs <= 65_000, String(retryAfterMs));
  assert.equal((await rota.chat(ask())).status, 429);
  assert.equal(timesUsed(upstream, keys[0]), 1);
  if (retryAfterMs <= 10_000) {
    await sleep(retryAfterMs - (Date.now() - refusedAt) + 200);
    assert.equal((await rota.chat(ask())).status, 200);
  }
});

describe("Nothing is left to try", () => {
  test("A5 every key at its minute's limit: 429, Retry-After, both dialects", async (t) => {
    const { rota, upstream, keys } = await ownPair(t);
    upstream.script = replies.minuteLimit;
    const chat = await rota.chat(ask());
    assert.equal(chat.status, 429);
    assert.equal(chat.json().error.code, "rate_limit_exceeded");
    const seconds = Number(chat.headers["retry-after"]);
    assert(seconds >= 1 && seconds <= 65, `Retry-After: ${seconds}`);
    assert.equal(upstream.calls.length, 3);

    const native = await post(rota);
    assert.equal(native.status, 429);
    assert.equal(native.json().error.code, 429);
    assert.equal(native.json().error.status, "RESOURCE_EXHAUSTED");
    assert(Number(native.headers["retry-after"]) >= 1);
    assert.equal(upstream.calls.length, 3, "a key known to be exhausted was called again");
    rota.assertNoSecret(keys);
  });

  test("A5 F6 every key at its day's limit: insufficient_quota until midnight in Los Angeles", async (t) => {
    const { rota, upstream } = await ownPair(t);
    upstream.script = replies.dayLimit;
    const chat = await rota.chat(ask());
    assert.equal(chat.status, 429);
    assert.equal(chat.json().error.code, "insufficient_quota");
    const seconds = Number(chat.headers["retry-after"]);
    assert(Math.abs(seconds - secondsToPacificMidnight()) <= 65, `${seconds} and not ${secondsToPacificMidnight()}`);
    assert.equal((await rota.chat(ask())).status, 429);
    assert.equal(upstream.calls.length, 3);
  });

  test("A5 Retry-After names the soonest key", async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { keys: 2 });
    upstream.script = ({ key }) => (key === keys[0] ? replies.dayLimit() : replies.minuteLimit());
    const seconds = Number((await rota.chat(ask())).headers["retry-after"]);
    assert(seconds >= 1 && seconds <= 65, `Retry-After: ${seconds}`);
  });

  const errors = {
    "A5 every key invalid": [replies.invalidKey, [502, 503]],
    "D2 upstream overloaded": [replies.overloaded, [503]],
    "D2 upstream broken": [replies.internal, [500, 502, 503]],
    "D2 upstream hangs up before the answer's head": [replies.hangUp, [502, 503]],
    "D2 upstream hangs up before the answer's first byte": [() => ({ body: [{ drop: true }] }), [502, 503]],
    "G5 wrong location everywhere": [replies.wrongLocation, [400, 403]],
  };
  for (const [name, [refusal, statuses]] of Object.entries(errors)) {
    test(`${name}: the error is in each dialect's shape`, async (t) => {
      const { rota, upstream, keys } = await ownPair(t);
      upstream.script = refusal;
      const chat = await rota.chat(ask());
      assert(statuses.includes(chat.status), `${chat.status}: ${chat.text}`);
      const { message, type, param, code } = chat.json().error;
      assert(message && type);
      assert.notEqual(param, undefined);
      assert.notEqual(code, undefined);
      const native = await post(rota);
      assert(statuses.includes(native.status), `${native.status}: ${native.text}`);
      assert.equal(native.json().error.code, native.status);
      assert.match(native.json().error.status, /^[A-Z_]+$/);
      rota.assertNoSecret(keys);
    });
  }

  test("A5 the pool is empty: a clear error in the dialect, never 500", async (t) => {
    const { rota } = await ownPair(t, { settings: { API_KEYS: "" } });
    const chat = await rota.chat(ask());
    assert.equal(chat.status, 503, chat.text);
    assert.match(chat.json().error.message, /key/i);
    assert.equal((await post(rota)).json().error.status, "UNAVAILABLE");
  });

  test("G5 a wrong location is never held against the key", async (t) => {
    const { rota, upstream, keys } = await ownPair(t);
    upstream.script = replies.wrongLocation;
    await rota.chat(ask());
    upstream.forget();
    upstream.script = (call) => answer(call);
    for (let i = 0; i < 3; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    assert.deepEqual(new Set(upstream.keys), new Set(keys));
  });
});

test("F9 the client's own mistake is tried once and held against no key", async (t) => {
  const { rota, upstream, keys } = await ownPair(t);
  upstream.script = replies.clientMistake;
  for (let i = 0; i < 6; i += 1) {
    const { status, json } = await chatOutcome(rota);
    assert.equal(status, 400);
    assert.match(json.error.message, /function call turn comes/);
  }
  assert.equal(upstream.calls.length, 6);
  assert.deepEqual(new Set(upstream.keys), new Set(keys));
});

test("F9 a penalty that the model refuses is left out in a second call, once", async (t) => {
  const { rota, upstream } = await ownPair(t);
  upstream.script = (call) =>
    call.json.generationConfig?.presencePenalty === undefined ? answer(call) : replies.penaltyRefused();
  const wished = ask("Hello", { model: "gemini-2.5-flash", presence_penalty: 0.5 });  // of the third generation none is asked
  assert.equal((await rota.chat(wished)).status, 200);
  assert.equal(upstream.calls.length, 2);

  upstream.forget();
  upstream.script = replies.penaltyRefused;
  assert.equal((await rota.chat(ask("Hello"))).status, 400);
  assert.equal(upstream.calls.length, 1, "there was nothing to leave out");
});

test("B4 an unknown model is 404 model_not_found after one call", async (t) => {
  const { rota, upstream } = await ownPair(t);
  upstream.script = replies.unknownModel;
  const { status, json } = await chatOutcome(rota);
  assert.equal(status, 404);
  assert.equal(json.error.code, "model_not_found");
  assert.equal(upstream.calls.length, 1);
});

test("max_attempts bounds the calls of one request", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { keys: 10, settings: { MAX_ATTEMPTS: "2" } });
  upstream.script = replies.overloaded;
  const { status } = await rota.chat(ask());
  assert.equal(status, 503);
  assert.equal(upstream.calls.length, 4); // of failures of the upstream two count as one
  assert.equal(new Set(upstream.keys).size, 4, "a key was tried twice");
  assert(upstream.keys.every((key) => keys.includes(key)));
  upstream.forget();
  // Of refusals that cost nothing four count as one, and the last is not what the client hears.
  upstream.script = replies.minuteLimit;
  const limited = await rota.chat(ask());
  assert.equal(limited.status, 429);
  assert.equal(limited.headers["retry-after"], "1");
  assert.equal(upstream.calls.length, 8);
});

test("A5 MAX_ATTEMPTS defaults to 5; an overload that lasts says when to come back", async (t) => {
  const { rota, upstream } = await ownPair(t, { keys: 10 });
  upstream.script = replies.overloaded;
  const { status, headers } = await rota.chat(ask());
  assert.deepEqual([status, headers["retry-after"]], [503, "5"]);
  assert.equal(upstream.calls.length, 8); // two count as one; after ten seconds of growing pauses no more than five
});

test("F6 what the pool learnt survives a restart", async (t) => {
  const pair = await startPair({ keepState: true });
  t.after(pair.stop);
  const { rota, upstream, keys } = pair;
  upstream.script = refusing(keys.slice(0, 2), replies.dayLimit);
  for (let i = 0; i < 3; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  upstream.forget();
  await rota.restart();
  for (let i = 0; i < 3; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  assert.deepEqual(upstream.keys, [keys[2], keys[2], keys[2]]);
});

async function chatOutcome(rota) {
  const answered = await rota.chat(ask());
  return { status: answered.status, json: answered.json() };
}

function secondsToPacificMidnight() {
  const time = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/Los_Angeles",
    hourCycle: "h23",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date());
  const [hours, minutes, seconds] = ["hour", "minute", "second"].map((part) =>
    Number(time.find(({ type }) => type === part).value),
  );
  return 86_400 - hours * 3600 - minutes * 60 - seconds;
}
