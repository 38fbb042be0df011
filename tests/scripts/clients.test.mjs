// Every code block of docs/CLIENTS.md: curls and Node programs are run against a Worker in workerd; of clients that are no
// npm package of this project, what they are told is used as they use it. Test names say which of the two it was.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import OpenAI from "openai";
import { answer, modelsReply } from "../worker/google.mjs";
import { startRota } from "../worker/harness.mjs";
import { startUpstream } from "../worker/upstream.mjs";
import { blocksOf, ownFolder, root, runProgram } from "./running.mjs";

const blocks = blocksOf("docs/CLIENTS.md");
const of = (language) => blocks.filter((block) => block.language === language);
const said = "Hello from the upstream";
const model = "gemini-flash-latest";
const clientKey = "sk-client-of-the-clients-0123456789";
const poolKey = "AIzaKeyOfTheClientsTest";

let rota;
let upstream;
before(async () => {
  upstream = await startUpstream((call) => {
    if (call.method === "GET") return modelsReply(call, [model]);
    const embeddings = [{ values: [0.25, 0.5] }];
    return call.verb === "batchEmbedContents" ? { body: JSON.stringify({ embeddings }) } : answer(call, said);
  });
  rota = await startRota({ upstream, settings: { API_KEYS: poolKey, CLIENT_API_KEYS: clientKey } });
});
after(async () => {
  await rota?.stop();
  await upstream?.stop();
});
afterEach(() => {
  assert.doesNotMatch(upstream.everything, /sk-client/, "a client's key has reached the upstream");
  upstream.forget();
});

const here = (text) => text.replaceAll("http://localhost:8787", rota.url).replaceAll("YOUR-CLIENT-KEY", clientKey);

/** That the upstream was asked, with the pool's key, for the model and the prompt that every block has. */
function assertAsked(asked = model) {
  const { key, model: name, json } = upstream.calls.at(-1);
  assert.deepEqual([key, name], [poolKey, asked]);
  assert.match(JSON.stringify(json), /"Hello"/);
}

/** A folder with the packages, and a program in it. */
function workplace(t, name, text) {
  const folder = ownFolder(t);
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, name), here(text));
  return folder;
}

async function runHere(t, program, name, text) {
  const env = { CLIENT_API_KEY: clientKey };
  const { code, output, errors } = await runProgram(program, [name], { folder: workplace(t, name, text), env });
  assert.equal(code, 0, errors);
  assert.equal(output.trim(), said);
  assertAsked();
}

describe("Node programs, run", () => {
  assert(of("js").length >= 5);
  for (const { title, text } of of("js")) test(title, (t) => runHere(t, process.execPath, "program.mjs", text));
});

const chat = {
  path: () => "/chat/completions",
  headers: { authorization: `Bearer ${clientKey}` },
  body: (name) => ({ model: name, messages: [{ role: "user", content: "Hello" }] }),
};

/** How the package of a Python program asks: what it appends to its base URL, and its dialect. */
const pythonRequests = {
  openai: chat,
  langchain_openai: chat,
  anthropic: {
    path: () => "/v1/messages",
    headers: { "x-api-key": clientKey, "anthropic-version": "2023-06-01" },
    body: (name) => ({ model: name, max_tokens: 8192, messages: [{ role: "user", content: "Hello" }] }),
  },
  "google.genai": {
    path: (name) => `/v1beta/models/${name}:generateContent`,
    headers: { "x-goog-api-key": clientKey },
    body: () => ({ contents: [{ parts: [{ text: "Hello" }], role: "user" }] }),
  },
};
const packageOf = (text) => /^from (\w+) import (\w+)$/gm.exec(text).slice(1).join(".").replace(/\.[A-Z]\w+$/, "");

/** For each text, [is its package here, what is wrong with its syntax]; where there is no Python, neither. */
function lookedAtByPython(texts) {
  const script = `import importlib, json, sys
def look(name, text):
    try: compile(text, "program.py", "exec")
    except SyntaxError as error: return [False, str(error)]
    try: importlib.import_module(name)
    except ImportError: return [False, ""]
    return [True, ""]
print(json.dumps([look(*one) for one in json.load(sys.stdin)]))`;
  const input = JSON.stringify(texts.map((text) => [packageOf(text), text]));
  const { status, stdout } = spawnSync("python3", ["-c", script], { input, encoding: "utf8" });
  return status === 0 ? JSON.parse(stdout) : texts.map(() => [false, undefined]);
}

async function sendAsPython(text) {
  const { path, headers, body } = pythonRequests[packageOf(text)];
  const [, base] = /base_url="http:\/\/localhost:8787([^"]*)"/.exec(text);
  const [, name] = /model="([^"]+)"/.exec(text);
  assert.match(text, /api_key=os\.environ\["CLIENT_API_KEY"\]/);
  const answered = await rota.send(base + path(name), { method: "POST", headers, json: body(name) });
  assert.equal(answered.status, 200, answered.text);
  assert(answered.text.includes(said), answered.text);
  assertAsked();
}

describe("Python programs", () => {
  assert(of("py").length >= 3);
  const looks = lookedAtByPython(of("py").map(({ text }) => text));
  for (const [i, { title, text }] of of("py").entries()) {
    const [installed, fault] = looks[i];
    const syntax = fault === undefined ? "no Python here" : "its package is not here: syntax checked";
    test(`${title}: ${installed ? "run" : `not run, ${syntax}, its request sent by other means`}`, async (t) => {
      if (installed) return runHere(t, "python3", "program.py", text);
      assert.equal(fault ?? "", "");
      return sendAsPython(text);
    });
  }
});

describe("shell", () => {
  const commandLines = (text) => text.replaceAll("\\\n", " ").trim().split("\n");
  const asCli = `import { GoogleGenAI } from "@google/genai";
const model = process.argv[process.argv.indexOf("-m") + 1];
console.log((await new GoogleGenAI({}).models.generateContent({ model, contents: "Hello" })).text);`;

  const asClaudeCode = `const { ANTHROPIC_BASE_URL, ANTHROPIC_AUTH_TOKEN, ANTHROPIC_MODEL } = process.env;
const answered = await fetch(\`\${ANTHROPIC_BASE_URL}/v1/messages?beta=true\`, {
  method: "POST",
  headers: { authorization: \`Bearer \${ANTHROPIC_AUTH_TOKEN}\`, "anthropic-version": "2023-06-01", "content-type": "application/json" },
  body: JSON.stringify({ model: ANTHROPIC_MODEL, max_tokens: 32000, stream: true, messages: [{ role: "user", content: process.argv[3] }] }),
});
const events = (await answered.text()).split("\\n").filter((line) => line.startsWith("data: ")).map((line) => JSON.parse(line.slice(6)));
console.log(events.map(({ delta }) => delta?.text ?? "").join(""));`;

  test("the key is exported, and found in what dev.sh writes", async (t) => {
    const [{ text }] = of("sh");
    const [, ofDevSh] = /# of dev\.sh: (.*)$/m.exec(text);
    for (const line of [here(text), ofDevSh]) {
      const folder = ownFolder(t);
      writeFileSync(join(folder, ".dev.vars"), `CLIENT_API_KEYS='${clientKey},sk-another'\n`);
      const { output } = await runProgram("sh", ["-c", `${line}\nsh -c 'echo "$CLIENT_API_KEY"'`], { folder });
      assert.equal(output.trim(), clientKey);
    }
  });

  test("curl, run", async (t) => {
    const { text } = of("sh").find(({ title }) => title === "curl");
    const wanted = [model, said, "data: [DONE]", '"embedding":[0.25,0.5]', said];
    const commands = commandLines(text);
    assert.equal(commands.length, wanted.length);
    for (const [i, line] of commands.entries()) {
      const command = here(line).replace("curl", "curl -sS --fail-with-body");
      const { code, output, errors } = await runProgram("sh", ["-c", command], { folder: ownFolder(t), env: { CLIENT_API_KEY: clientKey } });
      assert.equal(code, 0, output + errors);
      assert(output.includes(wanted[i]), output);
    }
  });

  test("Gemini CLI: not run; its variables, read by the SDK that it is made with", async (t) => {
    const { text } = of("sh").find(({ title }) => title === "Gemini CLI");
    const folder = workplace(t, "cli.mjs", asCli);
    const script = `gemini() { "${process.execPath}" cli.mjs "$@"; }\n${here(text)}`;
    const { output, errors } = await runProgram("sh", ["-c", script], { folder, env: { CLIENT_API_KEY: clientKey } });
    assert.equal(output.trim(), said, errors);
    assertAsked();
    const settings = of("json").find(({ title }) => title === "Gemini CLI");
    assert.equal(JSON.parse(settings.text).security.auth.selectedType, "gemini-api-key");
  });

  test("Claude Code: not run; its variables, used as it uses them", async (t) => {
    const { text } = of("sh").find(({ title }) => title === "Claude Code");
    const folder = workplace(t, "claude.mjs", asClaudeCode);
    const script = `claude() { "${process.execPath}" claude.mjs "$@"; }\n${here(text)}`;
    const { output, errors } = await runProgram("sh", ["-c", script], { folder, env: { CLIENT_API_KEY: clientKey } });
    assert.equal(output.trim(), said, errors);
    assertAsked();
    const aliases = JSON.parse(of("json").find(({ title }) => title === "Claude Code").text);
    assert.deepEqual(Object.keys(aliases), ["claude-*haiku*", "claude-*"]);
    assert.equal(aliases["claude-*"], model);
  });

  test("no other", () => assert.deepEqual(of("sh").map(({ title }) => title), ["Clients", "curl", "Gemini CLI", "Claude Code"]));
});

/** As the editors' clients ask: OpenAI's SDK, a stream that ends with the usage, tools that need not be called. */
async function askAsEditor({ baseURL, apiKey, model: name }) {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const parameters = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
  const stream = await client.chat.completions.create({
    model: name,
    messages: [{ role: "system", content: "Be brief." }, { role: "user", content: [{ type: "text", text: "Hello" }] }],
    tools: [{ type: "function", function: { name: "read_file", description: "Reads a file", parameters } }],
    stream: true,
    stream_options: { include_usage: true },
  });
  const chunks = await Array.fromAsync(stream);
  assert.equal(chunks.map(({ choices }) => choices[0]?.delta?.content ?? "").join(""), said);
  assert(chunks.at(-1).usage.total_tokens > 0);
  assertAsked();
}

describe("editors: not run; their fields, used by the SDK that they are made with", () => {
  for (const { title, text } of of("text")) {
    test(title, async () => {
      const fields = Object.fromEntries(here(text).trim().split("\n").map((line) => line.split(/: {2,}/)));
      assert.equal(fields["API Provider"], "OpenAI Compatible");
      await askAsEditor({ baseURL: fields["Base URL"], apiKey: fields["API Key"], model: fields["Model ID"] ?? fields.Model });
    });
  }

  test("Roo Code's file for the import", async () => {
    const { text } = of("json").find(({ title }) => title === "Roo Code");
    const { currentApiConfigName, apiConfigs } = JSON.parse(here(text)).providerProfiles;
    const profile = apiConfigs[currentApiConfigName];
    assert.equal(profile.apiProvider, "openai");
    const { contextWindow, supportsPromptCache } = profile.openAiCustomModelInfo;
    assert.deepEqual([typeof contextWindow, typeof supportsPromptCache], ["number", "boolean"], "Roo Code needs both");
    await askAsEditor({ baseURL: profile.openAiBaseUrl, apiKey: profile.openAiApiKey, model: profile.openAiModelId });
  });

  test("there are both", () => assert.deepEqual(of("text").map(({ title }) => title), ["Cline", "Roo Code"]));
});

/** As the agents ask: a stream of Responses, tools that need not be called, nothing stored. */
async function askAsAgent({ baseURL, apiKey, model: name }) {
  const client = new OpenAI({ baseURL, apiKey, maxRetries: 0 });
  const parameters = { type: "object", properties: { cmd: { type: "string" } }, required: ["cmd"] };
  const stream = client.responses.stream({
    model: name,
    input: [{ role: "developer", content: "Be brief." }, { role: "user", content: [{ type: "input_text", text: "Hello" }] }],
    tools: [{ type: "function", name: "exec_command", description: "Runs a command", parameters, strict: false }],
    include: ["reasoning.encrypted_content"],
    store: false,
  });
  const answered = await stream.finalResponse();
  assert.equal(answered.output_text, said);
  assert(answered.usage.total_tokens > 0);
  assertAsked();
}

describe("agents: not run; their fields, used by the SDK of the interface that they speak", () => {
  test("Codex", async () => {
    const [{ text }] = of("toml");
    const fields = Object.fromEntries([...here(text).matchAll(/^(\w+) = "(.*)"$/gm)].map(([, name, value]) => [name, value]));
    assert.deepEqual([fields.wire_api, fields.env_key], ["responses", "CLIENT_API_KEY"]);
    assert(here(text).includes(`[model_providers.${fields.model_provider}]`));
    await askAsAgent({ baseURL: fields.base_url, apiKey: clientKey, model: fields.model });
  });

  test("opencode", async () => {
    const { text } = of("json").find(({ title }) => title === "opencode");
    const { model: chosen, provider } = JSON.parse(here(text));
    const [name, wanted] = chosen.split("/");
    const { npm, options, models } = provider[name];
    assert.equal(npm, "@ai-sdk/openai");
    assert.equal(options.apiKey, "{env:CLIENT_API_KEY}");
    assert(wanted in models);
    await askAsAgent({ baseURL: options.baseURL, apiKey: clientKey, model: wanted });
  });
});

test("the table of what is wrong says what Rota says", async () => {
  const path = "/v1/chat/completion";
  const answered = await rota.send(path, { method: "POST", headers: chat.headers, json: chat.body(model) });
  const { error } = answered.json();
  assert.deepEqual([answered.status, error.code], [404, "unknown_url"]);
  assert.equal(error.message, `There is no route POST ${path}.`);
  const stored = { model, input: "Hello", previous_response_id: "resp_1" };
  const refused = await rota.send("/v1/responses", { method: "POST", headers: chat.headers, json: stored });
  assert.deepEqual([refused.status, refused.json().error.param], [400, "previous_response_id"]);
  assert.equal((await rota.chat(chat.body(model))).status, 401);
});

test("the panel's snippets are these blocks, with the key in them", () => {
  const source = readFileSync(join(root, "js-shim/admin/pages/client_snippets.jsx"), "utf8");
  const document = readFileSync(join(root, "docs/CLIENTS.md"), "utf8");
  const [, name] = /^const model = "(.*)";$/m.exec(source);
  const [, object] = /^const snippets = (\{[^]*?^\});$/m.exec(source);
  // eslint-disable-next-line no-new-func -- the panel's own source, which is what is tested
  const snippets = new Function("model", `return ${object}`)(name);
  const written = blocks.map(({ text }) =>
    text.replace(/^import os\n/, "").replaceAll(/os\.environ\["CLIENT_API_KEY"\]|process\.env\.CLIENT_API_KEY/g, '"YOUR-CLIENT-KEY"')
      .replaceAll("$CLIENT_API_KEY", "YOUR-CLIENT-KEY"),
  );
  for (const [title, snippet] of Object.entries(snippets)) {
    for (const block of [snippet("http://localhost:8787", "YOUR-CLIENT-KEY")].flat()) {
      const shown = block.text ?? block;
      assert(written.some((text) => text.includes(shown)), `${title}: the panel shows what docs/CLIENTS.md does not\n${shown}`);
      assert(document.includes(`\`${block.file ?? ""}`), `${title}: docs/CLIENTS.md does not speak of ${block.file}`);
    }
  }
});

test("both languages have the same blocks, and every block is of a kind that is tested", () => {
  assert.deepEqual(blocksOf("docs/CLIENTS.zh-CN.md").map(({ text }) => text), blocks.map(({ text }) => text));
  assert.deepEqual([...new Set(blocks.map(({ language }) => language))].sort(), ["js", "json", "py", "sh", "text", "toml"]);
  assert.deepEqual(of("json").map(({ title }) => title), ["Gemini CLI", "opencode", "Claude Code", "Roo Code"]);
});
