// How the model of task_model.mjs is heard where an upstream has OpenAI's Responses itself, and Rota passes them.
// Knows its items and events as far as clients need them; refuses to know what is said. The other voices: voices.mjs.
import assert from "node:assert/strict";
import { streamOf } from "./google.mjs";
import { openai } from "./voices.mjs";

const textOf = (output) => (typeof output === "string" ? output : JSON.stringify(output));

/** The items of an answer, each with what streams of it: [item, [[event, its members], ...]]. */
function itemsOf({ pieces = [], thought, text, calls = [], step }) {
  const items = [];
  if (thought) {
    const summary = [{ type: "summary_text", text: thought }];
    items.push([{ type: "reasoning", id: `rs_${step}`, summary, encrypted_content: "c2VhbGVk" }, []]);
  }
  const texts = [...(text ? [text] : []), ...pieces];
  if (texts.length > 0) {
    const content = [{ type: "output_text", text: texts.join(""), annotations: [], logprobs: [] }];
    const part = { type: "output_text", text: "", annotations: [], logprobs: [] };
    const deltas = texts.map((delta) => ["output_text.delta", { content_index: 0, delta, logprobs: [] }]);
    items.push([
      { type: "message", id: `msg_${step}`, role: "assistant", status: "completed", content },
      [
        ["content_part.added", { content_index: 0, part }],
        ...deltas,
        ["content_part.done", { content_index: 0, part: content[0] }],
      ],
    ]);
  }
  for (const [i, { name, args }] of calls.entries()) {
    const given = JSON.stringify(args);
    const ids = { id: `fc_${step}_${i}`, call_id: `call_${step}_${i}` };
    const inner = [
      ["function_call_arguments.delta", { delta: given }],
      ["function_call_arguments.done", { name, arguments: given }],
    ];
    items.push([{ type: "function_call", ...ids, name, arguments: given, status: "completed" }, inner]);
  }
  return items;
}

/** What stands in an item when it is announced. */
const begun = (item) => ({
  ...item,
  ...(item.content && { content: [] }),
  ...(item.summary && { summary: [] }),
  ...(item.arguments && { arguments: "" }),
  ...(item.status && { status: "in_progress" }),
});

export const responses = {
  read({ json, path }) {
    assert.equal(path, "/v1/responses");
    const input = typeof json.input === "string" ? [] : json.input;
    const outputs = new Map(
      input.filter(({ type }) => type === "function_call_output").map((item) => [item.call_id, textOf(item.output)]),
    );
    const called = input.filter(({ type }) => type === "function_call");
    for (const { call_id: id } of called) assert(outputs.has(id), `the call ${id} has no result`);
    return {
      calls: called.map(({ name, arguments: given }) => ({ name, args: JSON.parse(given) })),
      results: called.map(({ call_id: id }) => outputs.get(id)),
      toolNames: (json.tools ?? []).map(({ name }) => name),
    };
  },
  check: openai.check,
  say(call, said) {
    const { model, stream } = call.json;
    const items = itemsOf({ step: "end", ...said });
    const output = items.map(([item]) => item);
    const usage = {
      input_tokens: 31,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: 17,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: 48,
    };
    const ids = { id: `resp_${said.step ?? "end"}`, object: "response", created_at: 1_790_000_000 };
    const head = { ...ids, model, tools: [], parallel_tool_calls: true };
    const whole = { ...head, status: "completed", output, usage, error: null, incomplete_details: null };
    if (!stream) return { headers: { "content-type": "application/json" }, body: JSON.stringify(whole) };
    const events = [["created", { response: { ...head, status: "in_progress", output: [], usage: null } }]];
    for (const [index, [item, inner]] of items.entries()) {
      events.push(["output_item.added", { output_index: index, item: begun(item) }]);
      for (const [name, members] of inner) events.push([name, { output_index: index, item_id: item.id, ...members }]);
      events.push(["output_item.done", { output_index: index, item }]);
    }
    events.push(["completed", { response: whole }]);
    return streamOf(
      ...events.map(([name, members], number) => {
        const type = `response.${name}`;
        return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: number, ...members })}\n\n`;
      }),
    );
  },
  cut: openai.cut,
  limited: openai.limited,
  refusal: openai.refusal,
};
