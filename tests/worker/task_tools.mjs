// Four tools for the task of task_model.mjs, which work on a folder of their own: what a program has that speaks by an SDK.
// Knows files and a shell; refuses to know how tools are told to a model and results sent back.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { startRota } from "./harness.mjs";
import { poolKeys } from "./google.mjs";
import { clientKey } from "./setup.mjs";
import { Task, stepsOf } from "./task_model.mjs";
import { startUpstream } from "./upstream.mjs";
import { responses } from "./voice_responses.mjs";
import { gemini, openai } from "./voices.mjs";

/** A PNG of 4 by 4 pixels, all of them red. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGP4z8AARwzEcQCukw/x0F8jngAAAABJRU5ErkJggg==",
  "base64",
);

const openAiSettings = (dialect) => ({ url }) => ({ UPSTREAM_API_URL: `${url}/v1`, UPSTREAM_DIALECT: dialect });

const passing = { 2: "cut" };

/**
 * What stands behind Rota: how it speaks, a model of its, the settings that say so, and what goes wrong there. What Rota
 * passes as it is, it passes without words as well.
 */
const upstreams = {
  "Google's API": { voice: gemini, model: "gemini-3-flash-preview", settings: ({ url }) => ({ UPSTREAM_API_URL: url }) },
  "an OpenAI-compatible API": { voice: openai, model: "some-model", settings: openAiSettings("openai") },
  "an OpenAI-compatible API's own Responses": {
    voice: responses,
    model: "some-model",
    settings: openAiSettings("openai,responses"),
    faults: passing,
  },
};

/**
 * Those of them before which a client can stand, as [name, upstream]. `speaks`: "chat" or "responses" where that is what the
 * client speaks: what has Responses itself is asked for them, and what has chat itself passes it.
 */
export const upstreamsFor = (speaks) =>
  Object.entries(upstreams)
    .filter(([, { voice }]) => speaks === "responses" || voice !== responses)
    .map(([name, one]) => [name, speaks === "chat" && one.voice === openai ? { ...one, faults: passing } : one]);

/** An upstream for tasks, and Rota in front of it. */
async function startPair({ settings }) {
  const upstream = await startUpstream();
  const rota = await startRota({
    settings: { ...settings(upstream), API_KEYS: poolKeys(3).join(","), CLIENT_API_KEYS: clientKey },
  });
  return { upstream, rota };
}

const stopPair = async ({ upstream, rota }) => {
  await rota.stop();
  await upstream.stop();
};

function begin(task, { upstream, rota }, model) {
  upstream.forget();
  upstream.script = (call) => task.reply(call);
  return { task, upstream, rota, model };
}

/** Both for one test, and a task on them. */
export async function startPool(t, chosen, steps) {
  const pair = await startPair(chosen);
  t.after(() => stopPair(pair));
  return begin(new Task({ ...chosen, steps, picture }), pair, chosen.model);
}

const shared = new Map();
let tasks = 0;

/** Both for all tests of the file that calls this. Each task has a model of its own, so none knows another's limits. */
export function sharePools() {
  after(async () => {
    for (const pair of shared.values()) await stopPair(pair);
  });
  return async (chosen, steps) => {
    if (!shared.has(chosen)) shared.set(chosen, await startPair(chosen));
    return begin(new Task({ ...chosen, steps, picture }), shared.get(chosen), `${chosen.model}-${(tasks += 1)}`);
  };
}

const schemaOf = (...names) => ({
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { type: "string" }])),
  required: names,
  additionalProperties: false,
});

/** The tools, as JSON Schema tells them. */
export const declarations = [
  { name: "write_file", description: "Writes a file", schema: schemaOf("path", "text") },
  { name: "read_file", description: "Reads a file", schema: schemaOf("path") },
  { name: "run", description: "Runs a command", schema: schemaOf("command") },
  { name: "look", description: "Shows a picture", schema: schemaOf("path") },
];

const calling = {
  write: (path, text) => ({ name: "write_file", args: { path, text } }),
  read: (path) => ({ name: "read_file", args: { path } }),
  run: (command) => ({ name: "run", args: { command } }),
};

/** Does what a call asks for: { text, failed } or, of a picture, { text, png }. */
export function perform(name, { path, text, command }) {
  try {
    if (name === "write_file") writeFileSync(path, text);
    else if (name === "look") return { text: "a picture", png: readFileSync(path) };
    else if (name === "read_file") return { text: readFileSync(path, "utf8") };
    else return { text: execFileSync("sh", ["-c", command], { encoding: "utf8", env: { LC_ALL: "C" }, stdio: "pipe" }) };
    return { text: "written" };
  } catch (error) {
    return { text: error.stderr || error.message, failed: true };
  }
}

/** The steps of the task in a folder of its own, gone with the test. `looks`: whether a tool's result may be a picture. */
export function stepsIn(t, looks) {
  const folder = mkdtempSync(join(tmpdir(), "rota-task-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "red.png"), picture);
  return stepsOf({ ...calling, ...(looks && { look: (path) => ({ name: "look", args: { path } }) }) }, folder);
}
