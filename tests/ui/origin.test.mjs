// What upstreams and clients write, asked for in the browser of an administrator: it is never a page, a frame, a script or
// a style of the panel's origin, and a program still reads it (H1).
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { startPair } from "../worker/setup.mjs";
import { startBrowser } from "./browser.mjs";

const clientKey = "sk-client-canary-0123456789abcdef";
const script = "globalThis.hacked = document.cookie + location.origin;";
const html = `<!doctype html><title>taken over</title><h1>File</h1><script>${script}</script>`;

const hostile = ({ url }) => {
  if (url.includes("callback")) return { headers: { "content-type": "text/javascript" }, body: script };
  if (url.includes("style")) return { headers: { "content-type": "text/css" }, body: "h1 { display: none }" };
  return { headers: { "content-type": "text/html", "content-security-policy": "default-src *", "clear-site-data": '"*"' }, body: html };
};

describe("the panel's origin", () => {
  let browser;
  let pair;
  let page;
  before(async () => {
    browser = await startBrowser();
    // The only key owns every file.
    pair = await startPair({ script: hostile, keys: 1, settings: { CLIENT_API_KEYS: clientKey, ALLOW_ANONYMOUS: "0" } });
    page = await browser.newPage();
  });
  after(async () => {
    await browser?.close();
    await pair?.stop();
  });

  const file = (query = "") => `${pair.rota.url}/v1beta/files/abc:download?alt=media&key=${clientKey}${query}`;
  const isHacked = (frame = page) => frame.evaluate(() => globalThis.hacked !== undefined);

  test("H1 a file that is opened as a page is refused before the upstream hears of it", async () => {
    pair.upstream.forget();
    const answered = await page.goto(file());
    assert.equal(answered.status(), 403);
    assert.equal(answered.headers()["content-security-policy"], "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert.equal(await isHacked(), false);
    assert.notEqual(await page.title(), "taken over");
    assert.equal(pair.upstream.calls.length, 0);
  });

  test("H1 a browser that does not say what it wants shows it in a sandbox, where nothing runs", async () => {
    const old = await browser.newPage();
    await old.route("**/v1beta/**", async (route) => {
      const answered = await pair.rota.send(new URL(route.request().url()).pathname, { key: clientKey });
      assert.equal(answered.headers["clear-site-data"], undefined);
      await route.fulfill({ status: answered.status, headers: answered.headers, body: answered.body });
    });
    const answered = await old.goto(file());
    assert.equal(answered.status(), 200);
    assert.equal(await old.title(), "taken over");
    assert.equal(await old.evaluate(() => globalThis.origin), "null", "the page has an origin of its own");
    assert.equal(await isHacked(old), false);
    await old.close();
  });

  test("H1 scripts, styles, frames, objects and workers of the panel's pages get nothing from there", async () => {
    await page.goto(`${pair.rota.url}/`);
    pair.upstream.forget();
    // The page's own policy would stop most of them: it is another's that is asked here.
    await page.route("**/host", (route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><h1>Host</h1>" }));
    await page.goto(`${pair.rota.url}/host`);
    const outcomes = await page.evaluate(
      ([plain, jsonp, css]) => {
        const outcomeOf = (name, members) =>
          new Promise((resolve) => {
            const element = document.createElement(name);
            element.onload = () => resolve(`${name} loaded`);
            element.onerror = () => resolve(`${name} failed`);
            Object.assign(element, members);
            document.body.append(element);
          });
        const registered = navigator.serviceWorker.register(jsonp).then(() => "registered", () => "not registered");
        return Promise.all([
          outcomeOf("script", { src: jsonp }),
          outcomeOf("script", { src: jsonp, type: "module" }),
          outcomeOf("script", { src: plain }),
          outcomeOf("link", { rel: "stylesheet", href: css }),
          outcomeOf("object", { data: plain }),
          outcomeOf("iframe", { src: plain }),
          registered,
        ]);
      },
      [file(), `${pair.rota.url}/v1beta/models?callback=f&key=${clientKey}`, file("&style=1")],
    );
    const [jsonp, module, plain, style, object, , worker] = outcomes;
    assert.deepEqual(
      [jsonp, module, plain, style, object, worker],
      ["script failed", "script failed", "script failed", "link failed", "object failed", "not registered"],
    );
    assert.equal(await isHacked(), false);
    for (const frame of page.frames().slice(1)) assert.notEqual(await frame.title().catch(() => ""), "taken over");
    assert.equal(pair.upstream.calls.length, 0);
  });

  test("H1 a program in the same browser reads all of it", async () => {
    await page.goto(`${pair.rota.url}/health`);
    const text = await page.evaluate(async (url) => (await fetch(url)).text(), file());
    assert.equal(text, html);
  });
});
