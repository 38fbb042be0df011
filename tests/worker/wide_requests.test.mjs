// Requests that are many of one thing, beside another client's stream, which must not notice: what fits is served, what does
// not gets a 400 that names the field, and the instance lives on.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, chunk, event, streamOf, usageOf } from "./google.mjs";
import { ask, model, sharePair } from "./setup.mjs";

const words = 20;
/** The bystander's answer takes its time; everybody else is answered at once. */
const script = (call) => {
  if (!call.body.includes("bystander")) return answer(call);
  const steps = Array.from({ length: words }, (_, i) => [
    event(chunk(`${i} `, i === words - 1 ? { finishReason: "STOP", usage: usageOf(1, words) } : {})),
    { waitMs: 100 },
  ]);
  return streamOf(...steps.flat());
};
const pair = sharePair({ script });

const list = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const tool = (name, members) => ({ type: "function", function: { name, parameters: { type: "object", ...members } } });
const tools = (...all) => ask("Hi", { tools: all });
const conversation = (...messages) => ({ model, messages: messages.flat() });
const call = (i) => ({ id: `c${i}`, type: "function", function: { name: "f", arguments: "{}" } });
const result = (i) => ({ role: "tool", tool_call_id: `c${i}`, content: "r" });
const question = { role: "user", content: "a" };

/** Sends the request while the bystander's stream runs; both must come out as they should. */
async function beside(request) {
  const stream = pair.rota.chat(ask("bystander", { stream: true }));
  const answered = await pair.rota.chat(request);
  const heard = (await stream)
    .events()
    .map((data) => data.choices?.[0]?.delta?.content ?? "")
    .join("");
  assert.equal(heard, list(words, (i) => `${i} `).join(""));
  assert.equal((await pair.rota.chat(ask())).status, 200);
  return answered;
}

describe("H1 many of one thing is served", { timeout: 120_000 }, () => {
  const served = {
    "852 members of allOf that require": tools(tool("f", { allOf: list(852, (i) => ({ required: [`a${i}`] })) })),
    "1,184 members with properties": tools(
      tool("f", { allOf: list(1184, (i) => ({ properties: { [`p${i}`]: { type: "string" } } })) }),
    ),
    "5,384 members with descriptions": tools(tool("f", { allOf: list(5384, (i) => ({ description: `${i}` })) })),
    "the same of an answer": ask("Hi", {
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "n",
          schema: { type: "object", allOf: list(5384, (i) => ({ required: [`a${i}`], description: `${i}` })) },
        },
      },
    }),
    "2,000 references": tools(
      tool("f", {
        $defs: Object.fromEntries(list(2000, (i) => [`d${i}`, { type: "string" }])),
        properties: Object.fromEntries(list(2000, (i) => [`q${i}`, { $ref: `#/$defs/d${i}` }])),
      }),
    ),
    "100 tools of 65 kB": tools(
      ...list(100, (i) =>
        tool(`f${i}`, { properties: Object.fromEntries(list(1750, (j) => [`property_${j}`, { type: "string" }])) }),
      ),
    ),
    "54,000 messages": conversation(list(54_001, (i) => ({ role: i % 2 ? "assistant" : "user", content: "a" }))),
    "108,000 parts": conversation({ role: "user", content: list(108_000, () => ({ type: "text", text: "a" })) }),
    "43,000 calls with results": conversation(
      question,
      list(43_000, (i) => [{ role: "assistant", tool_calls: [call(i)] }, result(i)]).flat(),
    ),
  };
  for (const [name, request] of Object.entries(served)) {
    test(name, async () => {
      const answered = await beside(request);
      assert.equal(answered.status, 200, answered.text.slice(0, 300));
    });
  }
});

describe("H1 too many of one thing is a 400 that names the field", { timeout: 120_000 }, () => {
  const refused = {
    "10,001 schemas in one": [
      tools(tool("f", { properties: Object.fromEntries(list(10_001, (i) => [`p${i}`, {}])) })),
      "tools[0].function.parameters",
    ],
    "200,000 schemas in all": [
      tools(
        ...list(26, (i) => tool(`f${i}`, { properties: Object.fromEntries(list(8000, (j) => [`p${j}`, {}])) })),
      ),
      "tools[24].function.parameters",
    ],
    "131,072 parts": [
      conversation({ role: "user", content: list(131_072, () => ({ type: "text", text: "a" })) }),
      "messages",
    ],
  };
  for (const [name, [request, field]] of Object.entries(refused)) {
    test(name, async () => {
      const answered = await beside(request);
      assert.equal(answered.status, 400, answered.text.slice(0, 300));
      assert.equal(answered.json().error.param, field);
    });
  }
});
