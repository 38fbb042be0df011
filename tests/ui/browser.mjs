// Browser: a real Chromium on the panel, watched for everything that must not happen.
// Knows how to look (errors, policy violations, foreign requests, accessibility, width); what is right, the tests say.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const axeSource = readFileSync(
  fileURLToPath(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url)),
  "utf8",
);
const screens = fileURLToPath(new URL("../../test-output/screens/", import.meta.url));

/** How long a page asks nothing when it has all that it wants. */
const quietMs = 250;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const widths = { desk: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } };

/** Starts Debian's Chromium; CHROMIUM names another. */
export const startBrowser = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-dev-shm-usage"],
});

/** Runs in every document: as if this many rows a page had been chosen for the keys, until others are. */
function rememberRows(rows) {
  if (location.protocol === "about:") return; // which remembers nothing
  if (localStorage.getItem("rota.keys_per_page") === null) localStorage.setItem("rota.keys_per_page", rows);
}

/**
 * A page of its own context; `rows`: how many of them the list of keys has, unless it is the list's own choice.
 * `faults` collects what went wrong in it, as sentences.
 */
export class Visit {
  faults = [];
  #asking = new Set();
  #askedLast = 0;

  static async begin(
    browser,
    origin,
    { width = "desk", theme = "light", language = "en", timezone = "Europe/Berlin", loggedIn = true, rows } = {},
  ) {
    const visit = new Visit();
    Object.assign(visit, { origin, width, theme, language });
    visit.context = await browser.newContext({
      viewport: widths[width],
      colorScheme: theme,
      locale: language === "zh" ? "zh-CN" : "en-US",
      timezoneId: timezone,
      reducedMotion: "reduce",
      hasTouch: width === "phone",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    if (loggedIn) await visit.context.addCookies([{ name: "rota_session", value: "in", url: origin }]);
    if (rows) await visit.context.addInitScript(rememberRows, String(rows));
    visit.page = await visit.context.newPage();
    visit.page.setDefaultTimeout(15_000);
    await visit.#watch();
    return visit;
  }

  async #watch() {
    const { page, faults } = this;
    page.on("console", (message) => {
      if (message.type() !== "error") return;
      // The browser's own note of an answer that a test wants to be a refusal.
      if (/^Failed to load resource: the server responded with a status of [45]/.test(message.text())) return;
      faults.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => faults.push(`error: ${error.stack ?? error}`));
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(`${this.origin}/`) && !/^(data|blob):/.test(url)) faults.push(`foreign request: ${url}`);
      this.#asking.add(request);
    });
    const asked = (request) => {
      this.#asking.delete(request);
      this.#askedLast = Date.now();
    };
    page.on("requestfinished", asked);
    page.on("requestfailed", asked);
    await page.addInitScript(() => {
      addEventListener(
        "securitypolicyviolation",
        (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
  }

  /** Goes to a path and waits until nothing is being loaded any more. */
  async go(path) {
    await this.page.goto(this.origin + path);
    await this.settled();
  }

  /** Waits until the page has read what it wants: nothing is asked any more, and has not been for a moment. */
  async settled() {
    await this.page.locator("h1").first().waitFor();
    // Not "networkidle": a document has that once, and a change of the address alone begins no document.
    do {
      await this.page.waitForFunction(() => !document.querySelector(".loading"));
      await sleep(20);
    } while (this.#asking.size > 0 || Date.now() - this.#askedLast < quietMs);
  }

  /** What axe finds, as sentences. Only these leave the page: all that axe has to say of a long list takes seconds. */
  async accessibilityFaults() {
    if (!(await this.page.evaluate(() => "axe" in globalThis))) await this.page.evaluate(axeSource);
    return this.page.evaluate(async () => {
      const { violations } = await globalThis.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        resultTypes: ["violations"],
      });
      const why = ({ any, all }) => any[0]?.message ?? all[0]?.message ?? "";
      return violations.map(({ id, help, nodes }) => {
        const where = nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${why(node)})`);
        return `${id}: ${help}: ${where.join(" | ")}`;
      });
    });
  }

  /** Fails when the page is wider than the window. */
  async assertNoSideways() {
    const [content, window_px] = await this.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert(content <= window_px, `the page is ${content} px wide in a window of ${window_px}`);
  }

  /** Everything that must hold wherever one is; a picture goes to test-output/screens/. */
  async assertSound(name) {
    mkdirSync(screens, { recursive: true });
    await this.page.screenshot({
      path: `${screens}${name}-${this.language}-${this.theme}-${this.width}.png`,
      fullPage: true,
    });
    await this.assertNoSideways();
    assert.deepEqual(await this.accessibilityFaults(), [], `${name}: accessibility`);
    assert.deepEqual(this.faults, [], name);
    assert.equal(await this.page.evaluate(() => window.hacked), undefined, "a name was run as HTML");
  }

  end() {
    return this.context.close();
  }
}
