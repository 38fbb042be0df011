// Memory: large bodies pass, and nothing grows with the number of exchanges.
import assert from "node:assert/strict";
import { test } from "node:test";

import { machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { Bench, builds, chat, chatHead, instantiate, lend, said } from "./builds.mjs";

const MB = 1024 * 1024;
const limit = 20 * MB;

/** A request whose body has exactly that many bytes. */
const chatOf = (bytes) => {
  const empty = chat("");
  return empty.replace('"content":""', `"content":"${"x".repeat(bytes - empty.length)}"`);
};

/** Feeds a body in pieces of 64 KB, as a host does. @returns the actions that came, if any */
function feed(bench, handle, body, declared = -1) {
  bench.core.step(handle, event.request, 0, declared, `${chatHead}\n`);
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += 65536) {
    const actions = bench.core.step(handle, event.request_body, 0, 0, "", bytes.subarray(at, at + 65536));
    if (actions.length > 0) return actions;
  }
  return bench.core.step(handle, event.request_end);
}

/** One whole exchange, to its last report. */
function converse(bench, words) {
  const handle = bench.open();
  const [asked] = bench.request(handle, chatHead, chat(words));
  const [fetch] = bench.core.step(handle, event.pool_reply, asked.token, 0, "", lend(1));
  bench.core.step(handle, event.upstream_head, fetch.token, 200);
  bench.core.step(handle, event.upstream_body, fetch.token, 0, "", said(words));
  bench.core.step(handle, event.upstream_body, fetch.token, 0, "", said(words, "STOP"));
  const last = bench.core.step(handle, event.upstream_end, fetch.token);
  const wake = last.find(({ kind }) => kind === action.wake);
  const told = wake ? bench.core.step(handle, event.timer, wake.token) : [];
  if (told.length > 0) bench.core.step(handle, event.pool_reply, told[0].token, 0, "", Buffer.from("{}"));
  bench.core.close(handle);
}

for (const build of builds) {
  test(`${build.name}: a body of 20 MB goes through, one byte more is 413`, () => {
    const bench = new Bench(build);
    const handle = bench.open();
    const [asked] = feed(bench, handle, chatOf(limit));
    assert.equal(asked.kind, action.ask_pool);
    const [fetch] = bench.core.step(handle, event.pool_reply, asked.token, 0, "", lend(1));
    assert.ok(fetch.body.length > limit - 200);
    bench.core.close(handle);
    assert.equal(feed(bench, bench.open(), chatOf(limit + 1))[0].number, 413);
  });

  for (const declared of [true, false]) {
    const how = declared ? "declared" : "undeclared";
    test(`${build.name}: a request with an image of 20 MB, its length ${how}, takes under 3 times its size`, () => {
      const bench = new Bench(build);
      const before = bench.core.memoryBytes;
      const image = `data:image/png;base64,${"iVBORw0KGgoAAAAN".repeat(limit / 16 - 64)}`;
      const content = [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url: image } }];
      const body = Buffer.from(JSON.stringify({ model: "gemini-2.5-flash", messages: [{ role: "user", content }] }));
      const handle = bench.open();
      const [asked] = feed(bench, handle, body, declared ? body.length : -1);
      const [fetch] = bench.core.step(handle, event.pool_reply, asked.token, 0, "", lend(1));
      assert.equal(fetch.kind, action.fetch);
      assert.ok(fetch.body.length > limit - 4096);
      const taken = bench.core.memoryBytes - before;
      console.log(`# ${(taken / MB).toFixed(1)} MB for a request of ${(body.length / MB).toFixed(1)} MB`);
      assert.ok(taken < 3 * body.length);
    });
  }

  test(`${build.name}: a body of 30 MB in one piece, and 10,000 messages`, () => {
    const bench = new Bench(build);
    const big = bench.open();
    bench.core.step(big, event.request, 0, -1, `${chatHead}\n`);
    assert.equal(bench.core.step(big, event.request_body, 0, 0, "", new Uint8Array(30 * MB))[0].number, 413);
    const roles = ["user", "assistant"];
    const messages = Array.from({ length: 10_000 }, (_, i) => ({ role: roles[i % 2], content: `${i}` }));
    const [asked] = feed(bench, bench.open(), JSON.stringify({ model: "m", messages }));
    assert.equal(asked.kind, action.ask_pool);
  });

  test(`${build.name}: a declared length reserves nothing for whoever is refused`, () => {
    const exports = instantiate(build);
    const gateway = exports.rota_open(machine.gateway, 0, 1, 1) >>> 0;
    const before = exports.memory.buffer.byteLength;
    const head = Buffer.from(`${chatHead}\n`);
    for (let i = 0; i < 100; ++i) {
      const handle = exports.rota_open(machine.exchange, gateway, 1, 1) >>> 0;
      new Uint8Array(exports.memory.buffer).set(head, exports.rota_reserve(handle, head.length) >>> 0);
      exports.rota_step(handle, event.request, 0, limit, head.length, 0, 0);
    }
    assert.ok(exports.memory.buffer.byteLength - before < 4 * MB);
  });

  test(`${build.name}: two thousand exchanges leave nothing behind`, () => {
    // The shim hides the memory, so it is caught where the instance is made.
    const { Instance } = WebAssembly;
    let memory;
    WebAssembly.Instance = function (...given) {
      const made = new Instance(...given);
      memory = made.exports.memory;
      return made;
    };
    let bench;
    try {
      bench = new Bench(build);
    } finally {
      WebAssembly.Instance = Instance;
    }
    const words = "word ".repeat(4000);
    for (let i = 0; i < 50; ++i) converse(bench, words);
    const before = memory.buffer.byteLength;
    for (let i = 0; i < 2000; ++i) converse(bench, words);
    assert.equal(memory.buffer.byteLength, before);
  });

  test(`${build.name}: a pool answers ten thousand calls in the memory of the first`, () => {
    const exports = instantiate(build);
    const pool = exports.rota_open(machine.pool, 0, 1, 1) >>> 0;
    const tell = (kind, body = "") => {
      const bytes = Buffer.from(body);
      const address = exports.rota_reserve(pool, bytes.length) >>> 0;
      new Uint8Array(exports.memory.buffer).set(bytes, address);
      return exports.rota_step(pool, kind, 0, 0, 0, bytes.length, 1767323045000) >>> 0;
    };
    const keys = Array.from({ length: 100 }, (_, i) => `AIzaFAKE-key-${i}`);
    tell(event.configure, JSON.stringify({ API_KEYS: keys.join(",") }));
    tell(event.ready);
    const call = '{"want":1,"model":"gemini-2.5-flash"}';
    for (let i = 0; i < 500; ++i) tell(event.pool_call, call);
    const before = exports.memory.buffer.byteLength;
    for (let i = 0; i < 10_000; ++i) assert.notEqual(tell(event.pool_call, call), 0);
    assert.equal(exports.memory.buffer.byteLength, before);
  });
}
