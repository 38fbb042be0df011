// The unmodified npm client `@anthropic-ai/sdk` on the Worker: a whole task with tools on both upstreams, and call by call.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { chunk, event, modelsReply, poolKeys, replies, saying, streamOf, streamSaying, usageOf } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { describePicture, startScenario, valueFor } from "./scenario_upstream.mjs";
import { clientKey } from "./setup.mjs";
import { longAnswer, order, unnoticed } from "./task_model.mjs";
import { declarations, perform, picture, sharePools, stepsIn, upstreamsFor } from "./task_tools.mjs";
import { startUpstream } from "./upstream.mjs";

const model = "gemini-3-flash-preview";
const taskOn = sharePools();
const tools = declarations.map(({ name, description, schema }) => ({ name, description, input_schema: schema }));
const hello = { model, max_tokens: 1000, messages: [{ role: "user", content: "Hello" }] };
const pictureData = picture.toString("base64");
const pictureBlock = { type: "image", source: { type: "base64", media_type: "image/png", data: pictureData } };

const connect = (rota, options) => new Anthropic({ baseURL: rota.url, apiKey: clientKey, maxRetries: 0, ...options });

function resultOf({ id, name, input }) {
  const { text, png, failed } = perform(name, input);
  const content = png ? [{ type: "text", text }, pictureBlock] : text;
  return { type: "tool_result", tool_use_id: id, content, ...(failed && { is_error: true }) };
}

/** The loop that everybody writes; `ask(body)` gives the whole message. All that a message held is sent back. */
async function loop(modelName, ask) {
  const messages = [{ role: "user", content: order }];
  const system = [{ type: "text", text: "Use the tools.", cache_control: { type: "ephemeral" } }];
  const thinking = { type: "enabled", budget_tokens: 2000 };
  const answers = [];
  for (let round = 0; round < 12; round += 1) {
    const answer = await ask({ model: modelName, max_tokens: 20_000, system, thinking, tools, messages });
    answers.push(answer);
    const uses = answer.content.filter(({ type }) => type === "tool_use");
    if (uses.length === 0) return answers;
    assert.equal(answer.stop_reason, "tool_use");
    messages.push({ role: "assistant", content: answer.content }, { role: "user", content: uses.map(resultOf) });
  }
  throw new Error("the loop has no end");
}

const ways = {
  whole: (client) => (body) => client.messages.create(body),
  streamed: (client) => (body) => client.messages.stream(body).finalMessage(),
};

for (const [name, chosen] of upstreamsFor()) {
  for (const [way, asking] of Object.entries(ways)) {
    test(`G1 F3 npm @anthropic-ai/sdk, ${way}: a task on ${name}, and no fault noticed`, async (t) => {
      const steps = stepsIn(t, true);
      const { task, upstream, rota, model: named } = await taskOn(chosen, steps);
      const answers = await loop(named, asking(connect(rota)));
      assert.deepEqual(task.refusals, []);
      assert.deepEqual(task.attempts, unnoticed(steps.length, chosen.faults));
      const { content, stop_reason: reason, usage } = answers.at(-1);
      assert.equal(content.map(({ text }) => text).join(""), longAnswer.join(""));
      assert.deepEqual([reason, usage.input_tokens, usage.output_tokens], ["end_turn", 31, 17]);
      const thoughts = answers.slice(0, -1).map((answer) => answer.content.find(({ type }) => type === "thinking"));
      assert.deepEqual(
        thoughts.map((block) => block?.thinking),
        steps.map((_, step) => `I think about step ${step}.`),
      );
      assert(!upstream.everything.includes(clientKey), "F1: the client's key reached the upstream");
    });
  }
}

describe("npm @anthropic-ai/sdk, call by call", () => {
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

  test("G1 text, usage, stop reason; key as x-api-key or as a bearer", async () => {
    upstream.script = () => saying("Grüße 🌍", usageOf(11, 5));
    for (const auth of [{}, { apiKey: null, authToken: clientKey }]) {
      const answer = await connect(rota, auth).messages.create({ ...hello, temperature: 0.5, stop_sequences: ["END"] });
      assert.deepEqual([answer.type, answer.role, answer.model], ["message", "assistant", model]);
      assert.deepEqual([answer.content.length, answer.content[0].type, answer.content[0].text], [1, "text", "Grüße 🌍"]);
      assert.deepEqual([answer.stop_reason, answer.usage.input_tokens, answer.usage.output_tokens], ["end_turn", 11, 5]);
    }
    const { generationConfig } = upstream.calls.at(-1).json;
    assert.deepEqual([generationConfig.maxOutputTokens, generationConfig.stopSequences], [1000, ["END"]]);
  });

  test("F4 G1 a stream: the pieces in order, each block begun and ended once", async () => {
    upstream.script = () => streamSaying(["eins ", "zwei ", "drei ✓"]);
    const pieces = [];
    const stream = client.messages.stream(hello).on("text", (text) => pieces.push(text));
    const types = [];
    for await (const { type } of stream) if (type !== "ping") types.push(type);
    assert.deepEqual(pieces, ["eins ", "zwei ", "drei ✓"]);
    const delta = "content_block_delta";
    const begun = ["message_start", "content_block_start"];
    assert.deepEqual(types, [...begun, delta, delta, delta, "content_block_stop", "message_delta", "message_stop"]);
  });

  test("G1 thinking: its text and its signature", async () => {
    const signed = Buffer.from("a signature \u00ff?>".repeat(100), "latin1").toString("base64");
    const answer = chunk("", { finishReason: "STOP", usage: usageOf(3, 4) });
    answer.candidates[0].content.parts = [{ text: "Hm.", thought: true }, { text: "Yes.", thoughtSignature: signed }];
    const whole = { ...saying(""), body: JSON.stringify(answer) };
    upstream.script = (call) => (call.verb === "generateContent" ? whole : streamOf(event(answer)));
    const thinking = { type: "enabled", budget_tokens: 2000 };
    for (const ask of Object.values(ways)) {
      const { content } = await ask(client)({ ...hello, max_tokens: 4000, thinking });
      assert.deepEqual([content[0].type, content[0].thinking, content.at(-1).text], ["thinking", "Hm.", "Yes."]);
      assert(content[0].signature.length > 0, "a thinking block has a signature");
      const messages = [...hello.messages, { role: "assistant", content }, { role: "user", content: "Sure?" }];
      await ask(client)({ ...hello, max_tokens: 4000, thinking, messages });
      const returned = upstream.calls.at(-1).json.contents.flatMap(({ parts }) => parts);
      assert(returned.some(({ thoughtSignature }) => thoughtSignature === signed), "the signature did not come back");
    }
  });

  test("G1 count_tokens is Google's own count", async () => {
    const countReply = { ...saying(""), body: '{"totalTokens": 4711}' };
    upstream.script = (call) => (call.verb === "countTokens" ? countReply : replies.internal());
    const counted = await client.messages.countTokens({ model, messages: hello.messages, tools, system: "Be brief." });
    assert.equal(counted.input_tokens, 4711);
  });

  test("G1 E5 models.list and models.retrieve have Anthropic's shape", async () => {
    upstream.script = (call) => modelsReply(call, ["gemini-a", "gemini-b", "gemini-c"], 2);
    const listed = await Array.fromAsync(client.models.list());
    assert.deepEqual(listed.map(({ id, type, display_name: shown }) => [id, type, shown]), [
      ["gemini-a", "model", "gemini-a"],
      ["gemini-b", "model", "gemini-b"],
      ["gemini-c", "model", "gemini-c"],
    ]);
    assert.equal((await client.models.retrieve("gemini-b")).id, "gemini-b");
  });

  test("F9 H8 errors are the client's own classes; of a spent pool there is one call", { timeout: 60_000 }, async () => {
    await assert.rejects(connect(rota, { apiKey: "not-a-client" }).messages.create(hello), Anthropic.AuthenticationError);
    upstream.script = replies.unknownModel;
    await assert.rejects(client.messages.create({ ...hello, model: "gemini-none" }), Anthropic.NotFoundError);
    upstream.script = replies.clientMistake;
    await assert.rejects(
      client.messages.create(hello),
      (error) => error instanceof Anthropic.BadRequestError && error.error.error.type === "invalid_request_error",
    );
    for (const stream of [false, true]) {
      asked = 0;
      upstream.script = replies.dayLimit;
      const patient = connect(rota, { fetch: counting, maxRetries: 2 });
      await assert.rejects(
        patient.messages.create({ ...hello, model: `gemini-spent-${stream}`, stream }),
        (error) => error instanceof Anthropic.RateLimitError && error.error.error.type === "rate_limit_error",
      );
      assert.equal(asked, 1);
    }
  });

  test("D5 F9 a stream that breaks after its first words ends with an error", async () => {
    upstream.script = () => streamOf(event(chunk("Half of ")), { drop: true });
    const pieces = [];
    const stream = client.messages.stream(hello).on("text", (text) => pieces.push(text));
    await assert.rejects(
      stream.finalMessage(),
      (error) => error instanceof Anthropic.APIError && /"type":"error"/.test(error.message),
    );
    assert.deepEqual(pieces, ["Half of "]);
  });
});

test("G1 F3 npm @anthropic-ai/sdk: a picture, structured output, one tool by its name", async (t) => {
  const upstream = await startScenario();
  t.after(() => upstream.stop());
  const rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(1).join(","), CLIENT_API_KEYS: clientKey } });
  t.after(() => rota.stop());
  const client = connect(rota);
  const content = [{ type: "text", text: "What is this?" }, pictureBlock];
  const seen = await client.messages.create({ ...hello, messages: [{ role: "user", content }] });
  assert.equal(seen.content[0].text, `I see: ${describePicture("image/png", picture)}`);

  const schema = {
    type: "object",
    properties: { name: { type: "string", description: "name" }, effort: { type: "string", enum: ["small", "great"] } },
    required: ["name", "effort"],
    additionalProperties: false,
  };
  const format = { type: "json_schema", schema };
  const { parsed_output: parsed } = await client.messages.parse({ ...hello, output_config: { format } });
  assert.deepEqual(parsed, valueFor(schema));

  const forced = await client.messages.create({ ...hello, tools, tool_choice: { type: "tool", name: "run" } });
  assert.deepEqual(forced.content.filter(({ type }) => type === "tool_use").map(({ name }) => name), ["run"]);
  assert.deepEqual(upstream.refusals, []);
});
