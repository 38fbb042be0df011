// Four tools for the task of task_model.mjs, which work on a folder of their own: what a program has that speaks by an SDK.
// Knows files and a shell; refuses to know how tools are told to a model and results sent back.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRota } from "./harness.mjs";
import { poolKeys } from "./google.mjs";
import { clientKey } from "./setup.mjs";
import { startTask, stepsOf } from "./task_model.mjs";
import { gemini, openai } from "./voices.mjs";

/** A PNG of 4 by 4 pixels, all of them red. */
export const picture = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAQAAAAECAIAAAAmkwkpAAAAEElEQVR4nGP4z8AARwzEcQCukw/x0F8jngAAAABJRU5ErkJggg==",
  "base64",
);

/** What stands behind Rota: how it speaks, a model of its, and the settings that say so. */
export const upstreams = {
  "Google's API": { voice: gemini, model: "gemini-3-flash-preview", settings: ({ url }) => ({ UPSTREAM_API_URL: url }) },
  "an OpenAI-compatible API": {
    voice: openai,
    model: "some-model",
    settings: ({ url }) => ({ UPSTREAM_API_URL: `${url}/v1`, UPSTREAM_DIALECT: "openai" }),
  },
};

/** The upstream with the task, and Rota in front of it, ended with the test. */
export async function startPool(t, { voice, settings }, steps) {
  const upstream = await startTask({ voice, steps, picture });
  t.after(() => upstream.stop());
  const rota = await startRota({
    settings: { ...settings(upstream), API_KEYS: poolKeys(3).join(","), CLIENT_API_KEYS: clientKey },
  });
  t.after(() => rota.stop());
  return { upstream, rota };
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
