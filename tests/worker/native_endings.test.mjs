// How answers end that pass as they are: an upstream that says nothing, breaks off, or never says that it is finished
// (F4, F5). Another key is tried while nothing has been said; after that the client gets an error in its dialect.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "./client.mjs";
import { chunk, event, streamOf, streamSaying } from "./google.mjs";
import { ask, model, ownPair } from "./setup.mjs";

const native = `/v1beta/models/${model}:streamGenerateContent?alt=sse`;
const json = { "content-type": "application/json" };
const openaiEvent = (data) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const delta = (content, finish_reason = null) =>
  openaiEvent({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content }, finish_reason }] });

/** Each dialect that passes through: how it is asked, what its stream says, and its end. */
const dialects = {
  gemini: {
    path: native,
    body: { contents: [] },
    piece: (text) => event(chunk(text)),
    end: [event(chunk("done", { finishReason: "STOP" }))],
    inside: event({ error: { code: 503, message: "overloaded", status: "UNAVAILABLE" } }),
    errorOf: (text) => JSON.parse(text).error,
    shape: (error) => assert(error.code >= 500 && error.status && error.message, JSON.stringify(error)),
  },
  openai: {
    path: "/v1/chat/completions",
    settings: { UPSTREAM_DIALECT: "openai" },
    body: ask("Hello", { stream: true }),
    piece: (text) => delta(text),
    end: [delta("done", "stop"), openaiEvent("[DONE]")],
    inside: openaiEvent({ error: { message: "overloaded", type: "server_error", code: null, param: null } }),
    errorOf: (text) => JSON.parse(text).error,
    shape: (error) => assert(error.message && error.type && "code" in error && "param" in error, JSON.stringify(error)),
  },
};

const dataOf = (text) => text.split(/\r?\n\r?\n/).filter((part) => part.startsWith("data:")).map((part) => part.slice(6));

for (const [name, dialect] of Object.entries(dialects)) {
  const whole = [dialect.piece("one "), dialect.piece("two "), ...dialect.end];
  const pair = (t, script) => ownPair(t, { script, settings: dialect.settings });
  const send = (rota) => rota.send(dialect.path, { method: "POST", json: dialect.body });

  describe(`${name}: before anything was said another key is asked`, () => {
    const nothing = {
      "nothing at all": streamOf(),
      "a comment and no more": streamOf(": thinking\n\n"),
      "a cut first event": streamOf(dialect.piece("one ").slice(0, 25)),
      "an error as the first event": streamOf(dialect.inside),
      "a connection that breaks": streamOf({ waitMs: 50 }, { drop: true }),
    };
    for (const [what, reply] of Object.entries(nothing)) {
      test(`F5 ${what}`, async (t) => {
        const { rota, keys, upstream } = await pair(t);
        upstream.script = (call) => (call.key === keys[0] ? reply : streamOf(...whole));
        for (let i = 0; i < 3; i += 1) {
          const answered = await send(rota);
          assert.equal(answered.status, 200, answered.text);
          assert(answered.text.endsWith(whole.join("")), answered.text);
        }
      });

      test(`F5 ${what}, of every key: an error in the dialect, once`, async (t) => {
        const { rota } = await pair(t, () => reply);
        const answered = await send(rota);
        const last = answered.status === 200 ? dataOf(answered.text).at(-1) : answered.text;
        dialect.shape(dialect.errorOf(last));
        if (answered.status !== 200) assert([500, 502, 503].includes(answered.status), `${answered.status}`);
      });
    }
  });

  describe(`${name}: after that the stream ends with an error event, and no key is asked again`, () => {
    const broken = {
      "it ends early": [dialect.piece("one ")],
      "its JSON is cut": [dialect.piece("one "), dialect.piece("two ").slice(0, 30)],
      "its last event is cut": [dialect.piece("one "), dialect.end[0].slice(0, -12)],
      "it never says that it is finished": [dialect.piece("one "), dialect.piece("two ")],
      "an error in its middle": [dialect.piece("one "), dialect.inside],
      "the connection breaks": [dialect.piece("one "), dialect.piece("two ").slice(0, 30), { waitMs: 50 }, { drop: true }],
    };
    for (const [what, steps] of Object.entries(broken)) {
      test(`F5 ${what}`, async (t) => {
        const { rota, upstream } = await pair(t, () => streamOf(...steps));
        const answered = await send(rota);
        assert.equal(answered.status, 200);
        assert(answered.text.startsWith(dialect.piece("one ")), answered.text);
        const events = dataOf(answered.text);
        for (const data of events) JSON.parse(data); // no part of an event has come through
        dialect.shape(dialect.errorOf(events.at(-1)));
        assert.equal(events.filter((data) => data.includes('"error"')).length, 1, answered.text);
        assert.equal(upstream.calls.length, 1);
      });
    }
  });

  test(`F7 ${name}: a whole stream passes byte for byte, however it is cut`, async (t) => {
    const { rota, upstream } = await pair(t, () => streamOf(...whole));
    for (const split of [undefined, 1, 7, 40]) {
      upstream.script = () => ({ ...streamOf(...whole), split });
      const answered = await send(rota);
      assert.equal(answered.text, whole.join(""), `split ${split}`);
    }
  });
}

test("F5 gemini: an answer in one piece that says nothing is asked for once more, and one that is cut does not look whole", async (t) => {
  const { rota, upstream, keys } = await ownPair(t);
  const good = '{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}';
  upstream.script = (call) => ({ headers: json, body: call.key === keys[0] ? "" : good });
  const path = `/v1beta/models/${model}:generateContent`;
  for (let i = 0; i < 3; i += 1) {
    assert.equal((await rota.send(path, { method: "POST", json: {} })).text, good);
  }
  // Cut before it says anything it has not begun: nothing is lost by an error.
  upstream.script = () => ({ headers: json, body: ['{"candidates":[{"content":{"parts":[{"te'] });
  assert.equal((await rota.send(path, { method: "POST", json: {} })).status, 502);
  upstream.script = () => ({ headers: json, body: ['{"candidates":[{"content":{"parts":[{"text":"Hello, wor'] });
  const cut = await rota.send(path, { method: "POST", json: {} });
  assert.throws(() => cut.json());
  // workerd on its own closes the chunked body even so, and says what it would have broken off for.
  await eventually(() => /Uncaught exception.*\n?.*the upstream broke off/.test(rota.logs), "the body was broken off");
  // What asks no model may be answered with nothing.
  upstream.script = () => ({ status: 200, headers: { "x-goog-upload-url": "u" }, body: "" });
  assert.equal((await rota.send("/upload/v1beta/files", { method: "POST", body: "" })).status, 200);
  upstream.script = () => streamSaying(["fine"]);
  assert.equal((await rota.send(native, { method: "POST", json: {} })).status, 200);
});
