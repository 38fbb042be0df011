// The wire: where a message's parts lie in memory, read here without the shim (wasm/abi/wire.h).
import assert from "node:assert/strict";
import { test } from "node:test";

import { Core, machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { events } from "../host/messages.mjs";
import { builds, instantiate } from "./builds.mjs";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Hands an event over by hand. @returns {number} the address of the batch */
function step(exports, handle, kind, { token = 0, number = 0, head = "", body = "" } = {}) {
  const [headBytes, bodyBytes] = [encoder.encode(head), encoder.encode(body)];
  if (headBytes.length + bodyBytes.length > 0) {
    const address = exports.rota_reserve(handle, headBytes.length + bodyBytes.length) >>> 0;
    const memory = new Uint8Array(exports.memory.buffer);
    memory.set(headBytes, address);
    memory.set(bodyBytes, address + headBytes.length);
  }
  return exports.rota_step(handle, kind, token, number, headBytes.length, bodyBytes.length, 1767323045000) >>> 0;
}

function opened(build) {
  const exports = instantiate(build);
  const gateway = exports.rota_open(machine.gateway, 0, 1, 2) >>> 0;
  step(exports, gateway, event.configure, { body: '{"ALLOW_ANONYMOUS":"1","LOG_LEVEL":"off"}' });
  return { exports, gateway, exchange: exports.rota_open(machine.exchange, gateway, 3, 4) >>> 0 };
}

for (const build of builds) {
  test(`${build.name}: version 3`, () => {
    assert.equal(instantiate(build).rota_abi_version(), 3);
  });

  test(`${build.name}: a batch is a count and that many messages of 32 bytes`, () => {
    const { exports, exchange } = opened(build);
    const batch = step(exports, exchange, event.request, { number: -1, head: "GET https://h.test/nowhere\n" });
    assert.equal(batch % 8, 0);
    const view = new DataView(exports.memory.buffer);
    assert.equal(view.getUint32(batch, true), 2);
    assert.equal(view.getUint32(batch + 4, true), 0);

    const first = batch + 8;
    assert.equal(view.getUint32(first, true), action.answer);
    assert.equal(view.getUint32(first + 4, true), 0);
    assert.equal(view.getFloat64(first + 8, true), 404);
    const text = (at) => {
      const span = new Uint8Array(exports.memory.buffer, view.getUint32(at, true), view.getUint32(at + 4, true));
      return decoder.decode(span);
    };
    const head = /^content-type: application\/json; charset=utf-8\nx-request-id: req_[A-Za-z0-9]{24}\nserver-timing: [^\n]+\n$/;
    assert.match(text(first + 16), head);
    assert.equal(JSON.parse(text(first + 24)).error.code, "unknown_url");

    const second = first + 32;
    assert.equal(view.getUint32(second, true), action.done);
    assert.equal(view.getUint32(second + 20, true), 0);
    assert.equal(view.getUint32(second + 28, true), 0);
  });

  test(`${build.name}: tokens and numbers travel both ways`, () => {
    const { exports, exchange } = opened(build);
    step(exports, exchange, event.request, { number: -1, head: "GET https://h.test/v1/models\n" });
    const view = () => new DataView(exports.memory.buffer);
    const asked = step(exports, exchange, event.request_end);
    assert.equal(view().getUint32(asked + 8, true), action.ask_pool);
    const token = view().getUint32(asked + 12, true);
    const reply = '{"picks":[{"key":"0000000000000001","secret":"AIzaFAKE-1","label":"#1"}]}';
    const stale = step(exports, exchange, event.pool_reply, { token: token + 1, body: reply });
    assert.equal(view().getUint32(stale, true), 0);
    const called = step(exports, exchange, event.pool_reply, { token, body: reply });
    assert.equal(view().getUint32(called, true), 2);
    assert.equal(view().getUint32(called + 8, true), action.fetch);
    assert.equal(view().getUint32(called + 40, true), action.wake);
    assert.equal(view().getFloat64(called + 48, true), 60000);
  });

  test(`${build.name}: the shim reads the same as bare hands do`, () => {
    const { exports, exchange } = opened(build);
    const core = new Core(build.module, { now: () => 1767323045000, seed: () => [3, 4] });
    const gateway = core.open(machine.gateway);
    core.step(gateway, ...events.configure(new TextEncoder().encode('{"LOG_LEVEL":"off"}')));
    const twin = core.open(machine.exchange, gateway);
    const batch = step(exports, exchange, event.request, { head: "GET https://h.test/\u00fc\n" });
    const [answer, done] = core.step(twin, ...events.request(0, "GET https://h.test/\u00fc\n"));
    const view = new DataView(exports.memory.buffer);
    const at = view.getUint32(batch + 32, true);
    const body = new Uint8Array(exports.memory.buffer, at, view.getUint32(batch + 36, true));
    assert.deepEqual(answer.body, body.slice());
    assert.equal(answer.number, 404);
    assert.match(decoder.decode(answer.body), /\/\u00fc/u);
    assert.equal(done.kind, action.done);
  });
}
