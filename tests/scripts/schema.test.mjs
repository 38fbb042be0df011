// The schema over databases that every earlier version of schema.sql in the history has made: applied again it must leave
// the rows alone and reach the shape of a new one, and the Worker must serve from such a database as it finds it. A table
// that changes its shape needs a step of its own then (E2, E4).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { additions, columnsOf, shortcomings, statements } from "../../scripts/init_db.mjs";
import { answer } from "../worker/google.mjs";
import { startRota } from "../worker/harness.mjs";
import { adminSettings, done } from "../worker/panel.mjs";
import { startUpstream } from "../worker/upstream.mjs";
import { root } from "./running.mjs";

const schema = readFileSync(join(root, "schema.sql"), "utf8");
const git = (...args) => spawnSync("git", args, { cwd: root, encoding: "utf8" });

function earlierVersions() {
  const said = git("log", "--follow", "--format=%H", "--", "schema.sql");
  const commits = said.status === 0 ? said.stdout.trim().split("\n").filter(Boolean) : [];
  return commits.map((commit) => git("show", `${commit}:schema.sql`).stdout).filter(Boolean);
}

const tableRows = (database) => database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all();

test("a database of any earlier version becomes one of this version", (t) => {
  const versions = earlierVersions();
  if (versions.length === 0) return t.skip("no history here");
  for (const earlier of versions) {
    const database = new DatabaseSync(":memory:");
    database.exec(earlier);
    database.exec("INSERT INTO api_keys (id, api_key, created_at) VALUES ('00000000000000aa', '…wxyz', 7)");
    database.exec(schema);
    for (const sql of additions(tableRows(database), schema)) database.exec(sql);
    assert.deepEqual(shortcomings(tableRows(database), schema), []);
    assert.deepEqual(additions(tableRows(database), schema), []);
    assert.equal(database.prepare("SELECT created_at FROM api_keys").get().created_at, 7);
  }
  return undefined;
});

test("a table of another shape is found", () => {
  const other = schema.replace("  weight INTEGER NOT NULL", "  mass INTEGER NOT NULL");
  const database = new DatabaseSync(":memory:");
  database.exec(other);
  database.exec(schema);
  assert.deepEqual(shortcomings(tableRows(database), schema), ["api_keys lacks weight"]);
});

test("one argument of a command line makes the same tables as the file", () => {
  const argument = statements(schema);
  assert.doesNotMatch(argument, /--|\n/);
  assert.deepEqual(columnsOf([argument]), columnsOf([schema]));
});

const clientKey = "sk-client-of-an-earlier-version-01";

/** Rows as an earlier version has left them: one for each thing that a Worker must find again. */
const left = [
  `INSERT INTO client_keys (id, digest, name, created_at)
   VALUES ('00000000000000cc', '${createHash("sha256").update(clientKey).digest("hex")}', 'laptop', 7)`,
  "INSERT INTO models (id, category, daily_quota) VALUES ('gemini-3.6-flash', 'Flash', 250)",
  "INSERT INTO pool_config (key, value) VALUES ('max_attempts', '3'), ('config_version', '5')",
  "INSERT INTO usage_daily (day, subject, model, requests) VALUES (20000, 'k:00000000000000aa', 'gemini-3.6-flash', 41)",
];

/** This version's and every earlier one's, once each: those that differ in comments alone are one. */
const shapes = () => [...new Set([...earlierVersions(), schema].map(statements))];

test("in workerd, a database of any earlier shape serves, and keeps what it holds", async (t) => {
  const upstream = await startUpstream((call) => answer(call, "fine"));
  t.after(() => upstream.stop());
  for (const shape of shapes()) {
    const rota = await startRota({ upstream, settings: { ...adminSettings, API_KEYS: "AIzaKeyOfTheSchemaTest" } });
    t.after(() => rota.stop());
    const database = await rota.database();
    for (const sql of [...shape.split(";").filter((text) => text.trim() !== ""), ...left]) await database.prepare(sql).run();

    const body = { model: "gemini-3.6-flash", messages: [{ role: "user", content: "Hello" }] };
    const chat = await rota.chat(body, { key: clientKey });
    assert.equal(chat.status, 200, chat.text);
    assert.equal((await rota.chat({ ...body, model: "gemini-3.1-pro" }, { key: clientKey })).status, 404, "not offered");
    const { settings } = await done(rota, "GET", "/admin/config");
    assert.equal(settings.find(({ name }) => name === "max_attempts").value, "3");
    assert.equal((await done(rota, "GET", "/admin/models")).models[0].daily_quota, 250);
    await done(rota, "POST", "/admin/keys/gemini", { key: "AIzaAddedToAnEarlierVersion" });
    assert.equal((await done(rota, "GET", "/admin/keys/gemini")).total, 2);
    assert.deepEqual(await rota.rows("SELECT requests FROM usage_daily WHERE day = 20000"), [{ requests: 41 }]);
    const rows = await rota.rows("SELECT name, sql FROM sqlite_master WHERE type = 'table'");
    assert.deepEqual(shortcomings(rows, schema), []);
  }
});
