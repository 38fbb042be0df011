// Many streams at once through one isolate: each client gets its own text, whole and in order.
import assert from "node:assert/strict";
import { test } from "node:test";
import { chunk, event, streamOf, usageOf } from "./google.mjs";
import { ask, model, ownPair } from "./setup.mjs";

const pieces = 40;

/** Each request asks for a name; the answer repeats it with a number, at its own pace, cut in the middle of events. */
function script(call) {
  const name = call.json.contents[0].parts[0].text;
  const number = Number(name.slice(5));
  const text = Array.from({ length: pieces }, (_, i) =>
    event(
      chunk(`${name}#${i}é `, i === pieces - 1 ? { finishReason: "STOP", usage: usageOf(number + 1, pieces) } : {}),
    ),
  ).join("");
  const bytes = Buffer.from(text);
  const size = 90 + 7 * number;
  const steps = [];
  for (let at = 0; at < bytes.length; at += size) {
    steps.push(bytes.subarray(at, at + size), { waitMs: 1 + (number % 5) });
  }
  return streamOf(...steps);
}

const expected = (name) => Array.from({ length: pieces }, (_, i) => `${name}#${i}é `).join("");

async function openAiText(rota, name) {
  const answer = await rota.chat(ask(name, { stream: true, stream_options: { include_usage: true } }));
  const events = answer.events();
  assert.equal(events.at(-1), "[DONE]");
  return {
    text: events.map((data) => data.choices?.[0]?.delta?.content ?? "").join(""),
    promptTokens: events.at(-2).usage.prompt_tokens,
    ids: new Set(events.slice(0, -1).map(({ id }) => id)).size,
  };
}

async function geminiText(rota, name) {
  const path = `/v1beta/models/${model}:streamGenerateContent?alt=sse`;
  const answer = await rota.send(path, { method: "POST", json: { contents: [{ parts: [{ text: name }] }] } });
  const events = answer.events();
  return {
    text: events.map(({ candidates }) => candidates[0].content.parts[0].text).join(""),
    promptTokens: events.at(-1).usageMetadata.promptTokenCount,
    ids: 1,
  };
}

test("F4 fifty concurrent streams in both dialects finish with nothing mixed up", { timeout: 60_000 }, async (t) => {
  const { rota, upstream } = await ownPair(t, { script });
  let most = 0;
  const watch = setInterval(() => (most = Math.max(most, upstream.open.length)), 5);
  t.after(() => clearInterval(watch));
  await Promise.all(
    Array.from({ length: 50 }, async (_, number) => {
      const name = `name-${number}`;
      const got = number % 3 === 2 ? await geminiText(rota, name) : await openAiText(rota, name);
      assert.deepEqual(got, { text: expected(name), promptTokens: number + 1, ids: 1 });
    }),
  );
  assert(most >= 40, `only ${most} were open at the same time`);
  assert.equal(upstream.open.length, 0);
});
