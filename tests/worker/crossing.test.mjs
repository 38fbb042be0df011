// F8 What a body costs on its way, counted and not timed: how it is read, how often its bytes cross the core's boundary.
import assert from "node:assert/strict";
import { test } from "node:test";
import { answer } from "./google.mjs";
import { ask, model, sharePair } from "./setup.mjs";

const nativePath = `/v1beta/models/${model}:generateContent`;

/** Whether the upstream tells how long its answer is. */
let declared = true;

async function script(call) {
  const said = await answer(call);
  const body = Buffer.from(said.body);
  return { ...said, body, headers: { ...said.headers, ...(declared && { "content-length": body.length }) } };
}

const pair = sharePair({ script, crossing: true });

/** What one more request has cost; the first ones have asked the pool for what this needs. */
async function costOf(send) {
  await send();
  const before = await pair.rota.counts();
  const { status, text, body } = await send();
  assert.equal(status, 200, text);
  const after = await pair.rota.counts();
  const less = (one, other = {}) => Object.fromEntries(Object.entries(one).map(([name, count]) => [name, count - (other[name] ?? 0)]));
  const calls = pair.upstream.calls;
  return {
    request: less(after.request, before.request),
    answer: less(after.answer, before.answer),
    bytes: less(after.bytes, before.bytes),
    sent: calls.at(-1).body.length,
    got: body.length,
  };
}

const sizeOf = (json) => Buffer.byteLength(JSON.stringify(json));
const chat = (characters) => ask("x".repeat(characters));
const native = (characters) => ({ contents: [{ role: "user", parts: [{ text: "x".repeat(characters) }] }] });
const ways = [
  ["a chat that is translated", chat, (json) => pair.rota.chat(json)],
  ["native, passed", native, (json) => pair.rota.send(nativePath, { method: "POST", json })],
];

for (const [name, made, send] of ways) {
  test(`F8 ${name}: bodies whose length is declared are read at once, and each crosses once in a direction`, async () => {
    const json = made(50_000);
    const { request, answer: read, bytes, sent, got } = await costOf(() => send(json));
    assert.deepEqual(request, { whole: 1, pieces: 0 });
    assert.deepEqual(read, { whole: 1, pieces: 0 });
    assert.equal(bytes.request_body, sizeOf(json), "the request goes in once");
    assert.equal(bytes.fetch, sent, "and comes out once, for the upstream");
    const passes = sent === sizeOf(json);
    if (passes) assert.equal(bytes.upstream_answer, got, "the answer goes in once");
    assert.equal(bytes.upstream_body ?? 0, 0, "and in no pieces");
    assert.equal((bytes.answer ?? 0) + (bytes.send ?? 0), passes ? 0 : got, "and comes out once, unless the host has it already");
  });

  test(`F8 ${name}: a request that is long comes in pieces of 256 KB, none of them twice`, async () => {
    const json = made(1_000_000);
    const { request, bytes } = await costOf(() => send(json));
    assert.deepEqual(request, { whole: 0, pieces: Math.ceil(sizeOf(json) / 262_144) });
    assert.equal(bytes.request_body, sizeOf(json));
  });
}

test("F8 an answer of unknown length comes in few pieces", async (t) => {
  declared = false;
  t.after(() => (declared = true));
  const { answer: read, bytes } = await costOf(() => pair.rota.send(nativePath, { method: "POST", json: native(10) }));
  assert.equal(read.whole, 0);
  assert(read.pieces >= 2 && read.pieces <= 3, `${read.pieces} readings`);
  assert.equal(bytes.upstream_answer ?? 0, 0);
  assert(bytes.upstream_body > 0);
});
