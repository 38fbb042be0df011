// The unmodified npm client `openai` through whole scenarios: tools in a loop, structured output, pictures, embeddings.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import OpenAI from "openai";
import { makeParseableResponseFormat } from "openai/lib/parser";
import { poolKeys } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { describePicture, startScenario, temperatures, valueFor, vectorOf, verdict } from "./scenario_upstream.mjs";

const model = "gemini-3-flash-preview";
const question = { role: "user", content: "Which is warmer, Paris or Oslo?" };
const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(700, 7)]);

const weatherParameters = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  properties: { city: { type: "string", minLength: 1 }, unit: { oneOf: [{ const: "C" }, { const: "F" }] } },
  required: ["city", "unheard_of"],
  additionalProperties: false,
};
const compareParameters = {
  type: "object",
  properties: { first: { type: "number", exclusiveMinimum: -274 }, second: { type: ["number", "null"] } },
};
const tools = [
  { type: "function", function: { name: "get_weather", description: "The weather", parameters: weatherParameters } },
  { type: "function", function: { name: "compare", parameters: compareParameters } },
];

/** What the tools do, by name. */
const perform = {
  get_weather: ({ city }) => JSON.stringify({ celsius: temperatures[city] }),
  compare: ({ first, second }) => String(first - second),
};

const event = {
  type: "object",
  properties: {
    title: { type: "string", description: "title" },
    day: { type: "string", enum: ["monday", "friday"] },
    guests: { type: "array", minItems: 2, items: { $ref: "#/$defs/guest" } },
    seats: { type: "integer", minimum: 12 },
    host: { anyOf: [{ $ref: "#/$defs/guest" }, { type: "null" }] },
  },
  required: ["title", "day", "guests", "seats", "host"],
  additionalProperties: false,
  $defs: {
    guest: {
      type: "object",
      properties: { name: { type: "string", description: "name" }, vegan: { type: "boolean" } },
      required: ["name", "vegan"],
      additionalProperties: false,
    },
  },
};
const eventFormat = { type: "json_schema", json_schema: { name: "event", strict: true, schema: event } };

let upstream;
let rota;
let client;

before(async () => {
  upstream = await startScenario();
  rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(3).join(","), ALLOW_ANONYMOUS: "1" } });
  client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: "unused", maxRetries: 0 });
});

after(async () => {
  await rota?.stop();
  await upstream?.stop();
});

afterEach(() => assert.deepEqual(upstream.refusals.splice(0), [], "the upstream refused something"));

/** A loop as everybody writes it. `keep` makes of the answered message what the client remembers. */
async function loop({ model, keep, ask = (body) => client.chat.completions.create(body) }) {
  const messages = [{ role: "system", content: "Use the tools." }, question];
  for (let round = 0; round < 5; round += 1) {
    const { choices } = await ask({ model, messages, tools });
    const [{ message, finish_reason: reason }] = choices;
    if (!message.tool_calls) {
      assert.equal(reason, "stop");
      return { text: message.content, messages };
    }
    assert.equal(reason, "tool_calls");
    messages.push(keep(message));
    const results = message.tool_calls.map(({ id, function: { name, arguments: given } }) => ({
      role: "tool",
      tool_call_id: id,
      content: perform[name](JSON.parse(given)),
    }));
    messages.push(...results.reverse()); // a client may answer in any order
  }
  throw new Error("the loop has no end");
}

const everything = (message) => message;

/** Only what OpenAI documents. */
const documented = ({ role, content, tool_calls: calls }) => ({
  role,
  content,
  tool_calls: calls.map(({ id, type, function: { name, arguments: given } }) => ({
    id,
    type,
    function: { name, arguments: given },
  })),
});

describe("the scripted Gemini refuses what Google refuses", () => {
  const said = { role: "user", parts: [{ text: "Hello" }] };
  const called = { role: "model", parts: [{ functionCall: { name: "get_weather", args: { city: "Rome" } } }] };
  const told = { role: "user", parts: [{ functionResponse: { name: "get_weather", response: {} } }] };
  const declared = (parametersJsonSchema) => [{ functionDeclarations: [{ name: "f", parametersJsonSchema }] }];
  const wrong = {
    "no contents": [{ contents: [] }, /not specified/],
    "an unknown field": [{ contents: [said], messages: [] }, /Unknown name "messages"/],
    "two turns of one role": [{ contents: [said, said] }, /alternate/],
    "a content without parts": [{ contents: [{ role: "user", parts: [] }] }, /must not be empty/],
    "an empty text": [{ contents: [{ role: "user", parts: [{ text: "" }] }] }, /text parameter/],
    "a call without a result": [{ contents: [said, called, said] }, /number of function response parts/],
    "a call without a signature": [{ contents: [said, called, told] }, /missing a thought_signature/],
    "a foreign keyword": [{ contents: [said], tools: declared({ type: "object", oneOf: [] }) }, /Unknown name "oneOf"/],
    "a lost reference": [
      { contents: [said], tools: declared({ type: "object", properties: { a: { $ref: "#/$defs/a" } } }) },
      /undefined schema/,
    ],
    "a choice without tools": [{ contents: [said], toolConfig: {} }, /without function_declarations/],
  };
  for (const [what, [body, message]] of Object.entries(wrong)) {
    test(what, async () => {
      const path = `/v1beta/models/${model}:generateContent`;
      const answer = await fetch(upstream.url + path, { method: "POST", body: JSON.stringify(body) });
      assert.equal(answer.status, 400);
      assert.match((await answer.json()).error.message, message);
      assert.match(upstream.refusals.splice(0).join(), message);
    });
  }
});

describe("tools in a loop", () => {
  for (const model of ["gemini-3.6-flash", "gemini-3.6-flash-ids", "gemini-3-flash-preview", "gemini-3.5-flash-ids"]) {
    for (const keep of [everything, documented]) {
      const title = `F3 F5 ${model}, the client keeps ${keep === everything ? "everything" : "what OpenAI documents"}`;
      test(`${title}: parallel calls, then one, then the verdict`, async () => {
        const { text, messages } = await loop({ model, keep });
        assert.equal(text, verdict);
        const ids = messages.flatMap(({ tool_calls: calls }) => calls?.map(({ id }) => id) ?? []);
        assert.equal(new Set(ids).size, 3);
        assert(ids.every((id) => id !== ""));
      });

      test(`${title}: the same by streams`, async () => {
        const ask = (body) => client.chat.completions.stream(body).finalChatCompletion();
        assert.equal((await loop({ model, keep, ask })).text, verdict);
      });
    }
  }

  test("F3 a second question in the same conversation: the old calls go along and are taken", async () => {
    const { messages, text } = await loop({ model, keep: documented });
    messages.push({ role: "assistant", content: text }, question);
    const { choices } = await client.chat.completions.create({ model, messages, tools });
    assert.deepEqual(
      choices[0].message.tool_calls.map((call) => JSON.parse(call.function.arguments)),
      [{ city: "Paris" }, { city: "Oslo" }],
    );
  });

  const runnable = tools.map(({ function: { name, description, parameters } }) => ({
    type: "function",
    function: { name, description, parameters, parse: JSON.parse, function: perform[name] },
  }));

  test("F3 the client's tool runner", async () => {
    const runner = client.chat.completions.runTools({ model, messages: [question], tools: runnable });
    assert.equal(await runner.finalContent(), verdict);
    const seen = runner.messages.flatMap(({ tool_calls: calls }) => calls?.map((call) => call.function.name) ?? []);
    assert.deepEqual(seen, ["get_weather", "get_weather", "compare"]);
    assert.equal((await runner.totalUsage()).total_tokens, 3 * 48);
  });

  test("F3 the client's tool runner, streaming: calls and results as events", async () => {
    const results = [];
    const runner = client.chat.completions
      .runTools({ model, messages: [question], tools: runnable, stream: true })
      .on("functionToolCallResult", (result) => results.push(result));
    assert.equal(await runner.finalContent(), verdict);
    assert.deepEqual(results, ['{"celsius":21}', '{"celsius":4}', "17"]);
  });

  test("F3 tool_choice: none, required and one by its name", async () => {
    const ask = (choice) =>
      client.chat.completions.create({ model, messages: [question], tools, tool_choice: choice });
    assert.equal((await ask("none")).choices[0].message.content, "I may not call anything.");
    const names = async (choice) =>
      (await ask(choice)).choices[0].message.tool_calls.map((call) => call.function.name);
    assert.deepEqual(await names("required"), ["get_weather"]);
    assert.deepEqual(await names({ type: "function", function: { name: "compare" } }), ["compare"]);
  });

  test("F3 the raw arguments: strings and numbers as the model wrote them", async () => {
    const { messages } = await loop({ model, keep: everything });
    const [call] = messages.findLast(({ tool_calls: calls }) => calls).tool_calls;
    assert.deepEqual(JSON.parse(call.function.arguments), { first: 21, second: 4, note: 'a "b" \\ ü 🌍\n' });
  });
});

describe("structured output", () => {
  const messages = [{ role: "user", content: "Plan an event." }];

  for (const model of ["gemini-3.6-flash", "gemini-3-flash-preview"]) {
    test(`F3 ${model}: parse() of a json_schema gives the value`, async () => {
      const completion = await client.chat.completions.parse({ model, messages, response_format: eventFormat });
      assert.deepEqual(completion.choices[0].message.parsed, valueFor(event));
      assert.equal(completion.choices[0].message.refusal, null);
    });
  }

  test("F3 stream() of a schema that the client can parse gives the value", async () => {
    const format = makeParseableResponseFormat(eventFormat, JSON.parse);
    const stream = client.chat.completions.stream({ model, messages, response_format: format });
    const completion = await stream.finalChatCompletion();
    assert.deepEqual(completion.choices[0].message.parsed, valueFor(event));
  });

  test("F3 json_object", async () => {
    const format = { type: "json_object" };
    const { choices } = await client.chat.completions.create({ model, messages, response_format: format });
    assert.deepEqual(JSON.parse(choices[0].message.content), { plain: "json" });
  });

  test("F3 a strict tool's arguments are parsed by parse()", async () => {
    const strict = { name: "plan", strict: true, parameters: event };
    const completion = await client.chat.completions.parse({
      model,
      messages,
      tools: [{ type: "function", function: strict }],
      tool_choice: "required",
    });
    assert.deepEqual(completion.choices[0].message.tool_calls[0].function.parsed_arguments, valueFor(event));
  });
});

describe("streaming helpers", () => {
  test("F4 events of stream(): content deltas in order, snapshots, one message, one end", async () => {
    const seen = { deltas: [], messages: 0, ends: 0 };
    const runner = client.chat.completions
      .stream({ model, messages: [{ role: "user", content: "Grüße 🌍" }], stream_options: { include_usage: true } })
      .on("content.delta", ({ delta, snapshot }) => seen.deltas.push([delta, snapshot]))
      .on("message", () => (seen.messages += 1))
      .on("end", () => (seen.ends += 1));
    const completion = await runner.finalChatCompletion();
    assert.equal(await runner.finalContent(), "You said: Grüße 🌍");
    assert.equal(seen.deltas.map(([delta]) => delta).join(""), "You said: Grüße 🌍");
    assert.equal(seen.deltas.at(-1)[1], "You said: Grüße 🌍");
    assert(seen.deltas.length >= 2);
    assert.deepEqual([seen.messages, seen.ends], [1, 1]);
    assert.equal((await runner.totalUsage()).total_tokens, 48);
    assert.equal(completion.choices[0].finish_reason, "stop");
  });

  test("F4 tool calls of stream(): one arguments.done event a call, by its index", async () => {
    const done = [];
    await client.chat.completions
      .stream({ model, messages: [question], tools })
      .on("tool_calls.function.arguments.done", ({ index, name, arguments: given }) => done.push([index, name, given]))
      .finalChatCompletion();
    assert.deepEqual(done, [
      [0, "get_weather", '{"city":"Paris"}'],
      [1, "get_weather", '{"city":"Oslo"}'],
    ]);
  });

  test("F4 a stream goes through toReadableStream() to a browser and back", async () => {
    const runner = client.chat.completions.stream({ model, messages: [{ role: "user", content: "pass it on" }] });
    const { ChatCompletionStream } = await import("openai/lib/ChatCompletionStream");
    const reader = ChatCompletionStream.fromReadableStream(runner.toReadableStream());
    assert.equal(await reader.finalContent(), "You said: pass it on");
  });
});

describe("pictures and embeddings", () => {
  test("F3 pictures by data URL arrive byte by byte", async () => {
    const url = `data:image/png;base64,${png.toString("base64")}`;
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url, detail: "low" } },
      { type: "image_url", image_url: { url: url.replace("png", "webp") } },
    ];
    const { choices } = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
    const [first, second] = ["image/png", "image/webp"].map((type) => describePicture(type, png));
    assert.equal(choices[0].message.content, `I see: ${first}; ${second}`);
  });

  const asFloats = (vector) => vector.map(Math.fround);
  const embeddingModel = "gemini-embedding-2";

  test("F5 embeddings: by base64 (the client's default) and by floats, the same numbers", async () => {
    const byDefault = await client.embeddings.create({ model: embeddingModel, input: "Hello" });
    assert.deepEqual(asFloats(byDefault.data[0].embedding), asFloats(vectorOf("Hello")));
    const floats = await client.embeddings.create({ model: embeddingModel, input: "Hello", encoding_format: "float" });
    assert.deepEqual(floats.data[0].embedding, vectorOf("Hello"));
    const raw = await client.embeddings.create({ model: embeddingModel, input: "Hello", encoding_format: "base64" });
    assert.equal(raw.data[0].embedding, Buffer.from(new Float32Array(vectorOf("Hello")).buffer).toString("base64"));
    assert.deepEqual({ ...byDefault.usage }, { prompt_tokens: 3, total_tokens: 3 });
  });

  test("F5 250 embeddings: three batches, every vector in its place, the costs added up", async () => {
    upstream.forget();
    const input = Array.from({ length: 250 }, (_, i) => `text "${i}" ü`);
    const { data, usage } = await client.embeddings.create({ model: embeddingModel, input, dimensions: 16 });
    assert.deepEqual(
      data.map(({ index, embedding }) => [index, ...asFloats(embedding)]),
      input.map((text, i) => [i, ...asFloats(vectorOf(text, 16))]),
    );
    assert.deepEqual(
      upstream.calls.map(({ json }) => json.requests.length),
      [100, 100, 50],
    );
    assert.equal(usage.prompt_tokens, 750);
  });

  test("F5 F9 token arrays are refused, and the client throws its own class", async () => {
    await assert.rejects(
      client.embeddings.create({ model: embeddingModel, input: [[1, 2, 3]] }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === "input" && /^req_/.test(error.requestID),
    );
  });

  test("F9 what Gemini has no place for: BadRequestError naming the field", async () => {
    const unheard = { type: "hologram", hologram: {} };
    await assert.rejects(
      client.chat.completions.create({ model, messages: [{ role: "user", content: [unheard] }] }),
      (error) => error instanceof OpenAI.BadRequestError && /messages/.test(error.param),
    );
    await assert.rejects(
      client.chat.completions.create({ model, messages: "Hello" }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === "messages",
    );
  });
});
