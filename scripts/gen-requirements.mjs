// Writes the column "proven by" of docs/REQUIREMENTS.md from the ids that tests cite, and is the rule that it is fresh.
// Knows how an id is cited and which files prove; refuses to judge whether a test proves what it cites.
//   node scripts/gen-requirements.mjs [--check]      --check writes nothing and fails when the column is stale
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { lineAt, readTree } from "./tidy_tree.mjs";

const documentPath = "docs/REQUIREMENTS.md";

const id = "[A-Z]\\d{1,2}";
const ids = `${id}(?:,? ${id})*`;

/** How ids are cited: "(A5, F6)" over two lines of a comment too, "F4: a stream ...", and a comment of nothing else. */
const citing = [
  new RegExp(`\\((?:REQUIREMENTS )?(${id}(?:,? ${id}|,\\n(?://|#) ${id})*)\\)`, "g"),
  new RegExp(`(?:^|[\\s"'\`])(${ids}): `, "gm"),
  new RegExp(`//+ (${ids})$`, "gm"),
];
/** In tests a title may do without the colon: "F4 a stream ...". */
const citingInTitles = [new RegExp(`["'\`](${ids}) `, "g"), new RegExp(`^#+ (${ids}) `, "gm")];
/** Cloudflare's database has this name, too: a title cites it with a colon. */
const ambiguous = "D1";

/** The ids that the forms find, each with its line. */
function found(text, forms, isCitation) {
  const matches = forms.flatMap((form) => [...text.matchAll(form)]).filter((match) => isCitation(match[1]));
  return matches.flatMap((match) => {
    const begin = match.index + match[0].indexOf(match[1]);
    return [...match[1].matchAll(new RegExp(id, "g"))].map((one) => ({ id: one[0], line: lineAt(text, begin + one.index) }));
  });
}

/** @returns {{id: string, line: number}[]} the ids that a file cites */
export function citations(path, text) {
  const titles = path.startsWith("tests/") ? found(text, citingInTitles, (cited) => cited !== ambiguous) : [];
  return [...found(text, citing, () => true), ...titles];
}

/** A test, as its folder and its name below tests/. */
const proof =
  /^tests\/(?:(.*)\/(\w+)(?:_test\.cpp|\.test\.mjs)|(conversations)\/(?!README)([\w-]+)\.md|(simulation|fuzz)\/(\w+)\.cpp)$/;
const placeOf = (path) => proof.exec(path).slice(1).filter(Boolean);

/** @returns {Map<string, string[]>} by id, the paths of the tests that cite it, sorted */
function proofs(tree) {
  const tests = new Map();
  for (const path of [...tree.keys()].filter((one) => proof.test(one)).sort()) {
    for (const one of new Set(citations(path, tree.get(path)).map((citation) => citation.id))) {
      tests.set(one, [...(tests.get(one) ?? []), path]);
    }
  }
  return tests;
}

/** Links to tests, folder by folder. */
function linksTo(paths) {
  const folders = new Map();
  for (const path of paths) {
    const [folder, name] = placeOf(path);
    folders.set(folder, [...(folders.get(folder) ?? []), `[${name}](../${path})`]);
  }
  return [...folders].map(([folder, links]) => `${folder}: ${links.join(", ")}`).join("; ");
}

/** A requirement's row: its id, its sentence, its proofs. */
const row = /^\| ([A-Z]\d{1,2}) \| (.+?) \|(.*)\|$/gm;

/** The document as it must be. */
export function generate(tree) {
  const tests = proofs(tree);
  const filled = (_, one, sentence) => `| ${one} | ${sentence} | ${linksTo(tests.get(one) ?? []) || "open"} |`;
  return tree.get(documentPath).replace(row, filled);
}

/** The rule: every id that is cited anywhere is known, and the column is fresh. */
export function requirements(tree) {
  const known = new Set([...tree.get(documentPath).matchAll(row)].map(([, one]) => one));
  const unknown = [...tree].flatMap(([path, text]) =>
    citations(path, text)
      .filter((citation) => !known.has(citation.id))
      .map((citation) => [path, `line ${citation.line}: ${citation.id} is no requirement of ${documentPath}`]),
  );
  const isStale = generate(tree) !== tree.get(documentPath);
  return [...unknown, ...(isStale ? [[documentPath, "it is stale: run node scripts/gen-requirements.mjs"]] : [])];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tree = readTree();
  const fresh = generate(tree);
  if (!process.argv.includes("--check")) {
    writeFileSync(new URL(`../${documentPath}`, import.meta.url), fresh);
  } else if (fresh !== tree.get(documentPath)) {
    console.error(`${documentPath} is stale: run node scripts/gen-requirements.mjs`);
    process.exitCode = 1;
  }
}
