// Every recorded request of an OpenAI client, as Gemini's: valid by Google's own message definitions, nothing lost.
import assert from "node:assert/strict";
import test from "node:test";
import { checkGoogle } from "./google_schema.mjs";
import { complete, fixturesOf, jsonOf, readFixture, Rota, Tally } from "./harness.mjs";
import { checkOpenai } from "./openai_schema.mjs";

const rota = new Rota();

/** Requests that OpenAI refused too, or that say something no other vendor can do. Each with its reason. */
const refused = new Map(Object.entries({
  "agentgateway/completions-full.req.json": "its tool_choice names a function that is not among its tools",
  "crewai/custom_llm_within_crew.0.req.json": "its content parts are messages without a type: a client's mistake",
  "envoy-ai-gateway/chat-bad-request.0.req.json": "a user's content is null (recorded: OpenAI answers 400)",
  "envoy-ai-gateway/chat-no-messages.0.req.json": "there are no messages (recorded: OpenAI answers 400)",
  "envoy-ai-gateway/chat-text-to-audio.0.req.json": "it wants Opus, and Gemini speaks PCM",
}));

const textsOf = (content) => (typeof content === "string" ? [content] : (content ?? []).map(({ text }) => text ?? ""));
const allTexts = (contents) =>
  (contents ?? []).flatMap(({ parts }) => parts ?? []).map(({ text }) => text ?? "").join("\n");

/** Everything that was said arrives: texts of all roles, calls, results, declarations. */
function weigh(request, body) {
  const sent = [allTexts(body.contents), allTexts(body.systemInstruction ? [body.systemInstruction] : [])].join("\n");
  const parts = (body.contents ?? []).flatMap((content) => content.parts);
  let calls = 0;
  for (const message of request.messages) {
    if (!["tool", "function"].includes(message.role)) {
      for (const text of textsOf(message.content)) {
        assert.ok(text.trim() === "" || sent.includes(text), `lost: ${text.slice(0, 80)}`);
      }
    }
    calls += (message.tool_calls ?? []).length;
  }
  const answered = new Set(request.messages.filter(({ role }) => role === "tool").map(({ tool_call_id: id }) => id));
  const last = request.messages.at(-1);
  const open = (last.tool_calls ?? []).filter(({ id }) => !answered.has(id)).length;
  assert.equal(parts.filter(({ functionCall }) => functionCall).length, calls - open, "calls");
  assert.equal(parts.filter(({ functionResponse }) => functionResponse).length, calls - open, "one result a call");
  const declared = (body.tools ?? []).flatMap(({ functionDeclarations }) => functionDeclarations ?? []).length;
  const tools = (request.tools ?? []).filter(({ type }) => type === "function" || type === "custom");
  assert.equal(declared, tools.length + (request.functions ?? []).length, "declarations");
}

/** Media behind a link: what the Worker would have fetched. */
const picture = Buffer.from("iVBORw0KGgo=", "base64");
const upstream = (call) => (call.url.startsWith("https://generativelanguage.googleapis.com/")
  ? { chunks: [Buffer.from("{}")] }
  : { type: "image/png", chunks: [picture] });

function checkRefusal({ path }, { status, body }) {
  assert.ok(refused.has(path), `refused with ${status}: ${body}`);
  checkOpenai("ErrorResponse", JSON.parse(body));
}

test("F3: recorded chat requests", () => {
  const tally = new Tally("F3: recorded chat requests");
  const turnedDown = [];
  for (const fixture of fixturesOf("openai.chat.req")) {
    tally.try(fixture, () => {
      const answer = rota.send("/v1/chat/completions", readFixture(fixture.path), upstream);
      const call = answer.calls.find(({ url }) => url.startsWith("https://generativelanguage.googleapis.com/"));
      if (!call) {
        checkRefusal(fixture, answer);
        return turnedDown.push(`${fixture.path}: ${refused.get(fixture.path)}`);
      }
      assert.ok(!refused.has(fixture.path), "it was to be refused");
      const body = JSON.parse(call.body);
      checkGoogle("GenerateContentRequest", body);
      weigh(jsonOf(fixture.path), body);
    });
  }
  const { passed, all } = tally.report(`, of which ${turnedDown.length} are refused as they must be`);
  for (const line of turnedDown) console.log(`#   refused: ${line}`);
  assert.ok(all > (complete ? 100 : 0));
  assert.equal(passed, all);
});

test("F5: recorded embeddings requests", () => {
  const tally = new Tally("F5: recorded embeddings requests");
  for (const fixture of fixturesOf("openai.embeddings.req")) {
    tally.try(fixture, () => {
      const request = jsonOf(fixture.path);
      const inputs = [request.input].flat();
      const tokens = inputs.some((input) => typeof input !== "string");
      const { status, body, calls } = rota.send("/v1/embeddings", request, (call) => {
        const { requests } = JSON.parse(call.body);
        checkGoogle("BatchEmbedContentsRequest", JSON.parse(call.body));
        const embeddings = requests.map(({ content }, i) => ({ values: [i + 0.5, content.parts[0].text.length] }));
        return { chunks: [Buffer.from(JSON.stringify({ embeddings, usageMetadata: { promptTokenCount: 2 } }))] };
      });
      if (tokens || inputs.includes("")) {
        assert.equal(status, 400);
        assert.equal(JSON.parse(body).error.param.split("[")[0], "input");
        return checkOpenai("ErrorResponse", JSON.parse(body));
      }
      assert.equal(status, 200, String(body));
      weighEmbeddings(request, inputs, JSON.parse(body));
      assert.ok(calls.every(({ url }) => url.endsWith(`/${request.model}:batchEmbedContents`)));
    });
  }
  const { passed, all } = tally.report();
  assert.ok(all > (complete ? 10 : 0));
  assert.equal(passed, all);
});

/** The upstream above answers with the text's place and length. */
function weighEmbeddings(request, inputs, answer) {
  assert.deepEqual(answer.usage, { prompt_tokens: 2, total_tokens: 2 });
  assert.equal(answer.data.length, inputs.length);
  for (const [i, { index, embedding }] of answer.data.entries()) {
    assert.equal(index, i);
    const base64 = request.encoding_format === "base64";
    assert.equal(typeof embedding === "string", base64);
    const vector = base64 ? [...new Float32Array(Uint8Array.from(Buffer.from(embedding, "base64")).buffer)] : embedding;
    assert.deepEqual(vector, [i + 0.5, inputs[i].length]);
    if (base64) answer.data[i].embedding = vector; // the published schema knows numbers only
  }
  checkOpenai("CreateEmbeddingResponse", answer);
}

test("the validator of Google's messages refuses what Google would", () => {
  checkGoogle("GenerateContentRequest", { contents: [{ parts: [{ text: "a" }] }], generationConfig: { seed: 1 } });
  for (const [fault, body] of [
    [/no such field/u, { contents: [{ parts: [{ txt: "a" }] }] }],
    [/no such field/u, { system_instruction: {} }],
    [/no list/u, { contents: {} }],
    [/no int32/u, { generationConfig: { seed: 2 ** 31 } }],
    [/no bytes/u, { contents: [{ parts: [{ inlineData: { data: "?" } }] }] }],
    [/is no FunctionCallingConfig.Mode/u, { toolConfig: { functionCallingConfig: { mode: "auto" } } }],
    [/no such field/u, { tools: [{ functionDeclarations: [{ parameters: { properties: { a: { $ref: "#" } } } }] }] }],
  ]) assert.throws(() => checkGoogle("GenerateContentRequest", body), fault);
});
