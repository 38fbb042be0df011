// Checks the tree against the rules of tidy_rules.mjs.
// Knows which files make up the tree; refuses to know any rule.
//   node scripts/tidy.mjs
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { faultsOf } from "./tidy_rules.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folders = ["wasm", "js-shim", "scripts", "tests", "docs"];
const files = ["README.md", "schema.sql", "wrangler.toml", "CMakeLists.txt", ".dev.vars.example"];
const text = /\.(cpp|h|def|list|js|mjs|jsx|css|html|sh|md|sql)$/;
/** What a build leaves among the sources. */
const built = /(^|\/)(dist|node_modules)\//;

/** The texts of the checkout, by path. */
export function readTree() {
  const inside = folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && text.test(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length).replaceAll("\\", "/")),
  );
  const paths = [...files, ...inside].filter((path) => !built.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const tree = readTree();
  const faults = faultsOf(tree);
  for (const fault of faults) console.error(fault);
  console.log(faults.length === 0 ? `${tree.size} files are tidy.` : `${faults.length} faults.`);
  process.exitCode = faults.length === 0 ? 0 : 1;
}
