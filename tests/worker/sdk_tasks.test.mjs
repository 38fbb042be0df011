// Unmodified libraries that run a tool loop by themselves, each through the whole task, before Google's API and before an
// OpenAI-compatible one: Vercel's `ai`, @openai/agents, @langchain/anthropic and /openai by Responses, @google/genai. One row a
// library.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createOpenAI } from "@ai-sdk/openai";
import { FunctionCallingConfigMode, GoogleGenAI } from "@google/genai";
import { ChatAnthropic } from "@langchain/anthropic";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { Agent, OpenAIProvider, Runner, tool as agentTool } from "@openai/agents";
import { jsonSchema, stepCountIs, streamText, tool } from "ai";
import { clientKey } from "./setup.mjs";
import { longAnswer, order, unnoticed } from "./task_model.mjs";
import { declarations, perform, sharePools, stepsIn, upstreamsFor } from "./task_tools.mjs";

globalThis.AI_SDK_LOG_WARNINGS = false;
const taskOn = sharePools();

/** What a call gives, in the form of a library: a picture where it has one, or a text, of a failure as well. */
function resultOf(name, args, formOf) {
  const { text, png } = perform(name, args);
  return png ? formOf(png.toString("base64")) : text;
}

/** Vercel's loop with a model of one of its providers. */
async function vercel(model, providerOptions) {
  const tools = Object.fromEntries(
    declarations.map(({ name, description, schema }) => [
      name,
      tool({
        description,
        inputSchema: jsonSchema(schema),
        execute: (args) => resultOf(name, args, (data) => ({ data })),
        toModelOutput: ({ output }) =>
          output.data
            ? { type: "content", value: [{ type: "image-data", data: output.data, mediaType: "image/png" }] }
            : { type: "text", value: output },
      }),
    ]),
  );
  const errors = [];
  const result = streamText({
    model,
    tools,
    prompt: order,
    providerOptions,
    maxRetries: 0,
    stopWhen: stepCountIs(12),
    onError: ({ error }) => errors.push(error),
  });
  await result.consumeStream();
  assert.deepEqual(errors, []);
  return result.text;
}

async function agents({ url, model }, streamed) {
  const pictureOf = (data) => ({ type: "image", image: { data, mediaType: "image/png" } });
  const modelProvider = new OpenAIProvider({ baseURL: `${url}/v1`, apiKey: clientKey, useResponses: true });
  const tools = declarations.map(({ name, description, schema }) =>
    agentTool({ name, description, parameters: schema, execute: (args) => resultOf(name, args, pictureOf) }),
  );
  const modelSettings = { store: false, providerData: { include: ["reasoning.encrypted_content"] } };
  const agent = new Agent({ name: "worker", instructions: "Use the tools.", model, tools, modelSettings });
  const runner = new Runner({ modelProvider, tracingDisabled: true });
  const result = await runner.run(agent, order, { stream: streamed, maxTurns: 12 });
  if (streamed) await result.completed;
  return result.finalOutput;
}

/** The loop that everybody writes with a model of LangChain's; `ask(bound, messages)` gives the whole answer. */
async function langchain(bound, ask) {
  const pictureOf = (data) => [{ type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }];
  const messages = [new HumanMessage(order)];
  for (let round = 0; round < 12; round += 1) {
    const answer = await ask(bound, messages);
    messages.push(answer);
    if (!answer.tool_calls?.length) return answer.text;
    for (const { id, name, args } of answer.tool_calls) {
      messages.push(new ToolMessage({ tool_call_id: id, content: resultOf(name, args, pictureOf) }));
    }
  }
  throw new Error("the loop has no end");
}

function langchainAnthropic({ url, model }) {
  const tools = declarations.map(({ name, description, schema }) => ({ name, description, input_schema: schema }));
  const options = { model, apiKey: clientKey, anthropicApiUrl: url, maxRetries: 0, maxTokens: 8000, streamUsage: true };
  return new ChatAnthropic(options).bindTools(tools);
}

function langchainResponses({ url, model }) {
  const tools = declarations.map(({ name, description, schema }) => ({
    type: "function",
    function: { name, description, parameters: schema },
  }));
  const configuration = { baseURL: `${url}/v1` };
  const options = { model, apiKey: clientKey, configuration, maxRetries: 0, useResponsesApi: true, zdrEnabled: true };
  return new ChatOpenAI(options).bindTools(tools);
}

const atOnce = (bound, messages) => bound.invoke(messages);

async function inPieces(bound, messages) {
  let whole;
  for await (const piece of await bound.stream(messages)) whole = whole ? whole.concat(piece) : piece;
  return whole;
}

async function genai({ url, model }, streamed) {
  const ai = new GoogleGenAI({ apiKey: clientKey, httpOptions: { baseUrl: url } });
  const functionDeclarations = declarations.map(({ name, description, schema }) => ({
    name,
    description,
    parametersJsonSchema: schema,
  }));
  const toolConfig = { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } };
  const config = {
    tools: [{ functionDeclarations }],
    toolConfig,
    systemInstruction: "Use the tools.",
    thinkingConfig: { includeThoughts: true },
  };
  const chat = ai.chats.create({ model, config });
  let message = order;
  for (let round = 0; round < 12; round += 1) {
    const answers = streamed
      ? await Array.fromAsync(await chat.sendMessageStream({ message }))
      : [await chat.sendMessage({ message })];
    const calls = answers.flatMap((answer) => answer.functionCalls ?? []);
    if (calls.length === 0) return answers.map(({ text }) => text ?? "").join("");
    message = calls.map(({ id, name, args }) => {
      const output = resultOf(name, args, (data) => ({ parts: [{ inlineData: { mimeType: "image/png", data } }] }));
      const { parts } = output;
      return { functionResponse: { id, name, response: parts ? {} : { output }, ...(parts && { parts }) } };
    });
  }
  throw new Error("the loop has no end");
}

const stateless = { openai: { store: false, include: ["reasoning.encrypted_content"] } };

const libraries = {
  "ai, @ai-sdk/anthropic": ({ url, model }) =>
    vercel(createAnthropic({ baseURL: `${url}/v1`, apiKey: clientKey })(model), {
      anthropic: { thinking: { type: "enabled", budgetTokens: 2000 } },
    }),
  "ai, @ai-sdk/openai by Responses": ({ url, model }) =>
    vercel(createOpenAI({ baseURL: `${url}/v1`, apiKey: clientKey }).responses(model), stateless),
  "ai, @ai-sdk/openai by Responses as if they were stored": ({ url, model }) =>
    vercel(createOpenAI({ baseURL: `${url}/v1`, apiKey: clientKey }).responses(model)),
  "@openai/agents": (at) => agents(at, false),
  "@openai/agents, streamed": (at) => agents(at, true),
  "@langchain/anthropic": (at) => langchain(langchainAnthropic(at), atOnce),
  "@langchain/anthropic, streamed": (at) => langchain(langchainAnthropic(at), inPieces),
  "@langchain/openai by Responses": (at) => langchain(langchainResponses(at), atOnce),
  "@langchain/openai by Responses, streamed": (at) => langchain(langchainResponses(at), inPieces),
  "@google/genai": (at) => genai(at, false),
  "@google/genai, streamed": (at) => genai(at, true),
};

for (const [library, run] of Object.entries(libraries)) {
  for (const [name, chosen] of upstreamsFor(/Responses|@openai\/agents/.test(library) ? "responses" : "")) {
    test(`G1 F3 npm ${library}: a task on ${name}, and no fault noticed`, async (t) => {
      const steps = stepsIn(t, true);
      const { task, upstream, rota, model: named } = await taskOn(chosen, steps);
      const text = await run({ url: rota.url, model: named });
      assert.deepEqual(task.refusals, []);
      assert.deepEqual(task.attempts, unnoticed(steps.length, chosen.faults));
      assert.equal(text, longAnswer.join(""));
      assert(!upstream.everything.includes(clientKey), "F1: the client's key reached the upstream");
    });
  }
}
