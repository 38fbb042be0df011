// Moves what another gateway's export holds into a running Rota, through the admin API.
// Knows the order and how to tell what became of it; how exports read is in migrations.mjs. Started by scripts/migrate.sh.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { administrator, urlHelp } from "./admin_api.mjs";
import { Stop, pathFrom, readArguments, readText, run } from "./command.mjs";
import { historySql } from "./history.mjs";
import { kinds } from "./migrations.mjs";
import { readJson } from "./wrangler.mjs";

/** Names that KV gives at once. */
const namesAtOnce = 100;

const help = `Usage: ./scripts/migrate.sh FROM EXPORT... [--url URL] [--dry-run]
       ./scripts/migrate.sh split NAMES

Moves keys, client keys, models, quotas and settings of another gateway into a running Rota, and says what has no place
there. Run again it changes nothing more. docs/MIGRATE.md says how to make the exports. FROM is one of
${Object.entries(kinds).map(([name, { what }]) => `  ${name.padEnd(12)} ${what}`).join("\n")}

  --dry-run         says what would be moved and what refused, and asks no Rota
  --history FILE    writes the calls that the export has recorded, as daily sums, to FILE: SQL for Rota's database
split cuts a list of names in KV, as \`wrangler kv key list\` prints it, into files of ${namesAtOnce}: \`wrangler kv bulk get\` takes no more.
${urlHelp}`;

/** Keys a request: an import may be 8 MiB. */
const keysAtOnce = 5000;

/** What stays outside, with the reason, as lines for the report. */
class Report {
  lines = [];
  left = [];
  /** What was added, or would be. */
  keys = 0;
  clients = 0;
  models = 0;
  say(line) {
    this.lines.push(line);
  }
  leave(what, why) {
    this.left.push(`${what}: ${why}`);
  }
  print(plan) {
    console.log(this.lines.join("\n"));
    const left = [...this.left, ...plan.left];
    if (left.length > 0) console.log(`No place in Rota:\n${left.map((line) => `  ${line}`).join("\n")}`);
  }
}

const reason = ({ read }) => read.error?.message ?? "refused without a reason";

/** What to import, in the order of the export, and how an entry of each is called. */
function* importsOf({ keys, texts }) {
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    yield { body: keys.slice(at, at + keysAtOnce), called: (line) => `Key ${at + line}` };
  }
  for (const { name, text } of texts) yield { body: text, name, called: (line) => `${name}, line ${line}` };
}

async function moveKeys(ask, plan, report) {
  const sums = { added: 0, already_there: 0, duplicates: 0 };
  for (const { body, name: text, called } of importsOf(plan)) {
    const answer = await ask("POST", "/admin/keys/import", body);
    if (answer.status === 400 && text) {
      report.leave(text, reason(answer));
      continue;
    }
    if (answer.status !== 200) throw new Stop(`The keys were refused: ${reason(answer)}`);
    for (const name of Object.keys(sums)) sums[name] += answer.read[name];
    for (const { line, why } of answer.read.refused) report.leave(called(line), why);
    const untold = answer.read.refused_count - answer.read.refused.length;
    if (untold > 0) report.leave(`${untold} further entries`, "they are no keys either");
  }
  report.keys = sums.added;
  report.say(`Keys: ${sums.added} added, ${sums.already_there} there already, ${sums.duplicates} twice in the export.`);
}

async function moveClients(ask, clients, report) {
  let added = 0;
  let there = 0;
  for (const [i, { enabled = true, ...client }] of clients.entries()) {
    const answer = await ask("POST", "/admin/keys/user", client);
    if (answer.status === 409) there += 1;
    else if (answer.status !== 201) report.leave(`Client key ${i + 1} (${client.name || "no name"})`, reason(answer));
    else {
      added += 1;
      if (!enabled) await ask("PATCH", `/admin/keys/user/${answer.read.id}`, { enabled });
    }
  }
  report.clients = added;
  report.say(`Client keys: ${added} added, ${there} there already.`);
}

async function moveModels(ask, models, report) {
  let put = 0;
  for (const model of models) {
    const answer = await ask("POST", "/admin/models", model);
    if (answer.status < 300) put += 1;
    else report.leave(`Model ${model.id}`, reason(answer));
  }
  report.models = put;
  report.say(`Models: ${put} set.${put > 0 ? " Rota now offers these and no others." : ""}`);
}

/** One by one, so that one that is refused keeps none of the others out. */
async function moveSettings(ask, settings, report) {
  const set = [];
  for (const [name, value] of Object.entries(settings)) {
    const answer = await ask("POST", "/admin/config", { [name]: value });
    if (answer.status < 300) set.push(`${name} = ${value}`);
    else report.leave(`${name} = ${value}`, reason(answer));
  }
  report.say(`Settings: ${set.join(", ") || "none"}.`);
}

/** Carries the plan out and returns the report. */
export async function move(ask, plan) {
  const report = new Report();
  if (plan.keys.length + plan.texts.length > 0) await moveKeys(ask, plan, report);
  if (plan.clients.length > 0) await moveClients(ask, plan.clients, report);
  if (plan.models.length > 0) await moveModels(ask, plan.models, report);
  await moveSettings(ask, plan.settings, report);
  return report;
}

/** The same move into a Rota that is empty and ends with this process. */
async function rehearse(plan) {
  const { rehearsal } = await import("./rehearsal.mjs"); // the built module, which --help does without
  const report = await move(await rehearsal(), plan);
  report.lines.unshift(`Would move ${report.keys} keys, ${report.clients} client keys, ${report.models} models.`);
  report.lines.push("This was a dry run: no Rota has been asked.");
  return report;
}

/** History does not go through the API: what has been counted, nobody may change there. */
function writeHistory({ history }, file, report) {
  if (history.length === 0) return;
  const calls = `Recorded calls (${history.length})`;
  if (!file) return report.leave(calls, "--history FILE writes them as daily sums.");
  writeFileSync(pathFrom(file), historySql(history));
  report.say(`${calls}: apply them with npx wrangler d1 execute rota-db --remote --file ${file}`);
}

function splitNames(files) {
  for (const file of files) {
    const names = readJson(readText(file), file);
    if (!Array.isArray(names)) throw new Stop(`${file} is no list of names.`);
    for (let at = 0; at < names.length; at += namesAtOnce) {
      const part = `${file.replace(/\.json$/, "")}-${at / namesAtOnce + 1}.json`;
      writeFileSync(pathFrom(part), JSON.stringify(names.slice(at, at + namesAtOnce)));
      console.log(part);
    }
  }
}

async function main() {
  const options = { url: { type: "string" }, history: { type: "string" }, "dry-run": { type: "boolean", default: false } };
  const read = readArguments({ help, options, allowPositionals: true });
  if (!read) return;
  const [from, ...files] = read.positionals;
  if (from === "split" && files.length > 0) return splitNames(files);
  if (!Object.hasOwn(kinds, from ?? "")) {
    throw new Stop(`Name the kind of gateway first: ${Object.keys(kinds).join(", ")}. See --help.`);
  }
  if (files.length === 0) throw new Stop("Name the files of the export. See --help.");
  const plan = kinds[from].read(files.map(readText));
  const found = plan.keys.length + plan.texts.length + plan.clients.length + plan.models.length + Object.keys(plan.settings).length;
  if (found === 0) throw new Stop(`These files hold nothing of the kind ${from}.`);
  const report = read.values["dry-run"] ? await rehearse(plan) : await move(await administrator(read.values.url), plan);
  writeHistory(plan, read.values.history, report);
  report.print(plan);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(main);
