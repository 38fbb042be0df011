// What a recorded Gemini answer says, worked out from its JSON alone and without Rota: the other side of the scales.
// Knows the rules of conservation (what must come through, in sum); refuses to know in which chunks.

/** The messages of a recording: {messages, broken}; broken when something in it is no JSON. */
export function messagesOf(path, bytes) {
  const text = bytes.toString("utf8").replace(/^\uFEFF/u, "");
  const texts = [];
  if (path.endsWith(".sse")) {
    // Data lines without an empty line between them are one event (recorded: prism/stream-basic-text-1).
    let [data, bare] = ["", ""];
    for (const line of [...text.split(/\r\n|\n|\r/u), ""]) {
      if (line.startsWith("data:")) data += `${line.slice(5)}\n`;
      else if (line !== "") bare += line;
      else if (data !== "") {
        texts.push(data);
        data = "";
      }
    }
    if (bare.trim() !== "") texts.push(bare);
  } else if (path.endsWith(".jsonl")) {
    texts.push(...text.split("\n").filter((line) => line.trim() !== ""));
  } else texts.push(text);
  const messages = [];
  for (const one of texts) {
    try {
      const parsed = JSON.parse(one);
      messages.push(Array.isArray(parsed) && parsed.length === 1 ? parsed[0] : parsed);
    } catch {
      return { messages, broken: true };
    }
  }
  return { messages, broken: false };
}

/** Puts `value` where `$.a[0].b` says. */
function place(target, path, value, append) {
  const steps = [...path.matchAll(/\.([^.[]+)|\[(\d+)\]/gu)].map(([, key, index]) => key ?? Number(index));
  const last = steps.pop();
  let at = target;
  for (const [i, step] of steps.entries()) at = at[step] ??= typeof (steps[i + 1] ?? last) === "number" ? [] : {};
  at[last] = append ? at[last] + value : value;
}

/** Gathers calls, those that come in pieces too. */
class Calls {
  list = [];
  #open = null;
  #path = "";
  add(call) {
    const complete = !call.willContinue && !call.partialArgs;
    if (call.name && complete) return this.#push({ name: call.name, args: call.args ?? {} });
    if (call.name) this.#push((this.#open = { name: call.name, args: {} }));
    for (const piece of this.#open ? call.partialArgs ?? [] : []) {
      const value = piece.stringValue ?? piece.numberValue ?? piece.boolValue ?? null;
      place(this.#open.args, piece.jsonPath, value, this.#path === piece.jsonPath);
      this.#path = piece.willContinue ? piece.jsonPath : "";
    }
    if (!call.willContinue) this.#open = null;
  }
  #push(call) {
    this.list.push({ ...call, name: call.name.replace(/^default_api[:.]/u, "") });
    if (this.#open) this.#open = this.list.at(-1);
  }
}

const media = ({ mimeType, data }) => `data:${mimeType};base64,${data}`;

/** What Google's own tools leave in an answer, of which Gemini wants all back. */
export const serverParts = ["toolCall", "toolResponse", "executableCode", "codeExecutionResult"];
export const isServerPart = (part) => serverParts.some((name) => part[name] !== undefined);

/** What a client is shown of such a part: code and what came of it. */
export function shownText({ executableCode: code, codeExecutionResult: result }) {
  if (code) return `\n\`\`\`${code.language === "PYTHON" ? "python" : ""}\n${code.code}\n\`\`\`\n`;
  if (!result) return "";
  return `\n\`\`\`output\n${result.output || (result.outcome === "OUTCOME_OK" ? "" : result.outcome)}\n\`\`\`\n`;
}

function readPart(part, said) {
  if (part.functionCall) said.calls.add(part.functionCall);
  else if (part.inlineData) {
    if (part.thought) return;
    if (part.inlineData.mimeType.startsWith("audio")) said.audio.push(part.inlineData.data);
    else said.images.push(media(part.inlineData));
  } else if (isServerPart(part)) {
    const [text, shown] = [[...said.text].length, [...shownText(part)].length];
    said.serverPlaces.push({ text, ...(shown ? { shown } : {}), calls: said.calls.list.length });
    said.serverParts.push(part);
    said.text += shownText(part);
  } else if (part.fileData) said.text += part.fileData.fileUri;
  else if (part.thought) said.thoughts += part.text ?? "";
  else said.text += part.text ?? "";
  if (part.thoughtSignature && !isServerPart(part)) said.signatures.push(part.thoughtSignature);
}

/** An address as RFC 3986 wants it, which Google's are not always (recorded: spaces). */
const uriOf = (address) => address.replace(/[^!#-;=?-[\]_a-z~]/gu, (c) => encodeURIComponent(c));

/** Every address that an answer must cite. */
function readSources(candidate, said) {
  for (const chunk of candidate.groundingMetadata?.groundingChunks ?? []) {
    const { uri } = chunk.web ?? chunk.retrievedContext ?? chunk.maps ?? {};
    if (uri) said.sources.add(uriOf(uri));
  }
  const recited = candidate.citationMetadata ?? {};
  for (const { uri } of [...(recited.citationSources ?? []), ...(recited.citations ?? [])]) {
    if (uri) said.sources.add(uriOf(uri));
  }
  for (const support of candidate.groundingMetadata?.groundingSupports ?? []) {
    if (support.segment?.text) said.quotes.push(support.segment.text);
  }
}

const sum = (...counts) => counts.reduce((total, count) => total + (count ?? 0), 0);

/**
 * Counts are cumulative in streams, and the last word on each field wins. What a total has beside the prompt is output:
 * a few recordings, edited by hand, say otherwise of their parts.
 */
function usageOf(messages) {
  const last = {};
  for (const { usageMetadata } of messages) {
    const said = usageMetadata ?? {};
    if (said.promptTokenCount !== undefined) last.prompt = sum(said.promptTokenCount, said.toolUsePromptTokenCount);
    if (said.candidatesTokenCount !== undefined || said.thoughtsTokenCount !== undefined) {
      last.completion = sum(said.candidatesTokenCount, said.thoughtsTokenCount);
    }
    last.total = said.totalTokenCount ?? last.total;
    last.cached = said.cachedContentTokenCount ?? last.cached;
    last.thinking = said.thoughtsTokenCount ?? last.thinking;
    if (last.completion !== undefined && last.prompt <= said.totalTokenCount) {
      last.completion = said.totalTokenCount - last.prompt;
      if (last.thinking !== undefined) last.thinking = Math.min(last.thinking, last.completion);
    }
  }
  return {
    prompt_tokens: last.prompt ?? 0,
    completion_tokens: last.completion ?? 0,
    total_tokens: last.total ?? sum(last.prompt, last.completion),
    cached: last.cached ?? 0,
    thinking: last.thinking ?? 0,
  };
}

const filtered = new Set(["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR"]);

function finishOf(said) {
  if (said.reason === "MAX_TOKENS") return "length";
  if (filtered.has(said.reason)) return "content_filter";
  if (said.calls.list.length > 0) return "tool_calls";
  const silent = said.text === "" && said.images.length + said.audio.length === 0;
  return said.reason === "OTHER" && silent ? "content_filter" : "stop";
}

/**
 * What the answer says in all: its candidates by index, its usage, its tier in OpenAI's words, and how it ends: "error"
 * when the upstream sent one (or something that is no answer), "cut" when no candidate was finished, else "whole".
 */
export function reckon({ messages, broken }) {
  const candidates = new Map();
  let blocked = "";
  for (const message of messages) {
    for (const candidate of message.candidates ?? []) {
      const index = candidate.index ?? 0;
      if (!candidates.has(index)) {
        candidates.set(index, { text: "", thoughts: "", calls: new Calls(), images: [], audio: [], serverParts: [],
          serverPlaces: [], signatures: [], sources: new Set(), quotes: [], reason: "" });
      }
      const said = candidates.get(index);
      for (const part of candidate.content?.parts ?? []) readPart(part, said);
      readSources(candidate, said);
      said.reason = candidate.finishReason ?? said.reason;
    }
    if (!message.candidates?.length) blocked = message.promptFeedback?.blockReason ?? blocked;
  }
  const choices = new Map();
  for (const [index, said] of candidates) {
    choices.set(index, { ...said, calls: said.calls.list, finish: finishOf(said) });
  }
  const failed = broken || messages.some((message) => message?.error !== undefined || typeof message !== "object");
  const unfinished = choices.size === 0 ? blocked === "" : [...choices.values()].some(({ reason }) => reason === "");
  const end = failed ? "error" : unfinished ? "cut" : "whole";
  const tier = messages[0]?.usageMetadata?.serviceTier;
  return { choices, blocked, usage: usageOf(messages), tier: tier === "standard" ? "default" : tier, end };
}
