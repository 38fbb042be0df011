// An OpenAI-compatible upstream: OpenAI routes pass untranslated, with the pool's key as a bearer token.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import OpenAI from "openai";
import { fixture, poolKeys, recorded } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { clientKey } from "./setup.mjs";
import { startUpstream } from "./upstream.mjs";

const keys = poolKeys(3);

/** A Worker whose upstream speaks OpenAI at `base`, shared by a suite. */
function shareOpenAiPair(base, settings = {}) {
  const pair = {};
  before(async () => {
    pair.upstream = await startUpstream();
    pair.rota = await startRota({
      settings: {
        UPSTREAM_API_URL: pair.upstream.url + base,
        API_KEYS: keys.join(","),
        CLIENT_API_KEYS: clientKey,
        ...settings,
      },
    });
  });
  after(async () => {
    await pair.rota?.stop();
    await pair.upstream.stop();
  });
  return pair;
}

describe("UPSTREAM_API_URL ending in /openai", () => {
  const pair = shareOpenAiPair("/v1beta/openai");
  const chat = (body, more) =>
    pair.rota.send("/v1/chat/completions", { method: "POST", body, key: clientKey, ...more });

  test("A1 the request passes byte for byte with the pool's key as bearer", async () => {
    pair.upstream.forget();
    pair.upstream.script = () => recorded("openai_completion.json");
    const body = '{ "model" : "m","messages":[{"role":"user","content":"\\u00e9 é"}], "x":{"y":{}} ,"x":1.0}\n';
    const { status, body: answered } = await chat(body, {
      headers: { "content-type": "application/json", "x-goog-api-key": clientKey },
    });
    assert.equal(status, 200);
    assert.deepEqual(answered, fixture("openai_completion.json"));
    const [call] = pair.upstream.calls;
    assert.equal(call.url, "/v1beta/openai/chat/completions");
    assert.equal(call.body.toString(), body);
    assert(keys.includes(call.bearer));
    assert.equal(call.headers["x-goog-api-key"], undefined);
    assert(!pair.upstream.everything.includes(clientKey));
  });

  test("A1 F4 a stream passes byte for byte, split at every byte", async () => {
    for (const split of [undefined, 1]) {
      pair.upstream.script = () => ({ ...recorded("openai_stream.sse"), split });
      const { headers, body } = await chat('{"model":"m","messages":[{"role":"user","content":"x"}],"stream":true}');
      assert.match(headers["content-type"], /^text\/event-stream/);
      assert.deepEqual(body, fixture("openai_stream.sse"));
    }
  });

  test("A6 every base URL leads to the upstream's path, query kept", async () => {
    pair.upstream.script = () => recorded("openai_models.json");
    for (const prefix of ["/v1", "", "/openai/v1", "/v1beta/openai"]) {
      pair.upstream.forget();
      const { status, body } = await pair.rota.send(`${prefix}/models?limit=2`, { key: clientKey });
      assert.equal(status, 200);
      assert.deepEqual(body, fixture("openai_models.json"));
      assert.equal(pair.upstream.calls[0].url, "/v1beta/openai/models?limit=2", prefix);
    }
  });

  test("E5 embeddings pass too", async () => {
    pair.upstream.forget();
    pair.upstream.script = () => ({
      headers: { "content-type": "application/json" },
      body: '{"object":"list","data":[]}',
    });
    const { status } = await pair.rota.send("/v1/embeddings", {
      method: "POST",
      key: clientKey,
      body: '{"model":"m","input":"x"}',
    });
    assert.equal(status, 200);
    assert.equal(pair.upstream.calls[0].url, "/v1beta/openai/embeddings");
  });

  test("A5 F6 a key at its day's limit is replaced at once; the error in an array is understood", async () => {
    pair.upstream.forget();
    const limited = keys[0];
    pair.upstream.script = ({ bearer }) =>
      bearer === limited ? recorded("error_429_day_array.json") : recorded("openai_completion.json");
    for (let i = 0; i < 6; i += 1) assert.equal((await chat('{"model":"day-limited","messages":[]}')).status, 200);
    assert.equal(pair.upstream.calls.filter(({ bearer }) => bearer === limited).length, 1);
  });

  test("A5 all keys at their day's limit: 429 as an object with insufficient_quota", async () => {
    pair.upstream.script = () => recorded("error_429_day_array.json");
    const { status, headers, ...rest } = await chatJson(chat, '{"model":"all-limited","messages":[]}');
    assert.equal(status, 429);
    assert(Number(headers["retry-after"]) > 0);
    assert.equal(rest.error.code, "insufficient_quota");
  });

  test("A1 npm openai works, streaming too", async () => {
    pair.upstream.script = (call) =>
      call.path.endsWith("/models")
        ? recorded("openai_models.json")
        : call.json.stream
          ? recorded("openai_stream.sse")
          : recorded("openai_completion.json");
    const client = new OpenAI({ baseURL: `${pair.rota.url}/v1`, apiKey: clientKey, maxRetries: 0 });
    const messages = [{ role: "user", content: "Hi" }];
    const completion = await client.chat.completions.create({ model: "m", messages });
    assert.equal(
      completion.choices[0].message.content,
      JSON.parse(fixture("openai_completion.json")).choices[0].message.content,
    );
    const chunks = await Array.fromAsync(await client.chat.completions.create({ model: "m", messages, stream: true }));
    assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""), "Hello World");
    assert((await Array.fromAsync(client.models.list())).length > 0);
  });
});

describe("UPSTREAM_DIALECT=openai", () => {
  const pair = shareOpenAiPair("/v1", { UPSTREAM_DIALECT: "openai" });

  test("A1 any base URL is OpenAI's then", async () => {
    pair.upstream.script = () => recorded("openai_completion.json");
    const { status, body } = await pair.rota.send("/v1/chat/completions", {
      method: "POST",
      key: clientKey,
      body: '{"model":"m","messages":[]}',
    });
    assert.equal(status, 200);
    assert.deepEqual(body, fixture("openai_completion.json"));
    assert.equal(pair.upstream.calls[0].url, "/v1/chat/completions");
    assert(keys.includes(pair.upstream.calls[0].bearer));
  });
});

async function chatJson(chat, body) {
  const answer = await chat(body);
  return { status: answer.status, headers: answer.headers, ...answer.json() };
}
