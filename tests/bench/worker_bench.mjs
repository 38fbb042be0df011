// Benchmark of the whole Worker: Rota in workerd beside Workers that do the least which a gateway must do, in turns, on
// the same machine. What counts is the ratio of the CPU that a request takes in workerd's process.
//
//   npm run bench:worker [-- --quick] [-- --runs 5] [-- --only WORDS]
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { startRota } from "../worker/harness.mjs";
import { startFloor } from "./worker_floors.mjs";
import { load, workerds } from "./worker_load.mjs";
import { paths, startUpstream } from "./worker_upstream.mjs";

const help = `usage: npm run bench:worker [-- --quick] [-- --runs N] [-- --seconds S] [-- --only WORDS]

Measures Rota in workerd against floors in the same run: CPU a request, p50 and requests a second, medians of N runs (5)
of S seconds (3) each. --only: works whose name has these words. --quick: one run of a second, that it works.
Needs nginx and wrk; installs them where it may (Debian, root).`;

const options = process.argv.slice(2);
const option = (name, otherwise) => (options.includes(name) ? options[options.indexOf(name) + 1] : otherwise);
if (options.includes("--help") || options.includes("-h")) {
  console.log(help);
  process.exit(0);
}
const quick = options.includes("--quick");
const runs = Number(option("--runs", quick ? 1 : 5));
const seconds = Number(option("--seconds", quick ? 1 : 3));
const only = option("--only", "");
const warm = quick ? { requests: 1, most_s: 1 } : { requests: 3_000, most_s: 10 };

function install() {
  const missing = [["nginx", "nginx-light"], ["wrk", "wrk"]].filter(([tool]) => spawnSync(tool, ["-v"]).error).map(([, name]) => name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    console.error(`Missing: run as root: apt-get install ${missing.join(" ")}`);
    process.exit(2);
  }
  execFileSync("apt-get", ["install", "-y", "--no-install-recommends", ...missing], { stdio: "ignore" });
}

const sentence = 'The quick "brown" fox – déjà vu – jumps over the lazy dog.\nAnd then it says: naïve façade, 狐は速い. ';
const size = { "2 KB": 2_048, "64 KB": 65_536, "1 MB": 1_048_576, "8 MB": 8_388_608 };

/** Turns of up to 4 KB of prose, `bytes` of them together, the last one the user's. */
function turns(bytes) {
  const turn = Math.min(4_096, bytes / 2);
  const count = Math.max(1, Math.round(bytes / turn)) | 1;
  const prose = sentence.repeat(Math.ceil(turn / Buffer.byteLength(sentence)));
  return Array.from({ length: count }, (_, i) => ({ own: i % 2 === 0, text: prose }));
}
const chat = (bytes, members) => ({
  path: "/v1/chat/completions",
  headers: { "content-type": "application/json", authorization: "Bearer sk-bench" },
  body: JSON.stringify({
    model: "gemini-3.6-flash",
    messages: turns(bytes).map(({ own, text }) => ({ role: own ? "user" : "assistant", content: text })),
    ...members,
  }),
});
const native = (bytes) => ({
  path: paths.whole,
  headers: { "content-type": "application/json", "x-goog-api-key": "sk-bench" },
  body: JSON.stringify({ contents: turns(bytes).map(({ own, text }) => ({ role: own ? "user" : "model", parts: [{ text }] })) }),
});

const works = [
  ...Object.keys(size).map((name) => ({ name: `translated, whole, ${name}`, floor: "read", asked: chat(size[name]), to: paths.whole })),
  { name: "translated, 64 events in a burst", floor: "relay", asked: chat(2_048, { stream: true }), to: paths.burst },
  {
    name: "translated, 400 events that drip", floor: "relay", to: paths.drip, lasts_s: 2,
    asked: chat(2_048, { stream: true, model: "gemini-3.5-flash-lite" }),
  },
  ...["2 KB", "64 KB", "1 MB"].map((name) => ({ name: `native, passed, ${name}`, floor: "read", asked: native(size[name]), to: paths.whole })),
  ...["2 KB", "64 KB", "1 MB"].map((name) => ({
    name: `OpenAI's, passed, ${name}`, floor: "read", asked: chat(size[name]), to: paths.openai, upstream: "openai",
  })),
]
  // 32 requests of 8 MB are more than an isolate may hold: the budget lets some of them in at a time.
  .flatMap((work) => (work.name.endsWith("8 MB") ? [1] : [1, 32]).map((connections) => ({ ...work, connections })))
  .filter(({ name, connections }) => `${name}, ${connections}`.includes(only));

const settings = {
  API_KEYS: Array.from({ length: 10 }, (_, i) => `AIzaFAKE-bench-${String(i).padStart(24, "0")}`).join(","),
  CLIENT_API_KEYS: "sk-bench",
};

/** Starts a server, and finds the process that it runs in. */
async function placed(start) {
  const before = new Set(workerds());
  const server = await start();
  const [pid] = workerds().filter((found) => !before.has(found));
  return { url: server.url, pid, stop: () => server.stop() };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const medians = (results) => ({
  cpuMs: median(results.map((result) => result.cpuMs)),
  p50Ms: median(results.map((result) => result.p50Ms)),
  perSecond: median(results.map((result) => result.perSecond)),
});

/** V8 compiles what is used often once more, in threads of its own: what that takes is no request's. */
async function warmUp(server, asked, how) {
  const until = performance.now() + warm.most_s * 1000;
  for (let left = warm.requests; left > 0 && performance.now() < until; ) {
    left -= (await load(server, asked, how)).requests;
  }
}

/** All servers in turns, `runs` times, once they are warm. */
async function measure({ asked, connections, lasts_s = 0 }, servers, folder) {
  const results = servers.map(() => []);
  // What is begun when the time is over counts for nothing: several must fit.
  const lasting = (s) => ({ connections, seconds: lasts_s * 4 + s, folder });
  for (const server of servers) await warmUp(server, asked, lasting(1));
  for (let run = 0; run < runs; run += 1) {
    for (const [lane, server] of servers.entries()) results[lane].push(await load(server, asked, lasting(seconds)));
  }
  return results.map(medians);
}

install();
const folder = mkdtempSync(join(tmpdir(), "rota-load-"));
const upstream = await startUpstream();
const rotas = {
  gemini: await placed(() => startRota({ upstream, settings, direct: true })),
  openai: await placed(() => startRota({ settings: { ...settings, UPSTREAM_API_URL: `${upstream.url}/v1`, UPSTREAM_DIALECT: "openai" }, direct: true })),
};
console.log(`${cpus().length} processors, load ${loadavg()[0].toFixed(1)}; medians of ${runs} runs of ${seconds} s\n`);
console.log("| work | connections | floor | CPU ms | of `forward` | Rota CPU ms | ratio | p50 ms | Rota p50 ms | requests a second |");
console.log("|---|---|---|---|---|---|---|---|---|---|");
try {
  for (const work of works) {
    const floor = await placed(() => startFloor(work.floor, upstream.url, work.to));
    const forward = await placed(() => startFloor("forward", upstream.url, work.to));
    const [least, bare, ours] = await measure(work, [floor, forward, rotas[work.upstream ?? "gemini"]], folder);
    const cells = [
      work.name, work.connections, `\`${work.floor}\``, least.cpuMs.toFixed(3), bare.cpuMs.toFixed(3), ours.cpuMs.toFixed(3),
      (ours.cpuMs / least.cpuMs).toFixed(2), least.p50Ms.toFixed(2), ours.p50Ms.toFixed(2), (ours.perSecond / least.perSecond).toFixed(2),
    ];
    console.log(`| ${cells.join(" | ")} |`);
    await floor.stop();
    await forward.stop();
  }
} finally {
  await Promise.all(Object.values(rotas).map((rota) => rota.stop()));
  upstream.stop();
  rmSync(folder, { recursive: true, force: true });
}
