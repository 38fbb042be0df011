// Client keys made in the panel: what they open, how much of it, and when they stop (D3, D5, F2).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import OpenAI from "openai";
import { answer, replies } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, model, sharePair } from "./setup.mjs";

const script = (call) => answer(call);
const settings = panel.adminSettings;
const minuteMs = 60_000;
const generate = (name) => `/v1beta/models/${name}:generateContent`;

/** Moves the Worker's clock to just after a minute has begun, so that no other begins during the test. */
async function beginMinute(rota, state) {
  const now = Date.now() + (state.aheadMs ?? 0);
  state.aheadMs = (Math.floor(now / minuteMs) + 1) * minuteMs + 500 - Date.now();
  await rota.moveClock(state.aheadMs);
}

async function refused(rota, status, key, body = ask()) {
  const answered = await rota.chat(body, { key });
  assert.equal(answered.status, status, answered.text);
  return answered;
}

/** Of an answer: the limit that it speaks of, what is left of it, and when it begins anew. */
const rateOf = ({ headers }) => ["limit", "remaining", "reset"].map((name) => headers[`x-ratelimit-${name}`]);

const statuses = (answers) => answers.map(({ status }) => status).sort();

describe("A client key", () => {
  const pair = sharePair({ script, settings, adjustableClock: true, keepState: true });
  const state = {};

  test("D5 is shown once, works with npm openai as it is, and its limit stands on every answer", async () => {
    const made = await panel.makeClient(pair.rota, { name: "an app", requests_per_minute: 7 });
    assert.match(made.key, /^sk-[0-9a-f]{48}$/);
    state.key = made.key;
    await beginMinute(pair.rota, state);
    const client = new OpenAI({ baseURL: `${pair.rota.url}/v1`, apiKey: made.key, maxRetries: 0 });
    const { data, response } = await client.chat.completions.create(ask()).withResponse();
    assert.equal(data.choices[0].message.content, "fine");
    const rate = ["limit", "remaining", "reset"].map((name) => Number(response.headers.get(`x-ratelimit-${name}`)));
    assert.deepEqual(rate.slice(0, 2), [7, 6]);
    assert(rate[2] > 0 && rate[2] <= 60, rate[2]);
    const stream = await client.chat.completions.create({ ...ask(), stream: true }).withResponse();
    assert.equal(stream.response.headers.get("x-ratelimit-remaining"), "5");
    await Array.fromAsync(stream.data);
    // What the upstream was not asked says how the client stood last.
    const wrong = await refused(pair.rota, 400, made.key, { model, messages: 7 });
    assert.deepEqual(rateOf(wrong).slice(0, 2), ["7", "5"]);

    const { keys } = await panel.done(pair.rota, "GET", "/admin/keys/user");
    assert.deepEqual([keys[0].name, keys[0].hint, keys[0].key], ["an app", made.key.slice(-4), undefined]);
  });

  test("F2 only its digest is stored", () => pair.rota.assertNotStored([state.key]));

  test("D3 twenty requests at once: exactly as many as the limit, every minute; the others are told when", async () => {
    const { key } = await panel.makeClient(pair.rota, { requests_per_minute: 5 });
    for (let minute = 0; minute < 2; minute += 1) {
      await beginMinute(pair.rota, state);
      const answers = await Promise.all(Array.from({ length: 20 }, () => pair.rota.chat(ask(), { key })));
      assert.deepEqual(statuses(answers), [...Array(5).fill(200), ...Array(15).fill(429)]);
      for (const answered of answers.filter(({ status }) => status === 429)) {
        const { headers } = answered;
        const seconds = Number(headers["retry-after"]);
        assert(seconds > 0 && seconds <= 60, headers["retry-after"]);
        assert.deepEqual([headers["x-ratelimit-limit"], headers["x-ratelimit-remaining"]], ["5", "0"]);
        assert.equal(answered.json().error.code, "rate_limit_exceeded");
      }
    }
  });

  test("D3 a large limit is kept as exactly", async () => {
    const { key } = await panel.makeClient(pair.rota, { requests_per_minute: 60 });
    await beginMinute(pair.rota, state);
    const answers = [];
    for (let wave = 0; wave < 5; wave += 1) {
      answers.push(...(await Promise.all(Array.from({ length: 20 }, () => pair.rota.chat(ask(), { key })))));
    }
    assert.deepEqual(statuses(answers), [...Array(60).fill(200), ...Array(40).fill(429)]);
  });

  test("H2 D3 a day's limit of N is N, in bursts with pauses between them, and the list says what was made", async () => {
    for (const [requests_per_day, burst] of [[49, 7], [50, 7], [51, 7], [50, 50], [50, 120]]) {
      const made = await panel.makeClient(pair.rota, { requests_per_day, requests_per_minute: 0 });
      const answers = [];
      while (answers.length < requests_per_day + burst) {
        answers.push(...(await Promise.all(Array.from({ length: burst }, () => pair.rota.chat(ask(), { key: made.key })))));
        state.aheadMs += 3000;
        await pair.rota.moveClock(state.aheadMs);
      }
      const served = answers.filter(({ status }) => status === 200).length;
      const { keys } = await panel.done(pair.rota, "GET", "/admin/keys/user?per_page=100");
      const told = keys.find(({ id }) => id === made.id).requests_today;
      assert.deepEqual([served, told], [requests_per_day, requests_per_day], `${requests_per_day} in bursts of ${burst}`);
      assert(answers.every(({ status }) => status === 200 || status === 429));
      for (const answered of answers.filter(({ status }) => status === 429)) {
        assert.deepEqual(rateOf(answered), [String(requests_per_day), "0", answered.headers["retry-after"]]);
      }
    }
  });

  test("H2 requests that find no key take nothing from the day's limit", async () => {
    const made = await panel.makeClient(pair.rota, { requests_per_day: 3, requests_per_minute: 0 });
    const refusing = () => pair.rota.send("/v1/chat/completions", { method: "POST", json: { ...ask(), model: "gone" }, key: made.key });
    pair.upstream.script = () => replies.dayLimit();
    assert.equal((await refusing()).status, 429); // called for, and refused by each key: made
    for (let i = 0; i < 5; i += 1) assert.equal((await refusing()).status, 429);
    pair.upstream.script = script;
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await pair.rota.chat(ask(), { key: made.key })).status);
    assert.deepEqual(statuses, [200, 200, 429]);
  });

  test("D3 tokens of a day: spent means 429 until the Pacific day ends", async () => {
    const { key } = await panel.makeClient(pair.rota, { tokens_per_day: 30, requests_per_minute: 0 });
    for (let i = 0; i < 2; i += 1) assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
    const spent = await refused(pair.rota, 429, key);
    assert.match(spent.json().error.message, /tokens of this day/);
    assert.deepEqual(rateOf(spent), ["30", "0", spent.headers["retry-after"]]);
    const { next_reset_ms, now_ms } = await panel.done(pair.rota, "GET", "/status");
    const wait = next_reset_ms - now_ms;
    assert(Math.abs(Number(spent.headers["retry-after"]) * 1000 - wait) < 5000, spent.headers["retry-after"]);
    state.aheadMs += wait + 1000;
    await pair.rota.moveClock(state.aheadMs);
    assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
  });

  test("D3 models that it may not use: 403 in both dialects, and the upstream hears nothing", async () => {
    const { key } = await panel.makeClient(pair.rota, { models: [model] });
    assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
    pair.upstream.forget();
    const other = await refused(pair.rota, 403, key, ask("x", { model: "gemini-3.1-pro" }));
    assert.match(other.json().error.message, /gemini-3\.1-pro/);
    const native = await pair.rota.send(generate("gemini-3.1-pro"), { method: "POST", json: {}, key });
    assert.deepEqual([native.status, native.json().error.code], [403, 403]);
    assert.equal(pair.upstream.calls.length, 0);
    assert.equal((await pair.rota.send(generate(model), { method: "POST", json: {}, key })).status, 200);
  });

  test("D3 expired means 401 from that moment on", async () => {
    const expires_at = Date.now() + state.aheadMs + 30_000;
    const { key } = await panel.makeClient(pair.rota, { expires_at });
    assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
    state.aheadMs += 31_000;
    await pair.rota.moveClock(state.aheadMs);
    assert.match((await refused(pair.rota, 401, key)).json().error.message, /expired/);
  });

  test("D3 disabled, enabled, deleted: in effect in the very next request", async () => {
    const { key, id } = await panel.makeClient(pair.rota);
    const one = `/admin/keys/user/${id}`;
    assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
    await panel.done(pair.rota, "PATCH", one, { enabled: false });
    assert.match((await refused(pair.rota, 401, key)).json().error.message, /switched off/);
    await panel.done(pair.rota, "PATCH", one, { enabled: true });
    assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
    await panel.done(pair.rota, "DELETE", one);
    await refused(pair.rota, 401, key);
  });

  test("E1 a key without limits of its own follows client_requests_per_minute", async () => {
    const { key } = await panel.makeClient(pair.rota);
    await panel.setConfig(pair.rota, { client_requests_per_minute: 2 });
    await beginMinute(pair.rota, state);
    const answers = [];
    for (let i = 0; i < 4; i += 1) answers.push(await pair.rota.chat(ask(), { key }));
    assert.deepEqual(statuses(answers), [200, 200, 429, 429]);
  });
});

describe("Guessing keys", () => {
  const pair = sharePair({ script, settings, counting: true });
  const guess = (key, address) => pair.rota.chat(ask(), { key, headers: { "cf-connecting-ip": address } });
  const storageOf = ({ objectRows, d1Queries, kvReads, kvWrites }) => ({ objectRows, d1Queries, kvReads, kvWrites });

  test("F2 an unknown key that comes again and again costs a call of the pool in ten seconds at most", async () => {
    const { key } = await panel.makeClient(pair.rota);
    assert.equal((await guess("sk-unknown", "192.0.2.1")).status, 401);
    const before = await pair.rota.counts();
    for (let i = 0; i < 50; i += 1) {
      const { status } = await guess("sk-unknown", "192.0.2.1");
      assert.equal(status, i < 29 ? 401 : 429, `repetition ${i}`);
    }
    const after = await pair.rota.counts();
    assert.deepEqual(storageOf(after), storageOf(before));
    assert(after.objectCalls - before.objectCalls <= 1, `${after.objectCalls - before.objectCalls} calls`);
    assert.equal((await guess(key, "192.0.2.2")).status, 200);
    assert.equal((await guess(key, "192.0.2.1")).status, 200, "one who has been let in is not shut out");
  });

  test("F2 different keys: thirty a minute from an address, and a pool call every ten seconds at most", async () => {
    const before = await pair.rota.counts();
    const answers = [];
    for (let i = 0; i < 60; i += 1) answers.push(await guess(`sk-guess-${i}`, "192.0.2.9"));
    assert.deepEqual(statuses(answers), [...Array(30).fill(401), ...Array(30).fill(429)]);
    const after = await pair.rota.counts();
    assert(after.objectCalls - before.objectCalls <= 2, `${after.objectCalls - before.objectCalls} calls`);
    assert.equal(after.d1Queries, before.d1Queries);
  });
});
