// G1 Unmodified coding agents do a whole task on a pool whose first key is limited, whose model says nothing once and whose
// stream breaks once, and notice none of it: before Google's API and before an OpenAI-compatible one.
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { clientKey } from "../worker/setup.mjs";
import { longAnswer, order, secretWord, stepsOf, unnoticed } from "../worker/task_model.mjs";
import { picture, startPool, upstreamsFor } from "../worker/task_tools.mjs";
import { agents } from "./clients.mjs";
import { needInstalled } from "./install.mjs";
import { makeHome, runAgent, timeout, versionOf } from "./run.mjs";

before(needInstalled);

for (const agent of agents) {
  describe(`${agent.package}`, { concurrency: 1 }, () => {
    for (const [name, chosen] of upstreamsFor(agent.speaks)) {
      test(`G1 H8 F3 a whole task on ${name}, and no fault noticed`, { timeout }, async (t) => {
        const place = makeHome(t);
        writeFileSync(join(place.work, "red.png"), picture);
        const steps = stepsOf(agent.tools, place.work);
        const { task, upstream, rota } = await startPool(t, chosen, steps);
        const at = { url: rota.url, key: clientKey, model: chosen.model };
        const { code, stdout, stderr, seconds } = await runAgent(agent, place, at, order);
        const said = `${stdout.slice(-2000)}\n${stderr.slice(-2000)}`;
        const told = `${versionOf(agent)} ended with ${code} after ${seconds} s\n${said}`;
        assert.deepEqual(task.refusals, [], told);
        assert.deepEqual(task.attempts, unnoticed(steps.length, chosen.faults), told);
        assert.equal(code, 0, told);
        assert(stdout.includes(longAnswer.join("")), told);
        assert(existsSync(join(place.work, "note.txt")), told);
        assert.equal(readFileSync(join(place.work, "note.txt"), "utf8"), `The word is ${secretWord}.\n`);
        assert(!upstream.everything.includes(clientKey), "the client's key reached the upstream");
        t.diagnostic(`${agent.package} ${versionOf(agent)}: ${seconds.toFixed(1)} s, ${task.asides.length} asides`);
      });
    }
  });
}
