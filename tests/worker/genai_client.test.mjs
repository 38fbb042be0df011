// The unmodified npm client `@google/genai` on the Worker, with our upstream and with the mock of scripts/dev.sh.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ApiError, GoogleGenAI } from "@google/genai";
import { startMockUpstream } from "../../scripts/mock_upstream.mjs";
import { answer, modelsReply, poolKeys, replies, saying, streamSaying, usageOf } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { startUpstream } from "./upstream.mjs";

const clientKey = "sk-client-canary-genai";
const model = "gemini-3.6-flash";

const connect = (url, apiKey = clientKey) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } });

describe("npm @google/genai on our upstream", () => {
  let upstream;
  let rota;
  let ai;

  before(async () => {
    upstream = await startUpstream((call) => answer(call));
    rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(2).join(","), CLIENT_API_KEYS: clientKey } });
    ai = connect(rota.url);
  });

  after(async () => {
    await rota.stop();
    await upstream.stop();
    assert(!upstream.everything.includes(clientKey), "F1: the client's key reached the upstream");
  });

  test("C4 generateContent", async () => {
    upstream.forget();
    upstream.script = () => saying("Guten Tag", usageOf(3, 4));
    const result = await ai.models.generateContent({ model, contents: "Say hello", config: { temperature: 0.5 } });
    assert.equal(result.text, "Guten Tag");
    assert.equal(result.usageMetadata.totalTokenCount, 7);
    assert.equal(upstream.calls[0].json.generationConfig.temperature, 0.5);
    assert(poolKeys(2).includes(upstream.calls[0].headers["x-goog-api-key"]));
  });

  test("C4 generateContentStream", async () => {
    upstream.script = () => streamSaying(["eins ", "zwei ", "drei ✓"]);
    const stream = await ai.models.generateContentStream({ model, contents: "Count" });
    const chunks = await Array.fromAsync(stream);
    assert.equal(chunks.map(({ text }) => text).join(""), "eins zwei drei ✓");
    assert.equal(chunks.at(-1).candidates[0].finishReason, "STOP");
  });

  test("C4 models.list and models.get pass through, page by page", async () => {
    upstream.script = (call) => modelsReply(call, ["gemini-a", "gemini-b", "gemini-c"], 2);
    const names = [];
    for await (const { name } of await ai.models.list({ config: { pageSize: 2 } })) names.push(name);
    assert.deepEqual(names, ["models/gemini-a", "models/gemini-b", "models/gemini-c"]);
    assert.equal((await ai.models.get({ model: "gemini-b" })).name, "models/gemini-b");
  });

  test("C4 F9 errors are Google's: status and message", async () => {
    upstream.script = replies.clientMistake;
    await assert.rejects(
      ai.models.generateContent({ model, contents: "x" }),
      (error) => error instanceof ApiError && error.status === 400 && /function call turn comes/.test(error.message),
    );

    await assert.rejects(
      connect(rota.url, "not-a-client").models.generateContent({ model, contents: "x" }),
      (error) => error instanceof ApiError && error.status === 401 && /UNAUTHENTICATED/.test(error.message),
    );

    upstream.script = replies.dayLimit;
    await assert.rejects(
      ai.models.generateContent({ model: "gemini-limited", contents: "x" }),
      (error) => error instanceof ApiError && error.status === 429 && /RESOURCE_EXHAUSTED/.test(error.message),
    );
  });
});

test("C4 npm @google/genai on the mock upstream of scripts/dev.sh", async (t) => {
  const mock = await startMockUpstream((prompt) => `You said ${prompt}`);
  t.after(mock.stop);
  const rota = await startRota({
    upstream: mock,
    settings: { API_KEYS: poolKeys(3).join(","), CLIENT_API_KEYS: clientKey },
  });
  t.after(() => rota.stop());
  const ai = connect(rota.url);
  assert.equal((await ai.models.generateContent({ model, contents: "hi" })).text, "You said hi");
  const chunks = await Array.fromAsync(
    await ai.models.generateContentStream({ model, contents: "a longer prompt, in pieces" }),
  );
  assert(chunks.length > 1);
  assert.equal(chunks.map(({ text }) => text).join(""), "You said a longer prompt, in pieces");
});
