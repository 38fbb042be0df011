// Who may use the gateway, from where, and what never leaves it: client keys, CORS, the public pages, secrets.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, modelsReply, replies } from "./google.mjs";
import { ask, clientKey, model, ownPair, sharePair } from "./setup.mjs";

const otherKey = "sk-client-canary-other";
const generate = `/v1beta/models/${model}:generateContent`;

describe("Client keys", () => {
  const pair = sharePair({
    script: (call) => (call.verb ? answer(call) : modelsReply(call, [model])),
    settings: { ALLOW_ANONYMOUS: "0", CLIENT_API_KEYS: `${otherKey}, ${clientKey}\n` },
  });

  const places = {
    "Authorization: Bearer": { headers: { authorization: `Bearer ${clientKey}` } },
    "Authorization: bearer, in another case": { headers: { Authorization: `bearer ${clientKey}` } },
    "x-goog-api-key": { headers: { "x-goog-api-key": clientKey } },
    "x-api-key": { headers: { "x-api-key": clientKey } },
    "?key=": { query: `?key=${clientKey}` },
  };
  for (const [place, { headers, query = "" }] of Object.entries(places)) {
    test(`D3 a key in ${place} opens both dialects and stays here`, async () => {
      pair.upstream.forget();
      const chat = await pair.rota.chat(ask(), { headers });
      const viaQuery = query && (await pair.rota.send(`/v1/chat/completions${query}`, { method: "POST", json: ask() }));
      assert.equal((viaQuery || chat).status, 200, chat.text);
      assert.equal((await pair.rota.send(`/v1/models${query}`, { headers })).status, 200);
      // The list above is kept by the isolate; Google's own always comes from the upstream.
      assert.equal((await pair.rota.send(`/v1beta/models${query}`, { headers })).status, 200);
      const native = await pair.rota.send(generate + query, { method: "POST", json: {}, headers });
      assert.equal(native.status, 200);
      assert(pair.upstream.calls.length >= 3);
      assert(!pair.upstream.everything.includes(clientKey));
      for (const { key } of pair.upstream.calls) assert(pair.keys.includes(key));
    });
  }

  test("D3 each of the keys works, a part or an extension of one does not", async () => {
    for (const key of [clientKey, otherKey]) assert.equal((await pair.rota.chat(ask(), { key })).status, 200);
    const wrong = [
      clientKey.slice(0, -1),
      `${clientKey}x`,
      clientKey.toUpperCase(),
      `${otherKey}, ${clientKey}`,
      "sk-",
      "a".repeat(600),
    ];
    for (const key of wrong) assert.equal((await pair.rota.chat(ask(), { key })).status, 401, key);
    for (const authorization of ["", "Bearer", "Bearer ", clientKey.slice(3), `Basic ${clientKey}`]) {
      assert.equal((await pair.rota.chat(ask(), { headers: { authorization } })).status, 401, authorization);
    }
  });

  test("F9 without a key: 401 in the dialect's shape, and the upstream hears nothing", async () => {
    pair.upstream.forget();
    const chat = await pair.rota.chat(ask());
    assert.equal(chat.status, 401);
    const { message, type, param, code } = chat.json().error;
    assert.match(message, /key/i);
    assert.deepEqual([typeof type, param, code], ["string", null, "invalid_api_key"]);
    const native = await pair.rota.send(generate, { method: "POST", json: {} });
    assert.equal(native.status, 401);
    assert.equal(native.json().error.code, 401);
    assert.equal(native.json().error.status, "UNAUTHENTICATED");
    assert.equal((await pair.rota.send("/v1/models")).status, 401);
    assert.equal((await pair.rota.send("/upload/v1beta/files", { method: "POST", body: "x" })).status, 401);
    assert.equal(pair.upstream.calls.length, 0);
  });

  test("F1 a pool key is no client key", async () => {
    assert.equal((await pair.rota.chat(ask(), { key: pair.keys[0] })).status, 401);
  });

  test("F1 no key stands in any answer or log", () => {
    pair.rota.assertNoSecret([...pair.keys, clientKey, otherKey]);
  });
});

test("A1 with neither client keys nor ALLOW_ANONYMOUS all proxied is 401 and says how to add one", async (t) => {
  const { rota, upstream } = await ownPair(t, { settings: { ALLOW_ANONYMOUS: "0" } });
  for (const answered of [
    await rota.chat(ask()),
    await rota.chat(ask(), { key: "sk-any" }),
    await rota.send(generate, { method: "POST", json: {} }),
  ]) {
    assert.equal(answered.status, 401);
    assert.match(answered.json().error.message, /CLIENT_API_KEYS|ALLOW_ANONYMOUS/);
  }
  assert.equal(upstream.calls.length, 0);
});

test("A1 ALLOW_ANONYMOUS=1 lets everybody in, and even then the client's key stays here", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, { script: (call) => answer(call) });
  assert.equal((await rota.chat(ask(), { key: clientKey })).status, 200);
  assert.equal((await rota.send(`${generate}?key=${clientKey}`, { method: "POST", json: {} })).status, 200);
  assert(!upstream.everything.includes(clientKey));
  assert(upstream.keys.every((key) => keys.includes(key)));
});

test("ALLOW_CLIENT_GEMINI_KEY=1: a client's own Gemini key is forwarded and never pooled", async (t) => {
  const own = "AIzaFAKE-own-key-of-a-client-0123456789";
  const { rota, upstream, keys } = await ownPair(t, {
    script: (call) => answer(call),
    settings: { ALLOW_ANONYMOUS: "0", CLIENT_API_KEYS: clientKey, ALLOW_CLIENT_GEMINI_KEY: "1" },
  });
  assert.equal(
    (await rota.send(generate, { method: "POST", json: {}, headers: { "x-goog-api-key": own } })).status,
    200,
  );
  assert.deepEqual(upstream.keys, [own]);
  for (let i = 0; i < 6; i += 1) assert.equal((await rota.chat(ask(), { key: clientKey })).status, 200);
  assert(upstream.keys.slice(1).every((key) => keys.includes(key)));
  upstream.script = replies.invalidKey;
  const refused = await rota.chat(ask(), { key: own });
  assert.equal(refused.status, 401, refused.text);
  rota.assertNoSecret([own, ...keys]);
});

describe("CORS and public pages", () => {
  const pair = sharePair({
    script: (call) => answer(call),
    settings: { ALLOW_ANONYMOUS: "0", CLIENT_API_KEYS: clientKey },
  });
  const origin = "https://app.example";

  test("C4 a preflight is answered without a key on every client route", async () => {
    for (const path of ["/v1/chat/completions", "/v1/models", generate, "/chat/completions", "/upload/v1beta/files"]) {
      const { status, headers } = await pair.rota.send(path, {
        method: "OPTIONS",
        headers: {
          origin,
          "access-control-request-method": "POST",
          "access-control-request-headers": "authorization, content-type, x-stainless-os",
        },
      });
      assert([200, 204].includes(status), `${path}: ${status}`);
      assert(["*", origin].includes(headers["access-control-allow-origin"]), path);
      assert.match(headers["access-control-allow-methods"], /GET|POST/);
      for (const name of ["authorization", "content-type", "x-stainless-os"]) {
        assert(headers["access-control-allow-headers"].includes(name), name);
      }
    }
  });

  test("C4 answers and errors can be read by a page of another origin, never with credentials", async () => {
    const answers = [
      await pair.rota.chat(ask(), { key: clientKey, headers: { origin } }),
      await pair.rota.chat(ask(), { headers: { origin } }),
      await pair.rota.chat(ask("x", { stream: true }), { key: clientKey, headers: { origin } }),
      await pair.rota.send(generate, { method: "POST", json: {}, key: clientKey, headers: { origin } }),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 401, 200, 200],
    );
    for (const { headers } of answers) {
      assert(["*", origin].includes(headers["access-control-allow-origin"]));
      if (headers["access-control-allow-origin"] === "*") {
        assert.equal(headers["access-control-allow-credentials"], undefined);
      }
    }
  });

  test("GET / says what this is, and no key and no upstream", async () => {
    const { status, headers, text } = await pair.rota.send("/");
    assert.equal(status, 200);
    assert.match(headers["content-type"], /^text\/html/);
    assert.match(text, /Rota/);
    assert(!text.includes(pair.upstream.url));
  });

  test("D4 GET /health is public: ok with keys, 503 degraded without", async (t) => {
    const well = await pair.rota.send("/health");
    assert.equal(well.status, 200);
    assert.equal(well.json().status, "ok");
    const { rota } = await ownPair(t, { settings: { API_KEYS: "" } });
    const ill = await rota.send("/health");
    assert.equal(ill.status, 503);
    assert.equal(ill.json().status, "degraded");
  });
});

test("F1 DEBUG_ERRORS=1 shows detail and still no key", async (t) => {
  const { rota, upstream, keys } = await ownPair(t, {
    settings: {
      DEBUG_ERRORS: "1",
      ALLOW_ANONYMOUS: "0",
      CLIENT_API_KEYS: clientKey,
      ADMIN_PASSWORD: "admin-canary",
      SESSION_SECRET_KEY: "session-canary",
    },
  });
  for (const refusal of [
    replies.invalidKey,
    replies.internal,
    replies.minuteLimit,
    () => ({ status: 400, body: echoOfKey(upstream) }),
  ]) {
    upstream.script = refusal;
    for (const named of ["gemini-a", "gemini-b"]) {
      await rota.chat(ask("x", { model: named }), { key: clientKey });
      await rota.send(`/v1beta/models/${named}:generateContent`, { method: "POST", json: {}, key: clientKey });
    }
  }
  assert(upstream.calls.length > 0);
  const { error } = (await rota.chat({ messages: [] }, { key: clientKey })).json();
  assert.match(error.stack[0], /^at \w+ \(core\/\w+\/.*\.cpp:\d+\)$/, "where the core made the error");
  const lost = await ownPair(t, {
    settings: { DEBUG_ERRORS: "1", MAX_ATTEMPTS: "1", UPSTREAM_API_URL: "http://127.0.0.1:9" },
  });
  const unreachable = (await lost.rota.chat(ask("x"))).json().error;
  assert.match(unreachable.stack[0], /proxy_attempt\.cpp:\d+/);
  assert.match(unreachable.stack.join("\n"), /at .*(effects|call|fetch)/, "the platform's own stack behind it");
  const quiet = await ownPair(t, {});
  assert.equal((await quiet.rota.chat({ messages: [] })).json().error.stack, undefined);
  rota.assertNoSecret([...keys, clientKey, "admin-canary", "session-canary"]);
});

/** An upstream's error that quotes the key, as Google's about a suspended consumer does. */
function echoOfKey(upstream) {
  const { key } = upstream.calls.at(-1);
  return JSON.stringify({
    error: { code: 400, message: `Consumer 'api_key:${key}' has sent ${key}.`, status: "INVALID_ARGUMENT" },
  });
}
