// Vector: one Markdown file of conversations, as README.md beside this file describes them. The twin of vector.cpp.
// Knows headings and which fence stands where; refuses to know what is in one (fence.mjs) and what events do (world.mjs).
import { Always } from "./always.mjs";
import { Fence } from "./fence.mjs";

/**
 * @typedef {{name: string, line: number, settings: string, realPool: boolean, shown: Fence[], fences: Fence[]}} Case
 *   `fences`: those that it shows, with what its file says always
 */

/** @returns {{cases: Case[], always: Always}} */
export function readFile(text) {
  const lines = text.split("\n");
  const cases = [];
  const always = new Always();
  let settings = "{}";
  let realPool = false;
  let fence;
  let info;
  const end = () => {
    fence.text = fence.text.slice(0, -1);
    if (info.startsWith("always ")) {
      always.add(fence);
      return;
    }
    if (!info.startsWith("settings")) {
      cases.at(-1).shown.push(fence);
      return;
    }
    const real = info === "settings pool=real";
    if (!real && info !== "settings") throw new Error("the only option of settings is pool=real");
    if (cases.length === 0) [settings, realPool] = [fence.text, real];
    else if (cases.at(-1).shown.length === 0) Object.assign(cases.at(-1), { settings: fence.text, realPool: real });
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
        else if (!/^(always|event|action) /u.test(info)) {
          throw new Error(`a fence is settings, always, event or action: '${info}'`);
        } else {
          fence = new Fence(info, index + 1);
          const isAlways = info.startsWith("always ");
          if (isAlways && cases.length > 0) throw new Error("what always comes stands before the first case");
          if (!isAlways && cases.length === 0) throw new Error("the fence stands before the first case");
        }
      } else if (line.startsWith("## ")) {
        cases.push({ name: line.slice(3), line: index + 1, settings, realPool, shown: [], fences: [] });
      }
    } catch (error) {
      throw new Error(`line ${index + 1}: ${error.message}`, { cause: error });
    }
  });
  if (fence) throw new Error(`the fence of line ${fence.line} is never closed`);
  if (cases.length === 0) throw new Error("there is no case in it");
  for (const story of cases) story.fences = always.complete(story.shown);
  return { cases, always };
}
