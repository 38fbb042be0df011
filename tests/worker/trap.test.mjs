// When the Wasm traps: only what ran on that instance suffers, it is told so clearly, and the next request works.
// The shim under test is the real one but for one line: on a mark, core.js asks the real machine for more memory than
// there is, and the trap is the engine's own.
import assert from "node:assert/strict";
import { test } from "node:test";
import OpenAI from "openai";
import { eventually, readEvents, sleep } from "./client.mjs";
import { answer, chunk, event, replies, saying, streamOf } from "./google.mjs";
import { settledMs } from "./harness.mjs";
import { ask, model, ownPair } from "./setup.mjs";

const trapHere = `
const trapAt = { request: 2, recover: 13 };
const marks = { 3: "TRAP-IN-BODY", 8: "TRAP-IN-CHUNK", 16: ',"model":"gemini-trap-in-pool"' };
const closing = new Set();
const marked = (handle, kind, head, body) => {
  const [, places = ""] = /^x-test-trap: (.*)$/m.exec(head) ?? [];
  if (places === "close") closing.add(handle);
  if (places.split(" ").some((place) => trapAt[place] === kind)) return true;
  return marks[kind] !== undefined && body !== undefined && decoder.decode(body).includes(marks[kind]);
};
`;
const line = "const bodyBytes = body?.byteLength ?? 0;";

const outOfMemory = "this.#exports.rota_reserve(handle, 0x7fffffff)";
const closes = "this.#exports.rota_close(handle)";

const rewrites = {
  "core.js": (source) =>
    source.replace(closes, `{ if (closing.delete(handle)) ${outOfMemory}; ${closes}; }`).replace(
      line,
      `if (marked(handle, kind, head, body)) {
         ${outOfMemory};
         throw new Error("that was no trap");
       }
       ${line}`,
    ) + trapHere,
  "drive.js": (source) =>
    source.replace(
      "ctx.waitUntil(drive.settled)",
      'ctx.waitUntil(drive.settled.then(() => console.log(`${request.headers.get("x-name")} has settled`)))',
    ),
};

const trappingPair = (t, options = {}) => ownPair(t, { script: (call) => answer(call), rewrites, ...options });
const trapped = /the core trapped and was replaced: .*RuntimeError/;

/** Nothing but traps: the mark did what it should. */
function assertTrapped(rota, times) {
  const lines = rota.logs.match(/the core trapped and was replaced: .*/g) ?? [];
  const real = lines.filter((said) => trapped.test(said));
  assert.equal(real.length, times, lines.join("\n"));
  assert(!rota.logs.includes("that was no trap"));
}

async function assertServes(rota) {
  const { status, text } = await rota.chat(ask("Are you there?"));
  assert.equal(status, 200, text);
}

const geminiPath = (verb) => `/v1beta/models/${model}:${verb}`;
const geminiBody = (text) => ({ contents: [{ role: "user", parts: [{ text }] }] });

function assertOpenAiError({ error }) {
  assert.deepEqual(Object.keys(error).sort(), ["code", "message", "param", "type"]);
  assert.equal(error.type, "server_error");
  assert.match(error.message, /Try it again/);
}

test("F9 a trap at a request's head or body: 500 in the client's dialect, and the next request works", async (t) => {
  const { rota, upstream } = await trappingPair(t);
  await assertServes(rota);
  for (const options of [{ headers: { "x-test-trap": "request" } }, {}]) {
    const words = options.headers ? "Hello" : "TRAP-IN-BODY";
    const openai = await rota.chat(ask(words), options);
    assert.equal(openai.status, 500);
    assertOpenAiError(openai.json());
    assert.match(openai.headers["x-request-id"], /^req_/);
    await assertServes(rota);

    const native = { method: "POST", json: geminiBody(words), ...options };
    const gemini = await rota.send(geminiPath("generateContent"), native);
    assert.equal(gemini.status, 500);
    const { code, status, message } = gemini.json().error;
    assert.deepEqual([code, status], [500, "INTERNAL"]);
    assert.match(message, /Try it again/);
    await assertServes(rota);
  }
  assertTrapped(rota, 4);
  assert.equal(upstream.calls.length, 5);
});

test("F9 a second trap, while the first is being told: a bare 500, and the next request works", async (t) => {
  const { rota } = await trappingPair(t);
  const { status, text } = await rota.chat(ask(), { headers: { "x-test-trap": "request recover" } });
  assert.deepEqual([status, text], [500, ""]);
  await assertServes(rota);
});

test("F9 a trap at a whole answer of the upstream: OpenAI's client throws InternalServerError", async (t) => {
  const { rota, upstream } = await trappingPair(t, { script: () => saying("TRAP-IN-CHUNK") });
  const client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: "unused", maxRetries: 0 });
  await assert.rejects(client.chat.completions.create(ask()), OpenAI.InternalServerError);
  upstream.script = (call) => answer(call);
  assert.equal((await client.chat.completions.create(ask())).choices[0].message.content, "fine");
  assertTrapped(rota, 1);
});

test("F9 a trap while an exchange is closed: its answer stands, and it settles all the same", async (t) => {
  const { rota } = await trappingPair(t);
  for (const stream of [false, true]) {
    const name = `stream-${stream}`;
    const headers = { "x-test-trap": "close", "x-name": name };
    const { status, text, complete } = await rota.chat(ask("Hello", { stream }), { headers });
    assert.equal(status, 200);
    assert(complete && text.includes("fine"));
    await eventually(() => rota.logs.includes(`${name} has settled`), "it settles", 8000);
    await assertServes(rota);
  }
  assertTrapped(rota, 2);
});

/** A stream that breaks on its second event. */
const breaking = () => streamOf(event(chunk("first")), { waitMs: 100 }, event(chunk("TRAP-IN-CHUNK")), { stall: true });

test("F9 a trap in a stream: what came before stands, then an error event, and the upstream is let go", async (t) => {
  const { rota, upstream } = await trappingPair(t, { script: breaking });
  const openai = await rota.chat(ask("Hello", { stream: true }));
  assert.equal(openai.status, 200);
  const events = openai.events();
  assert.equal(events.map(({ choices }) => choices?.[0]?.delta?.content ?? "").join(""), "first");
  assertOpenAiError(events.at(-1));
  assert(!openai.text.includes("[DONE]"));
  await eventually(() => upstream.open.length === 0, "the upstream's connection is closed");

  const client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: "unused", maxRetries: 0 });
  const pieces = [];
  await assert.rejects(async () => {
    for await (const piece of await client.chat.completions.create(ask("Hello", { stream: true }))) pieces.push(piece);
  }, OpenAI.APIError);
  assert(pieces.some(({ choices }) => choices[0].delta.content === "first"));

  const path = `${geminiPath("streamGenerateContent")}?alt=sse`;
  const gemini = await rota.send(path, { method: "POST", json: geminiBody("Hello") });
  assert.equal(gemini.status, 200);
  // The runtime may have brought the trapping event in two pieces, of which the first went on to the client.
  const told = readEvents(gemini.text);
  assert.equal(JSON.parse(told[0]).candidates[0].content.parts[0].text, "first");
  assert.equal(JSON.parse(told.at(-1)).error.code, 500);

  upstream.script = (call) => answer(call);
  await assertServes(rota);
  assertTrapped(rota, 3);
});

test("F9 a trap at a passed-through array stream: broken off, so that it does not look complete", async (t) => {
  const steps = [`[${JSON.stringify(chunk("first"))}`, { waitMs: 100 }, ',{"trap":"TRAP-IN-CHUNK"}]', { stall: true }];
  const script = () => ({ headers: { "content-type": "application/json" }, body: steps });
  const { rota, upstream } = await trappingPair(t, { script });
  const gemini = await rota.send(geminiPath("streamGenerateContent"), { method: "POST", json: geminiBody("Hello") });
  assert.equal(gemini.status, 200);
  assert.throws(() => gemini.json());
  // workerd on its own closes the chunked body even so, and says what it would have broken off for.
  await eventually(() => /Uncaught exception.*\n?.*the upstream broke off/.test(rota.logs), "the body was broken off");
  upstream.script = (call) => answer(call);
  await assertServes(rota);
});

test("F9 H1 the others on the instance: begun answers end with a clear error, all else begins anew", async (t) => {
  const hold = Promise.withResolvers();
  const script = async (call) => {
    const said = call.body.toString();
    if (said.includes("unanswered")) await hold.promise;
    const held = [event(chunk("first ")), { waitMs: 600 }, event(chunk("second", { finishReason: "STOP" }))];
    return said.includes("streams") ? streamOf(...held) : answer(call);
  };
  const { rota, upstream } = await trappingPair(t, { script });
  const streams = Array.from({ length: 5 }, (_, i) => rota.chat(ask(`streams ${i}`, { stream: true })));
  const waiting = Array.from({ length: 5 }, (_, i) => rota.chat(ask(`unanswered ${i}`)));
  await eventually(() => upstream.open.length === 10, "all are under way");
  await sleep(200); // the streams' first pieces are with their clients
  assert.equal((await rota.chat(ask(), { headers: { "x-test-trap": "request" } })).status, 500);

  await Promise.all(Array.from({ length: 5 }, () => assertServes(rota)));
  // The calls of the old instance are let go, and made again by the new one.
  const again = () => upstream.open.filter((call) => call.body.includes("unanswered")).length;
  await eventually(() => again() === 5, "the five are asked again", 3000);
  hold.resolve();
  for (const exchange of await Promise.all(waiting)) {
    assert.equal(exchange.status, 200, exchange.text);
    assert.match(exchange.text, /fine/);
  }
  for (const exchange of await Promise.all(streams)) {
    assert.equal(exchange.status, 200);
    const events = exchange.events();
    assert.equal(events.map(({ choices }) => choices?.[0]?.delta?.content ?? "").join(""), "first ");
    assertOpenAiError(events.at(-1));
    assert(exchange.complete);
  }
  await eventually(() => upstream.open.length === 0, "no connection is left");
  await assertServes(rota);
});

test(
  "F9 C2 a trap in the Durable Object: one clear failure, then it comes back from its rows, in its order",
  { timeout: 60_000 },
  async (t) => {
    // An isolate that holds one key at a time: the pool's next is then the one behind the last that was called.
    const { rota, upstream, keys } = await trappingPair(t, { settings: { LEASE_PICKS_MAX: "1" } });
    upstream.script = (call) => (call.key === keys[1] ? replies.invalidKey() : answer(call));
    for (let i = 0; i < 9; i += 1) await assertServes(rota);
    assert.equal(upstream.keys.filter((key) => key === keys[1]).length, 2, "a dead key is asked, and proven dead");
    const last = upstream.keys.at(-1);
    await sleep(settledMs);

    upstream.forget();
    const failed = await rota.chat({ ...ask(), model: "gemini-trap-in-pool" });
    assert.equal(failed.status, 503, failed.text);
    assert.equal(failed.json().error.type, "server_error");
    assert.equal(upstream.calls.length, 0);
    assert.match(rota.logs, /an object's core trapped and starts anew: RuntimeError/);

    for (let i = 0; i < 4; i += 1) await assertServes(rota);
    const [one, other] = last === keys[0] ? [keys[2], keys[0]] : [keys[0], keys[2]];
    assert.deepEqual(upstream.keys, [one, other, one, other]);
  },
);

test("F9 a trap in the Durable Object while others wait for it: they end, and it serves again", async (t) => {
  const { rota } = await trappingPair(t);
  const answers = await Promise.all(
    Array.from({ length: 12 }, (_, i) => rota.chat({ ...ask(), model: i === 5 ? "gemini-trap-in-pool" : model })),
  );
  for (const { status, text } of answers) assert([200, 503].includes(status), text);
  assert.equal(answers[5].status, 503);
  assert.match(rota.logs, /an object's core trapped and starts anew: RuntimeError/);
  await assertServes(rota);
});
