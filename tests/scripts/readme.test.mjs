// Every code block of README.md and of the guides, run: commands and requests against a Worker in workerd, programs with their
// packages, lists of keys through the import, settings through wrangler. A block that is new is picked up by itself; a command
// that nothing here knows is a fault. (docs/CLIENTS.md, MIGRATE.md and QUERIES.md have tests of their own.)
import assert from "node:assert/strict";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { answer } from "../worker/google.mjs";
import { startRota } from "../worker/harness.mjs";
import { adminSettings, done, password } from "../worker/panel.mjs";
import { startUpstream } from "../worker/upstream.mjs";
import { blocksOf, ownFolder, root, runProgram } from "./running.mjs";

const guides = ["SETTINGS", "KEYS", "CLIENT-KEYS", "LIMITS", "API", "ERRORS", "COST", "SECURITY", "COMPARE", "TROUBLESHOOTING"];
const pages = ["README.md", ...guides.map((name) => `docs/${name}.md`)];
const blocks = pages.flatMap((page) => blocksOf(page).map((block) => ({ ...block, at: `${block.at} of ${page}` })));
const of = (language) => blocks.filter((block) => block.language === language);

/** Commands that are not run here: how they begin, and where they are. */
const elsewhere = [
  [/^\S*(?:API_KEYS=\S+ )?\.\/scripts\/dev\.sh\b/, "tests/worker/dev_script.test.mjs starts it"],
  [/^(?:[A-Z_]+=\S+ )?\.\/scripts\/(?:deploy|init-db|update-keys|import-keys|migrate)\.sh\b/, "tests/scripts/commands.test.mjs"],
  [/^\.\/scripts\/test\.sh$/, "runs this test"],
  [/^npm (?:ci|run (?:build|deploy))\b/, "tests/scripts/deployment.test.mjs"],
  [/^npx wrangler login$/, "asks Cloudflare in a browser"],
  [/^npx wrangler deploy$/, "tests/scripts/deployment.test.mjs, all but the upload"],
];

const commandsOf = (text) =>
  text.replaceAll("\\\n", " ").split("\n").map((line) => line.replace(/\s+# .*$/, "").trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

let rota;
let upstream;
const clientKey = "sk-client-of-the-readme-0123456789";
before(async () => {
  upstream = await startUpstream((call) => answer(call, "Hello from the upstream"));
  rota = await startRota({ upstream, settings: { ...adminSettings, CLIENT_API_KEYS: clientKey } });
  await done(rota, "POST", "/admin/keys/gemini", { key: "AIzaKeyOfTheReadmeTest" });
});
after(async () => {
  await rota?.stop();
  await upstream?.stop();
});

/** A folder in which the blocks find what they speak of: .dev.vars, lists of keys, a backup, the packages. */
function workplace(t) {
  const folder = ownFolder(t);
  writeFileSync(join(folder, ".dev.vars"), `ADMIN_PASSWORD='${password}'\n`);
  writeFileSync(join(folder, "rota.sql"), "DELETE FROM writes;\n");
  writeFileSync(join(folder, "rota-keys.json"), '[{"key":"AIzaKeyOfTheBackup","name":"first"}]');
  for (const { language, text } of blocks) {
    const name = { "": "keys.txt", json: "keys.json", csv: "keys.csv" }[language];
    if (name) writeFileSync(join(folder, name), text);
  }
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  return folder;
}

const here = (text) => text.replaceAll("http://localhost:8787", rota.url);

/** The lines of a block in one shell; each curl is told to say its status on a line of its own. */
async function runInShell(t, lines) {
  const [{ id }] = (await done(rota, "GET", "/admin/keys/gemini")).keys;
  const script = [
    "set -e",
    'curl() { command curl -sS -w "\\nstatus %{http_code}\\n" "$@"; }',
    `ROTA=${rota.url} ADMIN_PASSWORD=${password} ADMIN="Authorization: Bearer ${password}"`,
    ...lines.map((line) => here(line).replaceAll("0123456789abcdef", id)),
  ].join("\n");
  const said = await runProgram("sh", ["-c", script], { folder: workplace(t) });
  assert.equal(said.code, 0, said.output + said.errors);
  const statuses = [...said.output.matchAll(/^status (\d+)$/gm)].map(([, status]) => Number(status));
  assert.equal(statuses.length, lines.filter((line) => line.startsWith("curl ")).length, said.output);
  for (const status of statuses) assert(status >= 200 && status < 300, said.output);
}

/** wrangler itself, with nobody where Cloudflare would be: it must get as far as asking. */
async function checkWrangler(t, line) {
  const sql = /--command "(.*)"$/.exec(line)?.[1];
  if (sql?.startsWith("SELECT")) await rota.rows(sql);
  const env = {
    CLOUDFLARE_API_BASE_URL: "http://127.0.0.1:65431",
    CLOUDFLARE_API_TOKEN: "none",
    CLOUDFLARE_ACCOUNT_ID: "none",
    WRANGLER_SEND_METRICS: "false",
    WRANGLER_LOG_PATH: ownFolder(t),
    CI: "1",
  };
  const place = workplace(t);
  const command = line.replace(/^npx wrangler/, "wrangler").replace(/--(path|file|output) /g, `--$1 ${place}/`);
  const said = await runProgram("sh", ["-c", command], { env, input: "secret\n" });
  assert.match(said.output + said.errors, /fetch failed|ECONNREFUSED/, said.output + said.errors);
}

/** Before the blocks that offer certain models only. */
describe("programs", () => {
  for (const { at, text } of of("js")) {
    test(`block ${at} prints what the upstream answers`, async (t) => {
      const folder = workplace(t);
      writeFileSync(join(folder, "program.mjs"), here(text));
      const said = await runProgram(process.execPath, ["program.mjs"], { folder, env: { CLIENT_API_KEY: clientKey } });
      assert.equal(said.code, 0, said.errors);
      assert.match(said.output, /Hello from the upstream/);
    });
  }
});

describe("sh blocks", () => {
  test("there are some", () => assert(of("sh").length > 5));
  for (const { at, text } of of("sh")) {
    test(`block ${at}: ${text.split("\n")[0].slice(0, 60)}`, async (t) => {
      const commands = commandsOf(text).filter((line) => !elsewhere.some(([begin]) => begin.test(line)));
      for (const [, script] of text.matchAll(/\.\/(scripts\/[\w.-]+)/g)) assert(existsSync(join(root, script)), script);
      const remote = commands.filter((line) => line.startsWith("npx wrangler "));
      await Promise.all(remote.map((line) => checkWrangler(t, line)));
      const local = commands.filter((line) => !remote.includes(line));
      for (const line of local) assert.match(line, /^(curl |\. \.\/|[A-Z_]+=)/, `nothing here knows the command "${line}"`);
      if (local.length > 0) await runInShell(t, local);
    });
  }
});

test("what is put into wrangler.toml is taken by wrangler", async (t) => {
  const texts = of("toml").map(({ text }) => text);
  const isTable = (text) => text.startsWith("[");
  const own = ['name = "rota"', 'main = "worker.js"', 'compatibility_date = "2026-04-20"'];
  const folder = ownFolder(t);
  writeFileSync(join(folder, "wrangler.toml"), [...own, ...texts.filter((text) => !isTable(text)), ...texts.filter(isTable)].join("\n"));
  writeFileSync(join(folder, "worker.js"), "export default { fetch: () => new Response() };\n");
  const env = { WRANGLER_SEND_METRICS: "false", WRANGLER_LOG_PATH: folder, CI: "1" };
  const said = await runProgram(join(root, "node_modules/.bin/wrangler"), ["deploy", "--dry-run"], { folder, env });
  assert.equal(said.code, 0, said.errors + said.output);
  assert.doesNotMatch(said.errors + said.output, /WARNING|Unexpected/, said.errors + said.output);
});

describe("lists of keys", () => {
  for (const { at, language, text } of blocks.filter(({ language }) => ["", "json", "csv"].includes(language))) {
    test(`block ${at}: every key in it is taken`, async () => {
      const body = text.replace(/AIza\.\.\.(\w+)/g, (short, name) => `AIzaSyReadme${name}`.padEnd(39, "0"));
      const answered = await rota.send("/admin/keys/import", { method: "POST", key: password, body });
      assert.equal(answered.status, 200, answered.text);
      const report = answered.json();
      const keys = new Set(body.match(/AIza\w+/g));
      assert(keys.size > 0, body);
      assert.equal(report.added + report.already_there, keys.size, answered.text);
      assert.equal(report.format, language || "lines");
    });
  }
});

/** Names of members, those of the calls too, in their order. */
const membersOf = (line) => JSON.stringify(line).match(/"\w+"(?=:)/g).join(" ");

test("the log's line has the members that the core writes", () => {
  const stories = readFileSync(join(root, "tests/conversations/logs.md"), "utf8");
  const lines = Array.from(stories.matchAll(/^```action log\n(.*)\n```$/gm), ([, line]) => JSON.parse(line));
  const written = lines.find(({ verdicts }) => verdicts?.length === 2);
  const [{ text }] = of("log");
  assert.equal(membersOf(JSON.parse(text)), membersOf(written));
});

test("the codes of docs/ERRORS.md are those that the core writes", () => {
  const page = readFileSync(join(root, "docs/ERRORS.md"), "utf8");
  const written = (path, form) => Array.from(readFileSync(join(root, path), "utf8").matchAll(form), ([, code]) => code);
  const codes = written("wasm/core/dialect/openai/common/error.cpp", /return \{(?:invalid|server|"\w+"), "(\w+)"\}/g);
  const statuses = written("wasm/core/dialect/gemini/error/error_envelope.cpp", /^ {6}return "([A-Z_]+)";/gm);
  assert(codes.length > 15 && statuses.length > 8);
  for (const code of codes) assert(page.includes(`\`${code}\``), `${code} is missing`);
  const shown = Array.from(page.slice(page.indexOf("## Codes")).matchAll(/`([A-Z]+_?[A-Z]+(?:_[A-Z]+)*)`/g), ([, status]) => status);
  for (const status of shown) assert(statuses.includes(status) || status === "INTERNAL", `nothing writes ${status}`);
});

test("README is short", () => {
  const lines = readFileSync(join(root, "README.md"), "utf8").trimEnd().split("\n").length;
  assert(lines <= 180, `${lines} lines; a README has at most 180`);
});

test("every block is of a kind that is run", () => {
  assert.deepEqual([...new Set(blocks.map(({ language }) => language))].filter((one) => !["", "sh", "js", "json", "csv", "log", "toml"].includes(one)), []);
});
