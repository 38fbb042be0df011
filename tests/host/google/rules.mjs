// Rules of Google's generateContent that its documents and refusals state, as far as Rota has to keep to them: what the
// upstream of the worker tests refuses, whoever asks. Knows requests; refuses to know who made them. API docs, Gemini 3
// guide, @google/genai 3.3.0 and public error reports, Nov 2026; written from these, apart from the core's own tables.

const functionName = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
/** What a function's response may hold beside its JSON. */
const responseMedia = /^(image\/(png|jpeg|webp)|application\/pdf|text\/plain)$/;

const versionOf = (model) => {
  const [, major, minor = "0"] = /^gemini-(\d+)(?:\.(\d+))?/.exec(model) ?? [];
  return major === undefined ? null : Number(major) + Number(minor) / 100;
};
const isThird = (model) => /^gemini-/.test(model) && (versionOf(model) ?? 9) >= 3;
const thinks = (model) => !/-tts|-image|embedding/.test(model);

/** The levels that a model of the third generation takes. */
function levelsOf(model) {
  if (/-pro/.test(model)) return versionOf(model) === 3 ? ["LOW", "HIGH"] : ["LOW", "MEDIUM", "HIGH"];
  const minimal = /flash-lite/.test(model) || (versionOf(model) ?? 9) < 3.07;
  return [...(minimal ? ["MINIMAL"] : []), "LOW", "MEDIUM", "HIGH"];
}

const holdsRef = (value) =>
  value !== null &&
  typeof value === "object" &&
  Object.entries(value).some(([name, inner]) => name === "$ref" || holdsRef(inner));

const partsOf = (content) => (Array.isArray(content?.parts) ? content.parts : []);

function* faultsOfCredentials({ headers, query }) {
  const sent = [headers["x-goog-api-key"], headers.authorization, query.get("key")].filter(Boolean);
  if (sent.length > 1) yield "Multiple authentication credentials received. Please pass only one.";
}

function* faultsOfTurns(contents, model) {
  for (const content of contents) {
    if (!["user", "model", undefined].includes(content.role)) yield "Please use a valid role: user, model.";
    if (partsOf(content).length === 0) yield "contents.parts must not be empty.";
  }
  if (isThird(model) && contents.at(-1)?.role === "model") yield "Requests ending with a model turn are not supported.";
}

function* faultsOfCalls(contents, model) {
  for (const [i, content] of contents.entries()) {
    const calls = partsOf(content).filter(({ functionCall }) => functionCall);
    if (calls.length === 0) continue;
    for (const { functionCall } of calls) {
      if (!functionName.test(functionCall.name)) yield `Invalid function name: ${functionCall.name}`;
      const isObject = typeof functionCall.args === "object" && functionCall.args !== null && !Array.isArray(functionCall.args);
      if (functionCall.args !== undefined && !isObject) yield "Invalid value at 'function_call.args'";
    }
    if (isThird(model) && !calls[0].thoughtSignature) {
      yield "Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly.";
    }
    if (i === 0) yield "Please ensure that function call turn comes immediately after a user turn or after a function response turn.";
    const answered = partsOf(contents[i + 1]).filter(({ functionResponse }) => functionResponse);
    if (answered.length !== calls.length) {
      yield "Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn.";
    }
  }
}

function* faultsOfResults(contents, model) {
  for (const { functionResponse } of contents.flatMap(partsOf)) {
    if (!functionResponse) continue;
    if (holdsRef(functionResponse.response)) {
      yield "The referenced name `#/x` in function_response.response does not match to a display_name in the function_response.parts.";
    }
    const { parts = [] } = functionResponse;
    if (parts.length > 0 && !isThird(model)) yield "Multimodal function responses are not supported for this model.";
    for (const part of parts) {
      if (part.fileData) yield `Invalid JSON payload received. Unknown name "fileData" at 'function_response.parts[0]': Cannot find field.`;
      const mime = part.inlineData?.mimeType;
      if (mime && !responseMedia.test(mime)) {
        yield `Unable to submit request because the mime_type: ${mime} is not supported in function_response.parts.`;
      }
    }
  }
}

function* faultsOfTools(tools) {
  const seen = new Set();
  for (const { name } of tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations)) {
    if (seen.has(name)) yield `Duplicate function declaration found: ${name}`;
    if (!functionName.test(name)) yield `Invalid function name: ${name}`;
    seen.add(name);
  }
}

function* faultsOfConfig({ thinkingConfig = {}, candidateCount = 1, presencePenalty, frequencyPenalty }, model) {
  const { thinkingLevel, thinkingBudget } = thinkingConfig;
  if (thinkingLevel !== undefined && thinkingBudget !== undefined) {
    yield "You can only set only one of thinking budget and thinking level.";
  }
  if (Object.keys(thinkingConfig).length > 0 && !thinks(model)) yield "Thinking is not enabled for this model.";
  if (thinkingLevel !== undefined && isThird(model) && !levelsOf(model).includes(thinkingLevel.toUpperCase())) {
    yield `Thinking level ${thinkingLevel} is not supported for this model. Please retry with other thinking level.`;
  }
  if (thinkingLevel !== undefined && /^gemini-2/.test(model)) {
    yield "Unable to submit request because thinking_level is not supported by this model.";
  }
  if (!isThird(model)) return;
  if (candidateCount > 1) yield "Multiple candidates is not enabled for this model";
  if (presencePenalty || frequencyPenalty) yield `Penalty is not enabled for models/${model}`;
}

const generates = new Set(["generateContent", "streamGenerateContent"]);

/** The first rule that a call (upstream.mjs) to generateContent breaks, in Google's words; undefined: none. */
export function brokenRule(call) {
  if (!generates.has(call.verb)) return undefined;
  let body;
  try {
    body = call.json;
  } catch {
    return undefined;
  }
  if (!Array.isArray(body?.contents)) return undefined;
  const { contents, tools = [], generationConfig = {} } = body;
  const model = call.model;
  const faults = [
    faultsOfCredentials(call),
    faultsOfTurns(contents, model),
    faultsOfCalls(contents, model),
    faultsOfResults(contents, model),
    faultsOfTools(tools),
    faultsOfConfig(generationConfig, model),
  ];
  return faults.map((found) => found.next().value).find(Boolean);
}

/** Google's refusal of such a call. */
export const refusalOf = (message) => ({
  status: 400,
  headers: { "content-type": "application/json; charset=UTF-8" },
  body: JSON.stringify({ error: { code: 400, message, status: "INVALID_ARGUMENT" } }),
});

