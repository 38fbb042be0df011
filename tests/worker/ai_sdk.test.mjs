// Vercel's unmodified `ai` with @ai-sdk/openai and @ai-sdk/openai-compatible through whole scenarios.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import {
  APICallError,
  embed,
  embedMany,
  generateObject,
  generateText,
  jsonSchema,
  Output,
  stepCountIs,
  streamObject,
  streamText,
  tool,
} from "ai";
import { poolKeys } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { describePicture, startScenario, temperatures, valueFor, vectorOf, verdict } from "./scenario_upstream.mjs";

const modelName = "gemini-3-flash-preview";
const picture = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");

const tools = {
  get_weather: tool({
    description: "The weather",
    inputSchema: jsonSchema({
      type: "object",
      properties: { city: { type: "string", description: "A city" } },
      required: ["city"],
      additionalProperties: false,
      $schema: "http://json-schema.org/draft-07/schema#",
    }),
    execute: ({ city }) => ({ celsius: temperatures[city] }),
  }),
  compare: tool({
    inputSchema: jsonSchema({
      type: "object",
      properties: { first: { type: "number" }, second: { type: "number" } },
    }),
    execute: ({ first, second }) => String(first - second),
  }),
};

const recipe = {
  type: "object",
  properties: {
    name: { type: "string", description: "name" },
    steps: { type: "array", minItems: 2, items: { type: "string", description: "step" } },
    effort: { type: "string", enum: ["small", "great"] },
  },
  required: ["name", "steps", "effort"],
  additionalProperties: false,
};

let upstream;
let rota;

before(async () => {
  upstream = await startScenario();
  rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(3).join(","), ALLOW_ANONYMOUS: "1" } });
});

after(async () => {
  await rota?.stop();
  await upstream?.stop();
});

afterEach(() => assert.deepEqual(upstream.refusals.splice(0), [], "the upstream refused something"));

const providers = {
  "@ai-sdk/openai": () => {
    const openai = createOpenAI({ baseURL: `${rota.url}/v1`, apiKey: "unused" });
    return { chat: (name) => openai.chat(name), embedding: (name) => openai.embedding(name) };
  },
  "@ai-sdk/openai-compatible": () => {
    const rotaProvider = createOpenAICompatible({
      name: "rota",
      baseURL: `${rota.url}/v1`,
      apiKey: "unused",
      includeUsage: true,
      supportsStructuredOutputs: true,
    });
    return { chat: (name) => rotaProvider(name), embedding: (name) => rotaProvider.embeddingModel(name) };
  },
};

for (const [name, provide] of Object.entries(providers)) {
  describe(name, () => {
    const model = (id = modelName) => provide().chat(id);
    const prompt = "Grüße 🌍";

    test("D5 generateText: text, finish reason, usage", async () => {
      const result = await generateText({ model: model(), system: "Be brief.", prompt });
      const { text, finishReason, usage, response } = result;
      assert.equal(text, "You said: Grüße 🌍");
      assert.equal(finishReason, "stop");
      assert.deepEqual([usage.inputTokens, usage.outputTokens, usage.totalTokens], [31, 17, 48]);
      assert.match(response.id, /^chatcmpl-/);
    });

    test("F4 streamText: the pieces, the end, the usage", async () => {
      const result = streamText({ model: model(), prompt, onError: ({ error }) => assert.fail(error) });
      const pieces = await Array.fromAsync(result.textStream);
      assert.equal(pieces.join(""), "You said: Grüße 🌍");
      assert(pieces.length >= 2);
      assert.equal(await result.finishReason, "stop");
      assert.equal((await result.usage).totalTokens, 48);
    });

    const ask = { tools, stopWhen: stepCountIs(5), prompt: "Which is warmer, Paris or Oslo?" };
    for (const id of ["gemini-3.6-flash", "gemini-3.6-flash-ids", modelName, "gemini-3.5-flash-ids"]) {
      test(`F3 F5 ${id}: tools in a loop`, async () => {
        const { text, steps, totalUsage } = await generateText({ model: model(id), ...ask });
        assert.equal(text, verdict);
        assert.deepEqual(
          steps.map(({ toolCalls }) => toolCalls.map(({ toolName, input }) => [toolName, input.city])),
          [[["get_weather", "Paris"], ["get_weather", "Oslo"]], [["compare", undefined]], []],
        );
        assert.equal(totalUsage.totalTokens, 3 * 48);
      });

      test(`F3 F5 ${id}: tools in a loop, streaming`, async () => {
        const errors = [];
        const result = streamText({ model: model(id), ...ask, onError: ({ error }) => errors.push(error) });
        await result.consumeStream();
        assert.deepEqual(errors, []);
        assert.equal(await result.text, verdict);
        const inputs = (await result.steps).flatMap(({ toolCalls }) => toolCalls.map(({ input }) => input));
        assert.deepEqual(inputs.at(-1), { first: 21, second: 4, note: 'a "b" \\ ü 🌍\n' });
      });
    }

    test("F3 toolChoice: one tool by its name", async () => {
      const { toolCalls } = await generateText({
        ...ask,
        model: model(),
        stopWhen: stepCountIs(1),
        toolChoice: { type: "tool", toolName: "get_weather" },
      });
      assert.deepEqual(
        toolCalls.map(({ toolName }) => toolName),
        ["get_weather"],
      );
    });

    test("F3 generateObject, streamObject and Output.object give the schema's value", async () => {
      const schema = jsonSchema(recipe);
      const { object } = await generateObject({ model: model(), schema, prompt });
      assert.deepEqual(object, valueFor(recipe));
      const streamed = streamObject({ model: model(), schema, prompt });
      assert.equal((await Array.fromAsync(streamed.partialObjectStream)).at(-1).effort, "great");
      assert.deepEqual(await streamed.object, valueFor(recipe));
      const { output } = await generateText({ model: model(), output: Output.object({ schema }), prompt });
      assert.deepEqual(output, valueFor(recipe));
    });

    test("F3 a picture's bytes arrive", async () => {
      const content = [
        { type: "text", text: "What is this?" },
        { type: "image", image: picture, mediaType: "image/png" },
      ];
      const { text } = await generateText({ model: model(), messages: [{ role: "user", content }] });
      assert.equal(text, `I see: ${describePicture("image/png", picture)}`);
    });

    test("F5 embed and embedMany: 230 texts, every vector in its place", async () => {
      const embedder = provide().embedding("gemini-embedding-2");
      assert.deepEqual((await embed({ model: embedder, value: "Hello" })).embedding, vectorOf("Hello"));
      const values = Array.from({ length: 230 }, (_, i) => `text ${i}`);
      const { embeddings, usage } = await embedMany({ model: embedder, values });
      assert.deepEqual(
        embeddings,
        values.map((value) => vectorOf(value)),
      );
      assert.equal(usage.tokens, 3 * 230);
    });

    test("F9 an error is the client's own, with status, message and whether to try again", async () => {
      const messages = [{ role: "user", content: prompt }];
      await assert.rejects(
        generateText({ model: model("not a model!"), messages, maxRetries: 0 }),
        (error) =>
          APICallError.isInstance(error) &&
          error.statusCode === 404 &&
          error.isRetryable === false &&
          /model/.test(error.message),
      );
    });
  });
}
