// Vector: one Markdown file of conversations, as README.md beside this file describes them. The twin of vector.cpp and
// matching.cpp: knows headings, fences, placeholders and escapes; refuses to know what events do (world.mjs).

const shapes = {
  event: {
    request: "both", request_body: "body", request_end: "", client_gone: "", pool_reply: "body", upstream: "both",
    upstream_head: "head", upstream_body: "body", upstream_end: "", failed: "head", timer: "", cron: "",
    recover: "head", configure: "body", pool_restart: "body", digested: "body", hmac: "body", nudged: "", kv_value: "both",
  },
  action: {
    answer: "both", stream: "head", send: "body", echo: "", finish: "", abort: "", fetch: "both", cancel: "",
    ask_pool: "both", wake: "", log: "head", done: "", digest: "body", sign: "body", asset: "both", wait: "", nudge: "", kv_get: "head",
  },
};
const options = new Set([
  "open", "bytes", "json", "crlf", "cr", "escaped", "after", "of", "exchange", "fetch", "ask_pool", "digest", "sign",
]);

/** What a message of that name carries: "head", "body", "both", "" for none, or undefined. */
export const shapeOf = (type, name) => shapes[type]?.[name];

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

export class Fence {
  constructor(info, line) {
    const [type, name, ...words] = info.split(" ");
    this.isEvent = type === "event";
    this.name = name;
    this.line = line;
    this.text = "";
    this.number = undefined;
    this.options = new Map();
    this.carries = shapeOf(type, name);
    if (this.carries === undefined) throw new Error(`there is no ${type} named '${name}'`);
    for (const word of words) {
      const [option, value] = word.split("=");
      if (word !== "" && Number.isFinite(Number(word))) this.number = Number(word);
      else if (options.has(option)) this.options.set(option, value === undefined ? true : Number(value));
      else throw new Error(`the option '${word}' is unknown`);
    }
  }
  has(option) {
    return this.options.has(option);
  }
  value(option, otherwise) {
    return this.options.get(option) ?? otherwise;
  }
  /** Where the empty line is that parts head and body. */
  #parting() {
    if (this.text.startsWith("\n")) return 0;
    const at = this.text.indexOf("\n\n");
    return at < 0 ? -1 : at + 1;
  }
  head() {
    if (this.carries === "head") return expand(this.text);
    if (this.carries !== "both") return "";
    const parting = this.#parting();
    return expand(parting < 0 ? this.text : this.text.slice(0, parting)).replace(/\n$/u, "");
  }
  /** @returns {Buffer} */
  body() {
    const parting = this.#parting();
    let raw = this.carries === "body" ? this.text : "";
    if (this.carries === "both" && parting >= 0) raw = this.text.slice(parting + 1);
    if (this.has("escaped")) return unescape(raw);
    raw = expand(raw);
    if (this.has("crlf")) raw = raw.replaceAll("\n", "\r\n");
    if (this.has("cr")) raw = raw.replaceAll("\n", "\r");
    return Buffer.from(raw);
  }
}

/** @returns {{name: string, line: number, settings: string, realPool: boolean, fences: Fence[]}[]} */
export function readFile(text) {
  const lines = text.split("\n");
  const cases = [];
  let settings = "{}";
  let realPool = false;
  let fence;
  let info;
  const end = () => {
    fence.text = fence.text.slice(0, -1);
    if (!info.startsWith("settings")) {
      cases.at(-1).fences.push(fence);
      return;
    }
    const real = info === "settings pool=real";
    if (!real && info !== "settings") throw new Error("the only option of settings is pool=real");
    if (cases.length === 0) [settings, realPool] = [fence.text, real];
    else if (cases.at(-1).fences.length === 0) Object.assign(cases.at(-1), { settings: fence.text, realPool: real });
    else throw new Error("settings stand before a case's first event");
  };
  lines.forEach((line, index) => {
    try {
      if (fence) {
        if (line !== "```") {
          fence.text += `${line}\n`;
          return;
        }
        end();
        fence = undefined;
      } else if (line.startsWith("```")) {
        info = line.slice(3);
        if (info.startsWith("settings")) fence = { text: "", line: index + 1 };
        else if (!/^(event|action) /u.test(info)) throw new Error(`a fence is settings, event or action: '${info}'`);
        else if (cases.length === 0) throw new Error("the fence stands before the first case");
        else fence = new Fence(info, index + 1);
      } else if (line.startsWith("## ")) {
        cases.push({ name: line.slice(3), line: index + 1, settings, realPool, fences: [] });
      }
    } catch (error) {
      throw new Error(`line ${index + 1}: ${error.message}`);
    }
  });
  if (fence) throw new Error(`the fence of line ${fence.line} is never closed`);
  if (cases.length === 0) throw new Error("there is no case in it");
  return cases;
}
