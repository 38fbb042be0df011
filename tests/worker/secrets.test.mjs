// Secrets and strings at the Worker's edges: what an upstream says of a key, what a client's texts may become, and how the
// password is proven once more. Beside each, another client who must not notice.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { saying } from "./google.mjs";
import * as panel from "./panel.mjs";
import { clientKey, model, sharePair } from "./setup.mjs";

const keys = [
  "AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY",
  "gsk_4yTq8WbEw0ZpR3vXn1LsWGdyb3FYcJk9mQhU2tAoPz",
  "3f9a1c5e7b2d4860a1c3e5f708192a3b4c5d6e7f",
  "f47ac10b-58cc-4372-a567-0e02b2c3d479",
];
const generate = `/v1beta/models/${model}:generateContent`;

const hex = (text, lead) => Buffer.from(text).toString("hex").replace(/../g, (digits) => lead + digits);

/** Ways in which an upstream may repeat what it was sent. */
const spellings = {
  plain: (key) => key,
  "JSON-escaped": (key) => hex(key, "\\u00"),
  "JSON-escaped in part": (key) => key.slice(0, 3) + hex(key.slice(3, 6), "\\u00").toUpperCase().replaceAll("U00", "u00") + key.slice(6),
  "percent-encoded": (key) => hex(key, "%"),
  base64: (key) => Buffer.from(key).toString("base64"),
  "base64 behind one octet": (key) => Buffer.from(`:${key}`).toString("base64"),
  "base64url behind two octets": (key) => Buffer.from(`u:${key}`).toString("base64url"),
};
const keyOf = (call) => call.headers["x-goog-api-key"];
/** What of a spelling tells the key: its ends may be shared with what stands beside it. */
const core = (spelt) => spelt.slice(4, -4);

describe("F1 the key that was sent", () => {
  const pair = sharePair({ settings: { API_KEYS: keys.join(","), ALLOW_ANONYMOUS: "0", CLIENT_API_KEYS: clientKey } });
  const post = (body = "{}") =>
    pair.rota.send(generate, { method: "POST", body, headers: { "x-goog-api-key": clientKey, "content-type": "application/json" } });

  for (const [name, spell] of Object.entries(spellings)) {
    test(`${name}, is masked in a good answer, in an error and in headers`, async () => {
      for (const status of [200, 400]) {
        let sent;
        pair.upstream.script = (call) => {
          sent = spell(keyOf(call));
          const text = status === 200 ? `{"said":"${sent}","more":"é\\n"}` : `{"error":{"code":400,"status":"INVALID_ARGUMENT","message":"${sent} what"}}`;
          const headers = { "content-type": "application/json", link: `<https://up.test/?k=${sent.replaceAll("\\", "")}>` };
          return { status, headers, body: text };
        };
        const { text, rawHeaders } = await post();
        const all = text + JSON.stringify(rawHeaders);
        assert(!all.includes(core(sent)), `${status}: ${all}`);
        assert(text.includes("[key]"), text);
        if (status === 200) assert(text.endsWith(',"more":"é\\n"}'), text);
      }
    });
  }

  test("is masked in a stream, wherever its pieces are cut", async () => {
    for (const at of [1, 7, 20, 38]) {
      pair.upstream.script = (call) => {
        const key = keyOf(call);
        return {
          headers: { "content-type": "text/event-stream" },
          body: [`data: {"a":"${key.slice(0, at)}`, { waitMs: 50 }, `${key.slice(at)}"}\n\n`, 'data: {"b":1}\n\n'],
        };
      };
      const { text } = await post();
      assert.equal(text, 'data: {"a":"[key]"}\n\ndata: {"b":1}\n\n');
    }
  });

  test("a bystander's answer passes byte for byte", async () => {
    const body = `{"text":"AIza, gsk_ and sk- \\u0041 %41 ${"x".repeat(70_000)}"}`;
    pair.upstream.script = () => ({ headers: { "content-type": "application/json" }, body });
    assert.equal((await post()).text, body);
    for (const key of keys) pair.rota.assertNoSecret([key]);
  });
});

describe("H1 a file that a client names", () => {
  const pair = sharePair({ keys: 1, settings: { ALLOW_ANONYMOUS: "0", CLIENT_API_KEYS: clientKey } });
  const hostile = 'files/a"}}]}],"safetySettings":[],"tools":[{"codeExecution":{}}],"x":[{"y":[{"z":{"w":"';
  const parts = {
    file_id: (id) => ({ type: "file", file: { file_id: id } }),
    file_data: (id) => ({ type: "file", file: { filename: "a.pdf", file_data: id } }),
    image_url: (id) => ({ type: "image_url", image_url: { url: id } }),
    video_url: (id) => ({ type: "video_url", video_url: { url: id } }),
  };
  const ask = (part) => pair.rota.chat({ model, messages: [{ role: "user", content: [part] }] }, { key: clientKey });

  for (const [name, part] of Object.entries(parts)) {
    test(`${name}: adds nothing to what goes up, and is refused unless it looks like one`, async () => {
      for (const id of [hostile, "files/", "files/a b", "files/../x", "gs://", `files/${"a".repeat(129)}`, "https://up.test/a\"b"]) {
        pair.upstream.forget();
        const answer = await ask(part(id));
        assert.equal(answer.status, 400, `${id}: ${answer.text}`);
        assert.match(answer.json().error.param, new RegExp(name));
        assert.equal(pair.upstream.calls.length, 0);
      }
      pair.upstream.forget();
      pair.upstream.script = () => saying("x");
      assert.equal((await ask(part("files/abc-123"))).status, 200);
      const sent = JSON.parse(pair.upstream.calls[0].body);
      assert.equal(sent.contents[0].parts[0].fileData.fileUri, "https://generativelanguage.googleapis.com/v1beta/files/abc-123");
    });
  }
});

describe("C1 a client's own key", () => {
  const pair = sharePair({ settings: { ALLOW_ANONYMOUS: "1", ALLOW_CLIENT_GEMINI_KEY: "1" } });

  test("adds no header, however it is encoded", async () => {
    pair.upstream.script = () => saying("x");
    pair.upstream.forget();
    const own = "AIzaSyOwn-0000000000000000000000000000000";
    await pair.rota.send(`${generate}?key=${own}%0d%0ax-evil:%201`, { method: "POST", body: "{}" });
    for (const call of pair.upstream.calls) {
      assert.equal(call.headers["x-evil"], undefined);
      assert(!keyOf(call).includes("Own"));
    }
    await pair.rota.send(`${generate}?key=${own}`, { method: "POST", body: "{}" });
    assert.equal(keyOf(pair.upstream.calls.at(-1)), own);
  });
});

describe("B6 the password", () => {
  const words = "密码 pässwörd 🔑 'x'";
  const pair = sharePair({ settings: { ...panel.adminSettings, ADMIN_PASSWORD: words.normalize("NFD") } });
  const encoded = `UTF-8''${encodeURIComponent(words.normalize("NFC"))}`;
  const logIn = (password) => pair.rota.send("/admin/login", { method: "POST", json: { password } });
  const cookieOf = (answer) => answer.headers["set-cookie"][0].split(";")[0];

  test("of any language opens by a form and by a header", async () => {
    assert.equal((await logIn(words.normalize("NFC"))).status, 200);
    const bearer = await pair.rota.send("/admin/session", { headers: { authorization: `Bearer ${encoded}` } });
    assert.equal(bearer.status, 200, bearer.text);
    const cookie = cookieOf(await logIn(words.normalize("NFC")));
    const full = await pair.rota.send("/admin/keys/export?reveal=1&format=lines", { headers: { cookie, "x-admin-password": encoded } });
    assert.equal(full.status, 200, full.text);
    assert(full.text.includes(pair.keys[0]));
  });

  test("wrong beside a session is counted as a guess, and another administrator is not kept out", async () => {
    const [guesser, bystander] = [cookieOf(await logIn(words.normalize("NFC"))), cookieOf(await logIn(words.normalize("NFC")))];
    const reveal = (cookie, password) =>
      pair.rota.send("/admin/keys/export?reveal=1", { headers: { cookie, "x-admin-password": password } });
    const statuses = [];
    for (let i = 0; i < 8; i += 1) statuses.push((await reveal(guesser, `wrong ${i}`)).status);
    assert.deepEqual(statuses, [403, 403, 403, 403, 403, 429, 429, 429]);
    assert.equal((await reveal(guesser, encoded)).status, 429);
    assert.equal((await reveal(bystander, encoded)).status, 200);
    assert.equal((await pair.rota.send("/admin/session", { headers: { cookie: guesser } })).status, 200);
  });
});
