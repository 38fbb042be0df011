// How the admin API refuses, and what /status and /metrics tell (D4, F9).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, minuteLimitFor } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, clientKey, ownPair, sharePair } from "./setup.mjs";

const script = (call) => answer(call);
const routes = [
  ["GET", "/admin/keys/gemini"], ["POST", "/admin/keys/gemini"], ["POST", "/admin/keys/import"],
  ["GET", "/admin/keys/user"], ["GET", "/admin/models"], ["GET", "/admin/config"], ["GET", "/admin/status"],
  ["GET", "/admin/stats"], ["GET", "/status"], ["GET", "/metrics"],
];

describe("Refusals", () => {
  const settings = { ...panel.adminSettings, CLIENT_API_KEYS: clientKey };
  const pair = sharePair({ script, settings });

  async function refused(status, method, path, options) {
    const answered = await panel.ask(pair.rota, method, path, options);
    assert.equal(answered.status, status, `${method} ${path}: ${answered.text}`);
    const { message, param } = answered.json().error;
    assert(message.length > 10);
    return { param, headers: answered.headers };
  }

  test("D4 401 without the password, with a wrong one, and with a client's key", async () => {
    for (const [method, path] of routes) {
      for (const key of [undefined, `${panel.password}x`, clientKey]) {
        const headers = { "cf-connecting-ip": `192.0.2.${routes.findIndex((route) => route[1] === path)}` };
        const { status } = await pair.rota.send(path, { method, key, headers });
        assert.equal(status, 401, `${method} ${path}`);
      }
    }
  });

  test("B6 an address that guesses is shut out for a moment, the others are not", async () => {
    const from = (address, key) => pair.rota.send("/status", { key, headers: { "cf-connecting-ip": address } });
    for (let i = 0; i < 5; i += 1) assert.equal((await from("198.51.100.1", `guess-${i}`)).status, 401);
    const shut = await from("198.51.100.1", panel.password);
    assert.equal(shut.status, 429);
    assert(Number(shut.headers["retry-after"]) > 0);
    assert.equal((await from("198.51.100.2", panel.password)).status, 200);
  });

  test("F9 404 for what there is not, 405 with Allow", async () => {
    await refused(404, "GET", "/admin/nothing");
    await refused(404, "PATCH", "/admin/keys/gemini/0123456789abcdef", { json: { name: "x" } });
    await refused(404, "DELETE", "/admin/keys/user/0123456789abcdef");
    const { headers } = await refused(405, "PUT", "/admin/keys/gemini", { json: {} });
    assert.deepEqual(headers.allow.split(", ").sort(), ["DELETE", "GET", "PATCH", "POST"]);
  });

  test("F9 409 for what is there already, and for a version that is no more", async () => {
    const json = { key: "AIzaFAKE-pool-canary-twice" };
    await panel.done(pair.rota, "POST", "/admin/keys/gemini", json);
    assert.equal((await refused(409, "POST", "/admin/keys/gemini", { json })).param, "key");
    const client = { key: "sk-given-twice-canary-0123" };
    await panel.makeClient(pair.rota, client);
    assert.equal((await refused(409, "POST", "/admin/keys/user", { json: client })).param, "key");
    const stale = { max_attempts: 2, version: 1 };
    assert.equal((await refused(409, "POST", "/admin/config", { json: stale })).param, "version");
  });

  test("F9 422 names the field; 400 for a body that cannot be read", async () => {
    const wrong = [
      ["POST", "/admin/config", { rotation_strategy: "fastest" }, "rotation_strategy"],
      ["POST", "/admin/config", { max_attempts: 0 }, "max_attempts"],
      ["POST", "/admin/config", { no_such_setting: 1 }, "no_such_setting"],
      ["POST", "/admin/keys/gemini", { key: "short" }, "key"],
      ["POST", "/admin/keys/gemini", { key: "AIzaFAKE-weight-canary", weight: 101 }, "weight"],
      ["POST", "/admin/keys/user", { expires_at: 1 }, "expires_at"],
      ["POST", "/admin/keys/user", { requests_per_minute: "many" }, "requests_per_minute"],
    ];
    for (const [method, path, json, param] of wrong) {
      assert.equal((await refused(422, method, path, { json })).param, param);
    }
    assert.equal((await refused(422, "GET", "/admin/keys/gemini?per_page=1000")).param, "per_page");
    for (const body of ["", "{", "[]", Buffer.from([0x7b, 0xff, 0x7d])]) {
      await refused(400, "POST", "/admin/config", { body });
    }
  });

  test("F1 none of it shows a secret", () => {
    pair.rota.assertNoSecret([...pair.keys, panel.password, panel.sessionSecret, "pool-canary", clientKey]);
  });
});

test("D4 503 without the two secrets, and it says which", async (t) => {
  for (const given of [{}, { ADMIN_PASSWORD: panel.password }, { SESSION_SECRET_KEY: panel.sessionSecret }]) {
    const { rota } = await ownPair(t, { settings: given });
    for (const [method, path] of routes) {
      const answered = await panel.ask(rota, method, path);
      assert.equal(answered.status, 503, path);
      assert.match(answered.text, /ADMIN_PASSWORD.*SESSION_SECRET_KEY/);
    }
  }
});

/** Prometheus text: [{ name, labels: {}, value }]. */
function readMetrics(text) {
  const samples = [];
  for (const line of text.trimEnd().split("\n")) {
    if (line.startsWith("# ")) continue;
    const [, name, labels = "", value] = /^([a-z0-9_]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? assert.fail(line);
    const pairs = Array.from(labels.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g), ([, label, said]) => [label, said]);
    samples.push({ name, labels: Object.fromEntries(pairs), value: Number(value) });
  }
  return samples;
}

test("D4 /status and /metrics add up after a number of requests", async (t) => {
  const { rota, upstream } = await ownPair(t, { keys: 3, settings: { ...panel.adminSettings, ALLOW_ANONYMOUS: "1" } });
  upstream.script = (call) => (call.index === 0 ? minuteLimitFor(50) : answer(call));
  for (let i = 0; i < 5; i += 1) assert.equal((await rota.chat(ask())).status, 200);
  assert.equal((await rota.chat(ask("x", { stream: true }))).status, 200);
  upstream.script = () => ({ status: 400, body: '{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"No."}}' });
  assert.equal((await rota.chat(ask())).status, 400);

  const page = await panel.ask(rota, "GET", "/metrics");
  assert.match(page.headers["content-type"], /^text\/plain; version=0\.0\.4/);
  const samples = readMetrics(page.text);
  const sum = (name, wanted = {}) =>
    samples
      .filter((sample) => sample.name === name)
      .filter(({ labels }) => Object.entries(wanted).every(([label, said]) => labels[label] === said))
      .reduce((total, { value }) => total + value, 0);
  assert.equal(sum("rota_requests_total"), 7);
  assert.equal(sum("rota_requests_total", { status: "200", dialect: "openai" }), 6);
  assert.equal(sum("rota_requests_total", { status: "400" }), 1);
  assert.equal(sum("rota_attempts_total"), upstream.calls.length);
  assert.equal(sum("rota_attempts_total", { verdict: "ok" }), 6);
  assert.equal(sum("rota_attempts_total", { verdict: "minute_limit", status: "429" }), 1);
  assert.equal(sum("rota_tokens_total", { kind: "prompt" }), 6 * 7);
  assert.equal(sum("rota_tokens_total", { kind: "completion" }), 6 * 10);
  for (const name of ["rota_attempts_per_request", "rota_overhead_seconds"]) {
    assert.equal(sum(`${name}_count`), 7, name);
    assert.equal(sum(`${name}_bucket`, { le: "+Inf" }), 7, name);
    const buckets = samples.filter((sample) => sample.name === `${name}_bucket`).map(({ value }) => value);
    assert.deepEqual(buckets, buckets.toSorted((a, b) => a - b), name);
  }
  assert.equal(sum("rota_keys"), 3);
  assert.equal(sum("rota_keys", { state: "limited" }), 1);
  assert(sum("rota_pool_calls_total") >= 7);

  const status = await panel.done(rota, "GET", "/status");
  assert.deepEqual(status.keys, { total: 3, ready: 2, limited: 1, resting: 0, disabled: 0, off: 0, unreadable: 0 });
  assert(status.status === "ok" && status.started_ms <= status.now_ms && status.next_reset_ms > status.now_ms);
});
