// The settings' names: those that scripts/dev.sh hands on are those that the core reads and that the example shows.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { settingNames } from "../../scripts/settings.mjs";

const textOf = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const namesIn = (text, pattern) => Array.from(text.matchAll(pattern), ([, name]) => name);

test("every setting has its name once", () => {
  assert.deepEqual(settingNames.filter((name, i) => settingNames.indexOf(name) !== i), []);
  for (const name of settingNames) assert.match(name, /^[A-Z][A-Z0-9_]+$/);
});

test("settings that administrators edit are among them, from the table", () => {
  for (const name of ["ROTATION_STRATEGY", "MAX_ATTEMPTS", "LEASE_PICKS_MAX"]) assert(settingNames.includes(name), name);
});

test("what a gateway reads of its environment is among them", () => {
  const read = namesIn(textOf("wasm/core/store/environment.cpp"), /setting_text\(all, "([A-Z_]+)"/g);
  assert(read.length > 5);
  for (const name of read) assert(settingNames.includes(name), name);
});

test(".dev.vars.example names no setting that there is not", () => {
  const shown = namesIn(textOf(".dev.vars.example"), /^#?([A-Z_]+)="/gm);
  assert(shown.length > 10);
  for (const name of shown) assert(settingNames.includes(name), name);
});
