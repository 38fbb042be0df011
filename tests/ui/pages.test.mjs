// Every page of the panel in a real browser, on made-up data: in both languages and themes, wide and on a phone.
// B8 F2: nothing leaves the origin, no policy is violated, axe finds nothing, nothing is wider than a phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Visit, startBrowser } from "./browser.mjs";
import { hostileName } from "./mock_data.mjs";
import { password, startMockApi } from "./mock_api.mjs";
import { goToPlace, looks, places } from "./places.mjs";

let browser;
before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

for (const look of looks) {
  describe(`B8 F2 every page, ${Object.values(look).join(", ")}`, () => {
    let mock;
    let visit;
    before(async () => {
      mock = await startMockApi();
      visit = await Visit.begin(browser, mock.url, { ...look, rows: 25 });
    });
    after(async () => {
      await visit.end();
      await mock.stop();
    });
    for (const name of Object.keys(places)) {
      test(name, async () => {
        await goToPlace(visit, name);
        await visit.assertSound(name);
      });
    }
  });
}

describe("B1 A4 pages with nothing to show say what to do", () => {
  let mock;
  let visit;
  before(async () => {
    mock = await startMockApi({ keys: 0 });
    visit = await Visit.begin(browser, mock.url, { width: "phone" });
  });
  after(async () => {
    await visit.end();
    await mock.stop();
  });
  const words = {
    overview: ["The pool has no keys", "Nothing was asked in this time", "No call yet"],
    keys: ["No keys yet"],
    clients: ["No client keys yet"],
    models: ["No models listed", "Every model of the upstream is offered"],
    stat: ["Nothing was asked today"],
  };
  for (const [name, expected] of Object.entries(words)) {
    test(name, async () => {
      await goToPlace(visit, name);
      const text = await visit.page.locator("main").innerText();
      for (const sentence of expected) assert(text.includes(sentence), `"${sentence}" is missing in: ${text}`);
      await visit.assertSound(`${name}-empty`);
    });
  }
});

describe("B6 login", () => {
  let mock;
  let visit;
  before(async () => {
    mock = await startMockApi();
    visit = await Visit.begin(browser, mock.url, { loggedIn: false });
  });
  after(async () => {
    await visit.end();
    await mock.stop();
  });
  const field = () => visit.page.getByLabel("Password");

  test("a page that needs a session leads to the login, which has the focus where it belongs", async () => {
    await visit.go("/admin");
    assert.equal(new URL(visit.page.url()).pathname, "/login");
    assert.equal(await field().evaluate((element) => element === document.activeElement), true);
  });

  test("an empty and a wrong password are told, and too many attempts", async () => {
    await visit.page.getByRole("button", { name: "Log in" }).click();
    await visit.page.getByText("Enter the password.").waitFor();
    await field().fill("wrong");
    await field().press("Enter");
    await visit.page.getByText("That is not the password.").waitFor();
    await visit.assertSound("login-wrong");
    await field().fill("too-often");
    await field().press("Enter");
    await visit.page.getByText(/Try again in \d+ seconds/).waitFor();
  });

  test("the right one leads to where one wanted to go; a session that ends leads back and here again", async () => {
    await visit.page.goto(`${mock.url}/login#/models`);
    await field().fill(password);
    await field().press("Enter");
    await visit.page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
    await visit.context.clearCookies();
    await visit.page.getByRole("link", { name: "Clients" }).click();
    await visit.page.waitForURL("**/login#/clients");
    await field().fill(password);
    await field().press("Enter");
    await visit.page.getByRole("heading", { name: "Clients", level: 1 }).waitFor();
  });

  test("logging out", async () => {
    await visit.page.getByRole("button", { name: "Log out" }).click();
    await visit.page.waitForURL("**/login");
    assert(mock.pool.requests.includes("POST /admin/logout"));
  });
});

describe("B8 preferences", () => {
  let mock;
  before(async () => {
    mock = await startMockApi();
  });
  after(() => mock.stop());

  test("language and theme change at once and are remembered", async () => {
    const visit = await Visit.begin(browser, mock.url);
    await visit.go("/admin#/settings");
    await visit.page.getByLabel("Theme").selectOption("dark");
    await visit.page.getByLabel("Language").selectOption("zh");
    await visit.page.getByRole("heading", { name: "设置", level: 1 }).waitFor();
    await visit.page.reload();
    await visit.page.getByRole("heading", { name: "设置", level: 1 }).waitFor();
    const root = await visit.page.evaluate(() => [
      document.documentElement.lang,
      document.documentElement.dataset.theme,
      getComputedStyle(document.documentElement).backgroundColor,
    ]);
    assert.deepEqual(root, ["zh-CN", "dark", "rgb(13, 17, 23)"]);
    await visit.page.getByLabel("主题").selectOption("light");
    assert.equal(
      await visit.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor),
      "rgb(245, 246, 248)",
    );
    await visit.end();
  });

  test("E6 the overview says what is left out of API_KEYS, line by line, in the language that is spoken", async () => {
    const visit = await Visit.begin(browser, mock.url);
    await visit.go("/admin");
    await visit.page.getByText("API_KEYS: 2 left out.").waitFor();
    await visit.page.getByRole("row", { name: "3 There is no key of a known form here." }).waitFor();
    await visit.page.getByRole("row", { name: "7 A reason of tomorrow. …wxyz" }).waitFor();
    await visit.page.getByLabel("Language").selectOption("zh");
    await visit.page.getByText("API_KEYS：略去了 2 条。").waitFor();
    await visit.page.getByRole("row", { name: "3 这里没有已知形式的密钥。" }).waitFor();
    await visit.page.getByLabel("语言").selectOption("en");
    await visit.end();
  });

  test("on a phone the menu opens, Escape closes it and gives the focus back", async () => {
    const visit = await Visit.begin(browser, mock.url, { width: "phone" });
    await visit.go("/admin");
    const menu = visit.page.getByRole("button", { name: "Menu" });
    await menu.click();
    await visit.assertSound("menu");
    await visit.page.keyboard.press("Escape");
    assert.equal(await menu.evaluate((element) => element === document.activeElement), true);
    await menu.click();
    await visit.page.getByRole("link", { name: "Models" }).click();
    await visit.page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
    assert.equal(await menu.getAttribute("aria-expanded"), "false");
    assert.equal(await visit.page.evaluate(() => document.activeElement.id), "main");
    await visit.end();
  });

  test("names are shown as they stand, never run", async () => {
    const visit = await Visit.begin(browser, mock.url);
    await visit.go("/admin#/clients");
    await visit.page.getByText(hostileName, { exact: true }).first().waitFor();
    assert.equal(await visit.page.evaluate(() => window.hacked), undefined);
    await visit.end();
  });

  test("A4 the usage of today keeps the way around for whoever is logged in, and names keys by name or mail", async () => {
    const visit = await Visit.begin(browser, mock.url);
    await visit.go("/stat");
    await visit.page.getByRole("heading", { name: "Usage today", level: 1 }).waitFor();
    const here = visit.page.getByRole("navigation").getByRole("link", { name: "Usage today" });
    assert.equal(await here.getAttribute("aria-current"), "page");
    await visit.page.getByRole("rowheader", { name: /^key 1\b/ }).first().waitFor();
    await visit.page.getByRole("rowheader", { name: /team1@example\.com/ }).first().waitFor();
    await visit.page.getByRole("link", { name: "Models", exact: true }).click();
    await visit.page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
    await visit.page.goBack();
    await visit.page.getByRole("heading", { name: "Usage today", level: 1 }).waitFor();
    assert.deepEqual(visit.faults, []);
    await visit.end();
  });

  test("A4 /stat without login when it is public: no name, no way to the rest", async () => {
    const open = await startMockApi({ isPublic: true });
    const visit = await Visit.begin(browser, open.url, { loggedIn: false, width: "phone" });
    await visit.go("/stat");
    await visit.page.getByRole("heading", { name: "gemini-3.6-flash", exact: true }).waitFor();
    await visit.page.getByRole("timer").getByText(/^\d\d:\d\d/).waitFor();
    await visit.page.getByText("Limit of the day reached").first().waitFor();
    assert(!(await visit.page.locator("main").innerText()).includes("key 1"));
    assert.equal(await visit.page.getByRole("navigation").count(), 0);
    await visit.assertSound("stat-public");
    await visit.end();
    await open.stop();
  });
});

describe("B8 refreshing", () => {
  test("the overview refreshes itself, and not while it is hidden", async () => {
    const mock = await startMockApi();
    const visit = await Visit.begin(browser, mock.url);
    await visit.page.clock.install();
    await visit.go("/admin");
    const asked = () => mock.pool.requests.filter((request) => request === "GET /admin/status").length;
    const before = asked();
    await visit.page.clock.runFor(11_000);
    await visit.settled();
    const seen = asked();
    assert(seen >= before + 2, `${before} then ${seen}`);
    await visit.page.evaluate(() => Object.defineProperty(document, "hidden", { value: true, configurable: true }));
    await visit.page.clock.runFor(60_000);
    await visit.page.waitForLoadState("networkidle");
    assert.equal(asked(), seen);
    await visit.end();
    await mock.stop();
  });
});
