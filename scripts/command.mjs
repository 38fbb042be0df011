// What the command line scripts have in common: options, paths, secrets asked for, and an end that one sentence explains.
// Knows terminals and files; refuses to know what any script is for.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { parseArgs } from "node:util";
import { parseSettings } from "./settings.mjs";

/** An error that is the reader's to mend: printed as its sentence, without a stack. */
export class Stop extends Error {}

/** Runs a script's main(); the process ends with 0, or with 1 and a sentence on standard error. */
export async function run(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Stop ? error.message : error);
    process.exitCode = 1;
  }
}

/**
 * The options and files of the command line; `help` is printed, and nothing else done, for --help.
 * @returns {{values: object, positionals: string[]} | undefined} undefined after --help
 */
export function readArguments({ options, help, allowPositionals = false }) {
  let read;
  try {
    read = parseArgs({ options: { ...options, help: { type: "boolean", short: "h" } }, allowPositionals });
  } catch (error) {
    throw new Stop(`${error.message.split(/\.\s|\n/)[0]}. See --help.`);
  }
  if (!read.values.help) return read;
  console.log(help);
  return undefined;
}

/** node:sqlite, which Node 20 has not: that one may be all there is for a --help, so nothing imports it at the top. */
export const sqlite = () => process.getBuiltinModule("node:sqlite");

/** A path as the caller of the shell script meant it: that script has changed into the checkout. */
export const pathFrom = (path) => resolve(process.env.ROTA_FROM ?? ".", path);

/** Bytes as text: UTF-8, or UTF-16 as a byte order mark tells, which is no part of it. */
export function decodeText(bytes) {
  const encoding = { fffe: "utf-16le", feff: "utf-16be" }[bytes.subarray(0, 2).toString("hex")] ?? "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** The text of a file that somebody named. */
export function readText(path) {
  try {
    return decodeText(readFileSync(pathFrom(path)));
  } catch (error) {
    if (error.code === "ENOENT") throw new Stop(`${path} does not exist.`);
    if (error.code === "EISDIR") throw new Stop(`${path} is a folder.`);
    throw new Stop(`${path} cannot be read (${error.code}).`);
  }
}

/** The value of a JSON text. The parser's own message would quote what may be a secret. */
export function parseJson(text, what) {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /line \d+ column \d+/.exec(error.message);
    throw new Stop(`${what} is not JSON${place ? `: look at ${place[0]}` : ""}.`);
  }
}

/** A setting of the environment, else of .dev.vars; empty when neither has it. */
export function localSetting(name) {
  if (process.env[name]) return process.env[name];
  try {
    return parseSettings(readFileSync(".dev.vars", "utf8"))[name] ?? "";
  } catch {
    return "";
  }
}

/** Whether there is somebody to ask. */
export const canAsk = () => Boolean(process.stdin.isTTY);

/** Asks on the terminal; what is typed is not shown. */
export async function askSecret(question) {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  process.stderr.write(`${question}: `); // not before: until then the terminal shows what is typed
  const interrupted = new Promise((_, reject) => lines.once("SIGINT", () => reject(new Stop("\nInterrupted."))));
  try {
    return (await Promise.race([lines.question(""), interrupted])).trim();
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
