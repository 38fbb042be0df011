// What a request says, in whichever dialect it is written: read from its JSON alone and without Rota.
// Knows where each dialect keeps texts, calls, results, signatures and media; refuses to know what Rota makes of them.

/**
 * Each kind in the order in which it was said. `results`: { name, value, failed? }; `media`: data in base64, or a URL;
 * `user` has what the system says behind the first turn as well, where a dialect lets it.
 */
const nothing = () => ({ system: [], user: [], model: [], calls: [], results: [], signatures: [], media: [] });

const jsonOf = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
const listOf = (content) => (typeof content === "string" ? [{ type: "text", text: content }] : content ?? []);
const isText = ({ type, text }) => typeof text === "string" && /^(text|input_text|output_text)$/u.test(type);
const textsOf = (content) => listOf(content).filter(isText).map(({ text }) => text);
/** The address of a medium, or the data of one that is inside, in one alphabet. */
export const bare = (url = "") =>
  /^[a-z]+:\/\//u.test(url) ? url : url.replace(/^data:[^,]*,/u, "").replace(/-/gu, "+").replace(/_/gu, "/").replace(/=+$/u, "");

/** Where Gemini wants an object and others give a text, the text stands under one of these names. */
const wrappers = ["output", "result", "error", "content"];

/** What a result says, however it is wrapped: a text, or JSON in one order. */
export function plain(value) {
  const parsed = typeof value === "string" ? jsonOf(value) ?? value : value;
  if (parsed === null || typeof parsed !== "object") return String(parsed ?? "");
  const [[name, inner] = [], ...others] = Object.entries(parsed);
  if (others.length === 0 && wrappers.includes(name)) return plain(inner);
  return ordered(parsed);
}

/** A call's arguments as they are, under a name where they are no JSON. */
export const argumentsOf = (text) => jsonOf(text || "{}") ?? { _raw: text };

/** JSON with the members of each object in one order. */
export const ordered = (value) =>
  JSON.stringify(value, (_, one) =>
    one && typeof one === "object" && !Array.isArray(one) ? Object.fromEntries(Object.entries(one).sort()) : one,
  );

/** The signature that a call's id carries where the dialect has no other place. */
function carried(id, said) {
  const [, signature] = /__thought__([\w+/=-]+)$/u.exec(id ?? "") ?? [];
  if (isSignature(signature)) said.signatures.push(bare(signature));
}

const call = (name, args) => ({ name, args: ordered(args ?? {}) });

/** Google's own word for a call that nobody signed, as it is and in base64. */
const unsigned = "skip_thought_signature_validator";
const isSignature = (text) => text && text !== unsigned && Buffer.from(text, "base64").toString() !== unsigned;

/** In Google's spelling, where a client took the other one. */
const camelCased = (part) =>
  Object.fromEntries(Object.entries(part).map(([name, value]) => [name.replace(/_([a-z])/gu, (_, c) => c.toUpperCase()), value]));

function geminiPart(raw, role, said) {
  const part = camelCased(raw);
  const { functionCall: made, functionResponse: given, inlineData: inside, fileData: file } = part;
  if (isSignature(part.thoughtSignature)) said.signatures.push(bare(part.thoughtSignature));
  if (made) said.calls.push(call(made.name, made.args));
  else if (given) {
    const failed = Object.keys(given.response ?? {}).join() === "error";
    said.results.push({ name: given.name, value: plain(given.response), ...(failed && { failed }) });
    for (const one of given.parts ?? []) geminiPart(one, role, said);
  } else if (inside) said.media.push(bare(inside.data));
  else if (file) said.media.push(camelCased(file).fileUri);
  else if (part.text && !part.thought) said[role].push(part.text);
}

function gemini(request) {
  const said = nothing();
  const system = request.systemInstruction ?? request.system_instruction;
  const partsOf = ({ parts } = {}) => [parts ?? []].flat();
  for (const part of partsOf(typeof system === "string" ? { parts: [{ text: system }] } : system)) geminiPart(part, "system", said);
  for (const content of [request.contents ?? []].flat()) {
    for (const part of partsOf(content)) geminiPart(part, content.role === "model" ? "model" : "user", said);
  }
  return said;
}

function chatPart(part, role, said) {
  if (isText(part)) said[role].push(part.text);
  else if (part.type === "refusal") said[role].push(part.refusal);
  else if (part.type === "image_url") said.media.push(bare(part.image_url.url ?? part.image_url));
  else if (part.type === "video_url") said.media.push(bare(part.video_url.url));
  else if (part.type === "input_audio") said.media.push(bare(part.input_audio.data));
  else if (part.type === "file") said.media.push(bare(part.file.file_data ?? part.file.file_id ?? ""));
}

function chat(request) {
  const said = nothing();
  const names = new Map();
  const tell = (name, content) => {
    said.results.push({ name, value: plain(textsOf(content).join("")) });
    for (const part of listOf(content)) if (!isText(part)) chatPart(part, "user", said);
  };
  for (const message of request.messages) {
    const role = { system: "system", developer: "system", assistant: "model" }[message.role] ?? "user";
    if (message.role === "tool") tell(names.get(message.tool_call_id), message.content);
    else if (message.role === "function") tell(message.name, message.content);
    else for (const part of listOf(message.content)) if (part.text !== "") chatPart(part, role, said);
    const old = message.function_call ? [{ function: message.function_call }] : [];
    for (const { id, custom, function: made, extra_content: extra } of [...(message.tool_calls ?? []), ...old]) {
      const { name } = made ?? custom;
      names.set(id, name);
      said.calls.push(call(name, custom ? { input: custom.input } : argumentsOf(made.arguments)));
      const signature = extra?.google?.thought_signature;
      if (isSignature(signature)) said.signatures.push(bare(signature));
      else carried(id, said);
    }
  }
  return said;
}

function block(one, role, said, names) {
  if (one.type === "tool_use") {
    names.set(one.id, one.name);
    said.calls.push(call(one.name, one.input));
    carried(one.id, said);
  } else if (one.type === "tool_result") {
    const failed = one.is_error === true;
    const value = plain(textsOf(one.content).join(""));
    said.results.push({ name: names.get(one.tool_use_id), value, ...(failed && { failed }) });
    for (const inner of listOf(one.content)) if (!isText(inner)) block(inner, role, said, names);
  } else if (one.type === "image" || one.type === "document") {
    const { type, data, url, content } = one.source;
    if (type === "text") said[role].push(data);
    else if (type === "content") for (const inner of listOf(content)) block(inner, role, said, names);
    else said.media.push(bare(data ?? url ?? one.source.file_id));
  } else if (one.text) said[role].push(one.text);
}

function anthropic(request) {
  const said = nothing();
  const names = new Map();
  said.system.push(...textsOf(request.system).filter((text) => !text.startsWith("x-anthropic-billing-header:")));
  for (const { role, content } of request.messages) {
    const speaker = role === "assistant" ? "model" : "user";
    for (const one of listOf(content)) block(one, speaker, said, names);
  }
  return said;
}

function item(one, said, names) {
  const content = (list, role) => {
    for (const part of listOf(list)) {
      if (isText(part)) said[role].push(part.text);
      else if (part.type === "image_url") said.media.push(bare(part.image_url.url));
      else if (part.type === "input_image") said.media.push(bare(part.image_url ?? part.file_id ?? ""));
      else if (part.type === "input_file") said.media.push(bare(part.file_data ?? part.file_url ?? part.file_id ?? ""));
    }
  };
  const { type = "message" } = one;
  if (type === "message") {
    const role = { system: "system", developer: "system", assistant: "model" }[one.role] ?? "user";
    content(listOf(one.content).filter(({ text }) => text !== ""), role);
  } else if (type === "function_call" || type === "custom_tool_call") {
    const name = one.namespace ? `${one.namespace}__${one.name}` : one.name;
    names.set(one.call_id, name);
    said.calls.push(call(name, type === "function_call" ? argumentsOf(one.arguments) : { input: one.input }));
    carried(one.call_id, said);
  } else if (type === "function_call_output" || type === "custom_tool_call_output") {
    const output = typeof one.output === "string" || Array.isArray(one.output) ? one.output : JSON.stringify(one.output);
    said.results.push({ name: names.get(one.call_id), value: plain(textsOf(output).join("")) });
    content(listOf(output).filter((part) => !isText(part)), "user");
  }
}

function responses(request) {
  const said = nothing();
  const names = new Map();
  said.system.push(...textsOf(request.instructions));
  const input = typeof request.input === "string" ? [{ role: "user", content: request.input }] : request.input ?? [];
  for (const one of input) item(one, said, names);
  return said;
}

/** What a request of a dialect says. */
export const saidIn = { gemini, chat, anthropic, responses };
