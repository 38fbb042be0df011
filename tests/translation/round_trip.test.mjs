// Round trip: our own answer, fed back as history, gives Gemini what Gemini said.
import assert from "node:assert/strict";
import test from "node:test";
import { isServerPart, messagesOf, reckon, serverParts, shownText } from "./gemini_answer.mjs";
import { complete, eventsOf, fixturesOf, hasFixture, jsonOf, readFixture, Rota, Tally } from "./harness.mjs";

let rota = new Rota();
const answerKinds = ["gemini.generate.res", "vertex.generate.res", "gemini.stream.sse", "gemini.stream.jsonl",
  "vertex.stream.sse"];
const camel = (name) => name.replace(/_([a-z])/gu, (_, letter) => letter.toUpperCase());
const camelCased = (object) => Object.fromEntries(Object.entries(object).map(([name, value]) => [camel(name), value]));
/** Without the empty objects that recorded clients add, and in one order. */
const unpadded = (object) =>
  Object.fromEntries(Object.entries(camelCased(object)).filter(([, value]) => JSON.stringify(value) !== "{}").sort());
/** A signature in one alphabet; none for the word that Google documents for calls that nobody signed. */
function signature(text) {
  const skip = "skip_thought_signature_validator";
  if (!text || text === skip || Buffer.from(text, "base64").toString() === skip) return {};
  return { signature: text.replace(/-/gu, "+").replace(/_/gu, "/").replace(/=+$/u, "") };
}

/** A part in one spelling, or nothing for what OpenAI's form is not meant to carry: thoughts, and empty texts. */
function plainPart(raw) {
  const part = camelCased(raw);
  const signed = signature(part.thoughtSignature);
  if (part.thought) return [];
  const { functionCall: call, functionResponse: result } = part;
  if (call) return [{ call: { name: call.name, args: call.args ?? {} }, ...signed }];
  if (result) return [{ result: { name: result.name, response: result.response } }];
  if (part.inlineData) {
    const { mimeType, mime_type: snake, data } = part.inlineData;
    return [{ media: mimeType ?? snake, data, ...signed }];
  }
  for (const name of serverParts) if (part[name]) return [{ server: { [name]: unpadded(part[name]) }, ...signed }];
  const text = part.fileData ? part.fileData.fileUri : part.text;
  return text || signed.signature ? [{ text: text ?? "", ...signed }] : [];
}

/** Texts that follow one another are one in OpenAI's form; the last one's signature stays. */
function plainParts(parts) {
  const joined = [];
  for (const part of parts.flatMap(plainPart)) {
    const before = joined.at(-1);
    const both = part.text !== undefined && before?.text !== undefined;
    if (both) joined.push({ ...joined.pop(), ...part, text: before.text + part.text });
    else joined.push(part);
  }
  return joined;
}

/** What the upstream is sent when the client says `messages`, after the built-in tools that such an answer needs. */
function contentsFor(messages, answered) {
  const tools = [...new Set(messages.flatMap(({ tool_calls: calls }) => calls ?? []).map((call) => call.function.name))]
    .map((name) => ({ type: "function", function: { name, parameters: { type: "object", properties: {} } } }));
  const uses = (name) => answered.some((part) => part[name]);
  if (uses("executableCode") || uses("codeExecutionResult")) tools.push({ type: "code_interpreter" });
  if (uses("toolCall")) tools.push({ type: "web_search" });
  const request = { model: "gemini-3-pro-preview", messages, ...(tools.length > 0 ? { tools } : {}) };
  const { calls, status, body } = rota.send("/v1/chat/completions", request, () => ({ chunks: [Buffer.from("{}")] }));
  assert.equal(calls.length > 0, true, `refused with ${status}: ${body}`);
  return JSON.parse(calls[0].body).contents;
}

function bytesOf({ path }) {
  if (!path.endsWith(".jsonl")) return readFixture(path);
  const { messages } = messagesOf(path, readFixture(path));
  return Buffer.from(messages.map((message) => `data: ${JSON.stringify(message)}\n\n`).join(""));
}
const isStream = ({ path }) => /\.(sse|jsonl)$/u.test(path);

/** Our answer as the message that a client keeps: all of it, or only what OpenAI documents. */
function ourMessage(fixture, keepsExtras, more = {}) {
  const stream = isStream(fixture);
  const request = { model: "gemini-3-pro-preview", messages: [{ role: "user", content: "hi" }], stream, ...more };
  // A conversation of its own: what an isolate remembers of others, whose ids are made alike here, is not to help it.
  rota = new Rota();
  const { body } = rota.send("/v1/chat/completions", request, () => ({ chunks: [bytesOf(fixture)] }));
  const message = stream ? gather(eventsOf(body)) : JSON.parse(body).choices[0].message;
  const documented = (name, value) => (name === "extra_content" ? undefined : value);
  return keepsExtras ? message : JSON.parse(JSON.stringify(message, documented));
}

/** As the OpenAI SDKs do: texts are joined, calls by index, everything else is replaced. */
function gather(events) {
  const message = {};
  for (const event of events.filter((one) => one !== "[DONE]")) {
    const { choices: [choice] } = JSON.parse(event);
    for (const [name, value] of Object.entries(choice?.index === 0 ? choice.delta : {})) {
      if (name === "images") (message.images ??= []).push(...value);
      else if (typeof value === "string" && name !== "role") message[name] = (message[name] ?? "") + value;
      else if (name === "function_call") message[name] = { ...message[name], ...value };
      else if (name !== "tool_calls") message[name] = value;
    }
    for (const call of choice?.delta?.tool_calls ?? []) {
      const { index, ...rest } = call;
      const known = ((message.tool_calls ??= [])[index] ??= { ...rest, function: { ...call.function } });
      if (call.id === undefined) known.function.arguments += call.function.arguments;
    }
  }
  return message;
}

/** The history of a client that got that answer and, when it holds calls, ran them. */
function historyOf(message, results) {
  const history = [{ role: "user", content: "hi" }, message];
  for (const [i, call] of (message.tool_calls ?? []).entries()) {
    history.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(results?.[i] ?? { ok: true }) });
  }
  const { function_call: call } = message;
  if (call) history.push({ role: "function", name: call.name, content: '{"ok":true}' });
  if (!message.tool_calls && !call) history.push({ role: "user", content: "go on" });
  return history;
}

/** Recordings whose parts no chat completion can hold in their order, with the reason. */
function exception(parts) {
  if (parts.some((part) => part.inlineData?.mimeType?.startsWith("audio"))) return "sound, which no model takes back";
  const inPieces = parts.some(({ functionCall: call }) => call?.partialArgs || call?.willContinue);
  if (inPieces) return "a call in pieces, which becomes whole";
  const ours = parts.filter((part) => !isServerPart(part)).flatMap(plainPart);
  const kinds = ours.map((part) => (part.text === undefined ? "call" : "text")).join(" ");
  if (/call text/u.test(kinds) && !/call text$/u.test(kinds)) return "text between calls";
  const signed = parts.flatMap(plainPart).filter((part) => part.text !== undefined && part.signature);
  return signed.length > 1 ? "several signed texts, of which one signature is kept" : "";
}

/** What Google's own tools did is gone without extra_content, but for the code that the text shows. */
const withoutExtras = (part) => (isServerPart(part) ? [{ text: shownText(part) }] : [part]);

function recordedParts(fixture) {
  const { messages } = messagesOf(fixture.path, readFixture(fixture.path));
  const firsts = messages.flatMap(({ candidates }) => (candidates ?? []).filter(({ index }) => !index));
  return firsts.flatMap(({ content }) => content?.parts ?? []);
}

function answersThatSpeak() {
  return fixturesOf(...answerKinds).filter((fixture) => {
    const recording = messagesOf(fixture.path, readFixture(fixture.path));
    return reckon(recording).end === "whole" && plainParts(recordedParts(fixture)).length > 0;
  });
}

for (const keepsExtras of [true, false]) {
  const title = `F3: our answer fed back by a client that ${keepsExtras ? "keeps unknown fields" : "drops them"}`;
  test(title, () => {
    const tally = new Tally(title);
    const excused = new Map();
    for (const fixture of answersThatSpeak()) {
      const parts = recordedParts(fixture);
      const reason = exception(parts);
      if (reason) {
        excused.set(reason, (excused.get(reason) ?? 0) + 1);
        continue;
      }
      tally.try(fixture, () => {
        const contents = contentsFor(historyOf(ourMessage(fixture, keepsExtras)), parts);
        const expected = plainParts(keepsExtras ? parts : parts.flatMap(withoutExtras));
        for (const part of keepsExtras ? [] : expected) {
          if (!part.call) delete part.signature;
        }
        if (!keepsExtras) expected.splice(0, expected.length, ...expected.filter((part) => part.text !== ""));
        const ours = contents.filter(({ role }) => role === "model").flatMap((content) => content.parts);
        assert.deepEqual(plainParts(ours), expected);
      });
    }
    const { passed, all } = tally.report();
    for (const [reason, count] of excused) console.log(`#   not tried: ${count}, ${reason}`);
    assert.ok(all > (complete ? 200 : 0));
    assert.equal(passed, all);
  });
}

/** The older form of calls holds one: the first. */
test("F3: our answer in the older form fed back", () => {
  const tally = new Tally("F3: our answer in the older form fed back");
  for (const fixture of answersThatSpeak()) {
    const parts = recordedParts(fixture);
    const first = parts.findIndex(({ functionCall }) => functionCall);
    if (first < 0 || exception(parts)) continue;
    tally.try(fixture, () => {
      const message = ourMessage(fixture, true, { functions: [{ name: "f" }] });
      const contents = contentsFor(historyOf(message), parts);
      const told = parts.filter((part, at) => at === first || !part.functionCall);
      const ours = contents.filter(({ role }) => role === "model").flatMap((content) => content.parts);
      assert.deepEqual(plainParts(ours), plainParts(told));
      const { name } = parts[first].functionCall;
      assert.deepEqual(plainParts(contents.at(-1).parts), [{ result: { name, response: { ok: true } } }]);
    });
  }
  const { passed, all } = tally.report();
  assert.ok(all > (complete ? 50 : 0));
  assert.equal(passed, all);
});

test("F3: recorded conversations, turn by turn", () => {
  const tally = new Tally("F3: recorded conversations, turn by turn");
  let named = 0;
  for (const fixture of answersThatSpeak()) {
    const [, base, number] = /^(.*)\.(\d+)\.(?:chunks\.)?res\.\w+$/u.exec(fixture.path) ?? [];
    const next = `${base}.${Number(number) + 1}.req.json`;
    if (!base || !hasFixture(next)) continue;
    ++named;
    const said = plainParts(recordedParts(fixture));
    const { contents = [] } = jsonOf(next) ?? {};
    const words = (parts) => JSON.stringify(parts.map(({ call, server, text }) => call ?? server ?? text));
    const isIt = ({ role, parts }) => role === "model" && words(plainParts(parts)) === words(said);
    const at = contents.findLastIndex(isIt);
    if (at < 0 || exception(recordedParts(fixture))) continue;
    tally.try(fixture, () => {
      const after = contents.slice(at + 1);
      const until = after.findIndex(({ role }) => role === "model");
      const replies = after.slice(0, until < 0 ? undefined : until).flatMap((content) => content.parts);
      const results = plainParts(replies).filter(({ result }) => result);
      const history = historyOf(ourMessage(fixture, true), results.map(({ result }) => result.response));
      const ours = contentsFor(history, recordedParts(fixture)).slice(1);
      const recorded = plainParts(contents[at].parts);
      // Where the recorded client dropped a signature, ours is to be the one that Gemini gave.
      for (const [i, { signature: given }] of said.entries()) if (given) recorded[i].signature = given;
      assert.deepEqual(plainParts(ours[0].parts), recorded);
      if (results.length > 0) assert.deepEqual(plainParts(ours[1].parts), results);
    });
  }
  const others = "the others were recorded by a client that changed the answer, or are not tried above either";
  const { passed, all } = tally.report(`, of ${named} pairs by name; ${others}`);
  assert.ok(all > (complete ? 20 : 0));
  assert.equal(passed, all);
});
