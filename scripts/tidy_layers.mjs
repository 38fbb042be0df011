// The rules of what may know what: include arrows between folders, names of dialects, tests beside what they test.
// Knows the folders of the core; refuses to know what stands in a file beyond its includes and names.
import { codeOf, each, isCore, linesOf, partsOf } from "./tidy_tree.mjs";

/** Folders of the core, the lowest first: a file may include its own folder's and those of lower rows. */
const rows = [
  ["base"],
  ["json", "http"],
  ["chat", "responses"],
  ["dialect", "pool", "stats", "store"],
  ["access"],
  ["admin", "exchange"],
  ["abi"],
];

/** Arrows between folders of one row. */
const sideways = {
  "pool -> stats": "the pool is where usage is summed",
  "pool -> store": "the pool loads and writes the record",
};

/** Of the pool, the exchange knows only the message pair of a pool call. */
const poolForExchange = ["pool/pool_call.h", "pool/verdict.h"];

const rowOf = (folder) => rows.findIndex((row) => row.includes(folder));
const folderOf = (path) => (path.startsWith("wasm/abi/") ? "abi" : path.split("/")[2]);

function arrowFault(path, from, header) {
  const to = header.split("/")[0];
  if (from === to || rowOf(to) < 0) return undefined;
  if (from === "exchange" && to === "pool") {
    return poolForExchange.includes(header)
      ? undefined
      : `the exchange knows of the pool only ${poolForExchange.join(" and ")}`;
  }
  if (rowOf(to) < rowOf(from) || `${from} -> ${to}` in sideways) return undefined;
  return `${from} may not include ${header}`;
}

const includesOf = (text) => [...text.matchAll(/^#include "([\w/.]+)"/gm)].map(([, header]) => header);

/** The rule: no file includes what stands above it. */
export function arrows(tree) {
  return each(tree, isCore, (path, text) =>
    includesOf(text).map((header) => arrowFault(path, folderOf(path), header)),
  );
}

/** Folders that serve every dialect alike, so that a new one is a folder, a row and routes. */
const neutral = /^wasm\/core\/(?:exchange|chat)\//;
const dialectOf = (path) => /^(?:wasm\/core\/)?dialect\/(?!reading\/)(\w+)\//.exec(path)?.[1];

function foreignNames(text, dialects) {
  const isNamed = (name) => name.split("::").flatMap(partsOf).some((part) => dialects.includes(part));
  return linesOf(text).flatMap((line, at) =>
    [...codeOf(line).matchAll(/\w+(?:::\w+)*/g)]
      .filter(([name]) => isNamed(name))
      .map(([name]) => `line ${at + 1}: ${name} names a dialect; dialect/dialect.h serves them all`),
  );
}

/** The rule: the exchange and the conversation name no dialect, and no dialect includes another one. */
export function seam(tree) {
  const dialects = [...new Set([...tree.keys()].map(dialectOf).filter(Boolean))];
  return each(tree, isCore, (path, text) => {
    const own = dialectOf(path);
    const included = includesOf(text).filter((header) => {
      const other = dialectOf(header);
      return other !== undefined && (neutral.test(path) || (own !== undefined && other !== own));
    });
    return [
      ...included.map((header) => `it may not include ${header}: that is a dialect's own`),
      ...(neutral.test(path) ? foreignNames(text, dialects) : []),
    ];
  });
}

/** The rule: tests/unit has the folders of the core, and every folder of the core has a test there, or below. */
export function mirror(tree) {
  const foldersOf = (pattern) => new Set([...tree.keys()].map((path) => pattern.exec(path)?.[1]).filter(Boolean));
  const tests = foldersOf(/^tests\/unit\/(.*)\/\w+_test\.cpp$/);
  const core = foldersOf(/^wasm\/core\/(.*)\/\w+\.(?:cpp|h)$/);
  const sources = foldersOf(/^wasm\/core\/(.*)\/\w+\.cpp$/);
  const strays = [...tests].filter((folder) => !core.has(folder));
  const hasTest = (folder) => [...tests].some((one) => `${one}/`.startsWith(`${folder}/`));
  const untested = [...sources].filter((folder) => !hasTest(folder));
  return [
    ...strays.map((folder) => [`tests/unit/${folder}`, `there is no wasm/core/${folder} that it could be about`]),
    ...untested.map((folder) => [`wasm/core/${folder}`, `no test stands in tests/unit/${folder}`]),
  ];
}
