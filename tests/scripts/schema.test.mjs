// The schema over databases that every earlier version of schema.sql in the history has made: applied again it must leave
// the rows alone and reach the shape of a new one. A table that changes its shape needs a step of its own then (E2, E4).
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { columnsOf, shortcomings, statements } from "../../scripts/init_db.mjs";
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
    assert.deepEqual(shortcomings(tableRows(database), schema), []);
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
