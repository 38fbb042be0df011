// Scripts as a test starts them: in the checkout, or in a small one whose wrangler only writes down what it is asked for.
// Knows how they are started and where their output goes; what they should do, a test says itself.
import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** PATH without the packages of this checkout, which bring a Node along that is newer than the oldest that will do. */
export const machinePath = process.env.PATH.split(delimiter).filter((folder) => !folder.includes("node_modules")).join(delimiter);

/** Settings of whoever runs the tests are not the tests'. */
const secrets = ["API_KEYS", "ADMIN_PASSWORD", "SESSION_SECRET_KEY", "CLIENT_API_KEYS"];
const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !secrets.includes(name)));

/**
 * Runs a program to its end. `folder`: where it is started; `input`: its standard input; `typed`: [question, line] pairs
 * instead, each line sent when the output has its question. `bare`: in the environment `env` and nothing else.
 * @returns {Promise<{code: number, output: string, errors: string}>}
 */
export function runProgram(program, args, { folder = root, env = {}, bare = false, input = "", typed = [] } = {}) {
  const child = spawn(program, args, { cwd: folder, env: { ...(bare ? {} : inherited), ...env } });
  const said = { output: "", errors: "" };
  const due = [...typed];
  child.stdout.on("data", (data) => {
    said.output += data;
    if (due.length > 0 && said.output.includes(due[0][0])) child.stdin.write(`${due.shift()[1]}\r`);
  });
  child.stderr.on("data", (data) => (said.errors += data));
  child.stdin.on("error", () => {}); // a program that ends without reading it
  if (typed.length === 0) child.stdin.end(input);
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, ...said }));
  });
}

/** The code blocks of a text in Markdown: { language, text, at: which of them, title: of the heading above it }. */
export function blocksOf(path) {
  let title = "";
  const found = readFileSync(join(root, path), "utf8").matchAll(/^#+ (.*)$|^```(\w*)\n([^]*?)^```$/gm);
  return [...found].flatMap(([, heading, language, text]) => {
    if (heading !== undefined) title = heading;
    return text === undefined ? [] : [{ language, text, title }];
  }).map((block, i) => ({ ...block, at: i + 1 }));
}

/** A folder of its own, removed with the test. */
export function ownFolder(t) {
  const folder = mkdtempSync(join(tmpdir(), "rota-scripts-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Writes its arguments down as a line of JSON, keeps the file of secrets, and answers as the test has told it to: by how
 * the arguments begin, always the same or, from a list, the next each time.
 */
const fake = `#!/usr/bin/env node
import { appendFileSync, existsSync, readFileSync } from "node:fs";
const args = process.argv.slice(2);
const at = args.indexOf("--secrets-file");
const secrets = at < 0 ? undefined : JSON.parse(readFileSync(args[at + 1], "utf8"));
appendFileSync("calls.jsonl", JSON.stringify({ args, secrets }) + "\\n");
const answers = existsSync("answers.json") ? JSON.parse(readFileSync("answers.json", "utf8")) : {};
const name = Object.keys(answers).find((begin) => args.join(" ").startsWith(begin));
const list = [answers[name] ?? {}].flat();
const earlier = readFileSync("calls.jsonl", "utf8").split("\\n").filter((line) => line.includes(JSON.stringify(args).slice(1, -1)));
const { output = "", errors = "", code = 0 } = list[Math.min(earlier.length, list.length) - 1];
process.stdout.write(output);
process.stderr.write(errors);
process.exit(code);
`;

/** A checkout of what scripts need, with the fake wrangler among its packages. Removed with the test. */
export function ownCheckout(t, answers = {}) {
  const folder = ownFolder(t);
  const texts = ["package.json", "package-lock.json", "schema.sql", "wrangler.toml", "js-shim/admin/app/header_text.js"];
  for (const name of ["scripts", "wasm/core/store", ...texts]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  mkdirSync(join(folder, "node_modules/.bin"), { recursive: true });
  writeFileSync(join(folder, "node_modules/.package-lock.json"), "{}");
  writeFileSync(join(folder, "node_modules/.bin/wrangler.mjs"), fake);
  symlinkSync("wrangler.mjs", join(folder, "node_modules/.bin/wrangler"));
  chmodSync(join(folder, "node_modules/.bin/wrangler.mjs"), 0o755);
  symlinkSync(process.execPath, join(folder, "node_modules/.bin/node"));
  writeFileSync(join(folder, "answers.json"), JSON.stringify(answers));
  const calls = join(folder, "calls.jsonl");
  return {
    folder,
    run: (script, args = [], options = {}) => runProgram(`./scripts/${script}`, args, { folder, ...options }),
    calls: () => (existsSync(calls) ? readFileSync(calls, "utf8").trim().split("\n").map((line) => JSON.parse(line)) : []),
  };
}
