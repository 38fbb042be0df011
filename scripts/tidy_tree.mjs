// The tree that the rules of the house are about: which files make it up, and which of them are what.
// Knows paths and lines; refuses to know any rule.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {Map<string, string>} Tree texts by path, with forward slashes */
/** @typedef {[path: string, sentence: string]} Fault where, and what is wrong there */

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["wasm", "js-shim", "scripts", "tests", "docs"];
const files = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "schema.sql", "wrangler.toml", "CMakeLists.txt", ".dev.vars.example"];
const isText = /\.(cpp|h|def|list|js|mjs|jsx|css|html|sh|md|sql)$/;
/** What a build leaves among the sources. */
const isBuilt = /(^|\/)(dist|node_modules)\//;

/** @returns {Tree} the texts of the checkout */
export function readTree() {
  const inside = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && isText.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/")),
  );
  const paths = [...files, ...inside].filter((path) => !isBuilt.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

export const linesOf = (text) => text.replace(/\n$/, "").split("\n");
export const isSource = (path) => /^(wasm|js-shim|scripts|tests)\/.*\.(cpp|h|js|mjs|jsx|sh)$/.test(path);
export const isCore = (path) => /^wasm\/(core|abi)\/.*\.(cpp|h)$/.test(path);
export const isGenerated = (text) => text.startsWith("// Generated from ");

/** A line without its comment and its texts. */
export const codeOf = (line) => line.replace(/"(?:\\.|[^"\\])*"/g, '""').replace(/\/\/.*$/, "");

/** The parts of a name in snake or camel case, in lower case. */
export const partsOf = (name) =>
  name.split(/_+|(?<=[a-z0-9])(?=[A-Z])/).filter(Boolean).map((part) => part.toLowerCase());

/** The line, from 1, on which the character at `at` stands. */
export const lineAt = (text, at) => text.slice(0, at).split("\n").length;

/** @returns {Fault[]} of every file that `wanted` names; undefined ones are none */
export function each(tree, wanted, faultsOf) {
  return [...tree].flatMap(([path, text]) =>
    wanted(path) ? faultsOf(path, text).filter(Boolean).map((fault) => [path, fault]) : [],
  );
}
