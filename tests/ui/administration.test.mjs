// B1 B2 B4 B5 Clients, models, settings, playground and charts in a real browser on made-up data: what can be done.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { eventually } from "../worker/client.mjs";
import { Visit, startBrowser } from "./browser.mjs";
import { startMockApi } from "./mock_api.mjs";

let browser;
let mock;
let visit;
let page;

before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

const begin = (path, options) => async () => {
  mock = await startMockApi();
  visit = await Visit.begin(browser, mock.url, options);
  page = visit.page;
  await visit.go(path);
};
const end = async () => {
  assert.deepEqual(visit.faults, []);
  await visit.end();
  await mock.stop();
};
const button = (name, within = page) => within.getByRole("button", { name, exact: true });
const dialog = () => page.getByRole("dialog");
const notice = (text) => page.locator(".notices").getByText(text).waitFor();
const deed = async (label, name) => {
  await button(label).click();
  await page.getByRole("menuitem", { name, exact: true }).click();
};

describe("B1 B5 clients", () => {
  beforeEach(begin("/admin#/clients"));

  test("a key is made with limits, shown once, copied, and its snippets hold it", async () => {
    await button("New client key").click();
    await dialog().getByLabel("Name").fill("laptop two");
    await dialog().getByLabel("Requests a minute").fill("many");
    await dialog().getByText("A whole number from 0 to 1,000,000,000,000.").first().waitFor();
    await dialog().getByLabel("Requests a minute").fill("12");
    await dialog().getByLabel("Expires").fill("2001-01-01T10:00");
    await dialog().getByText("This must be a time to come.").waitFor();
    await dialog().getByLabel("Expires").fill("2101-01-01T10:00");
    await dialog().getByLabel("Models allowed").fill("gemini-3.6-flash, gemini-3.1-pro");
    await dialog().getByLabel("Stored resources").selectOption("Not allowed");
    await dialog().getByLabel("Safety filters").uncheck();
    await visit.assertSound("client-form");
    await button("Make key", dialog()).click();
    const key = await dialog().getByLabel("The new client key").innerText();
    assert.match(key, /^sk-[0-9a-f]{48}$/);
    await button("Copy key", dialog()).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key);
    const sdks = ["OpenAI · Python", "OpenAI · Node", "OpenAI Responses · Node", "Anthropic · Python", "Google GenAI · Node"];
    const agents = ["Claude Code", "Codex", "opencode", "Gemini CLI", "Cline", "Roo Code"];
    for (const name of ["curl", ...agents, ...sdks, "Google GenAI · Python"]) {
      await dialog().getByRole("tab", { name, exact: true }).click();
      const snippet = await dialog().getByRole("tabpanel").innerText();
      assert(snippet.includes(key) && snippet.includes(mock.url), `${name}: ${snippet}`);
    }
    await visit.assertSound("client-made");
    await button("Done", dialog()).click();
    const made = mock.pool.clients[0];
    assert.deepEqual(
      [made.name, made.requests_per_minute, made.expires_at, made.models, made.safety_enabled, made.native_resources],
      ["laptop two", 12, Date.parse("2101-01-01T09:00Z"), ["gemini-3.6-flash", "gemini-3.1-pro"], false, false],
    );
    await page.getByText("laptop two", { exact: true }).waitFor();
    assert(!(await page.content()).includes(key), "the key is gone with the window");
    await end();
  });

  test("a client is changed, disabled, shown how to connect, and deleted with a way back", async () => {
    await deed("Actions for laptop", "Edit");
    assert.equal(await dialog().getByLabel("Tokens a day").inputValue(), "1000000");
    await dialog().getByLabel("Tokens a day").fill("");
    await button("Save", dialog()).click();
    await notice("Saved.");
    assert.equal(mock.pool.clients[0].tokens_per_day, null);
    await deed("Actions for laptop", "Disable");
    await notice("The client key is disabled.");
    assert.equal(mock.pool.clients[0].enabled, false);
    await deed("Actions for laptop", "How to connect");
    await dialog().getByText("YOUR-CLIENT-KEY").first().waitFor();
    await page.keyboard.press("Escape");
    await deed("Actions for ci", "Delete");
    await notice("Client key ci deleted.");
    await button("Undo").click();
    await page.getByText("ci", { exact: true }).waitFor();
    assert.equal(mock.pool.clients.length, 5);
    await end();
  });

  test("clients are searched", async () => {
    await page.getByLabel("Search clients").fill("guest");
    await page.waitForURL(/q=guest/);
    await visit.settled();
    assert.equal(await page.locator("tbody tr").count(), 1);
    await end();
  });
});

describe("B2 B4 models", () => {
  beforeEach(begin("/admin#/models"));

  test("a model is added and changed; a family's quota is checked and saved", async () => {
    await button("Add a model").click();
    await dialog().getByLabel("Model", { exact: true }).fill("gemini-9-pro");
    await dialog().getByLabel("Daily quota").fill("75");
    await dialog().getByLabel("Aliases").fill("best, gpt-9");
    await visit.assertSound("model-form");
    await button("Save", dialog()).click();
    await notice("Saved.");
    await page.getByRole("rowheader", { name: "gemini-9-pro" }).waitFor();
    const added = mock.pool.models.at(-1);
    assert.deepEqual([added.daily_quota, added.aliases], [75, ["best", "gpt-9"]]);
    await page.getByLabel("Flash family").fill("-5");
    await page.getByText("A whole number from 0 to 10,000,000.").waitFor();
    await page.getByLabel("Flash family").fill("250");
    await page.locator(".family-quotas").getByRole("button", { name: "Save" }).click();
    await page.waitForFunction(() => document.querySelector(".family-quotas [type=submit]").disabled);
    const saved = () => mock.pool.settings.find(({ name }) => name === "flash_daily_quota").value;
    await eventually(() => saved() === "250", "the quota is saved", 5_000);
    await end();
  });

  test("B2 a family's quota, then a model, then the quota again: this page's own changes are no conflict", async () => {
    const saveQuota = async (quota) => {
      await page.getByLabel("Flash family").fill(quota);
      await page.locator(".family-quotas").getByRole("button", { name: "Save" }).click();
    };
    // The window is open before the quota is saved: what it has seen is older than this page's own change.
    await page.getByLabel("Flash family").fill("250");
    await page.locator(".family-quotas [type=submit]").evaluate((save) => save.click());
    await button("Add a model").click();
    await dialog().getByLabel("Model", { exact: true }).fill("gemini-9-pro");
    await button("Save", dialog()).click();
    await page.getByRole("rowheader", { name: "gemini-9-pro" }).waitFor();
    await saveQuota("251");
    const saved = () => mock.pool.settings.find(({ name }) => name === "flash_daily_quota").value;
    await eventually(() => saved() === "251", "the quota is saved", 5_000);
    assert.equal(await page.getByText("Somebody else has made a change").count(), 0);
    await end();
  });

  test("models are chosen from the upstream's list", async () => {
    await button("From the upstream").click();
    await dialog().getByText("gemini-embedding-001").waitFor();
    assert.equal(await dialog().getByText("does not list").count(), 0);
    await page.keyboard.press("Escape");
    mock.pool.unlisted = [{ id: "gemini-1.5-pro", alias: null }, { id: "gemini-1.5-flash", alias: "old" }];
    await button("From the upstream").click();
    await dialog().getByText("gemini-1.5-pro, old → gemini-1.5-flash").waitFor();
    await visit.assertSound("model-sync");
    await dialog().getByLabel("Filter").fill("imagen");
    await dialog().getByRole("checkbox", { name: /imagen-4/ }).check();
    await button("Add 1", dialog()).click();
    await notice("1 model added.");
    await page.getByRole("rowheader", { name: "imagen-4.0-generate-001" }).waitFor();
    await end();
  });
});

describe("settings", () => {
  beforeEach(begin("/admin#/settings"));

  test("every setting of the table is there; values are checked, saved, and put back to their defaults", async () => {
    for (const { name } of mock.pool.settings) await page.getByText(name, { exact: true }).first().waitFor();
    await page.getByLabel("Attempts", { exact: true }).fill("99");
    await page.getByText("1 value is not right yet.").waitFor();
    await page.getByLabel("Attempts", { exact: true }).fill("4");
    await page.getByLabel("Next key").selectOption("adaptive");
    await page.getByLabel("Record every call").uncheck();
    await button("Add an alias").click();
    await page.getByLabel("Alias 2", { exact: true }).fill("smart");
    await page.getByText("1 value is not right yet.").waitFor();
    await page.getByLabel("Model of alias 2").fill("gemini-3.1-pro, gemini-3.1-pro");
    await page.getByText("1 value is not right yet.").waitFor();
    await page.getByLabel("Model of alias 2").fill("gemini-3.1-pro, gemini-3.6-flash");
    await button("Back to default: Quota of the Pro family").click();
    await page.getByText("5 changes are not saved.").waitFor();
    await visit.assertSound("settings-changed");
    await button("Save").click();
    await notice("The settings are in effect.");
    const value = (name) => mock.pool.settings.find((each) => each.name === name).value;
    const changed = ["max_attempts", "rotation_strategy", "enable_usage_tracking", "pro_daily_quota"];
    assert.deepEqual(changed.map(value), ["4", "adaptive", "0", "0"]);
    assert.deepEqual(JSON.parse(value("model_aliases")), { "gpt-4o": "gemini-3.6-flash", smart: ["gemini-3.1-pro", "gemini-3.6-flash"] });
    await end();
  });

  test("a change of somebody else's is told, and theirs is loaded", async () => {
    mock.pool.settings.find(({ name }) => name === "max_attempts").value = "9";
    mock.pool.version += 1;
    await page.getByLabel("Attempts", { exact: true }).fill("4");
    await button("Save").click();
    await page.getByText("Somebody else has made a change in the meantime.").waitFor();
    await button("Reload").click();
    await page.waitForFunction(() => [...document.querySelectorAll("input")].some((input) => input.value === "9"));
    await end();
  });

  test("B6 logging out everywhere is asked about first", async () => {
    await button("Log out everywhere").click();
    await visit.assertSound("settings-sessions");
    await button("Log out everywhere", dialog()).click();
    await page.waitForURL("**/login");
    await end();
  });
});

describe("playground", () => {
  beforeEach(begin("/admin#/playground"));

  test("an answer streams, with the key and the attempts that it took; a refusal is told", async () => {
    await page.getByLabel("Prompt", { exact: true }).fill("hello <b>there</b>");
    await page.keyboard.press("Enter");
    await page.getByText("You said: hello <b>there</b>. 你好!").first().waitFor();
    await page.getByText("key #3 ...k3y3").waitFor();
    await page.getByText("2 attempts").waitFor();
    await page.getByText("11 + 7 tokens").waitFor();
    await visit.assertSound("playground-answer");
    await page.getByLabel("Prompt", { exact: true }).fill("fail");
    await button("Send").click();
    await page.getByRole("alert").getByText("All keys rest for gemini-3.6-flash").waitFor();
    await page.getByText("5 attempts").waitFor();
    await end();
  });
});

describe("B1 the playground's first send", () => {
  beforeEach(begin("/admin#/playground"));

  test("where the server knows no model by itself, the upstream's are offered", async () => {
    mock.pool.asksModel = true;
    await page.getByLabel("Prompt", { exact: true }).fill("hello");
    await page.keyboard.press("Enter");
    await page.getByText("Choose a model: none is set as default and none is listed.").waitFor();
    const model = page.locator("[list=playground-models]");
    assert.equal(await model.evaluate((element) => element === document.activeElement), true);
    await page.waitForFunction(() => document.querySelector("#playground-models [value='imagen-4.0-generate-001']"));
    await visit.assertSound("playground-model");
    await model.fill("gemini-2.5-pro");
    await page.getByLabel("Prompt", { exact: true }).fill("hello");
    await button("Send").click();
    await page.getByText("You said: hello.").first().waitFor();
    assert.equal(await page.getByText("Choose a model: none").count(), 0);
    await end();
  });
});

describe("A4 D4 the overview never contradicts itself", () => {
  const problem = (kind, rest) => ({ kind, severity: "info", count: 1, model: "", cause: "", until: null, message: "?", ...rest });
  const model = "gemini-2.5-flash";

  test("keys that rest while no other is left are not said to be replaced by others", async () => {
    await begin("/admin")();
    const resting = problem("keys_resting", { model, cause: "day_limit" });
    mock.pool.status = { problems: [problem("model_exhausted", { model }), resting] };
    await page.reload();
    await page.getByText(`No key is left for ${model}.`).waitFor();
    await page.getByText("Rota takes them back by itself.").waitFor();
    assert.equal(await page.getByText("Rota uses the other keys meanwhile").count(), 0);
    const keys = { total: 1, ready: 0, limited: 0, resting: 0, disabled: 0, off: 1, unreadable: 0 };
    mock.pool.status = { keys, problems: [problem("no_usable_keys", {}), problem("keys_off", { cause: "switched_off" })] };
    await page.reload();
    await page.getByText("1 key is switched off.").waitFor();
    await visit.assertSound("overview-off");
    await end();
  });

  test("what is spent of the free plan is told in the reader's language", async () => {
    await begin("/admin", { language: "zh" })();
    const message = "The rows that the account may write to D1 in a day on the free plan are spent until 00:00 UTC.";
    mock.pool.status = { problems: [problem("limit_spent", { severity: "error", message })] };
    await page.reload();
    await page.getByText("免费套餐中本账户每日可写入 D1 的行数已用完，UTC 00:00 恢复。").waitFor();
    await visit.assertSound("overview-spent");
    await end();
  });

  test("nothing is said to be well while the pool cannot be read, and what is shown says its time", async () => {
    await begin("/admin")();
    mock.pool.status = { problems: [], recent: [] };
    await page.reload();
    await page.getByText("Nothing is wrong.").waitFor();
    await page.getByText("No call lately").waitFor();
    await page.getByText(/Read at \d\d:\d\d:\d\d\./).waitFor();
    mock.pool.status = undefined;
    mock.pool.away = true;
    await page.getByRole("alert").getByText("The key pool could not be reached.").first().waitFor();
    await page.getByText(/^What stands below was so at \d\d:\d\d:\d\d\.$/).waitFor();
    assert.equal(await page.getByText("Nothing is wrong.").count(), 0);
    await visit.assertSound("overview-away");
    await end();
  });
});

describe("overview", () => {
  beforeEach(begin("/admin"));

  test("charts are pictures and tables; windows and groupings change", async () => {
    await page.locator(".chart canvas").nth(3).waitFor();
    await button("Attempts: show as a table").click();
    const table = page.locator(".chart table");
    assert.equal(await table.locator("tbody tr").count(), 24);
    assert.equal(await page.locator(".chart canvas").count(), 3);
    await button("7 days").click();
    await button("Days", page).click();
    await page.waitForFunction(() => [7, 8].includes(document.querySelectorAll(".chart tbody tr").length));
    await button("Client").click();
    await page.getByRole("rowheader", { name: "laptop" }).waitFor();
    await visit.assertSound("overview-table");
    await button("1 year").click();
    await visit.settled();
    await page.locator(".chart canvas").nth(2).waitFor();
    await visit.assertSound("overview-year");
    await end();
  });

  test("the pointer reads a chart", async () => {
    const chart = page.locator(".chart").first();
    await chart.locator("canvas").waitFor();
    await chart.scrollIntoViewIfNeeded();
    const box = await chart.locator("canvas").boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 60);
    await page.waitForFunction(() => /served .* failed/.test(document.querySelector(".readout").textContent));
    await end();
  });
});
