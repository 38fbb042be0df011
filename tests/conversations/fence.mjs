// Fence: one fence of a story, its words, placeholders and escapes. The twin of words.cpp and matching.cpp.
// Knows what a fence holds; refuses to know files (vector.mjs) and what events do (world.mjs).
import { rows } from "../host/messages.mjs";

const options = new Set(["open", "bytes", "json", "crlf", "cr", "escaped", "after", "of", "exchange", "alone", "body"]);

/**
 * Where stories speak otherwise than messages do: a request and the upstream's answer stand whole, with their bodies;
 * what a runner knows by itself is left out; one key is lent by its number. The twin of words.cpp.
 */
const composed = {
  request: { head: true, body: true },
  recover: { head: true, body: true, number: true },
  upstream: { head: true, body: true, number: true },
  cron: {},
  pool_reply: { body: true, number: true },
  kv_value: { head: true, body: true },
  pool_restart: { body: true },
};

const spoken = ({ machines }) => machines.includes("exchange") || machines.includes("gateway");
/** How long the host waits for something is the host's own. */
const says = ({ number }) => !["none", "patience_ms", "at_once_bytes"].includes(number);
const wordFrom = (row) => ({ head: row.head !== "none", body: row.body !== "none", number: says(row), row });

/** What a fence of that name holds, and the message that it is about, if it is one. */
export function wordOf(type, name) {
  const row = rows.get(name);
  const there = row?.type === type && spoken(row);
  if (type === "event" && Object.hasOwn(composed, name)) return { ...composed[name], row: there ? row : undefined };
  return there ? wordFrom(row) : undefined;
}

/** `failed NAME` may name that action. */
const canFail = (name) => rows.get("failed").token.includes(name) && wordOf("action", name) !== undefined;

/** White space between the tokens of what has this form means nothing. */
export const isJson = (form) => form === "json" || form === "entry";

/** "<a*3>" becomes "aaa"; everything else stays. */
export const expand = (text) => text.replace(/<([^])\*([1-9]\d*)[^>]*>/gu, (_, c, count) => c.repeat(Number(count)));

/** @returns {Buffer} line breaks gone, escapes resolved */
function unescape(text) {
  const bytes = [];
  const source = text.replaceAll("\n", "");
  const plain = /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|([^]))|[^\\]+/gu;
  for (const [piece, hex, code, letter] of source.matchAll(plain)) {
    if (hex) bytes.push(Buffer.from([parseInt(hex, 16)]));
    else if (code) bytes.push(Buffer.from(String.fromCharCode(parseInt(code, 16))));
    else if (letter) bytes.push(Buffer.from({ n: "\n", r: "\r", t: "\t" }[letter] ?? letter));
    else bytes.push(Buffer.from(expand(piece)));
  }
  return Buffer.concat(bytes);
}

/** A pool call's JSON without the numbers of conversations: only stories about them show these. */
export const withoutConversations = (json) => json.replace(/,"conversation":"[0-9a-f]{16}"(,"begins":1)?/gu, "");

/** JSON without the white space between its tokens. */
export const compact = (json) => json.replace(/("(?:[^"\\]|\\[^])*"?)|[ \n\r\t]+/gu, (_, string) => string ?? "");

/** Equality, save that <id> and <id:NAME> stand for a run of letters and digits, the same wherever they stand. */
export function matches(expected, actual, bindings) {
  let at = 0;
  for (const piece of expected.split(/(<id(?::[^>]*)?>)/u)) {
    if (!/^<id(:[^>]*)?>$/u.test(piece)) {
      if (!actual.startsWith(piece, at)) return false;
      at += piece.length;
      continue;
    }
    const run = bindings.get(piece) ?? /^[A-Za-z0-9]*/u.exec(actual.slice(at))[0];
    if (run === "" || !actual.startsWith(run, at)) return false;
    bindings.set(piece, run);
    at += run.length;
  }
  return at === actual.length;
}

/** Where the empty line is that parts head and body; -1 when there is none. */
export function parting(text) {
  if (text.startsWith("\n")) return 0;
  const at = text.indexOf("\n\n");
  return at < 0 ? -1 : at + 1;
}

const numberOr = (value) => (Number.isFinite(Number(value)) ? Number(value) : value);

export class Fence {
  /** @param {string} info what stands behind the backticks: event NAME, action NAME or always NAME, and options */
  constructor(info, line) {
    const [type, name, ...words] = info.split(" ");
    this.info = info;
    this.isEvent = type === "event";
    this.name = name;
    this.line = line;
    this.text = "";
    this.number = undefined;
    this.options = new Map();
    this.word = wordOf(type === "always" ? "action" : type, name);
    if (this.word === undefined) throw new Error(`there is no ${type} named '${name}'`);
    for (const word of words) {
      const [option, value] = word.split("=");
      const known = options.has(option) || (name === "failed" && canFail(word));
      if (this.word.number && word !== "" && Number.isFinite(Number(word))) this.number = Number(word);
      else if (known) this.options.set(option, value === undefined ? true : numberOr(value));
      else throw new Error(`the option '${word}' is unknown`);
    }
  }
  has(option) {
    return this.options.has(option);
  }
  value(option, otherwise) {
    return this.options.get(option) ?? otherwise;
  }
  /** Another one with some of these changed. @returns {Fence} */
  with({ info = this.info, text = this.text, line = this.line }) {
    const other = new Fence(info, line);
    other.text = text;
    return other;
  }
  head() {
    if (!this.word.head) return "";
    if (!this.word.body) return expand(this.text);
    const at = parting(this.text);
    return expand(at < 0 ? this.text : this.text.slice(0, at)).replace(/\n$/u, "");
  }
  /** @returns {Buffer} */
  body() {
    const at = parting(this.text);
    let raw = this.word.body && !this.word.head ? this.text : "";
    if (this.word.body && this.word.head && at >= 0) raw = this.text.slice(at + 1);
    if (this.has("escaped")) return unescape(raw);
    raw = expand(raw);
    if (this.has("crlf")) raw = raw.replaceAll("\n", "\r\n");
    if (this.has("cr")) raw = raw.replaceAll("\n", "\r");
    return Buffer.from(raw);
  }
}
