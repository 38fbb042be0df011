// Write: a file of stories with the actions that the core took, for `run.mjs --write`.
// Knows how a fence is written and what its file makes superfluous; refuses to judge whether the core was right.
import { compact, Fence, isJson, withoutConversations, wordOf } from "./fence.mjs";
import { readFile } from "./vector.mjs";
import { World } from "./world.mjs";

/** JSON for reading: what fits into a line stays in one. */
function pretty(text) {
  const lay = (value, indent) => {
    const line = JSON.stringify(value);
    if (indent.length + line.length <= 110 || typeof value !== "object" || value === null) return line;
    const [open, close] = Array.isArray(value) ? "[]" : "{}";
    const inner = `${indent}  `;
    const name = (key) => (Array.isArray(value) ? "" : `${JSON.stringify(key)}: `);
    const parts = Object.entries(value).map(([key, part]) => `${inner}${name(key)}${lay(part, inner)}`);
    return `${open}\n${parts.join(",\n")}\n${indent}${close}`;
  };
  return lay(JSON.parse(compact(text)), "");
}

/** Puts placeholders for what is random (the request's id, completion ids that Rota made up) and for long runs. */
const mask = (text) => text
  .replace(/([^])\1{999,}/gu, (run, c) => `<${c}*${run.length}>`)
  .replace(/req_[A-Za-z0-9]{24}/gu, "req_<id>")
  .replace(/chatcmpl-[A-Za-z0-9]{24}(?![A-Za-z0-9_-])/gu, "chatcmpl-<id:chat>");

/** What was said, as a fence. @param {Fence} [written] what stands there, for what only a writer can know */
function fenceOf(said, written) {
  const word = wordOf("action", said.name);
  const json = isJson(word.row.body) || written?.has("json");
  const numbered = said.name !== "ask_pool" || written?.text.includes('"conversation"');
  const body = numbered ? String(said.body) : withoutConversations(String(said.body));
  const escaped = /[\r\u0085\u2028\u2029]/u.test(body);
  const options = [
    word.number ? ` ${said.number}` : "",
    said.of !== 0 && !said.latest ? ` ${said.name === "nudge" ? "exchange" : "of"}=${said.of}` : "",
    escaped ? " escaped" : "",
    written?.has("json") ? " json" : "",
  ].join("");
  let text = "";
  if (word.head && !word.body) text = `${said.head}\n`;
  if (word.head && word.body) text = `${said.head}\n${body === "" ? "" : "\n"}`;
  if (body !== "" && escaped) {
    const plain = { "\\": "\\\\", "\r": "\\r", "\n": "\\n\n" };
    const escape = (c) => plain[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
    text += `${body.replace(/[\\\r\n\u0085\u2028\u2029]/gu, escape)}\n`;
  } else if (body !== "") text += `${json ? pretty(body) : body}\n`;
  const fence = new Fence(`action ${said.name}${options}`, 0);
  fence.text = mask(text).slice(0, -1);
  return fence;
}

const print = ({ info, text }) => `\`\`\`${info}\n${text === "" ? "" : `${text}\n`}\`\`\`\n`;

/** By event, the actions behind it. Those before the first event have nothing that they could be put behind. */
function byEvent(fences) {
  const behind = new Map();
  let last;
  for (const fence of fences) {
    if (fence.isEvent) behind.set((last = fence), []);
    else behind.get(last)?.push(fence);
  }
  return behind;
}

/** The file with the actions that the core took in place of those that were written. */
export function rewrite(host, text) {
  const lines = text.split("\n");
  let out = "";
  let at = 0;
  const { cases, always } = readFile(text);
  for (const story of cases) {
    const world = new World(host, story, { way: "none" });
    const expected = byEvent(story.fences);
    for (const [fence, written] of byEvent(story.shown)) {
      const said = [];
      try {
        world.deliver(fence, said);
      } catch (error) {
        throw new Error(`line ${fence.line}: ${error.message}`, { cause: error });
      }
      const end = lines.indexOf("```", fence.line) + 1;
      out += lines.slice(at, end).map((line) => `${line}\n`).join("");
      at = end;
      if (fence.replied !== undefined && fence.text === "" && fence.number === undefined) {
        out = `${out.slice(0, -4)}${pretty(fence.replied)}\n\`\`\`\n`;
      }
      const actions = said.map((what, i) => fenceOf(what, expected.get(fence)[i]));
      for (const action of always.shorten(actions)) out += `\n${print(action)}`;
      for (const old of written) {
        out += lines.slice(at, old.line - 1).filter((line) => line !== "").map((line) => `${line}\n`).join("");
        at = lines.indexOf("```", old.line) + 1;
      }
    }
    world.close();
  }
  return out + lines.slice(at).join("\n");
}
