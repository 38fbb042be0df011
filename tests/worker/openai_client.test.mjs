// The unmodified npm client `openai` on the Worker, with our upstream and with the mock that scripts/dev.sh starts.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import OpenAI from "openai";
import { startMockUpstream } from "../../scripts/mock_upstream.mjs";
import { answer, modelsReply, poolKeys, replies, saying, streamSaying, usageOf } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { startUpstream } from "./upstream.mjs";

const clientKey = "sk-client-canary-openai";
const model = "gemini-3.6-flash";
const hello = [
  { role: "system", content: "Be brief." },
  { role: "user", content: "Hello" },
];

describe("npm openai on our upstream", () => {
  let upstream;
  let rota;
  let client;

  before(async () => {
    upstream = await startUpstream((call) => answer(call));
    rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(2).join(","), CLIENT_API_KEYS: clientKey } });
    client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: clientKey, maxRetries: 0 });
  });

  after(async () => {
    await rota.stop();
    await upstream.stop();
  });

  test("D5 E5 chat completion: text, finish reason, usage, model and id", async () => {
    upstream.script = () => saying("Hello there", usageOf(11, 5));
    const completion = await client.chat.completions.create({ model, messages: hello });
    assert.equal(completion.object, "chat.completion");
    assert.match(completion.id, /^chatcmpl-/);
    assert(Math.abs(completion.created - Date.now() / 1000) < 60);
    assert.equal(completion.choices.length, 1);
    assert.equal(completion.choices[0].message.role, "assistant");
    assert.equal(completion.choices[0].message.content, "Hello there");
    assert.equal(completion.choices[0].finish_reason, "stop");
    const { prompt_tokens, completion_tokens, total_tokens } = completion.usage;
    assert.deepEqual([prompt_tokens, completion_tokens, total_tokens], [11, 5, 16]);
  });

  test("D5 the conversation reaches Gemini: system apart, roles mapped, sampling parameters set", async () => {
    upstream.forget();
    upstream.script = () => saying("ok");
    await client.chat.completions.create({
      model,
      temperature: 0.25,
      top_p: 0.5,
      max_completion_tokens: 77,
      stop: ["END"],
      seed: 42,
      messages: [
        { role: "developer", content: "First rule." },
        { role: "system", content: "Second rule." },
        { role: "user", content: "One" },
        { role: "assistant", content: "Two" },
        {
          role: "user",
          content: [
            { type: "text", text: "Three" },
            { type: "text", text: "Four" },
          ],
        },
      ],
    });
    const [call] = upstream.calls;
    assert.equal(call.path, `/v1beta/models/${model}:generateContent`);
    const { systemInstruction, contents, generationConfig } = call.json;
    assert.deepEqual(
      systemInstruction.parts.map(({ text }) => text),
      ["First rule.", "Second rule."],
    );
    assert.deepEqual(
      contents.map(({ role, parts }) => [role, ...parts.map(({ text }) => text)]),
      [
        ["user", "One"],
        ["model", "Two"],
        ["user", "Three", "Four"],
      ],
    );
    const { temperature, topP, maxOutputTokens, stopSequences, seed } = generationConfig;
    assert.deepEqual([temperature, topP, maxOutputTokens, stopSequences, seed], [0.25, 0.5, 77, ["END"], 42]);
  });

  test("D5 stream: the pieces in order, one finish reason, no usage unless asked for", async () => {
    upstream.script = () => streamSaying(["Hel", "lo ", "wörld 🌍"]);
    const stream = await client.chat.completions.create({ model, messages: hello, stream: true });
    const chunks = await Array.fromAsync(stream);
    assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""), "Hello wörld 🌍");
    assert.deepEqual(
      chunks.flatMap(({ choices }) => choices.map(({ finish_reason }) => finish_reason)).filter(Boolean),
      ["stop"],
    );
    assert(chunks.every(({ usage }) => !usage));
    assert.equal(chunks[0].choices[0].delta.role, "assistant");
    assert.equal(new Set(chunks.map(({ id }) => id)).size, 1);
  });

  test("F7 stream_options.include_usage: the last chunk has no choices and the real counts", async () => {
    upstream.script = () => streamSaying(["a", "b"], usageOf(123, 45));
    const stream = await client.chat.completions.create({
      model,
      messages: hello,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await Array.fromAsync(stream);
    const last = chunks.at(-1);
    assert.deepEqual(last.choices, []);
    const { prompt_tokens, completion_tokens, total_tokens } = last.usage;
    assert.deepEqual([prompt_tokens, completion_tokens, total_tokens], [123, 45, 168]);
    assert(chunks.slice(0, -1).every(({ usage }) => usage === null));
  });

  test("D5 the client's own stream helper accumulates the whole message", async () => {
    upstream.script = () => streamSaying(["one ", "two ", "three"]);
    const runner = client.chat.completions.stream({ model, messages: hello });
    const completion = await runner.finalChatCompletion();
    assert.equal(completion.choices[0].message.content, "one two three");
    assert.equal(completion.choices[0].finish_reason, "stop");
  });

  test("E5 models.list reads every page of the upstream, models.retrieve finds one or is 404", async () => {
    const names = ["gemini-a", "gemini-b", "gemini-c", "gemini-d", "gemini-e"];
    upstream.script = (call) => modelsReply(call, names, 2);
    const listed = await Array.fromAsync(client.models.list());
    assert.deepEqual(
      listed.map(({ id }) => id),
      names,
    );
    assert(listed.every(({ object, owned_by }) => object === "model" && owned_by));
    assert.equal((await client.models.retrieve("gemini-d")).id, "gemini-d");
    await assert.rejects(
      client.models.retrieve("gemini-z"),
      (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found",
    );
  });

  test("F9 errors arrive as the client's own classes", async () => {
    const stranger = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: "sk-stranger", maxRetries: 0 });
    await assert.rejects(stranger.chat.completions.create({ model, messages: hello }), OpenAI.AuthenticationError);

    upstream.script = replies.unknownModel;
    await assert.rejects(
      client.chat.completions.create({ model: "gemini-5.0-flash", messages: hello }),
      (error) =>
        error instanceof OpenAI.NotFoundError && error.code === "model_not_found" && /not found/.test(error.message),
    );

    upstream.script = replies.clientMistake;
    await assert.rejects(
      client.chat.completions.create({ model, messages: hello }),
      (error) => error instanceof OpenAI.BadRequestError && /function call turn comes/.test(error.message),
    );
  });

  test("A5 every key limited: RateLimitError with retry-after", async () => {
    upstream.script = replies.minuteLimit;
    await assert.rejects(
      client.chat.completions.create({ model: "gemini-limited", messages: hello }),
      (error) =>
        error instanceof OpenAI.RateLimitError &&
        error.code === "rate_limit_exceeded" &&
        Number(error.headers.get("retry-after")) > 0,
    );
  });
});

describe("npm openai on the mock upstream of scripts/dev.sh", () => {
  let mock;
  let rota;
  let client;

  before(async () => {
    mock = await startMockUpstream((prompt) => `You said ${prompt}`);
    rota = await startRota({ upstream: mock, settings: { API_KEYS: poolKeys(3).join(","), ALLOW_ANONYMOUS: "1" } });
    client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: "unused", maxRetries: 0 });
  });

  after(async () => {
    await rota.stop();
    await mock.stop();
  });

  test("D5 A6 chat, stream and models, with and without /v1 in the base URL", async () => {
    for (const prefix of ["/v1", "", "/openai/v1", "/v1beta/openai"]) {
      const at = client.withOptions({ baseURL: rota.url + prefix });
      const completion = await at.chat.completions.create({ model, messages: hello });
      assert.equal(completion.choices[0].message.content, "You said Hello", prefix);
      assert(completion.usage.total_tokens > 0);
      const chunks = await Array.fromAsync(await at.chat.completions.create({ model, messages: hello, stream: true }));
      assert.equal(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join(""), "You said Hello", prefix);
      const models = await Array.fromAsync(at.models.list());
      assert(
        models.some(({ id }) => id === model),
        prefix,
      );
    }
  });
});
