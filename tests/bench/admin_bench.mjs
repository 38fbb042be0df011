// Benchmark of the administration: what its pages ask for, of a pool of 20,000 keys with a year of sums in D1, in real
// workerd with a D1 that is SQLite on this machine. Knows how long an answer takes from end to end; refuses to say
// anything of the way to a real D1, which adds a round trip to each statement's time.
//
//   npm run bench:admin [-- --quick]
import { answer, minuteLimitFor } from "../worker/google.mjs";
import { startRota } from "../worker/harness.mjs";
import * as panel from "../worker/panel.mjs";
import { ask } from "../worker/setup.mjs";
import { startUpstream } from "../worker/upstream.mjs";

if (process.argv.includes("--help")) {
  console.log("usage: npm run bench:admin [-- --quick]\nPrints medians of the answers' times in ms.");
  process.exit(0);
}
const quick = process.argv.includes("--quick");
const size = quick ? { keys: 1_000, days: 30, requests: 50, turns: 5 } : { keys: 20_000, days: 365, requests: 2_000, turns: 15 };
const hourMs = 3_600_000;

/** Sums as a year leaves them: of 1,000 keys and 20 clients a day, and hours of the last 30 days. */
async function fillRecord(database) {
  const hour = Math.floor(Date.now() / hourMs);
  const day = Math.floor(hour / 24);
  const counters = "7, 1, 700, 300, 50, 20, 4000, 9000";
  const models = `(VALUES ('gemini-3.1-pro'), ('gemini-3.6-flash'))`;
  const numbers = (most) => `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ${most}) `;
  const subjects = (table, time, keys) => [
    `INSERT INTO ${table} ${numbers(20)} SELECT ${time}, 'c:' || printf('%016x', i), m.column1, ${counters} FROM n, ${models} AS m`,
    `INSERT INTO ${table} SELECT ${time}, 'k:' || id, m.column1, ${counters} FROM (SELECT id FROM api_keys ` +
      `ORDER BY id LIMIT ${keys} OFFSET ${(time * keys) % size.keys}) CROSS JOIN ${models} AS m`,
  ];
  for (let back = 1; back <= size.days; back += 1) {
    await database.batch(subjects("usage_daily", day - back, 1_000).map((sql) => database.prepare(sql)));
  }
  for (let back = 0; back < Math.min(size.days, 30) * 24; back += 1) {
    await database.batch(subjects("usage_hourly", hour - back, 100).map((sql) => database.prepare(sql)));
  }
}

async function fillPool(rota) {
  const lines = Array.from({ length: size.keys }, (_, i) => `key${i}:AIzaFAKE-bench-${String(i).padStart(24, "0")}`);
  await panel.done(rota, "POST", "/admin/keys/import", { text: lines.join("\n") });
  for (let i = 0; i < size.requests; i += 1) await rota.chat(ask());
}

const median = (times) => times.toSorted((a, b) => a - b)[times.length >> 1];

async function timeOf(rota, paths) {
  const times = [];
  for (let turn = 0; turn < size.turns; turn += 1) {
    const began = performance.now();
    for (const path of paths) {
      const { status, text } = await panel.ask(rota, "GET", path);
      if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 300)}`);
    }
    times.push(performance.now() - began);
  }
  return median(times);
}

const list = "/admin/keys/gemini";
const last = Math.ceil(size.keys / 50);
const questions = {
  "overview: status, stats by hour, model and client": [
    "/admin/status", "/admin/stats?by=hour", "/admin/stats?by=model", "/admin/stats?by=client",
  ],
  "status": ["/admin/status"],
  "stats, 24h by model": ["/admin/stats"],
  "stats, 24h by key": ["/admin/stats?by=key"],
  "stats, 30d by day": ["/admin/stats?window=30d&by=day"],
  "stats, 365d by day": ["/admin/stats?window=365d&by=day"],
  "stats, 365d by model": ["/admin/stats?window=365d&by=model"],
  "keys, first page": [list],
  "keys, last page": [`${list}?page=${last}`],
  "keys, a search": [`${list}?q=key77`],
  "keys, sorted by name": [`${list}?sort=name&order=desc`],
  "keys, sorted by use": [`${list}?sort=last_used&order=desc`],
  "keys, sorted by state": [`${list}?sort=state&order=desc`],
  "keys, only limited ones": [`${list}?state=limited`],
  "clients": ["/admin/keys/user"],
  "models": ["/admin/models"],
  "the day, /stat.json": ["/stat.json"],
  "export": ["/admin/keys/export"],
};

const upstream = await startUpstream((call) => (call.index % 20 === 0 ? minuteLimitFor(3_000) : answer(call)));
const rota = await startRota({ upstream, settings: { ...panel.adminSettings, ALLOW_ANONYMOUS: "1" } });
try {
  await fillPool(rota);
  await fillRecord(await rota.database());
  const [{ rows }] = await rota.rows("SELECT (SELECT COUNT(*) FROM usage_daily) + (SELECT COUNT(*) FROM usage_hourly) AS rows");
  console.log(`${size.keys} keys, ${rows} sums, medians of ${size.turns} in ms:`);
  for (const [name, paths] of Object.entries(questions)) {
    console.log(`${(await timeOf(rota, paths)).toFixed(1).padStart(9)}  ${name}`);
  }
} finally {
  await rota.stop();
  await upstream.stop();
}
