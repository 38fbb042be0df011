// Stored responses in workerd: an object for each client key, by the unmodified npm clients `openai` and `ai`.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, stepCountIs, tool } from "ai";
import OpenAI from "openai";
import { z } from "zod";
import { eventually } from "./client.mjs";
import { answer, chunk, event, poolKeys, streamOf, usageOf } from "./google.mjs";
import { startRota } from "./harness.mjs";
import * as panel from "./panel.mjs";
import { clientKey, model } from "./setup.mjs";
import { startUpstream } from "./upstream.mjs";

const otherKey = "sk-client-canary-of-somebody-else";
const patienceMs = 20_000;

const connect = (rota, apiKey = clientKey) => new OpenAI({ baseURL: `${rota.url}/v1`, apiKey, maxRetries: 0 });
const missing = (error) => error instanceof OpenAI.NotFoundError && error.error.type === "invalid_request_error";
const gone = (error) => error instanceof OpenAI.BadRequestError && error.code === "previous_response_not_found";

/** What each upstream is told was said, a text a turn. */
const upstreams = {
  Gemini: {
    settings: (url) => ({ UPSTREAM_API_URL: url }),
    reply: (call) => answer(call, `Answer ${call.json.contents.length}`),
    said: (call) => call.json.contents.map(({ parts }) => parts.map(({ text }) => text).join("")),
    counts: true,
  },
  "an OpenAI-compatible one": {
    settings: (url) => ({ UPSTREAM_API_URL: `${url}/openai` }),
    reply: (call) => {
      const text = `Answer ${call.json.messages.length}`;
      const usage = { prompt_tokens: 7, completion_tokens: 10, total_tokens: 17 };
      const head = { id: "c", model, created: 1 };
      if (!call.json.stream) {
        const choices = [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }];
        return { headers: { "content-type": "application/json" }, body: JSON.stringify({ ...head, object: "chat.completion", choices, usage }) };
      }
      const piece = (more) => event({ ...head, object: "chat.completion.chunk", ...more });
      return streamOf(
        piece({ choices: [{ index: 0, delta: { role: "assistant", content: text } }] }),
        piece({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage }),
        event("[DONE]"),
      );
    },
    said: (call) => call.json.messages.map(({ content }) => (Array.isArray(content) ? content.map(({ text }) => text).join("") : content)),
    counts: false,
  },
};

/** A Worker that stores, its client, and what the upstream was told last. */
async function startStoring(kind, { settings = {}, ...options } = {}) {
  const upstream = await startUpstream(kind.reply);
  const rota = await startRota({
    settings: {
      ...kind.settings(upstream.url),
      API_KEYS: poolKeys(2).join(","),
      CLIENT_API_KEYS: `${clientKey},${otherKey}`,
      RESPONSES_STORE: "1",
      ...settings,
    },
    ...options,
  });
  const stop = async () => {
    await rota.stop();
    await upstream.stop();
  };
  return { upstream, rota, client: connect(rota), said: () => kind.said(upstream.calls.at(-1)), stop };
}

/** What is stored behind an answer is there a moment later. */
const retrieved = (client, id) =>
  eventually(async () => client.responses.retrieve(id).catch(() => undefined), `${id} is stored`, patienceMs);

for (const [name, kind] of Object.entries(upstreams)) {
  describe(`stored responses on ${name}`, () => {
    let pair;
    before(async () => (pair = await startStoring(kind)));
    after(() => pair?.stop());

    test("G1 a response is gone on from, whole and streamed; instructions are not inherited", async () => {
      const first = await pair.client.responses.create({ model, input: "One", instructions: "Be brief." });
      assert.deepEqual([first.store, first.previous_response_id], [true, null]);
      assert.deepEqual(await retrieved(pair.client, first.id), { ...first, output_text: first.output_text });
      const second = await pair.client.responses.stream({ model, input: "Two", previous_response_id: first.id }).finalResponse();
      assert.equal(second.previous_response_id, first.id);
      assert.deepEqual(pair.said(), ["One", first.output_text, "Two"]);
      await retrieved(pair.client, second.id);
      await pair.client.responses.create({ model, input: "Three", previous_response_id: second.id, store: false });
      assert.deepEqual(pair.said(), ["One", first.output_text, "Two", second.output_text, "Three"]);
      assert(!pair.upstream.calls.at(-1).body.includes("Be brief."), "instructions were inherited");
    });

    test("F4 G1 what is stored of a stream is what its last event said", async () => {
      const events = await Array.fromAsync(await pair.client.responses.create({ model, input: "Hi", stream: true }));
      const { response } = events.at(-1);
      assert.equal(events.at(-1).type, "response.completed");
      assert.equal(response.store, true);
      const kept = await retrieved(pair.client, response.id);
      assert.deepEqual({ ...kept, output_text: undefined }, { ...response, output_text: undefined });
    });

    test("G1 what a response was asked with, and that it is forgotten", async () => {
      const input = [{ role: "user", content: "a" }, { role: "assistant", content: "b" }, { role: "user", content: "c" }];
      const { id } = await pair.client.responses.create({ model, input });
      await retrieved(pair.client, id);
      const items = await Array.fromAsync(pair.client.responses.inputItems.list(id, { limit: 2, order: "asc" }));
      assert.deepEqual(items.map(({ content }) => content[0].text), ["a", "b", "c"]);
      assert.equal(new Set(items.map((item) => item.id)).size, 3);
      const newest = await pair.client.responses.inputItems.list(id, { limit: 1 });
      assert.deepEqual([newest.data[0].content[0].text, newest.has_more], ["c", true]);
      await assert.rejects(
        pair.client.responses.cancel(id),
        (error) => error instanceof OpenAI.BadRequestError && /background/.test(error.message),
      );
      await pair.client.responses.delete(id);
      await assert.rejects(pair.client.responses.retrieve(id), missing);
      await assert.rejects(pair.client.responses.delete(id), missing);
      await assert.rejects(pair.client.responses.create({ model, input: "d", previous_response_id: id }), gone);
    });

    test("G1 a conversation is named, and grows by each turn", async () => {
      const conversation = "conv_of_this_test";
      const first = await pair.client.responses.create({ model, input: "One", conversation });
      assert.deepEqual(first.conversation, { id: conversation });
      await retrieved(pair.client, first.id);
      await pair.client.responses.create({ model, input: "Two", conversation: { id: conversation } });
      assert.deepEqual(pair.said(), ["One", first.output_text, "Two"]);
    });

    test("F1 two clients never see each other's", async () => {
      const { id, output } = await pair.client.responses.create({ model, input: "Mine", conversation: "conv_shared_name" });
      await retrieved(pair.client, id);
      const stranger = connect(pair.rota, otherKey);
      await assert.rejects(stranger.responses.retrieve(id), missing);
      await assert.rejects(stranger.responses.delete(id), missing);
      await assert.rejects(stranger.responses.inputItems.list(id), missing);
      await assert.rejects(stranger.responses.create({ model, input: "x", previous_response_id: id }), gone);
      const reference = [{ type: "item_reference", id: output[0].id }];
      await assert.rejects(stranger.responses.create({ model, input: reference }), OpenAI.BadRequestError);
      await stranger.responses.create({ model, input: "Theirs", conversation: "conv_shared_name" });
      assert.deepEqual(pair.said(), ["Theirs"]);
      assert.equal((await pair.client.responses.retrieve(id)).id, id);
    });

    test("G1 an item is referred to by its id", async () => {
      const { id, output, output_text: text } = await pair.client.responses.create({ model, input: "One" });
      await retrieved(pair.client, id);
      const input = [{ role: "user", content: "One" }, { type: "item_reference", id: output[0].id }, { role: "user", content: "Two" }];
      const { id: next } = await pair.client.responses.create({ model, input });
      assert.deepEqual(pair.said(), ["One", text, "Two"]);
      await retrieved(pair.client, next);
      await pair.client.responses.create({ model, input: "Three", previous_response_id: next });
      assert.deepEqual(pair.said().slice(0, 3), ["One", text, "Two"]);
    });

    test("G1 tokens are counted by the upstream, or not at all", async () => {
      const counting = pair.client.responses.inputTokens.count({ model, input: "Hello" });
      if (!kind.counts) return assert.rejects(counting, (error) => error.status === 501);
      pair.upstream.script = () => ({ headers: { "content-type": "application/json" }, body: '{"totalTokens":42}' });
      assert.deepEqual(await counting, { object: "response.input_tokens", input_tokens: 42 });
      pair.upstream.script = kind.reply;
    });
  });
}

test("G1 npm ai with its default options, which sends references to items that it takes to be stored", async (t) => {
  const call = chunk("", { finishReason: "STOP", usage: usageOf(3, 4) });
  call.candidates[0].content.parts = [{ text: "I look." }, { functionCall: { name: "weather", args: { city: "Oslo" } } }];
  const end = chunk("Cold.", { finishReason: "STOP", usage: usageOf(3, 4) });
  const reply = ({ json: { contents } }) => inOnePiece(contents.length === 1 ? call : end);
  const pair = await startStoring({ ...upstreams.Gemini, reply }, { counting: true });
  t.after(pair.stop);
  const { responses } = createOpenAI({ baseURL: `${pair.rota.url}/v1`, apiKey: clientKey });
  const weather = tool({
    inputSchema: z.object({ city: z.string() }),
    execute: async () => {
      await eventually(async () => (await pair.rota.counts()).storeCalls > 0, "the first step is stored", patienceMs);
      return "4 degrees";
    },
  });
  const { text } = await generateText({ model: responses(model), prompt: "Weather in Oslo?", tools: { weather }, stopWhen: stepCountIs(3) });
  assert.equal(text, "Cold.");
  const [, said] = pair.upstream.calls.at(-1).json.contents;
  assert.deepEqual(said.parts.map((part) => part.text ?? part.functionCall.name), ["I look.", "weather"]);
});

function inOnePiece(whole) {
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(whole) };
}

test("F2 C2 a restart loses nothing, and no secret is stored", async (t) => {
  const pair = await startStoring(upstreams.Gemini, { keepState: true });
  t.after(pair.stop);
  const { id } = await pair.client.responses.create({ model, input: "Keep this." });
  await retrieved(pair.client, id);
  const stored = pair.rota.storedText("ResponseStore");
  assert(stored.includes(id), "the response stands in no row");
  for (const secret of [clientKey, otherKey, ...poolKeys(2)]) assert(!stored.includes(secret), "F2: a secret is stored");
  await pair.rota.restart();
  const client = connect(pair.rota);
  assert.equal((await client.responses.retrieve(id)).id, id);
  await client.responses.create({ model, input: "Go on.", previous_response_id: id });
  assert.deepEqual(pair.said().slice(0, 1), ["Keep this."]);
});

test("G5 no object is asked where nothing is to be stored or read", async (t) => {
  const pair = await startStoring(upstreams.Gemini, { counting: true });
  t.after(pair.stop);
  await pair.client.responses.create({ model, input: "Hi", store: false });
  await pair.client.chat.completions.create({ model, messages: [{ role: "user", content: "Hi" }] });
  assert.equal((await pair.rota.counts()).storeCalls, 0);
  await pair.client.responses.create({ model, input: "Hi" });
  await eventually(async () => (await pair.rota.counts()).storeCalls === 1, "one call for one answer", patienceMs);
});

describe("a store that fails", () => {
  let pair;
  before(async () => (pair = await startStoring(upstreams.Gemini, { faulty: true })));
  after(() => pair?.stop());

  test("F9 an answer that cannot be stored is the client's all the same", async () => {
    for (const fault of [{ store: "the object is overloaded" }, { store: "hang" }, { stored: "database or disk is full" }]) {
      await pair.rota.fail(fault);
      assert.match((await pair.client.responses.create({ model, input: "Hi" })).output_text, /^Answer/);
      await pair.client.responses.stream({ model, input: "Hi" }).finalResponse();
    }
    await eventually(() => /could not be stored/.test(pair.rota.logs), "a line in the log", patienceMs);
    await pair.rota.fail({});
  });

  test("F9 what cannot be read is a 503 that says so", async () => {
    await pair.rota.fail({ store: "the object is overloaded" });
    const unreachable = (error) => error.status === 503 && /stored responses/.test(error.message);
    await assert.rejects(pair.client.responses.retrieve("resp_1"), unreachable);
    await assert.rejects(pair.client.responses.create({ model, input: "Hi", previous_response_id: "resp_1" }), unreachable);
    await pair.rota.fail({});
  });
});

test("F9 G1 with the setting off nothing is stored, and each way says so", async (t) => {
  const pair = await startStoring(upstreams.Gemini, { settings: { RESPONSES_STORE: "0" }, counting: true });
  t.after(pair.stop);
  const first = await pair.client.responses.create({ model, input: "Hi", store: true });
  assert.equal(first.store, false);
  await assert.rejects(pair.client.responses.retrieve(first.id), missing);
  for (const field of ["previous_response_id", "conversation"]) {
    await assert.rejects(
      pair.client.responses.create({ model, input: "Hi", [field]: "resp_1" }),
      (error) => error.status === 400 && error.param === field && /responses_store/.test(error.message),
    );
  }
  assert.equal((await pair.rota.counts()).storeCalls, 0);
});

test("D5 E6 G1 switched on in the panel, for a key of the panel's; a month later the response is gone", async (t) => {
  const pair = await startStoring(upstreams.Gemini, {
    settings: { ...panel.adminSettings, RESPONSES_STORE: "0" },
    adjustableClock: true,
  });
  t.after(pair.stop);
  const { key } = await panel.makeClient(pair.rota, { name: "an app", requests_per_minute: 0 });
  const client = connect(pair.rota, key);
  assert.equal((await client.responses.create({ model, input: "Hi" })).store, false);
  await panel.setConfig(pair.rota, { responses_store: "1" });
  const { id } = await eventually(
    async () => {
      const response = await client.responses.create({ model, input: "Hi" });
      return response.store && response;
    },
    "the setting is in effect",
    patienceMs,
  );
  await retrieved(client, id);
  await assert.rejects(pair.client.responses.retrieve(id), missing);
  const dayMs = 24 * 3_600_000;
  await pair.rota.moveClock(29 * dayMs);
  assert.equal((await client.responses.retrieve(id)).id, id);
  await pair.rota.moveClock(30 * dayMs + 60_000);
  await assert.rejects(client.responses.retrieve(id), missing);
});
