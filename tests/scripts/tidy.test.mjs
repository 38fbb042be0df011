// scripts/tidy.mjs: the tree is tidy, and each rule finds the fault that is planted for it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readTree } from "../../scripts/tidy.mjs";
import { exceptions, faultsOf, rules } from "../../scripts/tidy_rules.mjs";

const tree = readTree();
const note = "// A note.\n";

const faultsThere = new Set(faultsOf(tree));

/** The faults that come of files being otherwise than they are. */
function faultsWith(changes) {
  const changed = new Map(tree);
  for (const [path, change] of Object.entries(changes)) {
    const text = typeof change === "function" ? change(changed.get(path)) : change;
    assert.notEqual(text, changed.get(path), `the change of ${path} changes nothing`);
    changed.set(path, text);
  }
  return faultsOf(changed).filter((fault) => !faultsThere.has(fault));
}

test("the tree is tidy", () => assert.deepEqual([...faultsThere], []));

test("every exception has its reason and is needed", () => {
  for (const [rule, path, reason] of exceptions) assert(rules[rule] && tree.has(path) && reason.length > 10, path);
  const idle = faultsOf(tree, [...exceptions, ["sizes", "schema.sql", "none"]]);
  assert.deepEqual(idle, ["schema.sql: the exception from sizes is not needed any more"]);
});

const long = (begin, line, end) => `${note}${begin}\n${`${line}\n`.repeat(70)}${end}\n`;
const tooLong = /72 lines; a function has at most 70 \(functions\)$/;
const unfinished = ["TO", "DO"].join("");

/** By rule: files as they must not be, and what is said of each. */
const planted = {
  arrows: [
    [{ "wasm/core/json/x.h": `${note}#include "chat/model.h"\n` }, /json may not include chat\/model\.h/],
    [{ "wasm/core/base/x.h": `${note}#include "json/reader.h"\n` }, /base may not include json/],
    [{ "wasm/core/store/x.cpp": `${note}#include "pool/pool.h"\n` }, /store may not include pool/],
    [{ "wasm/core/pool/x.cpp": `${note}#include "exchange/flow.h"\n` }, /pool may not include exchange/],
    [{ "wasm/core/exchange/x.cpp": `${note}#include "pool/ledger.h"\n` }, /the exchange knows of the pool only pool\/pool_call\.h/],
    [{ "wasm/core/admin/x.cpp": `${note}#include "abi/x.h"\n` }, /admin may not include abi/],
  ],
  sizes: [[{ "js-shim/x.js": note.repeat(401) }, /401 lines; a file has at most 400/]],
  functions: [
    [{ "wasm/core/base/x.cpp": long("void run(int x) {", "  y();", "}") }, tooLong],
    [{ "wasm/core/base/x.h": long("  void run(int x) const {", "    y();", "  }") }, tooLong],
    [{ "js-shim/x.js": long("export async function run() {", "  y();", "}") }, tooLong],
    [{ "js-shim/x.js": long("const run = (x) => {", "  y();", "};") }, tooLong],
    [{ "js-shim/x.js": long("  #run(x) {", "    y();", "  }") }, tooLong],
    [{ "scripts/x.sh": long("run() {", "  y", "}").replace("//", "#") }, tooLong],
  ],
  notes: [
    [{ "scripts/x.mjs": 'import "node:fs";\n' }, /no note at the top/],
    [{ "scripts/x.sh": "#!/bin/sh\nset -eu\n" }, /no note at the top/],
  ],
  calls: [
    [{ "wasm/core/pool/x.cpp": `${note}auto* x = new Pool();\n` }, /new is banned: use an arena/],
    [{ "wasm/core/pool/x.cpp": `${note}void* x = malloc(3);\n` }, /malloc\( is banned/],
    [{ "wasm/core/pool/x.cpp": `${note}std::string x;\n` }, /std::string is banned: use Bytes/],
    [{ "wasm/core/pool/x.cpp": `${note}snprintf(a, b);\n` }, /snprintf is banned/],
    [{ "wasm/core/pool/x.cpp": `${note}int x = atoi(a);\n` }, /atoi\( is banned/],
    [{ "wasm/core/pool/x.cpp": `${note}auto now = time(0);\n` }, /time\( is banned: use the time/],
    [{ "wasm/core/pool/x.cpp": `${note}throw x;\n` }, /throw x is banned: use a Result/],
  ],
  shim: [[{ "js-shim/x.js": note.repeat(300), "js-shim/y.js": note.repeat(300) }, /^js-shim: \d+ lines; the shim has at most/]],
  unfinished: [[{ "docs/x.md": `<!-- ${unfinished}: say more -->\n` }, /line 1: unfinished work/]],
  messages: [[{ "js-shim/messages.js": (text) => text.replace(": 1,", ": 99,") }, /it is stale: run node scripts\/gen-messages/]],
  settings: [
    [{ "README.md": (text) => text.replace("| `max_attempts` | 5 |", "| `max_attempts` | 6 |") }, /max_attempts defaults to "5", not to "6"/],
    [{ "README.md": (text) => text.replace("| `heartbeat_ms` |", "| `heart_ms` |") }, /the setting heartbeat_ms stands in no table/],
    [{ "README.md": (text) => text.replace("| `DEBUG_ERRORS` |", "| `DEBUG_NOTHING` |") }, /nothing reads the setting DEBUG_NOTHING/],
    [{ "README.md": (text) => text.replace("| `default`, none |", "| `other`, none |") }, /POOL_NAME defaults to "default", not to "other"/],
  ],
};

describe("each rule finds what is planted", () => {
  for (const [rule, cases] of Object.entries(planted)) {
    test(rule, () => {
      for (const [changes, sentence] of cases) {
        const faults = faultsWith(changes).filter((fault) => fault.endsWith(`(${rule})`));
        assert.equal(faults.length > 0, true, `${rule}: ${JSON.stringify(changes).slice(0, 80)}`);
        assert(faults.some((fault) => sentence.test(fault) || sentence.test(fault.replace(/ \(\w+\)$/, ""))), faults.join("\n"));
      }
    });
  }
  test("none is left out", () => assert.deepEqual(Object.keys(planted).sort(), Object.keys(rules).sort()));
});

test("what only looks like a fault is none", () => {
  const innocent = `${note}// new Pool() and throw x\nconst Bytes x = "std::string throw time(";\nnew (place) Pool();\n`;
  assert.deepEqual(faultsWith({ "wasm/core/pool/x.cpp": innocent }), []);
});
