// Play: one case played as written and compared, then with the upstream's bytes cut elsewhere.
// Knows when what a machine did is what a story says; refuses to know how events become events of the core (world.mjs).
import { compact, isJson, matches, withoutConversations, wordOf } from "./fence.mjs";
import { World } from "./world.mjs";

const cutsMax = 4000; // every position of a longer body is not worth the time

function show(said) {
  const word = wordOf("action", said.name);
  if (!word) return `${said.name}: no story may say that`;
  let other = said.of !== 0 && !said.latest ? ` of=${said.of}` : "";
  if (said.name === "nudge") other = ` exchange=${said.of}`;
  let text = `${said.name}${word.number ? ` ${said.number}` : ""}${other}`;
  if (word.head) text += `\n${said.head}`;
  if (word.head && word.body) text += "\n";
  if (word.body) text += `\n${said.body}`;
  return text;
}

/** What differs, or an empty text. Bodies are compared as bytes: latin1 keeps them apart where UTF-8 would not. */
function compare(fence, said, bindings) {
  const difference = `expected ${fence.name} (line ${fence.line})\n${fence.text}\n--- actual\n${show(said)}\n`;
  if (fence.name !== said.name) return difference;
  if (fence.word.number && fence.number !== said.number) return difference;
  if (fence.name === "cancel" && fence.value("of", said.latest ? said.of : -1) !== said.of) return difference;
  if (fence.name === "nudge" && fence.value("exchange", -1) !== said.of) return difference;
  const { row } = fence.word;
  const laid = (json, text) => (json ? compact(text) : text);
  if (!matches(laid(isJson(row.head), fence.head()), laid(isJson(row.head), said.head), bindings)) return difference;
  const octets = (body) => laid(fence.has("json") || isJson(row.body), body.toString("latin1"));
  const numbered = said.name !== "ask_pool" || fence.text.includes('"conversation"');
  const actual = octets(said.body);
  return matches(octets(fence.body()), numbered ? actual : withoutConversations(actual), bindings) ? "" : difference;
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
function replay(host, story, original, cut) {
  const world = new World(host, story, cut);
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

/** @returns {{wrong: string, replays: number}} what is wrong, or an empty text */
export function play(host, story, { once = false } = {}) {
  const world = new World(host, story, { way: "none" });
  let wrong = check(story, world);
  let replays = 0;
  world.close();
  for (const cut of wrong === "" && !once ? cutsOf(world.bodies) : []) {
    ++replays;
    wrong = replay(host, story, world, cut);
    if (wrong !== "") break;
  }
  return { wrong, replays };
}
