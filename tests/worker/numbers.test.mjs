// Numbers agree: 200 mixed requests, half of them to an upstream of either kind, and every place that shows numbers says
// what the upstream itself has counted: at once, from D1, and after the object has slept (A4, D4, H4, F7).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { answer, chunk, event, minuteLimitFor, poolKeys, replies, streamOf, usageOf } from "./google.mjs";
import { settledMs, startRota } from "./harness.mjs";
import * as panel from "./panel.mjs";
import { startUpstream } from "./upstream.mjs";

const requests = 100;
const atOnce = 4;
const keysInPool = 12;
const json = { "content-type": "application/json" };
const sum = (rows, column) => rows.reduce((total, row) => total + row[column], 0);
const sums = (rows, ...columns) => columns.map((column) => sum(rows, column));

/** What the upstream knows of its own calls: of which key and model, failed or not, and the tokens that it has said. */
class Tally {
  calls = [];

  note({ key, model }, failed, [prompt, completion] = [0, 0]) {
    this.calls.push({ key, model, attempts: 1, errors: failed ? 1 : 0, prompt, completion, tokens: prompt + completion });
  }

  /** The sums of all calls, or by a column: the busiest first. */
  by(column) {
    const groups = Map.groupBy(this.calls, (call) => (column ? call[column] : ""));
    const rows = [...groups].map(([name, of]) => [name, ...sums(of, "attempts", "errors", "tokens")]);
    return inOrder(rows);
  }
}

const inOrder = (rows) => rows.toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));

/** The words of a request say what is to become of its first call. */
const fateOf = (call, text) => (call.bodies.get(text) > 1 ? "ok" : /^\w+/.exec(text)[0]);

// Google's side.
const usage = { ...usageOf(11, 5), thoughtsTokenCount: 3, totalTokenCount: 19 };
const spentByGoogle = [11, 8];

const google = {
  settings: ({ url }) => ({ UPSTREAM_API_URL: url }),
  models: ["gemini-3.6-flash", "gemini-3.1-pro"],
  /** Nobody has had this model when its first call fails. */
  embedder: "gemini-embedding-001",
  said: /An internal error/,
  textOf: ({ json }) => (json.requests?.[0] ?? json).content?.parts[0].text ?? json.contents[0].parts[0].text,
  replyTo(call, fate) {
    if (fate === "limited") return [minuteLimitFor(1)];
    if (fate === "failed") return [replies.internal()];
    if (fate === "refused") return [replies.clientMistake()];
    if (fate === "unknown") return [replies.unknownModel()];
    if (fate === "left") {
      const pieces = Array.from({ length: 100 }, () => [event(chunk("so far", { usage })), { waitMs: 50 }]);
      return [streamOf(...pieces.flat()), spentByGoogle];
    }
    if (call.verb.includes("mbed")) return [{ headers: json, body: '{"embeddings":[{"values":[0.1]}],"embedding":{"values":[0.1]}}' }, [0, 0]];
    return [answer(call, "fine", usage), spentByGoogle];
  },
};

// A server that speaks OpenAI's dialect: its streams say what they cost only when they are asked to.
const spentByOpenAi = [4, 2];
const openAiUsage = { prompt_tokens: 4, completion_tokens: 2, total_tokens: 6 };
const openAiChunk = (more) =>
  event(JSON.stringify({ id: "c-1", object: "chat.completion.chunk", created: 1, model: "m", ...more }));
const choice = (delta, finish_reason = null) => ({ choices: [{ index: 0, delta, finish_reason }] });
const openAiError = (status, message, code) => ({
  status,
  headers: json,
  body: JSON.stringify({ error: { message, type: code, param: null, code } }),
});

function openAiAnswer({ path, json: body }) {
  if (path.endsWith("/embeddings")) {
    const answered = { object: "list", model: body.model, data: [{ object: "embedding", index: 0, embedding: [0.1] }], usage: { prompt_tokens: 4, total_tokens: 4 } };
    return [{ headers: json, body: JSON.stringify(answered) }, [4, 0]];
  }
  if (!body.stream) {
    const message = { role: "assistant", content: "fine" };
    const answered = { id: "c-1", object: "chat.completion", created: 1, model: body.model, choices: [{ index: 0, message, finish_reason: "stop" }], usage: openAiUsage };
    return [{ headers: json, body: JSON.stringify(answered) }, spentByOpenAi];
  }
  const told = body.stream_options?.include_usage === true;
  const events = [openAiChunk(choice({ role: "assistant", content: "fine" })), openAiChunk(choice({}, "stop"))];
  if (told) events.push(openAiChunk({ choices: [], usage: openAiUsage }));
  return [streamOf(...events, event("[DONE]")), told ? spentByOpenAi : [0, 0]];
}

const openAi = {
  settings: ({ url }) => ({ UPSTREAM_API_URL: `${url}/v1`, UPSTREAM_DIALECT: "openai" }),
  models: ["gpt-4o", "gpt-4o-mini"],
  embedder: "text-embedding-3-small",
  said: /The server had an error while processing/,
  textOf: ({ json: body }) => body.input ?? body.messages[0].content,
  replyTo(call, fate) {
    if (fate === "limited") return [openAiError(429, "Rate limit reached. Please try again in 1s.", "rate_limit_exceeded")];
    if (fate === "failed") return [openAiError(500, "The server had an error while processing your request.", "server_error")];
    if (fate === "refused") return [openAiError(400, "Invalid value.", "invalid_request_error")];
    if (fate === "unknown") return [openAiError(404, "The model does not exist.", "model_not_found")];
    if (fate !== "left") return openAiAnswer(call);
    const piece = [openAiChunk(choice({ content: "so far" })), { waitMs: 50 }];
    return [streamOf(...Array.from({ length: 100 }, () => piece).flat()), [0, 0]];
  },
};

/** The requests, ten of a kind each; native ones only where the upstream is Google. */
function requestOf(kind, number) {
  const [model, other] = kind.models;
  const chat = (fate, more) => ({
    path: "/v1/chat/completions",
    json: { model, messages: [{ role: "user", content: `${fate} ${number}` }], ...more },
  });
  const native = (verb) => ({
    path: `/v1beta/models/${model}:${verb}`,
    json: { contents: [{ role: "user", parts: [{ text: `ok ${number}` }] }] },
  });
  const isGoogle = kind === google;
  return [
    () => chat("failed", { model: other }),
    () => chat("ok"),
    () => chat("ok", { stream: true }),
    () => (isGoogle ? native("generateContent") : chat("ok", { stream: true, stream_options: { include_usage: true } })),
    () => (isGoogle ? native("streamGenerateContent?alt=sse") : chat("ok", { model: other })),
    () => chat("limited"),
    () => ({ path: "/v1/embeddings", json: { model: kind.embedder, input: `${number < 10 ? "failed" : "ok"} ${number}` } }),
    () => ({ ...chat("left", { stream: true }), leaves: true }),
    () => chat("refused"),
    () => chat("unknown", { model: `${model}-${number}` }),
  ][number % 10]();
}

/** The Worker and its upstream after all requests, with what both have counted. */
async function drive(t, kind) {
  const tally = new Tally();
  const bodies = new Map();
  const upstream = await startUpstream(async (call) => {
    const text = kind.textOf(call);
    bodies.set(text, (bodies.get(text) ?? 0) + 1);
    call.bodies = bodies;
    const [reply, spent] = kind.replyTo(call, fateOf(call, text));
    tally.note({ key: call.key, model: call.model ?? call.json.model }, (reply.status ?? 200) !== 200, spent);
    return reply;
  });
  const keys = poolKeys(keysInPool);
  const settings = { API_KEYS: keys.join(","), ...panel.adminSettings, ...kind.settings(upstream) };
  const rota = await startRota({ settings, keepState: true });
  t.after(async () => {
    await rota.stop();
    await upstream.stop();
  });
  const client = await panel.makeClient(rota, { name: "counted", requests_per_minute: 0, requests_per_day: 100_000 });
  const statuses = new Map();
  let begun = 0;
  const askOn = async () => {
    while (begun < requests) {
      const { path, json, leaves } = requestOf(kind, begun++);
      const exchange = await rota.open(path, { method: "POST", json, key: client.key });
      if (leaves) await exchange.until("so far").then(() => exchange.hangUp());
      await exchange.ended;
      statuses.set(exchange.status, (statuses.get(exchange.status) ?? 0) + 1);
      const asked = json.stream_options?.include_usage;
      if (json.stream && !asked) assert(!exchange.text.includes('"usage":{'), exchange.text);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askOn));
  await eventually(() => upstream.open.length === 0, "the upstream's connections are closed", 5000);
  await sleep(6_000); // what isolates have to report, they have reported
  return { rota, upstream, tally, client, statuses, keys, kind };
}

const masked = (key) => `…${key.slice(-4)}`;

/** Every place in the object, which knows of each call at once. */
async function checkPlaces({ rota, tally }) {
  const [[, attempts, errors, tokens]] = tally.by();
  const status = await panel.done(rota, "GET", "/status");
  assert.deepEqual(
    [status.requests_today, status.attempts_today, status.errors_today, status.tokens_today],
    [requests, attempts, errors, tokens],
    "/status",
  );
  assert(Math.abs(status.now_ms - Date.now()) < 60_000);
  assert.equal(status.recent.length, 50);
  const list = await panel.listKeys(rota, "?per_page=200");
  assert(Math.abs(list.as_of_ms - Date.now()) < 60_000);
  const listed = list.keys.map((key) => [key.id, key.total_attempts, key.error_count, key.tokens_used]);
  const idOf = new Map(list.keys.map(({ id, masked: end }) => [end, id]));
  const byKey = tally.by("key").map(([key, ...counts]) => [idOf.get(masked(key)), ...counts]);
  assert.deepEqual(inOrder(listed), inOrder(byKey), "the key list");
  const models = list.keys.flatMap((key) => key.models);
  assert.deepEqual(sums(models, "attempts_today", "errors_today", "tokens_today"), [attempts, errors, tokens]);
  const failed = list.keys.filter(({ error_count }) => error_count > 0);
  assert(failed.length > 0 && failed.every(({ last_error }) => last_error !== ""), "last errors");
  const stat = await panel.done(rota, "GET", "/stat.json");
  const byModel = tally.by("model").map(([model, count, , spent]) => [model, count, spent]);
  assert.deepEqual(inOrder(stat.models.map((of) => [of.model, of.attempts_today, of.tokens_today])), inOrder(byModel), "/stat.json");
  const statKeys = Map.groupBy(stat.models.flatMap((of) => of.keys), ({ id }) => id);
  const ofKeys = [...statKeys].map(([id, of]) => [id, ...sums(of, "attempts_today", "tokens_today")]);
  assert.deepEqual(inOrder(ofKeys), inOrder(byKey.map(([id, count, , spent]) => [id, count, spent])), "/stat.json by key");
  return { status, list, stat, attempts, errors, tokens, byKey };
}

/** Samples of Prometheus text by name and labels. */
function samplesOf(text) {
  const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
  return lines.map((line) => {
    const [, name, labels, value] = /^(\w+)(?:\{(.*)\})? (.*)$/.exec(line);
    return { name, labels: labels ?? "", value: Number(value) };
  });
}
const total = (samples, name, labels = "") =>
  sum(samples.filter((of) => of.name === name && of.labels.includes(labels)), "value");

async function checkMetrics({ rota, tally, statuses }) {
  const samples = samplesOf((await panel.ask(rota, "GET", "/metrics")).text);
  const [[, attempts, errors]] = tally.by();
  assert.equal(total(samples, "rota_attempts_total"), attempts);
  assert.equal(attempts - total(samples, "rota_attempts_total", 'verdict="ok"') - total(samples, "rota_attempts_total", 'verdict="abandoned"'), errors);
  assert.equal(total(samples, "rota_requests_total"), requests);
  for (const [code, count] of statuses) assert.equal(total(samples, "rota_requests_total", `status="${code}"`), count, code);
  assert.equal(total(samples, "rota_tokens_total", 'kind="prompt"'), sum(tally.calls, "prompt"));
  for (const [model, count] of tally.by("model")) {
    assert.equal(total(samples, "rota_attempts_total", `model="${model}"`), count, model);
  }
}

/** Statistics say the same in every grouping, whatever of them is in D1 yet. */
async function checkStatistics({ rota, tally, client }, byKey) {
  const [[, attempts, errors, tokens]] = tally.by();
  const counts = (row) => [row.requests, row.attempts, row.errors, row.prompt_tokens + row.completion_tokens + row.thinking_tokens];
  for (const by of ["model", "key", "client", "hour", "day"]) {
    const stats = await panel.done(rota, "GET", `/admin/stats?window=7d&by=${by}`);
    assert(Math.abs(stats.as_of_ms - Date.now()) < 60_000);
    assert.deepEqual(counts(stats.totals), [requests, attempts, errors, tokens], `totals by ${by}`);
    if (by === "key") {
      assert.deepEqual(inOrder(stats.rows.map((row) => [row.key, ...counts(row).slice(1)])), inOrder(byKey));
    } else if (by === "model") {
      assert.deepEqual(inOrder(stats.rows.map((row) => [row.model, ...counts(row).slice(1)])), inOrder(tally.by("model")));
    } else {
      assert.deepEqual(stats.rows.reduce((all, row) => counts(row).map((count, i) => all[i] + count), [0, 0, 0, 0]), [requests, attempts, errors, tokens], by);
    }
    if (by === "client") assert.deepEqual(stats.rows.map(({ client: id }) => id), [client.id]);
  }
}

/** D1 itself, once it has been told. */
async function checkRecord({ rota, tally, kind }, byKey) {
  const [[, attempts, errors, tokens]] = tally.by();
  const told = async () => {
    const [row] = await rota.rows("SELECT SUM(total_requests) AS attempts FROM api_keys");
    return row.attempts === attempts;
  };
  await eventually(told, "D1 has been told", 10_000);
  const keys = await rota.rows("SELECT id, total_requests, error_count, tokens_used FROM api_keys WHERE total_requests > 0");
  assert.deepEqual(inOrder(keys.map(Object.values)), inOrder(byKey));
  for (const subject of ["k:", "c:"]) {
    const rows = await rota.rows("SELECT * FROM usage_hourly WHERE substr(subject, 1, 2) = ?", subject);
    assert.deepEqual(sums(rows, "attempts", "errors"), [attempts, errors], subject);
    assert.equal(sum(rows, "prompt_tokens") + sum(rows, "completion_tokens") + sum(rows, "thinking_tokens"), tokens);
    if (subject === "c:") assert.equal(sum(rows, "requests"), requests);
  }
  const calls = await rota.rows("SELECT * FROM api_key_usage");
  assert.deepEqual([calls.length, sum(calls, "tokens_used")], [attempts, tokens]);
  const failed = calls.filter(({ verdict }) => verdict !== "ok" && verdict !== "abandoned");
  assert.equal(failed.length, errors);
  assert(failed.every(({ error_message }) => error_message !== ""));
  const crashes = failed.filter(({ response_status }) => response_status === 500);
  assert(crashes.length > 0 && crashes.every(({ error_message }) => kind.said.test(error_message)), "what the upstream said");
}

describe("200 mixed requests", { concurrency: true }, () => {
  for (const [name, kind] of [["Google", google], ["an OpenAI upstream", openAi]]) {
    test(`A4 D4 F7 H4 every number is that of ${name} itself, before and after the object slept`, { timeout: 180_000 }, async (t) => {
      const driven = await drive(t, kind);
      const { rota, upstream, tally, keys } = driven;
      assert.equal(tally.calls.length, upstream.calls.length);
      const before = await checkPlaces(driven);
      await checkMetrics(driven);
      await checkStatistics(driven, before.byKey);
      await checkRecord(driven, before.byKey);
      await checkPlaces(driven); // D1 has it all now, and nothing counts twice
      await sleep(settledMs);
      await rota.restart();
      const after = await checkPlaces(driven);
      await checkStatistics(driven, before.byKey);
      assert.deepEqual(after.status.recent, before.status.recent, "the latest calls");
      assert.equal(after.status.started_ms, before.status.started_ms);
      assert(after.status.uptime_ms > before.status.uptime_ms);
      const samples = samplesOf((await panel.ask(rota, "GET", "/metrics")).text);
      assert.equal(Math.trunc(total(samples, "rota_start_time_seconds") * 1000), after.status.woke_ms, "/metrics says since when");
      rota.assertNoSecret(keys);
    });
  }
});
