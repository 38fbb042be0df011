// Memory: large bodies pass, and nothing grows with the number of exchanges.
import assert from "node:assert/strict";
import { test } from "node:test";

import { machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { lend } from "../host/host.mjs";
import { events } from "../host/messages.mjs";
import { goWay } from "../host/way.mjs";
import { Bench, builds, chat, chatHead, instantiate, said } from "./builds.mjs";

const MB = 1024 * 1024;
const limit = 20 * MB;

/** A request whose body has exactly that many bytes. */
const chatOf = (bytes) => {
  const empty = chat("");
  return empty.replace('"content":""', `"content":"${"x".repeat(bytes - empty.length)}"`);
};

/** Feeds a body in pieces of 64 KB, as a host does. @returns the actions that came, if any */
function feed(bench, handle, body, declared = -1) {
  bench.tell(handle, events.request(declared, `${chatHead}\n`));
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += 65536) {
    const actions = bench.tell(handle, events.request_body(bytes.subarray(at, at + 65536)));
    if (actions.length > 0) return actions;
  }
  return bench.tell(handle, events.request_end());
}

/** One whole exchange, to its last report. */
function converse(bench, words) {
  const handle = bench.open();
  const [asked] = bench.request(handle, chatHead, chat(words));
  const [fetch] = bench.tell(handle, events.pool_reply(asked.token, lend(1)));
  bench.tell(handle, events.upstream_head(fetch.token, 200));
  bench.tell(handle, events.upstream_body(fetch.token, said(words)));
  bench.tell(handle, events.upstream_body(fetch.token, said(words, "STOP")));
  const last = bench.tell(handle, events.upstream_end(fetch.token));
  const wake = last.find(({ kind }) => kind === action.wake);
  const told = wake ? bench.tell(handle, events.timer(wake.token)) : [];
  if (told.length > 0) bench.tell(handle, events.pool_reply(told[0].token, "{}"));
  bench.close(handle);
}

/** Requests that mean harm or meet with it, each a whole exchange or what is left of one. */
function hostileStories(bench) {
  const story = (tell) => () => {
    const handle = bench.open();
    tell(handle);
    bench.close(handle);
  };
  const sent = (body) => story((handle) => feed(bench, handle, body));
  const half = (...then) =>
    story((handle) => {
      bench.tell(handle, events.request(20 * MB, `${chatHead}\n`));
      bench.tell(handle, events.request_body(new Uint8Array(65_536)));
      for (const event of then) bench.tell(handle, event);
    });
  const answered = (status, body, head = "content-type: application/json\n") => {
    const upstream = { status, head, body: Buffer.from(body) };
    return () => goWay(bench, bench.gateway, { head: `${chatHead}\n`, body: Buffer.from(chat("Hi")), upstream });
  };
  const [gone, tooLong] = [[0, 1, 2], [20 * MB, 99 * MB]];
  return [
    sent(`{"model":"m","messages":[${"[],".repeat(50_000)}0]}`),
    sent("{".repeat(100_000)),
    sent(`{"model":"m","x":${"[".repeat(60_000)}${"]".repeat(60_000)}}`),
    sent(`{"model":"m","x":{${"\"a\":1,".repeat(60_000)}"b":1}}`),
    sent(Buffer.alloc(100_000, 0xff)),
    sent(`{"model":"m","messages":[{"role":"user","content":"${"a".repeat(50_000)}`),
    story((handle) => {
      const [asked] = feed(bench, handle, chatOf(2 * MB));
      bench.tell(handle, events.failed(asked.token, "away"));
    }),
    ...tooLong.map((bytes) => story((handle) => bench.tell(handle, events.request(bytes, `${chatHead}\n`)))),
    half(),
    half(events.client_gone()),
    ...gone.map((goneAfter) => () => {
      const [head, body] = [`${chatHead}\n`, Buffer.from(chat("Hi"))];
      goWay(bench, bench.gateway, { head, body, upstream: { body: said("Hi") }, goneAfter });
    }),
    ...[400, 401, 403, 429, 500, 503].map((status) => answered(status, `{"error":{"message":"${"m".repeat(300_000)}"}}`)),
    answered(200, `{"error":{"code":429,"message":"m","details":[${"{},".repeat(10_000)}{}]}}`),
    answered(200, "x".repeat(2 * MB)),
    answered(200, `data: ${"[".repeat(100_000)}`, "content-type: text/event-stream\n"),
    answered(200, said("a").toString().repeat(2000), "content-type: text/event-stream\n"),
    answered(302, ""),
  ];
}

for (const build of builds) {
  test(`${build.name}: a body of 20 MB goes through, one byte more is 413`, () => {
    const bench = new Bench(build);
    const handle = bench.open();
    const [asked] = feed(bench, handle, chatOf(limit));
    assert.equal(asked.kind, action.ask_pool);
    const [fetch] = bench.tell(handle, events.pool_reply(asked.token, lend(1)));
    assert.ok(fetch.body.length > limit - 200);
    bench.close(handle);
    assert.equal(feed(bench, bench.open(), chatOf(limit + 1))[0].number, 413);
  });

  for (const declared of [true, false]) {
    const how = declared ? "declared" : "undeclared";
    test(`${build.name}: a request with an image of 20 MB, its length ${how}, takes under 3 times its size`, () => {
      const bench = new Bench(build);
      const before = bench.core.memoryBytes;
      const image = `data:image/png;base64,${"iVBORw0KGgoAAAAN".repeat(limit / 16 - 64)}`;
      const content = [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url: image } }];
      const body = Buffer.from(JSON.stringify({ model: "gemini-3.6-flash", messages: [{ role: "user", content }] }));
      const handle = bench.open();
      const [asked] = feed(bench, handle, body, declared ? body.length : -1);
      const [fetch] = bench.tell(handle, events.pool_reply(asked.token, lend(1)));
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
    bench.tell(big, events.request(-1, `${chatHead}\n`));
    assert.equal(bench.tell(big, events.request_body(new Uint8Array(30 * MB)))[0].number, 413);
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
    const call = '{"want":1,"model":"gemini-3.6-flash"}';
    for (let i = 0; i < 500; ++i) tell(event.pool_call, call);
    const before = exports.memory.buffer.byteLength;
    for (let i = 0; i < 10_000; ++i) assert.notEqual(tell(event.pool_call, call), 0);
    assert.equal(exports.memory.buffer.byteLength, before);
  });

  test(`${build.name}: H1 memory after 10,000 hostile and honest requests is what it is after 1,000`, () => {
    const bench = new Bench(build);
    const hostile = hostileStories(bench);
    const honest = (i) => {
      const upstream = { body: said(`${i}`, "STOP") };
      return { head: `${chatHead}\n`, body: Buffer.from(chat(`Hello ${i}`)), upstream };
    };
    // The largest request there is takes all that is free, so that what any request has left behind shows as growth.
    const measured = () => {
      const handle = bench.open();
      assert.notEqual(feed(bench, handle, chatOf(limit), limit).length, 0);
      bench.close(handle);
      return bench.core.memoryBytes;
    };
    let after1000 = 0;
    let [served, meant] = [0, 0];
    for (let i = 0; i < 10_000; i += 1) {
      if (i === 1000) after1000 = measured();
      // Each of them three times before the thousandth, and thirty times after it.
      if (i % 12 === 7) {
        hostile[Math.floor(i / 12) % hostile.length]();
      } else {
        meant += 1;
        served += goWay(bench, bench.gateway, honest(i)).status === 200 ? 1 : 0;
      }
    }
    console.log(`# ${served} honest requests served, ${(after1000 / MB).toFixed(1)} MB`);
    assert.equal(served, meant);
    assert.equal(measured(), after1000);
    assert.equal(bench.core.dead, false);
  });
}
