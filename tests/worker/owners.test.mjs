// What a key's project owns is asked of that key and no other: files, caches, batches, interactions, from two isolates, across
// a restart, with the unmodified npm client `@google/genai` (G2, H10).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { ApiError, GoogleGenAI } from "@google/genai";
import { clientKey, model, ownPair, sharePair } from "./setup.mjs";
import { OwnedGoogle } from "./owned_google.mjs";
import * as panel from "./panel.mjs";

const connect = (url, apiKey = clientKey) => new GoogleGenAI({ apiKey, httpOptions: { baseUrl: url } });
const text = (content = "Hello, file") => new Blob([content], { type: "text/plain" });
const upload = (ai, content) => ai.files.upload({ file: text(content), config: { mimeType: "text/plain" } });
const asking = (...files) => ({
  model,
  contents: [{ role: "user", parts: [{ text: "What is in it?" }, ...files.map(({ uri, mimeType }) => ({ fileData: { fileUri: uri, mimeType } }))] }],
});
const names = async (pager) => (await Array.fromAsync(pager)).map(({ name }) => name).sort();
const hasStatus = (...statuses) => (error) => error instanceof ApiError && statuses.includes(error.status);

describe("npm @google/genai, five keys", () => {
  const google = new OwnedGoogle();
  const settings = { ...panel.adminSettings, CLIENT_API_KEYS: clientKey };
  const pair = sharePair({ script: google.script, keys: 5, settings, beside: true, keepState: true });
  let ai;
  before(() => {
    ai = connect(pair.rota.url);
  });
  after(() => assert.deepEqual(google.strangers, [], "no key was asked for what another one owns"));

  test("G2 H10 a file is uploaded, asked for, used and deleted with one key", async () => {
    const file = await upload(ai, "x".repeat(100));
    assert.equal(file.sizeBytes, "100");
    const { key } = google.things.get(file.name);
    for (let i = 0; i < 4; ++i) assert.equal((await ai.files.get({ name: file.name })).name, file.name);
    pair.upstream.forget();
    await ai.models.generateContent(asking(file));
    assert.deepEqual(pair.upstream.keys, [key]);
    await ai.files.delete({ name: file.name });
    await assert.rejects(ai.files.get({ name: file.name }), hasStatus(404));
  });

  test("G2 H10 files of one client can be used together", async () => {
    const files = [await upload(ai), await upload(ai), await upload(ai)];
    assert.equal(typeof (await ai.models.generateContent(asking(...files))).text, "string");
  });

  test("G2 H10 the other isolate, and the object after a restart, know the owner", async () => {
    const file = await upload(ai);
    const { key } = google.things.get(file.name);
    pair.upstream.forget();
    assert.equal((await pair.rota.sendBeside(`/v1beta/${file.name}`, { key: clientKey })).status, 200);
    await pair.rota.restart();
    ai = connect(pair.rota.url);
    assert.equal((await ai.files.get({ name: file.name })).name, file.name);
    assert.deepEqual(pair.upstream.keys, [key, key]);
  });

  test("G2 a name that nobody made here is a 404 that says so, and costs no call", async () => {
    pair.upstream.forget();
    await assert.rejects(ai.files.get({ name: "files/of-another-tool" }), (error) => hasStatus(404)(error) && /is not known here/.test(error.message));
    await assert.rejects(ai.models.generateContent(asking({ uri: "files/of-another-tool", mimeType: "text/plain" })), hasStatus(404));
    const chat = await pair.rota.send("/v1/chat/completions", {
      method: "POST",
      key: clientKey,
      json: { model, messages: [{ role: "user", content: [{ type: "file", file: { file_id: "files/of-another-tool" } }] }] },
    });
    assert.equal(chat.status, 404);
    assert.match(JSON.parse(chat.text).error.message, /files\/of-another-tool is not known here/);
    assert.deepEqual(pair.upstream.calls, []);
  });

  test("G2 a file is used in every dialect with its owner's key", async () => {
    const file = await upload(ai);
    const { key } = google.things.get(file.name);
    const id = file.name;
    const sent = {
      "/v1/chat/completions": { model, messages: [{ role: "user", content: [{ type: "file", file: { file_id: id } }] }] },
      "/v1/responses": { model, input: [{ role: "user", content: [{ type: "input_file", file_id: id }] }] },
      "/v1/messages": { model, max_tokens: 100, messages: [{ role: "user", content: [{ type: "document", source: { type: "file", file_id: id } }] }] },
    };
    for (const [path, body] of Object.entries(sent)) {
      pair.upstream.forget();
      const answered = await pair.rota.send(path, { method: "POST", key: clientKey, json: body });
      assert.equal(answered.status, 200, `${path}: ${answered.text}`);
      assert.deepEqual(pair.upstream.keys, [key], path);
      assert.match(pair.upstream.calls[0].body.toString(), new RegExp(`v1beta/${id}`));
    }
  });

  test("G2 H10 lists show a client what it has made, page by page, unless files are shared", async () => {
    const one = await panel.makeClient(pair.rota, {});
    const two = await panel.makeClient(pair.rota, {});
    const [first, second] = [connect(pair.rota.url, one.key), connect(pair.rota.url, two.key)];
    const made = [];
    for (let i = 0; i < 5; ++i) made.push((await upload(first)).name);
    const [other] = [await upload(second)];
    assert.deepEqual(await names(await first.files.list({ config: { pageSize: 2 } })), made.sort());
    assert.deepEqual(await names(await second.files.list()), [other.name]);
    await assert.rejects(second.files.get({ name: made[0] }), hasStatus(404));
    assert.deepEqual(await names(await second.caches.list()), []);

    await panel.setConfig(pair.rota, { shared_files: "1" });
    const all = await names(await second.files.list({ config: { pageSize: 100 } }));
    for (const name of [...made, other.name]) assert(all.includes(name), name);
    assert.equal((await second.files.get({ name: made[0] })).name, made[0]);
    await panel.setConfig(pair.rota, { shared_files: "0" });
  });

  test("G2 caches: created, extended, used and listed with one key", async () => {
    const cache = await ai.caches.create({ model, config: { contents: "long", ttl: "300s" } });
    const { key } = google.things.get(cache.name);
    pair.upstream.forget();
    await ai.caches.get({ name: cache.name });
    await ai.caches.update({ name: cache.name, config: { ttl: "600s" } });
    await ai.models.generateContent({ model, contents: "x", config: { cachedContent: cache.name } });
    assert.deepEqual(pair.upstream.keys, [key, key, key]);
    assert.deepEqual(await names(await ai.caches.list()), [cache.name]);
    await ai.caches.delete({ name: cache.name });
    assert.deepEqual(await names(await ai.caches.list()), []);
  });

  test("G2 batches: created from a file, asked for and listed with one key", async () => {
    const file = await upload(ai);
    const batch = await ai.batches.create({ model, src: file.name });
    assert.equal(google.things.get(batch.name).key, google.things.get(file.name).key);
    assert.equal((await ai.batches.get({ name: batch.name })).name, batch.name);
    assert.deepEqual(await names(await ai.batches.list()), [batch.name]);
    await ai.batches.cancel({ name: batch.name });
  });

  test("G2 interactions go on with the key that began them, whole and as a stream, and what they cost is counted", async () => {
    const begun = await ai.interactions.create({ model, input: "Hello" });
    const { key } = google.things.get(`interactions/${begun.id}`);
    pair.upstream.forget();
    const stream = await ai.interactions.create({ model, input: "More", previous_interaction_id: begun.id, stream: true });
    const events = await Array.fromAsync(stream);
    assert.equal(events.at(-1).event_type, "interaction.completed");
    const next = events.find(({ event_type: type }) => type === "interaction.created").interaction.id;
    await ai.interactions.create({ model, input: "On", previous_interaction_id: next });
    await ai.interactions.get(next);
    assert.deepEqual(new Set(pair.upstream.keys), new Set([key]));
    await ai.interactions.delete(next);
    await assert.rejects(ai.interactions.get(next));
  });
});

test("G2 the rest of an upload comes here, from a program that sends no key with it, and an upload may be asked about", async (t) => {
  const google = new OwnedGoogle();
  const pair = await ownPair(t, { script: google.script, keys: 4, settings: { CLIENT_API_KEYS: clientKey, ALLOW_ANONYMOUS: "0" } });
  const begun = await pair.rota.send("/upload/v1beta/files", {
    method: "POST",
    key: clientKey,
    headers: { "x-goog-upload-protocol": "resumable", "x-goog-upload-command": "start", "content-type": "application/json" },
    body: "{}",
  });
  const url = new URL(begun.headers["x-goog-upload-url"]);
  assert.equal(url.origin, new URL(pair.rota.url).origin);
  const piece = (command, offset, body) =>
    pair.rota.send(url.pathname + url.search, {
      method: "POST",
      headers: { "x-goog-upload-command": command, "x-goog-upload-offset": String(offset) },
      body,
    });
  assert.equal((await piece("upload", 0, "a".repeat(1000))).status, 200);
  const asked = await piece("query", 0, "");
  assert.equal(asked.status, 200);
  const file = JSON.parse((await piece("upload, finalize", 1000, "b".repeat(500))).text).file;
  assert.equal(file.sizeBytes, "1500");
  assert.equal(new Set(pair.upstream.keys).size, 1);
  assert(!pair.upstream.everything.includes(clientKey), "F1: the client's key stays here");
  assert.deepEqual(google.strangers, []);
});

test("G2 an owner that is out says so: 503, and no other key is asked", async (t) => {
  const google = new OwnedGoogle();
  const pair = await ownPair(t, { script: google.script, keys: 4, settings: { CLIENT_API_KEYS: clientKey, ALLOW_ANONYMOUS: "0" } });
  const ai = connect(pair.rota.url);
  const file = await upload(ai);
  const { key } = google.things.get(file.name);
  pair.upstream.script = () => ({
    status: 429,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "You exceeded your current quota.", details: [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaId: "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", quotaValue: "10" }] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "29s" },
    ] } }),
  });
  pair.upstream.forget();
  await assert.rejects(ai.models.generateContent(asking(file)), hasStatus(429));
  await assert.rejects(ai.models.generateContent(asking(file)), (error) => hasStatus(503)(error) && /The only key that may serve this/.test(error.message));
  assert.deepEqual(pair.upstream.keys, [key]);
});
