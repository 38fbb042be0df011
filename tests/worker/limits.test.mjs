// Limits of client keys on what passes as it is: models, tokens and stored resources, in every spelling of a path and
// every form of a body, with a bystander who has no limits and is served all the while (H2).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { answer, modelsReply } from "./google.mjs";
import { startRota } from "./harness.mjs";
import * as panel from "./panel.mjs";
import { ask, clientKey, sharePair } from "./setup.mjs";
import { startUpstream } from "./upstream.mjs";

const settings = panel.adminSettings;
const json = { "content-type": "application/json" };
const contents = { contents: [{ role: "user", parts: [{ text: "x" }] }] };
const post = (body = contents, headers = {}) => ({ method: "POST", headers: { ...json, ...headers }, body: JSON.stringify(body) });
const usage = { prompt_tokens: 4, completion_tokens: 6, total_tokens: 10 };

/** Sends it as it stands: no parser of URLs has a say. */
const sent = (pair, key, [path, options = {}]) => pair.rota.send(path, { ...options, key });
const tokensOf = async (pair, { id }) =>
  (await panel.done(pair.rota, "GET", "/admin/keys/user?per_page=100")).keys.find((each) => each.id === id).tokens_today;

describe("An upstream of Google's", () => {
  const pair = sharePair({ script: (call) => answer(call), settings, keys: 3 });
  const state = {};
  before(async () => {
    state.limited = await panel.makeClient(pair.rota, { name: "limited", models: ["allowed"] });
    state.counted = await panel.makeClient(pair.rota, { name: "counted", tokens_per_day: 1000, requests_per_minute: 0 });
    state.bystander = await panel.makeClient(pair.rota, { name: "bystander", requests_per_minute: 0 });
  });

  test("H2 what a client may use that is limited to a model", async () => {
    for (const request of [
      ["/v1beta/models/allowed:generateContent", post()],
      ["/v1beta/models/allowed:streamGenerateContent?alt=sse", post()],
      ["/v1/models/allowed:generateContent", post()],
      ["/v1alpha/models/allowed:generateContent", post()],
      ["//v1beta//models/%61llowed:generateContent", post()],
      ["/v1beta/models/allowed:countTokens", post({ generateContentRequest: { model: "models/allowed", ...contents } })],
      ["/v1beta/models/allowed:batchEmbedContents", post({ requests: [{ model: "models/allowed", content: {} }] })],
      ["/v1beta/models", {}],
      ["/v1beta/models/allowed", {}],
      ["/v1beta/chat/completions", post(ask("x", { model: "allowed" }))],
      ["/v1alpha/openai/chat/completions", post(ask("x", { model: "allowed" }))],
    ]) {
      pair.upstream.forget();
      const answered = await sent(pair, state.limited.key, request);
      assert.equal(answered.status, 200, `${request[0]}: ${answered.text}`);
      assert.equal(pair.upstream.calls.length, 1, request[0]);
      assert.doesNotMatch(pair.upstream.calls[0].url, /%61|\/\//);
    }
  });

  test("B4 H2 lists of models show a client what it may use, page by page as the upstream has them", async () => {
    pair.upstream.script = (call) => modelsReply(call, ["forbidden", "other", "allowed", "more"], 2);
    const names = async (path, key) => {
      const list = (await pair.rota.send(path, { key })).json();
      return [(list.models ?? list.data).map(({ name, id }) => name ?? id), list.nextPageToken];
    };
    const [[none, next], [all]] = [await names("/v1beta/models?pageSize=2", state.limited.key), await names("/v1beta/models?pageSize=2", state.bystander.key)];
    assert.deepEqual([none, all], [[], ["models/forbidden", "models/other"]]);
    const rest = await names(`/v1beta/models?pageSize=2&pageToken=${next}`, state.limited.key);
    assert.deepEqual(rest, [["models/allowed"], undefined]);
    assert.deepEqual((await names("/v1/models", state.limited.key))[0], ["allowed"]);
    assert.deepEqual((await names("/v1/models", state.bystander.key))[0], ["forbidden", "other", "allowed", "more"]);
    assert.deepEqual((await names("/v1/models", state.limited.key))[0], ["allowed"]); // not what is kept for others
    pair.upstream.script = (call) => answer(call);
  });

  const notAllowed = [
    ["/v1beta/models/forbidden:generateContent", post()],
    ["/v1beta/interactions", post({ model: "forbidden", input: "x" })],
    ["/v1beta/interactions", post({ model: "allowed", input: "x" })],
    ["/v1alpha/openai/chat/completions", post(ask("x", { model: "forbidden" }))],
    ["/v1beta/chat/completions", post(ask("x", { model: "forbidden" }))],
    ["/v1beta/dynamic/forbidden:generateContent", post()],
    ["/v1beta/%6dodels/forbidden:generateContent", post()],
    ["/v1beta/mod%65ls/forbidden:generateContent", post()],
    ["/v1beta/models/forbidden%3AgenerateContent", post()],
    ["/v1beta/Models/forbidden:generateContent", post()],
    ["/v1beta/models/allowed/models/forbidden:generateContent", post()],
    ["/v1beta/models/allowed;x:generateContent", post()],
    ["/v1beta/models/allowed:batchGenerateContent", post({ batch: { model: "models/forbidden" } })],
    ["/v1beta/models/allowed:batchGenerateContent", post({ batch: { model: "models/allowed" } })],
    ["/v1beta/models/allowed:asyncBatchEmbedContent", post({})],
    ["/v1beta/tunedModels/allowed:generateContent", post()],
    ["/v1beta/tunedModels/mine:generateContent", post()],
    ["/v1beta/tunedModels", post({ baseModel: "models/forbidden" })],
    ["/v1beta/cachedContents", post({ model: "models/allowed" })],
    ["/v1beta/files", {}],
    ["/v1beta/files/abc", { method: "DELETE" }],
    ["/upload/v1beta/files", { method: "POST", body: "x" }],
    ["/v1beta/batches/abc", {}],
    ["/v1beta/fileSearchStores", {}],
    ["/v1beta/models/allowed/operations/o", {}],
    ["/v1alpha/auth_tokens", post({ uses: 1 })],
    ["/v1beta/models/allowed:generateContent", post({ ...contents, model: "models/forbidden" })],
    ["/v1beta/models/allowed:generateContent", post({ ...contents, cachedContent: "cachedContents/of-another-model" })],
    ["/v1beta/models/allowed:generateContent", post({ ...contents, cached_content: "cachedContents/of-another-model" })],
    ["/v1beta/models/allowed:countTokens", post({ generateContentRequest: { model: "models/forbidden" } })],
    ["/v1beta/models/allowed:countTokens", post({ generate_content_request: { model: "models/forbidden" } })],
    ["/v1beta/models/allowed:batchEmbedContents", post({ requests: [{ model: "models/allowed" }, { model: "forbidden" }] })],
    ["/v1beta/models/allowed:generateContent", post(contents, { "content-type": "text/plain" })],
    ["/v1beta/models/allowed:generateContent", post(contents, { "content-type": "application/x-protobuf" })],
    ["/v1beta/models/allowed:generateContent", { method: "POST", headers: json, body: "[]" }],
    ["/v1beta/models/allowed:generateContent", post(contents, { "x-http-method-override": "GET" })],
    ["/v1beta/models/allowed", { method: "DELETE" }],
    ["/v1beta/models/forbidden", {}],
    ["/v1beta/anything/of/tomorrow", post({ model: "allowed" })],
    ["/v1/chat/completions", post(ask("x", { model: "allowed", extra_body: { google: { cached_content: "cachedContents/c" } } }))],
  ];

  test("H2 whatever is not known to be allowed is a 403, and the upstream hears nothing", async () => {
    pair.upstream.forget();
    for (const request of notAllowed) {
      const answered = await sent(pair, state.limited.key, request);
      assert.equal(answered.status, 403, `${request[0]} ${request[1].body}: ${answered.status} ${answered.text}`);
      assert(answered.json().error.message, request[0]);
      assert.equal(pair.upstream.calls.length, 0, request[0]);
    }
    const bystander = await pair.rota.chat(ask(), { key: state.bystander.key });
    assert.equal(bystander.status, 200);
  });

  test("H2 a client without limits may do all of that", async () => {
    for (const request of notAllowed) {
      pair.upstream.forget();
      const answered = await sent(pair, state.bystander.key, request);
      // What nobody has made here is not known, and a list of nothing asks nobody (docs/OWNERS.md).
      const named = /\/abc|tunedModels\/|operations\/o|cachedContents\/(c\b|of-another)/.test(request[0] + String(request[1].body));
      const lists = /\/(files|fileSearchStores)$/.test(request[0]) && request[1].method === undefined;
      assert.equal(answered.status, named ? 404 : 200, `${request[0]}: ${answered.text}`);
      assert.equal(pair.upstream.calls.length, named || lists ? 0 : 1, request[0]);
    }
  });

  test("H2 a path that two readers may read as two is a 400 for everybody, in the dialect of its base", async () => {
    pair.upstream.forget();
    for (const path of [
      "/v1beta/models/allowed%2f..%2fforbidden:generateContent",
      "/v1beta/models/allowed%2Fforbidden:generateContent",
      "/v1beta/models/allowed%5c..%5cforbidden:generateContent",
      "/v1beta/%256dodels/forbidden:generateContent",
      "/v1beta/models/allowed/%252e%252e/forbidden:generateContent",
      "/v1beta/models/allowed/..;x/forbidden:generateContent",
      "/v1beta/models/allowed%00:generateContent",
      "/v1beta/models/allowed%:generateContent",
    ]) {
      for (const { key } of [state.limited, state.bystander]) {
        const answered = await sent(pair, key, [path, post()]);
        assert.equal(answered.status, 400, `${path}: ${answered.status} ${answered.text}`);
        assert.equal(answered.json().error.status, "INVALID_ARGUMENT", answered.text);
      }
    }
    const openai = await sent(pair, state.bystander.key, ["/v1/chat%2Fcompletions", post(ask())]);
    assert.equal(openai.status, 400);
    assert.equal(openai.json().error.type, "invalid_request_error");
    assert.equal(pair.upstream.calls.length, 0);
  });

  test("H2 dot segments, which the host resolves, are resolved before anybody looks for the model", async () => {
    for (const dots of ["..", "%2e%2e", ".%2E", "%2E."]) {
      pair.upstream.forget();
      const path = `/v1beta/models/allowed/${dots}/forbidden:generateContent`;
      const answered = await sent(pair, state.limited.key, [path, post()]);
      assert([400, 403].includes(answered.status), `${path}: ${answered.status}`);
      assert.equal(pair.upstream.calls.length, 0);
      await sent(pair, state.bystander.key, [path, post()]);
      for (const { url } of pair.upstream.calls) assert.equal(url, "/v1beta/models/forbidden:generateContent");
    }
  });

  test("H2 members that name the model or the amount stand once, in their own spelling", async () => {
    pair.upstream.forget();
    for (const body of [
      '{"model":"forbidden","model":"allowed","messages":[]}',
      '{"model":"allowed","mod\\u0065l":"forbidden","messages":[]}',
      '{"model":"allowed","Model":"forbidden","messages":[]}',
      '{"model":"allowed","stream":true,"stream":false,"messages":[]}',
    ]) {
      const answered = await sent(pair, state.bystander.key, ["/v1/chat/completions", { method: "POST", headers: json, body }]);
      assert.equal(answered.status, 400, answered.text);
    }
    const native = { method: "POST", headers: json, body: '{"model":"models/allowed","model":"models/allowed","contents":[]}' };
    const answered = await sent(pair, state.limited.key, ["/v1beta/models/allowed:generateContent", native]);
    assert.equal(answered.status, 400, answered.text);
    assert.equal(pair.upstream.calls.length, 0);
  });

  test("H2 an answer that would not say what it cost is not asked for, or counted all the same", async () => {
    pair.upstream.forget();
    const generate = "/v1beta/models/allowed:generateContent";
    for (const [path, headers] of [
      [`${generate}?fields=candidates`],
      [`${generate}?$fields=candidates`],
      [`${generate}?%66ields=candidates(usageMetadata)`],
      [`${generate}?alt=proto`],
      [generate, { "x-goog-fieldmask": "candidates" }],
    ]) {
      const answered = await sent(pair, state.counted.key, [path, post(contents, headers)]);
      assert.equal(answered.status, 400, `${path}: ${answered.text}`);
    }
    for (const path of ["/v1beta/interactions", "/v1beta/models/allowed:predict", "/v1beta/models/allowed:batchGenerateContent"]) {
      const answered = await sent(pair, state.counted.key, [path, post()]);
      assert.equal(answered.status, 403, `${path}: ${answered.text}`);
    }
    assert.equal(pair.upstream.calls.length, 0);

    assert.equal((await sent(pair, state.counted.key, [`${generate}?fields=candidates,usageMetadata`, post()])).status, 200);
    pair.upstream.script = () => ({ headers: json, body: '{"totalTokens":3}' });
    assert.equal((await sent(pair, state.counted.key, ["/v1beta/models/allowed:countTokens", post()])).status, 200);
    pair.upstream.script = () => ({ headers: json, body: '{"embedding":{"values":[1,2]}}' });
    const embed = { content: { parts: [{ text: "0123456789" }] } };
    assert.equal((await sent(pair, state.counted.key, ["/v1beta/models/allowed:embedContent", post(embed)])).status, 200);
    pair.upstream.script = (call) => answer(call);
    // 17 that Google has said (countTokens costs nothing), and a fourth of the bytes of the text that was embedded and
    // of what came of it.
    const estimated = Math.ceil(embed.content.parts[0].text.length / 4) + Math.ceil('{"embedding":{"values":[1,2]}}'.length / 4);
    assert.equal(await tokensOf(pair, state.counted), 17 + estimated);
  });

  test("H2 stored resources are a switch of each client", async () => {
    const on = await panel.makeClient(pair.rota, { models: ["allowed"], native_resources: true });
    const off = await panel.makeClient(pair.rota, { native_resources: false });
    const resources = [
      ["/v1beta/files", {}],
      ["/v1beta/files/abc:download?alt=media", {}],
      ["/upload/v1beta/files", { method: "POST", headers: { "content-type": "image/png" }, body: "x" }],
      ["/v1beta/cachedContents", post({ model: "models/allowed" })],
      ["/v1beta/batches/abc", {}],
      ["/v1beta/fileSearchStores/abc", { method: "DELETE" }],
    ];
    for (const request of resources) {
      // What nobody has made here is unknown to whoever may ask.
      const status = request[0].includes("/abc") ? 404 : 200;
      assert.equal((await sent(pair, on.key, request)).status, status, request[0]);
      assert.equal((await sent(pair, off.key, request)).status, 403, request[0]);
    }
    for (const request of [
      ["/v1beta/cachedContents", post({ model: "models/forbidden" })],
      ["/v1beta/cachedContents", post({ nested: [{ base_model: "models/forbidden" }] })],
      ["/v1beta/interactions", post({ model: "allowed" })],
    ]) {
      assert.equal((await sent(pair, on.key, request)).status, 403, request[0]);
      assert.equal((await sent(pair, off.key, request)).status, 403, request[0]);
    }
    assert.equal((await sent(pair, off.key, ["/v1beta/models/any:generateContent", post()])).status, 200);
    const { keys } = await panel.done(pair.rota, "GET", "/admin/keys/user?per_page=100");
    const told = (id) => keys.find((each) => each.id === id).native_resources;
    assert.deepEqual([told(on.id), told(off.id), told(state.limited.id)], [true, false, null]);
    await panel.done(pair.rota, "PATCH", `/admin/keys/user/${off.id}`, { native_resources: null });
    assert.equal((await sent(pair, off.key, ["/v1beta/files", {}])).status, 200);
  });
});

describe("Clients with a key of their own", () => {
  const own = "AIzaFAKE-own-canary-0123456789";
  const names = (call) => (call.key === own ? ["of-the-own-key", "shared"] : ["of-the-pool", "shared"]);
  const pair = sharePair({
    script: (call) => modelsReply(call, names(call)),
    settings: { CLIENT_API_KEYS: clientKey, ALLOW_ANONYMOUS: "0", ALLOW_CLIENT_GEMINI_KEY: "1" },
  });

  test("H2 what was answered with one is kept for nobody else, and nobody else's for it", async () => {
    const list = async (key) => (await pair.rota.send("/v1/models", { key })).json().data.map(({ id }) => id);
    assert.deepEqual(await list(own), ["of-the-own-key", "shared"]);
    assert.deepEqual(await list(clientKey), ["of-the-pool", "shared"]);
    assert.deepEqual(await list(own), ["of-the-own-key", "shared"]);
    assert.deepEqual(await list(clientKey), ["of-the-pool", "shared"]);
    assert.deepEqual(pair.upstream.keys.filter((key) => key === own).length, 2);
  });
});

describe("An OpenAI-compatible upstream", () => {
  const pair = {};
  const state = {};
  const completion = { id: "c", object: "chat.completion", choices: [{ index: 0, message: { role: "assistant", content: "x" } }] };
  const chunk = (more) => `data: ${JSON.stringify({ id: "c", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content: "x" } }], ...more })}\n\n`;
  const streamed = (call) => [
    chunk(),
    ...(call.json.stream_options?.include_usage ? [chunk({ choices: [], usage })] : []),
    "data: [DONE]\n\n",
  ];
  const script = (call) =>
    call.body.length > 0 && call.json.stream
      ? { headers: { "content-type": "text/event-stream" }, body: streamed(call) }
      : { headers: json, body: JSON.stringify({ ...completion, usage }) };
  before(async () => {
    pair.upstream = await startUpstream(script);
    pair.rota = await startRota({
      settings: { ...settings, UPSTREAM_API_URL: `${pair.upstream.url}/v1`, UPSTREAM_DIALECT: "openai", API_KEYS: "sk-pool-canary-0001,sk-pool-canary-0002" },
    });
    state.limited = await panel.makeClient(pair.rota, { models: ["allowed", "other"], requests_per_minute: 0 });
    state.counted = await panel.makeClient(pair.rota, { tokens_per_day: 1000, requests_per_minute: 0 });
    state.bystander = await panel.makeClient(pair.rota, { requests_per_minute: 0 });
  });
  after(async () => {
    await pair.rota?.stop();
    await pair.upstream.stop();
  });

  test("H2 models hold in every form of a body and on every operation", async () => {
    pair.upstream.forget();
    const chat = "/v1/chat/completions";
    for (const [path, options, status = 403] of [
      [chat, post({ model: "forbidden" })],
      [chat, post({ model: "forbidden" }, { "content-type": "text/plain" })],
      [chat, post({ model: "allowed" }, { "content-type": "text/plain" })],
      [chat, { method: "POST", headers: json, body: '{"model":"forbidden","model":"allowed"}' }, 400],
      [chat, { method: "POST", headers: json, body: '{"model":"allowed","models":["allowed"],"models":["forbidden"]}' }, 400],
      [chat, post({ model: "allowed", models: ["other", "forbidden"] })],
      [chat, post({ model: "allowed", models: "forbidden" })],
      [chat, post({ models: ["allowed"] }), 400],
      ["/v1/engines/forbidden/completions", post({ prompt: "x" })],
      ["/v1/engines/allowed/completions", post({ model: "allowed" })],
      ["/v1/batches", post({ input_file_id: "f", endpoint: chat })],
      ["/v1/completions", post({ model: "forbidden", prompt: "x" })],
      ["/v1/completions", post({ prompt: "x" })],
      ["/v1/audio/transcriptions", { method: "POST", headers: { "content-type": "multipart/form-data; boundary=b" }, body: "--b--" }],
      ["/v1/files", {}],
      ["/v1/threads/t/runs", post({ model: "allowed" })],
      ["/v1/models/forbidden", {}],
    ]) {
      const answered = await sent(pair, state.limited.key, [path, options]);
      assert.equal(answered.status, status, `${path} ${options.body}: ${answered.status} ${answered.text}`);
      assert.equal(pair.upstream.calls.length, 0, path);
    }
    for (const [path, options] of [
      [chat, post({ model: "allowed" })],
      [chat, post({ model: "allowed", models: ["other"] })],
      ["/v1/completions", post({ model: "allowed", prompt: "x" })],
      ["/v1/embeddings", post({ model: "allowed", input: "x" })],
      ["/v1/models", {}],
    ]) {
      assert.equal((await sent(pair, state.limited.key, [path, options])).status, 200, path);
    }
    assert.equal((await sent(pair, state.bystander.key, ["/v1/batches", post({})])).status, 200);
  });

  test("H2 a stream is asked for its usage; only who asked for it, too, sees the event", async () => {
    for (const { key } of [state.counted, state.bystander]) {
      pair.upstream.forget();
      const plain = await sent(pair, key, ["/v1/chat/completions", post({ model: "m", stream: true })]);
      assert.equal(plain.text, `${chunk()}data: [DONE]\n\n`);
      assert.deepEqual(pair.upstream.calls[0].json.stream_options, { include_usage: true });
      const asking = { model: "m", stream: true, stream_options: { include_usage: true } };
      const asked = await sent(pair, key, ["/v1/chat/completions", post(asking)]);
      assert.equal(asked.text, `${chunk()}${chunk({ choices: [], usage })}data: [DONE]\n\n`);
      assert.equal(pair.upstream.calls[1].body.toString(), JSON.stringify(asking));
    }
    assert.equal(await tokensOf(pair, state.counted), 20);
  });

  test("H2 a server that does not know the wish is asked without it, and its answer is estimated", async () => {
    const counted = await panel.makeClient(pair.rota, { tokens_per_day: 1000, requests_per_minute: 0 });
    pair.upstream.forget();
    pair.upstream.script = (call) =>
      call.json.stream_options
        ? { status: 400, headers: json, body: '{"error":{"message":"Unknown parameter: \'stream_options\'.","type":"invalid_request_error"}}' }
        : script(call);
    const answered = await sent(pair, counted.key, ["/v1/chat/completions", post({ model: "m", stream: true })]);
    assert.equal(answered.text, `${chunk()}data: [DONE]\n\n`);
    assert.deepEqual(pair.upstream.calls.map((call) => call.json.stream_options), [{ include_usage: true }, undefined]);
    pair.upstream.script = script;
    assert.equal(await tokensOf(pair, counted), 1 + 2); // of a text of one letter and two events
  });

  test("H2 who is over the tokens of the day is refused, below and at the limit is not", async () => {
    const counted = await panel.makeClient(pair.rota, { tokens_per_day: 21, requests_per_minute: 0 });
    const statuses = [];
    for (let i = 0; i < 4; i += 1) {
      statuses.push((await sent(pair, counted.key, ["/v1/chat/completions", post({ model: "m", stream: true })])).status);
    }
    assert.deepEqual(statuses, [200, 200, 200, 429]);
    assert.equal((await pair.rota.chat({ model: "m" }, { key: state.bystander.key })).status, 200);
  });
});
