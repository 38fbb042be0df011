// Moves what another gateway's export holds into a running Rota, through the admin API.
// Knows the order and how to tell what became of it; how exports read is in migrations.mjs. Started by scripts/migrate.sh.
import { fileURLToPath } from "node:url";
import { administrator, urlHelp } from "./admin_api.mjs";
import { Stop, readArguments, readText, run } from "./command.mjs";
import { kinds } from "./migrations.mjs";

const help = `Usage: ./scripts/migrate.sh FROM EXPORT... [--url URL] [--dry-run]

Moves keys, client keys, models, quotas and settings of another gateway into a running Rota, and says what has no place
there. Run again it changes nothing more. docs/MIGRATE.md says how to make the exports. FROM is one of
${Object.entries(kinds).map(([name, { what }]) => `  ${name.padEnd(12)} ${what}`).join("\n")}

  --dry-run   says what would be moved, and asks no Rota
${urlHelp}`;

/** Keys a request: an import may be 8 MiB. */
const keysAtOnce = 5000;

/** What stays outside, with the reason, as lines for the report. */
class Report {
  lines = [];
  left = [];
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

async function moveKeys(ask, keys, report) {
  const sums = { added: 0, already_there: 0, duplicates: 0 };
  for (let at = 0; at < keys.length; at += keysAtOnce) {
    const answer = await ask("POST", "/admin/keys/import", keys.slice(at, at + keysAtOnce));
    if (answer.status !== 200) throw new Stop(`The keys were refused: ${reason(answer)}`);
    for (const name of Object.keys(sums)) sums[name] += answer.read[name];
    for (const { line, why } of answer.read.refused) report.leave(`Key ${at + line}`, why);
  }
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
  report.say(`Client keys: ${added} added, ${there} there already.`);
}

async function moveModels(ask, models, report) {
  let put = 0;
  for (const model of models) {
    const answer = await ask("POST", "/admin/models", model);
    if (answer.status < 300) put += 1;
    else report.leave(`Model ${model.id}`, reason(answer));
  }
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
  if (plan.keys.length > 0) await moveKeys(ask, plan.keys, report);
  if (plan.clients.length > 0) await moveClients(ask, plan.clients, report);
  if (plan.models.length > 0) await moveModels(ask, plan.models, report);
  await moveSettings(ask, plan.settings, report);
  return report;
}

function rehearse(plan) {
  const report = new Report();
  report.say(`Would move ${plan.keys.length} keys, ${plan.clients.length} client keys, ${plan.models.length} models.`);
  const settings = Object.entries(plan.settings).map(([name, value]) => `${name} = ${value}`);
  report.say(`Settings: ${settings.join(", ") || "none"}.`);
  return report;
}

async function main() {
  const options = { url: { type: "string" }, "dry-run": { type: "boolean", default: false } };
  const read = readArguments({ help, options, allowPositionals: true });
  if (!read) return;
  const [from, ...files] = read.positionals;
  if (!Object.hasOwn(kinds, from ?? "")) {
    throw new Stop(`Name the kind of gateway first: ${Object.keys(kinds).join(", ")}. See --help.`);
  }
  if (files.length === 0) throw new Stop("Name the files of the export. See --help.");
  const plan = kinds[from].read(files.map(readText));
  const found = plan.keys.length + plan.clients.length + plan.models.length + Object.keys(plan.settings).length;
  if (found === 0) throw new Stop(`These files hold nothing of the kind ${from}.`);
  const report = read.values["dry-run"] ? rehearse(plan) : await move(await administrator(read.values.url), plan);
  report.print(plan);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await run(main);
