// Bad input from a client: each gets a clear 4xx in the dialect of its route, reaches no upstream and harms nobody.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer } from "./google.mjs";
import { ask, model, sharePair } from "./setup.mjs";

const pair = sharePair({ script: (call) => answer(call) });
const generate = `/v1beta/models/${model}:generateContent`;
const send = (body, headers = {}, more = {}) =>
  pair.rota.send("/v1/chat/completions", {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
    ...more,
  });

/** The answer is an OpenAI error of this status, and the upstream was not called. */
function assertOpenAiError(answered, status, calls = 0) {
  assert.equal(answered.status, status, answered.text.slice(0, 300));
  assert.match(answered.headers["content-type"], /^application\/json/);
  const { error } = answered.json();
  assert.deepEqual(
    ["message", "type", "param", "code"].filter((name) => !(name in error)),
    [],
  );
  assert(error.message.length > 0 && error.type.length > 0);
  assert.equal(pair.upstream.calls.length, calls, "the upstream was called");
  return error;
}

function assertGeminiError(answered, status, name) {
  assert.equal(answered.status, status, answered.text.slice(0, 300));
  const { error } = answered.json();
  assert.equal(error.code, status);
  assert.equal(error.status, name);
  assert(error.message.length > 0);
}

describe("Bodies of /v1/chat/completions", () => {
  const good = '{"model":"m","messages":[{"role":"user","content":"x"}]}';
  const malformed = {
    "an unclosed list": ['{"model":"m","messages":[{"role":"user","content":"x"}', 55],
    "a missing comma": ['{"model":"m" "messages":[]}', 13],
    "a trailing comma": ['{"model":"m",}', 13],
    "a bare word": ['{"model":m}', 9],
    "single quotes": ["{'model':'m'}", 1],
    "text behind the end": [`${good} x`, 57],
    "two documents": [`${good}${good}`, 56],
    "a raw newline in a string": ['{"model":"m\n"}', 11],
    "an unknown escape": ['{"model":"\\q"}', 10],
    "a number with a leading zero": ['{"model":"m","temperature":01}', 27],
    NaN: ['{"temperature":NaN}', 15],
    "a byte order mark in the middle": ['{"model":\ufeff"m"}', 9],
  };
  for (const [name, [body, offset]] of Object.entries(malformed)) {
    test(`F9 ${name}: 400 that names the offset`, async () => {
      pair.upstream.forget();
      const { message } = assertOpenAiError(await send(body), 400);
      const numbers = (message.match(/\d+/g) ?? []).map(Number);
      assert(
        numbers.some((number) => Math.abs(number - offset) <= 2),
        `"${message}" does not name ${offset}`,
      );
    });
  }

  const invalidUtf8 = {
    "a lone continuation byte": [0x80],
    "an overlong slash": [0xc0, 0xaf],
    "a surrogate": [0xed, 0xa0, 0x80],
    "past U+10FFFF": [0xf4, 0x90, 0x80, 0x80],
    "a cut sequence": [0xe2, 0x82],
    "0xff": [0xff],
  };
  for (const [name, bytes] of Object.entries(invalidUtf8)) {
    test(`F9 invalid UTF-8, ${name}: 400 that names the offset`, async () => {
      pair.upstream.forget();
      const start = '{"model":"m","messages":[{"role":"user","content":"';
      const body = Buffer.concat([Buffer.from(start), Buffer.from(bytes), Buffer.from('"}]}')]);
      const { message } = assertOpenAiError(await send(body), 400);
      assert.match(message, /UTF-8/i);
      const numbers = (message.replace(/UTF-8/gi, "").match(/\d+/g) ?? []).map(Number);
      assert(
        numbers.some((number) => Math.abs(number - start.length) <= 4),
        `"${message}" does not name ${start.length}`,
      );
    });
  }

  const refused = {
    "an empty body": "",
    "white space": " \n ",
    "a list": "[]",
    "a string": '"hello"',
    "a number": "5",
    null: "null",
    "an empty object": "{}",
    "no model": '{"messages":[{"role":"user","content":"x"}]}',
    "no messages": '{"model":"m"}',
    "empty messages": '{"model":"m","messages":[]}',
    "only empty messages": '{"messages":[]}',
    "an empty model": '{"model":"","messages":[{"role":"user","content":"x"}]}',
    "a form": "model=m&messages=x",
  };
  for (const [name, body] of Object.entries(refused)) {
    test(`F9 ${name}: 400`, async () => {
      pair.upstream.forget();
      assertOpenAiError(await send(body), 400);
    });
  }

  const wrongTypes = {
    model: [5, null, [], {}, true],
    messages: ["x", 5, {}, true],
    stream: ["yes", 1, {}],
    temperature: ["hot", [], {}, true],
    top_p: ["x", []],
    max_tokens: ["many", {}, 1.5],
    max_completion_tokens: ["many", []],
    n: ["two", {}],
    seed: ["x", {}],
    stop: [5, {}, [5], [null]],
    presence_penalty: ["x"],
    frequency_penalty: [{}],
    stream_options: [5, "x", []],
    tools: ["x", 5, {}],
    response_format: ["json", 5],
  };
  for (const [field, values] of Object.entries(wrongTypes)) {
    test(`F9 ${field} of a wrong type: 400 that names the field`, async () => {
      for (const value of values) {
        pair.upstream.forget();
        const error = assertOpenAiError(await pair.rota.chat({ ...ask(), [field]: value }), 400);
        assert(
          error.param === field || error.message.includes(field),
          `${JSON.stringify(value)}: ${JSON.stringify(error)}`,
        );
      }
    });
  }

  const wrongMessages = {
    "a message that is no object": [5],
    "a message of null": [null],
    "no role": [{ content: "x" }],
    "role of a wrong type": [{ role: 5, content: "x" }],
    "an unknown role": [{ role: "alien", content: "x" }],
    "content of a wrong type": [{ role: "user", content: 5 }],
    "a part that is no object": [{ role: "user", content: [5] }],
    "a part without a type": [{ role: "user", content: [{}] }],
    "a part of an unknown type": [{ role: "user", content: [{ type: "smell", smell: "rose" }] }],
    "text of a wrong type": [{ role: "user", content: [{ type: "text", text: 5 }] }],
    "a user without content": [{ role: "user" }],
  };
  for (const [name, messages] of Object.entries(wrongMessages)) {
    test(`F9 ${name}: 400 that names the message`, async () => {
      pair.upstream.forget();
      const error = assertOpenAiError(await pair.rota.chat({ model, messages }), 400);
      assert.match(`${error.param} ${error.message}`, /messages/);
    });
  }

  test("F9 nesting of 100,000 levels is refused anywhere in the body", async () => {
    const assertRefused = (answered) => assertOpenAiError(answered, answered.status === 413 ? 413 : 400);
    for (const deep of [
      "[".repeat(100_000),
      `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
      `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`,
    ]) {
      pair.upstream.forget();
      assertRefused(await send(deep));
      assertRefused(await send(`{"model":"m","messages":[{"role":"user","content":"x"}],"metadata":${deep}}`));
    }
  });

  test("F9 a body of 30 MB: 413", async () => {
    pair.upstream.forget();
    const huge = Buffer.from(JSON.stringify(ask("x".repeat(30 * 1024 * 1024))));
    assertOpenAiError(await send(huge), 413);
    assertOpenAiError(await send(huge, {}, { chunked: true }), 413);
  });

  test("F9 a body just under the limit is taken", async () => {
    pair.upstream.forget();
    const text = "y".repeat(19 * 1024 * 1024);
    const answered = await pair.rota.chat(ask(text));
    assert.equal(answered.status, 200, answered.text.slice(0, 300));
    assert.equal(pair.upstream.calls[0].json.contents[0].parts[0].text.length, text.length);
  });

  test("F9 10,001 messages are taken, in order", async () => {
    pair.upstream.forget();
    const messages = Array.from({ length: 10_001 }, (_, i) => ({
      role: i % 2 ? "assistant" : "user",
      content: `m${i}`,
    }));
    assert.equal((await pair.rota.chat({ model, messages })).status, 200);
    const texts = pair.upstream.calls[0].json.contents.flatMap(({ parts }) => parts.map(({ text }) => text));
    assert.deepEqual(
      texts,
      messages.map(({ content }) => content),
    );
  });

  test("F9 a lone surrogate is refused or passed on in JSON that can be read; a pair is passed on", async () => {
    pair.upstream.forget();
    const lone = await send('{"model":"m","messages":[{"role":"user","content":"a\\ud83cb"}]}');
    if (lone.status === 200) assert.equal(pair.upstream.calls[0].json.contents[0].parts[0].text.length, 3);
    else assertOpenAiError(lone, 400);
    pair.upstream.forget();
    assert.equal((await send('{"model":"m","messages":[{"role":"user","content":"\\ud83c\\udf0d"}]}')).status, 200);
    assert.equal(pair.upstream.calls[0].json.contents[0].parts[0].text, "🌍");
  });

  test("F9 duplicate names: one of them counts, and the upstream gets one; the model must be named once", async () => {
    pair.upstream.forget();
    const rest = '"messages":[{"role":"user","content":"x"}],"temperature":0,"temperature":1}';
    assertOpenAiError(await send(`{"model":"a","model":"b",${rest}`), 400);
    assert.equal(pair.upstream.calls.length, 0);
    const answered = await send(`{"model":"a",${rest}`);
    assert.equal(answered.status, 200, answered.text);
    assert.equal(pair.upstream.calls[0].body.toString().split('"temperature"').length, 2);
  });

  test("F9 unknown fields and another content type are no reason to refuse", async () => {
    pair.upstream.forget();
    const body = '{"model":"m","messages":[{"role":"user","content":"x","mood":"good"}],"future":{"a":[1]}}';
    assert.equal((await send(body, { "content-type": "text/plain" })).status, 200);
  });

  test("F9 a model's name cannot leave its place in the upstream's path", async () => {
    for (const named of ["../../v1/files", "a/b:delete?x=", "m#f", "m?key=x", "m%2f..", "a b", "m\n", "é"]) {
      pair.upstream.forget();
      const answered = await pair.rota.chat(ask("x", { model: named }));
      for (const call of pair.upstream.calls) {
        assert.match(call.url, /^\/v1beta\/models\/[^/?#]+:generateContent$/, named);
      }
      assert(
        answered.status === 200 || (answered.status >= 400 && answered.status < 500),
        `${named}: ${answered.status}`,
      );
    }
  });
});

describe("Routes, methods and heads", () => {
  test("F9 a wrong method: 405 with Allow", async () => {
    const cases = [
      ["GET", "/v1/chat/completions", "POST"],
      ["DELETE", "/v1/chat/completions", "POST"],
      ["PUT", "/chat/completions", "POST"],
      ["POST", "/v1/models", "GET"],
      ["PATCH", "/v1/models/gemini-a", "GET"],
    ];
    for (const [method, path, allowed] of cases) {
      pair.upstream.forget();
      const answered = await pair.rota.send(path, {
        method,
        ...(method !== "GET" && method !== "DELETE" && { json: ask() }),
      });
      assertOpenAiError(answered, 405);
      assert(answered.headers.allow.split(/,\s*/).includes(allowed), answered.headers.allow);
    }
    const health = await pair.rota.send("/health", { method: "POST", body: "" });
    assert.equal(health.status, 405);
    assert.match(health.headers.allow, /GET/);
  });

  test("F9 an unknown route: 404", async () => {
    pair.upstream.forget();
    for (const path of [
      "/v1/nonsense",
      "/nonsense",
      "/v1",
      "/v1/chat",
      "/v1/chat/completions/x",
      "/v2/nonsense",
      "/.env",
    ]) {
      assertOpenAiError(await pair.rota.send(path), 404);
    }
    assertOpenAiError(await pair.rota.send("/%00"), 400);
  });

  test("F9 Gemini's routes have Google's errors", async () => {
    const huge = Buffer.alloc(30 * 1024 * 1024, "x");
    assertGeminiError(await pair.rota.send(generate, { method: "POST", body: huge }), 413, "INVALID_ARGUMENT");
  });

  test("F9 a header of 100 KB is refused by the platform or by us, and the next request works", async () => {
    pair.upstream.forget();
    const outcome = await pair.rota.chat(ask(), { headers: { "x-long": "x".repeat(100 * 1024) } }).then(
      ({ status }) => status,
      ({ code }) => code,
    );
    assert([431, 400, 413, "ECONNRESET", "EPIPE"].includes(outcome), String(outcome));
    assert.equal(pair.upstream.calls.length, 0);
    assert.equal((await pair.rota.chat(ask())).status, 200);
  });

  test("F9 a URL of 20 KB is refused or unknown, never a crash", async () => {
    const answered = await pair.rota.send(`/v1/models?x=${"x".repeat(20 * 1024)}`);
    assert([200, 400, 404, 414].includes(answered.status), String(answered.status));
  });

  test("F1 no answer to bad input says where the upstream is or holds a key", () => {
    pair.rota.assertNoSecret([...pair.keys, pair.upstream.url]);
  });
});
