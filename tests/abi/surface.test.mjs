// The surface: what a module shows the world and asks of it, the list of messages, and what it weighs.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { action, event } from "../../js-shim/messages.js";
import { generate } from "../../scripts/gen-messages.mjs";
import { expectedExports, sizes, surfaceFaults } from "../../scripts/surface.mjs";
import { builds } from "./builds.mjs";

const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

// Small enough to recite: whoever adds an export adds it here as well.
const recited = ["_initialize", "memory", "rota_abi_version", "rota_close", "rota_open", "rota_reserve", "rota_step"];

test("the documented exports are the recited ones", () => {
  assert.deepEqual(expectedExports(file("wasm/flags.list")).sort(), recited);
});

for (const build of builds) {
  test(`${build.name} exports these, imports nothing, and weighs ${sizes(build.bytes)}`, () => {
    assert.deepEqual(surfaceFaults(build.bytes, recited, { emscripten: build.emscripten }), []);
  });
}

test("js-shim/messages.js is what wasm/core/base/messages.def says", () => {
  assert.equal(file("js-shim/messages.js"), generate());
});

test("numbers of messages are wire format: nothing is renumbered, nothing is used twice", () => {
  const known = {
    configure: 1, request: 2, request_body: 3, request_end: 4, client_gone: 5, pool_reply: 6, upstream_head: 7,
    upstream_body: 8, upstream_end: 9, failed: 10, timer: 11, cron: 12, recover: 13, stored: 14, ready: 15,
    pool_call: 16,
    answer: 65, stream: 66, send: 67, echo: 68, finish: 69, abort: 70, fetch: 71, cancel: 72, ask_pool: 73, wake: 74,
    log: 75, done: 76, store: 77, erase: 78, reply: 79,
  };
  const now = { ...event, ...action };
  for (const [name, number] of Object.entries(known)) assert.equal(now[name], number, name);
  assert.equal(new Set(Object.values(now)).size, Object.keys(event).length + Object.keys(action).length);
});
