// H8 What no pool can hide, an agent understands: of a spent pool it asks once and ends; a stream that breaks in the middle it
// asks for again.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { eventually, sleep } from "../worker/client.mjs";
import { replies } from "../worker/google.mjs";
import { clientKey } from "../worker/setup.mjs";
import { longAnswer, order, stepsOf, unnoticed } from "../worker/task_model.mjs";
import { startPool, upstreamsFor } from "../worker/task_tools.mjs";
import { agents } from "./clients.mjs";
import { needInstalled } from "./install.mjs";
import { makeHome, runAgent, timeout, versionOf } from "./run.mjs";

const [[, google]] = upstreamsFor();

before(needInstalled);

/**
 * Runs an agent for a file, what it holds, and a report, on a pool before Google's API. `spent`: no key may be asked today.
 * `faults`: as of a Task, by the step. `until(rota)`: ends the agent when it does, if it has not ended before.
 */
async function runOn(t, agent, { faults = {}, spent = false, until }) {
  const place = makeHome(t);
  const steps = stepsOf(agent.tools, place.work).slice(0, 2);
  const { task, upstream, rota } = await startPool(t, { ...google, faults }, steps);
  if (spent) upstream.script = replies.dayLimit;
  const at = { url: rota.url, key: clientKey, model: google.model };
  const ended = await runAgent(agent, place, at, order, until?.(rota));
  const { code, stdout, stderr, seconds } = ended;
  const said = `${stdout.slice(-2000)}\n${stderr.slice(-2000)}`;
  return { ...ended, task, rota, steps, told: `${versionOf(agent)} ended with ${code} after ${seconds} s\n${said}` };
}

const refusals = (rota) => rota.logs.match(/"status":429,"dialect"/g)?.length ?? 0;
const asksOf = ({ asksBeside = 0 }) => 1 + asksBeside;

/** Time enough to ask again for whoever would, after all that it has to ask. */
const idleAfter = (agent) => async (rota) => {
  await eventually(() => refusals(rota) >= asksOf(agent), "the agent asks", 100_000);
  await sleep(8_000);
};

for (const agent of agents) {
  describe(`${agent.package}`, { concurrency: 1 }, () => {
    test("H8 a spent pool is asked once", { timeout }, async (t) => {
      const until = agent.waits && idleAfter(agent);
      const { code, rota, stdout, stderr, told } = await runOn(t, agent, { spent: true, until });
      assert.equal(refusals(rota), asksOf(agent), told);
      assert.equal(code === "SIGKILL", agent.waits ?? false, told);
      if (!agent.waits) assert.match(stdout + stderr, /quota|exhausted|spent/i);
    });

    for (const [when, faults] of Object.entries({ "in its first answer": { 0: "late" }, "behind a tool's result": { 2: "late" } })) {
      test(`D5 H8 a stream that breaks after its first words is asked for again, ${when}`, { timeout }, async (t) => {
        const { code, task, stdout, steps, told } = await runOn(t, agent, { faults });
        assert.deepEqual(task.refusals, [], told);
        assert.deepEqual(task.attempts, unnoticed(steps.length, faults), told);
        assert.equal(code, 0, told);
        assert(stdout.includes(longAnswer.join("")), told);
      });
    }
  });
}
