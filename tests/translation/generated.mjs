// Answers made up by chance, the same of one seed always, and how each upstream would give them, whole or in pieces.
// Knows what an answer can hold and both upstreams' spelling; refuses to know clients.
import { dice } from "../host/dice.mjs";
import { ordered } from "./said.mjs";

const words = ["word ", "Größe ", "日本語", "🌍 ", '"quoted" ', "back\\slash ", "line\nfeed ", "\t", "\u2028", "</tag> ", "{} ", "é "];

export class Chance {
  #roll;

  constructor(seed) {
    this.#roll = dice(seed);
  }

  below(count) {
    return Math.floor(this.#roll() * count);
  }

  in(chances) {
    return this.below(chances) === 0;
  }

  pick(list) {
    return list[this.below(list.length)];
  }

  /** Never of white space alone, which some dialects take for nothing. */
  text(most = 12) {
    return `a${Array.from({ length: this.below(most) }, () => this.pick(words)).join("")}z`;
  }

  json(depth = 3) {
    const kind = this.below(depth > 0 ? 7 : 5);
    if (kind < 2) return this.text(4);
    if (kind === 2) return this.below(1_000_000) - 500_000;
    if (kind === 3) return this.in(2);
    if (kind === 4) return null;
    if (kind === 5) return Array.from({ length: this.below(4) }, () => this.json(depth - 1));
    return Object.fromEntries(Array.from({ length: this.below(4) }, (_, i) => [`m${i}`, this.json(depth - 1)]));
  }

  base64(bytes) {
    return Buffer.from(Array.from({ length: bytes }, () => this.below(256))).toString("base64").replace(/=+$/u, "");
  }

  /** What a tool has to say: a text, or JSON in one. */
  result() {
    return this.in(3) ? ordered({ value: this.json(), more: this.text() }) : this.text();
  }

  /** An answer. `signs`: this upstream signs. Only of what can be signed has something a signature. */
  answer(signs) {
    const calls = this.in(2) ? Array.from({ length: 1 + this.below(3) }, () => this.#call()) : [];
    const pieces = calls.length === 0 || this.in(3) ? Array.from({ length: 1 + this.below(4) }, () => this.text()) : [];
    const signature = signs && this.in(calls.length > 0 ? 1 : 2) ? this.base64(this.pick([6, 300, 2000, 4500])) : "";
    const cached = this.below(50);
    return {
      thought: this.in(2) ? this.text() : "",
      pieces,
      calls,
      signature,
      end: calls.length === 0 && this.in(4) ? "length" : "stop",
      usage: { input: cached + this.below(1000), output: 1 + this.below(1000), cached },
    };
  }

  #call() {
    const args = Object.fromEntries(Array.from({ length: this.below(3) }, (_, i) => [`a${i}`, this.json()]));
    return { id: this.in(2) ? `id_${this.below(1e9)}` : "", name: this.pick(["f", "read_file", "n-2"]), args };
  }
}

/** What such an answer says, as hearing (heard.mjs) has it, with its signatures. */
export const saidBy = ({ thought, pieces, calls, signature, end, usage }) => ({
  text: pieces.join(""),
  thoughts: thought,
  calls: calls.map(({ name, args }) => ({ name, args: ordered(args) })),
  media: [],
  end,
  usage,
  signatures: signature ? [signature] : [],
});

const events = (list) => list.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("");

function inGemini({ thought, pieces, calls, signature, end, usage }, streams) {
  const parts = [
    ...(thought ? [{ text: thought, thought: true }] : []),
    ...pieces.map((text) => ({ text })),
    ...calls.map(({ id, name, args }) => ({ functionCall: { ...(id && { id }), name, args } })),
  ];
  const bearer = parts.find(({ functionCall }) => functionCall) ?? parts.at(-1);
  if (signature) bearer.thoughtSignature = signature;
  const usageMetadata = {
    promptTokenCount: usage.input,
    candidatesTokenCount: usage.output,
    totalTokenCount: usage.input + usage.output,
    cachedContentTokenCount: usage.cached,
  };
  const told = (some) => ({ content: { role: "model", parts: some }, index: 0 });
  const last = { finishReason: end === "stop" ? "STOP" : "MAX_TOKENS" };
  if (!streams) return JSON.stringify({ candidates: [{ ...told(parts), ...last }], usageMetadata });
  const final = { ...told(parts.slice(-1)), ...last };
  return events([...parts.slice(0, -1).map((part) => ({ candidates: [told([part])] })), { candidates: [final], usageMetadata }]);
}

function inChat({ thought, pieces, calls, end, usage: { input, output, cached } }, streams) {
  const head = { id: "chatcmpl-1", created: 1_790_000_000, model: "m" };
  const usage = {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached },
  };
  const made = calls.map(({ id, name, args }, i) => ({
    id: id || `call_${i}`,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  }));
  const reason = calls.length > 0 ? "tool_calls" : end;
  if (!streams) {
    const message = {
      role: "assistant",
      content: pieces.join("") || null,
      ...(thought && { reasoning_content: thought }),
      ...(made.length > 0 && { tool_calls: made }),
    };
    return JSON.stringify({ ...head, object: "chat.completion", choices: [{ index: 0, message, finish_reason: reason }], usage });
  }
  const told = (delta, finish = null) => ({
    ...head,
    object: "chat.completion.chunk",
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  const halves = made.flatMap(({ function: { name, arguments: given }, ...call }, index) => [
    { index, ...call, function: { name, arguments: given.slice(0, 3) } },
    { index, function: { arguments: given.slice(3) } },
  ]);
  return `${events([
    told({ role: "assistant", content: "" }),
    ...(thought ? [told({ reasoning_content: thought })] : []),
    ...pieces.map((content) => told({ content })),
    ...halves.map((call) => told({ tool_calls: [call] })),
    told({}, reason),
    { ...head, object: "chat.completion.chunk", choices: [], usage },
  ])}data: [DONE]\n\n`;
}

/** An answer's bytes, by the upstream's dialect. */
export const spelt = { gemini: inGemini, chat: inChat };
