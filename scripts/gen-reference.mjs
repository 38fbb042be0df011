// Writes the tables of docs/SETTINGS.md (both languages) and docs/LIMITS.md from settings.def and limits.h, and is the rule that
// they are fresh. Knows how both files are written and where a page has its tables; refuses to know what a row is for.
//   node scripts/gen-reference.mjs [--check]      --check writes nothing and fails when a table is stale
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { settingsWords } from "./settings_words.mjs";
import { readTree } from "./tidy_tree.mjs";

const settingsPath = "wasm/core/store/settings.def";
const limitsPath = "wasm/core/base/limits.h";
const timesPath = "wasm/core/base/time.h";

const setting =
  /^ROTA_SETTING\((\w+), (\w+), (\d+), (\d+), "([^"]*)", "([^"]*)",\s*"((?:[^"\\]|\\.)*)"\)$/gm;

/** @returns {{name: string, kind: string, range: string[], words: string[], standard: string, sentence: string}[]} */
export function readSettings(text) {
  const read = [...text.matchAll(setting)].map(([, name, kind, least, most, words, standard, sentence]) => ({
    name, kind, range: [least, most], words: words === "" ? [] : words.split("|"), standard, sentence,
  }));
  const there = text.match(/^ROTA_SETTING\(/gm)?.length ?? 0;
  if (read.length !== there) throw new Error(`${there} rows begin in settings.def, ${read.length} can be read`);
  return read;
}

const languages = {
  en: { head: "| name | default | values | meaning |", to: " to ", comma: ", ", empty: "empty", text: "a text", aliases: "a JSON object" },
  zh: { head: "| 名称 | 默认值 | 取值 | 含义 |", to: " 到 ", comma: "、", empty: "空", text: "文本", aliases: "JSON 对象" },
};

function settingsTable(rows, language) {
  const say = languages[language];
  const word = (one) => (one === "" ? say.empty : `\`${one}\``);
  const valuesOf = ({ kind, range, words }) => {
    const numbers = range.join(say.to);
    const choice = [...words.map(word), numbers].join(say.comma);
    return { number: numbers, flag: range.join(say.comma), word: words.map(word).join(say.comma), choice, text: say.text, aliases: say.aliases }[kind];
  };
  const lines = rows.map((row) => {
    const words = settingsWords[row.name];
    if (!words) throw new Error(`${row.name} has no words in scripts/settings_words.mjs`);
    const meaning = language === "zh" ? words.zh : [row.sentence, words.more].filter(Boolean).join(" ");
    return `| \`${row.name}\` | ${/^\d+$/.test(row.standard) ? row.standard : word(row.standard)} | ${valuesOf(row)} | ${meaning} |`;
  });
  const unknown = Object.keys(settingsWords).find((name) => !rows.some((row) => row.name === name));
  if (unknown) throw new Error(`scripts/settings_words.mjs has words for ${unknown}, which is no setting`);
  return [say.head, "|---|---|---|---|", ...lines].join("\n");
}

/** A longer one is a sentence, and no title. */
const titleMost = 60;

const constant = /^inline constexpr ([\w:]+) (\w+)\s*=\s*([^;]+);[ \t]*(?:\/\/ ?(.*))?$/;

/** The parts of limits.h: comments that stand alone begin one. A statement over several lines is one line here. */
function limitLines(text) {
  const inside = text.slice(text.indexOf("namespace rota::limits {") + 24, text.lastIndexOf("}  // namespace"));
  return inside.replace(/^(inline constexpr [^;]*;)/gm, (statement) => statement.replace(/\s*\n\s*/g, " ")).split("\n");
}

/** @returns {{about: string, rows: {name: string, type: string, value: string, reason: string}[]}[]} */
export function readLimits(text) {
  const parts = [];
  let comment = [];
  for (const line of limitLines(text)) {
    const [, type, name, value, reason = ""] = constant.exec(line) ?? [];
    if (name) {
      if (comment.length > 0) parts.push({ about: comment.join(" "), rows: [] });
      comment = [];
      parts.at(-1).rows.push({ type, name, value, reason });
    } else if (line.startsWith("// ")) comment.push(line.slice(3));
  }
  const read = parts.flatMap(({ rows }) => rows).length;
  const there = text.match(/^inline constexpr /gm)?.length ?? 0;
  if (read !== there) throw new Error(`${there} limits begin in limits.h, ${read} can be read`);
  return parts;
}

/** The spans of time.h in milliseconds. */
function spansOf(text) {
  const spans = new Map();
  for (const [, name, value] of text.matchAll(/^inline constexpr double (\w+_ms) = ([^;]+);/gm)) spans.set(name, product(value, spans));
  return spans;
}

/** A product of numbers and names, which is all that a limit is. */
function product(text, names) {
  return text.split("*").reduce((so_far, factor) => {
    const one = factor.trim().replaceAll("'", "");
    const number = names.get(one) ?? Number(one);
    if (!Number.isFinite(number)) throw new Error(`"${text}" in limits.h is no product of numbers and spans`);
    return so_far * number;
  }, 1);
}

/** @returns {Map<string, number>} every bound by its name */
export function limitValues(tree) {
  const spans = spansOf(tree.get(timesPath));
  const rows = readLimits(tree.get(limitsPath)).flatMap((part) => part.rows);
  return new Map(rows.map(({ name, value }) => [name, product(value, spans)]));
}

const grouped = (number) => number.toLocaleString("en-US", { maximumFractionDigits: 3 });

/** In the largest unit that leaves no fraction. */
function inUnits(number, units) {
  const [name, size] = units.find(([, one]) => number % one === 0 && number >= one) ?? ["", 1];
  return `${grouped(number / size)}${name && ` ${name}`}`;
}
const byteUnits = [["MiB", 1024 * 1024], ["KiB", 1024], ["bytes", 1]];
const spanUnits = [["days", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1000], ["ms", 1]];

function quantity(name, number) {
  if (name.endsWith("_bytes_ms")) return `${grouped(number)} bytes a ms`;
  if (name.endsWith("_ms")) return inUnits(number, spanUnits);
  return name.endsWith("_bytes") ? inUnits(number, byteUnits) : grouped(number);
}

function limitsTables(text, times) {
  const spans = spansOf(times);
  return readLimits(text).map(({ about, rows }) => {
    const [, title, more] = /^([^.:]+)[.:]\s*(.*)$/.exec(about) ?? [undefined, about, ""];
    const lines = rows.map(({ name, value, reason }) => `| \`${name}\` | ${quantity(name, product(value, spans))} | ${reason.replaceAll("|", "\\|")} |`);
    const above = title.length > titleMost ? [about, ""] : [`### ${title}`, "", ...(more ? [more, ""] : [])];
    return [...above, "| bound | value | why |", "|---|---|---|", ...lines].join("\n");
  }).join("\n\n");
}

const block = (name) => new RegExp(`(<!-- ${name}: written by scripts/gen-reference\\.mjs -->\\n)[^]*?(<!-- end -->)`);

/** @returns {Map<string, string>} the pages as they must be */
export function generate(tree) {
  const rows = readSettings(tree.get(settingsPath));
  const tables = [
    ["docs/SETTINGS.md", "settings", settingsTable(rows, "en")],
    ["docs/SETTINGS.zh-CN.md", "settings", settingsTable(rows, "zh")],
    ["docs/LIMITS.md", "limits", limitsTables(tree.get(limitsPath), tree.get(timesPath))],
  ];
  return new Map(tables.map(([path, name, table]) => {
    const page = tree.get(path) ?? "";
    if (!block(name).test(page)) throw new Error(`${path} has no place for the table "${name}"`);
    return [path, page.replace(block(name), (_, begin, end) => `${begin}${table}\n${end}`)];
  }));
}

/** The rule: what is generated says what the core says. */
export function reference(tree) {
  try {
    const stale = [...generate(tree)].filter(([path, text]) => tree.get(path) !== text);
    return stale.map(([path]) => [path, "it is stale: run node scripts/gen-reference.mjs"]);
  } catch (error) {
    return [["scripts/gen-reference.mjs", error.message]];
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tree = readTree();
  for (const [path, text] of generate(tree)) {
    if (text === tree.get(path)) continue;
    if (process.argv.includes("--check")) {
      console.error(`${path} is stale: run node scripts/gen-reference.mjs`);
      process.exitCode = 1;
    } else writeFileSync(new URL(`../${path}`, import.meta.url), text);
  }
}
