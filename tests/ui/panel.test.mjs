// The panel on the real Worker in workerd, in front of aimock: the first day of an administrator, from the first login to
// the last, and every page as that day left it (B1 B3 B6 B8 A4 D5 E1 F1). All that a page can do: the other files.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import OpenAI from "openai";
import { en } from "../../js-shim/admin/words/en.js";
import { playground as enPlayground } from "../../js-shim/admin/words/en_playground.js";
import { zh } from "../../js-shim/admin/words/zh.js";
import { playground as zhPlayground } from "../../js-shim/admin/words/zh_playground.js";
import { poolKeys } from "../worker/google.mjs";
import { root, startRota } from "../worker/harness.mjs";
import * as admin from "../worker/panel.mjs";
import { startGoogle } from "./aimock_google.mjs";
import { Visit, startBrowser } from "./browser.mjs";
import { goToPlace, looks, places } from "./places.mjs";

const model = "gemini-3.6-flash";
const keys = poolKeys(3);
const words = { en: { ...en, playground: enPlayground }, zh: { ...zh, playground: zhPlayground } };
/** Longer than outcomes stay with an isolate that has nothing else to tell, and than a list takes to refresh itself. */
const arrival_ms = 45_000;

/** What a page does before it is looked at, and what it then shows of the day. */
const shown = {
  overview: async (page, { causes }) => {
    await page.getByRole("rowheader", { name: model, exact: true }).waitFor();
    return page.getByText(new RegExp(`${model}.*${causes.day_limit}`)).first();
  },
  keys: async (page, { causes }) => {
    const limited = page.locator("tbody > tr", { hasText: `${model}: ${causes.day_limit}` });
    await limited.locator("[aria-expanded=false]").first().click();
    return page.locator(".detail-row").getByText(causes.day_limit).first();
  },
  clients: (page) => page.getByText("laptop", { exact: true }),
  models: (page) => page.getByRole("rowheader", { name: model }),
  playground: async (page, { playground }) => {
    await page.locator("[list=playground-models]").fill(model);
    await page.getByLabel(playground.prompt, { exact: true }).fill("Hello");
    await page.getByRole("button", { name: playground.send, exact: true }).click();
    await page.locator(".said").getByText("Hello from the pool").waitFor();
    return page.getByText("2 + 5");
  },
  settings: (page) => page.locator("select").filter({ has: page.locator("option[value=least_used]:checked") }),
  stat: (page, { causes }) => page.getByText(causes.day_limit).first(),
  login: (page, { login }) => page.getByLabel(login.password),
};

describe("the panel on the Worker", () => {
  let google;
  let rota;
  let browser;
  let visit;
  let page;
  let clientKey;

  before(async () => {
    google = await startGoogle(keys, () => "Hello from the pool");
    rota = await startRota({ upstream: google, settings: admin.adminSettings, assets: join(root, "js-shim/admin/dist") });
    browser = await startBrowser();
    visit = await Visit.begin(browser, rota.url, { loggedIn: false });
    page = visit.page;
  });

  after(async () => {
    await browser?.close();
    await rota?.stop();
    await google?.stop();
  });

  const button = (name, within = page) => within.getByRole("button", { name, exact: true });
  const dialog = () => page.getByRole("dialog");
  const goTo = async (name) => {
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { name, level: 1, exact: true }).waitFor();
    await visit.settled();
  };
  const assertNoKeyShown = async () => {
    const content = await page.content();
    for (const key of keys) assert(!content.includes(key), `${page.url()} shows a key in full`);
    assert.deepEqual(visit.faults, []);
  };
  const ask = () => {
    const client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: clientKey, maxRetries: 0 });
    return client.chat.completions.create({ model, messages: [{ role: "user", content: "Hello" }] });
  };

  test("B6 the first login: a wrong password, then the right one", async () => {
    await visit.go("/admin");
    assert.equal(new URL(page.url()).pathname, "/login");
    await page.getByLabel("Password").fill("not-the-password");
    await button("Log in").click();
    await page.getByText("That is not the password.").waitFor();
    await page.getByLabel("Password").fill(admin.password);
    await button("Log in").click();
    await page.getByRole("heading", { name: "Overview", level: 1 }).waitFor();
    await page.getByText("The pool has no keys: nothing can be served.").waitFor();
    await page.getByText("No client can use this gateway").waitFor();
    const [cookie] = await visit.context.cookies();
    const { name, httpOnly, secure, sameSite } = cookie;
    assert.deepEqual([name, httpOnly, secure, sameSite], ["rota_session", true, true, "Strict"]);
  });

  test("B1 keys are added by paste and by file", async () => {
    await goTo("Keys");
    await button("Add keys").first().click();
    const list = `first:${keys[0]}\nanna@example.com:${keys[1]}   # team A\nnot a key\n`;
    await dialog().getByLabel("Keys", { exact: true }).fill(list);
    await button("Add keys", dialog()).click();
    await dialog().getByText(/^2 keys were added/).waitFor();
    await button("Add more", dialog()).click();
    const folder = mkdtempSync(join(tmpdir(), "rota-panel-"));
    writeFileSync(join(folder, "keys.json"), JSON.stringify([{ value: keys[2], name: "third", project: "blue" }]));
    await dialog().locator("input[type=file]").setInputFiles(join(folder, "keys.json"));
    await page.waitForFunction(() => document.querySelector("dialog textarea").value.includes("third"));
    await button("Add keys", dialog()).click();
    await dialog().getByText("1 key was added. Read as: JSON.").waitFor();
    rmSync(folder, { recursive: true });
    await button("Done", dialog()).click();
    await page.getByText("3 keys", { exact: true }).waitFor();
    await page.getByText("anna@example.com").waitFor();
    await assertNoKeyShown();
  });

  test("B1 all of them are tested with a chosen model, each with its own call", async () => {
    google.forget();
    await button("Test all").click();
    await dialog().getByLabel(/^Model/).fill(model);
    await button("Start", dialog()).click();
    await dialog().getByText("3 of 3 tested: 3 work, 0 do not.").waitFor();
    assert.deepEqual(google.keys.sort(), keys.toSorted());
    assert.deepEqual(google.statuses, [200, 200, 200]);
    await button("Close", dialog()).last().click();
    await assertNoKeyShown();
  });

  test("B1 a key is labelled, disabled and enabled; the export is masked", async () => {
    const notice = (text) => page.locator(".notices").getByText(text).waitFor();
    await page.locator("tbody").getByRole("checkbox").first().check();
    await button("Label project").click();
    await dialog().getByLabel("Project").fill("green");
    await button("Save", dialog()).click();
    await notice("1 key labelled.");
    await page.locator("tbody").getByText("green").waitFor();
    await button("Disable").click();
    await notice("1 key disabled.");
    await page.locator("tbody").getByText("Switched off", { exact: true }).waitFor();
    await button("Enable").click();
    await notice("1 key enabled.");
    await button("Select none").click();
    await button("Export").click();
    const [download] = await Promise.all([page.waitForEvent("download"), button("Export", dialog()).click()]);
    const file = readFileSync(await download.path(), "utf8");
    assert(file.includes("green") && keys.every((key) => !file.includes(key)), file);
    await assertNoKeyShown();
  });

  test("B1 D5 a client key is made, and the openai client works with it", async () => {
    await goTo("Clients");
    await button("New client key").first().click();
    await dialog().getByLabel("Name").fill("laptop");
    await dialog().getByLabel("Requests a day").fill("500");
    await button("Make key", dialog()).click();
    clientKey = await dialog().getByLabel("The new client key").innerText();
    assert.match(clientKey, /^sk-[0-9a-f]{48}$/);
    await button("Done", dialog()).click();
    google.forget();
    const completion = await ask();
    assert.equal(completion.choices[0].message.content, "Hello from the pool");
    assert.equal(completion.usage.total_tokens, 2 + 5);
    const [{ body, response }] = google.journal.getAll();
    assert.deepEqual([body.model, body.messages], [model, [{ role: "user", content: "Hello" }]]);
    assert.equal(response.status, 200);
    assert(!(await page.content()).includes(clientKey));
  });

  test("B3 its use arrives: in the overview, at the client, at the key", async () => {
    await goTo("Overview");
    await page.getByRole("row", { name: /gemini-3\.6-flash.*laptop/ }).first().waitFor({ timeout: arrival_ms });
    await page.locator(".chart canvas").first().waitFor({ timeout: arrival_ms });
    await button("Client").click();
    await page.getByRole("rowheader", { name: "laptop" }).waitFor();
    await goTo("Clients");
    await page.locator("[role=meter][aria-label=Requests][aria-valuenow='1']").waitFor({ timeout: arrival_ms });
    await goTo("Keys");
    const twice = page.locator("tbody td.used", { hasText: /^Flash\s*2\s*$/ }); // the test of each key, and this
    await twice.waitFor({ timeout: arrival_ms });
    await assertNoKeyShown();
  });

  test("E1 the strategy is changed", async () => {
    await goTo("Settings");
    await page.getByLabel("Next key").selectOption("least_used");
    await button("Save").click();
    await page.getByText("The settings are in effect.").waitFor();
    const { settings } = await admin.done(rota, "GET", "/admin/config");
    assert.equal(settings.find(({ name }) => name === "rotation_strategy").value, "least_used");
  });

  test("B4 models are taken from the upstream, and the playground says which key served", async () => {
    await goTo("Models");
    await button("From the upstream").first().click();
    await dialog().getByRole("checkbox", { name: new RegExp(model) }).check();
    await button("Add 1", dialog()).click();
    await page.getByRole("rowheader", { name: model }).waitFor();
    await goTo("Playground");
    await page.getByLabel("Prompt", { exact: true }).fill("Hello"); // the first send needs nothing else
    await button("Send").click();
    await page.locator(".said").getByText("Hello from the pool").waitFor();
    await page.getByText(/^key #?\d/).waitFor();
    await page.getByText("1 attempt", { exact: true }).waitFor();
    await assertNoKeyShown();
  });

  test("A4 A5 B3 F6 a key is exhausted, and one sees why and until when", async () => {
    google.exhausted.add(keys[0]);
    google.forget();
    for (let i = 0; i < 12 && !google.keys.includes(keys[0]); ++i) await ask();
    assert.deepEqual(google.statuses.slice(-2), [429, 200], "the key had its turn, and another served");
    await ask();
    await ask();
    assert.deepEqual(google.statuses.filter((status) => status !== 200), [429], "and has none while its day lasts");
    await goTo("Keys");
    await page.getByLabel("State", { exact: true }).selectOption("limited");
    await page.getByText("1 key", { exact: true }).waitFor({ timeout: arrival_ms });
    await page.getByText(`${model}: Limit of the day reached`).waitFor();
    await page.getByRole("link", { name: "Usage today" }).click();
    await page.getByRole("heading", { name: model, exact: true }).waitFor();
    await page.getByText("1 of 3 keys exhausted").waitFor();
    await page.getByText("Limit of the day reached").first().waitFor();
    await assertNoKeyShown();
  });

  for (const look of looks) {
    describe(`B8 F2 every page as the day left it, ${Object.values(look).join(", ")}`, () => {
      let looking;
      before(async () => {
        looking = await Visit.begin(browser, rota.url, { ...look, loggedIn: false });
        await looking.context.addCookies(await visit.context.cookies());
      });
      after(() => looking.end());
      for (const name of Object.keys(places)) {
        test(name, async () => {
          await goToPlace(looking, name);
          const sight = await shown[name](looking.page, words[look.language]);
          await sight.waitFor();
          await looking.assertSound(`worker-${name}`);
        });
      }
    });
  }

  test("B1 nothing is held against it any more once it is reset", async () => {
    google.exhausted.clear();
    await visit.go("/admin#/keys?state=limited");
    await page.getByLabel("Select all keys of this page").check();
    await button("Clear rests and errors").click();
    await page.locator(".notices").getByText("Nothing is held against 1 key any more.").waitFor();
    await page.getByText("No key matches").waitFor();
    const { keys: listed } = await admin.listKeys(rota);
    assert.deepEqual(listed.map(({ state }) => state), ["ready", "ready", "ready"]);
  });

  test("B6 F1 logging out ends it, and no key was ever told", async () => {
    await button("Log out").click();
    await page.waitForURL("**/login");
    await page.goto(`${rota.url}/admin`);
    await page.getByLabel("Password").waitFor();
    assert.equal(new URL(page.url()).pathname, "/login");
    assert.equal((await rota.send("/admin/status", { headers: { accept: "application/json" } })).status, 401);
    rota.assertNoSecret([...keys, clientKey, admin.password, admin.sessionSecret]);
    assert.deepEqual(visit.faults, []);
  });
});
