// Handles: unknown, closed and reused ones, and a thousand exchanges whose events are interleaved.
import assert from "node:assert/strict";
import { test } from "node:test";

import { machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { lend } from "../host/host.mjs";
import { events } from "../host/messages.mjs";
import { Bench, builds, chat, chatHead, instantiate, said } from "./builds.mjs";

/** What the client is sent by a batch. */
const text = (actions) =>
  actions
    .filter(({ kind }) => kind === action.send)
    .map(({ body }) => String(Buffer.from(body)))
    .join("");

for (const build of builds) {
  test(`${build.name}: a handle that nobody opened answers nothing`, () => {
    const exports = instantiate(build);
    for (const handle of [0, 1, 0x10000, 0x10001, 0xffffffff]) {
      assert.equal(exports.rota_reserve(handle, 10), 0);
      assert.equal(exports.rota_step(handle, event.configure, 0, 0, 0, 0, 0), 0);
      exports.rota_close(handle);
    }
  });

  test(`${build.name}: only known kinds, and an exchange only under a gateway`, () => {
    const exports = instantiate(build);
    const gateway = exports.rota_open(machine.gateway, 0, 1, 1) >>> 0;
    const pool = exports.rota_open(machine.pool, 0, 1, 1) >>> 0;
    assert.notEqual(gateway, 0);
    assert.notEqual(pool, 0);
    for (const kind of [0, 5, 99, 0xffffffff]) assert.equal(exports.rota_open(kind, gateway, 1, 1), 0);
    for (const parent of [0, pool, gateway + 0x10000, 12345]) {
      assert.equal(exports.rota_open(machine.exchange, parent, 1, 1), 0);
    }
    const exchange = exports.rota_open(machine.exchange, gateway, 1, 1) >>> 0;
    assert.equal(exports.rota_open(machine.exchange, exchange, 1, 1), 0);
  });

  test(`${build.name}: a closed handle stays closed when its place is taken again`, () => {
    const bench = new Bench(build);
    const seen = new Set();
    let last;
    for (let i = 0; i < 300; ++i) {
      const handle = bench.open();
      assert.ok(!seen.has(handle), "a handle came back");
      seen.add(handle);
      if (last !== undefined) {
        assert.deepEqual(bench.request(last, "GET https://h.test/nowhere"), []);
        bench.close(last);
      }
      assert.equal(bench.request(handle, "GET https://h.test/nowhere")[0].number, 404);
      bench.close(handle);
      last = handle;
    }
  });

  test(`${build.name}: a closed handle takes a large body and nothing is overwritten`, () => {
    const bench = new Bench(build);
    const closed = bench.open();
    bench.close(closed);
    const body = new Uint8Array(5_000_000).fill(0xff);
    assert.deepEqual(bench.tell(closed, events.request_body(body)), []);
    assert.deepEqual(bench.tell(closed, events.request(0, "x".repeat(100_000))), []);
    assert.equal(bench.request(bench.open(), "GET https://h.test/nowhere")[0].number, 404);
    assert.equal(bench.core.dead, false);
  });

  test(`${build.name}: a thousand exchanges, interleaved, mix nothing up`, () => {
    // Each asks for its own key: a busy isolate's requests would wait for one call of them.
    const bench = new Bench(build, { ALLOW_ANONYMOUS: "1", LEASE_PICKS_MAX: "1" });
    const talks = Array.from({ length: 1000 }, (_, i) => ({ i, handle: bench.open(), out: "" }));
    const body = (talk) => Buffer.from(chat(`question ${talk.i}`));
    const upstream = (talk, chunk) => {
      talk.out += text(bench.tell(talk.handle, events.upstream_body(talk.fetch, chunk)));
    };
    const steps = [
      (talk) => bench.tell(talk.handle, events.request(-1, `${chatHead}\n`)),
      (talk) => bench.tell(talk.handle, events.request_body(body(talk).subarray(0, 30))),
      (talk) => bench.tell(talk.handle, events.request_body(body(talk).subarray(30))),
      (talk) => {
        const [asked] = bench.tell(talk.handle, events.request_end());
        assert.equal(asked.kind, action.ask_pool);
        talk.pool = asked.token;
      },
      (talk) => {
        const [fetch] = bench.tell(talk.handle, events.pool_reply(talk.pool, lend(talk.i + 1)));
        assert.match(fetch.head, new RegExp(`^x-goog-api-key: AIzaFAKE-key-${talk.i + 1}$`, "m"));
        assert.equal(JSON.parse(Buffer.from(fetch.body)).contents[0].parts[0].text, `question ${talk.i}`);
        talk.fetch = fetch.token;
      },
      (talk) => bench.tell(talk.handle, events.upstream_head(talk.fetch, 200, "content-type: text/event-stream\n")),
      (talk) => upstream(talk, said(`answer ${talk.i}`)),
      (talk) => upstream(talk, said(".", "STOP")),
      (talk) => (talk.out += text(bench.tell(talk.handle, events.upstream_end(talk.fetch)))),
    ];
    for (const [n, step] of steps.entries()) {
      const order = n % 2 === 0 ? talks : talks.toReversed();
      for (const talk of order) step(talk);
    }
    for (const talk of talks) {
      const contents = [...talk.out.matchAll(/"content":"([^"]*)"/g)].map(([, content]) => content);
      assert.equal(contents.join(""), `answer ${talk.i}.`);
      assert.ok(talk.out.endsWith("data: [DONE]\n\n"));
      bench.close(talk.handle);
    }
  });

  test(`${build.name}: machines may be closed in any state`, () => {
    const bench = new Bench(build);
    for (let i = 0; i < 200; ++i) {
      const handle = bench.open();
      if (i % 4 > 0) bench.tell(handle, events.request(100, `${chatHead}\n`));
      if (i % 4 > 1) bench.tell(handle, events.request_body(chat("x")));
      if (i % 4 > 2) bench.tell(handle, events.request_end());
      bench.close(handle);
      bench.close(handle);
    }
    assert.equal(bench.request(bench.open(), "GET https://h.test/nowhere")[0].number, 404);
  });
}
