// Benchmark: the shipped Wasm through the shim's own boundary, against a floor that no JavaScript translator can go under.
// The floor decodes, parses, stringifies and encodes the same bytes and does no other work. Both run in turns in one
// process, so that whatever disturbs one disturbs the other; the number that counts is the ratio of medians. What other
// dialects than chat take runs in turns with chat's own as well: the last column is their time over chat's.
//
//   npm run bench [-- --quick] [path/to/rota.wasm]
import { readFileSync } from "node:fs";
import { loadavg } from "node:os";
import { Core, machine } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";
import { dialects } from "./dialects.mjs";
import { race } from "./race.mjs";

const quick = process.argv.includes("--quick");
if (process.argv.includes("--help")) {
  console.log("usage: npm run bench [-- --quick] [path/to/rota.wasm]\nPrints times and ratios against a JavaScript floor.");
  process.exit(0);
}
const path = process.argv.slice(2).find((argument) => argument.endsWith(".wasm"));
const wasm = readFileSync(path ?? new URL("../../js-shim/rota.wasm", import.meta.url));
const core = new Core(new WebAssembly.Module(wasm));
const encoder = new TextEncoder();
const decoder = new TextDecoder();

const gateway = core.open(machine.gateway);
core.step(gateway, event.configure, 0, 0, "", encoder.encode(JSON.stringify({ CLIENT_API_KEYS: "sk-bench" })));
// As long as Google's: the key is looked for in all that the upstream says, and a short one is found out later.
const secret = `AIza${"Bench-4_Key".repeat(4).slice(0, 35)}`;
const pick = encoder.encode(JSON.stringify({ v: 1, picks: [{ key: "00000000000000ff", secret, label: "#1" }] }));

/** Kinds of text: the floor is fastest where V8 keeps a byte a character, ours where nothing needs a second look. */
const texts = {
  mixed: 'The quick "brown" fox – déjà vu – jumps over the lazy dog.\nAnd then it says: naïve façade, 狐は速い. ',
  English: 'It said "yes" and went home.\nThe quick fox jumps over the lazy dog; nobody was surprised, not even us. ',
  Chinese: "狐狸说“好”，然后回家了。\n谁也没有感到惊讶，连我们也没有。",
};
let sentence = texts.mixed;

/** Prose of about `bytes` bytes, with the quotes, line breaks and accents of real text. */
function prose(bytes) {
  return sentence.repeat(Math.ceil(bytes / encoder.encode(sentence).length));
}

function request(bytes, stream = true, dialect = dialects.chat) {
  const turns = [];
  const turn = Math.max(200, Math.min(4000, bytes / 4));
  for (let size = 0; size < bytes; size += turn) turns.push({ own: turns.length % 2 === 0, text: prose(turn) });
  if (turns.length % 2 === 0) turns.pop();
  return encoder.encode(JSON.stringify(dialect.body("Be brief.", turns, stream)));
}

function streamEvent(bytes) {
  const message = {
    candidates: [{ content: { parts: [{ text: prose(bytes) }], role: "model" }, index: 0 }],
    usageMetadata: { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 },
    modelVersion: "gemini-3.6-flash",
    responseId: "R5MoavWNNp_8qtsP2fWD2A0",
  };
  return encoder.encode(`data: ${JSON.stringify(message)}\r\n\r\n`);
}

/** A question about a picture of about `bytes` bytes in base64. */
function imageRequest(bytes) {
  const data = Buffer.alloc(bytes / 4 * 3, "not really a picture ").toString("base64");
  const content = [{ type: "text", text: "What is it?" }, { type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }];
  return encoder.encode(JSON.stringify({ model: "gemini-3.6-flash", messages: [{ role: "user", content }] }));
}

const list = (count, make) => Array.from({ length: count }, (_, i) => make(i));
const chat = (members) => encoder.encode(JSON.stringify({ model: "gemini-3.6-flash", messages: [{ role: "user", content: "Hi" }], ...members }));
const tool = (name, parameters) => ({ type: "function", function: { name, parameters } });
const properties = (count) => Object.fromEntries(list(count, (i) => [`property_${i}`, { type: "string" }]));

/** Requests that are many of one thing: their time must grow with their size alone. */
const wideRequests = {
  "20,000 messages": () => chat({ messages: list(20001, (i) => ({ role: i % 2 ? "assistant" : "user", content: "a" })) }),
  "10,000 calls with results": () => chat({
    messages: [{ role: "user", content: "Hi" }, ...list(10000, (i) => [
      { role: "assistant", tool_calls: [{ id: `c${i}`, type: "function", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: `c${i}`, content: "r" }]).flat()],
  }),
  "800 members of allOf": () => chat({ tools: [tool("f", { type: "object", allOf: list(800, (i) => ({ required: [`a${i}`] })) })] }),
  "2,000 references": () => chat({
    tools: [tool("f", { type: "object", $defs: properties(2000),
      properties: Object.fromEntries(list(2000, (i) => [`q${i}`, { $ref: `#/$defs/property_${i}` }])) })],
  }),
  "100 tools of 65 KB": () => chat({
    tools: list(100, (i) => tool(`f${i}`, { type: "object", properties: properties(1750) })),
  }),
};

/** A whole answer whose text has about `bytes` bytes. */
function wholeAnswer(bytes) {
  return streamEvent(bytes).subarray(6);
}

const only = (actions, kind) => {
  const found = actions.find((asked) => asked.kind === kind);
  if (!found) throw new Error(`no action ${kind} among ${JSON.stringify(actions.map((asked) => asked.kind))}`);
  return found;
};

/** An exchange up to its upstream call. @returns {{handle: number, fetch: object}} */
function translateRequest(body, { head } = dialects.chat) {
  const handle = core.open(machine.exchange, gateway);
  core.step(handle, event.request, 0, body.length, head);
  const ask = only(core.step(handle, event.request_body, 0, 0, "", body), action.ask_pool); // all that was declared
  const fetch = only(core.step(handle, event.pool_reply, ask.token, 0, "", pick), action.fetch);
  return { handle, fetch };
}

const ms = quick ? 200 : 1500;

function floorOf(bytes) {
  return () => encoder.encode(JSON.stringify(JSON.parse(decoder.decode(bytes))));
}

function report(name, bytes, [ours, floor, chat]) {
  const rate = (bytes / ours).toFixed(0);
  console.log(`${name.padEnd(28)} ${(ours).toFixed(1).padStart(9)} us ${(floor).toFixed(1).padStart(9)} us ` +
    `${(floor / ours).toFixed(1).padStart(6)}x   ${rate.padStart(5)} MB/s${chat ? `  ${(ours / chat).toFixed(2)} of chat's` : ""}`);
}

console.log(`node ${process.version}, load ${loadavg()[0].toFixed(1)}, ${quick ? "quick, " : ""}medians of interleaved runs`);
console.log(`${"".padEnd(28)} ${"rota.wasm".padStart(12)} ${"JS floor".padStart(12)} ${"ratio".padStart(7)}`);
const sizes = [["1 KB", 1e3], ["64 KB", 64e3], ["1 MB", 1e6]];

/** The dialect, and where it is another one chat, which runs in turns with it. */
const besideChat = (dialect) => (dialect === dialects.chat ? [dialect] : [dialect, dialects.chat]);

/** Ours, the floor, and chat where it is beside. */
const lanes = ([ours, chat], floor) => [ours, floor, ...(chat ? [chat] : [])];

function benchRequest(label, size, name = "chat", make = request) {
  const asking = besideChat(dialects[name]).map((dialect) => ({ dialect, body: make(size, true, dialect) }));
  const runs = asking.map(({ dialect, body }) => () => core.close(translateRequest(body, dialect).handle));
  const [{ body }] = asking;
  report(`${name} request, ${label}`, body.length, race(ms, lanes(runs, floorOf(body))));
}

function benchAnswer(label, size, name = "chat") {
  const bytes = wholeAnswer(size);
  const asking = besideChat(dialects[name]).map((dialect) => ({ dialect, body: request(1e3, false, dialect) }));
  const runs = asking.map((_, i) => (exchanges) => {
    const { handle, fetch } = exchanges[i];
    const head = "content-type: application/json\n";
    if (bytes.length <= fetch.number) {
      core.step(handle, event.upstream_answer, fetch.token, 200, head, bytes);
    } else {
      core.step(handle, event.upstream_head, fetch.token, 200, head);
      core.step(handle, event.upstream_body, fetch.token, 0, "", bytes);
      core.step(handle, event.upstream_end, fetch.token);
    }
    core.close(handle);
  });
  const prepare = () => asking.map(({ dialect, body }) => translateRequest(body, dialect));
  report(`${name === "chat" ? "" : `${name} `}whole answer, ${label}`, bytes.length, race(ms, lanes(runs, floorOf(bytes)), prepare));
}

/** The second event of a stream: some dialects tell all that was said once more at the end, and remember it until then. */
function benchEvent(label, size, name = "chat") {
  const bytes = streamEvent(size);
  const asking = besideChat(dialects[name]).map((dialect) => ({ dialect, body: request(1e3, true, dialect) }));
  let open = [];
  const closeAll = () => open.forEach(({ handle }) => core.close(handle));
  const prepare = () => {
    closeAll();
    open = asking.map(({ dialect, body }) => translateRequest(body, dialect));
    for (const { handle, fetch } of open) {
      core.step(handle, event.upstream_head, fetch.token, 200, "content-type: text/event-stream\n");
      core.step(handle, event.upstream_body, fetch.token, 0, "", bytes);
    }
    return open;
  };
  const runs = asking.map((_, i) => (exchanges) => {
    core.step(exchanges[i].handle, event.upstream_body, exchanges[i].fetch.token, 0, "", bytes);
  });
  report(`${name === "chat" ? "" : `${name} `}stream event, ${label}`, bytes.length, race(ms, lanes(runs, floorOf(bytes.subarray(6))), prepare));
  closeAll();
}

for (const [label, size] of sizes) benchRequest(label, size);
benchRequest("2 MB image", 2e6, "chat", imageRequest);
for (const [label, make] of Object.entries(wideRequests)) benchRequest(label, 0, "chat", make);
for (const [label, size] of sizes) benchAnswer(label, size);
for (const [label, size] of sizes) benchEvent(label, size);
for (const name of ["Responses", "Messages"]) {
  for (const [label, size] of sizes) benchRequest(label, size, name);
  for (const [label, size] of sizes) benchAnswer(label, size, name);
  for (const [label, size] of sizes) benchEvent(label, size, name);
}
for (const kind of ["English", "Chinese"]) {
  sentence = texts[kind];
  benchRequest(`64 KB, ${kind}`, 64e3);
  benchAnswer(`64 KB, ${kind}`, 64e3);
  benchEvent(`64 KB, ${kind}`, 64e3);
}
