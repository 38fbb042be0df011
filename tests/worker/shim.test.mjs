// What the shim does for machines that wait: the gateway's start, one exchange that waits for another, the pool's later
// replies and its alarm. The core is a script (scripted_core.mjs); everything else is real.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { startRota } from "./harness.mjs";
import { startUpstream } from "./upstream.mjs";

const scripted = readFileSync(new URL("scripted_core.mjs", import.meta.url), "utf8");

async function start(t, { rewrites = {}, settings = {}, ...options } = {}) {
  const rota = await startRota({
    rewrites: { "core.js": () => scripted, ...rewrites },
    settings: { SESSION_SECRET_KEY: "a-session-secret-of-a-test", ...settings },
    ...options,
  });
  t.after(() => rota.stop());
  const get = async (path, more) => {
    const { status, text } = await rota.send(path, more);
    return `${status} ${text}`;
  };
  return { rota, get, known: async () => (await rota.send("/known")).json() };
}

const digest = "ba7816bf"; // of "abc"

describe("the gateway's start", () => {
  test("no request comes before the gateway was told what it asked for, in every instance", async (t) => {
    const { rota, get, known } = await start(t);
    const first = await Promise.all(Array.from({ length: 8 }, known));
    for (const state of first) assert.deepEqual([state.known, state.digest], [null, digest]);
    assert.equal(first[0].settings.bindings, "DB,CONFIG_KV,API_KEY_MANAGER,RESPONSE_STORE,EGRESS,ASSETS");

    assert.equal(await get("/pool?put"), "200 put");
    assert.equal((await known()).known, null, "a running instance does not ask again");
    assert.equal(await get("/trap"), "500 recovered");
    assert.equal((await known()).known, "told");
    await eventually(() => rota.logs.match(/gateway configured/g)?.length === 2, "both instances were configured");
  });

  test("a KV that hangs holds nobody up for longer than two seconds, and the first request alone", async (t) => {
    const hangs = (source) => source.replace('bound(env, "CONFIG_KV").get(', "new Promise(() => {}).then(");
    const { known } = await start(t, { rewrites: { "storage.js": hangs } });
    const began = Date.now();
    const states = await Promise.all([known(), known(), known()]);
    const took = Date.now() - began;
    for (const state of states) assert.equal(state.known, "failed 1: no answer within 2000 ms");
    assert(took >= 1900 && took < 3500, `${took} ms`);
    const again = Date.now();
    await known();
    assert(Date.now() - again < 500);
  });

  test("a KV that fails is told; an instance that traps at what KV holds is replaced and serves", async (t) => {
    const fails = (source) => source.replace('bound(env, "CONFIG_KV").get(', "Promise.reject(new Error('503')).then(");
    const failing = await start(t, { rewrites: { "storage.js": fails } });
    assert.equal((await failing.known()).known, "failed 1: 503");

    const poison = "write((() => ({ 'rota:snapshot': 'trap' }))(";
    const poisons = (source) => source.replace("write(Object.fromEntries(", poison);
    const trapping = await start(t, { rewrites: { "storage.js": poisons } });
    assert.equal((await trapping.known()).known, "nothing");
  });

  test("a client that leaves while the gateway starts takes nobody with it", async (t) => {
    const kvGet = "const kvGet = async (env, { head }) =>";
    const slow = (source) => source.replace(kvGet, `${kvGet} (await scheduler.wait(700)) ??`);
    const { rota, known } = await start(t, { rewrites: { "storage.js": slow } });
    const leaver = new AbortController();
    const gone = fetch(`${rota.url}/known`, { signal: leaver.signal }).catch(() => "gone");
    await sleep(200);
    const stays = known();
    await sleep(200);
    leaver.abort();
    assert.equal(await gone, "gone");
    assert.equal((await stays).digest, digest);
  });
});

describe("wait and nudge", () => {
  const script = () => ({ body: ["first ", { waitMs: 100 }, "second"] });

  async function startWaiting(t, options) {
    const upstream = await startUpstream(script);
    t.after(() => upstream.stop());
    const started = await start(t, options);
    const wait = () => started.get("/wait", { headers: { "x-upstream": upstream.url } });
    return { ...started, upstream, wait };
  }

  test("the nudged exchange calls the upstream and streams, long after and when the nudger is gone", async (t) => {
    const { get, upstream, wait } = await startWaiting(t);
    await get("/known");
    for (const ms of [100, 3_000]) {
      const waiting = wait();
      await sleep(ms);
      assert.equal(await get("/nudge"), "200 nudged");
      assert.equal(await waiting, "200 first second");
    }
    assert.equal(upstream.calls.length, 2);
  });

  test("a nudge without anyone waiting is no harm, nor one to an exchange that has closed", async (t) => {
    const settles = "this.drive.settle();\n    this.#core.close";
    const says = "console.log(`waits left: ${this.#isolate.waits.size}`);";
    const sizes = (source) => source.replace(settles, `${says} ${settles}`);
    const { rota, get } = await startWaiting(t, { rewrites: { "drive.js": sizes } });
    assert.equal(await get("/nudge"), "200 nudged");
    assert.equal(await get("/wait-in-vain"), "200 enough");
    assert.equal(await get("/nudge"), "200 nudged");
    const lines = () => rota.logs.match(/waits left: \d+/g) ?? [];
    await eventually(() => lines().length === 3, "all have closed");
    assert.deepEqual(lines(), Array(3).fill("waits left: 0"));
  });

  test("F9 a trap ends the waits of its instance: each is told in its own request; later ones wait anew", async (t) => {
    const { get, wait } = await startWaiting(t);
    const waiting = wait();
    await sleep(200);
    assert.equal(await get("/trap"), "500 recovered");
    assert.equal(await waiting, "500 recovered");
    const next = wait();
    await sleep(200);
    await get("/nudge");
    assert.equal(await next, "200 first second");
  });

  test("an exchange may ask for a digest", async (t) => {
    const { get } = await startWaiting(t);
    assert.match(await get("/digest"), new RegExp(`^200 ${digest}`));
  });
});

describe("the pool", () => {
  const loaded = 'queried [{"rows":[{"settings":0}],"changes":0}]; sealed [null]';

  test("no call is answered before what the start has begun is done, and what that began", async (t) => {
    const { get } = await start(t);
    const all = await Promise.all(Array.from({ length: 5 }, () => get("/pool?now")));
    assert.deepEqual(all, Array(5).fill(`200 ${loaded}`));
  });

  test("a start that hangs keeps calls waiting for a while and no longer; what comes late still comes", async (t) => {
    const rewrites = {
      "durable_machine.js": (source) => source.replace("LOAD_MS = 15_000", "LOAD_MS = 500"),
      "storage.js": (source) => source.replace("const db = bound", "await scheduler.wait(1500);\n  const db = bound"),
    };
    const { get } = await start(t, { rewrites });
    const began = Date.now();
    assert.equal(await get("/pool?now"), "200 ");
    assert(Date.now() - began < 1400, `${Date.now() - began} ms`);
    await eventually(async () => (await get("/pool?now")) === `200 ${loaded}`, "it is loaded late", 4000);
  });

  test("a reply may come later, each to its own call, while others are answered at once", async (t) => {
    const { get } = await start(t);
    const asked = ["seal", "now", "draw", "seal", "now"];
    const answers = await Promise.all(asked.map((what) => get(`/pool?${what}`)));
    answers.forEach((said, i) => {
      const form = { seal: /^200 seal: \["v2\.[\w-]+"\]$/, now: /^200 queried/, draw: /^200 draw: / };
      assert.match(said, form[asked[i]]);
    });
    assert.notEqual(answers[0], answers[3]);
  });

  test("what fails is told; without a secret nothing is sealed", async (t) => {
    const { get } = await start(t, { settings: { SESSION_SECRET_KEY: "" } });
    assert.equal(await get("/pool?seal"), "200 seal: SESSION_SECRET_KEY is not set");
    assert.match(await get("/pool?now"), /; failed 2: SESSION_SECRET_KEY is not set$/);
  });

  test("F9 a trap ends the calls that wait for a later reply, and the object starts anew", async (t) => {
    const { get } = await start(t);
    const hanging = get("/pool?hang");
    await sleep(200);
    assert.match(await get("/pool?trap"), /^503 /);
    assert.match(await hanging, /^503 /);
    assert.equal(await get("/pool?now"), `200 ${loaded}`);
  });

  test("the alarm rings at the earliest time asked for, also in an object that was started anew", async (t) => {
    const { rota, get } = await start(t, { keepState: true });
    const began = Date.now();
    assert.equal(await get("/pool?alarm"), "200 set");
    const counted = loaded.split("; ")[0];
    await eventually(async () => (await get("/pool?now")) === `200 ${loaded}; ${counted}`, "it rings", 2000);
    const took = Date.now() - began;
    assert(took >= 300 && took < 900, `${took} ms`);

    assert.equal(await get("/pool?alarm"), "200 set");
    assert.match(await get("/pool?trap"), /^503 /);
    const again = `200 stored alarm=rang; ${loaded}; ${counted}`;
    await eventually(async () => (await get("/pool?now")) === again, "it rings again", 2000);
    assert(rota.storedText().includes("rang"));
  });
});
