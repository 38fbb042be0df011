// What an answer says, as a client of each dialect hears it, whole or streamed, and what it sends back of it.
// Knows how the SDKs put an answer together and keep it; refuses to know which upstream gave it, and what Rota makes of it.
import assert from "node:assert/strict";
import { argumentsOf, bare, ordered } from "./said.mjs";

/** The data of the events of a stream, those of `[DONE]` apart. Gemini's end their lines with CRLF. */
const dataOf = (text) =>
  text.split(/\r?\n/u).filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trim())
    .filter((data) => data !== "[DONE]").map((data) => JSON.parse(data));

const call = (name, args) => ({ name, args: ordered(args ?? {}) });
const count = (number) => number ?? 0;

/** A chat message put together as OpenAI's SDKs do: texts are joined, calls by index, all else is replaced. */
function gatherChat(events) {
  const message = { role: "assistant" };
  const whole = { choices: [{ message }] };
  for (const { choices = [], usage } of events) {
    if (usage) whole.usage = usage;
    const choice = choices.find(({ index }) => (index ?? 0) === 0);
    whole.choices[0].finish_reason = choice?.finish_reason ?? whole.choices[0].finish_reason;
    for (const [name, value] of Object.entries(choice?.delta ?? {})) {
      if (name === "images") (message.images ??= []).push(...value);
      else if (typeof value === "string" && name !== "role") message[name] = (message[name] ?? "") + value;
      else if (name !== "tool_calls" && value !== null) message[name] = value;
    }
    for (const { index, ...piece } of choice?.delta?.tool_calls ?? []) {
      const known = ((message.tool_calls ??= [])[index] ??= { ...piece, function: { name: piece.function.name, arguments: "" } });
      known.function.arguments += piece.function.arguments ?? "";
    }
  }
  return whole;
}

const chatEnds = { stop: "stop", tool_calls: "stop", function_call: "stop", length: "length", content_filter: "filter" };
const partTexts = (content) => (Array.isArray(content) ? content.map(({ text }) => text ?? "").join("") : content);

/** A whole chat completion. */
function heardInChat({ choices, usage = {} }) {
  const { message, finish_reason: reason } = choices[0];
  const old = message.function_call ? [{ function: message.function_call }] : [];
  // A stream may number its calls from one on.
  const calls = [...(message.tool_calls ?? []), ...old].filter(Boolean);
  const { prompt_tokens: input, completion_tokens: output, total_tokens: total } = usage ?? {};
  const thoughts = message.reasoning_content ?? message.reasoning ?? "";
  return {
    text: `${partTexts(message.content) ?? ""}${message.refusal ?? ""}`,
    thoughts,
    calls: calls.map(({ custom, function: made }) =>
      custom ? call(custom.name, { input: custom.input }) : call(made.name, argumentsOf(made.arguments)),
    ),
    media: [...(message.images ?? []).map(({ image_url: { url } }) => bare(url)), ...(message.audio ? [bare(message.audio.data)] : [])],
    end: chatEnds[reason],
    usage: {
      input: count(input),
      // Some servers count thoughts beside the answer: their total has both.
      output: Math.max(count(output), count(total) - count(input)),
      cached: count(usage?.prompt_tokens_details?.cached_tokens),
    },
    kept: [message],
    ids: calls.map(({ id }) => id),
  };
}

/** A message of Anthropic's put together from its events: blocks by index, deltas by their kind. */
function gatherMessage(events) {
  const message = events.find(({ type }) => type === "message_start").message;
  for (const { type, index, content_block: begun, delta, usage } of events) {
    if (type === "content_block_start") message.content[index] = { ...begun };
    const block = message.content[index];
    if (delta?.type === "text_delta") block.text += delta.text;
    else if (delta?.type === "thinking_delta") block.thinking += delta.thinking;
    else if (delta?.type === "signature_delta") block.signature = delta.signature;
    else if (delta?.type === "input_json_delta") block.json = (block.json ?? "") + delta.partial_json;
    if (type === "content_block_stop" && block.json !== undefined) block.input = JSON.parse(block.json || "{}");
    if (type === "content_block_stop") delete block.json;
    if (type === "message_delta") Object.assign(message, delta, { usage: { ...message.usage, ...usage } });
  }
  return message;
}

const messageEnds = { end_turn: "stop", tool_use: "stop", stop_sequence: "stop", max_tokens: "length", refusal: "filter" };

function heardInMessage({ content, stop_reason: reason, usage }) {
  const of = (wanted) => content.filter(({ type }) => type === wanted);
  return {
    text: of("text").map(({ text }) => text).join(""),
    thoughts: of("thinking").map(({ thinking }) => thinking).join(""),
    calls: of("tool_use").map(({ name, input }) => call(name, input)),
    media: [],
    end: messageEnds[reason],
    usage: {
      input: usage.input_tokens + count(usage.cache_read_input_tokens) + count(usage.cache_creation_input_tokens),
      output: usage.output_tokens,
      cached: count(usage.cache_read_input_tokens),
    },
    kept: [{ role: "assistant", content }],
    ids: of("tool_use").map(({ id }) => id),
  };
}

/** The last event holds it all; what streamed must be the same. */
function gatherResponse(events) {
  const { response } = events.at(-1);
  const streamed = events.filter(({ type }) => /^response\.(output_text|refusal)\.delta$/u.test(type)).map(({ delta }) => delta).join("");
  const said = heardInResponse(response).text;
  assert.equal(said, streamed);
  return response;
}

function heardInResponse({ output, status, incomplete_details: details, usage }) {
  const of = (wanted) => output.filter(({ type }) => type === wanted);
  const parts = of("message").flatMap(({ content }) => content);
  const ends = { max_output_tokens: "length", content_filter: "filter" };
  return {
    text: parts.map(({ text, refusal }) => text ?? refusal).join(""),
    thoughts: of("reasoning").flatMap(({ summary }) => summary.map(({ text }) => text)).join(""),
    calls: of("function_call").map(({ name, arguments: given }) => call(name, argumentsOf(given))),
    media: of("image_generation_call").map(({ result }) => bare(result)),
    end: status === "completed" ? "stop" : ends[details?.reason],
    usage: {
      input: usage.input_tokens,
      output: usage.output_tokens,
      cached: usage.input_tokens_details.cached_tokens,
    },
    kept: output,
    ids: of("function_call").map(({ call_id: id }) => id),
  };
}

/** The messages of a stream as one: parts one behind the other, of all else the last word. */
function gatherGemini(messages) {
  const parts = messages.flatMap(({ candidates }) => candidates?.find(({ index }) => !index)?.content?.parts ?? []);
  const finished = messages.flatMap(({ candidates = [] }) => candidates).find(({ index, finishReason }) => !index && finishReason);
  const usageMetadata = messages.findLast((message) => message.usageMetadata)?.usageMetadata;
  const blocked = messages.find(({ promptFeedback }) => promptFeedback?.blockReason);
  return { candidates: [{ content: { role: "model", parts }, finishReason: finished?.finishReason }], usageMetadata, ...blocked };
}

const geminiEnds = { STOP: "stop", MAX_TOKENS: "length" };

function heardInGemini({ candidates = [], usageMetadata: usage = {}, promptFeedback: blocked }) {
  const [{ content, finishReason } = {}] = candidates;
  const parts = content?.parts ?? [];
  const called = parts.filter(({ functionCall }) => functionCall).map(({ functionCall }) => functionCall);
  return {
    text: parts.filter(({ thought }) => !thought).map(({ text }) => text ?? "").join(""),
    thoughts: parts.filter(({ thought }) => thought).map(({ text }) => text ?? "").join(""),
    calls: called.map(({ name, args }) => call(name, args)),
    media: parts.filter(({ inlineData }) => inlineData).map(({ inlineData }) => bare(inlineData.data)),
    end: blocked?.blockReason ? "filter" : (geminiEnds[finishReason] ?? "filter"),
    usage: {
      input: count(usage.promptTokenCount) + count(usage.toolUsePromptTokenCount),
      output: count(usage.candidatesTokenCount) + count(usage.thoughtsTokenCount),
      cached: count(usage.cachedContentTokenCount),
    },
    kept: parts.length > 0 ? [content] : [],
    ids: called.map(({ id }) => id),
  };
}

/** Hears an answer's body: { text, thoughts, calls, media, end, usage } and `kept`, what it sends back, with its calls' `ids`. */
export const hearing = {
  chat: (body, streams) => heardInChat(streams ? gatherChat(dataOf(body)) : JSON.parse(body)),
  anthropic: (body, streams) => heardInMessage(streams ? gatherMessage(dataOf(body)) : JSON.parse(body)),
  responses: (body, streams) => heardInResponse(streams ? gatherResponse(dataOf(body)) : JSON.parse(body)),
  gemini: (body, streams) => heardInGemini(streams ? gatherGemini(dataOf(body)) : JSON.parse(body)),
};
