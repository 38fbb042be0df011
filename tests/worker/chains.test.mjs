// Chains of models through the Worker: in each dialect, in a stream and whole, on a pool whose keys are spent for the first.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "./client.mjs";
import { chunk, event, replies, streamOf, usageOf } from "./google.mjs";
import { ownPair, sharePair } from "./setup.mjs";
import { adminSettings, done, makeClient, setConfig } from "./panel.mjs";

const pro = "gemini-3.1-pro";
const flash = "gemini-3.6-flash";
const chain = { MODEL_ALIASES: JSON.stringify({ smart: [pro, flash] }) };
const jsonType = { "content-type": "application/json" };

/** Google's answer of the model that is called. */
function says(call, text = "fine") {
  const whole = { ...chunk(text, { finishReason: "STOP", usage: usageOf(7, 10) }), modelVersion: call.model };
  return call.verb === "streamGenerateContent" ? streamOf(event(whole)) : { headers: jsonType, body: JSON.stringify(whole) };
}
/** Every key's minute is spent for the first model. */
const proIsSpent = (call) => (call.model === pro ? replies.minuteLimit() : says(call));

const user = { role: "user", content: "Hello" };
const dialects = {
  "OpenAI chat": {
    path: () => "/v1/chat/completions",
    body: (stream) => ({ model: "smart", stream, messages: [user] }),
    modelOf: ({ model }) => model,
  },
  Responses: {
    path: () => "/v1/responses",
    body: (stream) => ({ model: "smart", stream, input: "Hello", store: false }),
    modelOf: ({ model, response }) => model ?? response?.model,
  },
  Messages: {
    path: () => "/v1/messages",
    body: (stream) => ({ model: "smart", stream, max_tokens: 50, messages: [user] }),
    modelOf: ({ model, message }) => model ?? message?.model,
  },
  Gemini: {
    path: (stream) => `/v1beta/models/smart:${stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
    body: () => ({ contents: [{ role: "user", parts: [{ text: "Hello" }] }] }),
    modelOf: ({ modelVersion }) => modelVersion,
  },
};

describe("H9 no key can serve the first model, and the next one does", () => {
  const pair = sharePair({ script: proIsSpent, settings: chain });
  for (const [name, { path, body, modelOf }] of Object.entries(dialects)) {
    for (const stream of [false, true]) {
      test(`${name}, ${stream ? "in a stream" : "whole"}`, async () => {
        const answer = await pair.rota.send(path(stream), { method: "POST", json: body(stream) });
        assert.equal(answer.status, 200, answer.text);
        assert.equal(answer.headers["x-rota-model"], flash);
        const said = stream ? answer.events().filter((data) => data !== "[DONE]") : [answer.json()];
        const told = said.map(modelOf);
        assert.deepEqual([...new Set(told.filter(Boolean))], [flash]);
        assert(answer.text.includes("fine"), answer.text);
      });
    }
  }
});

test("H9 a chain goes on only where one is configured", async (t) => {
  const { rota, upstream } = await ownPair(t, { script: proIsSpent, settings: chain });
  const plain = await rota.send("/v1/chat/completions", { method: "POST", json: { model: pro, messages: [user] } });
  assert.equal(plain.status, 429, plain.text);
  assert.equal(plain.headers["x-rota-model"], undefined);
  assert(upstream.calls.every(({ model }) => model === pro));
});

test("A5 H9 all are spent: 429 with the soonest wait, and no model in the head", async (t) => {
  const { rota } = await ownPair(t, { script: () => replies.minuteLimit(), settings: chain });
  const answer = await rota.send("/v1/chat/completions", { method: "POST", json: { model: "smart", messages: [user] } });
  assert.equal(answer.status, 429, answer.text);
  assert.match(answer.json().error.message, /^No model of smart can serve now\. /);
  assert(Number(answer.headers["retry-after"]) > 0);
  assert.equal(answer.headers["x-rota-model"], undefined);
});

test("D3 H9 a client's key gets the models of a chain that it may use, and the record tells both names", async (t) => {
  const { rota, upstream } = await ownPair(t, { script: (call) => says(call), settings: { ...adminSettings } });
  await setConfig(rota, { model_aliases: { smart: [pro, flash] } });
  const send = (key) => rota.send("/v1/chat/completions", { method: "POST", key, json: { model: "smart", messages: [user] } });
  const all = await makeClient(rota, {});
  const some = await makeClient(rota, { models: [flash] });
  const none = await makeClient(rota, { models: ["gemini-2.5-pro"] });
  assert.equal((await send(all.key)).headers["x-rota-model"], pro);
  assert.equal((await send(some.key)).headers["x-rota-model"], flash);
  assert.equal((await send(none.key)).status, 403);
  assert.deepEqual(upstream.calls.map(({ model }) => model), [pro, flash]);
  const told = async () => {
    const { recent } = await done(rota, "GET", "/admin/status");
    return recent.filter(({ status }) => status === 200).map(({ model, asked_model }) => `${model} asked as ${asked_model}`);
  };
  await eventually(async () => (await told()).length === 2, "the pool has heard of both calls");
  assert.deepEqual((await told()).sort(), [`${pro} asked as smart`, `${flash} asked as smart`]);
});
