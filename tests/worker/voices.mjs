// How the model of task_model.mjs is heard: in Gemini's API, and in OpenAI's chat completions.
// Knows both wires, whole and streamed, and how each looks when it fails; refuses to know what is said.
import assert from "node:assert/strict";
import { chunk, event, replies, streamOf, usageOf } from "./google.mjs";

const jsonType = { "content-type": "application/json; charset=UTF-8" };
const eventStreamType = { "content-type": "text/event-stream" };
const broken = (streams) => ({ headers: streams ? eventStreamType : jsonType, body: [{ drop: true }] });
const namesOf = (calls) => calls.map(({ name }) => name);

/** Gemini's API. Signatures must come back as they were given. */
export const gemini = {
  read({ json }) {
    const parts = json.contents.flatMap((content) => content.parts);
    const called = parts.filter(({ functionCall }) => functionCall);
    return {
      calls: called.map(({ functionCall: { name, args }, thoughtSignature: signature }) => ({ name, args, signature })),
      results: parts.flatMap(({ functionResponse }) => (functionResponse ? [JSON.stringify(functionResponse)] : [])),
      toolNames: namesOf((json.tools ?? []).flatMap(({ functionDeclarations = [] }) => functionDeclarations)),
    };
  },
  check(calls, made) {
    assert.deepEqual(namesOf(calls), namesOf(made));
    for (const [i, { signature, args }] of made.entries()) {
      assert.deepEqual(calls[i].args, args, `the arguments of call ${i} have changed`);
      if (signature) assert.equal(calls[i].signature, signature, `the signature of call ${i} has changed`);
    }
  },
  say(call, { pieces = [], thought, text, calls = [], signature }) {
    const called = calls.map(({ name, args }, i) => ({
      functionCall: { name, args },
      ...(i === 0 && { thoughtSignature: signature }),
    }));
    const texts = [...(thought ? [{ text: thought, thought: true }] : []), ...(text ? [{ text }] : [])];
    const spoken = [...texts, ...pieces.map((piece) => ({ text: piece }))].map((part) => [part]);
    const events = [...spoken, ...(called.length > 0 ? [called] : [])];
    const end = { finishReason: "STOP", usage: usageOf(31, 17) };
    const holding = (held, more) => {
      const answer = chunk("", more);
      answer.candidates[0].content.parts = held;
      return answer;
    };
    if (call.verb !== "streamGenerateContent") {
      return { headers: jsonType, body: JSON.stringify(holding(events.flat(), end)) };
    }
    const last = events.pop() ?? [{ text: "" }];
    return streamOf(...events.map((parts) => event(holding(parts, { usage: usageOf(31, 0) }))), event(holding(last, end)));
  },
  empty: (call) => gemini.say(call, {}),
  cut: (call) => broken(call.verb === "streamGenerateContent"),
  limited: () => replies.minuteLimit(),
  refusal: (message) => refusing({ code: 400, message, status: "INVALID_ARGUMENT" }),
};

const resultText = (content) => (typeof content === "string" ? content : JSON.stringify(content));

/** OpenAI's chat completions, as a server speaks them that calls its thoughts reasoning_content. */
export const openai = {
  read({ json }) {
    const called = json.messages.flatMap(({ tool_calls: calls = [] }) => calls);
    const told = new Map(json.messages.filter(({ role }) => role === "tool").map((m) => [m.tool_call_id, m.content]));
    const calls = called.map(({ id, function: { name, arguments: given } }) => ({ id, name, args: JSON.parse(given) }));
    for (const { id, name } of calls) assert(told.has(id), `the call ${id} of ${name} has no result`);
    return {
      calls,
      results: calls.map(({ id }) => resultText(told.get(id))),
      toolNames: (json.tools ?? []).map((tool) => tool.function.name),
    };
  },
  check(calls, made) {
    assert.deepEqual(namesOf(calls), namesOf(made));
    const argsOf = (list) => list.map(({ args }) => args);
    assert.deepEqual(argsOf(calls), argsOf(made), "the arguments of a call have changed");
  },
  say(call, { pieces = [], thought, text, calls = [], step }) {
    const { model, stream } = call.json;
    const head = { id: "chatcmpl-task", created: 1_790_000_000, model };
    const made = calls.map(({ name, args }, i) => ({
      id: `call_${step}_${i}`,
      type: "function",
      function: { name, arguments: JSON.stringify(args) },
    }));
    const finish = calls.length > 0 ? "tool_calls" : "stop";
    const usage = { prompt_tokens: 31, completion_tokens: 17, total_tokens: 48 };
    const texts = [...(text ? [text] : []), ...pieces];
    if (!stream) {
      const message = {
        role: "assistant",
        content: texts.join("") || null,
        ...(thought && { reasoning_content: thought }),
        ...(made.length > 0 && { tool_calls: made }),
      };
      const choices = [{ index: 0, message, finish_reason: finish }];
      return { headers: jsonType, body: JSON.stringify({ ...head, object: "chat.completion", choices, usage }) };
    }
    const piece = (more) => `data: ${JSON.stringify({ ...head, object: "chat.completion.chunk", ...more })}\n\n`;
    const saying = (delta, reason = null) => piece({ choices: [{ index: 0, delta, finish_reason: reason }] });
    return streamOf(
      saying({ role: "assistant", content: "" }),
      ...(thought ? [saying({ reasoning_content: thought })] : []),
      ...texts.map((content) => saying({ content })),
      ...made.flatMap((one, index) => inHalves(one, index).map((half) => saying({ tool_calls: [half] }))),
      saying({}, finish),
      piece({ choices: [], usage }),
      "data: [DONE]\n\n",
    );
  },
  empty: (call) => openai.say(call, {}),
  cut: (call) => broken(call.json.stream),
  limited: () => ({
    ...refusing({ message: "Rate limit reached. Please try again in 20s.", type: "requests", code: "rate_limit_exceeded" }),
    status: 429,
  }),
  refusal: (message) => refusing({ message, type: "invalid_request_error", param: null, code: null }),
};

/** A call as it streams: its arguments in two. */
function inHalves({ id, type, function: { name, arguments: given } }, index) {
  const middle = given.length / 2;
  const first = { index, id, type, function: { name, arguments: given.slice(0, middle) } };
  return [first, { index, function: { arguments: given.slice(middle) } }];
}

const refusing = (error) => ({ status: 400, headers: jsonType, body: JSON.stringify({ error }) });
