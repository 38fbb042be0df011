// B1 B3 The keys' page in a real browser on made-up data: everything that can be done to keys, with keyboard and mouse.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { Visit, startBrowser } from "./browser.mjs";
import { password, startMockApi } from "./mock_api.mjs";

let browser;
let mock;
let visit;
let page;

before(async () => {
  browser = await startBrowser();
});
after(() => browser.close());

const button = (name, within = page) => within.getByRole("button", { name, exact: true });
const dialog = () => page.getByRole("dialog");
const notice = (text) => page.locator(".notices").getByText(text).waitFor();
const rows = () => page.locator("tbody > tr:not(.detail-row)");
const deed = async (row, name) => {
  await row.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name }).click();
};

describe("B1 B3 keys", () => {
  beforeEach(async () => {
    mock = await startMockApi();
    visit = await Visit.begin(browser, mock.url, { rows: 25 });
    page = visit.page;
    await visit.go("/admin#/keys");
    return undefined;
  });
  const end = async () => {
    assert.deepEqual(visit.faults, []);
    await visit.end();
    await mock.stop();
  };

  test("keys are added by pasting: empty is refused, a report tells line by line", async () => {
    await button("Add keys").click();
    await visit.assertSound("keys-add");
    await button("Add keys", dialog()).click();
    await dialog().getByText("Paste keys here, or choose a file.").waitFor();
    const list = "AIzaFAKE-new-one-abcd\nx\nanna@example.com:AIzaFAKE-new-two-efgh";
    await dialog().getByLabel("Keys", { exact: true }).fill(list);
    await button("Add keys", dialog()).click();
    await dialog().getByText("2 keys were added. Read as: Lines of text.").waitFor();
    await dialog().getByRole("row", { name: "2 It is too short to be a key. …" }).waitFor();
    await visit.assertSound("keys-report");
    await button("Done", dialog()).click();
    await page.getByText("242 keys", { exact: true }).waitFor();
    await end();
  });

  test("E6 B8 every line that was left out is told, several of one line too, in Chinese as well", async () => {
    const list = `x\n${"AIzaFAKE-report-one\n"}no key here\n`;
    const add = async (open, labels) => {
      await button(open).first().click();
      await dialog().getByRole("textbox").fill(list);
      await button(open, dialog()).click();
      await dialog().getByText(labels.leftOut).waitFor();
      await dialog().getByRole("cell", { name: labels.reason }).first().waitFor();
      assert.deepEqual(await dialog().locator(".left-out tbody td:first-child").allInnerTexts(), ["1", "3"]);
    };
    await add("Add keys", { leftOut: "What was left out, and why", reason: "It is too short to be a key." });
    await button("Done", dialog()).click();
    await page.getByLabel("Language").selectOption("zh");
    await page.getByRole("heading", { name: "密钥", level: 1 }).waitFor();
    await add("添加密钥", { leftOut: "未采用的内容及原因", reason: "太短，不可能是密钥。" });
    await visit.assertSound("keys-report-zh");
    await end();
  });

  test("keys are added from a file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "rota-ui-"));
    writeFileSync(join(folder, "keys.txt"), "AIzaFAKE-file-one-mnop\n");
    await button("Add keys").click();
    await dialog().locator("input[type=file]").setInputFiles(join(folder, "keys.txt"));
    await page.waitForFunction(() => document.querySelector("dialog textarea").value.includes("mnop"));
    await button("Add keys", dialog()).click();
    await dialog().getByText("1 key was added.").waitFor();
    rmSync(folder, { recursive: true });
    await end();
  });

  test("a dialog keeps the keyboard, Escape closes it and gives the focus back", async () => {
    const opener = button("Export");
    await opener.focus();
    await page.keyboard.press("Enter");
    await dialog().waitFor();
    for (let i = 0; i < 12; ++i) {
      await page.keyboard.press("Tab");
      const outside = await page.evaluate(
        () => document.activeElement !== document.body && !document.activeElement.closest("dialog"),
      );
      assert.equal(outside, false, `after ${i + 1} steps`);
    }
    await page.keyboard.press("Escape");
    await dialog().waitFor({ state: "detached" });
    assert.equal(await opener.evaluate((element) => element === document.activeElement), true);
    await end();
  });

  test("a row's menu works with the keyboard", async () => {
    const opener = rows().first().getByRole("button", { name: /^Actions for/ });
    await opener.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Test" }).waitFor();
    await page.keyboard.press("ArrowDown");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Edit");
    await visit.assertSound("keys-menu");
    await page.keyboard.press("Escape");
    assert.equal(await opener.evaluate((element) => element === document.activeElement), true);
    await end();
  });

  test("a key is edited; a change of somebody else's is told and reloaded", async () => {
    mock.pool.beatenOnce = true;
    await deed(rows().first(), "Edit");
    await dialog().getByLabel("Name").fill("renamed");
    await dialog().getByLabel("Weight").fill("500");
    await dialog().getByText("A whole number from 1 to 100.").waitFor();
    assert.equal(await button("Save", dialog()).isDisabled(), true);
    await dialog().getByLabel("Weight").fill("5");
    await button("Save", dialog()).click();
    await dialog().getByText("Somebody else has made a change in the meantime.").waitFor();
    await visit.assertSound("keys-stale");
    await button("Reload", dialog()).click();
    await deed(rows().first(), "Edit");
    await dialog().getByLabel("Name").fill("renamed");
    await button("Save", dialog()).click();
    await notice("Saved.");
    await rows().first().getByText("renamed").waitFor();
    await end();
  });

  test("a key's models are shown with bars, and why it is limited", async () => {
    await rows().nth(1).getByRole("button", { name: /^Show details/ }).click();
    const detail = page.locator(".detail-row");
    await detail.getByText("limit that an error named").first().waitFor();
    assert((await detail.getByRole("meter").count()) > 0);
    await detail.getByText("Quota exceeded for metric: generate_content_free_tier_requests.").waitFor();
    await visit.assertSound("keys-detail");
    await end();
  });

  test("many keys are chosen on two pages, labelled, disabled, reset", async () => {
    await page.getByLabel("Select all keys of this page").check();
    await button("Next page").click();
    await page.getByText("26 to 50 of 240").waitFor();
    await rows().first().getByRole("checkbox").check();
    await page.getByText("26 selected").waitFor();
    await visit.assertSound("keys-chosen");
    await button("Label project").click();
    await dialog().getByLabel("Project").fill("blue");
    await button("Save", dialog()).click();
    await notice("26 keys labelled.");
    assert.equal(mock.pool.keys.filter(({ project }) => project === "blue").length, 26);
    await button("Select all 240").click();
    await page.getByText("240 selected").waitFor();
    await button("Disable").click();
    await notice("240 keys disabled.");
    await button("Clear rests and errors").click();
    await notice("Nothing is held against 240 keys any more.");
    await end();
  });

  test("deleting can be undone, and is done once it cannot", async () => {
    const name = await rows().first().locator("code").innerText();
    await deed(rows().first(), "Delete");
    await notice("1 key deleted.");
    assert.notEqual(await rows().first().locator("code").innerText(), name);
    await page.locator(".notices").getByRole("button", { name: "Undo" }).click();
    assert.equal(await rows().first().locator("code").innerText(), name);
    await deed(rows().first(), "Delete");
    assert.equal(mock.pool.keys.length, 240);
    await page.locator(".notices").getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("239 keys", { exact: true }).waitFor();
    assert.equal(mock.pool.requests.filter((request) => request === "DELETE /admin/keys/gemini").length, 1);
    await end();
  });

  test("a page that is left deletes what was to be deleted", async () => {
    await deed(rows().first(), "Delete");
    await notice("1 key deleted.");
    await page.goto("about:blank");
    for (let i = 0; i < 40 && mock.pool.keys.length === 240; ++i) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.equal(mock.pool.keys.length, 239);
    await end();
  });

  test("B1 leaving the panel by logging out deletes it too, while the session holds", async () => {
    await deed(rows().first(), "Delete");
    await notice("1 key deleted.");
    await button("Log out").click();
    await page.waitForURL("**/login");
    assert.equal(mock.pool.keys.length, 239);
    const asked = mock.pool.requests.filter((request) => /^(DELETE|POST .*logout)/.test(request));
    assert.deepEqual(asked, ["DELETE /admin/keys/gemini", "POST /admin/logout"]);
    await end();
  });

  test("B1 what is about to be deleted is not shown again by a page that was left and come back to", async () => {
    const name = await rows().first().locator("code").innerText();
    await deed(rows().first(), "Delete");
    await notice("1 key deleted.");
    await page.getByRole("link", { name: "Models", exact: true }).click();
    await page.getByRole("heading", { name: "Models", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Keys", exact: true }).click();
    await rows().first().waitFor();
    assert.notEqual(await rows().first().locator("code").innerText(), name);
    assert.equal(mock.pool.keys.length, 240, "and can still be undone");
    await page.locator(".notices").getByRole("button", { name: "Undo" }).click();
    await page.waitForFunction((text) => document.querySelector("tbody code").textContent === text, name);
    await end();
  });

  test("B1 deleting many asks first, and tells how many, which, and which of them stay", async () => {
    await page.getByLabel("Select all keys of this page").check();
    await button("Next page").click();
    await page.getByText("26 to 50 of 240").waitFor();
    await page.getByText("25 of them are on other pages").waitFor();
    await rows().first().getByRole("checkbox").check();
    await button("Delete").click();
    const stay = mock.pool.keys.slice(0, 26).filter(({ source }) => source === "env").length;
    assert(stay > 0);
    await dialog().getByRole("heading", { name: `Delete ${26 - stay} keys?` }).waitFor();
    await dialog().getByText(`${25 - stay} of them are not on the page that you see.`).waitFor();
    await dialog().getByText(`${stay} more that are selected stay`).waitFor();
    assert.equal(await dialog().locator(".doomed li").count(), 9);
    await dialog().getByText(`and ${26 - stay - 8} more`).waitFor();
    await visit.assertSound("keys-delete");
    await button("Cancel", dialog()).click();
    assert.equal(mock.pool.keys.length, 240);
    await button("Delete").click();
    await button(`Delete ${26 - stay} keys`, dialog()).click();
    await notice(`${26 - stay} keys deleted.`);
    assert.equal(mock.pool.keys.length, 240 - (26 - stay));
    assert.equal(await page.getByText(/\d+ selected/).count(), 0);
    await end();
  });

  test("B1 a selection never reaches what is not in the list: another search or state begins with none", async () => {
    await page.getByLabel("Select all keys of this page").check();
    await button("Select all 240").click();
    await page.getByText("240 selected").waitFor();
    await page.getByLabel("Search keys").fill("team7@");
    await page.getByText("2 keys", { exact: true }).waitFor();
    assert.equal(await page.getByText(/\d+ selected/).count(), 0);
    await page.getByLabel("Select all keys of this page").check();
    await page.getByText("2 selected").waitFor();
    await button("Disable").click();
    await notice("2 keys disabled.");
    assert.equal(mock.pool.requests.filter((request) => request === "PATCH /admin/keys/gemini").length, 1);
    await page.getByLabel("Search keys").fill("");
    await page.getByText("240 keys", { exact: true }).waitFor();
    await page.getByLabel("State", { exact: true }).selectOption("limited");
    await page.waitForURL(/state=limited/);
    await visit.settled();
    await page.getByLabel("Select all keys of this page").check();
    const limited = await rows().count();
    assert(limited > 1);
    // What is not limited any more leaves the list, and the selection with it.
    await button("Clear rests and errors").click();
    await notice(`Nothing is held against ${limited} keys any more.`);
    await page.waitForFunction(() => !/\d+ selected/.test(document.body.innerText));
    await end();
  });

  test("B1 a page that a deletion has emptied goes back to the one before", async () => {
    mock.pool.keys.length = 26;
    await page.goto(`${mock.url}/admin#/keys?page=2`);
    await page.getByText("26 to 26 of 26").waitFor();
    await deed(rows().first(), "Delete");
    await page.waitForURL(/#\/keys$/);
    await page.getByText("1 to 25 of 26").waitFor();
    assert.equal(await page.getByText("No keys yet").count(), 0);
    await page.locator(".notices").getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("1 to 25 of 25").waitFor();
    await page.goto(`${mock.url}/admin#/keys?page=99`);
    await page.waitForURL(/#\/keys$/);
    await end();
  });

  test("keys of API_KEYS are told apart: they cannot be deleted here", async () => {
    await rows().nth(3).getByRole("button", { name: /^Actions for/ }).click();
    await page.getByRole("menuitem", { name: "Disable" }).waitFor();
    assert.equal(await page.getByRole("menuitem", { name: "Delete" }).count(), 0);
    await end();
  });

  test("one key is tested and its outcome shown", async () => {
    await deed(rows().nth(3), "Test");
    await dialog().getByLabel(/^Model/).fill("gemini-3.1-pro");
    await button("Start", dialog()).click();
    await dialog().getByText("1 of 1 tested: 0 work, 1 do not.").waitFor();
    await dialog().getByText("API key not valid. Please pass a valid API key.").waitFor();
    await visit.assertSound("keys-test-one");
    await end();
  });

  test("all keys are tested a few at a time, and it can be stopped", async () => {
    await button("Test all").click();
    await button("Start", dialog()).click();
    await dialog().getByText(/^\d\d of 240 tested/).waitFor();
    await page.keyboard.press("Escape");
    assert.equal(await dialog().count(), 1, "Escape does not close what is under way");
    await button("Stop", dialog()).click();
    await button("Test again", dialog()).waitFor();
    const tested = mock.pool.requests.filter((request) => request.endsWith("/test")).length;
    assert(tested > 9 && tested < 240, String(tested));
    await visit.assertSound("keys-test-all");
    await end();
  });

  test("search, state and order are in the address, and the list follows", async () => {
    await page.getByLabel("Search keys").fill("team7@");
    await page.waitForURL(/q=team7/);
    await page.getByText("2 keys", { exact: true }).waitFor();
    await page.getByLabel("Search keys").fill("");
    await page.getByLabel("State", { exact: true }).selectOption("disabled");
    await page.waitForURL(/state=disabled/);
    await page.getByRole("columnheader", { name: "Errors" }).getByRole("button").click();
    await page.waitForURL(/sort=errors/);
    await page.getByRole("columnheader", { name: "Errors" }).getByRole("button").click();
    await page.waitForURL(/order=desc/);
    await visit.settled();
    const errors = await rows().locator("td.number span:first-child").allInnerTexts();
    const numbers = errors.map((text) => Number(text)).filter((number) => !Number.isNaN(number));
    assert.deepEqual(numbers, [...numbers].sort((a, b) => b - a));
    await page.reload();
    await visit.settled();
    assert.equal(await page.getByLabel("State", { exact: true }).inputValue(), "disabled");
    await page.getByLabel("Search keys").fill("nothing has this");
    await page.getByText("No key matches").waitFor();
    await button("Clear search and state").click();
    await page.getByText("240 keys", { exact: true }).waitFor();
    await end();
  });

  test("export: masked as it is, in full only with the password", async () => {
    const save = async () => {
      const [download] = await Promise.all([page.waitForEvent("download"), button("Export", dialog()).click()]);
      return readFileSync(await download.path(), "utf8");
    };
    await button("Export").click();
    assert.match(await save(), /"…\w{4}"/);
    await button("Export").click();
    await dialog().getByLabel("With the keys in full").check();
    await dialog().getByLabel("Password").fill("wrong");
    await button("Export", dialog()).click();
    await dialog().getByText("The password is wrong.").waitFor();
    await visit.assertSound("keys-export");
    await dialog().getByLabel("Password").fill(password);
    assert.match(await save(), /AIza-in-full/);
    await end();
  });
});

describe("B1 twenty thousand keys", () => {
  test("are paged, searched and found without a long wait", async () => {
    mock = await startMockApi({ keys: 20_000 });
    visit = await Visit.begin(browser, mock.url);
    page = visit.page;
    await visit.go("/admin#/keys");
    await page.getByText("20,000 keys", { exact: true }).waitFor();
    await page.getByText("1 to 50 of 20,000").waitFor();
    await page.getByLabel("Rows a page").selectOption("200");
    await page.getByText("1 to 200 of 20,000").waitFor();
    await button("Next page").click();
    await page.getByText("201 to 400 of 20,000").waitFor();
    await page.getByLabel("Search keys").fill("key 19996");
    await page.getByText("1 key", { exact: true }).waitFor();
    assert.deepEqual(visit.faults, []);
    await visit.end();
    await mock.stop();
  });
});
