// What must not compile does not: dangling views, secrets shown as text, plain text spliced into JSON.
// Knows the marks in the files beside; refuses to know why a line is wrong.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Compiles the file and compares the lines that have errors with those that are marked. */
function checkRefused(name) {
  const file = `tests/lint/${name}`;
  const marked = readFileSync(`${root}${file}`, "utf8")
    .split("\n")
    .flatMap((line, at) => (line.endsWith("// refused") ? [at + 1] : []));
  const arguments_ = ["-std=c++20", "-fsyntax-only", "-Wall", "-Werror", "-ferror-limit=0", "-Iwasm", "-Iwasm/core", file];
  const { status, stderr } = spawnSync("clang++-19", arguments_, { cwd: root, encoding: "utf8" });
  const places = stderr.matchAll(/^tests\/lint\/\w+\.cpp:(\d+):\d+: error:/gm);
  const refused = Array.from(places, ([, line]) => Number(line));
  assert.equal(status, 1, stderr);
  assert.deepEqual([...new Set(refused)].sort((a, b) => a - b), marked, stderr);
}

test("F1: clang refuses views that outlive their memory, and secrets where a text is wanted", () =>
  checkRefused("dangling.cpp"));

test("H1: clang refuses plain text where JSON is spliced", () => checkRefused("spliced.cpp"));
