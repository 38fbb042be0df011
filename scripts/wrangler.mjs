// Wrangler as the scripts call it, and what wrangler.toml says that they need.
// Knows how it is started and how it says no; refuses to know what it is called for.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Stop, parseJson } from "./command.mjs";

/** Windows starts no .cmd without a shell, which would read the arguments anew. */
const program =
  process.platform === "win32" ? [process.execPath, "node_modules/wrangler/bin/wrangler.js"] : ["wrangler"];

/**
 * Runs wrangler in the top of the checkout. `shown`: what it prints is shown while it runs.
 * @returns {Promise<{ok: boolean, output: string, errors: string}>}
 */
export function wrangler(args, { shown = false } = {}) {
  const env = { WRANGLER_HIDE_BANNER: "true", WRANGLER_SEND_METRICS: "false", ...process.env };
  const child = spawn(program[0], [...program.slice(1), ...args], { env, stdio: ["inherit", "pipe", "pipe"] });
  const said = { output: "", errors: "" };
  const keep = (stream, name, target) =>
    stream.on("data", (data) => {
      said[name] += data;
      if (shown) target.write(data);
    });
  keep(child.stdout, "output", process.stdout);
  keep(child.stderr, "errors", process.stderr);
  return new Promise((resolve, reject) => {
    child.once("error", () => reject(new Stop("wrangler cannot be started: run npm ci first.")));
    child.once("close", (code) => resolve({ ok: code === 0, ...said }));
  });
}

// eslint-disable-next-line no-control-regex -- a terminal's colours begin with one
const colours = /\x1b\[[0-9;]*m/g;

/** What wrangler adds to its errors that says nothing of them. */
const asides = /^(\S*\s*Logs were written to|If you think this is a bug|\S*\s*To learn more about this error|╭|│|╰)/;

/**
 * What wrangler said was wrong, whole: its sentence, and below it the reasons that Cloudflare gave. Asked for JSON, it
 * says that in JSON, too.
 */
export function complaint({ output, errors }) {
  const inJson = output.indexOf('{\n  "error": {');
  const quoted = inJson < 0 ? undefined : jsonComplaint(output.slice(inJson));
  const text = (quoted ?? `${errors}\n${output}`).replace(colours, "");
  const told = text.slice(Math.max(0, text.indexOf("[ERROR]"))).replace("[ERROR]", "");
  const lines = told.split("\n").map((line) => line.trim()).filter((line) => line !== "" && !asides.test(line));
  return lines.join("\n  ") || "it said nothing";
}

function jsonComplaint(text) {
  try {
    const { error } = JSON.parse(text.slice(0, text.lastIndexOf("}") + 1));
    return [error.text, ...(error.notes ?? []).map((note) => note.text)].join("\n");
  } catch {
    return undefined;
  }
}

/** The JSON that wrangler prints, which other lines may surround. */
export async function wranglerJson(args) {
  const said = await wrangler(args);
  if (!said.ok) throw new Stop(`wrangler ${args[0]} ${args[1]} failed: ${complaint(said)}`);
  return readJson(said.output, `What wrangler ${args[0]} ${args[1]} printed`);
}

/** The JSON among the lines that a command printed: from the first that begins one to the last that ends it. */
export function readJson(text, what) {
  const begin = text.search(/^[[{]/m);
  const end = Math.max(text.lastIndexOf("]"), text.lastIndexOf("}"));
  return parseJson(begin < 0 ? text : text.slice(begin, end + 1), what);
}

/** The Worker's name, and how wrangler knows the database: by its binding when there is an id, else by its name. */
export function deployment() {
  let text;
  try {
    text = readFileSync("wrangler.toml", "utf8");
  } catch {
    throw new Stop("wrangler.toml is missing: run this in a checkout of Rota.");
  }
  const said = (name) => new RegExp(`^\\s*${name}\\s*=\\s*"([^"]+)"`, "m").exec(text)?.[1];
  const worker = said("name");
  if (!worker) throw new Stop("wrangler.toml names no Worker.");
  return { worker, databaseName: said("database_name") ?? `${worker}-db`, databaseId: said("database_id") };
}
