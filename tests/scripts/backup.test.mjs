// What docs/TROUBLESHOOTING.md says of backups, of going back to one, and of moving to another account: rows of the database, carried
// from Worker to Worker as `wrangler d1 export --no-schema` writes them and `wrangler d1 execute --file` puts them in.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { eventually } from "../worker/client.mjs";
import { answer } from "../worker/google.mjs";
import { startRota } from "../worker/harness.mjs";
import { adminSettings, ask, done, listKeys, makeClient, password, setConfig } from "../worker/panel.mjs";
import { startUpstream } from "../worker/upstream.mjs";
import { blocksOf } from "./running.mjs";

const tables = ["api_keys", "client_keys", "models", "pool_config", "usage_hourly", "usage_daily"];
const model = "gemini-flash-latest";
/** For a pool that has just begun, on a busy machine. */
const patience_ms = 60_000;

/** A value as SQL has it. */
const literal = (value) =>
  value === null ? "NULL" : typeof value === "number" ? String(value) : `'${String(value).replaceAll("'", "''")}'`;

/** How a pool's keys stand, and whose they are. */
const statesOf = async (rota) => (await listKeys(rota)).keys.map(({ state, project }) => `${state} ${project}`).join(", ");

/** The contents of the database, a statement for each row; what is generated is no part of one. */
async function backUp(rota) {
  const statements = [];
  for (const table of tables) {
    for (const { gmail_email: generated, ...row } of await rota.rows(`SELECT * FROM ${table}`)) {
      statements.push(`INSERT INTO ${table} VALUES(${Object.values(row).map(literal).join(",")})`);
    }
  }
  return statements;
}

/** The commands of the page that speak SQL, in their order: before the rows are put in, and after. */
const page = blocksOf("docs/TROUBLESHOOTING.md").filter(({ language }) => language === "sh").map(({ text }) => text).join("");
const [emptying, newer] = Array.from(page.matchAll(/d1 execute rota-db --remote --command "(DELETE .*?|UPDATE .*?)"/g), ([, sql]) => sql);

/** As the page says: the tables are emptied, the rows put in, the version raised, and the Worker deployed once more. */
async function restore(rota, statements) {
  const all = [...emptying.split("; "), ...statements, newer];
  for (const statement of all) await rota.rows(statement);
  await rota.restart();
}

describe("a backup of the database", () => {
  let upstream;
  let old;
  let backup;
  let client;
  before(async () => {
    upstream = await startUpstream((call) => answer(call, "Hello"));
    old = await startRota({ upstream, settings: { ...adminSettings }, keepState: true });
    await done(old, "POST", "/admin/keys/gemini", { keys: ["AIzaBackupOne", "AIzaBackupTwo"], project: "blue" });
    await done(old, "POST", "/admin/models", { id: model, aliases: ["smart"] });
    await setConfig(old, { max_attempts: 7 });
    client = await makeClient(old, { name: "laptop", requests_per_minute: 9 });
    backup = await backUp(old);
  });
  after(async () => {
    await old?.stop();
    await upstream?.stop();
  });

  /** That a Worker has what the old one had when the backup was made, and serves with it. */
  async function assertAsThen(rota) {
    await eventually(async () => (await statesOf(rota)) === "ready blue, ready blue", "both keys are ready", patience_ms);
    const { settings } = await done(rota, "GET", "/admin/config");
    assert.equal(settings.find(({ name }) => name === "max_attempts").value, "7");
    const chat = () => rota.chat({ model: "smart", messages: [{ role: "user", content: "Hi" }] }, { key: client.key });
    await eventually(async () => (await chat()).status === 200, "the client is served", patience_ms);
    assert.match(upstream.calls.at(-1).key, /^AIzaBackup(One|Two)$/);
  }

  test("moves to another account, with the same SESSION_SECRET_KEY", async (t) => {
    const fresh = await startRota({ upstream, settings: { ...adminSettings }, keepState: true });
    t.after(() => fresh.stop());
    await done(fresh, "GET", "/status");
    await restore(fresh, backup);
    await assertAsThen(fresh);
  });

  test("with another SESSION_SECRET_KEY the keys cannot be read; the old one brings them back, or adding them once more", async (t) => {
    const fresh = await startRota({ upstream, settings: { ...adminSettings, SESSION_SECRET_KEY: "another" }, keepState: true });
    t.after(() => fresh.stop());
    await done(fresh, "GET", "/status");
    await restore(fresh, backup);
    await eventually(async () => (await statesOf(fresh)) === "unreadable blue, unreadable blue", "no key can be read", patience_ms);
    const [, path] = /ROTA(\/admin\/keys\/export\S*)"/.exec(page);
    const body = (await ask(old, "GET", path, { headers: { "x-admin-password": password } })).text;
    const report = (await ask(fresh, "POST", "/admin/keys/import", { body })).json();
    assert.equal(report.added + report.already_there, 2, JSON.stringify(report));
    await assertAsThen(fresh);
    const another = await startRota({ upstream, settings: { ...adminSettings, SESSION_SECRET_KEY: "another" }, keepState: true });
    t.after(() => another.stop());
    await done(another, "GET", "/status");
    await restore(another, backup);
    await another.restart({ SESSION_SECRET_KEY: adminSettings.SESSION_SECRET_KEY });
    await assertAsThen(another);
  });

  test("undoes what was done since, in place", async () => {
    const { keys } = await listKeys(old);
    await done(old, "DELETE", "/admin/keys/gemini", { ids: [keys[0].id] });
    await setConfig(old, { max_attempts: 3 });
    await done(old, "DELETE", `/admin/keys/user/${client.id}`);
    await restore(old, backup);
    await assertAsThen(old);
  });
});
