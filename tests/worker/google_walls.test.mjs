// Walls: what Google refuses (tests/host/google/rules.mjs), run into by the unmodified npm client `openai`. Every request
// is one that OpenAI's servers take: it gets its answer, and Google had nothing to refuse that Rota could have known.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import OpenAI from "openai";
import { brokenRule } from "../host/google/rules.mjs";
import { answer, poolKeys } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { startUpstream } from "./upstream.mjs";

const clientKey = "sk-client-canary-walls";
const newest = "gemini-3.8-flash";
const user = (content) => ({ role: "user", content });
const declare = (name, more = {}) => ({
  type: "function",
  function: { name, description: name, parameters: { type: "object", properties: {} }, ...more },
});
const called = (id, name = "f", args = "{}") => ({
  role: "assistant",
  content: null,
  tool_calls: [{ id, type: "function", function: { name, arguments: args } }],
});
const result = (id, content) => ({ role: "tool", tool_call_id: id, content });
const sound = { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } };

/** What runs into a wall, by what Google would say. */
const walls = [
  ["$ref in a tool result", { tools: [declare("f")], messages: [user("a"), called("c1"), result("c1", '{"a":[{"$ref":"#/x"}]}')] }],
  ["$ref in an older turn", { tools: [declare("f")], messages: [user("a"), called("c1"), result("c1", '[{"b":{"\\u0024ref":"y"}}]'), { role: "assistant", content: "b" }, user("c")] }],
  ["a model's turn at the end", { messages: [user("a"), { role: "assistant", content: "b" }] }],
  ["a system message at the end", { messages: [user("a"), { role: "assistant", content: "b" }, { role: "system", content: "s" }] }],
  ["a call that nobody answered, beside text", { tools: [declare("f")], messages: [user("a"), { ...called("c1"), content: "b" }] }],
  ["no signature on a call", { tools: [declare("f")], messages: [user("a"), called("c1"), result("c1", "r")] }],
  ["no signature on two calls in a row", { tools: [declare("f")], messages: [user("a"), called("c1"), result("c1", "r"), called("c2"), result("c2", "s"), user("d")] }],
  ["one tool twice", { tools: [declare("f"), declare("g"), declare("f")], messages: [user("a")] }],
  ["one tool in tools and functions", { tools: [declare("f")], functions: [declare("f").function], messages: [user("a")] }],
  ["a name that is none of Google's", { tools: [declare("a:b/ü")], messages: [user("a"), called("c1", "a:b/ü"), result("c1", "r")] }],
  ["a sound in a tool result", { tools: [declare("f")], messages: [user("a"), called("c1"), result("c1", [{ type: "text", text: "r" }, sound])] }],
  ["arguments that are a list", { tools: [declare("f")], messages: [user("a"), called("c1", "f", "[]"), result("c1", "r")] }],
  ["arguments encoded twice", { tools: [declare("f")], messages: [user("a"), called("c1", "f", '"{\\"a\\":1}"'), result("c1", "r")] }],
  ["penalties", { presence_penalty: 1, frequency_penalty: 0.5, messages: [user("a")] }],
  ["the least thinking", { reasoning_effort: "minimal", messages: [user("a")] }],
  ["no thinking", { reasoning_effort: "none", messages: [user("a")] }],
];

/** The like in Google's own words: each must be refused, or the walls are no walls. */
const turn = (role, ...parts) => ({ role, parts });
const call = { functionCall: { name: "f", args: {} }, thoughtSignature: "AAAA" };
const answered = (response, more = {}) => turn("user", { functionResponse: { name: "f", response, ...more } });
const refused = [
  [/`#\/x`/, { contents: [turn("user", { text: "a" }), turn("model", call), answered({ a: [{ $ref: "#/x" }] })] }],
  [/ending with a model turn/, { contents: [turn("user", { text: "a" }), turn("model", { text: "b" })] }],
  [/missing a thought_signature/, { contents: [turn("user", { text: "a" }), turn("model", { functionCall: call.functionCall }), answered({})] }],
  [/Duplicate function/, { contents: [turn("user", { text: "a" })], tools: [{ functionDeclarations: [{ name: "f" }, { name: "f" }] }] }],
  [/Invalid function name/, { contents: [turn("user", { text: "a" })], tools: [{ functionDeclarations: [{ name: "a/b" }] }] }],
  [/audio\/wav/, { contents: [turn("user", { text: "a" }), turn("model", call), answered({}, { parts: [{ inlineData: { mimeType: "audio/wav", data: "" } }] })] }],
  [/fileData/, { contents: [turn("user", { text: "a" }), turn("model", call), answered({}, { parts: [{ fileData: { fileUri: "x" } }] })] }],
  [/function_call.args/, { contents: [turn("user", { text: "a" }), turn("model", { functionCall: { name: "f", args: [] }, thoughtSignature: "A" }), answered({})] }],
  [/number of function response parts/, { contents: [turn("user", { text: "a" }), turn("model", call, { functionCall: call.functionCall }), answered({})] }],
  [/Penalty is not enabled/, { contents: [turn("user", { text: "a" })], generationConfig: { presencePenalty: 1 } }],
  [/Thinking level MINIMAL/, { contents: [turn("user", { text: "a" })], generationConfig: { thinkingConfig: { thinkingLevel: "MINIMAL" } } }],
  [/Multiple candidates/, { contents: [turn("user", { text: "a" })], generationConfig: { candidateCount: 2 } }],
];

const asCall = (json, headers = {}) => ({ verb: "generateContent", model: newest, headers, query: new URLSearchParams(), json });

test("F3 the walls stand: Google's own rules refuse what breaks them, and nothing else", () => {
  for (const [sentence, body] of refused) assert.match(brokenRule(asCall(body)) ?? "", sentence);
  const plain = { contents: [turn("user", { text: "a" }), turn("model", call), answered({ b: 1 })] };
  assert.equal(brokenRule(asCall(plain)), undefined);
  assert.match(brokenRule(asCall(plain, { "x-goog-api-key": "AQ.x", authorization: "Bearer AQ.x" })), /Multiple authentication/);
});

describe("npm openai, and a Google that keeps to its rules", () => {
  let upstream;
  let rota;
  let client;

  before(async () => {
    upstream = await startUpstream((asked) => answer(asked, "through"));
    rota = await startRota({ upstream, settings: { API_KEYS: poolKeys(2).join(","), CLIENT_API_KEYS: clientKey } });
    client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: clientKey, maxRetries: 0 });
  });

  after(async () => {
    await rota.stop();
    await upstream.stop();
  });

  for (const [name, request] of walls) {
    test(`F3 ${name}: an answer with the first call, whole and streamed, by a model of the newest family and by a new name`, async () => {
      for (const model of [newest, "gemini-9-neon"]) {
        upstream.forget();
        const whole = await client.chat.completions.create({ model, ...request });
        assert.equal(whole.choices[0].message.content, "through");
        assert.equal(upstream.calls.length, 1, "Google refused what Rota should have known");
        const stream = await client.chat.completions.create({ model, ...request, stream: true });
        let text = "";
        for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
        assert.equal(text, "through");
      }
    });

    test(`F3 ${name}: a name of the second generation that a model of the third serves`, async () => {
      upstream.rules = false;
      upstream.script = (asked) => {
        const broken = brokenRule({ verb: asked.verb, model: newest, headers: asked.headers, query: asked.query, json: asked.json });
        return broken ? { status: 400, body: JSON.stringify({ error: { code: 400, message: broken, status: "INVALID_ARGUMENT" } }) } : answer(asked, "through");
      };
      try {
        const whole = await client.chat.completions.create({ model: "gemini-2.5-flash", ...request });
        assert.equal(whole.choices[0].message.content, "through");
        upstream.forget();
        await client.chat.completions.create({ model: "gemini-2.5-flash", ...request });
        assert.equal(upstream.calls.length, 1, "the second request is right at once");
      } finally {
        upstream.rules = true;
        upstream.script = (asked) => answer(asked, "through");
      }
    });
  }

  test("C1 one credential goes up, wherever the client's own stood", async () => {
    upstream.forget();
    const body = JSON.stringify({ contents: [turn("user", { text: "a" })] });
    for (const [query, headers] of [
      [`?key=${clientKey}`, { "x-goog-api-key": clientKey }],
      [`?key=${clientKey}`, {}],
      ["", { authorization: `Bearer ${clientKey}`, "openai-organization": "o", "openai-project": "p" }],
    ]) {
      const reply = await fetch(`${rota.url}/v1beta/models/${newest}:generateContent${query}`, { method: "POST", headers, body });
      assert.equal(reply.status, 200, await reply.text());
    }
    for (const { headers, query } of upstream.calls) {
      assert.match(headers["x-goog-api-key"], /canary/);
      assert.deepEqual([headers.authorization, query.get("key"), headers["openai-organization"], headers["openai-project"]], [undefined, null, undefined, undefined]);
    }
  });
});
