// What Rota makes of Gemini's answers, streams, embeddings and models: cases that table.test.mjs runs and
// docs/TRANSLATION.md shows. Knows examples; refuses to claim anything untested.
//
// A row is one of
//   answer  what the upstream says to a chat request (an object, or a list of messages of a stream), and
//     gives   what the client then has: values by path (undefined: absent; a RegExp: matches), or the list of a
//             stream's chunks, of which the choice's delta, its finish_reason or the usage are shown;
//     shows   what the table shows of the answer, where that is not its candidate;
//     head    the lines of the upstream's head beside its content-type;
//   send    a request to `to`: what Google is asked for it (`asks`, `path`) or `refuses`; with `answer`, `gives`.
// `ask`: what the chat request holds beside the model and one message. `google`, `note`: as in fields_request.mjs.
import { silent } from "./fields_request.mjs";

const saying = (parts, more = {}, top = {}) => ({
  candidates: [{ content: { role: "model", parts }, finishReason: "STOP", index: 0, ...more }],
  usageMetadata: { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 },
  modelVersion: "gemini-3.6-flash",
  responseId: "R5Mo",
  ...top,
});
const ended = (finishReason, parts = [{ text: "a" }]) => saying(parts, { finishReason });
const call = { functionCall: { name: "weather", args: { city: "Rome" }, id: "tv5tq9d0" } };
const message = (members) =>
  Object.fromEntries(Object.entries(members).map(([name, value]) => [`choices[0].message.${name}`, value]));
const finish = (reason) => ({ "choices[0].finish_reason": reason });
const recordedFinish = "the same (recorded)";

const older = { functions: [{ name: "weather" }, { name: "now" }] };

const whole = [
  { field: "id", answer: saying([{ text: "a" }]), shows: { responseId: "R5Mo" },
    gives: { id: "chatcmpl-R5Mo" }, google: "`R5Mo` (recorded)" },
  { field: "object", answer: saying([{ text: "a" }]), gives: { object: "chat.completion" }, google: recordedFinish },
  { field: "model", answer: saying([{ text: "a" }]), shows: { modelVersion: "gemini-3.6-flash" },
    gives: { model: "gemini-3.6-flash" },
    google: "as requested (recorded)" },
  { field: "service_tier", answer: saying([{ text: "a" }], {}, { usageMetadata: { serviceTier: "standard" } }),
    shows: { usageMetadata: { serviceTier: "standard" } }, gives: { service_tier: "default" },
    note: "OpenAI's name for it", google: silent },
  { field: "service_tier", answer: saying([{ text: "a" }]), head: "x-gemini-service-tier: flex\n",
    shows: { "x-gemini-service-tier": "flex" }, gives: { service_tier: "flex" }, note: "told by the header alone",
    google: silent },
  { field: "service_tier", answer: saying([{ text: "a" }]), shows: {}, gives: { service_tier: undefined },
    note: "not told: nothing is made up", google: silent },
  { field: "text", answer: saying([{ text: "a" }, { text: "b" }]), gives: message({ role: "assistant", content: "ab",
    refusal: null }), google: "`role`, `content` (recorded)" },
  { field: "thought", answer: saying([{ text: "hm", thought: true }, { text: "a" }]),
    gives: message({ content: "a", reasoning_content: "hm" }),
    google: "inside `content`, between `<thought>` and `</thought>` (recorded)" },
  { field: "thoughtSignature on a text", answer: saying([{ text: "a", thoughtSignature: "c2ln" }]),
    gives: message({ content: "a", "extra_content.google.thought_signature": "c2ln" }), google: "the same (recorded)" },
  { field: "functionCall", answer: saying([call]), gives: { ...message({ content: null,
    "tool_calls[0].id": "tv5tq9d0", "tool_calls[0].type": "function", "tool_calls[0].function.name": "weather",
    "tool_calls[0].function.arguments": '{"city":"Rome"}' }), ...finish("tool_calls") },
    google: "the same; ids begin with `function-call-`, or are empty (recorded)" },
  { field: "functionCall without an id", answer: saying([{ functionCall: { name: "weather" } }]),
    gives: message({ "tool_calls[0].id": /^call_[A-Za-z0-9]{24}$/u, "tool_calls[0].function.arguments": "{}" }),
    google: "an id beginning with `function-call-`, or an empty one (recorded)" },
  { field: "functionCall in two parts", answer: saying([{ functionCall: { name: "weather", args: {} } },
    { functionCall: { args: { city: "Rome" } } }]),
    gives: message({ "tool_calls[0].function.arguments": '{"city":"Rome"}', "tool_calls[1]": undefined }),
    note: "in a stream, too", google: silent },
  { field: "half a surrogate pair", answer: saying([{ text: "x \ud83d y" }]), gives: message({ content: "x \ufffd y" }),
    note: "U+FFFD, in whatever an upstream says; in a request half a pair is no JSON: 400", google: silent },
  { field: "functionCall with a signature", answer: saying([{ ...call, thoughtSignature: "c2ln" }]),
    gives: message({ "tool_calls[0].id": "tv5tq9d0__thought__c2ln",
      "tool_calls[0].extra_content.google.thought_signature": "c2ln" }),
    note: "in the id too, for clients that drop unknown fields", google: "documented: `extra_content`" },
  { field: "functionCall of a renamed function",
    ask: { tools: [{ type: "function", function: { name: "1 get/weather" } }] },
    answer: saying([{ functionCall: { name: "_1_get_weather", args: {} } }]),
    gives: message({ "tool_calls[0].function.name": "1 get/weather" }), google: silent },
  { field: "functionCall of a custom tool", ask: { tools: [{ type: "custom", custom: { name: "run" } }] },
    answer: saying([{ functionCall: { name: "run", args: { input: "ls" } } }]),
    gives: message({ "tool_calls[0].type": "custom", "tool_calls[0].custom": { name: "run", input: "ls" } }),
    google: silent },
  { field: "two functionCalls", ask: { parallel_tool_calls: false }, answer: saying([call, call]),
    gives: message({ "tool_calls.length": 1 }), note: "with `parallel_tool_calls: false`", google: silent },
  { field: "functionCall, asked for with `functions`", ask: older,
    answer: saying([{ ...call, thoughtSignature: "c2ln" }]),
    gives: { ...message({ content: null, "function_call.name": "weather", "function_call.arguments": '{"city":"Rome"}',
      "function_call.extra_content.google.thought_signature": "c2ln", tool_calls: undefined }),
      ...finish("function_call") },
    note: "the older form has no id that could carry the signature: from a client that drops unknown fields the call " +
      "comes back without it, and goes up with the documented word for that", google: silent },
  { field: "two functionCalls, asked for with `functions`", ask: older,
    answer: saying([call, { functionCall: { name: "now" } }]),
    gives: message({ "function_call.name": "weather", tool_calls: undefined }),
    note: "the first one: the older form holds no more, and the model asks for the next when it has the result",
    google: silent },
  { field: "inlineData of an image", answer: saying([{ inlineData: { mimeType: "image/png", data: "iVBORw0KGgo=" } }]),
    gives: message({ "images[0].image_url.url": "data:image/png;base64,iVBORw0KGgo=" }), google: silent },
  { field: "inlineData of sound", ask: { modalities: ["audio"], audio: { voice: "Kore", format: "pcm16" } },
    answer: saying([{ inlineData: { mimeType: "audio/L16;codec=pcm;rate=24000", data: "AAAA" } }]),
    gives: message({ content: null, "audio.data": "AAAA" }), google: silent },
  { field: "executableCode, codeExecutionResult", answer: saying([
    { executableCode: { language: "PYTHON", code: "print(1)" } },
    { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1\n" } }]),
    gives: message({ content: "\n```python\nprint(1)\n```\n\n```output\n1\n\n```\n",
      "extra_content.google.server_tool_parts.length": 2,
      "extra_content.google.server_tool_places": [{ text: 0, shown: 24, calls: 0 },
        { text: 24, shown: 18, calls: 0 }] }),
    note: "shown as text; the parts themselves beside it, with their places, for the next turn", google: silent },
  { field: "toolCall, toolResponse", answer: saying([{ toolCall: { id: "a" }, thoughtSignature: "c2ln" },
    { toolResponse: { id: "a" } }, { text: "b" }]),
    gives: message({ content: "b", "extra_content.google.server_tool_parts": [
      { toolCall: { id: "a" }, thoughtSignature: "c2ln" }, { toolResponse: { id: "a" } }] }),
    note: "what Google's own tools did, for the next turn", google: silent },
  { field: "groundingMetadata", answer: saying([{ text: "Été. Rome." }], { groundingMetadata: {
    groundingChunks: [{ web: { uri: "https://example.com/r", title: "example.com" } }],
    groundingSupports: [{ segment: { startIndex: 7, endIndex: 12, text: "Rome." }, groundingChunkIndices: [0] }] } }),
    gives: message({ annotations: [{ type: "url_citation", url_citation: { start_index: 5, end_index: 10,
      url: "https://example.com/r", title: "example.com" } }] }),
    note: "Google counts bytes, OpenAI characters", google: silent },
  { field: "logprobsResult", ask: { logprobs: true, top_logprobs: 1 },
    answer: saying([{ text: "a" }], { logprobsResult: { chosenCandidates: [{ token: "a", logProbability: -0.5 }],
    topCandidates: [{ candidates: [{ token: "a", logProbability: -0.5 }] }] } }),
    gives: { "choices[0].logprobs.content": [{ token: "a", logprob: -0.5, bytes: [97],
      top_logprobs: [{ token: "a", logprob: -0.5, bytes: [97] }] }] }, google: silent },
  { field: "several candidates", ask: { model: "gemini-2.5-flash", n: 2 }, answer: { candidates: [
    { content: { parts: [{ text: "a" }] }, finishReason: "STOP" },
    { content: { parts: [{ text: "b" }] }, finishReason: "STOP", index: 1 }] },
    gives: { "choices[0].message.content": "a", "choices[1].message.content": "b", "choices[1].index": 1 },
    google: silent },
];

const odd = (reason) => `\`${reason}\` (public reports)`;
const filtered = ["SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "LANGUAGE", "IMAGE_SAFETY",
  "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "MODEL_ARMOR", "JAILBREAK", "ESCALATION"];
const unsaid = ["MALFORMED_RESPONSE", "UNEXPECTED_TOOL_CALL", "MISSING_THOUGHT_SIGNATURE", "TOO_MANY_TOOL_CALLS", "NO_IMAGE"];
const oncemore = "with nothing said it is asked for once more before";
const finishes = [
  { field: "STOP", answer: ended("STOP"), gives: finish("stop"), google: recordedFinish },
  { field: "STOP after a call", answer: ended("STOP", [call]), gives: finish("tool_calls"), google: recordedFinish },
  { field: "MAX_TOKENS", answer: ended("MAX_TOKENS"), gives: finish("length"), google: silent },
  ...filtered.map((reason) => ({ field: reason, answer: ended(reason), gives: finish("content_filter"),
    google: reason === "PROHIBITED_CONTENT" ? odd("content_filter: PROHIBITED_CONTENT") : silent })),
  { field: "OTHER", answer: ended("OTHER"), gives: finish("stop"), google: silent },
  { field: "OTHER, nothing said", answer: ended("OTHER", []), gives: finish("content_filter"),
    note: "a silent filter", google: silent },
  { field: "MALFORMED_FUNCTION_CALL", answer: ended("MALFORMED_FUNCTION_CALL", []), gives: finish("stop"),
    note: oncemore, google: odd("function_call_filter: MALFORMED_FUNCTION_CALL") },
  ...unsaid.map((reason) => ({ field: reason, answer: ended(reason, []), gives: finish("stop"), note: oncemore,
    google: silent })),
  { field: "IMAGE_OTHER, nothing said", answer: ended("IMAGE_OTHER", []), gives: finish("content_filter"),
    note: "a silent filter", google: silent },
  { field: "STOP, with thoughts, a signature or sources alone", answer: ended("STOP", [{ text: "", thoughtSignature: "c2ln" }]),
    gives: finish("stop"), note: oncemore, google: silent },
  { field: "CONTINUATION", answer: ended("CONTINUATION"), gives: finish("length"),
    note: "with a `continuationToken` Rota asks for more of the same answer first, up to eight times", google: silent },
  { field: "any of them", answer: ended("SPII"), gives: { "choices[0].native_finish_reason": "SPII" },
    note: "Google's own word is kept", google: silent },
  { field: "promptFeedback.blockReason", answer: { promptFeedback: { blockReason: "SAFETY" } },
    gives: { ...message({ content: null, refusal: "Prompt blocked: SAFETY" }), ...finish("content_filter") },
    google: silent },
];

const usageOf = { promptTokenCount: 10, toolUsePromptTokenCount: 2, cachedContentTokenCount: 4, candidatesTokenCount: 5,
  thoughtsTokenCount: 7, totalTokenCount: 24, promptTokensDetails: [{ modality: "TEXT", tokenCount: 8 },
    { modality: "AUDIO", tokenCount: 2 }] };
const thoughtsInside = { promptTokenCount: 341, candidatesTokenCount: 3362, thoughtsTokenCount: 3347,
  totalTokenCount: 3703 };
const usage = (field, gives, google, note) =>
  ({ field, answer: saying([{ text: "a" }], {}, { usageMetadata: usageOf }), shows: { usageMetadata: usageOf }, gives,
    google, note });
const counts = [
  usage("prompt_tokens", { "usage.prompt_tokens": 12 }, "recorded", "prompt and tool use"),
  usage("completion_tokens", { "usage.completion_tokens": 12 }, "recorded: without the thoughts",
    "candidates and thoughts"),
  usage("total_tokens", { "usage.total_tokens": 24 }, "recorded"),
  usage("prompt_tokens_details", { "usage.prompt_tokens_details.cached_tokens": 4,
    "usage.prompt_tokens_details.audio_tokens": 2 }, "absent (recorded)"),
  usage("completion_tokens_details", { "usage.completion_tokens_details.reasoning_tokens": 7 }, "absent (recorded)"),
  { field: "completion_tokens", answer: saying([{ text: "a" }], {}, { usageMetadata: thoughtsInside }),
    shows: { usageMetadata: thoughtsInside }, gives: { "usage.completion_tokens": 3362,
      "usage.completion_tokens_details.reasoning_tokens": 3347, "usage.total_tokens": 3703 },
    note: "the total shows that the thoughts are among the candidates", google: silent },
  { field: "none said", answer: { candidates: [{ content: { parts: [{ text: "a" }] }, finishReason: "STOP" }] },
    gives: { usage: /"prompt_tokens":0.*"completion_tokens":0.*"total_tokens":0/u }, google: silent },
];

const first = { delta: { role: "assistant", content: "", refusal: null }, finish_reason: null };
const piece = (parts, more) => ({ candidates: [{ content: { role: "model", parts }, ...more }], responseId: "R5Mo" });
const delta = (members) => ({ delta: members, finish_reason: null });
const last = (reason) => ({ delta: {}, finish_reason: reason });
const callChunks = (index, id, name, args) => [
  delta({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }),
  delta({ tool_calls: [{ index, function: { arguments: args } }] }),
];
const said = { promptTokenCount: 3, candidatesTokenCount: 2, totalTokenCount: 5 };
const streams = [
  { field: "text", answer: [piece([{ text: "a" }]), piece([{ text: "b" }], { finishReason: "STOP" })],
    gives: [first, delta({ content: "a" }), delta({ content: "b" }), last("stop"), "[DONE]"],
    google: "the role in every delta, the finish beside the last text, `[DONE]` (recorded)" },
  { field: "thought",
    answer: [piece([{ text: "hm", thought: true }]), piece([{ text: "a" }], { finishReason: "STOP" })],
    gives: [first, delta({ reasoning_content: "hm" }), delta({ content: "a" }), last("stop"), "[DONE]"],
    google: "`content`: `<thought>hm`, then `</thought>a` (recorded)" },
  { field: "usage", ask: { stream_options: { include_usage: true } },
    answer: [{ ...piece([{ text: "a" }], { finishReason: "STOP" }), usageMetadata: said }],
    gives: [first, delta({ content: "a" }), last("stop"), { usage: [3, 2, 5] }, "[DONE]"],
    note: "once, last, and only when asked for", google: "on the last chunk with a choice (public reports)" },
  { field: "a signature with no text", answer: [piece([{ text: "a" }]),
    piece([{ text: "", thoughtSignature: "c2ln" }], { finishReason: "STOP" })],
    gives: [first, delta({ content: "a" }), delta({ extra_content: { google: { thought_signature: "c2ln" } } }),
      last("stop"), "[DONE]"], google: "`delta.extra_content` on the chunk that finishes (public reports)" },
  { field: "two calls", answer: [piece([call]), piece([{ functionCall: { name: "now", id: "b" } }],
    { finishReason: "STOP" })], gives: [first,
    ...callChunks(0, "tv5tq9d0", "weather", '{"city":"Rome"}'), ...callChunks(1, "b", "now", "{}"),
    last("tool_calls"), "[DONE]"], note: "numbered through, the name first, as OpenAI does",
    google: "always index 0 in older versions (public reports)" },
  { field: "a call, asked for with `functions`", ask: older, answer: [piece([call], { finishReason: "STOP" })],
    gives: [first, delta({ function_call: { name: "weather", arguments: "" } }),
      delta({ function_call: { arguments: '{"city":"Rome"}' } }), last("function_call"), "[DONE]"], google: silent },
  { field: "an error in mid-stream", answer: [piece([{ text: "a" }]),
    { error: { code: 503, message: "The model is overloaded.", status: "UNAVAILABLE" } }],
    gives: [first, delta({ content: "a" }), { error: "server_error" }], note: "and no [DONE]", google: silent },
  { field: "an end without a finish reason", answer: [piece([{ text: "a" }])],
    gives: [first, delta({ content: "a" }), { error: "server_error" }], note: "and no [DONE]", google: silent },
];

const vectors = (...values) => ({ embeddings: values.map((one) => ({ values: one })),
  usageMetadata: { promptTokenCount: 2 } });
const embed = (send, rest) =>
  ({ to: "/v1/embeddings", base: { model: "gemini-embedding-2" }, send, google: silent, ...rest });
const wants = (text, more) => ({ model: "models/gemini-embedding-2", content: { parts: [{ text }] }, ...more });
const embeddings = [
  embed({ input: "a" }, { field: "input", asks: { requests: [wants("a")] }, google: "documented" }),
  embed({ input: ["a", "b"] }, { field: "input", asks: { requests: [wants("a"), wants("b")] } }),
  embed({ input: [1, 2] }, { field: "input", refuses: "input", note: "token numbers of another vendor's" }),
  embed({ input: "a", dimensions: 256 }, { field: "dimensions",
    asks: { requests: [wants("a", { outputDimensionality: 256 })] } }),
  embed({ input: "a", encoding_format: "float" }, { field: "encoding_format", answer: vectors([0.5, 1]),
    gives: { "data[0].embedding": [0.5, 1], "data[0].index": 0 } }),
  embed({ input: "a", encoding_format: "base64" }, { field: "encoding_format", answer: vectors([0.5, 1]),
    gives: { "data[0].embedding": "AAAAPwAAgD8=" } }),
  embed({ input: "a" }, { field: "usage", answer: vectors([0.5]), gives: { "usage.prompt_tokens": 2,
    "usage.total_tokens": 2 } }),
  embed({ input: "a", model: "gemini-embedding-001", dimensions: 2 }, { field: "data[].embedding",
    answer: vectors([0, 2]), gives: { "data[0].embedding": [0, 1] },
    note: "unit length, which gemini-embedding-001 leaves to us below 3,072 dimensions" }),
];

const models = [
  { field: "data[]", to: "/v1/models", answer: { models: [{ name: "models/gemini-3.6-flash",
    displayName: "Gemini 3.6 Flash", supportedGenerationMethods: ["generateContent"] }] },
    gives: { object: "list", "data[0].id": "gemini-3.6-flash", "data[0].object": "model",
      "data[0].owned_by": "google" },
    google: "ids begin with `models/`; `display_name` (recorded)" },
];

const failing = (code, status, text) => ({ error: { code, status, message: text } });
const errors = [
  { field: "400 INVALID_ARGUMENT", status: 400, answer: failing(400, "INVALID_ARGUMENT", "Too odd."),
    gives: { "error.type": "invalid_request_error", "error.message": /Too odd\./u, "error.param": null },
    google: "a list of one: `[{\"error\": {code, message, status}}]` (recorded)" },
  { field: "404 NOT_FOUND", status: 404,
    answer: failing(404, "NOT_FOUND", "models/x is not found for API version v1beta."),
    gives: { "error.type": "invalid_request_error", "error.code": "model_not_found", "error.param": "model" },
    google: "the same list (recorded)" },
  { field: "503 UNAVAILABLE", status: 503, answer: failing(503, "UNAVAILABLE", "The model is overloaded."),
    gives: { "error.type": "server_error" }, google: "the same list (recorded)" },
];

/** Sections of the table; those of kind "request" show what Google is asked, the others what the client gets. */
export const answerSections = [
  ["Answers", "answer", whole],
  ["Finish reasons", "answer", finishes],
  ["Usage", "answer", counts],
  ["Streams", "answer", streams],
  ["Embeddings", "exchange", embeddings],
  ["Models", "answer", models],
  ["Errors", "answer", errors],
].map(([title, kind, rows]) => ({ title, kind, rows }));
