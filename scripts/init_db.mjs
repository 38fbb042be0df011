// Applies schema.sql to the D1 database, locally or at Cloudflare, and verifies what is there then.
// Knows tables and columns; refuses to know what they hold. Started by scripts/init-db.sh and by scripts/deploy.mjs.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Stop, pathFrom, readArguments, run, sqlite } from "./command.mjs";
import { deployment, wranglerJson } from "./wrangler.mjs";

const help = `Usage: ./scripts/init-db.sh [--remote] [--check] [--persist-to FOLDER]

Applies schema.sql to Rota's D1 database and verifies the tables. What is there already stays as it is: run it as often
as you like. The Worker does the same by itself when it first needs the database.

  --remote              the database at Cloudflare; without it, the local one of wrangler dev
  --check               verifies only
  --persist-to FOLDER   where the local one is kept
  --help                this text`;

/** One statement a line of comments less, as one argument of a command line. */
export const statements = (schema) => schema.replace(/--.*$/gm, "").replace(/\s+/g, " ").trim();

/** The columns by table of a database made by these statements. */
export function columnsOf(statementTexts) {
  const { DatabaseSync } = sqlite();
  const database = new DatabaseSync(":memory:");
  for (const sql of statementTexts) database.exec(sql);
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").all();
  const columns = (table) => database.prepare(`PRAGMA table_xinfo("${table}")`).all().map(({ name }) => name);
  return new Map(tables.map(({ name }) => [name, columns(name)]));
}

/** What a database lacks of what the schema says, one sentence each. `rows`: the `sql` of each of its tables. */
export function shortcomings(rows, schema) {
  const there = columnsOf(rows.filter(({ name }) => !name.startsWith("_cf_") && !name.startsWith("sqlite_"))
    .map(({ sql }) => sql));
  return [...columnsOf([schema])].flatMap(([table, columns]) => {
    if (!there.has(table)) return [`the table ${table} is missing`];
    const missing = columns.filter((column) => !there.get(table).includes(column));
    return missing.length > 0 ? [`${table} lacks ${missing.join(", ")}`] : [];
  });
}

/**
 * What brings tables of an earlier version to the schema's shape: a statement for each column that they lack, of those
 * that may be added to rows that are there. `rows` as above.
 */
export function additions(rows, schema) {
  const { DatabaseSync } = sqlite();
  const database = new DatabaseSync(":memory:");
  database.exec(schema);
  const there = columnsOf(rows.filter(({ name }) => !name.startsWith("_cf_") && !name.startsWith("sqlite_"))
    .map(({ sql }) => sql));
  return [...there].flatMap(([table, columns]) =>
    database.prepare(`PRAGMA table_xinfo("${table}")`).all()
      .filter(({ name, notnull, dflt_value: standard }) => !columns.includes(name) && (!notnull || standard !== null))
      .map(({ name, type, notnull, dflt_value: standard }) =>
        [
          `ALTER TABLE ${table} ADD COLUMN ${name} ${type}`,
          schema.match(new RegExp(`^ +${name} ${type} (GENERATED ALWAYS AS .*? VIRTUAL)`, "m"))?.[1],
          notnull && "NOT NULL",
          standard !== null && `DEFAULT ${standard}`,
        ].filter(Boolean).join(" "),
      ),
  );
}

/** Where the statements go: arguments of `wrangler d1 execute`. */
function target({ remote, persistTo }) {
  const { databaseName, databaseId } = deployment();
  if (remote) return ["d1", "execute", databaseId ? "DB" : databaseName, "--remote"];
  return ["d1", "execute", "DB", "--local", ...(persistTo ? ["--persist-to", persistTo] : [])];
}

/** Applies the schema unless `check`, verifies, and says so. Throws a Stop when the database is not as it must be. */
export async function initDatabase({ remote = false, check = false, persistTo } = {}) {
  const schema = readFileSync("schema.sql", "utf8");
  const look = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name";
  const sql = check ? look : `${statements(schema)} ${look}`; // one start of wrangler, which takes longer than the rest
  const execute = (command) => wranglerJson([...target({ remote, persistTo }), "--yes", "--json", `--command=${command}`]);
  let answers = await execute(sql);
  const added = check ? [] : additions(answers.at(-1)?.results ?? [], schema);
  if (added.length > 0) answers = await execute([...added, look].join("; "));
  const faults = shortcomings(answers.at(-1)?.results ?? [], schema);
  const place = remote ? "The database at Cloudflare" : "The local database";
  if (faults.length > 0) throw new Stop(`${place} is not as schema.sql says: ${faults.join("; ")}.`);
  const tables = [...columnsOf([schema]).keys()];
  console.log(`${place} has its ${tables.length} tables: ${tables.join(", ")}.`);
}

async function main() {
  const flag = { type: "boolean", default: false };
  const read = readArguments({ help, options: { remote: flag, check: flag, "persist-to": { type: "string" } } });
  if (!read) return;
  const { remote, check, "persist-to": persistTo } = read.values;
  await initDatabase({ remote, check, persistTo: persistTo && pathFrom(persistTo) });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(main);
