// The Wasm runner: plays every case against one build of the core through js-shim/core.js, then again with the
// upstream's bytes cut everywhere. The twin of runner.cpp.
//   node tests/conversations/run.mjs path/to/rota.wasm [FILE]...
//   node tests/conversations/run.mjs --write path/to/rota.wasm FILE...    puts what the core did into the files
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";

import { compact, matches, readFile as readVector, shapeOf } from "./vector.mjs";
import { Instance, World } from "./world.mjs";

const cutsMax = 4000; // every position of a longer body is not worth the time
const hasNumber = (name) => ["answer", "stream", "wake"].includes(name);

function show(said) {
  const carries = shapeOf("action", said.name) ?? "";
  let other = said.of !== 0 && !said.latest ? ` of=${said.of}` : "";
  if (said.name === "nudge") other = ` exchange=${said.of}`;
  let text = `${said.name}${hasNumber(said.name) ? ` ${said.number}` : ""}${other}`;
  if (carries === "head" || carries === "both") text += `\n${said.head}`;
  if (carries === "both") text += "\n";
  if (carries === "body" || carries === "both") text += `\n${said.body}`;
  return text;
}

/** What differs, or an empty text. Bodies are compared as bytes: latin1 keeps them apart where UTF-8 would not. */
function compare(fence, said, bindings) {
  const difference = `expected ${fence.name} (line ${fence.line})\n${fence.text}\n--- actual\n${show(said)}\n`;
  if (fence.name !== said.name) return difference;
  if (hasNumber(fence.name) && fence.number !== said.number) return difference;
  if (fence.name === "cancel" && fence.value("of", said.latest ? said.of : -1) !== said.of) return difference;
  if (fence.name === "nudge" && fence.value("exchange", -1) !== said.of) return difference;
  const asJson = (text) => (fence.has("json") || fence.name === "ask_pool" ? compact(text) : text);
  const asLine = (text) => (fence.name === "log" ? compact(text) : text);
  if (!matches(asLine(fence.head()), asLine(said.head), bindings)) return difference;
  const octets = (body) => asJson(body.toString("latin1"));
  return matches(octets(fence.body()), octets(said.body), bindings) ? "" : difference;
}

function check(story, world) {
  const said = [...world.opening];
  const bindings = new Map(); // by exchange: each has ids of its own
  for (const fence of story.fences) {
    if (fence.isEvent) {
      if (said.length > 0) return `not expected before line ${fence.line}:\n${show(said[0])}\n`;
      try {
        world.deliver(fence, said);
      } catch (error) {
        return `line ${fence.line}: ${error.message}\n`;
      }
    } else if (said.length === 0) {
      return `never came: ${fence.name} (line ${fence.line})\n${fence.text}\n`;
    } else {
      const actual = said.shift();
      if (!bindings.has(actual.talk)) bindings.set(actual.talk, new Map());
      const difference = compare(fence, actual, bindings.get(actual.talk));
      if (difference !== "") return difference;
    }
  }
  return said.length > 0 ? `not expected at the end:\n${show(said[0])}\n` : "";
}

/** The same story with the upstream's bytes cut: the client must get the same, and the same must be asked for. */
function replay(instance, story, original, cut) {
  const world = new World(instance, story, cut);
  for (const fence of story.fences) if (fence.isEvent) world.deliver(fence, []);
  world.close();
  const where = cut.way === "bytes" ? "cut into single bytes" : `body ${cut.body + 1} cut at ${cut.at}`;
  for (const [i, one] of original.talks.entries()) {
    const [before, after] = [Buffer.concat(one.client), Buffer.concat(world.talks[i].client)];
    if (!before.equals(after)) return `${where}: the client got\n${after}\n--- instead of\n${before}\n`;
    const { rest } = world.talks[i];
    if (one.rest !== rest) return `${where}: asked for\n${rest}\n--- instead of\n${one.rest}\n`;
  }
  return "";
}

function* cutsOf(bodies) {
  if (bodies.length > 0) yield { way: "bytes" };
  for (const [body, length] of bodies.entries()) {
    const step = Math.floor(length / cutsMax) + 1;
    for (let at = 1; at < length; at += step) yield { way: "at", body, at };
  }
}

function run(instance, story, count) {
  const world = new World(instance, story, { way: "none" });
  let wrong = check(story, world);
  world.close();
  for (const cut of wrong === "" ? cutsOf(world.bodies) : []) {
    ++count.replays;
    wrong = replay(instance, story, world, cut);
    if (wrong !== "") break;
  }
  return wrong;
}

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

function fenceOf(said, written) {
  const carries = shapeOf("action", said.name);
  const json = said.name === "ask_pool" || written?.has("json");
  const body = String(said.body);
  const escaped = /[\r\u0085\u2028\u2029]/u.test(body);
  const options = [
    hasNumber(said.name) ? ` ${said.number}` : "",
    said.of !== 0 && !said.latest ? ` ${said.name === "nudge" ? "exchange" : "of"}=${said.of}` : "",
    escaped ? " escaped" : "",
    written?.has("json") ? " json" : "",
  ].join("");
  let text = "";
  if (carries === "head") text = `${said.head}\n`;
  if (carries === "both") text = `${said.head}\n${body === "" ? "" : "\n"}`;
  if (body !== "" && escaped) {
    const plain = { "\\": "\\\\", "\r": "\\r", "\n": "\\n\n" };
    const escape = (c) => plain[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`;
    text += `${body.replace(/[\\\r\n\u0085\u2028\u2029]/gu, escape)}\n`;
  } else if (body !== "") text += `${json ? pretty(body) : body}\n`;
  return `\`\`\`action ${said.name}${options}\n${mask(text)}\`\`\`\n`;
}

/** The file with the actions that the core took in place of those that were written. */
function rewrite(instance, text) {
  const lines = text.split("\n");
  let out = "";
  let at = 0;
  for (const story of readVector(text)) {
    const world = new World(instance, story, { way: "none" });
    const written = new Map();
    let last;
    for (const fence of story.fences) {
      if (fence.isEvent) written.set((last = fence), []);
      else written.get(last)?.push(fence); // before the first event there is nothing to be put after
    }
    for (const [fence, expected] of written) {
      const said = [];
      try {
        world.deliver(fence, said);
      } catch (error) {
        throw new Error(`line ${fence.line}: ${error.message}`);
      }
      const end = lines.indexOf("```", fence.line) + 1;
      out += lines.slice(at, end).map((line) => `${line}\n`).join("");
      at = end;
      if (fence.replied !== undefined && fence.text === "" && fence.number === undefined) {
        out = `${out.slice(0, -4)}${pretty(fence.replied)}\n\`\`\`\n`;
      }
      for (const [i, what] of said.entries()) out += `\n${fenceOf(what, expected[i])}`;
      for (const old of expected) {
        out += lines.slice(at, old.line - 1).filter((line) => line !== "").map((line) => `${line}\n`).join("");
        at = lines.indexOf("```", old.line) + 1;
      }
    }
    world.close();
  }
  return out + lines.slice(at).join("\n");
}

async function main() {
  const write = argv.includes("--write");
  const [wasm, ...files] = argv.slice(2).filter((argument) => argument !== "--write");
  if (!wasm || (write && files.length === 0)) {
    console.log("Usage: node tests/conversations/run.mjs path/to/rota.wasm [FILE]...");
    return 1;
  }
  const instance = new Instance(new WebAssembly.Module(await readFile(wasm)));
  if (files.length === 0) {
    const here = new URL("./", import.meta.url);
    for (const name of (await readdir(here)).sort()) {
      if (name.endsWith(".md") && name !== "README.md") files.push(fileURLToPath(new URL(name, here)));
    }
  }
  const count = { passed: 0, failed: 0, replays: 0 };
  for (const path of files) {
    const text = await readFile(path, "utf8");
    const file = basename(path, ".md");
    if (write) {
      await writeFile(path, rewrite(instance, text));
      continue;
    }
    let stories = [];
    try {
      stories = readVector(text);
    } catch (error) {
      ++count.failed;
      console.log(`FAIL ${file}: ${error.message}`);
    }
    for (const story of stories) {
      const wrong = run(instance, story, count);
      ++count[wrong === "" ? "passed" : "failed"];
      console.log(`${wrong === "" ? "ok  " : "FAIL"} ${file}: ${story.name}`);
      if (wrong !== "") console.log(wrong);
    }
  }
  if (write) return 0;
  console.log(`${count.replays} replays with the upstream's bytes cut elsewhere`);
  console.log(`${count.passed} passed, ${count.failed} failed`);
  return count.failed === 0 && count.passed > 0 ? 0 : 1;
}

exit(await main());
