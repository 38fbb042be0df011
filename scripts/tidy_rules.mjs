// The rules of the house, each a function from the tree to its faults, and their exceptions.
// Knows every rule by its name (the larger ones have files of their own); refuses to know where the tree comes from.
import { diagrams } from "./gen-diagrams.mjs";
import { generate } from "./gen-messages.mjs";
import { reference } from "./gen-reference.mjs";
import { requirements } from "./gen-requirements.mjs";
import { counterparts } from "./counterparts.mjs";
import { classes } from "./tidy_classes.mjs";
import { arrows, mirror, seam } from "./tidy_layers.mjs";
import { links } from "./tidy_links.mjs";
import { secrets, splices } from "./tidy_secrets.mjs";
import { settings } from "./tidy_settings.mjs";
import { words } from "./tidy_words.mjs";
import { codeOf, each, isCore, isGenerated, isSource, linesOf } from "./tidy_tree.mjs";

const fileLines = 400;
const functionLines = 70;
const shimLines = 1020;

/** What breaks a rule and may: [rule, file or folder/, reason]. An exception that nothing needs is a fault too. */
export const exceptions = [
  ["classes", "wasm/core/dialect/gemini/schema/normalizer.h", "47 functions: the passes of one normaliser over one arena"],
  ["seam", "wasm/core/dialect/openai/google/errors.cpp", "Google behind a server of this dialect has Google's errors and keys"],
  ["functions", "tests/unit/exchange/exchange_testing.h", "one switch over every kind of action"],
];

function sizes(tree) {
  return each(tree, isSource, (path, text) => {
    const count = linesOf(text).length;
    return [count > fileLines && !isGenerated(text) && `${count} lines; a file has at most ${fileLines}`];
  });
}

/** How a function begins, by language; the line that closes it has its indentation and a brace. */
const beginnings = {
  cpp: /^( {0,2})(?!namespace|struct|class|enum|union|extern|else|TEST_CASE)[\w:~<].*\)[^;=]*\{$/,
  js: /^( *)(?:export )?(?:default )?(?:async )?(?:function\b.*|(?:const|let) \w+ = (?:async )?(?:\(.*\)|\w+) =>|(?:static )?(?:async )?#?(?!if|for|while|switch|catch|with)\w+\(.*\)) \{$/,
  sh: /^()\w+\(\) \{$/,
};
const languageOf = (path) => (/\.(cpp|h)$/.test(path) ? "cpp" : path.endsWith(".sh") ? "sh" : "js");

function functions(tree) {
  return each(tree, isSource, (path, text) => {
    const lines = linesOf(text);
    return lines.flatMap((line, at) => {
      const indentation = beginnings[languageOf(path)].exec(line)?.[1];
      if (indentation === undefined) return [];
      const end = lines.findIndex((other, i) => i > at && other.startsWith(`${indentation}}`));
      const count = end - at + 1;
      return count > functionLines ? [`line ${at + 1}: ${count} lines; a function has at most ${functionLines}`] : [];
    });
  });
}

function notes(tree) {
  return each(tree, isSource, (path, text) => {
    const [first, second] = linesOf(text);
    const opening = first.startsWith("#!") ? second : first;
    return [!/^(\/\/|#|\/\*) ?\S/.test(opening ?? "") && "no note at the top that says what the file knows"];
  });
}

/** Calls that the core does not make: what, where it may all the same, and what stands in its place. */
const banned = [
  [/\bnew (?!\()/, [], "an arena, or make_owned of base/heap.h"],
  [/\b(?:std::)?(?:malloc|calloc|realloc)\(/, ["wasm/core/base/arena.cpp", "wasm/core/base/buffer.h", "wasm/core/base/heap.h", "wasm/abi/platform.cpp"], "base/arena.h or base/buffer.h"],
  [/\bstd::(?:string|vector|map|unordered_map|function|regex|iostream)\b/, [], "Bytes, List, IdIndex or a plain function"],
  [/\b(?:s?n?printf|std::cout|std::to_string)\b/, [], "text::decimal, Buffer or a log action"],
  [/\b(?:atoi|atol|strtol|strtod|std::sto\w+)\(/, [], "text::parse_unsigned or json/number.h"],
  [/\b(?:std::)?(?:time|clock|rand|srand)\(/, [], "the time and the randomness that arrive as arguments"],
  [/\b(?:throw|try|catch|dynamic_cast|typeid)\b\s*[({\w]/, [], "a Result or a Status"],
];

function calls(tree) {
  return each(tree, isCore, (path, text) =>
    linesOf(text).flatMap((line, at) =>
      banned
        .filter(([what, where]) => what.test(codeOf(line)) && !where.includes(path))
        .map(([what, , instead]) => `line ${at + 1}: ${what.exec(codeOf(line))[0].trim()} is banned: use ${instead}`),
    ),
  );
}

const shimFiles = /^js-shim\/[^/]+\.js$/;

function shim(tree) {
  const total = [...tree].reduce((sum, [path, text]) => sum + (shimFiles.test(path) ? linesOf(text).length : 0), 0);
  return total > shimLines ? [["js-shim", `${total} lines; the shim has at most ${shimLines}: the core decides`]] : [];
}

function unfinished(tree) {
  const word = new RegExp(`(?://|#|/\\*|<!--).*\\b(?:${["TO-DO", "FIX-ME", "XX-X"].join("|").replaceAll("-", "")})\\b`);
  return each(tree, () => true, (path, text) =>
    linesOf(text).map((line, at) => word.test(line) && `line ${at + 1}: unfinished work belongs in an issue`),
  );
}

function messages(tree) {
  const fresh = generate(tree.get("wasm/core/base/messages.def"));
  const stale = tree.get("js-shim/messages.js") !== fresh;
  return stale ? [["js-shim/messages.js", "it is stale: run node scripts/gen-messages.mjs"]] : [];
}

/** Every rule by its name. */
export const rules = {
  arrows,
  seam,
  mirror,
  sizes,
  functions,
  classes,
  notes,
  secrets,
  splices,
  words,
  calls,
  shim,
  unfinished,
  messages,
  settings,
  reference,
  requirements,
  diagrams,
  links,
  counterparts,
};

/** @param {import("./tidy_tree.mjs").Tree} tree @returns {string[]} what is wrong, a line each */
export function faultsOf(tree, allowed = exceptions) {
  const used = new Set();
  const isAllowed = (rule, path) => {
    const covers = (where) => where === path || (where.endsWith("/") && path.startsWith(where));
    const exception = allowed.find(([name, where]) => name === rule && covers(where));
    if (exception) used.add(exception);
    return exception !== undefined;
  };
  const found = Object.entries(rules).flatMap(([rule, faults]) =>
    faults(tree).filter(([path]) => !isAllowed(rule, path)).map(([path, fault]) => `${path}: ${fault} (${rule})`),
  );
  const idle = allowed.filter((exception) => !used.has(exception));
  return [...found, ...idle.map(([rule, path]) => `${path}: the exception from ${rule} is not needed any more`)];
}
