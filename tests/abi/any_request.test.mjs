// Any request and any answer: whatever is many, wide or deep in it, the instance lives, the client has a status, and the
// time is that of a plain request of its size, so and so often. Times are compared with each other alone, and what looks dear
// is measured again: the machine does other things. tests/growth counts steps instead, natively.
import assert from "node:assert/strict";
import { test } from "node:test";

import { events } from "../host/messages.mjs";
import { digest, goWay } from "../host/way.mjs";
import { Bench, builds } from "./builds.mjs";
import { answersOf, dearest, deepest, documentOf, places, Random, roads } from "./shapes.mjs";

const MB = 1024 * 1024;
const limit = 20 * MB;
const open = { ALLOW_ANONYMOUS: "1", MAX_ATTEMPTS: "1", LOG_LEVEL: "off" };
const elsewhere = "https://h.test/openai";

/** How often the floor's time a request may take that is many of one thing. What grows with the square takes thousands. */
const timesFloor = 400;

/** An instance with a gateway for each kind of road. */
class Town extends Bench {
  constructor(build) {
    super(build, open);
    const limited = { bindings: "CONFIG_KV", MAX_ATTEMPTS: "1", LOG_LEVEL: "off" };
    const client = { digest: digest.toString("hex"), models: ["m", "m1", "gemini-3.6-flash"], resources: false };
    const snapshot = JSON.stringify({ v: 1, version: 1, models: [], clients: [client] });
    this.gateways = {
      google: this.gateway,
      openai: this.openGateway({ ...open, UPSTREAM_API_URL: elsewhere }),
      limited: this.openGateway(limited),
      limited_openai: this.openGateway({ ...limited, UPSTREAM_API_URL: elsewhere }),
    };
    for (const name of ["limited", "limited_openai"]) {
      this.tell(this.gateways[name], events.kv_value(1, JSON.stringify({ "rota:snapshot": snapshot })));
    }
  }

  /** @returns {import("../host/way.mjs").Outcome & {ms: number}} */
  go(road, body, upstream = road.answer, more = {}) {
    const began = performance.now();
    const outcome = goWay(this, this.gateways[road.gateway], { head: road.head, body, upstream, ...more });
    return { ...outcome, ms: performance.now() - began };
  }

  /** Milliseconds for each byte of the cheapest body that is read: one long text, in either dialect. */
  floor(bytes) {
    const text = "a".repeat(bytes);
    const bodies = {
      google: Buffer.from(`{"contents":[{"parts":[{"text":"${text}"}]}]}`),
      openai: Buffer.from(`{"model":"m","messages":[{"role":"user","content":"${text}"}]}`),
    };
    const times = roads.map((road) => this.go(road, bodies[road.dialect]).ms);
    times.sort((one, other) => one - other);
    return times[times.length >> 1] / bytes;
  }
}

function wellServed({ done, status }, name) {
  assert.ok(done, `${name}: no end`);
  assert.ok(status >= 200 && status <= 599, `${name}: status ${status}`);
}

/** The times that a body took more than the floor: the least of some tries, or the first that is within the bound. */
function timesOf(town, road, body, floor, bound) {
  let least = Infinity;
  for (let i = 0; i < 12 && least > bound; ++i) {
    const outcome = town.go(road, body);
    wellServed(outcome, `${road.name}, ${body.subarray(0, 200)}`);
    least = Math.min(least, outcome.ms / body.length / floor);
  }
  return least;
}

for (const build of builds) {
  test(`${build.name}: H1 F9 many of everything, at every place of a body that a dialect reads`, () => {
    const town = new Town(build);
    const bytes = 48 * 1024;
    for (let i = 0; i < 4; ++i) town.floor(bytes); // the engine compiles what is hot
    const floor = town.floor(bytes);
    const all = [];
    for (const road of roads) {
      for (const { name, make } of places(road.dialect)) {
        const times = timesOf(town, road, Buffer.from(make(bytes)), floor, timesFloor);
        assert.ok(times < timesFloor, `${road.name}, ${name}: ${times.toFixed(1)} times the floor`);
        all.push(times);
      }
    }
    all.sort((one, other) => one - other);
    console.log(`# ${all.length} bodies of 48 KB, half of them under ${all[all.length >> 1].toFixed(1)} times the floor`);
  });

  test(`${build.name}: H1 F9 six hundred documents of any shape, from clients and from upstreams`, () => {
    const town = new Town(build);
    for (let seed = 1; seed <= 600; ++seed) {
      const random = new Random(seed);
      const road = random.of(roads);
      const body = documentOf(random, road.dialect);
      const upstream = answersOf(random, road);
      const goneAfter = random.below(4) === 0 ? random.below(4) : undefined;
      const outcome = town.go(road, body, upstream, goneAfter === undefined ? {} : { goneAfter });
      assert.ok(outcome.done, `seed ${seed}, ${road.name}: no end`);
      if (goneAfter === undefined) wellServed(outcome, `seed ${seed}, ${road.name}`);
    }
    assert.equal(town.core.dead, false);
  });

  test(`${build.name}: H1 F9 many of everything at the limit of a body takes no more memory and no more time a byte`, () => {
    const town = new Town(build);
    town.floor(MB);
    const floor = town.floor(MB);
    const random = new Random(7);
    const make = (place) => Buffer.from(place.make(limit - 1024));
    const widest = new Map(["google", "openai"].map((dialect) => [dialect, make(dearest(dialect))]));
    for (const [i, road] of roads.entries()) {
      const place = [dearest(road.dialect), deepest(road.dialect, ", far apart"), random.of(places(road.dialect))][i % 3];
      const body = i % 3 === 0 ? widest.get(road.dialect) : make(place);
      assert.ok(body.length <= limit && body.length > limit / 2);
      const times = timesOf(town, road, body, floor, timesFloor);
      assert.ok(times < timesFloor, `${road.name}, ${place.name}: ${times.toFixed(1)} times the floor`);
    }
    const memory = town.core.memoryBytes / MB;
    console.log(`# ${roads.length} bodies of 20 MB in ${memory.toFixed(0)} MB`);
    assert.ok(memory < 110, `${memory} MB`); // what a request may hold, and what a step hands out of it
  });
}
