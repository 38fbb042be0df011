// Uploads a file of upstream keys to KV, where the pool finds it within five minutes.
// Knows the shapes that such a file may have; refuses to show a key. Started by scripts/update-keys.sh and .bat.
import { copyFileSync, existsSync } from "node:fs";
import { Stop, parseJson, pathFrom, readArguments, readText, run } from "./command.mjs";
import { complaint, deployment, wrangler } from "./wrangler.mjs";

const name = "GEMINI_API_KEYS_CONFIG";
const example = "scripts/gemini-keys.example.json";
const command = process.platform === "win32" ? "scripts\\update-keys.bat" : "./scripts/update-keys.sh";
const help = `Usage: ${command} [--remote] [--file FILE] [--check] [--persist-to FOLDER]

Checks a JSON file of upstream keys and uploads it to the KV namespace CONFIG_KV under ${name}. The pool takes
the keys up within five minutes, without a deployment: new ones join, removed ones leave.

  --remote              to Cloudflare; without it, to the local namespace of wrangler dev
  --file FILE           gemini-keys.json if not given; made from the example when it is missing, for you to edit
  --check               checks the file only
  --persist-to FOLDER   where the local namespace is kept
  --help                this text

The file holds [{"key": "a name", "value": "AIza..."}], or {"keys": ["AIza..."]}, or ["AIza..."].`;

/** The entries of a file of keys, whichever of its shapes it has, each with what names its place. */
function entriesOf(read) {
  const list = Array.isArray(read) ? read : (read?.keys ?? read);
  if (list === null || typeof list !== "object") {
    throw new Stop("The file holds neither a list of keys nor an object with one: see --help.");
  }
  return Object.values(list).map((entry, i) => [`entry ${i + 1}`, entry]);
}

const secretOf = (entry) =>
  entry !== null && typeof entry === "object" ? (entry.value ?? entry.api_key ?? entry.key) : entry;

/** How many keys the parsed file holds. Throws a Stop that names the first entries that hold none. */
export function countKeys(read) {
  const entries = entriesOf(read);
  const faults = entries.flatMap(([place, entry]) => {
    const secret = secretOf(entry);
    if (typeof secret !== "string") return [`${place} has no key`];
    if (!/^[\x21-\x7e]{8,512}$/.test(secret)) return [`${place} is no key: 8 to 512 visible ASCII characters`];
    return /^AIza\.\.\./.test(secret) ? [`${place} is still the example's`] : [];
  });
  if (faults.length > 0) throw new Stop(`Nothing was uploaded: ${faults.slice(0, 5).join("; ")}.`);
  if (entries.length === 0) throw new Stop("Nothing was uploaded: the file holds no key.");
  return new Set(entries.map(([, entry]) => secretOf(entry))).size;
}

async function main() {
  const flag = { type: "boolean", default: false };
  const text = { type: "string" };
  const options = { remote: flag, check: flag, file: { ...text, default: "gemini-keys.json" }, "persist-to": text };
  const read = readArguments({ help, options });
  if (!read) return;
  const { remote, check, file, "persist-to": persistTo } = read.values;
  deployment();
  if (!existsSync(pathFrom(file)) && file === options.file.default) {
    copyFileSync(example, pathFrom(file));
    throw new Stop(`${file} was missing and is made from the example: put your keys into it and run this again.`);
  }
  const count = countKeys(parseJson(readText(file), file));
  console.log(`${file}: ${count} ${count === 1 ? "key" : "keys"}.`);
  if (check) return;
  const place = remote ? ["--remote"] : ["--local", ...(persistTo ? ["--persist-to", pathFrom(persistTo)] : [])];
  const said = await wrangler(["kv", "key", "put", name, "--binding", "CONFIG_KV", "--path", pathFrom(file), ...place]);
  if (!said.ok) throw new Stop(`The upload failed: ${complaint(said)}`);
  console.log(`Uploaded to ${remote ? "Cloudflare" : "the local namespace"}; the pool takes them up within five minutes.`);
}

await run(main);
