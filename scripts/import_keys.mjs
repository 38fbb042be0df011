// Imports lists of upstream keys through the admin API, in any format that it reads.
// Knows files and how the report reads; what counts as a key the API decides. Started by scripts/import-keys.sh.
import { readFileSync } from "node:fs";
import { administrator, urlHelp } from "./admin_api.mjs";
import { Stop, decodeText, readArguments, readText, run } from "./command.mjs";

const help = `Usage: ./scripts/import-keys.sh [--url URL] FILE...

Imports upstream keys from files, or from standard input for "-": any text that has keys in it, a key a line with
# comments, mail----password----key, NAME=value, JSON, or CSV. Keys that the pool has already, and doubles, are told and
left alone; so is each line that holds none.

${urlHelp}`;

/** What the import made of a file, in sentences for the terminal. */
export function report(name, read) {
  const counts = [
    `${read.added} added`,
    `${read.already_there} there already`,
    `${read.duplicates} twice in the list`,
    `${read.refused_count} refused`,
  ];
  const refused = read.refused.map(({ line, why, shown }) => `  ${line}: ${why}${shown ? ` (${shown})` : ""}`);
  return [`${name} (${read.format}): ${counts.join(", ")}.`, ...refused].join("\n");
}

async function main() {
  const read = readArguments({ help, options: { url: { type: "string" } }, allowPositionals: true });
  if (!read) return;
  if (read.positionals.length === 0) throw new Stop("Name a file of keys, or - for standard input. See --help.");
  const texts = read.positionals.map((name) => [name, name === "-" ? decodeText(readFileSync(0)) : readText(name)]);
  const ask = await administrator(read.values.url);
  let refused = 0;
  for (const [name, text] of texts) {
    const answer = await ask("POST", "/admin/keys/import", text);
    if (answer.status !== 200) throw new Stop(`${name} was refused: ${answer.read.error?.message}`);
    console.log(report(name, answer.read));
    refused += answer.read.refused_count;
  }
  if (refused > 0) throw new Stop("Some entries were refused; all others are imported.");
}

await run(main);
