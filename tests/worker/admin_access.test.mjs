// Who may administer, and how: login, sessions, the gate before every route, the pages (B6, F1, F2, F9).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { answer } from "./google.mjs";
import * as panel from "./panel.mjs";
import { ownPair, sharePair } from "./setup.mjs";

const settings = panel.adminSettings;
const html = "text/html,application/xhtml+xml";
const hour = 60 * 60 * 1000;
const minute = 60 * 1000;

/** Every route of administrators: method and path. */
const routes = [
  ...["/status", "/metrics", "/stat.json", "/admin/status", "/admin/stats", "/admin/session", "/admin/config"],
  ...["/admin/keys/gemini", "/admin/keys/user", "/admin/models", "/admin/nowhere", "/admin/keys/gemini/nothing"],
].map((path) => ["GET", path]).concat([
  ["POST", "/admin/logout"],
  ["POST", "/admin/keys/gemini"],
  ["DELETE", "/admin/keys/gemini"],
  ["POST", "/admin/keys/import"],
  ["PATCH", "/admin/keys/gemini/0123456789abcdef"],
  ["DELETE", "/admin/keys/gemini/0123456789abcdef"],
  ["POST", "/admin/keys/gemini/0123456789abcdef/reset"],
  ["POST", "/admin/keys/gemini/0123456789abcdef/test"],
  ["POST", "/admin/keys/user"],
  ["PATCH", "/admin/keys/user/0123456789abcdef"],
  ["DELETE", "/admin/keys/user/0123456789abcdef"],
  ["POST", "/admin/models"],
  ["POST", "/admin/models/sync"],
  ["DELETE", "/admin/models/some"],
  ["POST", "/admin/config"],
  ["POST", "/admin/playground"],
  ["PUT", "/admin/config"],
  ["POST", "/status"],
  ["POST", "/admin"],
  ["POST", "/login"],
]);

const logIn = (rota, password = panel.password, headers = {}) =>
  rota.send("/admin/login", { method: "POST", json: { password }, headers });

const cookieOf = ({ headers }) => headers["set-cookie"][0].split(";")[0];

async function loggedIn(rota) {
  const answer = await logIn(rota);
  assert.equal(answer.status, 200, answer.text);
  return cookieOf(answer);
}

/** With a session, as the panel's own pages ask. */
const ask = (rota, cookie, path, options = {}) =>
  rota.send(path, { ...options, headers: { cookie, origin: rota.url, ...options.headers } });

const look = (rota, path, headers = {}) => rota.send(path, { headers: { accept: html, ...headers } });

describe("Sessions", () => {
  const pair = sharePair({ settings });

  test("B6 the password gives a cookie with every attribute, and the cookie opens", async () => {
    const answer = await logIn(pair.rota);
    const [set] = answer.headers["set-cookie"];
    assert.match(set, /^rota_session=v1\.[\w.-]+; HttpOnly; Secure; SameSite=Strict; Path=\/; Max-Age=43200$/);
    assert(Math.abs(answer.json().expires_at - Date.now() - 12 * hour) < minute);
    const session = await ask(pair.rota, cookieOf(answer), "/admin/session");
    assert.equal(session.status, 200, session.text);
    assert.equal(session.json().expires_at, answer.json().expires_at);
    assert.match(session.json().version, /^\d+\.\d+\.\d+$/);
    assert.equal(session.headers["set-cookie"], undefined);
    const changed = await ask(pair.rota, cookieOf(answer), "/admin/config", { method: "POST", json: { max_attempts: 4 } });
    assert.equal(changed.status, 200, changed.text);
  });

  test("B6 without a session every route is 401, whatever its method, and says nothing else", async () => {
    for (const [method, path] of routes) {
      const { status, headers, text } = await pair.rota.send(path, { method });
      assert.equal(status, 401, `${method} ${path}: ${status} ${text}`);
      assert.equal(headers.allow, undefined);
    }
  });

  test("F2 a forged, tampered, cut or foreign cookie opens none of them", async () => {
    const cookie = await loggedIn(pair.rota);
    const [name, value] = cookie.split("=");
    const parts = value.split(".");
    const other = (char) => (char === "A" ? "B" : "A");
    const changed = (at, to) => parts.with(at, to).join(".");
    const forged = [
      changed(1, String(Number(parts[1]) + 1)),
      changed(2, String(Number(parts[2]) - 1)),
      changed(3, String(Number(parts[3]) + 1)),
      changed(4, "1"),
      changed(5, other(parts[5][0]) + parts[5].slice(1)),
      changed(5, parts[5].slice(0, -1)),
      changed(5, ""),
      changed(5, `${parts[5]}=`),
      changed(0, "v2"),
      value.slice(3),
      "",
      "x".repeat(5000),
    ];
    for (const each of forged) {
      const { status } = await ask(pair.rota, `${name}=${each}`, "/admin/session");
      assert.equal(status, 401, each);
    }
    for (const [method, path] of routes) {
      const { status } = await ask(pair.rota, `${name}=${forged[4]}`, path, { method });
      assert.equal(status, 401, `${method} ${path}`);
    }
    assert.equal((await ask(pair.rota, cookie, "/admin/session")).status, 200);
  });

  test("F2 with the cookie, a page of another origin changes nothing on any route", async () => {
    const cookie = await loggedIn(pair.rota);
    const from = [
      { origin: "https://evil.example" },
      { origin: "null" },
      { origin: `${pair.rota.url}0` },
      { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
      {},
    ];
    for (const headers of from) {
      for (const [method, path] of routes.filter(([method]) => method !== "GET")) {
        const { status, text } = await pair.rota.send(path, { method, headers: { cookie, ...headers } });
        assert.equal(status, 403, `${method} ${path} ${JSON.stringify(headers)}: ${text}`);
      }
    }
    const same = { cookie, "sec-fetch-site": "same-origin" };
    const kept = await pair.rota.send("/admin/config", { method: "POST", json: { max_attempts: 5 }, headers: same });
    assert.equal(kept.status, 200, kept.text);
    const login = await logIn(pair.rota, panel.password, { origin: "https://evil.example" });
    assert.equal(login.status, 403);
  });

  test("F9 behind the gate: unknown routes are 404, other methods 405 with Allow", async () => {
    const cookie = await loggedIn(pair.rota);
    assert.equal((await ask(pair.rota, cookie, "/admin/nowhere")).status, 404);
    const put = await ask(pair.rota, cookie, "/admin/config", { method: "PUT" });
    assert.deepEqual([put.status, put.headers.allow], [405, "GET, POST"]);
    const post = await ask(pair.rota, cookie, "/admin", { method: "POST" });
    assert.deepEqual([post.status, post.headers.allow], [405, "GET, HEAD"]);
    const get = await pair.rota.send("/admin/login");
    assert.deepEqual([get.status, get.headers.allow], [405, "POST"]);
  });

  test("B6 a plain logout ends that session for every copy of its cookie, and no other", async () => {
    const [first, second] = [await loggedIn(pair.rota), await loggedIn(pair.rota)];
    assert.equal((await ask(pair.rota, first, "/admin/logout", { method: "POST" })).status, 200);
    const copy = await ask(pair.rota, first, "/admin/session");
    assert.equal(copy.status, 401, copy.text);
    assert.match(copy.headers["set-cookie"][0], /^rota_session=; .*Max-Age=0$/);
    assert.equal((await look(pair.rota, "/admin", { cookie: first })).status, 303);
    assert.equal((await ask(pair.rota, second, "/admin/session")).status, 200);
  });

  test("B6 logging out clears the cookie; everywhere ends every session at once", async () => {
    const [first, second] = [await loggedIn(pair.rota), await loggedIn(pair.rota)];
    const out = await ask(pair.rota, first, "/admin/logout", { method: "POST" });
    assert.equal(out.status, 200, out.text);
    assert.match(out.headers["set-cookie"][0], /^rota_session=; .*Max-Age=0$/);
    assert.equal((await ask(pair.rota, second, "/admin/session")).status, 200);
    const all = await ask(pair.rota, second, "/admin/logout", { method: "POST", json: { everywhere: true } });
    assert.deepEqual(all.json(), { ok: true });
    for (const cookie of [first, second]) {
      const ended = await ask(pair.rota, cookie, "/admin/session");
      assert.equal(ended.status, 401);
      assert.match(ended.headers["set-cookie"][0], /Max-Age=0$/);
      const page = await look(pair.rota, "/admin", { cookie });
      assert.deepEqual([page.status, page.headers.location], [303, "/login"]);
      assert.equal((await look(pair.rota, "/login", { cookie })).status, 200);
    }
    assert.equal((await ask(pair.rota, await loggedIn(pair.rota), "/admin/session")).status, 200);
  });

  test("F9 a login that is none: 400, 401, 413, 422", async () => {
    const post = (options) => pair.rota.send("/admin/login", { method: "POST", ...options });
    assert.equal((await post({ body: "{" })).status, 400);
    assert.equal((await post({ json: {} })).status, 422);
    assert.equal((await post({ json: { password: "x".repeat(5000) } })).status, 413);
    assert.equal((await post({ json: { password: `${panel.password}x` } })).status, 401);
  });

  test("F1 neither the secrets nor the passwords that were tried stand in any answer or log", () => {
    pair.rota.assertNoSecret([panel.password, panel.sessionSecret, ...pair.keys]);
  });
});

describe("Pages", () => {
  const pair = sharePair({ settings });
  const csp =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  test("B6 without a session pages lead to /login, which is served with a strict policy", async () => {
    for (const path of ["/admin", "/admin/", "/admin/anything", "/stat"]) {
      const { status, headers, text } = await look(pair.rota, path);
      assert.deepEqual([status, headers.location, text], [303, "/login", ""], path);
    }
    const { status, headers, text } = await look(pair.rota, "/login");
    assert.equal(status, 200, text);
    assert.match(text, /The panel/);
    assert.match(headers["content-type"], /^text\/html/);
    assert.equal(headers["content-security-policy"], csp);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["referrer-policy"], "no-referrer");
    assert.match(headers["cache-control"], /no-cache/);
  });

  test("B6 with a session pages are served, and /login leads to /admin", async () => {
    const cookie = await loggedIn(pair.rota);
    for (const path of ["/admin", "/admin/anything", "/stat"]) {
      const { status, headers, text } = await look(pair.rota, path, { cookie });
      assert.equal(status, 200, path);
      assert.match(text, /The panel/);
      assert.equal(headers["content-security-policy"], csp);
    }
    const login = await look(pair.rota, "/login", { cookie });
    assert.deepEqual([login.status, login.headers.location], [303, "/admin"]);
    const { headers } = await look(pair.rota, "/admin", { cookie });
    const again = await look(pair.rota, "/admin", { cookie, "if-none-match": headers.etag });
    assert.deepEqual([again.status, again.text], [304, ""]);
    const head = await pair.rota.send("/admin", { method: "HEAD", headers: { cookie, accept: html } });
    assert.deepEqual([head.status, head.text], [200, ""]);
  });

  test("B6 the panel's files are public and kept for good; what is none of them is 404", async () => {
    const file = await pair.rota.send("/admin/assets/panel-0123.js");
    assert.equal(file.status, 200);
    assert.match(file.headers["content-type"], /javascript/);
    assert.match(file.headers["cache-control"], /immutable/);
    const again = await pair.rota.send("/admin/assets/panel-0123.js", { headers: { "if-none-match": file.headers.etag } });
    assert.equal(again.status, 304);
    for (const path of ["/admin/assets/none.js", "/admin/assets/", "/admin/assets/%2e%2e/index.html"]) {
      assert([303, 401, 404].includes((await pair.rota.send(path)).status), path);
    }
    assert.equal((await pair.rota.send("/index.html")).status, 404);
    assert.equal((await pair.rota.send("/assets/panel-0123.js")).status, 404);
    assert.equal((await pair.rota.send("/admin/assets/panel-0123.js", { method: "POST" })).status, 405);
  });
});

test("B6 a panel that was not built: 503 says how", async (t) => {
  const { rota } = await ownPair(t, { settings, assets: null });
  const page = await look(rota, "/login");
  assert.equal(page.status, 503);
  assert.match(page.text, /npm run build/);
  assert.equal((await rota.send("/admin/assets/x.js")).status, 404);
});

test("B6 without the two secrets: 503 and what to set, for people and programs", async (t) => {
  const { rota } = await ownPair(t, { settings: { ADMIN_PASSWORD: panel.password } });
  for (const path of ["/admin", "/login", "/stat"]) {
    const page = await look(rota, path);
    assert.equal(page.status, 503);
    assert.match(page.headers["content-type"], /^text\/html/);
    assert.match(page.text, /SESSION_SECRET_KEY/);
  }
  for (const path of ["/admin/keys/gemini", "/status", "/admin/assets/panel-0123.js", "/admin/nowhere"]) {
    const { status, json } = await panel.ask(rota, "GET", path).then((a) => ({ status: a.status, json: a.json() }));
    assert.equal(status, 503, path);
    assert.match(json.error.message, /ADMIN_PASSWORD/);
  }
  assert.equal((await logIn(rota)).status, 503);
});

test("B6 PUBLIC_STAT=1 opens /stat, and nothing else", async (t) => {
  const { rota } = await ownPair(t, { settings: { ...settings, PUBLIC_STAT: "1" } });
  assert.equal((await look(rota, "/stat")).status, 200);
  assert.notEqual((await rota.send("/stat.json")).status, 401);
  assert.equal((await rota.send("/stat.json", { method: "POST" })).status, 401);
  assert.equal((await rota.send("/status")).status, 401);
  assert.equal((await look(rota, "/admin")).status, 303);
});

test("A4 H19 PUBLIC_STAT=1 works with nothing but API_KEYS, and opens nothing else", async (t) => {
  const { rota } = await ownPair(t, { script: (call) => answer(call), settings: { PUBLIC_STAT: "1" } });
  const page = await look(rota, "/stat");
  assert.equal(page.status, 200);
  assert.match(page.headers["content-type"], /^text\/html/);
  assert.equal((await rota.send("/admin/assets/panel-0123.js")).status, 200);
  await rota.chat({ model: "gemini-3.6-flash", messages: [{ role: "user", content: "x" }] });
  const data = await rota.send("/stat.json");
  assert.equal(data.status, 200, data.text);
  assert.equal(typeof data.json().next_reset_ms, "number", data.text);
  for (const path of ["/status", "/metrics", "/admin/config", "/admin/session", "/admin/keys/gemini"]) {
    assert.equal((await panel.ask(rota, "GET", path)).status, 503, path);
  }
  assert.equal((await look(rota, "/admin")).status, 503);
  assert.equal((await logIn(rota)).status, 503);
});

test("B6 sessions are renewed when half an hour old, expire, and end after seven days", async (t) => {
  const { rota } = await ownPair(t, { settings, adjustableClock: true });
  let cookie = await loggedIn(rota);
  const first = cookie;
  await rota.moveClock(29 * minute);
  assert.equal((await ask(rota, cookie, "/admin/session")).headers["set-cookie"], undefined);
  await rota.moveClock(31 * minute);
  const renewed = await ask(rota, cookie, "/admin/session");
  cookie = cookieOf(renewed);
  assert.notEqual(cookie, first);
  assert(Math.abs(renewed.json().expires_at - Date.now() - 31 * minute - 12 * hour) < minute);
  const page = await look(rota, "/admin", { cookie: first });
  assert.equal(page.headers["set-cookie"].length, 1);
  await rota.moveClock(12 * hour + minute);
  assert.equal((await ask(rota, first, "/admin/session")).status, 401);
  assert.equal((await ask(rota, cookie, "/admin/session")).status, 200);
  for (let hours = 11; hours < 7 * 24; hours += 11) {
    await rota.moveClock(hours * hour);
    const answer = await ask(rota, cookie, "/admin/session");
    assert.equal(answer.status, 200, `after ${hours} hours`);
    if (answer.headers["set-cookie"]) cookie = cookieOf(answer);
  }
  await rota.moveClock(7 * 24 * hour + minute);
  assert.equal((await ask(rota, cookie, "/admin/session")).status, 401);
});

test("F2 guessing is slow, by login or bearer, from one address; a session and an eviction change nothing", async (t) => {
  const { rota } = await ownPair(t, { settings, keepState: true });
  const from = (ip) => ({ "cf-connecting-ip": ip });
  const cookie = await loggedIn(rota);
  const wrongBearer = (ip) => rota.send("/status", { key: "wrong", headers: from(ip) });
  for (let i = 0; i < 3; i += 1) assert.equal((await logIn(rota, "wrong", from("192.0.2.1"))).status, 401);
  for (let i = 0; i < 2; i += 1) assert.equal((await wrongBearer("192.0.2.1")).status, 401);
  const refused = await logIn(rota, panel.password, from("192.0.2.1"));
  assert.equal(refused.status, 429);
  assert(Number(refused.headers["retry-after"]) > 50);
  await rota.restart();
  assert.equal((await logIn(rota, panel.password, from("192.0.2.1"))).status, 429);
  assert.equal((await panel.ask(rota, "GET", "/status", { headers: from("192.0.2.1") })).status, 429);
  assert.equal((await ask(rota, cookie, "/status", { headers: from("192.0.2.1") })).status, 200);
  assert.equal((await logIn(rota, panel.password, from("192.0.2.2"))).status, 200);
  for (let i = 0; i < 5; i += 1) await logIn(rota, "wrong", from(`2001:db8::${i}`));
  assert.equal((await logIn(rota, panel.password, from("2001:db8::ffff"))).status, 429);
  assert.equal((await logIn(rota, panel.password, from("2001:db8:0:1::"))).status, 200);
  rota.assertNotStored([panel.password, panel.sessionSecret]);
});

test("F2 another password, or another session key, voids every session", async (t) => {
  const { rota } = await ownPair(t, { settings: { ...settings }, keepState: true });
  const cookie = await loggedIn(rota);
  await rota.restart();
  assert.equal((await ask(rota, cookie, "/admin/session")).status, 200);
  await rota.restart({ ADMIN_PASSWORD: "another" });
  assert.equal((await ask(rota, cookie, "/admin/session")).status, 401);
  await rota.restart({ ADMIN_PASSWORD: panel.password, SESSION_SECRET_KEY: "another" });
  assert.equal((await ask(rota, cookie, "/admin/session")).status, 401);
  await rota.restart({ SESSION_SECRET_KEY: panel.sessionSecret });
  assert.equal((await ask(rota, cookie, "/admin/session")).status, 200);
});

test("F2 a bearer needs no origin, stands in Authorization only, and is never a part of the password", async (t) => {
  const { rota } = await ownPair(t, { settings });
  const foreign = { origin: "https://evil.example" };
  const changed = await panel.ask(rota, "POST", "/admin/config", { json: { max_attempts: 4 }, headers: foreign });
  assert.equal(changed.status, 200, changed.text);
  assert.equal(changed.headers["access-control-allow-origin"], undefined);
  assert.equal((await rota.send(`/status?key=${panel.password}`)).status, 401);
  assert.equal((await rota.send("/status", { headers: { "x-api-key": panel.password } })).status, 401);
  for (const key of [panel.password.slice(1), `${panel.password}x`]) {
    assert.equal((await rota.send("/status", { key })).status, 401);
  }
});
