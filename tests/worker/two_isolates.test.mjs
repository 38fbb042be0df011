// Two isolates of the Worker before one pool object: what an administrator changes through the first one takes effect in the
// second within a minute, though its clients ask for nothing but what the change allows (E1, H3).
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { sleep } from "./client.mjs";
import { answer } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ask, clientKey, sharePair } from "./setup.mjs";

const minuteMs = 60_000;
const native = { contents: [{ parts: [{ text: "Hello" }] }] };
const settings = { ...panel.adminSettings, CLIENT_API_KEYS: clientKey };

describe("A change that one isolate makes", () => {
  const pair = sharePair({ script: (call) => answer(call), settings, beside: true });
  const state = {};
  before(async () => {
    await panel.done(pair.rota, "POST", "/admin/models", { id: "gemini-3.6-flash" });
    state.client = await panel.makeClient(pair.rota, { models: ["gemini-3.6-flash"] });
  });
  const here = (...request) => pair.rota.send(...request);
  const beside = (...request) => pair.rota.sendBeside(...request);

  const chat = (send, body, key = clientKey) => send("/v1/chat/completions", { method: "POST", json: body, key });
  /** What a client asks that only the changes below allow. */
  const wanted = {
    "a model that is offered": (send) => chat(send, ask("Hello", { model: "gemini-3.1-pro" })),
    "its alias": (send) => chat(send, ask("Hello", { model: "smart" })),
    "an alias of the settings": (send) => chat(send, ask("Hello", { model: "quick" })),
    "default_model": (send) => chat(send, { messages: ask().messages }),
    "the model in the other dialect": (send) =>
      send("/v1beta/models/gemini-3.1-pro:generateContent", { method: "POST", json: native, key: clientKey }),
    "a client's further model": (send) => chat(send, ask("Hello", { model: "gemini-3.1-pro" }), state.client.key),
    "the list of models": async (send) => {
      const listed = await send("/v1/models", { key: clientKey });
      return { status: listed.text.includes("gemini-3.1-pro") ? 200 : 404 };
    },
  };
  const statuses = async (send) => Object.fromEntries(
    await Promise.all(Object.entries(wanted).map(async ([name, request]) => [name, (await request(send)).status])),
  );

  test("E1 H3 is in effect there at once, and in the other within a minute, whatever is asked meanwhile", async () => {
    for (const status of Object.values(await statuses(beside))) assert([400, 403, 404].includes(status), String(status));

    await panel.done(pair.rota, "POST", "/admin/models", { id: "gemini-3.1-pro", aliases: ["smart"] });
    await panel.setConfig(pair.rota, { model_aliases: { quick: "gemini-3.6-flash" }, default_model: "gemini-3.6-flash" });
    await panel.done(pair.rota, "PATCH", `/admin/keys/user/${state.client.id}`, { models: ["gemini-3.6-flash", "gemini-3.1-pro"] });
    assert.deepEqual(new Set(Object.values(await statuses(here))), new Set([200]));

    const changed = Date.now();
    let seen = await statuses(beside);
    while (Object.values(seen).some((status) => status !== 200) && Date.now() - changed < minuteMs) {
      await sleep(500);
      seen = await statuses(beside);
    }
    assert.deepEqual(new Set(Object.values(seen)), new Set([200]), JSON.stringify(seen));
  });

  test("H3 a client that is switched off is refused by the other with its next request", async () => {
    assert.equal((await chat(beside, ask(), state.client.key)).status, 200);
    await panel.done(pair.rota, "PATCH", `/admin/keys/user/${state.client.id}`, { enabled: false });
    await sleep(2_500); // picks that were lent before are void by then
    assert.equal((await chat(beside, ask(), state.client.key)).status, 401);
  });
});
