// Every recorded answer of Gemini's, whole and streamed, as OpenAI's: valid by the published schema, and nothing lost.
import assert from "node:assert/strict";
import test from "node:test";
import { messagesOf, reckon } from "./gemini_answer.mjs";
import { complete, eventsOf, fixturesOf, readFixture, Rota, Tally } from "./harness.mjs";
import { checkOpenai } from "./openai_schema.mjs";

const rota = new Rota();
const ask = (stream) => ({
  model: "gemini-3.6-flash",
  messages: [{ role: "user", content: "hi" }],
  ...(stream ? { stream: true, stream_options: { include_usage: true } } : {}),
});
const whole = (chunks, request = ask(false)) => rota.send("/v1/chat/completions", request, () => ({ chunks }));
const streamed = (chunks, request = ask(true)) =>
  rota.send("/v1/chat/completions", request, () => ({ type: "text/event-stream", chunks }));

/** Any recording as Google would stream it. */
function asStream({ path }) {
  const bytes = readFixture(path);
  if (path.endsWith(".sse")) return bytes;
  const { messages } = messagesOf(path, bytes);
  return Buffer.from(messages.map((message) => `data: ${JSON.stringify(message)}\r\n\r\n`).join(""));
}

/** A stream's chunks put together, as a client does. */
function gather(events) {
  assert.equal(events.at(-1), "[DONE]");
  const chunks = events.slice(0, -1).map((event) => JSON.parse(event));
  for (const chunk of chunks) checkOpenai("CreateChatCompletionStreamResponse", chunk);
  const heads = new Set(chunks.map((chunk) => `${chunk.id} ${chunk.created} ${chunk.model} ${chunk.service_tier}`));
  assert.equal(heads.size, 1, "one head for all chunks");
  const last = chunks.pop();
  assert.deepEqual(last.choices, [], "usage comes last, without choices");
  const choices = new Map();
  for (const { choices: [choice], usage, choices: { length } } of chunks) {
    assert.equal(length, 1);
    assert.equal(usage, null, "usage is told once");
    const { index, delta, finish_reason: finish, logprobs } = choice;
    if (!choices.has(index)) {
      assert.equal(delta.role, "assistant", "the role comes first");
      choices.set(index, { index, message: { content: null, calls: [], images: [], audio: [] }, logprobs: [] });
    }
    const known = choices.get(index);
    assert.equal(known.finish_reason, undefined, "nothing comes after the finish");
    addDelta(known.message, delta);
    known.logprobs.push(...(logprobs?.content ?? []));
    if (finish) known.finish_reason = finish;
  }
  return { choices: [...choices.values()], usage: last.usage, tier: last.service_tier };
}

function addDelta(message, delta) {
  for (const name of ["content", "refusal", "reasoning_content"]) {
    if (typeof delta[name] === "string") message[name] = (message[name] ?? "") + delta[name];
  }
  for (const call of delta.tool_calls ?? []) {
    if (call.id) {
      assert.equal(call.index, message.calls.length, "calls are numbered through");
      message.calls.push({ id: call.id, name: call.function.name, arguments: "", extra: call.extra_content });
    }
    message.calls[call.index].arguments += call.function.arguments;
  }
  message.images.push(...(delta.images ?? []));
  if (delta.audio) message.audio.push(delta.audio.data);
  if (delta.annotations) message.annotations = delta.annotations;
  if (delta.extra_content) message.extra_content = delta.extra_content;
}

function fromWhole(answer) {
  checkOpenai("CreateChatCompletionResponse", answer);
  const choices = answer.choices.map(({ message, logprobs, ...rest }) => ({
    ...rest,
    logprobs: logprobs?.content ?? [],
    message: {
      ...message,
      calls: (message.tool_calls ?? []).map(({ id, function: f, extra_content: extra }) => ({ id, ...f, extra })),
      images: message.images ?? [],
      audio: message.audio ? [message.audio.data] : [],
    },
  }));
  return { choices, usage: answer.usage, tier: answer.service_tier };
}

/** Nothing lost, nothing added. */
function weigh(source, { choices, usage, tier }) {
  assert.equal(tier, source.tier, "the tier that Google names, and none else");
  const { prompt_tokens, completion_tokens, total_tokens, cached, thinking } = source.usage;
  const told = [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens];
  assert.deepEqual(told, [prompt_tokens, completion_tokens, total_tokens]);
  assert.equal(usage.prompt_tokens_details.cached_tokens, cached);
  assert.equal(usage.completion_tokens_details.reasoning_tokens, thinking);
  if (source.choices.size === 0) {
    assert.equal(choices.length, 1);
    assert.equal(choices[0].finish_reason, source.blocked ? "content_filter" : "stop");
    if (source.blocked) assert.equal(choices[0].message.refusal, `Prompt blocked: ${source.blocked}`);
    return;
  }
  assert.deepEqual(choices.map(({ index }) => index).sort(), [...source.choices.keys()].sort());
  for (const { index, message, finish_reason: finish } of choices) {
    weighChoice(source.choices.get(index), message, finish);
  }
}

function weighChoice(said, message, finish) {
  assert.equal(message.content ?? "", said.text);
  assert.equal(message.reasoning_content ?? "", said.thoughts);
  assert.deepEqual(message.calls.map((call) => ({ name: call.name, args: JSON.parse(call.arguments) })), said.calls);
  assert.equal(new Set(message.calls.map(({ id }) => id)).size, said.calls.length, "every call has an id of its own");
  assert.deepEqual(message.images.map(({ image_url: { url } }) => url), said.images);
  assert.equal(message.audio.join(""), said.audio.join(""));
  assert.equal(finish, said.finish);
  const ofImages = message.images.map((image) => image.extra_content);
  const extras = [message.extra_content, ...message.calls.map(({ extra }) => extra), ...ofImages];
  const told = extras.map((extra) => extra?.google?.thought_signature);
  if (said.signatures.length > 0) assert.ok(told.includes(said.signatures.at(-1)), "the last signature is told");
  const { server_tool_parts: serverParts = [], server_tool_places: places = [] } = message.extra_content?.google ?? {};
  assert.deepEqual(serverParts, said.serverParts);
  assert.deepEqual(places, said.serverPlaces);
  weighSources(said, message);
}

/** Every source is cited, and what a citation points at is what Google quoted. */
function weighSources(said, message) {
  const cited = (message.annotations ?? []).map(({ url_citation: citation }) => citation);
  assert.deepEqual(new Set(cited.map(({ url }) => url)), said.sources);
  const points = [...(message.content ?? "")];
  for (const { start_index: start, end_index: end } of cited) {
    assert.ok(start >= 0 && end >= start && end <= points.length, `${start} to ${end} of ${points.length}`);
    const slice = points.slice(start, end).join("");
    if (said.quotes.length > 0 && end > 0) assert.ok(said.quotes.includes(slice), `cites ${JSON.stringify(slice)}`);
  }
}

function checkWhole({ path }) {
  const bytes = readFixture(path);
  const source = reckon(messagesOf(path, bytes));
  const { status, body } = whole([bytes]);
  const answer = JSON.parse(body);
  if (source.end === "error") {
    assert.ok(status >= 400, `status ${status} for an error`);
    return checkOpenai("ErrorResponse", answer);
  }
  assert.equal(status, 200);
  weigh(source, fromWhole(answer));
}

function checkStream(fixture) {
  const bytes = asStream(fixture);
  const source = reckon(messagesOf(`${fixture.path}.sse`, bytes));
  const { status, body, ended } = streamed([bytes]);
  assert.ok(ended);
  if (status !== 200) {
    assert.notEqual(source.end, "whole");
    return checkOpenai("ErrorResponse", JSON.parse(body));
  }
  const events = eventsOf(body);
  if (source.end === "whole") return weigh(source, gather(events));
  checkOpenai("ErrorResponse", JSON.parse(events.at(-1)));
  assert.ok(!events.includes("[DONE]"), "an error is no end");
}

const kinds = ["gemini.generate.res", "vertex.generate.res"];
const streamKinds = ["gemini.stream.sse", "gemini.stream.jsonl", "vertex.stream.sse", "vertex.generate.sse"];

function tryAll(title, fixtures, check, remark) {
  test(title, () => {
    const tally = new Tally(title);
    for (const fixture of fixtures) tally.try(fixture, () => check(fixture));
    const { passed, all } = tally.report(remark?.());
    assert.ok(all > 0, "no fixture was found");
    if (complete) assert.ok(all > 30, `only ${all} fixtures of the recorded set`);
    assert.equal(passed, all);
  });
}

tryAll("F4: whole answers", fixturesOf(...kinds), checkWhole);
tryAll("F4: whole answers, sent as a stream of one event", fixturesOf(...kinds), checkStream);
tryAll("F4: streams", fixturesOf(...streamKinds), checkStream);

/** Calls in the older form, of which a message holds one: the first. */
const older = (stream) => ({ ...ask(stream), functions: [{ name: "f" }] });

function weighOlder(said, { tool_calls: calls, function_call: call }, finish) {
  assert.equal(calls, undefined, "no calls of today's form");
  if (said.calls.length === 0) return assert.equal(call, undefined);
  assert.deepEqual({ name: call.name, args: JSON.parse(call.arguments) }, said.calls[0]);
  assert.equal(finish, said.finish === "tool_calls" ? "function_call" : said.finish);
}

function checkOlder(fixture) {
  const bytes = asStream(fixture);
  const source = reckon(messagesOf(`${fixture.path}.sse`, bytes));
  if (source.end !== "whole") return;
  const { body } = streamed([bytes], older(true));
  const messages = new Map();
  for (const event of eventsOf(body).slice(0, -1)) {
    const chunk = JSON.parse(event);
    checkOpenai("CreateChatCompletionStreamResponse", chunk);
    for (const { index, delta, finish_reason: finish } of chunk.choices) {
      const message = messages.get(index) ?? {};
      messages.set(index, message);
      if (delta.tool_calls) message.tool_calls = delta.tool_calls;
      const { name, arguments: text } = delta.function_call ?? {};
      if (name) message.function_call = { name, arguments: "" };
      if (text) message.function_call.arguments += text;
      if (finish && source.choices.has(index)) weighOlder(source.choices.get(index), message, finish);
    }
  }
  if (!fixture.path.endsWith(".json")) return;
  const answer = JSON.parse(whole([readFixture(fixture.path)], older(false)).body);
  checkOpenai("CreateChatCompletionResponse", answer);
  for (const { index, message, finish_reason: finish } of answer.choices) {
    if (source.choices.has(index)) weighOlder(source.choices.get(index), message, finish);
  }
}

tryAll("F4: answers and streams for who declares functions", fixturesOf(...kinds, ...streamKinds), checkOlder);

let replays = 0;
tryAll("F4: streams cut anywhere", fixturesOf(...streamKinds), (fixture) => {
  const bytes = asStream(fixture);
  const { body, status } = streamed([bytes]);
  const same = (chunks, where) => {
    ++replays;
    const again = streamed(chunks);
    assert.equal(again.status, status, where);
    assert.ok(again.body.equals(body), `another answer when ${where}`);
  };
  same([...bytes].map((octet) => Buffer.of(octet)), "cut into single bytes");
  for (let at = 1; at < bytes.length; ++at) same([bytes.subarray(0, at), bytes.subarray(at)], `cut at ${at}`);
}, () => `, ${replays} replays: in single bytes, and cut in two at every byte`);
