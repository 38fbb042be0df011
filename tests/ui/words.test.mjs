// B8: both languages say everything: the same members, the same places for values, and every word that is asked for.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { en } from "../../js-shim/admin/words/en.js";
import { clients as enClients } from "../../js-shim/admin/words/en_clients.js";
import { models as enModels } from "../../js-shim/admin/words/en_models.js";
import { playground as enPlayground } from "../../js-shim/admin/words/en_playground.js";
import { refusals as enRefusals } from "../../js-shim/admin/words/en_refusals.js";
import { settings as enSettings } from "../../js-shim/admin/words/en_settings.js";
import { translated } from "../../js-shim/admin/app/sentences.js";
import { zh } from "../../js-shim/admin/words/zh.js";
import { clients as zhClients } from "../../js-shim/admin/words/zh_clients.js";
import { models as zhModels } from "../../js-shim/admin/words/zh_models.js";
import { playground as zhPlayground } from "../../js-shim/admin/words/zh_playground.js";
import { refusals as zhRefusals } from "../../js-shim/admin/words/zh_refusals.js";
import { sentences } from "../../js-shim/admin/words/zh_server.js";
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
const english = new Map(flat({ ...en, clients: enClients, models: enModels, playground: enPlayground, settings: enSettings, refusals: enRefusals }));
const chinese = new Map(flat({ ...zh, clients: zhClients, models: zhModels, playground: zhPlayground, settings: zhSettings, refusals: zhRefusals }));

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
  const problems = readFileSync(fileURLToPath(new URL("../../wasm/core/admin/problems.cpp", import.meta.url)), "utf8");
  const told = problems.matchAll(/\{"(\w+)", "(?:error|warning|info)"|kind = "(\w+)"/g);
  // Which limit it is, only the server's sentence says.
  const kinds = new Set(Array.from(told, ([, one, other]) => one ?? other).filter((kind) => kind !== "limit_spent"));
  assert(kinds.size >= 15, [...kinds].join(" "));
  for (const kind of kinds) assert(english.has(`problems.${kind}`) && english.has(`problems.${kind}_doing`), kind);
});

test("B8 every reason why an entry is no key has its words, which the server says in English too", () => {
  const core = readFileSync(fileURLToPath(new URL("../../wasm/core/pool/refusal.cpp", import.meta.url)), "utf8");
  const reasons = [...core.matchAll(/^ {4}\{"(\w+)", "(.+)"\},$/gm)];
  assert(reasons.length > 10);
  for (const [, name, sentence] of reasons) {
    assert.deepEqual(english.get(`refusals.${name}`), [sentence]);
    assert.match(chinese.get(`refusals.${name}`)[0], /[\u4e00-\u9fff]/);
  }
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

/** The core's sources whose sentences an administrator may read in the panel. */
const speaking =
  /^(admin\/(?!problems)\w+|access\/admin_gate|pool\/(key_(intake|import)|import_\w+|shortage)|store\/(config|spent_limit)|dialect\/(complaints|reading\/diagnosis|gemini\/error\/\w+|openai\/common\/\w+)|exchange\/(proxy_\w+|sync_flow|test_flow|pool_link|offer|answer_body|flow))\.(cpp|h)$/;

/** The texts of a source that begin a sentence; neighbouring ones are one text. */
function sentencesIn(source) {
  const code = source.replace(/^\s*#.*$|\/\/.*$|contains\(.*$/gm, "");
  const texts = Array.from(code.matchAll(/"(?:[^"\\\n]|\\.)*"(?:\s*"(?:[^"\\\n]|\\.)*")*/g), ([text]) =>
    text.replace(/"\s*\n\s*"/g, "").slice(1, -1).replaceAll('\\"', '"'),
  );
  return texts.filter((text) => /^[A-Z`]\S+ \S+ |^[A-Z`]\S* .*\.$/.test(text) && !/^[A-Z]{2,} [A-Z]/.test(text));
}

test("B8 every sentence of the server has its Chinese, with the same places", () => {
  const core = fileURLToPath(new URL("../../wasm/core/", import.meta.url));
  const begins = (text) => sentences.some(([english]) => english.startsWith(text) || translated(text, [[english, ""]]) === "");
  let looked = 0;
  for (const path of readdirSync(core, { recursive: true }).filter((each) => speaking.test(each))) {
    for (const text of sentencesIn(readFileSync(join(core, path), "utf8"))) {
      looked += 1;
      assert(begins(text), `words/zh_server.js lacks "${text}" of ${path}`);
    }
  }
  assert(looked > 120, `only ${looked} found: the search is broken`);
  for (const [english, chinese_] of sentences) assert.deepEqual(placesIn([chinese_]), placesIn([english]), english);
});

test("B8 a sentence is translated with what stands in its places, and one that nobody knows stays as it is", () => {
  const say = (text) => translated(text, sentences);
  assert.equal(say("This must be a whole number from 1 to 100."), "必须是 1 到 100 的整数。");
  const limit = "The rows that the account may write to D1 in a day on the free plan are spent";
  assert.equal(say(`${limit} until 00:00 UTC.`), "免费套餐中本账户每日可写入 D1 的行数已用完，UTC 00:00 恢复。");
  assert.equal(say("The quota per day is spent (PerDay-FreeTier, limit 20)."), "每日的配额已用完（PerDay-FreeTier, limit 20）。");
  for (const text of ["Ünknown (.*) {n}", "", "The key has expired. Really."]) assert.equal(say(text), text);
});
