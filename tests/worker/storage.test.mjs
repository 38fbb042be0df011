// What js-shim/storage.js does with real D1, KV and WebCrypto, one action at a time.
import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHash, hkdfSync } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { Miniflare } from "miniflare";
import { action, event } from "../../js-shim/messages.js";
import { compatibility, modulesRules, root } from "./harness.mjs";

const secret = "a-session-secret-of-a-test";
const poolKey = "AIzaFAKE-canary-of-the-storage-test";

let host;
before(async () => {
  host = new Miniflare({
    ...compatibility,
    rootPath: root,
    modulesRoot: root,
    modules: true,
    modulesRules,
    scriptPath: "tests/worker/storage_host.mjs",
    bindings: { SESSION_SECRET_KEY: secret },
    d1Databases: { DB: "rota" },
    kvNamespaces: { CONFIG_KV: "rota" },
    cf: false,
  });
  await host.ready;
});
after(() => host.dispose());

/** Performs an action. `body`: a Buffer or text. */
async function perform(kind, { body = "", ...more } = {}) {
  const asked = { kind, body: Buffer.from(body).toString("base64"), ...more };
  const response = await host.dispatchFetch("http://host/", { method: "POST", body: JSON.stringify(asked) });
  const told = await response.json();
  return told && { ...told, body: told.body && Buffer.from(told.body, "base64") };
}

/** Performs an action that succeeds and gives the body told. */
async function bytesOf(kind, expected, options) {
  const told = await perform(kind, options);
  assert.deepEqual([told.kind, told.token, told.head], [expected, 7, ""], told.head);
  return told.body;
}

const jsonOf = async (...asked) => JSON.parse(await bytesOf(...asked));

async function failureOf(kind, options) {
  const told = await perform(kind, options);
  assert.deepEqual([told.kind, told.token], [event.failed, 7]);
  return told.head;
}

const query = (statements, head = "") =>
  jsonOf(action.query, event.queried, { head, body: JSON.stringify(statements) });

/** All in one place, unless each says its own. */
const placed = (texts, places) => JSON.stringify(texts.map((text, i) => [text, places?.[i] ?? "keys/1"]));
const seal = (texts, env, places) => jsonOf(action.seal, event.sealed, { env, body: placed(texts, places) });
const unseal = (texts, env, places) => jsonOf(action.unseal, event.sealed, { env, body: placed(texts, places) });

const tableNames = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf*' ORDER BY name";
const insertSetting = (key, value) => ["INSERT INTO pool_config (key, value) VALUES (?, ?)", key, value];

describe("query", () => {
  test("E4 the schema is made with the first statements, and made again without harm", async () => {
    assert.deepEqual(await query([], "schema"), []);
    const [{ rows }] = await query([[tableNames]]);
    assert.deepEqual(rows.map(({ name }) => name).filter((name) => name !== "sqlite_sequence"), [
      "api_key_usage", "api_keys", "client_keys", "models", "pool_config", "usage_daily", "usage_hourly",
      "writes",
    ]);
    const [views] = await query([[tableNames.replace("'table'", "'view'")]]);
    assert.deepEqual(views.rows.map(({ name }) => name), ["gemini_keys", "usage_logs", "user_keys"]);
    await query([insertSetting("kept", "1")]);
    const [kept] = await query([["SELECT value FROM pool_config WHERE key = 'kept'"]], "schema");
    assert.deepEqual(kept.rows, [{ value: "1" }]);
  });

  test("each statement has its rows and its changes, in order; texts, numbers and null are bound", async () => {
    const text = "naïve 🔑 \"quoted\"; -- no comment";
    const answers = await query([
      insertSetting("one", text),
      insertSetting("two", "2"),
      ["SELECT key, value FROM pool_config WHERE key IN (SELECT value FROM json_each(?))", '["one","two"]'],
      ["UPDATE pool_config SET description = ? WHERE key IN ('one', 'two')", "both"],
      ["SELECT ? AS a, ? AS b, ? AS c, 9007199254740991 AS d", null, 1.5, -3],
    ]);
    assert.deepEqual(answers.map(({ changes }) => changes), [1, 1, 0, 2, 0]);
    assert.deepEqual(answers[2].rows, [{ key: "one", value: text }, { key: "two", value: "2" }]);
    assert.deepEqual(answers[4].rows, [{ a: null, b: 1.5, c: -3, d: 9007199254740991 }]);
    assert.deepEqual(await query([]), []);
  });

  test("thousands of rows go in by one parameter", async () => {
    const rows = Array.from({ length: 5000 }, (_, i) => [`many-${i}`, `${i}`]);
    const sql = "INSERT INTO pool_config (key, value) SELECT value ->> 0, value ->> 1 FROM json_each(?)";
    const [{ changes }] = await query([[sql, JSON.stringify(rows)]]);
    assert.equal(changes, 5000);
  });

  test("one transaction: a statement that fails undoes those before it", async () => {
    const body = JSON.stringify([insertSetting("undone", "1"), insertSetting("kept", poolKey)]);
    const said = await failureOf(action.query, { body });
    assert.match(said, /UNIQUE constraint failed: pool_config\.key/);
    assert(!said.includes(poolKey));
    const [{ rows }] = await query([["SELECT * FROM pool_config WHERE key = 'undone'"]]);
    assert.deepEqual(rows, []);
  });

  test("F1 what it fails with quotes no parameter", async () => {
    for (const statements of [
      [["SELECT ?", { poolKey }]],
      [["SELECT ?", [poolKey]]],
      [["SELECT ?", poolKey, poolKey]],
      [["SELECT * FROM json_each(?)", `[${poolKey}`]],
      [["SELECT ? ->> '$.a'", `{${poolKey}`]],
      [["SELECT nothing FROM nowhere WHERE a = ?", poolKey]],
      [["INSERT INTO pool_config (key, value) VALUES (?, NULL)", poolKey]],
      { poolKey },
    ]) {
      const said = await failureOf(action.query, { body: JSON.stringify(statements) });
      assert(said.length > 0 && !said.includes("AIza"), said);
    }
    const said = await failureOf(action.query, { body: `[["SELECT 1", "${poolKey}"` });
    assert.equal(said, "the core asked in broken JSON");
  });

  test("without the binding it says so", async () => {
    assert.equal(await failureOf(action.query, { body: "[]", env: { DB: null } }), "DB is not bound");
  });
});

describe("seal and unseal", () => {
  test("F2 what is sealed opens again, is different every time, and shows nothing of the text", async () => {
    const texts = [poolKey, "", "naïve 🔑", "\ufeffmarked", poolKey];
    const sealed = await seal(texts);
    for (const text of sealed) assert.match(text, /^v2\.[\w-]+$/);
    assert.equal(new Set(sealed).size, texts.length);
    assert(!JSON.stringify(sealed).includes("AIza"));
    assert.deepEqual(await unseal(sealed), texts);
    assert.deepEqual(await seal([]), []);
  });

  test("F2 the form is AES-256-GCM under HKDF-SHA-256, so that another program can open it", async () => {
    const [sealed] = await seal([poolKey]);
    const bytes = Buffer.from(sealed.slice(3), "base64url");
    const key = Buffer.from(hkdfSync("sha256", secret, "", "rota: keys at rest, v1", 32));
    const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
      .setAAD(Buffer.from("keys/1"))
      .setAuthTag(bytes.subarray(-16));
    assert.equal(decipher.update(bytes.subarray(12, -16), undefined, "utf8") + decipher.final("utf8"), poolKey);
  });

  test("F2 null for what does not open: another secret, a changed byte, another form, no text", async () => {
    const [sealed, other] = await seal([poolKey, "second"]);
    assert.deepEqual(await unseal([sealed, other], { SESSION_SECRET_KEY: "another" }), [null, null]);
    const changed = sealed.slice(0, 20) + (sealed[20] === "A" ? "B" : "A") + sealed.slice(21);
    const broken = [changed, sealed.slice(0, -4), sealed.slice(3), `v1${sealed.slice(2)}`, `v3${sealed.slice(2)}`, "v2.", "v2.!?", "", null, 5];
    assert.deepEqual(await unseal([...broken, sealed]), [...broken.map(() => null), poolKey]);
  });

  test("F2 what is sealed opens in its own place alone; what was sealed before there were places, wherever it stands", async () => {
    const [sealed, other] = await seal([poolKey, "second"], undefined, ["api_keys/1", "api_keys/2"]);
    assert.deepEqual(await unseal([sealed, other], undefined, ["api_keys/1", "api_keys/2"]), [poolKey, "second"]);
    assert.deepEqual(await unseal([sealed, other], undefined, ["api_keys/2", "api_keys/1"]), [null, null]);
    assert.deepEqual(await unseal([sealed], undefined, [""]), [null]);
    const key = Buffer.from(hkdfSync("sha256", secret, "", "rota: keys at rest, v1", 32));
    const cipher = createCipheriv("aes-256-gcm", key, Buffer.alloc(12, 7));
    const encrypted = Buffer.concat([cipher.update(poolKey, "utf8"), cipher.final(), cipher.getAuthTag()]);
    const old = `v1.${Buffer.concat([Buffer.alloc(12, 7), encrypted]).toString("base64url")}`;
    assert.deepEqual(await unseal([old, old], undefined, ["api_keys/1", "api_keys/2"]), [poolKey, poolKey]);
  });

  test("F2 without SESSION_SECRET_KEY it says so", async () => {
    for (const kind of [action.seal, action.unseal]) {
      for (const missing of [null, ""]) {
        const said = await failureOf(kind, { body: '[["x","y"]]', env: { SESSION_SECRET_KEY: missing } });
        assert.equal(said, "SESSION_SECRET_KEY is not set");
      }
    }
  });

  test("20,000 keys in one call", { timeout: 60_000 }, async (t) => {
    const texts = Array.from({ length: 20_000 }, (_, i) => `AIzaFAKE-${String(i).padStart(30, "0")}`);
    const started = performance.now();
    const sealed = await seal(texts);
    const between = performance.now();
    const opened = await unseal(sealed);
    const ended = performance.now();
    assert.deepEqual(opened, texts);
    t.diagnostic(`sealed in ${Math.round(between - started)} ms, opened in ${Math.round(ended - between)} ms`);
  });
});

describe("digest and draw", () => {
  test("the SHA-256 of the body", async () => {
    for (const body of [Buffer.alloc(0), Buffer.from([0, 255, 10]), Buffer.from(poolKey)]) {
      const expected = createHash("sha256").update(body).digest();
      assert.deepEqual(await bytesOf(action.digest, event.digested, { body }), expected);
    }
  });

  test("as many random bytes as asked for, others every time", async () => {
    const draws = [];
    for (const number of [24, 24, 65_536]) draws.push(await bytesOf(action.draw, event.drawn, { number }));
    assert.deepEqual(draws.map(({ length }) => length), [24, 24, 65_536]);
    assert.notDeepEqual(draws[0], draws[1]);
    assert.match(await failureOf(action.draw, { number: 65_537 }), /size <= 64K/);
  });
});

describe("kv_get and kv_put", () => {
  test("what is put is got, null for what is not there; a put that succeeds tells nothing", async () => {
    const value = '\ufeff{"naïve":"🔑"}';
    assert.equal(await perform(action.kv_put, { head: "rota:one", body: value }), null);
    assert.equal(await perform(action.kv_put, { head: "rota:two", body: "" }), null);
    const got = await jsonOf(action.kv_get, event.kv_value, { head: "rota:one\nrota:none\nrota:two" });
    assert.deepEqual({ ...got, "rota:one": got["rota:one"].replace(/^\ufeff/, "") }, {
      "rota:one": value.slice(1),
      "rota:none": null,
      "rota:two": "",
    });
    assert.deepEqual(await jsonOf(action.kv_get, event.kv_value, { head: "rota:none" }), { "rota:none": null });
  });

  test("a hundred names at once, and no more", async () => {
    const names = Array.from({ length: 100 }, (_, i) => `key_${i}`);
    await perform(action.kv_put, { head: "key_99", body: "last" });
    const got = await jsonOf(action.kv_get, event.kv_value, { head: names.join("\n") });
    assert.equal(Object.keys(got).length, 100);
    assert.deepEqual([got.key_0, got.key_99], [null, "last"]);
    assert.match(await failureOf(action.kv_get, { head: [...names, "key_100"].join("\n") }), /100/);
  });

  test("without the binding it says so", async () => {
    const env = { CONFIG_KV: null };
    assert.equal(await failureOf(action.kv_get, { head: "a", env }), "CONFIG_KV is not bound");
    assert.equal(await failureOf(action.kv_put, { head: "a", body: poolKey, env }), "CONFIG_KV is not bound");
  });

  test("F1 what a put fails with quotes no value", async () => {
    for (const head of ["", ".", "n".repeat(600)]) {
      const said = await failureOf(action.kv_put, { head, body: poolKey });
      assert(said.length > 0 && !said.includes("AIza"), said);
    }
  });
});
