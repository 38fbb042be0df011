// Storage that fails while people are served: D1, KV and the object's own rows that hang, refuse, lose answers or say
// what is no answer (F5, F6). In every case a bystander's stream goes on as if nothing were.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { answer, chunk, event, replies, streamOf, usageOf } from "./google.mjs";
import { adminSettings, ask as admin, done, listKeys, makeClient, setConfig } from "./panel.mjs";
import { ask, ownPair } from "./setup.mjs";

const bystanding = "the bystander's question";

/** Streams for a bystander, a piece every 200 ms; everything else is answered at once. */
const slowly = (seconds) => (call) => {
  if (!call.body.includes(bystanding)) return answer(call);
  const pieces = Array.from({ length: seconds * 5 }, (_, i) => [event(chunk(`piece ${i} `)), { waitMs: 200 }]);
  return streamOf(...pieces.flat(), event(chunk("end", { finishReason: "STOP", usage: usageOf(3, 4) })));
};

/** Begins a bystander's stream; `whole()` waits for its end and fails unless nothing is missing. */
async function bystand(rota, seconds, key) {
  const exchange = await rota.open("/v1/chat/completions", {
    method: "POST",
    json: ask(bystanding, { stream: true }),
    key,
  });
  await exchange.until("piece 1");
  return async () => {
    await exchange.until("[DONE]");
    for (let i = 0; i < seconds * 5; i += 1) assert(exchange.text.includes(`piece ${i} `), `piece ${i} is missing`);
    assert(!exchange.text.includes('"error"'));
  };
}

/** Asks every 100 ms for as long as `work` takes, and gives the statuses. */
async function meanwhile(rota, work, options = {}) {
  const statuses = [];
  let going = true;
  const asking = (async () => {
    while (going) {
      statuses.push((await rota.chat(ask(), options)).status);
      await sleep(100);
    }
  })();
  try {
    await work();
  } finally {
    going = false;
    await asking;
  }
  return statuses;
}

const faultyPair = (t, options = {}) => ownPair(t, { faulty: true, keepState: true, script: (call) => answer(call), ...options });
const login = async (rota) => {
  const { headers } = await rota.send("/admin/login", { method: "POST", json: { password: adminSettings.ADMIN_PASSWORD } });
  return headers["set-cookie"][0].split(";")[0];
};
const problemsOf = async (rota) => (await done(rota, "GET", "/status")).problems.map(({ kind }) => kind);

describe("A binding that hangs while the object begins", () => {
  for (const [binding, fault] of [["db", "hang"], ["kv", "hang"]]) {
    test(`F5 ${binding}: what is known serves within seconds, and all of it soon after the end`, { timeout: 90_000 }, async (t) => {
      const { rota } = await faultyPair(t, { settings: { ...adminSettings, API_KEYS: "" }, script: slowly(12) });
      await done(rota, "POST", "/admin/keys/gemini", { key: "AIzaFAKE-pool-canary-stored-in-d1" });
      const client = await makeClient(rota, { name: "one", requests_per_minute: 0 });
      assert.equal((await rota.chat(ask(), { key: client.key })).status, 200);
      await rota.restart();
      await rota.fail({ [binding]: fault });
      const begun = Date.now();
      const first = await rota.chat(ask(), { key: client.key });
      assert.equal(first.status, 200, first.text); // a key that D1 alone has named
      assert(Date.now() - begun < 7_000, `${Date.now() - begun} ms`);
      const whole = await bystand(rota, 12, client.key);
      await rota.fail({});
      const ended = Date.now();
      const statuses = await meanwhile(
        rota,
        () => eventually(async () => !(await problemsOf(rota)).some((kind) => /unreadable$/.test(kind)), "recovery", 15_000),
        { key: client.key },
      );
      assert(Date.now() - ended < 12_000, `${Date.now() - ended} ms after the end`);
      assert(statuses.every((status) => status === 200), `${statuses}`);
      await whole();
    });
  }

  test("F5 db: a fresh pool without anything known serves within seconds of the end, while requests come all the time", { timeout: 60_000 }, async (t) => {
    const { rota } = await faultyPair(t, { settings: { ...adminSettings, ALLOW_ANONYMOUS: "1", API_KEYS: "" }, script: answer });
    await rota.fail({ db: "hang" });
    let served = 0;
    const statuses = await meanwhile(rota, async () => {
      await sleep(14_000);
      await rota.fail({});
      served = Date.now();
      // A change says that nothing was changed until the tables are there.
      const added = () => admin(rota, "POST", "/admin/keys/gemini", { json: { key: "AIzaFAKE-pool-canary-late" } });
      await eventually(async () => (await added()).status < 300, "recovery", 15_000);
      await eventually(async () => (await rota.chat(ask())).status === 200, "served", 15_000);
      served = Date.now() - served;
      for (let i = 0; i < 5; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    });
    assert(served < 15_000, `${served} ms`);
    assert(statuses.includes(503), "nobody was told that the pool cannot be read");
  });
});

async function attemptsOf(rota) {
  const { settings } = await done(rota, "GET", "/admin/config");
  return settings.find(({ name }) => name === "max_attempts").value;
}

describe("D1 that fails under an administrator's change", () => {
  const outcomes = {
    hang: [/Whether the change was made is not known yet/, "was not made"],
    late: [/Whether the change was made is not known yet/, "was made, and is in effect"],
    lose: [/The change was made and is in effect|Whether the change was made is not known/, "in effect"],
  };
  for (const [fault, [said, told]] of Object.entries(outcomes)) {
    test(`F5 ${fault}: a 503 within seconds that says what came of it, and what is said is true`, { timeout: 60_000 }, async (t) => {
      const { rota } = await faultyPair(t, { settings: { ...adminSettings, ALLOW_ANONYMOUS: "1" }, script: slowly(15) });
      await setConfig(rota, { max_attempts: 4 });
      const whole = await bystand(rota, 15);
      await rota.fail({ db: fault });
      const begun = Date.now();
      const refused = await admin(rota, "POST", "/admin/config", { json: { max_attempts: 7 } });
      assert(Date.now() - begun < 12_000, `${Date.now() - begun} ms`);
      assert.equal(refused.status, 503, refused.text);
      assert.match(refused.json().error.message, said);
      assert.equal((await rota.chat(ask())).status, 200);
      await rota.fail({});
      const expected = fault === "hang" ? 4 : 7;
      await eventually(async () => (await attemptsOf(rota)) === String(expected), "in effect", 20_000);
      if (/not known/.test(refused.text)) await eventually(() => rota.logs.includes(told), "the log says so", 20_000);
      await whole();
    });
  }
});

test("E2 D1 takes what was counted and its answers are lost, again and again: it is counted once", { timeout: 120_000 }, async (t) => {
  const { rota } = await faultyPair(t, { settings: adminSettings, script: slowly(5) });
  const client = await makeClient(rota, { requests_per_minute: 0 });
  for (let i = 0; i < 30; i += 1) assert.equal((await rota.chat(ask(), { key: client.key })).status, 200);
  await sleep(6_000);
  const whole = await bystand(rota, 5, client.key);
  await rota.fail({ db: "lose" });
  for (let i = 0; i < 3; i += 1) {
    await admin(rota, "GET", "/admin/stats");
    await sleep(500);
  }
  await rota.fail({});
  await whole();
  await sleep(6_000);
  await eventually(async () => {
    await admin(rota, "GET", "/admin/stats");
    const [{ sum }] = await rota.rows("SELECT sum(attempts) AS sum FROM usage_hourly WHERE subject GLOB 'k:*'");
    return sum >= 31;
  }, "all is counted", 40_000);
  const [{ sum }] = await rota.rows("SELECT sum(attempts) AS sum FROM usage_hourly WHERE subject GLOB 'k:*'");
  assert.equal(sum, 31);
  const [{ total }] = await rota.rows("SELECT sum(total_requests) AS total FROM api_keys");
  assert.equal(total, 31);
});

test("E2 a database from before the table of writes gets it by itself", { timeout: 60_000 }, async (t) => {
  const { rota } = await faultyPair(t, { settings: adminSettings });
  await setConfig(rota, { max_attempts: 4 });
  await rota.rows("DROP TABLE writes");
  await rota.restart();
  await setConfig(rota, { max_attempts: 5 });
  assert.equal((await rota.rows("SELECT count(*) AS ids FROM writes"))[0].ids, 1);
});

describe("The object's rows cannot be written", () => {
  const spent = "Exceeded allowed rows written in Durable Objects free tier.";
  const settings = { ...adminSettings, ALLOW_ANONYMOUS: "1" };

  test("F6 the reply of the step goes out all the same, and the spent limit is told everywhere", { timeout: 60_000 }, async (t) => {
    const { rota, upstream, keys } = await faultyPair(t, { settings, script: slowly(8) });
    assert.equal((await rota.chat(ask())).status, 200);
    const whole = await bystand(rota, 8);
    await rota.fail({ rows: spent });
    upstream.script = (call) => (call.key === keys[0] ? replies.dayLimit() : answer(call));
    upstream.forget();
    for (let i = 0; i < 6; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    const calls = upstream.keys.filter((key) => key === keys[0]).length;
    assert(calls <= 2, `a key whose day is spent was called ${calls} times`);
    assert(rota.logs.includes("kept in memory and stored later"), rota.logs);
    const { problems } = await done(rota, "GET", "/status");
    const told = problems.find(({ kind }) => kind === "limit_spent");
    assert.match(told.message, /^The rows that the account's Durable Objects may write in a day .* until 00:00 UTC\.$/);
    assert.equal(told.until % 86_400_000, 0);
    const health = await rota.send("/health");
    assert.equal(health.status, 200);
    assert.match(health.json().trouble, /rows that the account's Durable Objects may write/);
    await whole();
  });

  test("F6 a burst that spends the rows: every reply goes out, and cooldowns hold in memory", { timeout: 60_000 }, async (t) => {
    const { rota, upstream, keys } = await faultyPair(t, { settings, keys: 6 });
    assert.equal((await rota.chat(ask())).status, 200);
    const spentKeys = new Set(keys.slice(0, 3));
    upstream.script = (call) => (spentKeys.has(call.key) ? replies.dayLimit() : answer(call));
    upstream.forget();
    const burst = async (count) => (await Promise.all(Array.from({ length: count }, () => rota.chat(ask())))).map(({ status }) => status);
    const first = burst(30);
    await rota.fail({ rows: spent });
    assert.deepEqual([...new Set([...(await first), ...(await burst(60))])], [200]);
    upstream.forget();
    assert.deepEqual([...new Set(await burst(30))], [200]);
    assert.deepEqual(upstream.keys.filter((key) => spentKeys.has(key)), [], "a cooldown did not hold");
    assert((await problemsOf(rota)).includes("limit_spent"));
  });

  test("F6 what could not be stored is stored as soon as it can be, and survives a restart then", { timeout: 90_000 }, async (t) => {
    const { rota, upstream, keys } = await faultyPair(t, { settings });
    assert.equal((await rota.chat(ask())).status, 200);
    await rota.fail({ rows: "disk I/O error" });
    upstream.script = (call) => (call.key === keys[0] ? replies.dayLimit() : answer(call));
    for (let i = 0; i < 6; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    await sleep(7_000);
    await rota.fail({});
    await eventually(() => rota.logs.includes("rows are stored again"), "stored", 45_000);
    await rota.restart();
    upstream.forget();
    upstream.script = (call) => answer(call);
    for (let i = 0; i < 4; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    assert(!upstream.keys.includes(keys[0]), "a verdict was lost");
  });

  for (const why of ["Exceeded allowed rows read in Durable Objects free tier.", "disk I/O error"]) {
    test(`F6 nor read (${why}): it serves with what else there is, and says so`, { timeout: 60_000 }, async (t) => {
      const { rota } = await faultyPair(t, { settings });
      await rota.fail({ rows: `read: ${why}` });
      assert.equal((await rota.chat(ask())).status, 200);
      assert(rota.logs.includes(`rows cannot be read; it goes on with what API_KEYS, D1 and KV say`), rota.logs);
      assert((await problemsOf(rota)).includes("rows_unread"));
      assert.equal((await problemsOf(rota)).includes("limit_spent"), why.startsWith("Exceeded"));
      assert.match((await rota.send("/health")).json().trouble, /The pool object cannot read its rows/);
    });
  }

  test("F6 rows that can be read again join what was learned without them, and none was overwritten", { timeout: 60_000 }, async (t) => {
    const { rota, upstream, keys } = await faultyPair(t, { settings, keys: 4 });
    const spend = (at) => {
      upstream.script = (call) => (call.key === keys[at] ? replies.dayLimit() : answer(call));
      upstream.forget();
    };
    const askMany = async () => {
      for (let i = 0; i < 12; i += 1) assert.equal((await rota.chat(ask())).status, 200);
    };
    spend(0);
    await askMany();
    assert(upstream.keys.includes(keys[0]));
    const session = await login(rota);
    await rota.restart();
    await rota.fail({ rows: "read: disk I/O error" });
    spend(1);
    await askMany();
    assert(upstream.keys.includes(keys[0]) && upstream.keys.includes(keys[1]));
    const { status } = await rota.send("/status", { headers: { cookie: session, accept: "application/json" } });
    assert.equal(status, 401, "which sessions have been ended is not known");
    await rota.fail({});
    await eventually(() => rota.logs.includes("rows are read, and joined"), "joined", 20_000);
    spend(2);
    await askMany(); // a pick that the isolate was lent before may be among them
    upstream.forget();
    await askMany();
    assert.deepEqual([keys[0], keys[1]].filter((key) => upstream.keys.includes(key)), [], "a verdict was lost");
    assert(!(await problemsOf(rota)).includes("rows_unread"));
    assert.equal((await rota.send("/status", { headers: { cookie: session, accept: "application/json" } })).status, 200);
    await sleep(7_000);
    await rota.restart();
    spend(3);
    await askMany().catch(() => {});
    assert.deepEqual([...new Set(upstream.keys)], [keys[3]], "what was joined is stored");
  });
});

describe("D1 that refuses writes from the start", () => {
  const refusal = "D1_ERROR: attempt to write a readonly database: SQLITE_READONLY";
  const spent = "D1_ERROR: Your account has exceeded D1's free tier daily row write limit";
  const settings = { ...adminSettings, ALLOW_ANONYMOUS: "1" };

  async function assertListed(rota, told) {
    assert.equal((await rota.chat(ask())).status, 200);
    const { keys, total } = await listKeys(rota);
    assert.equal(total, 3);
    assert.deepEqual(keys.map(({ source, state }) => `${source} ${state}`), Array(3).fill("env ready"));
    assert.equal((await listKeys(rota, "?state=ready&sort=state&per_page=2")).keys.length, 2);
    const { problems } = await done(rota, "GET", "/status");
    for (const kind of told) assert(problems.some((problem) => problem.kind === kind), JSON.stringify(problems));
    assert.match((await rota.send("/health")).json().trouble, /D1/);
  }

  for (const [why, told] of [[refusal, []], [spent, ["limit_spent"]]]) {
    test(`F6 no tables can be made (${why}): keys of API_KEYS are listed`, { timeout: 60_000 }, async (t) => {
      const { rota } = await faultyPair(t, { settings });
      await rota.fail({ db: `writes: ${why}` });
      await assertListed(rota, ["record_unreadable", ...told]);
    });

    test(`F6 no rows can be inserted (${why}): likewise, and with names once they can`, { timeout: 60_000 }, async (t) => {
      const { rota } = await faultyPair(t, { settings });
      assert.equal((await listKeys(rota)).total, 3);
      await rota.rows("DELETE FROM api_keys");
      await rota.restart();
      await rota.fail({ db: `writes: ${why}` });
      await assertListed(rota, ["keys_unnamed", ...told]);
      if (why === spent) return;
      await rota.fail({});
      await eventually(async () => !(await problemsOf(rota)).includes("keys_unnamed"), "taken", 20_000);
      assert.equal((await rota.rows("SELECT count(*) AS rows FROM api_keys"))[0].rows, 3);
      assert.equal((await listKeys(rota)).total, 3);
    });
  }
});

test("F6 D1 that refuses writes alone still lists keys, and says why a change cannot be made, until when", { timeout: 60_000 }, async (t) => {
  const { rota } = await faultyPair(t, { settings: { ...adminSettings, ALLOW_ANONYMOUS: "1" } });
  await done(rota, "POST", "/admin/keys/gemini", { key: "AIzaFAKE-pool-canary-listed" });
  await rota.fail({ db: "writes: D1_ERROR: Your account has exceeded D1's free tier daily row write limit" });
  assert.equal((await listKeys(rota)).total, 4);
  const refused = await admin(rota, "POST", "/admin/config", { json: { max_attempts: 7 } });
  assert.equal(refused.status, 503);
  assert.match(refused.json().error.message, /rows that the account may write to D1 .* until 00:00 UTC\. Nothing was changed\./);
  const wait = Number(refused.headers["retry-after"]);
  const left = (86_400_000 - (Date.now() % 86_400_000)) / 1000;
  assert(Math.abs(wait - left) < 10, `${wait} s, and the day has ${left}`);
  assert.equal((await rota.chat(ask())).status, 200);
});

describe("Every binding in every way", () => {
  const ways = ["missing", "hang", "garbage", "D1_ERROR: it is broken"];
  for (const binding of ["db", "kv"]) {
    for (const way of ways) {
      test(`F6 ${binding} ${way}: requests are served, administrators get a sentence`, { timeout: 60_000 }, async (t) => {
        const { rota } = await faultyPair(t, { settings: { ...adminSettings, ALLOW_ANONYMOUS: "1" } });
        await rota.fail({ [binding]: way });
        assert.equal((await rota.chat(ask())).status, 200);
        for (const path of ["/admin/keys/gemini", "/admin/config", "/status", "/admin/stats"]) {
          const answered = await admin(rota, "GET", path);
          assert(answered.status === 200 || answered.status === 503, `${path}: ${answered.status}`);
          if (answered.status === 503) assert.match(answered.json().error.message, /^[A-Z].{20,}$/);
        }
        assert.equal((await rota.send("/health")).status, 200);
      });
    }
  }
  for (const way of [...ways, "Exceeded allowed duration in Durable Objects free tier."]) {
    test(`F6 the object ${way}: everybody gets a sentence`, { timeout: 60_000 }, async (t) => {
      const { rota } = await faultyPair(t, { settings: { ...adminSettings, ALLOW_ANONYMOUS: "1" } });
      await rota.fail({ pool: way });
      const refused = await rota.chat(ask());
      assert.equal(refused.status, 503, refused.text);
      assert.match(refused.json().error.message, /^[A-Z].{20,}/);
      assert((await rota.send("/health")).status === 503);
      if (!way.startsWith("Exceeded")) return;
      assert.match(refused.json().error.message, /may run in a day on the free plan is spent until 00:00 UTC/);
      assert(Number(refused.headers["retry-after"]) <= 86_400);
    });
  }
});
