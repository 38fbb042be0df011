// G3 H10: a conversation goes to one key whichever isolate serves its turns, and moves only when that key is out.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually } from "./client.mjs";
import { answer, minuteLimitFor } from "./google.mjs";
import { clientKey, model, sharePair } from "./setup.mjs";

/** What begins in a busy isolate the others hear of when it has been answered and told, so each request asks here. */
const settings = { CLIENT_API_KEYS: clientKey, LEASE_PICKS_MAX: "1" };

/** The messages of the conversation's turn of that number. */
const messagesOf = (name, turn) =>
  Array.from({ length: turn }, (_, i) => [
    { role: "user", content: i === 0 ? `This is ${name}.` : "And now?" },
    { role: "assistant", content: "fine" },
  ]).flat().slice(0, -1);

describe("Conversations before two isolates", () => {
  const spent = new Set();
  const script = (call) => (spent.has(call.key) ? minuteLimitFor(59) : answer(call));
  const pair = sharePair({ script, settings, keys: 4, beside: true });
  const sendTo = { here: (...request) => pair.rota.send(...request), beside: (...request) => pair.rota.sendBeside(...request) };

  /** Sends a turn; the keys that it was tried with. */
  async function speak(where, path, json, headers = {}) {
    const before = pair.upstream.keys.length;
    const { status, text } = await sendTo[where](path, { method: "POST", json, key: clientKey, headers });
    assert.equal(status, 200, text);
    return pair.upstream.keys.slice(before);
  }
  const chat = (where, name, turn, more = {}, headers = {}) =>
    speak(where, "/v1/chat/completions", { model, messages: messagesOf(name, turn), ...more }, headers);

  test("G3 told by how it begins, each stays on its key from isolate to isolate, and new ones are spread", async () => {
    const keys = [];
    for (const name of ["one", "two", "three", "four"]) keys.push((await chat("here", name, 1))[0]);
    assert.equal(new Set(keys).size, 4);
    for (let turn = 2; turn <= 5; turn += 1) {
      for (const [i, name] of ["one", "two", "three", "four"].entries()) {
        assert.deepEqual(await chat(turn % 2 === 0 ? "beside" : "here", name, turn), [keys[i]], `${name}, turn ${turn}`);
      }
    }
  });

  test("G3 told by a name, whatever its messages are, in each dialect that has a place for it", async () => {
    const [key] = await chat("here", "a", 1, {}, { "x-session-id": "session-1" });
    assert.deepEqual(await chat("beside", "b", 1, {}, { "x-session-id": "session-1" }), [key]);
    assert.deepEqual(await chat("beside", "c", 1, { prompt_cache_key: "session-1" }), [key]);
    const input = { model, input: "Hi", prompt_cache_key: "session-1" };
    assert.deepEqual(await speak("here", "/v1/responses", input), [key]);
    const user = { user_id: "user_0_account__session_session-1" };
    const message = { model, max_tokens: 50, metadata: user, messages: [{ role: "user", content: "Hi" }] };
    assert.deepEqual(await speak("beside", "/v1/messages", message, { "anthropic-version": "2023-06-01" }), [key]);
    const native = { contents: [{ role: "user", parts: [{ text: "Hi" }] }] };
    const path = `/v1beta/models/${model}:generateContent`;
    assert.deepEqual(await speak("here", path, native, { "session-id": "session-1" }), [key]);
  });

  test("G3 H10 a minute's limit moves it for good, and the log says why", async () => {
    const [key] = await chat("here", "mover", 1);
    // Another conversation on the same key meets with the limit.
    const met = await (async () => {
      for (let i = 0; i < 8; i += 1) {
        const name = `other ${i}`;
        if ((await chat("here", name, 1))[0] === key) return name;
      }
      throw new Error("the strategy never came round");
    })();
    spent.add(key);
    const tried = await chat("here", met, 2);
    assert.equal(tried[0], key);
    assert.equal(tried.length, 2);
    const [next, ...none] = await chat("beside", "mover", 2);
    assert.deepEqual(none, []);
    assert.notEqual(next, key);
    await eventually(() => pair.rota.logs.includes('"moved":"minute_limit"'), "the log says why");
    spent.delete(key);
    for (const [turn, where] of [[3, "here"], [4, "beside"]]) assert.deepEqual(await chat(where, "mover", turn), [next]);
  });
});
