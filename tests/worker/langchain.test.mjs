// The unmodified @langchain/openai through whole scenarios. It keeps of an answer what OpenAI documents, no more.
import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { HumanMessage, SystemMessage, ToolMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai";
import { poolKeys } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { describePicture, startScenario, temperatures, valueFor, vectorOf, verdict } from "./scenario_upstream.mjs";

const modelName = "gemini-3-flash-preview";
const picture = Buffer.from("ffd8ffe000104a464946000101", "hex");

const getWeather = tool(({ city }) => JSON.stringify({ celsius: temperatures[city] }), {
  name: "get_weather",
  description: "The weather",
  schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
});
const compare = tool(({ first, second }) => String(first - second), {
  name: "compare",
  description: "",
  schema: { type: "object", properties: { first: { type: "number" }, second: { type: "number" } } },
});
const tools = { get_weather: getWeather, compare };

const person = {
  title: "person",
  description: "Somebody",
  type: "object",
  properties: {
    name: { type: "string", description: "name" },
    age: { type: "integer", minimum: 41 },
    pets: { type: "array", items: { type: "string", description: "pet" } },
  },
  required: ["name", "age", "pets"],
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

const common = () => ({ apiKey: "unused", maxRetries: 0, configuration: { baseURL: `${rota.url}/v1` } });
const chatModel = (options = {}) => new ChatOpenAI({ ...common(), model: modelName, ...options });

const conversation = [new SystemMessage("Be brief."), new HumanMessage("Grüße 🌍")];

describe("chat", () => {
  test("D5 invoke: text, finish reason, usage", async () => {
    const { content, response_metadata: metadata, usage_metadata: usage } = await chatModel().invoke(conversation);
    assert.equal(content, "You said: Grüße 🌍");
    assert.equal(metadata.finish_reason, "stop");
    assert.deepEqual([usage.input_tokens, usage.output_tokens, usage.total_tokens], [31, 17, 48]);
  });

  test("F4 stream: the pieces, and the usage at the end", async () => {
    const chunks = await Array.fromAsync(await chatModel().stream(conversation));
    assert.equal(chunks.map(({ content }) => content).join(""), "You said: Grüße 🌍");
    const whole = chunks.reduce((sum, chunk) => sum.concat(chunk));
    assert.equal(whole.usage_metadata.total_tokens, 48);
  });

  test("D5 batch: every answer belongs to its question", async () => {
    const questions = Array.from({ length: 12 }, (_, i) => [new HumanMessage(`question ${i}`)]);
    const answers = await chatModel().batch(questions, { maxConcurrency: 6 });
    assert.deepEqual(
      answers.map(({ content }) => content),
      questions.map((_, i) => `You said: question ${i}`),
    );
  });
});

async function loop(ask) {
  const messages = [new HumanMessage("Which is warmer, Paris or Oslo?")];
  for (let round = 0; round < 5; round += 1) {
    const answer = await ask(messages);
    messages.push(answer);
    if (answer.tool_calls.length === 0) return { text: answer.content, messages };
    for (const call of answer.tool_calls) messages.push(await tools[call.name].invoke(call));
  }
  throw new Error("the loop has no end");
}

describe("tools in a loop", () => {
  for (const id of ["gemini-3.6-flash", "gemini-3.6-flash-ids", modelName, "gemini-3.5-flash-ids"]) {
    const bound = () => chatModel({ model: id }).bindTools(Object.values(tools));

    test(`F3 F5 ${id}: invoke`, async () => {
      const { text, messages } = await loop((sofar) => bound().invoke(sofar));
      assert.equal(text, verdict);
      assert.equal(messages.filter((message) => message instanceof ToolMessage).length, 3);
    });

    test(`F3 F5 ${id}: stream, the chunks put together by LangChain`, async () => {
      const ask = async (messages) => {
        const chunks = await Array.fromAsync(await bound().stream(messages));
        return chunks.reduce((sum, chunk) => sum.concat(chunk));
      };
      assert.equal((await loop(ask)).text, verdict);
    });
  }

  test("F3 tool_choice: any, none and one by its name", async () => {
    const names = async (choice) => {
      const bound = chatModel().bindTools(Object.values(tools), { tool_choice: choice });
      return (await bound.invoke("Hello")).tool_calls.map(({ name }) => name);
    };
    assert.deepEqual(await names("any"), ["get_weather"]);
    assert.deepEqual(await names("compare"), ["compare"]);
    assert.deepEqual(await names("none"), []);
  });
});

describe("structured output", () => {
  for (const method of ["jsonSchema", "functionCalling"]) {
    test(`F3 withStructuredOutput by ${method}`, async () => {
      const structured = chatModel().withStructuredOutput(person, { method, name: "person" });
      assert.deepEqual(await structured.invoke("Who is it?"), valueFor(person));
    });
  }

  test("F3 withStructuredOutput by jsonMode", async () => {
    const structured = chatModel().withStructuredOutput(person, { method: "jsonMode" });
    assert.deepEqual(await structured.invoke("Who is it?"), { plain: "json" });
  });

  test("F3 withStructuredOutput, streaming", async () => {
    const structured = chatModel().withStructuredOutput(person, { method: "jsonSchema", name: "person" });
    const values = await Array.fromAsync(await structured.stream("Who is it?"));
    assert.deepEqual(values.at(-1), valueFor(person));
  });
});

describe("pictures, embeddings, errors", () => {
  test("F3 a picture's bytes arrive", async () => {
    const url = `data:image/jpeg;base64,${picture.toString("base64")}`;
    const content = [
      { type: "text", text: "What is this?" },
      { type: "image_url", image_url: { url } },
    ];
    const { content: text } = await chatModel().invoke([new HumanMessage({ content })]);
    assert.equal(text, `I see: ${describePicture("image/jpeg", picture)}`);
  });

  test("F5 embedQuery and embedDocuments: 220 texts, every vector in its place", async () => {
    const embeddings = new OpenAIEmbeddings({ ...common(), model: "gemini-embedding-2", batchSize: 150 });
    const asFloats = (vector) => vector.map(Math.fround);
    assert.deepEqual(asFloats(await embeddings.embedQuery("Hello")), asFloats(vectorOf("Hello")));
    const texts = Array.from({ length: 220 }, (_, i) => `text ${i}`);
    assert.deepEqual(
      (await embeddings.embedDocuments(texts)).map(asFloats),
      texts.map((text) => asFloats(vectorOf(text))),
    );
  });

  test("F9 an error keeps its status and its code", async () => {
    const stranger = chatModel({ model: "not a model!" });
    await assert.rejects(stranger.invoke(conversation), (error) => error.status === 404 && /model/.test(error.message));
  });
});
