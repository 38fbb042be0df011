// An administrator's own calls of the upstream, through the Worker in workerd: testing a key, the playground, syncing
// the models with the upstream's list (B1, B4, F1).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "./client.mjs";
import { answer, event, modelsReply, poolKeys, recorded, replies } from "./google.mjs";
import { startRota } from "./harness.mjs";
import * as panel from "./panel.mjs";
import { ask, clientKey, model, ownPair, sharePair } from "./setup.mjs";
import { startUpstream } from "./upstream.mjs";

const settings = { ...panel.adminSettings, CLIENT_API_KEYS: clientKey };
const pro = "gemini-3.1-pro";

/** The listed key of a secret. */
async function listed(rota, secret) {
  const { keys } = await panel.listKeys(rota, `?q=${secret.slice(-4)}`);
  assert.equal(keys.length, 1);
  return keys[0];
}

const testKey = (rota, { id }, json) => panel.done(rota, "POST", `/admin/keys/gemini/${id}/test`, json ?? {});
const chat = (rota, body = ask()) => rota.chat(body, { key: clientKey });
const play = (rota, json, more = {}) => panel.ask(rota, "POST", "/admin/playground", { json, ...more });

describe("Testing a key", () => {
  const pair = sharePair({
    script: (call) => answer(call),
    keys: 3,
    settings: { ...settings, REQUEST_TIMEOUT_MS: "1500" },
  });
  const key = (i) => listed(pair.rota, pair.keys[i]);

  test("B1 that very key is called, once, with as little as a model takes", async () => {
    for (const i of [1, 1, 0, 2]) {
      pair.upstream.forget();
      const told = await testKey(pair.rota, await key(i), { model: pro });
      assert.deepEqual([told.ok, told.status, told.cause, told.model], [true, 200, "ok", pro]);
      assert(told.ms >= 0 && told.ms < 1500);
      assert.deepEqual(pair.upstream.keys, [pair.keys[i]]);
      const [call] = pair.upstream.calls;
      assert.equal(call.path, `/v1beta/models/${pro}:generateContent`);
      assert.equal(call.json.generationConfig.maxOutputTokens, 16);
      assert(call.body.length < 200);
    }
    pair.upstream.forget();
    assert.equal((await testKey(pair.rota, await key(0))).model, "gemini-flash-lite-latest");
  });

  test("B1 C2 a test is no turn of the rotation", async () => {
    const turn = async () => {
      pair.upstream.forget();
      assert.equal((await chat(pair.rota)).status, 200);
      return pair.keys.indexOf(pair.upstream.keys[0]);
    };
    const first = await turn();
    await testKey(pair.rota, await key((first + 1) % 3));
    assert.equal(await turn(), (first + 1) % 3);
  });

  test("B1 E3 a dead key is shown as dead at once, and as well when a test finds it well", async () => {
    pair.upstream.script = replies.invalidKey;
    const dead = await testKey(pair.rota, await key(0));
    assert.deepEqual([dead.ok, dead.status, dead.cause], [false, 400, "key_invalid"]);
    assert.match(dead.message, /does not accept this key/);
    assert.equal((await key(0)).state, "disabled");
    pair.upstream.script = (call) => answer(call);
    assert.equal((await testKey(pair.rota, await key(0))).ok, true);
    assert.equal((await key(0)).state, "ready");
  });

  test("B1 A2 a spent model is freed by a test of it, and not by one of another", async () => {
    pair.upstream.script = replies.dayLimit;
    const spent = await testKey(pair.rota, await key(1), { model });
    assert.deepEqual([spent.ok, spent.status, spent.cause], [false, 429, "day_limit"]);
    const state = async () => (await key(1)).models.find((one) => one.model === model).state;
    assert.equal(await state(), "limited");
    pair.upstream.script = (call) => answer(call);
    assert.equal((await testKey(pair.rota, await key(1), { model: pro })).ok, true);
    assert.equal(await state(), "limited");
    assert.equal((await testKey(pair.rota, await key(1), { model })).ok, true);
    assert.equal(await state(), "ready");
  });

  test("B1 a key that an administrator has switched off can be tested, and stays off", async () => {
    const { id } = await key(2);
    await panel.done(pair.rota, "PATCH", `/admin/keys/gemini/${id}`, { enabled: false });
    pair.upstream.forget();
    assert.equal((await testKey(pair.rota, { id })).ok, true);
    assert.deepEqual(pair.upstream.keys, [pair.keys[2]]);
    assert.equal((await key(2)).state, "off");
    await panel.done(pair.rota, "PATCH", `/admin/keys/gemini/${id}`, { enabled: true });
  });

  test("B1 no other key is tried: what an upstream does wrong is told, within request_timeout_ms", async () => {
    const cases = [
      [replies.overloaded, 503, "server_error"],
      [replies.unknownModel, 404, "client_error"],
      [replies.hangUp, 0, "unreachable"],
      [() => ({ body: [{ stall: true }] }), 200, "timeout"],
      [() => new Promise(() => {}), 0, "timeout"],
    ];
    for (const [script, status, cause] of cases) {
      pair.upstream.script = script;
      pair.upstream.forget();
      const told = await testKey(pair.rota, await key(1), { model });
      assert.deepEqual([told.ok, told.status, told.cause], [false, status, cause]);
      assert(told.message.length > 10, told.message);
      assert(told.ms < 5000, `${told.ms} ms`);
      assert.deepEqual(pair.upstream.keys, [pair.keys[1]]);
    }
    pair.upstream.script = (call) => answer(call);
    assert.equal((await key(1)).state, "ready");
  });

  test("F9 unknown keys, other methods, odd bodies; and nobody but an administrator", async () => {
    const at = `/admin/keys/gemini/${(await key(0)).id}/test`;
    const refused = async (method, path, options) => {
      const answered = await panel.ask(pair.rota, method, path, options);
      const { error } = answered.json();
      assert(error.message && error.type);
      return [answered.status, answered.headers.allow ?? error.param];
    };
    pair.upstream.forget();
    assert.deepEqual(await refused("POST", "/admin/keys/gemini/0123456789abcdef/test"), [404, null]);
    assert.deepEqual(await refused("POST", "/admin/keys/gemini/mine/test"), [404, null]);
    assert.deepEqual(await refused("POST", "/admin/keys/gemini/0000000000000000/test"), [404, null]);
    assert.deepEqual(await refused("GET", at), [405, "POST"]);
    assert.deepEqual(await refused("POST", at, { json: { modell: "x" } }), [422, "modell"]);
    assert.deepEqual(await refused("POST", at, { json: { model: 7 } }), [422, "model"]);
    assert.deepEqual(await refused("POST", at, { body: "{" }), [400, null]);
    assert.deepEqual(await refused("POST", at, { key: clientKey }), [401, null]);
    assert.deepEqual(await refused("POST", at, { key: undefined }), [401, null]);
    assert.equal(pair.upstream.calls.length, 0);
  });

  test("F1 B3 every one is recorded under a name of their own, and no key shows", async () => {
    const stats = await panel.done(pair.rota, "GET", "/admin/stats?by=model");
    assert(JSON.stringify(stats).includes(pro), JSON.stringify(stats));
    const calls = await pair.rota.rows("SELECT response_status, verdict FROM api_key_usage WHERE endpoint = 'test'");
    assert(calls.some(({ verdict }) => verdict === "key_invalid") && calls.some(({ verdict }) => verdict === "ok"));
    pair.rota.assertNoSecret([...pair.keys, panel.password]);
  });
});

test("B1 the playground needs no model: the default, else the first that can chat, else a cheap one", async (t) => {
  const { rota, upstream } = await ownPair(t, { script: (call) => answer(call), keys: 1, settings });
  const asked = async () => {
    upstream.forget();
    const told = await play(rota, { messages: [{ role: "user", content: "Hi" }] });
    assert.equal(told.status, 200, told.text);
    return /models\/([^:]+):/.exec(upstream.calls[0].path)[1];
  };
  assert.equal(await asked(), "gemini-flash-lite-latest");
  for (const id of ["gemini-embedding-001", pro]) await panel.done(rota, "POST", "/admin/models", { id });
  await eventually(async () => (await asked()) === pro, "the first that can chat");
  await panel.setConfig(rota, { default_model: model });
  await panel.done(rota, "POST", "/admin/models", { id: model });
  await eventually(async () => (await asked()) === model, "the default");
});

test("B1 F2 a key that cannot be decrypted is not tested: 409 says what to do", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, {
    script: (call) => answer(call), keys: 1, keepState: true, settings: { ...settings, API_KEYS: "" },
  });
  await panel.done(rota, "POST", "/admin/keys/gemini", { keys });
  const { id } = await listed(rota, keys[0]);
  await rota.restart({ SESSION_SECRET_KEY: "another-session-secret-canary" });
  const refused = await panel.ask(rota, "POST", `/admin/keys/gemini/${id}/test`);
  assert.equal(refused.status, 409);
  assert.match(refused.json().error.message, /SESSION_SECRET_KEY/);
  assert.equal(upstream.calls.length, 0);
});

test("B1 D4 a test that fails counts, of a key that has served nothing too, the same in every place", async (t) => {
  const { rota, keys } = await ownPair(t, { script: () => replies.clientMistake(), settings, keys: 1 });
  const { id } = await listed(rota, keys[0]);
  const told = await testKey(rota, { id }, { model });
  assert.deepEqual([told.ok, told.status], [false, 400]);
  const counts = async () => {
    const of = await listed(rota, keys[0]);
    const status = await panel.done(rota, "GET", "/status");
    const { totals } = await panel.done(rota, "GET", "/admin/stats");
    return [of.total_attempts, of.error_count, status.attempts_today, status.errors_today, totals.attempts, totals.errors];
  };
  await eventually(async () => (await counts()).every((count) => count === 1), "one attempt, one error", 8_000);
  assert.deepEqual(await counts(), [1, 1, 1, 1, 1, 1]);
});

test("B1 G4 with shards every key is found, those of a project too", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, {
    script: (call) => answer(call), keys: 9, settings: { ...settings, POOL_SHARDS: "3" },
  });
  assert.equal((await rota.send("/health")).json().keys.total, 9);
  for (const secret of keys.slice(0, 4)) {
    await panel.done(rota, "PATCH", `/admin/keys/gemini/${(await listed(rota, secret)).id}`, { project: "blue" });
  }
  for (let i = 0; i < 6; i += 1) assert.equal((await chat(rota)).status, 200);  // every shard hears of the change
  for (const secret of keys) {
    const { id } = await listed(rota, secret);
    upstream.forget();
    // A key that has changed its shard is known to the new one a moment after that has heard of it.
    const served = async () => {
      const told = await panel.ask(rota, "POST", `/admin/keys/gemini/${id}/test`);
      return told.status === 200 && told.json().ok;
    };
    await eventually(served, "the key's shard is found", 5_000);
    assert.deepEqual(upstream.keys, [secret]);
  }
  assert.equal((await panel.ask(rota, "POST", "/admin/keys/gemini/0123456789abcdef/test")).status, 404);
});

describe("Syncing models", () => {
  const names = [model, pro, "gemini-embedding-001", "gemma-4-e4b"];
  const videos = { name: "models/veo-3", supportedGenerationMethods: ["predictLongRunning"] };
  const script = (call) => {
    if (call.method !== "GET") return answer(call);
    const reply = modelsReply(call, names, 2);
    const page = JSON.parse(reply.body);
    return { ...reply, body: JSON.stringify({ ...page, models: [...page.models, videos] }) };
  };
  const pair = sharePair({ script, keys: 3, settings });
  const sync = (json) => panel.ask(pair.rota, "POST", "/admin/models/sync", json && { json });
  const configured = async () => (await panel.done(pair.rota, "GET", "/admin/models")).models;

  test("B4 what the upstream has, page by page, and that nothing of it is configured", async () => {
    pair.upstream.forget();
    const told = (await sync()).json();
    assert.deepEqual(told.models.map(({ id }) => id), names);
    assert.deepEqual(told.models[0], {
      id: model, display_name: model, category: "Flash", input_token_limit: 1048576, output_token_limit: 65536,
      configured: false,
    });
    assert.deepEqual(told.models.map(({ category }) => category), ["Flash", "Pro", "Custom", "Custom"]);
    assert.deepEqual([told.added, pair.upstream.calls.length], [0, 2]);
    assert.equal(new Set(pair.upstream.keys).size, 1);
    assert.deepEqual(await configured(), []);
  });

  test("B4 some are added, then all; one that is there keeps its quota", async () => {
    const one = (await sync({ add: [pro] })).json();
    assert.equal(one.added, 1);
    assert.deepEqual(one.models.filter((model) => model.configured).map(({ id }) => id), [pro]);
    const put = await panel.done(pair.rota, "POST", "/admin/models", { id: pro, daily_quota: 5, aliases: ["best"] });
    const stale = await sync({ add: "all", version: one.version });
    assert.deepEqual([stale.status, stale.json().error.param], [409, "version"]);
    const all = (await sync({ add: "all", version: put.version })).json();
    assert.equal(all.added, 3);
    assert(all.version > put.version);
    const rows = await configured();
    assert.deepEqual(rows.map(({ id }) => id).sort(), [...names].sort());
    assert.deepEqual(rows.find(({ id }) => id === pro).aliases, ["best"]);
    assert.equal(rows.find(({ id }) => id === pro).daily_quota, 5);
    assert.deepEqual([(await sync({ add: "all" })).json().added, (await sync()).json().version], [0, all.version]);
  });

  test("B4 the added models are what is offered from now on", async () => {
    assert.equal((await chat(pair.rota)).status, 200);
    assert.equal((await chat(pair.rota, ask("Hi", { model: "gemini-1.0-pro" }))).status, 404);
    const { data } = (await pair.rota.send("/v1/models", { key: clientKey })).json();
    assert.deepEqual(data.map(({ id }) => id).sort(), [...names].sort());
  });

  test("F9 what a sync does not take, and an upstream that has no list", async () => {
    for (const [json, param] of [[{ add: "some" }, "add"], [{ add: ["gemini-9"] }, "add"], [{ found: [] }, "found"]]) {
      const refused = await sync(json);
      assert.deepEqual([refused.status, refused.json().error.param], [422, param]);
    }
    assert.equal((await panel.ask(pair.rota, "GET", "/admin/models/sync")).status, 405);
    for (const [reply, status] of [[replies.internal, 500], [() => ({ body: "<html>" }), 502]]) {
      pair.upstream.script = reply;
      const { status: got, body } = await sync();
      assert.equal(got, status, body.toString());
    }
    pair.upstream.script = script;
    assert.equal((await sync()).status, 200);
    pair.rota.assertNoSecret([...pair.keys, panel.password]);
  });
});

describe("The playground", () => {
  const pair = sharePair({ script: (call) => answer(call, "Bonjour"), keys: 3, settings });

  test("B1 an administrator chats without a client key, and sees whose key served", async () => {
    pair.upstream.forget();
    const told = await play(pair.rota, ask());
    assert.equal(told.status, 200);
    assert.equal(told.json().choices[0].message.content, "Bonjour");
    assert.equal(told.headers["x-rota-attempts"], "1");
    assert.equal(told.headers["x-rota-key"].split("...")[1], pair.upstream.keys[0].slice(-4));
    assert.equal(told.headers["access-control-allow-origin"], undefined);
  });

  test("B1 A5 it streams, fails over, and counts the attempts", async () => {
    let refused = 0;
    pair.upstream.script = (call) => (refused++ === 0 ? replies.minuteLimit() : answer(call, "Bonjour"));
    pair.upstream.forget();
    const told = await play(pair.rota, ask("Hi", { stream: true }));
    assert.match(told.headers["content-type"], /^text\/event-stream/);
    assert.match(told.text, /Bonjour/);
    assert.match(told.text, /data: \[DONE\]\n\n$/);
    assert.equal(told.headers["x-rota-attempts"], "2");
    assert.equal(told.headers["x-rota-key"].split("...")[1], pair.upstream.keys[1].slice(-4));
    pair.upstream.script = (call) => answer(call, "Bonjour");
  });

  test("F9 errors are OpenAI's; nobody else gets in", async () => {
    for (const [json, status] of [[{ model }, 400], [{ ...ask(), model: "a/b" }, 404]]) {
      const told = await play(pair.rota, json);
      assert.equal(told.status, status);
      assert("code" in told.json().error && "param" in told.json().error);
    }
    pair.upstream.forget();
    for (const key of [clientKey, "wrong", undefined]) {
      assert.equal((await play(pair.rota, ask(), { key })).status, 401);
    }
    assert.equal(pair.upstream.calls.length, 0);
    pair.rota.assertNoSecret([...pair.keys, panel.password]);
  });
});

describe("An OpenAI-compatible upstream", () => {
  const pair = {};
  before(async () => {
    pair.upstream = await startUpstream();
    pair.keys = poolKeys(2);
    pair.rota = await startRota({
      settings: { ...settings, UPSTREAM_API_URL: `${pair.upstream.url}/openai`, API_KEYS: pair.keys.join(",") },
    });
  });
  after(async () => {
    await pair.rota?.stop();
    await pair.upstream.stop();
  });

  test("B1 A1 a key's test", async () => {
    pair.upstream.script = () => recorded("openai_completion.json");
    const key = await listed(pair.rota, pair.keys[1]);
    const unnamed = await panel.ask(pair.rota, "POST", `/admin/keys/gemini/${key.id}/test`);
    assert.deepEqual([unnamed.status, unnamed.json().error.param], [422, "model"]);
    const told = await testKey(pair.rota, key, { model: "gpt-x" });
    assert.deepEqual([told.ok, told.model], [true, "gpt-x"]);
    const [call] = pair.upstream.calls;
    assert.deepEqual([call.url, call.bearer], ["/openai/chat/completions", pair.keys[1]]);
    pair.upstream.script = () => ({
      status: 401,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ error: { message: "Incorrect API key provided: sk-x.", code: "invalid_api_key" } }),
    });
    assert.deepEqual((await testKey(pair.rota, key, { model: "gpt-x" })).cause, "key_invalid");
    assert.equal((await listed(pair.rota, pair.keys[1])).state, "disabled");
  });

  test("B1 A1 the playground passes bytes and streams, and no cookie or password", async () => {
    pair.upstream.forget();
    const events = event({ choices: [] }) + event("[DONE]");
    pair.upstream.script = () => ({ headers: { "content-type": "text/event-stream" }, body: events });
    const headers = { cookie: "a=cookie-canary" };
    const told = await play(pair.rota, { model: "gpt-x", stream: true, messages: [] }, { headers });
    assert.equal(told.text, events);
    assert(told.headers["x-rota-key"]);
    assert.equal(pair.upstream.calls[0].url, "/openai/chat/completions");
    assert.equal(pair.upstream.calls[0].bearer, pair.keys[0]);
    assert(!pair.upstream.everything.includes(panel.password) && !pair.upstream.everything.includes("cookie-canary"));
  });

  test("B4 A1 syncing models", async () => {
    pair.upstream.script = () => recorded("openai_models.json");
    const told = await panel.done(pair.rota, "POST", "/admin/models/sync", { add: [] });
    assert(told.models.length > 3);
    assert(told.models.every(({ id, configured }) => id && configured === false));
    assert.equal((await panel.done(pair.rota, "POST", "/admin/models/sync", { add: "all" })).added, told.models.length);
  });
});
