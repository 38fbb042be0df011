// B8: both languages say everything: the same members, the same places for values, and every word that is asked for.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { en } from "../../js-shim/admin/words/en.js";
import { settings as enSettings } from "../../js-shim/admin/words/en_settings.js";
import { zh } from "../../js-shim/admin/words/zh.js";
import { settings as zhSettings } from "../../js-shim/admin/words/zh_settings.js";
import { makeSettings } from "./mock_data.mjs";

const admin = fileURLToPath(new URL("../../js-shim/admin/", import.meta.url));
const verdicts = readFileSync(fileURLToPath(new URL("../../wasm/core/pool/verdict.h", import.meta.url)), "utf8");

/** "keys.title" to its text, or texts. */
function flat(table, prefix = "") {
  return Object.entries(table).flatMap(([name, value]) =>
    typeof value === "string" || Array.isArray(value)
      ? [[prefix + name, [value].flat()]]
      : flat(value, `${prefix}${name}.`),
  );
}

const placesOf = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, place]) => place);
const placesIn = (texts) => [...new Set(texts.flatMap(placesOf))].sort();
const english = new Map(flat({ ...en, settings: enSettings }));
const chinese = new Map(flat({ ...zh, settings: zhSettings }));

test("B8 the tables have the same members", () => {
  assert.deepEqual([...chinese.keys()].sort(), [...english.keys()].sort());
});

test("B8 every text has the same places for values in both languages", () => {
  for (const [name, texts] of english) {
    const [singular, plural] = texts;
    if (plural !== undefined) assert.deepEqual(placesIn([singular]), placesIn([plural]), name);
    assert.deepEqual(placesIn(chinese.get(name)), placesIn(texts), name);
  }
});

test("B8 Chinese is Chinese: punctuation is full width beside Chinese characters", () => {
  for (const [name, [text]] of chinese) {
    if (name === "keys.paste_help") continue; // shows the formats as they are typed
    assert.doesNotMatch(text, /[\u4e00-\u9fff][,:;!?(]|[,:;!?)][\u4e00-\u9fff]/, `${name}: ${text}`);
  }
});

test("B8 every word that the panel asks for by name is there", () => {
  const sources = readdirSync(admin, { recursive: true }).filter(
    (path) => /\.jsx?$/.test(path) && !/^(dist|words)/.test(path),
  );
  let asked = 0;
  for (const path of sources) {
    for (const [, name] of readFileSync(join(admin, path), "utf8").matchAll(/\b(?:t|has)\("([\w.]+)"/g)) {
      asked += 1;
      assert(english.has(name), `${path} asks for "${name}"`);
    }
  }
  assert(asked > 200, `only ${asked} found: the search is broken`);
});

test("B8 every kind of problem has its words, and what is being done about it", () => {
  const kinds = [
    "no_keys",
    "no_usable_keys",
    "no_clients",
    "model_exhausted",
    "keys_unreadable",
    "record_unreadable",
    "record_failing",
    "rows_dropped",
    "keys_dead",
    "keys_resting",
  ];
  for (const kind of kinds) assert(english.has(`problems.${kind}`) && english.has(`problems.${kind}_doing`), kind);
});

test("B8 every cause of a verdict and every setting has its words", () => {
  const causes = [...verdicts.matchAll(/^ {2}(\w+) = \d+,/gm)].map(([, cause]) => cause);
  assert(causes.length > 20);
  for (const cause of causes) assert(english.has(`causes.${cause}`), cause);
  const settings = makeSettings();
  assert(settings.length > 15);
  for (const { name, words = [] } of settings) {
    assert(english.has(`settings.${name}`) && english.has(`settings.${name}_help`), name);
    for (const word of words) {
      const own = `words.${name}_${word || "empty"}`;
      assert(english.has(own) || english.has(`words.${word}`), `${name}: ${word}`);
    }
  }
});
