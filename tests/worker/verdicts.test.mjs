// What one client's refused requests do to the pool: nothing that another client could notice.
// Every test has a bystander, who is served as if nobody else were there.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sleep } from "./client.mjs";
import { answer, poolKeys, recorded, replies } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { ask, model, ownPair, sharePair } from "./setup.mjs";
import { startUpstream } from "./upstream.mjs";

const json = (status, body, headers = {}) => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});
const google = (code, status, message, details = []) => json(code, { error: { code, status, message, details } });

const generate = `/v1beta/models/${model}:generateContent`;
const hello = '{"contents":[{"role":"user","parts":[{"text":"Hi"}]}]}';
const native = (rota, path = generate, body = hello, headers = {}) =>
  rota.send(path, { method: "POST", body, headers: { "content-type": "application/json", ...headers } });

/** Rota's own request about a key. */
const isProbe = (call) => /"maxOutputTokens":16|"content":"Hi"\}\]\}$/u.test(call.body.toString());

async function assertBystander(rota) {
  const chat = await rota.chat(ask());
  assert.equal(chat.status, 200, chat.text);
}

/** How many keys stand how, once probes have had their time. */
async function stand(rota) {
  await sleep(1500);
  return (await rota.send("/health")).json().keys;
}

/** A Worker before an upstream of OpenAI's dialect. */
async function openaiPair(t, script, keys = 3, settings = {}) {
  const upstream = await startUpstream(script);
  const secrets = poolKeys(keys);
  const rota = await startRota({
    settings: {
      UPSTREAM_API_URL: `${upstream.url}/v1`,
      UPSTREAM_DIALECT: "openai",
      API_KEYS: secrets.join(","),
      ALLOW_ANONYMOUS: "1",
      ...settings,
    },
  });
  t.after(async () => {
    await rota.stop();
    await upstream.stop();
  });
  return { rota, upstream, keys: secrets };
}

describe("F6 C1 what only a client has never goes up, and condemns no key", () => {
  const pair = sharePair({ keys: 10 });
  const bogus = /bogus|user-project/iu;
  const refusals = {
    400: () => replies.invalidKey(),
    401: () => google(401, "UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: () => google(403, "PERMISSION_DENIED", "The caller does not have permission"),
  };
  const queries = ["$key=bogus", "k%65y=bogus", "%24key=bogus", "access_token=bogus", "oauth_token=bogus",
    "oauth%5Ftoken=bogus", "quotaUser=bogus", "$userProject=bogus", "alt=json;key=bogus"];
  const headers = { "X-Goog-User-Project": "bogus", "X-Goog-Quota-User": "bogus", "X-HTTP-Method-Override": "bogus",
    "X-Goog-IAM-Authorization-Token": "bogus", "X-Android-Package": "bogus" };
  for (const [status, refusal] of Object.entries(refusals)) {
    test(`an upstream that answers ${status} to them`, async () => {
      pair.upstream.forget();
      pair.upstream.script = (call) =>
        (bogus.test(decodeURIComponent(call.url).replace("json;", "").replace("json%3B", "")) &&
          !call.url.includes("alt=json%3B")) || Object.values(call.headers).some((value) => bogus.test(value))
          ? refusal()
          : answer(call);
      for (const query of queries) assert.equal((await native(pair.rota, `${generate}?${query}`)).status, 200, query);
      for (const [name, value] of Object.entries(headers)) {
        assert.equal((await native(pair.rota, generate, hello, { [name]: value })).status, 200, name);
      }
      await assertBystander(pair.rota);
      assert(!/[?&;](\$|%24)?k(e|%65)y=|_token=|quota|userProject/iu.test(pair.upstream.calls.map(({ url }) => url).join()));
      assert.deepEqual(await stand(pair.rota), { total: 10, ready: 10, limited: 0, disabled: 0 });
    });
  }
});

describe("F6 a request that any key is refused condemns none", () => {
  const poisons = {
    "401 without a reason": () => google(401, "UNAUTHENTICATED", "Nobody knows why."),
    "401 with the words for a wrong key": () => replies.invalidKey(),
    "402": () => google(402, "FAILED", "Not so much."),
    "403 with the words for a leaked key": () => replies.leakedKey(),
    "403 without a reason": () => google(403, "PERMISSION_DENIED", "The caller does not have permission"),
  };
  for (const [name, refusal] of Object.entries(poisons)) {
    test(name, async (t) => {
      const { rota, upstream } = await ownPair(t, { keys: 4 });
      upstream.script = (call) => (call.body.includes("poison") ? refusal() : answer(call));
      for (let i = 0; i < 6; i += 1) {
        const { status } = await native(rota, generate, hello.replace("Hi", "poison"));
        assert(status >= 400, `${status}`);
        await assertBystander(rota);
      }
      assert.deepEqual(await stand(rota), { total: 4, ready: 4, limited: 0, disabled: 0 });
      await assertBystander(rota);
      const probes = upstream.calls.filter(isProbe);
      for (const key of new Set(probes.map((call) => call.key))) {
        assert(probes.filter((call) => call.key === key).length <= 1, "a key was probed twice within seconds");
      }
      assert(probes.every((call) => !call.body.includes("poison")));
    });
  }

  test("E3 a key that is really dead is disabled by its probe, and called no more", async (t) => {
    const { rota, upstream, keys } = await ownPair(t);
    upstream.script = (call) => (call.key === keys[0] ? replies.invalidKey() : answer(call));
    for (let i = 0; i < 3; i += 1) await assertBystander(rota);
    assert.deepEqual(await stand(rota), { total: 3, ready: 2, limited: 0, disabled: 1 });
    const before = upstream.keys.filter((key) => key === keys[0]).length;
    assert.equal(before, 2, "one request of a client's, one of Rota's own");
    for (let i = 0; i < 6; i += 1) await assertBystander(rota);
    assert.equal(upstream.keys.filter((key) => key === keys[0]).length, before);
  });

  test("a resource that takes no API key: one call, and Google's own answer", async (t) => {
    const { rota, upstream } = await ownPair(t, { keys: 20 });
    const refusal = google(401, "UNAUTHENTICATED", "API keys are not supported by this API. Expected OAuth2 access token.", [
      { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "CREDENTIALS_MISSING", domain: "googleapis.com",
        metadata: { method: "google.ai.generativelanguage.v1beta.RetrieverService.ListCorpora" } },
    ]);
    upstream.script = (call) => (call.url.startsWith("/v1beta/corpora") ? refusal : answer(call));
    for (let i = 0; i < 4; i += 1) {
      // A list would not go up: nobody has made anything of it here.
      const { status, body } = await rota.send("/v1beta/corpora", { method: "POST", body: "{}" });
      assert.equal(status, 401);
      assert.equal(body.toString(), refusal.body);
    }
    assert.equal(upstream.calls.length, 4);
    await assertBystander(rota);
    assert.deepEqual(await stand(rota), { total: 20, ready: 20, limited: 0, disabled: 0 });
  });
});

describe("F6 the same before an OpenAI-compatible upstream", () => {
  const chat = (rota, more = {}, headers = {}) =>
    rota.chat({ model: "m", messages: [{ role: "user", content: "Hello" }], ...more }, { headers });
  const completion = () => recorded("openai_completion.json");

  test("an organisation's header, and amounts that no account can pay for", async (t) => {
    const script = (call) => {
      if (call.headers["openai-organization"] || call.headers["openai-project"]) {
        return json(401, { error: { message: "No such organization: x", type: "invalid_request_error", code: "invalid_organization" } });
      }
      const { max_tokens: most } = JSON.parse(call.body);
      if (most === 200000) return json(402, { error: { message: "This request requires more credits, or fewer max_tokens. You requested up to 200000 tokens, but can only afford 900.", code: 402 } });
      if (most === 100000) return json(402, { error: { message: "Payment required", code: 402 } });
      if (most === 50000) return json(401, { error: { message: "Unauthorized", code: 401 } });
      return completion();
    };
    const { rota, upstream } = await openaiPair(t, script, 4);
    assert.equal((await chat(rota)).status, 200);
    assert.equal((await chat(rota, {}, { "OpenAI-Organization": "x", "OpenAI-Project": "y", "Idempotency-Key": "z" })).status, 200);
    assert.equal(upstream.calls.at(-1).headers["idempotency-key"], undefined);
    for (const most of [200000, 100000, 50000, 200000, 100000, 50000]) {
      assert((await chat(rota, { max_tokens: most })).status >= 400);
      assert.equal((await chat(rota)).status, 200);
    }
    assert.deepEqual(await stand(rota), { total: 4, ready: 4, limited: 0, disabled: 0 });
  });

  test("E3 403 without a reason: the next key, and out after five in a row", async (t) => {
    for (const body of [
      { error: { message: "quota of this user is used up (request id: 0)", type: "new_api_error", code: "insufficient_user_quota" } },
      { code: "The caller does not have permission to execute the specified operation", error: "Your newly created team doesn't have any credits yet." },
    ]) {
      const { rota, upstream, keys } = await openaiPair(t, (call) => (call.bearer === keys0 ? json(403, body) : completion()));
      const [keys0] = keys;
      for (let i = 0; i < 21; i += 1) assert.equal((await chat(rota)).status, 200);
      assert.deepEqual(await stand(rota), { total: 3, ready: 2, limited: 1, disabled: 0 });
      assert(upstream.calls.filter((call) => call.bearer === keys0).length <= 6);
    }
  });

  test("a wait of minutes, and a moment of reset, are kept", async (t) => {
    const reset = Date.now() + 3 * 3600_000;
    const cases = [
      [json(429, { error: { message: "Rate limit reached for m on requests per day (RPD): Limit 200, Used 200, Requested 1. Please try again in 7m12s.", type: "requests", param: null, code: "rate_limit_exceeded" } }), 432],
      [json(429, { error: { message: "Rate limit exceeded: free-models-per-day", code: 429, metadata: { headers: { "X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": `${reset}` } } } }), 3 * 3600],
    ];
    for (const [refusal, seconds] of cases) {
      const { rota, upstream } = await openaiPair(t, () => refusal, 1);
      assert.equal((await chat(rota)).status, 429);
      await sleep(100);
      const again = await chat(rota);
      assert.equal(again.status, 429);
      const wait = Number(again.headers["retry-after"]);
      assert(wait > seconds - 60 && wait <= seconds + 5, `${wait}`);
      assert.equal(upstream.calls.length, 1);
    }
  });

  test("a tool of the upstream's own that is over its quota shuts no model", async (t) => {
    const script = (call) => (call.body.includes("web_search") ? json(429, { error: { message: "Too many searches", code: 429 } }) : completion());
    const { rota } = await openaiPair(t, script, 3);
    for (let i = 0; i < 5; i += 1) {
      assert.equal((await chat(rota, { web_search_options: {} })).status, 429);
      for (let j = 0; j < 3; j += 1) assert.equal((await chat(rota)).status, 200);
    }
  });
});

describe("F6 refusals that depend on the request leave the model to others", () => {
  test("grounded requests without quota, native and translated", async (t) => {
    const { rota, upstream } = await ownPair(t, { keys: 5 });
    const refusal = google(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.");
    upstream.script = (call) => (/google_?se(a|\\u0061)rch/iu.test(call.body.toString()) ? refusal : answer(call));
    for (let i = 0; i < 4; i += 1) {
      for (const body of [hello.replace("}]}]}", '}]}],"tools":[{"google_search":{}}]}'),
        hello.replace("}]}]}", '}]}],"tools":[{"google_se\\u0061rch":{}}]}')]) {
        assert.equal((await native(rota, generate, body)).status, 429);
      }
      assert.equal((await rota.chat(ask("x", { tools: [{ type: "web_search" }] }))).status >= 400, true);
      for (let j = 0; j < 6; j += 1) await assertBystander(rota);
    }
  });

  test("a request larger than any minute is sent until every key is known, and then to none", async (t) => {
    const { rota, upstream } = await ownPair(t, { keys: 5 });
    const refusal = google(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details.", [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaMetric: "generativelanguage.googleapis.com/generate_content_free_tier_input_token_count",
        quotaId: "GenerateContentInputTokensPerModelPerMinute-FreeTier", quotaDimensions: { location: "global", model }, quotaValue: "16000" }] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "37s" },
    ]);
    upstream.script = (call) => (call.body.length > 30_000 ? refusal : answer(call));
    const bigs = () => upstream.calls.filter((call) => call.body.length > 30_000).length;
    for (const size of [110_000, 60_000]) {
      for (let i = 0; i < 6; i += 1) {
        assert.equal((await rota.chat(ask("a".repeat(size)))).status, 429);
        for (let j = 0; j < 6; j += 1) await assertBystander(rota);
      }
    }
    const known = bigs();
    assert(known <= 10, `${known} calls: each key learns it once for what is surely too large, and once for what may be`);
    for (const send of [() => rota.chat(ask("a".repeat(110_000))), () => native(rota, generate, hello.replace("Hi", "a".repeat(110_000)))]) {
      const refused = await send();
      assert.equal(refused.status, 429);
      assert.match(refused.text, /fewer tokens a minute than this request alone needs/u);
    }
    assert.equal(bigs(), known);
    // Nor is it any smaller one's: this has a twentieth of the tokens.
    for (let i = 0; i < 3; i += 1) {
      assert.equal((await rota.chat(ask("a".repeat(110_000)))).status, 429);
      assert.equal((await rota.chat(ask("a".repeat(5_000)))).status, 200);
    }
  });
});

describe("A5 attempts that are used up while keys are ready", () => {
  for (const [name, refusal] of Object.entries({ minute: replies.minuteLimit, day: replies.dayLimit })) {
    test(`five keys over their limit of a ${name}, two ready`, async (t) => {
      const { rota, upstream, keys } = await ownPair(t, { keys: 7 });
      upstream.script = (call) => (keys.indexOf(call.key) < 5 ? refusal() : answer(call));
      await assertBystander(rota);
      assert.equal(upstream.calls.length, 6);
    });
  }

  test("five keys that the upstream refuses, two ready: 503 and a word of the house's", async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { keys: 7 });
    upstream.script = (call) => (keys.indexOf(call.key) < 5 ? replies.leakedKey() : answer(call));
    const refused = await rota.chat(ask());
    assert.equal(refused.status, 503);
    assert.match(refused.json().error.message, /refused the pool's key/u);
    assert.equal(refused.headers["retry-after"], "1");
    await assertBystander(rota);
  });
});

describe("F1 what an upstream says of a key reaches no client", () => {
  const texts = {
    leaked: google(403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."),
    expired: google(400, "INVALID_ARGUMENT", "API key expired. Please renew the API key."),
    invalid: google(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key."),
    denied: google(403, "PERMISSION_DENIED", "Your project has been denied access. Please contact support."),
    unpaid: google(429, "RESOURCE_EXHAUSTED", "Your prepayment credits are depleted. Please go to AI Studio."),
    unbilled: google(400, "FAILED_PRECONDITION", "Gemini API free tier is not available in your country. Please enable billing on your project."),
    disabled: google(403, "PERMISSION_DENIED", "Generative Language API has not been used in project 123 before or it is disabled."),
    owner: google(403, "PERMISSION_DENIED", "The account of this API key is out of balance."),
    plan: google(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota, please check your plan and billing details."),
  };
  const pair = sharePair({ keys: 60, settings: { MAX_ATTEMPTS: "2" } });
  for (const [name, refusal] of Object.entries(texts)) {
    test(name, async () => {
      const said = JSON.parse(refusal.body).error.message;
      const within200 = { headers: { "content-type": "text/event-stream" }, body: `data: ${refusal.body}\r\n\r\n` };
      for (const reply of [refusal, within200]) {
        pair.upstream.script = () => reply;
        for (const send of [
          () => pair.rota.chat(ask()),
          () => pair.rota.chat(ask("x", { stream: true })),
          () => native(pair.rota),
          () => native(pair.rota, `/v1beta/models/${model}:streamGenerateContent?alt=sse`),
        ]) {
          const { status, text } = await send();
          assert(status >= 400, `${status} ${text}`);
          for (const sentence of said.split(". ")) assert(!text.includes(sentence), text);
          // The pool's own summary names causes by their names.
          const summary = /(None of the|All) \d+ keys/u.test(text);
          assert(summary || !/api key|leaked|billing|credit|project|account/iu.test(text), text);
        }
      }
    });
  }
});

test("F4 an answer in one piece that takes a minute and more is waited for, and asked for once", async (t) => {
  const { rota, upstream } = await ownPair(t, {
    script: async (call) => {
      if (!call.body.includes("Think")) return answer(call);
      await sleep(62_000);
      return answer(call);
    },
  });
  const slow = [rota.chat(ask("Think")), native(rota, generate, hello.replace("Hi", "Think"))];
  await sleep(1000);
  await assertBystander(rota);
  for (const { status, text } of await Promise.all(slow)) assert.equal(status, 200, text);
  assert.equal(upstream.calls.length, 3);
});
