// An upstream that misbehaves: breaks off, says nothing, sends HTML, or fails inside a 200 stream.
// Before the first byte went to the client another key is tried; after it, the client gets an error event and no more.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "./client.mjs";
import { answer, chunk, event, eventsSaying, fixture, recorded, streamOf } from "./google.mjs";
import { ask, model, ownPair, sharePair } from "./setup.mjs";

const streamed = ask("Hello", { stream: true });
const generate = `/v1beta/models/${model}:generateContent`;
const html = { status: 502, headers: { "content-type": "text/html" }, body: "<html><h1>502 Bad Gateway</h1></html>" };
const textOf = (events) => events.map((data) => data.choices?.[0]?.delta?.content ?? "").join("");

/** A stream that began, then failed: text first, an error last, nothing that looks like a good end. */
function assertBrokenStream(answered, text) {
  assert.equal(answered.status, 200);
  const events = answered.events();
  assert.equal(textOf(events), text);
  const { error } = events.at(-1);
  assert(error?.message && error.type, JSON.stringify(events.at(-1)));
  assert("code" in error && "param" in error);
  assert(!answered.text.includes("[DONE]"), "a broken stream ended like a whole one");
  assert(
    events.every(({ choices }) => choices?.[0]?.finish_reason == null),
    "a broken stream had a finish reason",
  );
}

describe("After the first byte", () => {
  const pair = sharePair();
  const first = event(chunk("first "));
  const cases = {
    "F5 the connection breaks between events": [streamOf(first, { drop: true }), "first "],
    "F4 the connection breaks in the middle of an event": [
      streamOf(first, event(chunk("second")).slice(0, 40), { drop: true }),
      "first ",
    ],
    "F5 the stream ends without a finish reason": [streamOf(first, event(chunk("second"))), "first second"],
    "F5 an error event": [
      streamOf(first, event({ error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } })),
      "first ",
    ],
    "F5 a bare JSON error, as Google sends it": [streamOf(first, fixture("error_503.json")), "first "],
    "F5 an event that is no JSON": [streamOf(first, event("<html>oops</html>")), "first "],
    "F5 an event that is no answer": [streamOf(first, event([1, 2, 3])), "first "],
    "F4 an event that is no UTF-8": [
      streamOf(
        first,
        Buffer.concat([
          Buffer.from('data: {"candidates":[{"content":{"parts":[{"text":"'),
          Buffer.from([0xff, 0xfe]),
          Buffer.from('"}]}}]}\r\n\r\n'),
        ]),
      ),
      "first ",
    ],
  };
  for (const [name, [reply, text]] of Object.entries(cases)) {
    test(`${name}: an error event, no retry, nothing repeated`, async () => {
      pair.upstream.forget();
      pair.upstream.script = () => reply;
      assertBrokenStream(await pair.rota.chat(streamed), text);
      assert.equal(pair.upstream.calls.length, 1, "the request was tried again after the first byte");
    });
  }

  test("F5 a recorded stream with an error in its middle", async () => {
    pair.upstream.forget();
    pair.upstream.script = () => recorded("stream_error_midway.sse");
    const answered = await pair.rota.chat(streamed);
    assertBrokenStream(answered, "First Second ");
    assert.match(answered.events().at(-1).error.message, /cancelled/);
  });

  test("F5 in the Gemini dialect what came is passed on, and nothing is tried again", async () => {
    pair.upstream.forget();
    pair.upstream.script = () => streamOf(first, { drop: true });
    const answered = await pair.rota.send(`/v1beta/models/${model}:streamGenerateContent?alt=sse`, {
      method: "POST",
      json: {},
    });
    assert(answered.text.startsWith(first), answered.text);
    assert.equal(pair.upstream.calls.length, 1);
  });
});

describe("Before the first byte", () => {
  const failing = {
    "F5 an error as the first event of a 200": streamOf(
      event({ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }),
    ),
    "F5 a bare JSON error as the body of a 200 stream": streamOf(fixture("error_503.json")),
    "F5 HTML with 502": html,
    "F5 HTML with 200": { ...html, status: 200 },
    "F5 an empty body with 200": streamOf(),
    "F5 a stream that breaks before its first event": streamOf({ waitMs: 50 }, { drop: true }),
  };
  for (const [name, reply] of Object.entries(failing)) {
    test(`${name}: another key answers`, async (t) => {
      const { rota, upstream, keys } = await ownPair(t);
      upstream.script = (call) => (call.key === keys[0] ? reply : answer(call, "from another key"));
      for (let i = 0; i < 3; i += 1) {
        const answered = await rota.chat(streamed);
        assert.equal(answered.status, 200, answered.text);
        assert.equal(textOf(answered.events()), "from another key");
      }
    });

    test(`${name}, from every key: an error in the dialect's shape`, async (t) => {
      const { rota, upstream } = await ownPair(t, { script: () => reply });
      for (const body of [streamed, ask()]) {
        const answered = await rota.chat(body);
        if (answered.status === 200) {
          assertBrokenStream(answered, "");
        } else {
          assert([500, 502, 503, 504].includes(answered.status), `${answered.status}: ${answered.text}`);
          assert.match(answered.headers["content-type"], /^application\/json/);
          const { error } = answered.json();
          assert(error.message && error.type && "code" in error && "param" in error);
          assert(!error.message.includes("<html>"), error.message);
        }
      }
      assert(upstream.calls.length > 0);
    });
  }

  test("F9 HTML in the Gemini dialect becomes Google's error", async (t) => {
    const { rota } = await ownPair(t, { script: () => html });
    const answered = await rota.send(generate, { method: "POST", json: {} });
    assert([502, 503].includes(answered.status), answered.text);
    assert.equal(answered.json().error.code, answered.status);
    assert.match(answered.json().error.status, /^[A-Z_]+$/);
  });
});

describe("An upstream that says nothing", () => {
  const settings = { REQUEST_TIMEOUT_MS: "1500", ANSWER_TIMEOUT_MS: "1500", MAX_ATTEMPTS: "1" };
  const stall = () => streamOf({ stall: true });
  const silent = () => new Promise(() => {});

  for (const [name, script] of Object.entries({ "not even a head": silent, "a head and no body": stall })) {
    test(`F9 ${name}: 504 after the time that its kind of answer has, and the upstream connection is closed`, async (t) => {
      const { rota, upstream } = await ownPair(t, { script, settings });
      for (const request of [() => rota.chat(ask()), () => rota.chat(streamed)]) {
        upstream.forget();
        const startedAt = Date.now();
        const answered = await request();
        const tookMs = Date.now() - startedAt;
        assert.equal(answered.status, 504, answered.text);
        assert(tookMs >= 1400 && tookMs < 3000, `${tookMs} ms`);
        assert(answered.json().error.message);
        await eventually(() => upstream.open.length === 0, "the upstream connection is closed");
      }
    });
  }

  test("F9 in the Gemini dialect: DEADLINE_EXCEEDED", async (t) => {
    const { rota } = await ownPair(t, { script: silent, settings });
    const answered = await rota.send(generate, { method: "POST", json: {} });
    assert.equal(answered.status, 504);
    assert.equal(answered.json().error.status, "DEADLINE_EXCEEDED");
  });

  test("D2 of a stream another key answers instead", async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { settings: { REQUEST_TIMEOUT_MS: "1000" } });
    upstream.script = (call) => (call.key === keys[0] ? silent() : answer(call));
    for (let i = 0; i < 3; i += 1) assert.equal((await rota.chat(streamed)).status, 200);
  });

  test("D5 a slow stream that keeps talking is not cut", async (t) => {
    const { rota, upstream } = await ownPair(t, { settings });
    const steps = eventsSaying(["a", "b", "c", "d"]).flatMap((text) => [{ waitMs: 1000 }, text]);
    upstream.script = () => streamOf(...steps);
    assert.equal(textOf((await rota.chat(streamed)).events()), "abcd");
  });
});
