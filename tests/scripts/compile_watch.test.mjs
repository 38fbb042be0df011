// What the build says of its progress (scripts/compile_watch.mjs): by source, and how long it takes (B7).
import assert from "node:assert/strict";
import { test } from "node:test";
import { CompileWatch } from "../../scripts/compile_watch.mjs";

test("B7 the build tells its progress by source, and the time left once the pace is known", () => {
  let now_ms = 1_000;
  const sources = (unit) => Array.from({ length: 10 }, (_, i) => `core/${unit}_${i}.cpp`);
  const watch = new CompileWatch(new Map([["a", sources("a")], ["b", sources("b")]]), () => now_ms);
  const read = (unit, i) => watch.sawSource(unit, `./wasm/core/${unit}_${i}.cpp`);
  assert.equal(watch.line(), "");
  watch.sawSource("a", "./simdjson/simdjson.cpp");
  read("a", 0);
  assert.equal(watch.line(), "1 of 20 sources read (wasm/core/a_0.cpp)", "the first has the headers of all: no pace yet");
  read("b", 0);
  now_ms += 10_000;
  read("a", 1);
  read("b", 1);
  // A unit of which two are read has 0.08 + 0.22 * 2 / 10 of its way behind it: 0.124 of it took 10 s.
  assert.equal(watch.line(), "4 of 20 sources read (wasm/core/b_1.cpp), about 71 s left");
  now_ms += 5_000;
  assert.equal(watch.line(), "4 of 20 sources read (wasm/core/b_1.cpp), about 66 s left");
  for (let i = 2; i < 10; i += 1) ["a", "b"].forEach((unit) => read(unit, i));
  assert.match(watch.line(), /^20 of 20 sources read \(now optimising\), about 35 s left$/);
  watch.sawEnd("a");
  now_ms += 36_000;
  assert.equal(watch.line(), "20 of 20 sources read (now optimising), longer than reckoned");
});
