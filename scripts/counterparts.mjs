// The two languages of the pages: which page or section has no counterpart in Chinese, and which counterpart is older than the
// section that it says again. A Chinese section names its English one and the sum of that text as it was when it was translated:
//   <!-- of "Try it" 1a2b3c4d -->
// Knows sections and sums; whether a translation is good, no program can tell.
//   node scripts/counterparts.mjs                says what is missing or older
//   node scripts/counterparts.mjs --seal PAGE…   notes that these Chinese pages say what the English ones say now
import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readTree } from "./tidy_tree.mjs";

/** Pages in English alone: for those who change Rota, or who look up one line of a long table. */
export const englishOnly = [
  "docs/ARCHITECTURE.md", "docs/FORWARDING.md", "docs/GLOSSARY.md", "docs/PERFORMANCE.md", "docs/POOL.md", "docs/QUERIES.md",
  "docs/REQUIREMENTS.md", "docs/TRANSLATION.md",
];

const isEnglish = (path) => path === "README.md" || /^docs\/[\w-]+\.md$/.test(path);
const isChinese = (path) => path.endsWith(".zh-CN.md");
const chineseOf = (path) => (path === "README.md" ? "docs/README.zh-CN.md" : path.replace(/\.md$/, ".zh-CN.md"));

/** What stands before the first section has this name. */
const opening = "the opening";
const mark = /^<!-- of "(.*)"(?: ([0-9a-f]{8}))? -->\n/m;

/** Generated, and in English alone. */
const englishTable = /<!-- limits: written by [^]*?<!-- end -->/;

const sumOf = (text) => createHash("sha256").update(text.replace(englishTable, "").trim()).digest("hex").slice(0, 8);

/** @returns {{title: string, text: string}[]} the parts of a page: its opening, and each part that "## " begins */
export function sectionsOf(page) {
  const parts = page.split(/^(?=## )/m);
  return parts.map((part, i) => {
    const [heading, ...lines] = part.split("\n");
    return { title: i === 0 ? opening : heading.slice(3), text: lines.join("\n") };
  });
}

/** The blocks of code of a text without their comments, which alone are translated. */
const codeOf = (text) =>
  Array.from(text.matchAll(/^```(\w*)\n([^]*?)^```$/gm), ([, language, code]) =>
    language === "" ? "" : code.replace(/(^|\s+)#( .*)?$/gm, "").trim());

/** What a section says that no language changes: how many rows its tables have, and names in code. */
function lacking(english, chinese) {
  const whole = english.replace(englishTable, "");
  const rows = (text) => text.match(/^\|/gm)?.length ?? 0;
  if (rows(whole) !== rows(chinese)) return `${rows(chinese)} rows of tables for ${rows(whole)}`;
  const names = Array.from(whole.replace(/^```[^]*?^```$/gm, "").matchAll(/`([^`\n]+)`/g), ([, name]) => name);
  const missing = names.find((name) => !chinese.includes(name));
  return missing && `no \`${missing}\``;
}

/** What is wrong between a section and its counterpart. */
function faultOf({ title, text, of, sum }, wanted) {
  if (of === undefined) return `"${title}" does not say what it is the counterpart of`;
  if (!wanted.has(of)) return `"${title}" is the counterpart of "${of}", which there is not`;
  if (sum !== sumOf(wanted.get(of))) return `"${title}" is older than "${of}"`;
  const isSame = JSON.stringify(codeOf(text)) === JSON.stringify(codeOf(wanted.get(of)));
  const lack = lacking(wanted.get(of), text);
  return isSame ? lack && `"${title}" has ${lack} of "${of}"` : `"${title}" has other code than "${of}"`;
}

/** What is wrong between the two pages, in sentences. */
function between(english, chinese) {
  const wanted = new Map(sectionsOf(english).map(({ title, text }) => [title, text]));
  const noted = sectionsOf(chinese).map(({ title, text }) => ({ title, text, of: mark.exec(text)?.[1], sum: mark.exec(text)?.[2] }));
  const missing = [...wanted.keys()].filter((title) => !noted.some(({ of }) => of === title));
  const faults = noted.map((section) => faultOf(section, wanted));
  return [...missing.map((title) => `"${title}" has no counterpart`), ...faults.filter(Boolean)];
}

/** The rule: each page that a deployer needs stands in both languages, and neither is older. */
export function counterparts(tree) {
  const pages = [...tree.keys()].filter((path) => isEnglish(path) && !isChinese(path) && !englishOnly.includes(path));
  const strays = [...tree.keys()].filter((path) => isChinese(path) && !pages.some((page) => chineseOf(page) === path));
  return [
    ...pages.flatMap((page) => {
      const path = chineseOf(page);
      if (!tree.has(path)) return [[page, `it has no counterpart ${path}`]];
      return between(tree.get(page), tree.get(path)).map((fault) => [path, `${fault} (of ${page})`]);
    }),
    ...strays.map((path) => [path, "it is the counterpart of no page"]),
  ];
}

/** A Chinese page with the sums of the English one as it is now. */
export function seal(english, chinese) {
  const sums = new Map(sectionsOf(english).map(({ title, text }) => [title, sumOf(text)]));
  return chinese.replace(new RegExp(mark, "gm"), (line, title) => (sums.has(title) ? `<!-- of "${title}" ${sums.get(title)} -->\n` : line));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [order, ...named] = process.argv.slice(2);
  const tree = readTree();
  if (order === "--seal") {
    for (const page of [...tree.keys()].filter((path) => named.includes(chineseOf(path)))) {
      writeFileSync(new URL(`../${chineseOf(page)}`, import.meta.url), seal(tree.get(page), tree.get(chineseOf(page))));
    }
  } else {
    const faults = counterparts(tree);
    for (const [path, fault] of faults) console.log(`${path}: ${fault}`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  }
}
