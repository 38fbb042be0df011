// Traps: a module of the same exports that traps on one event, put together byte by byte, and what the shim makes
// of it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Core, Trap, machine } from "../../js-shim/core.js";
import { event } from "../../js-shim/messages.js";
import { events } from "../host/messages.mjs";

const i32 = 0x7f;
const f64 = 0x7c;

const bytes = (...parts) => parts.flat(Infinity);
const leb = (value) => (value < 128 ? [value] : [(value & 127) | 128, ...leb(value >>> 7)]);
const list = (items) => [...leb(items.length), ...items.flat(Infinity)];
const section = (id, content) => [id, ...leb(content.length), ...content];
const name = (text) => list([...Buffer.from(text)]);
const type = (takes, gives) => [0x60, ...list(takes), ...list(gives)];
const body = (...code) => {
  const whole = [0, ...code.flat(Infinity), 0x0b]; // no locals
  return [...leb(whole.length), ...whole];
};
const constant = (value) => [0x41, ...signed(value)];
const signed = (value) => (value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)]);

/** The five functions, each the least that the shim can live with; rota_step traps on the given event. */
function moduleThatTrapsOn(kind, { version = 3 } = {}) {
  const functions = [
    ["rota_abi_version", type([], [i32]), body(constant(version))],
    ["rota_open", type([i32, i32, i32, i32], [i32]), body(constant(7))],
    ["rota_reserve", type([i32, i32], [i32]), body(constant(1024))],
    [
      "rota_step",
      type([i32, i32, i32, f64, i32, i32, f64], [i32]),
      body([0x20, 1], constant(kind), 0x46, [0x04, 0x40], 0x00, 0x0b, constant(2048)), // if kind == KIND: unreachable
    ],
    ["rota_close", type([i32], []), body()],
  ];
  const exported = [
    [...name("memory"), 2, 0],
    ...functions.map(([text], index) => [...name(text), 0, index]),
  ];
  const wasm = bytes(
    [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    section(1, list(functions.map(([, signature]) => signature))),
    section(3, list(functions.map((_, index) => [index]))),
    section(5, [1, 0, 1]), // one page of memory
    section(7, list(exported)),
    section(10, list(functions.map(([, , code]) => code))),
  );
  return new WebAssembly.Module(new Uint8Array(wasm));
}

test("a trap is thrown as a Trap, and the instance is dead from then on", () => {
  const core = new Core(moduleThatTrapsOn(event.upstream_body));
  const handle = core.open(machine.exchange);
  assert.deepEqual(core.step(handle, ...events.stored("a name", new Uint8Array(3))), []);
  assert.equal(core.dead, false);
  assert.throws(() => core.step(handle, ...events.upstream_body(1, new Uint8Array(9))), Trap);
  assert.equal(core.dead, true);
  assert.throws(() => core.step(handle, ...events.request()), Trap);
  assert.throws(() => core.open(machine.exchange), Trap);
  assert.doesNotThrow(() => core.close(handle));
});

test("a trap says what it was", () => {
  const core = new Core(moduleThatTrapsOn(event.timer));
  assert.throws(() => core.step(core.open(machine.pool), ...events.timer()), /unreachable/);
});

test("a body that does not fit into memory counts as a trap", () => {
  const core = new Core(moduleThatTrapsOn(99));
  const handle = core.open(machine.exchange);
  assert.throws(() => core.step(handle, ...events.request_body(new Uint8Array(100_000))), Trap);
  assert.equal(core.dead, true);
});

test("one instance's trap leaves another of the same module alone", () => {
  const module = moduleThatTrapsOn(event.timer);
  const [one, other] = [new Core(module), new Core(module)];
  assert.throws(() => one.step(7, ...events.timer()), Trap);
  assert.deepEqual(other.step(7, ...events.request()), []);
  assert.equal(other.dead, false);
});

test("a module of another version is refused", () => {
  assert.throws(() => new Core(moduleThatTrapsOn(99, { version: 4 })), /speaks version 4, the shim 3/);
});
