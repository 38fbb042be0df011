// Load: many requests of one kind on one server, and what they cost its process.
// Knows wrk and /proc; refuses to know what is asked.
import { execFile, execFileSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const ticksPerS = Number(execFileSync("getconf", ["CLK_TCK"]).toString());

/** The processes of workerd that this one has started. */
export function workerds() {
  const own = String(process.pid);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, name, parent] = /^\d+ \((.*)\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8"));
        return name === "workerd" && parent === own;
      } catch {
        return false; // it has ended meanwhile
      }
    });
}

/** @returns {number} ms of both kinds that the process has used so far */
function cpuMs(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  const [user, system] = stat.slice(stat.lastIndexOf(")") + 2).split(" ").slice(11, 13).map(Number);
  return ((user + system) * 1000) / ticksPerS;
}

/**
 * @param {{url: string, pid: number}} server @param {{path: string, body: string, headers: object}} asked
 * @param {{connections: number, seconds: number, folder: string}} how `folder`: for the script
 * @returns {Promise<{cpuMs: number, p50Ms: number, perSecond: number, requests: number}>} CPU is of one request
 */
export async function load({ url, pid }, { path, body, headers }, { connections, seconds, folder }) {
  const bodyFile = join(folder, "body");
  const script = join(folder, "load.lua");
  writeFileSync(bodyFile, body);
  const lines = Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`);
  writeFileSync(
    script,
    `wrk.method = "POST"
     local file = io.open("${bodyFile}", "rb")
     wrk.body = file:read("*a")
     file:close()
     ${lines.join("\n")}
     done = function(summary, latency)
       local errors = summary.errors
       local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
       io.write(string.format('{"requests":%d,"failed":%d,"us":%d,"p50":%d}', summary.requests, failed, summary.duration,
                              latency:percentile(50)))
     end`,
  );
  const before = cpuMs(pid);
  const options = ["-t1", `-c${connections}`, `-d${seconds}s`, "--timeout", "30s", "-s", script, url + path];
  const { stdout } = await run("wrk", options);
  const used = cpuMs(pid) - before;
  const { requests, failed, us, p50 } = JSON.parse(stdout.slice(stdout.lastIndexOf("{")));
  if (failed > 0 || requests === 0) throw new Error(`${path}: ${requests} requests, ${failed} failed\n${stdout}`);
  return { cpuMs: used / requests, p50Ms: p50 / 1000, perSecond: (requests * 1e6) / us, requests };
}
