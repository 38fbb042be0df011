// Corpus: what the fuzzers start from, grown from recorded traffic, from the conversations in this checkout, and from
// seeds written by hand for what is in neither.
// Knows which recordings are what a target reads; refuses to know what any of them means.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const root = join(here, "../..");
const shared = join(process.env.ROTA_SHARED ?? join(root, "../shared"), "fixtures");
const recorded = existsSync(join(shared, "INDEX.tsv")) ? shared : join(root, "tests/translation/fixtures");
const largestBytes = 16 * 1024; // larger ones teach a fuzzer nothing but slowness

/** A recording's kinds by target; a schema is cut out of requests instead. */
const kinds = {
  chat_request: /^((openai|googlecompat)\.chat|openai\.responses)\.req$/,
  messages: /^(anthropic\.(messages|count_tokens)\.req|gemini\.(generate|stream))/,
  json_reader: /^(openai|gemini|googlecompat)\.error/,
  sse_reader: /\.sse$/,
  answer: /^(gemini|vertex)\.(generate|stream|error)/,
  gemini_client: /^(gemini|vertex)\.(generate|stream)/,
  openai_answer: /^(openai|googlecompat)\.(chat\.(res|sse)|error)/,
  exchange: /^$/, // recordings have no heads
  embeddings: /^(openai\.embeddings\.req|gemini\.(batchembed|embed)\.res|vertex\.embed\.res)$/,
  gemini_schema: /^(openai\.chat|openai\.responses|gemini\.generate|gemini\.stream)\.req$/,
  key_import: /^$/, // nobody records keys
  upstream_error: /^(openai|gemini|googlecompat|vertex)\.error/,
};
/** Bodies that the conversations show: which fence's, and what they hold. */
const fences = {
  chat_request: [/^event request/, /"(messages|input)"/],
  messages: [/^event (request|upstream)/, /"messages"|"candidates"/],
  json_reader: [/^event (request|upstream)/, /^[{[]/],
  sse_reader: [/^event upstream/, /^data:/m],
  answer: [/^event upstream/, /"candidates"|"error"/],
  gemini_client: [/^event (request|upstream)/, /"contents"|"candidates"|"error"/],
  openai_answer: [/^event upstream/, /"choices"|"error"/],
  exchange: [/^event request/, /./],
  embeddings: [/^event (request|upstream)/, /"input"|"embeddings?"/],
  gemini_schema: [/^event request/, /"(parameters|schema)"/],
  key_import: [/^event configure/, /"API_KEYS"/],
  upstream_error: [/^event upstream/, /"error"/],
};
export const targets = Object.keys(kinds);

function* recordings(target) {
  for (const line of readFileSync(join(recorded, "INDEX.tsv"), "utf8").split("\n").slice(1)) {
    const [path, kind] = line.split("\t");
    if (kind && kinds[target].test(kind)) yield readFileSync(join(recorded, path));
  }
  if (target !== "answer" && target !== "upstream_error") return;
  const errors = join(root, "tests/unit/fixtures/upstream-errors");
  for (const name of readdirSync(errors).sort()) yield readFileSync(join(errors, name));
}

function* conversations(target) {
  const [fence, holds] = fences[target];
  const folder = join(root, "tests/conversations");
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".md")).sort()) {
    for (const [, info, text] of readFileSync(join(folder, name), "utf8").matchAll(/^```(\S.*)\n([^]*?)\n```$/gmu)) {
      if (!fence.test(info)) continue;
      // A head ends at the first empty line; an upstream's body that is told apart has none.
      const body = /^event upstream_body/.test(info) ? text : text.slice(text.indexOf("\n\n") + 2);
      if (holds.test(body)) yield Buffer.from(body);
    }
  }
}

const schemaNames = new Set(["parameters", "parametersJsonSchema", "schema", "responseSchema", "responseJsonSchema"]);
/** Every schema in a request, as a text of its own. */
function* schemasIn(value) {
  if (typeof value !== "object" || value === null) return;
  for (const [name, member] of Object.entries(value)) {
    if (schemaNames.has(name) && typeof member === "object") yield Buffer.from(JSON.stringify(member));
    yield* schemasIn(member);
  }
}
function* schemasOf(bytes) {
  try {
    yield* schemasIn(JSON.parse(bytes));
  } catch {
    // Some recordings are broken on purpose: there is no schema to cut out.
  }
}

/** Every short string of a JSON text, with its quotes: what byte by byte nobody would come upon. */
const words = (bytes) => bytes.toString("latin1").match(/"[\w$./:-]{1,32}"/gu) ?? [];

/** The bytes of exchange_fuzz.cpp: requests of the conversations, each with an answer that the upstream may give. */
function* exchanges() {
  const answers = [
    '200\ncontent-type: application/json\n\x1e{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}',
    '200\ncontent-type: text/event-stream\n\x1edata: {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}\n\n',
    '429\nretry-after: 3\n\x1e{"error":{"code":429,"message":"m","status":"RESOURCE_EXHAUSTED"}}',
  ];
  const folder = join(root, "tests/conversations");
  let number = 0;
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".md")).sort()) {
    for (const [, text] of readFileSync(join(folder, name), "utf8").matchAll(/^```event request\n([^]*?)\n```$/gmu)) {
      const end = text.indexOf("\n\n");
      const [head, body] = end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 2)];
      yield Buffer.from(`${String.fromCharCode(48 + (number % 16))}${head}\n\x1e${body}\x1e${answers[number % answers.length]}`);
      ++number;
    }
  }
}

/** Puts a target's seeds into a fresh folder, and their words into a dictionary beside it. @returns {number} seeds */
export function grow(target, folder, dictionary) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let count = 0;
  const known = new Set();
  const plant = (bytes) => {
    if (bytes.length === 0 || bytes.length > largestBytes) return;
    for (const word of words(bytes)) known.add(word);
    const path = join(folder, createHash("sha256").update(bytes).digest("hex").slice(0, 16));
    if (existsSync(path)) return;
    writeFileSync(path, bytes);
    ++count;
  };
  for (const kept of [join(here, "found", target), join(here, "seeds", target)]) {
    for (const name of existsSync(kept) ? readdirSync(kept).sort() : []) plant(readFileSync(join(kept, name)));
  }
  for (const source of target === "exchange" ? [exchanges] : [recordings, conversations]) {
    for (const bytes of source(target)) {
      if (target === "gemini_schema") for (const schema of schemasOf(bytes)) plant(schema);
      else plant(bytes);
    }
  }
  writeFileSync(dictionary, [...known].sort().map((word) => `"\\"${word.slice(1, -1)}\\""\n`).join(""));
  return count;
}
