// Reads wasm/core/base/messages.def, the one list of message kinds, and writes js-shim/messages.js from it.
// Knows how the rows are written; refuses to know what any message is for.
// `--check` writes nothing and fails when the file is not what the list says.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const source = new URL("wasm/core/base/messages.def", root);
const target = new URL("js-shim/messages.js", root);

const row = /^ROTA_(EVENT|ACTION)\((\w+),\s*(\d+),\s*([\w |]+),\s*(\w+(?:\([\w, ]+\))?),\s*(\w+),\s*(\w+),\s*(\w+),\s*"(.*)"\)$/gm;
const word = /^ROTA_(NUMBER|FORM)\((\w+), (?:[\w:]+, )?"(.*)"\)$/gm;
const beginnings = /^ROTA_(?:EVENT|ACTION|NUMBER|FORM)\(/gm;

/**
 * @typedef {object} Message one row of messages.def
 * @property {"event" | "action"} type
 * @property {string} name
 * @property {number} kind its number on the wire
 * @property {string[]} machines which take the event or give the action
 * @property {"none" | "own" | string[]} token a list: the kinds of messages whose token it may be
 * @property {string} number @property {string} head @property {string} body what they mean or how they are written
 * @property {string} sentence
 */

/** @returns {{messages: Message[], numbers: Map<string, string>, forms: Map<string, string>}} words and their meanings */
export function readMessages(definitions = readFileSync(source, "utf8")) {
  const words = { NUMBER: new Map(), FORM: new Map() };
  for (const [, list, name, meaning] of definitions.matchAll(word)) words[list].set(name, meaning);
  const messages = [...definitions.matchAll(row)].map(
    ([, type, name, kind, machines, token, number, head, body, sentence]) => ({
      type: type.toLowerCase(),
      name,
      kind: Number(kind),
      machines: machines.split(" | "),
      token: token.startsWith("of(") ? token.slice(3, -1).split(", ") : token,
      number,
      head,
      body,
      sentence,
    }),
  );
  const { NUMBER: numbers, FORM: forms } = words;
  const read = messages.length + numbers.size + forms.size;
  const there = definitions.match(beginnings)?.length ?? 0;
  if (read !== there) throw new Error(`${there} rows begin in messages.def, ${read} can be read`);
  for (const { name, number, head, body } of messages) {
    const known = (number === "none" || numbers.has(number)) && [head, body].every((form) => form === "none" || forms.has(form));
    if (!known) throw new Error(`${name}: a number or a form that messages.def does not list`);
  }
  return { messages, numbers, forms };
}

/** A few on a line: what each means stands in messages.def, and the shim is to stay short. */
export function generate(definitions) {
  const read = readMessages(definitions);
  const table = (wanted) => {
    const entries = read.messages.filter(({ type }) => type === wanted).map(({ name, kind }) => `${name}: ${kind},`);
    const lines = [""];
    for (const entry of entries) {
      if (lines.at(-1).length + entry.length > 110) lines.push("");
      lines.push(`${lines.pop()} ${entry}`);
    }
    return lines.map((line) => ` ${line}\n`).join("");
  };
  return `// Generated from wasm/core/base/messages.def by scripts/gen-messages.mjs: edit that file, not this one.

/** What the world tells a machine. */
export const event = Object.freeze({
${table("event")}});

/** What a machine asks of the world. */
export const action = Object.freeze({
${table("action")}});
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const fresh = generate();
  if (!process.argv.includes("--check")) {
    writeFileSync(target, fresh);
  } else if (readFileSync(target, "utf8") !== fresh) {
    console.error("js-shim/messages.js is stale: run node scripts/gen-messages.mjs");
    process.exit(1);
  }
}
