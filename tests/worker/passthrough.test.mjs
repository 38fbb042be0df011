// The Gemini dialect: bytes go through unchanged, both ways; only keys and hop-by-hop headers are taken off.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { readEvents } from "./client.mjs";
import { answer, fixture, recorded, replies, saying } from "./google.mjs";
import { clientKey, model, sharePair } from "./setup.mjs";

// Of one key, which owns whatever is named (docs/OWNERS.md).
const pair = sharePair({ keys: 1, settings: { ALLOW_ANONYMOUS: "0", CLIENT_API_KEYS: clientKey, REQUEST_TIMEOUT_MS: "5000" } });

const generate = `/v1beta/models/${model}:generateContent`;
const stream = `/v1beta/models/${model}:streamGenerateContent`;

async function post(path, body, headers = {}) {
  pair.upstream.forget();
  return pair.rota.send(path, {
    method: "POST",
    body,
    headers: { "x-goog-api-key": clientKey, "content-type": "application/json", ...headers },
  });
}

test("C1 the request's body arrives byte for byte: spaces, escapes, duplicates and unknown fields", async () => {
  pair.upstream.script = (call) => answer(call);
  const body = Buffer.from(
    '{ "contents" :[{"parts":[{"text":"a\\u00e9\\/\\ud83c\\udf0d é"}]}],\r\n\t"future": 1.50e+00, "x":1,"x":2 }\n',
  );
  const { status } = await post(generate, body);
  assert.equal(status, 200);
  assert.deepEqual(pair.upstream.calls[0].body, body);
  assert.match(pair.upstream.calls[0].headers["content-type"], /^application\/json/);
});

test("C1 path and query arrive as they were sent, without what is not listed", async () => {
  pair.upstream.script = (call) => answer(call);
  const cases = {
    [`${stream}?alt=sse`]: `${stream}?alt=sse`,
    [`${stream}?key=${clientKey}&alt=sse`]: `${stream}?alt=sse`,
    [`${stream}?alt=sse&key=${clientKey}`]: `${stream}?alt=sse`,
    [`${generate}?key=${clientKey}`]: generate,
    [`${generate}?$fields=a(b)&x=%20a+b%2F&key=${clientKey}&y&filter=%20a+b%2F`]: `${generate}?$fields=a(b)&filter=%20a+b%2F`,
    "/v1alpha/models/gemini-3.1-pro:countTokens": "/v1alpha/models/gemini-3.1-pro:countTokens",
    "/v1/models/gemini-3.1-pro:generateContent": "/v1/models/gemini-3.1-pro:generateContent",
    "/v1beta/tunedModels/my-model:generateContent": "/v1beta/tunedModels/my-model:generateContent",
  };
  for (const [sent, arrived] of Object.entries(cases)) {
    const { status } = await post(sent, "{}");
    assert.equal(status, 200, sent);
    assert.equal(pair.upstream.calls[0].url, arrived);
  }
});

test("C1 every method passes", async () => {
  pair.upstream.script = () => saying("x");
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    pair.upstream.forget();
    const { status } = await pair.rota.send("/v1beta/cachedContents/abc?updateMask=ttl", {
      method,
      key: clientKey,
      ...(method !== "GET" && method !== "DELETE" && { body: '{"ttl":"300s"}' }),
    });
    assert.equal(status, 200);
    assert.deepEqual(
      [pair.upstream.calls[0].method, pair.upstream.calls[0].url],
      [method, "/v1beta/cachedContents/abc?updateMask=ttl"],
    );
  }
});

test("C1 an upload's bytes and its own headers pass", async () => {
  pair.upstream.script = () => saying("x");
  const body = randomBytes(1024 * 1024);
  const { status } = await post("/upload/v1beta/files?uploadType=resumable", body, {
    "content-type": "application/octet-stream",
    "x-goog-upload-command": "upload, finalize",
    "x-goog-upload-offset": "0",
  });
  assert.equal(status, 200);
  const [call] = pair.upstream.calls;
  assert(call.body.equals(body));
  assert.equal(call.headers["x-goog-upload-command"], "upload, finalize");
  assert.equal(call.headers["content-type"], "application/octet-stream");
});

test("C1 F3 a byte order mark is a part of a file, and none of JSON", async () => {
  const json = '{"contents":[{"role":"user","parts":[{"text":"a"}]}]}';
  const marked = Buffer.from(`\uFEFF${json}`);
  pair.upstream.script = (call) => answer(call);
  assert.equal((await post(generate, marked)).status, 200);
  assert.equal(pair.upstream.calls[0].body.toString(), json);
  pair.upstream.script = () => saying("x");
  const upload = { "content-type": "text/plain", "x-goog-upload-command": "upload, finalize", "x-goog-upload-offset": "0" };
  assert.equal((await post("/upload/v1beta/files?uploadType=resumable", marked, upload)).status, 200);
  assert(pair.upstream.calls.at(-1).body.equals(marked));
});

test("C1 the upstream gets the pool's key as x-goog-api-key and nothing of who the client is", async () => {
  pair.upstream.script = (call) => answer(call);
  await post(`${generate}?key=${clientKey}`, "{}", {
    authorization: `Bearer ${clientKey}`,
    "x-api-key": clientKey,
    "x-goog-api-client": "genai-js/1",
    "user-agent": "client/1",
    "cf-connecting-ip": "203.0.113.9",
    "x-forwarded-for": "203.0.113.9",
    "x-real-ip": "203.0.113.9",
    cookie: "a=b",
    "keep-alive": "timeout=5",
    te: "trailers",
    "proxy-authorization": "Basic eDp5",
  });
  const { headers, rawHeaders } = pair.upstream.calls[0];
  assert(pair.keys.includes(headers["x-goog-api-key"]));
  assert.equal(rawHeaders.filter((name) => name.toLowerCase() === "x-goog-api-key").length, 1);
  assert.equal(headers["x-goog-api-client"], "genai-js/1");
  for (const name of [
    "authorization",
    "x-api-key",
    "cookie",
    "x-forwarded-for",
    "x-real-ip",
    "te",
    "keep-alive",
    "proxy-authorization",
  ]) {
    assert.equal(headers[name], undefined, name);
  }
  // The platform itself adds cf-worker to every fetch of a Worker.
  assert.deepEqual(
    Object.keys(headers).filter((name) => name.startsWith("cf-") && name !== "cf-worker"),
    [],
  );
  assert(!pair.upstream.everything.includes(clientKey));
});

test("C1 the answer's bytes, status and type pass", async () => {
  pair.upstream.script = () => ({
    ...recorded("answer.json"),
    status: 203,
    headers: { "content-type": "application/json; charset=UTF-8", "x-gemini-service-tier": "standard" },
  });
  const { status, headers, body } = await post(generate, "{}");
  assert.equal(status, 203);
  assert.deepEqual(body, fixture("answer.json"));
  assert.equal(headers["content-type"], "application/json; charset=UTF-8");
  assert.equal(headers["x-gemini-service-tier"], "standard");
});

for (const name of ["stream_short.sse", "stream_non_ascii.sse", "stream_thoughts.sse"]) {
  test(`C1 F4 ${name} passes byte for byte, whole and split at every byte`, async () => {
    for (const split of [undefined, 1, 7]) {
      pair.upstream.script = () => ({ ...recorded(name), split });
      const { status, headers, body } = await post(`${stream}?alt=sse`, "{}");
      assert.equal(status, 200);
      assert.match(headers["content-type"], /^text\/event-stream/);
      assert.deepEqual(body, fixture(name));
    }
  });
}

test("F5 stream_error_midway.sse: what comes before the error passes, however it is cut, and one error event ends it", async () => {
  const recordedEvents = readEvents(fixture("stream_error_midway.sse").toString());
  for (const split of [undefined, 1, 7]) {
    pair.upstream.script = () => ({ ...recorded("stream_error_midway.sse"), split });
    const { status, text } = await post(`${stream}?alt=sse`, "{}");
    assert.equal(status, 200);
    const told = readEvents(text);
    assert.deepEqual(told.slice(0, -1), recordedEvents.slice(0, told.length - 1));
    assert(told.length > 1);
    assert(JSON.parse(told.at(-1)).error.code >= 400);
  }
});

test("C1 a stream that is a JSON array (no alt=sse) passes byte for byte", async () => {
  const body = Buffer.from('[{"candidates": [{"content": {"parts": [{"text": "a"}]}}]}\n,\r\n{"candidates": []}]');
  pair.upstream.script = () => ({ ...saying(""), body, split: 3 });
  assert.deepEqual((await post(stream, "{}")).body, body);
});

test("C1 an answer that is no JSON and no UTF-8 passes byte for byte", async () => {
  const body = randomBytes(100_000);
  pair.upstream.script = () => ({ headers: { "content-type": "video/mp4" }, body });
  const answered = await pair.rota.send("/v1beta/files/abc:download?alt=media", { key: clientKey });
  assert(answered.body.equals(body));
});

test("F9 Google's own error passes with its status and body", async () => {
  pair.upstream.script = replies.clientMistake;
  const { status, body } = await post(generate, "{}");
  assert.equal(status, 400);
  assert.deepEqual(JSON.parse(body), JSON.parse(fixture("error_400_invalid.json")));
  assert.equal(pair.upstream.calls.length, 1);
});

test("C1 a malformed body is the upstream's to judge: it passes", async () => {
  pair.upstream.script = replies.clientMistake;
  const body = Buffer.from([0x7b, 0xff, 0xfe, 0x00]);
  await post(generate, body);
  assert.deepEqual(pair.upstream.calls[0].body, body);
});
