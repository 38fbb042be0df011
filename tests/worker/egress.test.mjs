// Egress: where the upstream refuses the place that calls come from, they go out from another.
// The objects elsewhere mark what they send, for here all places are one.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer, replies, streamSaying } from "./google.mjs";
import { ask, ownPair } from "./setup.mjs";

const marked = {
  "objects.js": (source) =>
    
    source.replace("return fetch(request);", `
      const headers = new Headers(request.headers);
      headers.set("x-from", "elsewhere");
      return fetch(new Request(request, { headers }));`),
};
const refusedHere = (say = answer) => (call) => (call.headers["x-from"] ? say(call) : replies.wrongLocation());
const placesOf = (upstream) => upstream.calls.map(({ headers }) => headers["x-from"] ?? "here");
const problemsOf = async (rota) => {
  const status = await rota.send("/admin/status", { headers: { authorization: "Bearer admin-canary-egress" } });
  return status.json().problems.map(({ kind }) => kind);
};

describe("G5 H11 the upstream does not serve the place of the Worker", () => {
  test("G5 H11 the request goes out once more from elsewhere, and those behind it at once", async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { rewrites: marked, script: refusedHere() });
    for (let i = 0; i < 3; i += 1) {
      const chat = await rota.chat(ask());
      assert.equal(chat.status, 200, chat.text);
    }
    assert.deepEqual(placesOf(upstream), ["here", "elsewhere", "elsewhere", "elsewhere"]);
    rota.assertNoSecret(keys);
  });

  test("G5 H11 D5 a stream comes through from there", async (t) => {
    const { rota, upstream } = await ownPair(t, { rewrites: marked, script: refusedHere(() => streamSaying(["Hel", "lo"])) });
    const chat = await rota.chat(ask("Hello", { stream: true }));
    assert.equal(chat.status, 200);
    assert.deepEqual(chat.events().map((said) => said.choices?.[0]?.delta.content ?? "").join(""), "Hello");
    assert.equal(chat.events().at(-1), "[DONE]");
    assert.deepEqual(placesOf(upstream), ["here", "elsewhere"]);
  });

  test("G5 H11 where that place is refused as well, the client hears so and no key is out", async (t) => {
    const { rota, upstream, keys } = await ownPair(t, { rewrites: marked, script: replies.wrongLocation });
    const chat = await rota.chat(ask());
    assert.equal(chat.json().error.code, "unsupported_country_region_territory");
    assert.deepEqual(placesOf(upstream), ["here", "elsewhere"]);
    upstream.forget();
    upstream.script = answer;
    for (let i = 0; i < keys.length; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    assert.deepEqual(new Set(upstream.keys), new Set(keys));
  });

  test("G5 H11 with EGRESS_LOCATION off nothing goes out from elsewhere, and the panel's problems say what to set", async (t) => {
    const settings = { EGRESS_LOCATION: "off", ADMIN_PASSWORD: "admin-canary-egress", SESSION_SECRET_KEY: "a-long-random-text" };
    const { rota, upstream } = await ownPair(t, { rewrites: marked, script: replies.wrongLocation, settings });
    assert(!(await problemsOf(rota)).includes("place_refused"));
    await rota.chat(ask());
    assert.deepEqual(placesOf(upstream), ["here", "here"]);
    await rota.chat(ask()); // its reports, and what was left of those before
    assert((await problemsOf(rota)).includes("place_refused"));
  });
});
