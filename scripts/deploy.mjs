// Deploys Rota: who is logged in, which secrets are there, the deployment, the schema, and what comes next.
// Knows Cloudflare's side of a deployment as wrangler shows it; refuses to know what the Worker does with a secret.
// Started by scripts/deploy.sh, and with --unattended by `npm run deploy`.
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Stop, askSecret, canAsk, readArguments, run } from "./command.mjs";
import { initDatabase } from "./init_db.mjs";
import { complaint, deployment, readJson, wrangler, wranglerJson } from "./wrangler.mjs";

const help = `Usage: ./scripts/deploy.sh [--dry-run] [--unattended]

Deploys Rota to your Cloudflare account, as often as you like: asks for the secrets that are not set yet, uploads the
Worker, creates the database, the KV namespace and the Durable Object where they are missing, applies the schema, and says
where it runs. Log in first: npx wrangler login (or set CLOUDFLARE_API_TOKEN). A token that may not touch D1 will do: the
Worker makes its tables itself.

  --dry-run      builds, looks, and says what would be created and which secrets are missing; changes and asks nothing
  --unattended   asks nothing: secrets that are neither set nor in the environment stay unset
  --help         this text

A secret in the environment (API_KEYS, ADMIN_PASSWORD, SESSION_SECRET_KEY, CLIENT_API_KEYS) is set without a question when
the Worker has none of that name.`;

/** The secrets that are asked for, in order. */
const asked = [
  ["API_KEYS", "Upstream keys, separated by commas (Enter: add them later)"],
  ["ADMIN_PASSWORD", "A password for administration (Enter: administration stays off)"],
];

/** Cloudflare takes no larger secret. */
const secretMost_bytes = 5 * 1024;
/** What to do instead with one that is larger. */
const instead = {
  API_KEYS:
    "Deploy without it, then add the keys in the panel, or from a file: ./scripts/import-keys.sh --url URL keys.txt",
  CLIENT_API_KEYS: "Deploy without it, then make client keys in the panel: there each has limits of its own, too",
};

function checkSizes(secrets) {
  for (const [name, value] of Object.entries(secrets)) {
    const bytes = Buffer.byteLength(value);
    if (bytes <= secretMost_bytes) continue;
    const size = `${name} has ${bytes} bytes, and Cloudflare takes secrets of ${secretMost_bytes} at the most.`;
    throw new Stop(`${size} ${instead[name] ?? "Choose a shorter one"}. Nothing was deployed.`);
  }
}

async function checkLogin({ "dry-run": dryRun }) {
  const said = await wrangler(["whoami", "--json"]);
  if (said.ok) {
    const { email, accounts = [] } = readJson(said.output, "What wrangler whoami printed");
    console.log(`Logged in${email ? ` as ${email}` : ""}: ${accounts.map(({ name }) => name).join(", ") || "no account"}.`);
    return true;
  }
  const advice = "Not logged in to Cloudflare: run npx wrangler login, or set CLOUDFLARE_API_TOKEN.";
  if (!dryRun) throw new Stop(advice);
  console.log(advice);
  return false;
}

/** The names of the secrets that the Worker has; none while there is no Worker. */
async function secretsThere({ worker }) {
  const said = await wrangler(["secret", "list", "--format", "json"]);
  if (said.ok) return readJson(said.output, "What wrangler secret list printed").map(({ name }) => name);
  if (/10007|not found/i.test(said.errors + said.output)) return [];
  throw new Stop(`The secrets of ${worker} cannot be listed: ${complaint(said)}`);
}

/** Values for secrets that the Worker lacks: of the environment, else asked for; the encryption's is drawn. */
async function missingSecrets(there, { unattended }) {
  const values = {};
  const give = (name, value) => {
    if (value) values[name] = value;
  };
  if (!there.includes("CLIENT_API_KEYS")) give("CLIENT_API_KEYS", process.env.CLIENT_API_KEYS);
  for (const [name, question] of asked) {
    if (there.includes(name)) continue;
    if (process.env[name] || unattended) give(name, process.env[name]);
    else if (canAsk()) give(name, await askSecret(question));
    else throw new Stop(`${name} is not set: give it in the environment, or say --unattended.`);
  }
  if (there.includes("SESSION_SECRET_KEY")) return values;
  give("SESSION_SECRET_KEY", process.env.SESSION_SECRET_KEY);
  if (values.ADMIN_PASSWORD && !values.SESSION_SECRET_KEY) {
    values.SESSION_SECRET_KEY = randomBytes(32).toString("base64url");
    console.log("SESSION_SECRET_KEY is drawn at random; Cloudflare keeps it, and nobody needs to see it.");
  }
  return values;
}

/** Secrets travel in a private file, never on a command line. */
async function upload(secrets) {
  const folder = mkdtempSync(join(tmpdir(), "rota-deploy-"));
  try {
    const file = join(folder, "secrets.json");
    writeFileSync(file, JSON.stringify(secrets), { mode: 0o600 });
    const given = Object.keys(secrets).length > 0 ? ["--secrets-file", file] : [];
    const said = await wrangler(["deploy", ...given], { shown: true });
    if (!said.ok) throw new Stop("The deployment failed: what wrangler said is above.");
    return /https:\/\/[\w.-]+\.workers\.dev/.exec(said.output)?.[0];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nextSteps(url, secrets) {
  const origin = url ?? "https://<your Worker>";
  const lines = [`\nRota runs at ${url ?? "the address that wrangler names above"}.`];
  if (secrets.includes("ADMIN_PASSWORD") && secrets.includes("SESSION_SECRET_KEY")) {
    lines.push(`Administration: ${origin}/admin, with your ADMIN_PASSWORD.`);
    lines.push(`Upstream keys from a file: ./scripts/import-keys.sh --url ${origin} keys.txt`);
  } else if (!secrets.includes("CLIENT_API_KEYS")) {
    lines.push("Neither administration nor CLIENT_API_KEYS is set, so every proxied route answers 401: run this again.");
  }
  lines.push(`Clients: base URL ${origin}/v1 for OpenAI SDKs, ${origin} for Gemini's, and one of your client keys.`);
  console.log(lines.join("\n"));
}

/** The tables, with a token that may. Without, the Worker makes them itself when it first needs them. */
async function applySchema() {
  try {
    await initDatabase({ remote: true });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    console.log(`The tables were neither made nor looked at, which the Worker does itself: ${error.message}`);
  }
}

/** What there is of a kind at Cloudflare, by its names; a sentence where this login may not look. */
async function namesOf(args, member) {
  try {
    return (await wranglerJson(args)).map((each) => each[member]);
  } catch (error) {
    if (error instanceof Stop) return error.message;
    throw error;
  }
}

/** One line of what a deployment would create. `there`: names, or why they are not known. */
function prospect(what, name, there) {
  if (there === undefined) return `${what} ${name}: would be created if it is not there.`;
  if (typeof there === "string") return `${what} ${name}: would be created if it is not there; ${there}`;
  return `${what} ${name}: ${there.includes(name) ? "is there" : "would be created"}.`;
}

/** What a deployment would do about a secret that is not there. */
function remedy(name) {
  if (process.env[name]) return "would be set from the environment";
  if (name === "SESSION_SECRET_KEY") return "would be drawn at random, once there is an ADMIN_PASSWORD";
  return "would be asked for";
}

async function rehearse({ worker, databaseName, databaseId }, loggedIn) {
  const secrets = loggedIn ? await secretsThere({ worker }) : [];
  const wanted = [...asked.map(([name]) => name), "SESSION_SECRET_KEY"];
  const missing = wanted.filter((name) => !secrets.includes(name));
  const settable = [...wanted, "CLIENT_API_KEYS"].filter((name) => !secrets.includes(name));
  checkSizes(Object.fromEntries(settable.map((name) => [name, process.env[name] ?? ""])));
  const databases = loggedIn && !databaseId ? await namesOf(["d1", "list", "--json"], "name") : undefined;
  const namespaces = loggedIn ? await namesOf(["kv", "namespace", "list"], "title") : undefined;
  const lines = [
    `The Worker ${worker}, with its Durable Objects KeyPool, ResponseStore and Egress: would be uploaded.`,
    databaseId ? `The database ${databaseId}: is there.` : prospect("The database", databaseName, databases),
    prospect("The KV namespace", `${worker}-config-kv`, namespaces),
    ...missing.map((name) => `The secret ${name} is missing: ${remedy(name)}.`),
  ];
  if (missing.length === 0) lines.push("All secrets are set.");
  if (!loggedIn) lines.push("What is there already, only whoever is logged in can see: this is a first deployment.");
  console.log(lines.join("\n"));
  const said = await wrangler(["deploy", "--dry-run"], { shown: true });
  if (!said.ok) throw new Stop("The rehearsal failed: what wrangler said is above.");
  console.log("Nothing was changed.");
}

async function main() {
  const flag = { type: "boolean", default: false };
  const read = readArguments({ help, options: { "dry-run": flag, unattended: flag } });
  if (!read) return;
  const place = deployment();
  const loggedIn = await checkLogin(read.values);
  if (read.values["dry-run"]) return rehearse(place, loggedIn);
  const there = await secretsThere(place);
  const secrets = await missingSecrets(there, read.values);
  checkSizes(secrets);
  const url = await upload(secrets);
  await applySchema();
  nextSteps(url, [...there, ...Object.keys(secrets)]);
}

await run(main);
