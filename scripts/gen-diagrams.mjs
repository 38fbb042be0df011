// Draws docs/ARCHITECTURE.md's state diagrams from the tables of transitions in the core, and is the rule that they are
// fresh. Knows how a table is written (base/machine_table.h) and Mermaid; refuses to know any machine.
//   node scripts/gen-diagrams.mjs [--check]      --check writes nothing and fails when a diagram is stale
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTree } from "./tidy_tree.mjs";

const documentPath = "docs/ARCHITECTURE.md";
const isTable = ([path, text]) => /^wasm\/core\/.*\.h$/.test(path) && text.search(tables) >= 0;

/** How an event is called that no host sends: the machine's owner moves it. */
const byOwner = "its owner";

const tables = /inline constexpr Transition<(\w+)> (\w+)\[\] = \{\n([^]*?)\n\};/g;
const rows = /\{\s*(\w+)::(\w+),\s*(started|Kind::\w+),\s*to\(([^()]*)\)\s*\}/g;

/**
 * @typedef {object} Table
 * @property {string} name
 * @property {{name: string, meaning: string}[]} phases in their order
 * @property {{from: string, on: string, to: string[]}[]} rows
 */

/** The phases of an enum, each with what its comment says. */
function phasesOf(type, text) {
  const body = new RegExp(`enum class ${type}\\b[^{]*\\{([^]*?)\\};`).exec(text)?.[1];
  if (body === undefined) throw new Error(`the phases ${type} stand in no enum of the file`);
  return body.split("\n").flatMap((line) => {
    const [code, meaning = ""] = line.split(/\s*\/\/\/?<?\s*/);
    const names = code.split(",").map((one) => one.replace(/=.*/, "").trim()).filter(Boolean);
    return names.map((name) => ({ name, meaning: names.length === 1 ? meaning : "" }));
  });
}

/** @returns {Table[]} the tables of a header */
export function readTables(text) {
  return [...text.matchAll(tables)].map(([, type, name, body]) => {
    const phases = phasesOf(type, text);
    const known = (phase) => {
      if (!phases.some((one) => one.name === phase)) throw new Error(`${name}: ${type} has no phase ${phase}`);
      return phase;
    };
    const read = [...body.matchAll(rows)].map(([, , from, on, to]) => ({
      from: known(from),
      on: on === "started" ? byOwner : on.replace("Kind::", ""),
      to: [...to.matchAll(/(\w+)::(\w+)/g)].map(([, , phase]) => known(phase)),
    }));
    const there = body.match(/^\s*\{/gm)?.length ?? 0;
    if (there !== read.length) throw new Error(`${name}: ${there} rows begin, ${read.length} can be read`);
    return { name, phases, rows: read };
  });
}

/** The events that lead from one phase to another, in the order of the rows. */
function arrowsOf({ rows: all }) {
  const arrows = new Map();
  for (const { from, on, to } of all) {
    for (const phase of to.filter((one) => one !== from)) {
      const arrow = `${from} --> ${phase}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), on]);
    }
  }
  return [...arrows].map(([arrow, events]) => `  ${arrow}: ${events.join(", ")}`);
}

/** What a phase means, and the events that may leave the machine in it; an arrow to itself would only be in the way. */
function describe({ name, meaning }, { rows: all }) {
  const staying = all.filter(({ from, to }) => from === name && to.includes(name)).map(({ on }) => on);
  const stays = staying.length > 0 && `may stay after ${staying.join(", ")}`;
  const words = [meaning, stays].filter(Boolean).join("; ");
  return words === "" ? [] : [`- \`${name}\`: ${words}`];
}

/** The phase in which a machine begins, as whoever has its Track says; the first one where nobody has. */
function beginningOf({ name, phases }, tree) {
  const track = new RegExp(`\\bTrack<${name}> \\w+\\{(?:\\w+::)*(\\w+)\\}`);
  const said = [...tree.values()].map((text) => track.exec(text)?.[1]).find(Boolean);
  return said ?? phases[0].name;
}

/** @param {Table} table @returns {string} Mermaid in a fence, and what the phases mean */
export function draw(table, first = table.phases[0].name) {
  const ends = table.phases.filter(({ name }) => !table.rows.some(({ from }) => from === name));
  const descriptions = table.phases.flatMap((phase) => describe(phase, table));
  return [
    "```mermaid",
    "stateDiagram-v2",
    `  [*] --> ${first}`,
    ...arrowsOf(table),
    ...ends.map(({ name }) => `  ${name} --> [*]`),
    "```",
    ...(descriptions.length > 0 ? ["", ...descriptions] : []),
  ].join("\n");
}

const begin = (path) => `<!-- diagram: ${path} -->`;
const end = "<!-- end of diagram -->";
const marked = new RegExp(`${begin("(\\S+)")}\n[^]*?${end}`, "g");

/** The document as it must be. */
export function generate(tree) {
  const tablesIn = (path) => readTables(tree.get(path) ?? "");
  const drawn = (path) => tablesIn(path).map((table) => draw(table, beginningOf(table, tree))).join("\n\n");
  return tree.get(documentPath).replace(marked, (_, path) => `${begin(path)}\n${drawn(path)}\n${end}`);
}

/** What the document should be, or why a table cannot be read. */
function attempt(tree) {
  try {
    return { fresh: generate(tree) };
  } catch (error) {
    return { complaint: error.message };
  }
}

/** The rule: every table is drawn once, and as it is. */
export function diagrams(tree) {
  const document = tree.get(documentPath);
  const drawn = [...document.matchAll(marked)].map(([, path]) => path);
  const there = [...tree].filter(isTable).map(([path]) => path);
  const missing = there.filter((path) => drawn.filter((one) => one === path).length !== 1);
  const stray = drawn.filter((path) => !there.includes(path));
  const { fresh, complaint } = attempt(tree);
  return [
    ...missing.map((path) => `it does not draw ${path} once`),
    ...stray.map((path) => `there is no table ${path} to draw`),
    ...(complaint ? [`a table cannot be read: ${complaint}`] : []),
    ...(fresh !== undefined && fresh !== document ? ["its diagrams are stale: run node scripts/gen-diagrams.mjs"] : []),
  ].map((fault) => [documentPath, fault]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tree = readTree();
  const fresh = generate(tree);
  if (!process.argv.includes("--check")) {
    writeFileSync(new URL(`../${documentPath}`, import.meta.url), fresh);
  } else if (fresh !== tree.get(documentPath)) {
    console.error(`${documentPath} is stale: run node scripts/gen-diagrams.mjs`);
    process.exitCode = 1;
  }
}
