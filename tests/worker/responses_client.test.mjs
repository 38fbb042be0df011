// The unmodified npm client `openai` by its Responses on the Worker: a whole task with tools on both upstreams, and call by
// call.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import OpenAI from "openai";
import { chunk, event, poolKeys, replies, saying, streamOf, streamSaying, usageOf } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { describePicture, startScenario, valueFor } from "./scenario_upstream.mjs";
import { clientKey } from "./setup.mjs";
import { longAnswer, order, unnoticed } from "./task_model.mjs";
import { declarations, perform, picture, sharePools, stepsIn, upstreamsFor } from "./task_tools.mjs";
import { startUpstream } from "./upstream.mjs";

const model = "gemini-3-flash-preview";
const taskOn = sharePools();
const tools = declarations.map(({ name, description, schema }) => ({
  type: "function", name, description, parameters: schema, strict: true,
}));
const hello = { model, input: "Hello", store: false };
const pictureUrl = `data:image/png;base64,${picture.toString("base64")}`;

const connect = (rota, options) => new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: clientKey, maxRetries: 0, ...options });

function resultOf({ call_id: id, name, arguments: given }) {
  const { text, png } = perform(name, JSON.parse(given));
  const output = png ? [{ type: "input_image", image_url: pictureUrl, detail: "auto" }] : text;
  return { type: "function_call_output", call_id: id, output };
}

/** The loop that everybody writes; `ask(body)` gives the whole response. All items of an answer are sent back. */
async function loop(modelName, ask) {
  const input = [{ role: "user", content: order }];
  const rest = { instructions: "Use the tools.", include: ["reasoning.encrypted_content"], store: false };
  const reasoning = { effort: "low", summary: "auto" };
  const answers = [];
  for (let round = 0; round < 12; round += 1) {
    const answer = await ask({ model: modelName, ...rest, reasoning, tools, input });
    assert.equal(answer.status, "completed");
    answers.push(answer);
    const calls = answer.output.filter(({ type }) => type === "function_call");
    if (calls.length === 0) return answers;
    input.push(...answer.output, ...calls.map(resultOf));
  }
  throw new Error("the loop has no end");
}

const ways = {
  whole: (client) => (body) => client.responses.create(body),
  streamed: (client) => (body) => client.responses.stream(body).finalResponse(),
};

for (const [name, chosen] of upstreamsFor("responses")) {
  for (const [way, asking] of Object.entries(ways)) {
    test(`G1 F3 npm openai, Responses ${way}: a task on ${name}, and no fault noticed`, async (t) => {
      const steps = stepsIn(t, true);
      const { task, upstream, rota, model: named } = await taskOn(chosen, steps);
      const answers = await loop(named, asking(connect(rota)));
      assert.deepEqual(task.refusals, []);
      assert.deepEqual(task.attempts, unnoticed(steps.length, chosen.faults));
      const { output_text: text, usage } = answers.at(-1);
      assert.equal(text, longAnswer.join(""));
      assert.deepEqual([usage.input_tokens, usage.output_tokens, usage.total_tokens], [31, 17, 48]);
      const thoughts = answers.slice(0, -1).map(({ output }) => output.find(({ type }) => type === "reasoning"));
      assert.deepEqual(
        thoughts.map((item) => item?.summary[0].text),
        steps.map((_, step) => `I think about step ${step}.`),
      );
      assert(!upstream.everything.includes(clientKey), "F1: the client's key reached the upstream");
    });
  }
}

describe("npm openai, Responses call by call", () => {
  let upstream;
  let rota;
  let client;
  let asked = 0;
  const counting = (...given) => ((asked += 1), fetch(...given));

  before(async () => {
    upstream = await startUpstream();
    rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(2).join(","), CLIENT_API_KEYS: clientKey } });
    client = connect(rota);
  });

  after(async () => {
    await rota?.stop();
    await upstream?.stop();
  });

  test("G1 text, usage, status; the parameters reach Gemini", async () => {
    upstream.script = () => saying("Grüße 🌍", usageOf(11, 5));
    const input = [{ role: "developer", content: "Be brief." }, { role: "user", content: "Hello" }];
    const answer = await client.responses.create({ ...hello, input, temperature: 0.5, max_output_tokens: 77 });
    assert.deepEqual([answer.object, answer.status, answer.model], ["response", "completed", model]);
    assert.equal(answer.output_text, "Grüße 🌍");
    assert.match(answer.id, /^resp_/);
    assert.deepEqual([answer.usage.input_tokens, answer.usage.output_tokens], [11, 5]);
    const { systemInstruction, generationConfig } = upstream.calls.at(-1).json;
    assert.equal(systemInstruction.parts[0].text, "Be brief.");
    assert.equal(generationConfig.maxOutputTokens, 77);
  });

  test("F4 G1 a stream: the pieces in order, events numbered, one identity from the first to the last", async () => {
    upstream.script = () => streamSaying(["eins ", "zwei ", "drei ✓"]);
    const events = await Array.fromAsync(await client.responses.create({ ...hello, stream: true }));
    const deltas = events.filter(({ type }) => type === "response.output_text.delta").map(({ delta }) => delta);
    assert.deepEqual(deltas, ["eins ", "zwei ", "drei ✓"]);
    assert.deepEqual(events.map(({ sequence_number: number }) => number), [...events.keys()]);
    assert.equal(events[0].type, "response.created");
    assert.equal(events.at(-1).type, "response.completed");
    assert.equal(events.at(-1).response.id, events[0].response.id);
  });

  test("G1 reasoning: its summary, and its encrypted content with the signature", async () => {
    const signed = Buffer.from("a signature \u00ff?>".repeat(100), "latin1").toString("base64");
    const answer = chunk("", { finishReason: "STOP", usage: usageOf(3, 4) });
    answer.candidates[0].content.parts = [{ text: "Hm.", thought: true }, { text: "Yes.", thoughtSignature: signed }];
    const whole = { ...saying(""), body: JSON.stringify(answer) };
    upstream.script = (call) => (call.verb === "generateContent" ? whole : streamOf(event(answer)));
    const more = { store: false, include: ["reasoning.encrypted_content"], reasoning: { summary: "auto" } };
    for (const ask of Object.values(ways)) {
      const { output, output_text: text } = await ask(client)({ model, ...more, input: "Hello" });
      assert.deepEqual([output[0].type, output[0].summary[0].text, text], ["reasoning", "Hm.", "Yes."]);
      const input = [{ role: "user", content: "Hello" }, ...output, { role: "user", content: "Sure?" }];
      await ask(client)({ model, ...more, input });
      const returned = upstream.calls.at(-1).json.contents.flatMap(({ parts }) => parts);
      assert(returned.some(({ thoughtSignature }) => thoughtSignature === signed), "the signature did not come back");
    }
  });

  test("F9 H8 errors are the client's own classes; of a spent pool there is one call", { timeout: 60_000 }, async () => {
    await assert.rejects(connect(rota, { apiKey: "not-a-client" }).responses.create(hello), OpenAI.AuthenticationError);
    upstream.script = replies.unknownModel;
    await assert.rejects(
      client.responses.create({ ...hello, model: "gemini-none" }),
      (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found",
    );
    await assert.rejects(
      client.responses.create({ ...hello, previous_response_id: "resp_1" }),
      (error) => error instanceof OpenAI.BadRequestError && error.param === "previous_response_id",
    );
    for (const stream of [false, true]) {
      asked = 0;
      upstream.script = replies.dayLimit;
      const patient = connect(rota, { fetch: counting, maxRetries: 2 });
      await assert.rejects(
        patient.responses.create({ ...hello, model: `gemini-spent-${stream}`, stream }),
        (error) => error instanceof OpenAI.RateLimitError && error.code === "insufficient_quota",
      );
      assert.equal(asked, 1);
    }
  });

  test("D5 F9 a stream that breaks after its first words ends with an event that says so", async () => {
    upstream.script = () => streamOf(event(chunk("Half of ")), { drop: true });
    const events = [];
    let thrown;
    try {
      for await (const one of await client.responses.create({ ...hello, stream: true })) events.push(one);
    } catch (error) {
      thrown = error;
    }
    assert.deepEqual(events.filter(({ delta }) => delta).map(({ delta }) => delta), ["Half of "]);
    if (thrown) assert(thrown instanceof OpenAI.APIError, thrown);
    else assert.deepEqual([events.at(-1).type, events.at(-1).response.status], ["response.failed", "failed"]);
  });
});

test("G1 F3 npm openai, Responses: a picture, structured output, one tool by its name", async (t) => {
  const upstream = await startScenario();
  t.after(() => upstream.stop());
  const rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(1).join(","), CLIENT_API_KEYS: clientKey } });
  t.after(() => rota.stop());
  const client = connect(rota);
  const content = [
    { type: "input_text", text: "What is this?" },
    { type: "input_image", image_url: pictureUrl, detail: "auto" },
  ];
  const seen = await client.responses.create({ ...hello, input: [{ role: "user", content }] });
  assert.equal(seen.output_text, `I see: ${describePicture("image/png", picture)}`);

  const schema = {
    type: "object",
    properties: { name: { type: "string", description: "name" }, effort: { type: "string", enum: ["small", "great"] } },
    required: ["name", "effort"],
    additionalProperties: false,
  };
  const text = { format: { type: "json_schema", name: "plan", strict: true, schema } };
  const { output_parsed: parsed } = await client.responses.parse({ ...hello, text });
  assert.deepEqual(parsed, valueFor(schema));

  const forced = await client.responses.create({ ...hello, tools, tool_choice: { type: "function", name: "run" } });
  assert.deepEqual(forced.output.filter(({ type }) => type === "function_call").map(({ name }) => name), ["run"]);
  assert.deepEqual(upstream.refusals, []);
});
