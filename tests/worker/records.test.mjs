// What stands in D1 after requests of every kind: rows, sums, the questions of docs/QUERIES.md (A4, E2, F7).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { answer, chunk, event, minuteLimitFor, streamOf, usageOf } from "./google.mjs";
import { root, settledMs } from "./harness.mjs";
import * as panel from "./panel.mjs";
import { ask, model, ownPair, sharePair } from "./setup.mjs";

const settings = panel.adminSettings;
const dayMs = 24 * 3_600_000;
const native = (verb) => `/v1beta/models/${model}:${verb}`;
const usage = { ...usageOf(7, 10), thoughtsTokenCount: 5, cachedContentTokenCount: 3, totalTokenCount: 22 };
const script = (call) => answer(call, "fine", usage);

/** Asking for statistics writes what is counted so far, whatever it is. Gives the totals. */
const flushed = async (rota) => (await panel.done(rota, "GET", "/admin/stats?window=24h")).totals;

const usageRows = (rota) => rota.rows("SELECT * FROM api_key_usage ORDER BY request_timestamp, seq");
const sum = (rows, column) => rows.reduce((total, row) => total + row[column], 0);

test("E2 H19 pool_config shows every setting with its value, and questions under other pools' names are answered", async (t) => {
  const { rota } = await ownPair(t, { script, settings: { ...settings, MAX_ATTEMPTS: "7" } });
  const { id, key } = await panel.makeClient(rota, { name: "old hand" });
  assert.equal((await rota.chat(ask(), { key })).status, 200);
  await panel.done(rota, "POST", "/admin/config", { load_balance_strategy: "adaptive" });
  await flushed(rota);
  const { settings: told } = await panel.done(rota, "GET", "/admin/config");
  const stored = () => rota.rows("SELECT key, value FROM pool_config WHERE key <> 'config_version' ORDER BY key");
  const expected = told.map(({ name, value }) => ({ key: name, value })).sort((a, b) => (a.key < b.key ? -1 : 1));
  await eventually(async () => (await stored()).length === expected.length, "every setting has its row", 5000);
  assert.deepEqual(await stored(), expected);
  assert.equal(expected.find((row) => row.key === "max_attempts").value, "7");
  assert.equal(expected.find((row) => row.key === "rotation_strategy").value, "adaptive");
  assert.equal((await rota.rows("SELECT gmail_email FROM api_keys")).length > 0, true);
  const [log] = await rota.rows("SELECT l.*, u.name, k.key FROM usage_logs l JOIN user_keys u ON u.id = l.user_key_id JOIN gemini_keys k ON k.id = l.gemini_key_id");
  assert.deepEqual([log.user_key_id, log.name, log.model_name, log.requests, log.tokens], [id, "old hand", model, 1, 22]);
  assert(Math.abs(Date.parse(`${log.timestamp}Z`) - Date.now()) < 60_000, log.timestamp);
});

describe("The record", () => {
  const pair = sharePair({ script, settings });
  const state = {};
  const asked = (path, json) => pair.rota.send(path, { method: "POST", json, key: state.key });

  test("F7 both dialects, streamed or not, and a client that hangs up", async () => {
    Object.assign(state, await panel.makeClient(pair.rota, { name: "recorder", requests_per_minute: 0 }));
    for (const [path, json] of [
      ["/v1/chat/completions", ask()],
      ["/v1/chat/completions", ask("x", { stream: true })],
      [native("generateContent"), { contents: [] }],
      [`${native("streamGenerateContent")}?alt=sse`, { contents: [] }],
    ]) {
      assert.equal((await asked(path, json)).status, 200, path);
    }
    const first = pair.upstream.calls.length;
    pair.upstream.script = (call) => (call.index === first ? minuteLimitFor(30) : answer(call, "fine", usage));
    assert.equal((await asked("/v1/chat/completions", ask())).status, 200);
    const piece = event(chunk("so far", { usage }));
    pair.upstream.script = () => streamOf(...Array.from({ length: 100 }, () => [piece, { waitMs: 100 }]).flat());
    const json = ask("x", { stream: true });
    const left = await pair.rota.open("/v1/chat/completions", { method: "POST", json, key: state.key });
    await left.until("so far");
    left.hangUp();
    await eventually(() => pair.upstream.open.length === 0, "the upstream connection is closed", 3000);
    pair.upstream.script = script;
    await flushed(pair.rota);
    state.rows = await usageRows(pair.rota);
    assert.equal(state.rows.length, 7);
  });

  test("E2 a row for every call of the upstream, with all its columns", () => {
    const keys = new Set();
    for (const row of state.rows) {
      assert(Math.abs(row.request_timestamp - Date.now()) < 60_000);
      assert.match(row.api_key_id, /^[0-9a-f]{16}$/);
      assert.deepEqual([row.client_id, row.model], [state.id, model]);
      assert.equal(row.dialect, row.endpoint === "chat" ? "openai" : "gemini");
      assert(row.total_ms >= row.first_byte_ms && row.first_byte_ms >= 0 && row.total_ms < 60_000);
      keys.add(row.api_key_id);
    }
    assert.equal(keys.size, 3);
    const said = state.rows.map((row) => [row.endpoint, row.response_status, row.verdict, row.attempts]);
    assert.deepEqual(said, [
      ["chat", 200, "ok", 1], ["chat", 200, "ok", 1], ["native", 200, "ok", 1], ["native", 200, "ok", 1],
      ["chat", 429, "minute_limit", 1], ["chat", 200, "ok", 2], ["chat", 200, "ok", 1],
    ]);
    for (const row of state.rows.filter(({ verdict }) => verdict === "ok")) {
      const { prompt_tokens, completion_tokens, cached_tokens, thinking_tokens, tokens_used } = row;
      assert.deepEqual([prompt_tokens, completion_tokens, thinking_tokens, tokens_used], [7, 10, 5, 22]);
      assert.deepEqual([cached_tokens, row.error_message], [3, ""]);
    }
    assert(state.rows[4].error_message.length > 10);
  });

  test("A4 sums by hour, of keys and of clients, and totals of each key say the same", async () => {
    const totals = await flushed(pair.rota);
    assert.deepEqual([totals.requests, totals.attempts, totals.errors, totals.prompt_tokens, totals.completion_tokens], [6, 7, 1, 42, 60]);
    for (const kind of ["k:", "c:"]) {
      const sums = await pair.rota.rows("SELECT * FROM usage_hourly WHERE substr(subject, 1, 2) = ?", kind);
      assert.deepEqual([sum(sums, "requests"), sum(sums, "attempts"), sum(sums, "errors"), sum(sums, "thinking_tokens")], [6, 7, 1, 30], kind);
    }
    const keys = await pair.rota.rows("SELECT * FROM api_keys");
    assert.deepEqual([sum(keys, "total_requests"), sum(keys, "error_count"), sum(keys, "tokens_used")], [7, 1, 6 * 22]);
    assert.equal(keys.filter(({ last_error }) => last_error !== "").length, 1);
    const byClient = await panel.done(pair.rota, "GET", "/admin/stats?by=client");
    assert.deepEqual(byClient.rows.map(({ name, requests, attempts }) => [name, requests, attempts]), [["recorder", 6, 7]]);
  });

  const questions = Array.from(
    readFileSync(join(root, "docs/QUERIES.md"), "utf8").matchAll(/^(.*):\n\n```sh\n.*--command "(.*)"\n```$/gm),
    ([, question, sql]) => [question, sql],
  );
  test("E2 docs/QUERIES.md has its questions", () => assert(questions.length >= 12, questions.length));
  const yields = [/^All keys/, /^Keys with errors/, /^How many keys/, /^Calls of the last 24/, /^The last 20 calls/,
    /^How long calls/, /^Tokens used by key in the last 24/, /^Requests and tokens by client/, /^Client keys/];
  for (const [question, sql] of questions) {
    test(`E2 ${question}`, async () => {
      const rows = await pair.rota.rows(sql);
      if (yields.some((pattern) => pattern.test(question))) assert(rows.length > 0);
    });
  }

  test("E1 enable_usage_tracking=0: sums and no rows, from the next request on", async () => {
    await panel.setConfig(pair.rota, { enable_usage_tracking: 0 });
    assert.equal((await asked("/v1/chat/completions", ask())).status, 200);
    assert.equal((await flushed(pair.rota)).attempts, 8);
    assert.equal((await usageRows(pair.rota)).length, 7);
  });
});

test("E2 the cron sums the day up and removes what is older than the retention", async (t) => {
  const { rota } = await ownPair(t, { script, settings: { ...settings, ALLOW_ANONYMOUS: "1" }, adjustableClock: true });
  for (let i = 0; i < 3; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  await flushed(rota);
  const old = Date.now() - 31 * dayMs;
  const row = "INSERT INTO api_key_usage (request_timestamp, seq, api_key_id, response_status)";
  await rota.rows(`${row} VALUES (?, 1, 'old', 200)`, old);
  const hour = Math.floor(old / 3_600_000);
  await rota.rows("INSERT INTO usage_hourly (hour, subject, model) VALUES (?, 'k:old', 'old')", hour);
  const { next_reset_ms } = await panel.done(rota, "GET", "/status");
  await rota.moveClock(next_reset_ms + 1000 - Date.now());
  assert.equal((await rota.cron(next_reset_ms)).outcome, "ok");
  const daily = await eventually(async () => {
    const rows = await rota.rows("SELECT * FROM usage_daily WHERE substr(subject, 1, 2) = 'k:'");
    return rows.length > 0 && rows;
  }, "the day's sums", 5000);
  assert.deepEqual([sum(daily, "requests"), sum(daily, "prompt_tokens")], [3, 21]);
  assert.equal((await usageRows(rota)).length, 3);
  assert.deepEqual(await rota.rows("SELECT * FROM usage_hourly WHERE subject = 'k:old'"), []);
});

test("E2 a restart loses nothing that was flushed or written behind", { timeout: 60_000 }, async (t) => {
  const { rota } = await ownPair(t, { script, settings: { ...settings, ALLOW_ANONYMOUS: "1" }, keepState: true });
  for (let i = 0; i < 4; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  await flushed(rota);
  for (let i = 0; i < 5; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  await sleep(settledMs);
  await rota.restart();
  assert.equal((await flushed(rota)).requests, 9);
  assert.equal((await usageRows(rota)).length, 9);
  const keys = await rota.rows("SELECT total_requests FROM api_keys");
  assert.equal(sum(keys, "total_requests"), 9);
});
