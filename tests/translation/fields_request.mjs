// What Rota makes of a chat request, field by field: cases that table.test.mjs runs and docs/TRANSLATION.md shows.
// Knows examples and what Google says of its own OpenAI-compatible endpoint; refuses to claim anything untested.
//
// A row: `send` is laid over {model: "gemini-3.6-flash", messages: [{role: "user", content: "hi"}]}. Then one of
//   asks     Google's request, all of it but the contents of that one message;
//   path     the end of the URL that is called;
//   refuses  the `param` of the 400 that the client gets, and no call is made.
// `google`: what Google's endpoint does, with where that is known from; `silent` where Google does not say.

// Sources: ai.google.dev/gemini-api/docs/openai and ai.google.dev/api/compatibility (2025 and 2026), recordings and
// public reports (fixtures of kind googlecompat).

export const silent = "not documented";
const documented = "documented";
const ignored = "not documented; most unknown parameters are ignored silently (public reports)";
const config = (generationConfig) => ({ generationConfig });
const thinks = (thinkingConfig) => config({ thinkingConfig });
const says = (...parts) => ({ contents: [{ role: "user", parts }] });
const user = (...content) => ({ messages: [{ role: "user", content }] });
const png = "iVBORw0KGgo=";
const image = { inlineData: { mimeType: "image/png", data: png } };

const weather = { type: "function", function: { name: "weather", description: "Now", parameters: { type: "object",
  properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false } } };
const declared = { name: "weather", description: "Now", parametersJsonSchema: weather.function.parameters };
const tools = (extra) => ({ tools: [{ functionDeclarations: [declared] }], ...extra });
const mode = (functionCallingConfig) => tools({ toolConfig: { functionCallingConfig } });
const choose = (tool_choice) => ({ tools: [weather], tool_choice });
const schema = { type: "object", properties: { n: { type: "integer", exclusiveMinimum: 0 } }, required: ["n"] };

/** A history in which one function was called, with what the call and the result carry. */
const loop = (call, result, more = {}) => ({
  model: "gemini-3-flash-preview",
  messages: [
    { role: "user", content: "hi" },
    { role: "assistant", content: null, tool_calls: [{ id: "call_1", type: "function",
      function: { name: "weather", arguments: '{"city":"Rome"}' }, ...call }] },
    { role: "tool", tool_call_id: "call_1", content: "21 C", ...result },
  ],
  ...more,
});
const rome = { name: "weather", args: { city: "Rome" } };
const looped = (signature, response, { call = rome, id = { id: "call_1" }, media = {}, after = [] } = {}) => ({
  contents: [
    { role: "user", parts: [{ text: "hi" }] },
    { role: "model", parts: [{ functionCall: { ...id, ...call }, thoughtSignature: signature }] },
    { role: "user", parts: [{ functionResponse: { ...id, name: "weather", response, ...media } }, ...after] },
  ],
});
/** As Rota makes ids up: the last four characters follow from the others. */
const madeUp = "call_00000000000000000001no02";
const unsigned = "skip_thought_signature_validator";

/** A model of the second generation, which takes some fields otherwise. */
const second = { model: "gemini-2.5-flash" };

const top = [
  { field: "model", send: { model: "models/gemini-3.1-pro" }, path: "/models/gemini-3.1-pro:generateContent",
    google: "documented: `models/` is put before a bare name" },
  { field: "model", send: { model: "gemini-3.6-flash:search" }, asks: { tools: [{ googleSearch: {} }] },
    note: "an ending of Rota's own", google: silent },
  { field: "stream", send: { stream: true }, path: ":streamGenerateContent?alt=sse", google: documented },
  { field: "temperature", send: { temperature: 0.5 }, asks: config({ temperature: 0.5 }), google: documented },
  { field: "temperature", send: { temperature: 3 }, asks: config({ temperature: 2 }),
    note: "Google's range ends at 2", google: "documented, without a range" },
  { field: "temperature", send: { temperature: "warm" }, refuses: "temperature", google: silent },
  { field: "top_p", send: { top_p: 0.9 }, asks: config({ topP: 0.9 }), google: documented },
  { field: "top_k", send: { top_k: 40 }, asks: config({ topK: 40 }), note: "not OpenAI's", google: silent },
  { field: "max_tokens", send: { max_tokens: 100 }, asks: config({ maxOutputTokens: 100 }),
    note: "thinking counts too", google: documented },
  { field: "max_completion_tokens", send: { max_tokens: 100, max_completion_tokens: 50 },
    asks: config({ maxOutputTokens: 50 }), google: documented },
  { field: "n", send: { ...second, n: 2 }, asks: config({ candidateCount: 2 }), google: documented },
  { field: "n", send: { model: "gemini-3-flash-preview", n: 2 }, refuses: "n",
    note: "the third generation refuses `candidateCount`: one answer to a request", google: silent },
  { field: "stop", send: { stop: "END" }, asks: config({ stopSequences: ["END"] }), google: documented },
  { field: "stop", send: { stop: ["a", "b", "", "c", "d", "e", "f"] },
    asks: config({ stopSequences: ["a", "b", "c", "d", "e"] }), note: "Google takes five", google: silent },
  { field: "seed", send: { seed: 7 }, asks: config({ seed: 7 }), google: silent },
  { field: "seed", send: { seed: 2147483655 }, asks: config({ seed: 7 }), note: "folded into 31 bits", google: silent },
  { field: "presence_penalty, frequency_penalty", send: { ...second, presence_penalty: 0.5, frequency_penalty: 0 },
    asks: config({ presencePenalty: 0.5 }), note: "0 is no wish", google: "documented: the first of them" },
  { field: "presence_penalty", send: { model: "gemini-3-flash-preview", presence_penalty: 0.5 }, asks: {},
    note: "Gemini 3 refuses penalties", google: silent },
  { field: "logprobs, top_logprobs", send: { logprobs: true, top_logprobs: 3 },
    asks: config({ responseLogprobs: true, logprobs: 3 }), google: silent },
  { field: "top_logprobs", send: { top_logprobs: 3 }, refuses: "top_logprobs", note: "without `logprobs`",
    google: silent },
  { field: "logit_bias", send: { logit_bias: { 50256: -100 } }, asks: {}, google: ignored },
  { field: "service_tier", send: { service_tier: "flex" }, asks: { serviceTier: "flex" }, google: silent },
  { field: "service_tier", send: { service_tier: "auto" }, asks: {}, google: silent },
  { field: "service_tier", send: { service_tier: "scale" }, asks: {}, note: "a tier that Google does not sell",
    google: silent },
  { field: "stream_options.include_obfuscation", send: { stream_options: { include_obfuscation: true } }, asks: {},
    note: "changes nothing in an answer", google: silent },
  { field: "modalities", send: { modalities: ["text", "image"] },
    asks: config({ responseModalities: ["TEXT", "IMAGE"] }), google: documented },
  { field: "audio", send: { modalities: ["text", "audio"], audio: { voice: "Kore", format: "pcm16" } },
    asks: config({ responseModalities: ["AUDIO"],
      speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } } }), google: documented },
  { field: "audio.format", send: { modalities: ["audio"], audio: { voice: "Kore", format: "opus" } },
    refuses: "audio.format", note: "Gemini speaks PCM", google: silent },
  { field: "web_search_options", send: { web_search_options: {} }, asks: { tools: [{ googleSearch: {} }] },
    google: silent },
  { field: "user", send: { user: "u" }, asks: {}, google: "documented: not used" },
  { field: "safety_identifier, metadata, store, prompt_cache_key, prediction, verbosity",
    send: { safety_identifier: "s", metadata: { a: "b" }, store: true, prompt_cache_key: "k",
      prediction: { type: "content", content: "x" }, verbosity: "low" }, asks: {}, google: ignored },
  { field: "anything else", send: { no_such_field: 1 }, asks: {}, google: ignored },
];

const format = [
  { field: "response_format", send: { response_format: { type: "text" } }, asks: {}, google: documented },
  { field: "response_format", send: { response_format: { type: "json_object" } },
    asks: config({ responseMimeType: "application/json" }), google: silent },
  { field: "response_format", send: { response_format: { type: "json_schema", json_schema: { name: "a", schema } } },
    asks: config({ responseMimeType: "application/json", responseJsonSchema: { type: "object",
      properties: { n: { type: "integer", minimum: 1 } }, required: ["n"] } }),
    note: "what Google has no word for is said with those it has", google: documented },
  { field: "response_format.json_schema.description", send: { response_format: { type: "json_schema",
    json_schema: { name: "a", description: "A day", schema: { type: "object" } } } },
    asks: config({ responseMimeType: "application/json",
      responseJsonSchema: { type: "object", description: "A day" } }),
    note: "where the schema has none of its own", google: silent },
  { field: "response_format", send: { response_format: { type: "grammar" } }, refuses: "response_format.type",
    google: silent },
];

const effort = (reasoning_effort, model = second.model) => ({ model, reasoning_effort });
const google25 = "documented: the same";
const thinking = [
  { field: "reasoning_effort", send: effort("none"), asks: thinks({ thinkingBudget: 0 }), google: google25 },
  { field: "reasoning_effort", send: effort("none", "gemini-2.5-pro"), asks: thinks({ thinkingBudget: 128 }),
    note: "the least that 2.5 Pro takes", google: "documented: cannot be switched off" },
  { field: "reasoning_effort", send: effort("minimal"), asks: thinks({ thinkingBudget: 1024 }), google: google25 },
  { field: "reasoning_effort", send: effort("low"), asks: thinks({ thinkingBudget: 1024 }), google: google25 },
  { field: "reasoning_effort", send: effort("medium"), asks: thinks({ thinkingBudget: 8192 }), google: google25 },
  { field: "reasoning_effort", send: effort("high"), asks: thinks({ thinkingBudget: 24576 }), google: google25 },
  { field: "reasoning_effort", send: effort("xhigh"), asks: thinks({ thinkingBudget: 24576 }), google: silent },
  { field: "reasoning_effort", send: effort("minimal", "gemini-3-flash-preview"),
    asks: thinks({ thinkingLevel: "MINIMAL" }), google: "documented: minimal" },
  { field: "reasoning_effort", send: effort("minimal", "gemini-3.1-pro-preview"),
    asks: thinks({ thinkingLevel: "LOW" }), google: "documented: low" },
  { field: "reasoning_effort", send: effort("high", "gemini-3-flash-preview"),
    asks: thinks({ thinkingLevel: "HIGH" }), google: "documented: high" },
  { field: "reasoning_effort", send: effort("high", "gemini-2.0-flash"), asks: {}, note: "does not think",
    google: silent },
  { field: "reasoning_effort", send: { ...second, reasoning_effort: { effort: "low", summary: "auto" } },
    asks: thinks({ thinkingBudget: 1024, includeThoughts: true }), note: "as the Responses API has it",
    google: silent },
  { field: "reasoning_effort", send: effort("much"), refuses: "reasoning_effort", google: "400 (public reports)" },
  { field: "(no effort)", send: {}, asks: {}, note: "the model's default", google: "documented: the same" },
  { field: "reasoning", send: { ...second, reasoning: { max_tokens: 2000, exclude: false } },
    asks: thinks({ thinkingBudget: 2000, includeThoughts: true }), note: "OpenRouter's", google: silent },
  { field: "include_reasoning", send: { include_reasoning: true }, asks: thinks({ includeThoughts: true }),
    note: "OpenRouter's", google: silent },
];

const extraBody = (google) => ({ extra_body: { google } });
const extra = [
  { field: "extra_body.google.thinking_config",
    send: { ...second, ...extraBody({ thinking_config: { thinking_budget: 512, include_thoughts: true } }) },
    asks: thinks({ thinkingBudget: 512, includeThoughts: true }), google: "documented: the same" },
  { field: "extra_body.google.thinking_config", send: { ...second, reasoning_effort: "high",
    ...extraBody({ thinking_config: { thinking_budget: 512 } }) }, asks: thinks({ thinkingBudget: 512 }),
    note: "beside an effort it wins", google: "documented: not both at a time" },
  { field: "extra_body.google.cached_content", send: extraBody({ cached_content: "cachedContents/a" }),
    asks: { cachedContent: "cachedContents/a" }, google: "documented: the same" },
  { field: "extra_body.google.cached_content", send: { tools: [weather],
    ...extraBody({ cached_content: "cachedContents/a" }) }, refuses: "extra_body.google.cached_content",
    note: "beside tools or system text, which belong into the cache", google: "400 (Google's API refuses them together)" },
  { field: "extra_body.google.safety_settings",
    send: extraBody({ safety_settings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }] }),
    asks: { safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }] },
    google: "documented: the same" },
  { field: "extra_body.google.image_config", send: extraBody({ image_config: { aspect_ratio: "16:9" } }),
    asks: config({ imageConfig: { aspectRatio: "16:9" } }), google: silent },
  { field: "google (without extra_body)", send: { google: { media_resolution: "MEDIA_RESOLUTION_LOW" } },
    asks: config({ mediaResolution: "MEDIA_RESOLUTION_LOW" }), google: silent },
  { field: "generationConfig (without google)", send: { generationConfig: { topK: 3 } }, asks: config({ topK: 3 }),
    google: silent },
  { field: "extra_body.google", send: extraBody({ no_such_thing: { a: 1 } }),
    refuses: "extra_body.google.no_such_thing", google: silent },
];

const roles = [
  { field: "system, developer", send: { messages: [{ role: "system", content: "A" }, { role: "user", content: "hi" },
    { role: "developer", content: "B" }] }, asks: { systemInstruction: { parts: [{ text: "A" }, { text: "B" }] } },
    note: "all of them, in order", google: "documented: `system`" },
  { field: "system", send: { model: "gemma-3-27b-it", messages: [{ role: "system", content: "A" },
    { role: "user", content: "hi" }] }, asks: says({ text: "A\n\n" }, { text: "hi" }),
    note: "Gemma 3 takes no system instruction", google: silent },
  { field: "assistant", send: { messages: [{ role: "user", content: "hi" }, { role: "assistant", content: "yes?" },
    { role: "user", content: "bye" }] }, asks: { contents: [{ role: "user", parts: [{ text: "hi" }] },
    { role: "model", parts: [{ text: "yes?" }] }, { role: "user", parts: [{ text: "bye" }] }] },
    google: documented },
  { field: "assistant.audio", send: { messages: [{ role: "user", content: "hi" },
    { role: "assistant", content: "yes?", audio: { id: "audio_1" } }, { role: "user", content: "bye" }] },
    asks: { contents: [{ role: "user", parts: [{ text: "hi" }] }, { role: "model", parts: [{ text: "yes?" }] },
      { role: "user", parts: [{ text: "bye" }] }] }, note: "sound is not kept: the text stays", google: silent },
  { field: "two users in a row", send: { messages: [{ role: "user", content: "a" }, { role: "user", content: "b" }] },
    asks: says({ text: "a" }, { text: "b" }), google: silent },
  { field: "an unknown role", send: { messages: [{ role: "critic", content: "a" }] }, refuses: "messages[0].role",
    google: silent },
  { field: "no messages", send: { messages: [] }, refuses: "messages", google: silent },
  { field: "assistant.reasoning_content", send: { messages: [{ role: "user", content: "hi" },
    { role: "assistant", content: "yes?", reasoning_content: "hm" }, { role: "user", content: "bye" }] },
    asks: { contents: [{ role: "user", parts: [{ text: "hi" }] }, { role: "model", parts: [{ text: "yes?" }] },
      { role: "user", parts: [{ text: "bye" }] }] }, note: "thoughts are not sent back", google: silent },
];

const parts = [
  { field: "text", send: user({ type: "text", text: "a" }, { type: "text", text: "b" }),
    asks: says({ text: "a" }, { text: "b" }), google: documented },
  { field: "image_url", send: user({ type: "image_url", image_url: { url: `data:image/png;base64,${png}` } }),
    asks: says(image), google: "documented: base64 data URLs" },
  { field: "image_url", send: user({ type: "image_url", image_url: { url: "https://example.com/a.png" } }),
    asks: says(image), note: "fetched by Rota", google: silent },
  { field: "image_url", send: user({ type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo,=" } }),
    refuses: "messages[0].content[0].image_url.url", note: "no base64: told before Google is asked", google: silent },
  { field: "image_url", send: user({ type: "image_url", image_url: { url: "https://youtu.be/9hE5-98ZeCg" } }),
    asks: says({ fileData: { fileUri: "https://youtu.be/9hE5-98ZeCg" } }), note: "Google reads it itself",
    google: silent },
  { field: "image_url", send: user({ type: "image_url", image_url: { url: "http://169.254.169.254/" } }),
    refuses: "messages[0].content[0].image_url.url", note: "a private address", google: silent },
  { field: "image_url.detail", send: { model: "gemini-3-flash-preview", ...user({ type: "image_url",
    image_url: { url: `data:image/png;base64,${png}`, detail: "low" } }) },
    asks: says({ ...image, mediaResolution: { level: "MEDIA_RESOLUTION_LOW" } }), google: silent },
  { field: "image_url.detail", send: { ...second, ...user({ type: "image_url",
    image_url: { url: `data:image/png;base64,${png}`, detail: "low" } }) }, asks: says(image), note: "2.5 has it for all images of a request only", google: silent },
  { field: "input_audio", send: user({ type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } }),
    asks: says({ inlineData: { mimeType: "audio/wav", data: "UklGRg==" } }), google: documented },
  { field: "input_audio.data", send: user({ type: "input_audio", input_audio: { data: "UklGR", format: "wav" } }),
    refuses: "messages[0].content[0].input_audio.data", note: "no whole bytes", google: silent },
  { field: "file.file_data", send: user({ type: "file", file: { filename: "a.pdf", file_data: "JVBERi0=?" } }),
    refuses: "messages[0].content[0].file.file_data", google: silent },
  { field: "file", send: user({ type: "file", file: { filename: "a.pdf", file_data: "JVBERi0=" } }),
    asks: says({ inlineData: { mimeType: "application/pdf", data: "JVBERi0=" } }), google: silent },
  { field: "file", send: user({ type: "file", file: { filename: "a.yaml",
    file_data: "data:application/x-yaml;base64,YTogYgo=" } }),
    asks: says({ inlineData: { mimeType: "text/plain", data: "YTogYgo=" } }),
    note: "all that is text goes up as plain text: Google refuses most of its types", google: silent },
  { field: "file.file_id", send: user({ type: "file", file: { file_id: "file-openai" } }),
    refuses: "messages[0].content[0].file.file_id", note: "another vendor's file", google: silent },
  { field: "video_url", send: user({ type: "video_url", video_url: { url: "gs://b/a.mp4" },
    video_metadata: { fps: 2, start_offset: "10s" } }), asks: says({ fileData: { mimeType: "video/mp4",
    fileUri: "gs://b/a.mp4" }, videoMetadata: { fps: 2, startOffset: "10s" } }), note: "not OpenAI's", google: silent },
  { field: "an unknown type", send: user({ type: "hologram" }), refuses: "messages[0].content[0].type",
    google: silent },
];

const toolForms = [
  { field: "tools[].function", send: { tools: [weather] }, asks: tools(), google: documented },
  { field: "tools[].function.strict",
    send: { tools: [{ ...weather, function: { ...weather.function, strict: true } }] },
    asks: mode({ mode: "VALIDATED" }), google: silent },
  { field: "tools[].function.name", send: { tools: [{ type: "function", function: { name: "1 get/weather" } }] },
    asks: { tools: [{ functionDeclarations: [{ name: "_1_get_weather", description: "" }] }] }, google: silent },
  { field: "tools[].function.name", send: { tools: [{ type: "function", function: { name: "weather" } }, weather] },
    asks: tools(), note: "declared again: the last stays, Google refuses a second one",
    google: silent },
  { field: "tools[].custom", send: { tools: [{ type: "custom", custom: { name: "run" } }] },
    asks: { tools: [{ functionDeclarations: [{ name: "run", description: "", parametersJsonSchema: { type: "object",
      properties: { input: { type: "string" } }, required: ["input"] } }] }] }, google: silent },
  { field: "tools[].web_search", send: { tools: [{ type: "web_search" }] }, asks: { tools: [{ googleSearch: {} }] },
    google: silent },
  { field: "tools[].code_interpreter", send: { tools: [{ type: "code_interpreter" }] },
    asks: { tools: [{ codeExecution: {} }] }, google: silent },
  { field: "tools[].google_search", send: { tools: [{ google_search: {} }] }, asks: { tools: [{ googleSearch: {} }] },
    note: "Google's own words", google: silent },
  { field: "tools[].type", send: { tools: [{ type: "teleport" }] }, refuses: "tools[0].type", google: silent },
  { field: "functions", send: { functions: [weather.function] }, asks: tools(),
    note: "the older form; without `tools`, calls are then told in it too", google: silent },
  { field: "function_call", send: { functions: [weather.function], function_call: { name: "weather" } },
    asks: mode({ mode: "ANY", allowedFunctionNames: ["weather"] }), note: "the older `tool_choice`", google: silent },
  { field: "tool_choice", send: choose("none"), asks: mode({ mode: "NONE" }), google: documented },
  { field: "tool_choice", send: choose("auto"), asks: mode({ mode: "AUTO" }), google: documented },
  { field: "tool_choice", send: choose("required"), asks: mode({ mode: "ANY" }), google: documented },
  { field: "tool_choice", send: choose({ type: "function", function: { name: "weather" } }),
    asks: mode({ mode: "ANY", allowedFunctionNames: ["weather"] }), google: documented },
  { field: "tool_choice", send: choose({ type: "allowed_tools", allowed_tools: { mode: "auto",
    tools: [{ type: "function", function: { name: "weather" } }] } }),
    asks: mode({ mode: "VALIDATED", allowedFunctionNames: ["weather"] }), google: silent },
  { field: "tool_choice", send: choose({ type: "function", function: { name: "nobody" } }),
    refuses: "tool_choice.function.name", google: silent },
];

const history = [
  { field: "tool_calls, tool", send: loop({}, {}), asks: looped(unsigned, { output: "21 C" }),
    note: "the documented word for a call that carries no signature",
    google: "400 for Gemini 3: a thought_signature is missing (public reports)" },
  { field: "tool_calls[].extra_content", send: loop({ extra_content: { google: { thought_signature: "c2ln" } } }, {}),
    asks: looped("c2ln", { output: "21 C" }), google: "documented: the same" },
  { field: "tool_calls[].id", send: loop({ id: "call_1__thought__c2ln" }, { tool_call_id: "call_1__thought__c2ln" }),
    asks: looped("c2ln", { output: "21 C" }), note: "for clients that drop unknown fields", google: silent },
  { field: "tool_calls[].id", send: loop({ id: madeUp }, { tool_call_id: madeUp }),
    asks: looped(unsigned, { output: "21 C" }, { id: {} }),
    note: "one that Rota made up, which its last four characters say; all others go up as they are", google: silent },
  { field: "tool.content", send: loop({}, { content: '{"degrees":21}' }), asks: looped(unsigned, { degrees: 21 }),
    note: "an object is the result itself", google: silent },
  { field: "tool.content", send: loop({}, { content: '{"a":[{"$ref":"#/x"}]}' }),
    asks: looped(unsigned, { output: '{"a":[{"$ref":"#/x"}]}' }),
    note: "Google would look for a medium of the name `#/x`, and refuse the request", google: silent },
  { field: "tool.content", send: loop({}, { content: [{ type: "text", text: "a map" },
    { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } },
    { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } }] }),
    asks: looped(unsigned, { output: "a map" }, { media: { parts: [image] }, after: [
      { text: "From the result of weather:" }, { inlineData: { mimeType: "audio/wav", data: "UklGRg==" } }] }),
    note: "a result holds PNG, JPEG, WebP, PDF and plain text, before Gemini 3 nothing; the others follow", google: silent },
  { field: "tool_calls[].function.arguments", send: loop({ function: { name: "weather", arguments: "" } }, {}),
    asks: looped(unsigned, { output: "21 C" }, { call: { name: "weather", args: {} } }), google: silent },
  { field: "tool_calls[].function.arguments", send: loop({ function: { name: "weather", arguments: "[]" } }, {}),
    asks: looped(unsigned, { output: "21 C" }, { call: { name: "weather", args: {} } }),
    note: "PHP's empty object", google: silent },
  { field: "tool_calls[].function.arguments",
    send: loop({ function: { name: "weather", arguments: '"{\\"city\\":\\"Rome\\"}"' } }, {}),
    asks: looped(unsigned, { output: "21 C" }), note: "encoded twice", google: silent },
];

/** The same history in the older form. */
const olderLoop = (extra) => ({
  model: "gemini-3-flash-preview",
  messages: [
    { role: "user", content: "hi" },
    { role: "assistant", content: null, function_call: { name: "weather", arguments: '{"city":"Rome"}', ...extra } },
    { role: "function", name: "weather", content: "21 C" },
  ],
});
history.push(
  { field: "function_call, function", send: olderLoop({}), asks: looped(unsigned, { output: "21 C" }, { id: {} }),
    note: "the documented word for a call that carries no signature", google: silent },
  { field: "function_call.extra_content", send: olderLoop({ extra_content: { google: { thought_signature: "c2ln" } } }),
    asks: looped("c2ln", { output: "21 C" }, { id: {} }), google: silent },
);

/** A history in which Google's own tools were at work. */
const answered = (content, google, tool) => ({
  model: "gemini-3-flash-preview",
  ...(tool ? { tools: [{ type: tool }] } : {}),
  messages: [{ role: "user", content: "hi" }, { role: "assistant", content, extra_content: { google } },
    { role: "user", content: "bye" }],
});
const answer = (modelParts, more) => ({ contents: [{ role: "user", parts: [{ text: "hi" }] },
  { role: "model", parts: modelParts }, { role: "user", parts: [{ text: "bye" }] }], ...more });
const ran = { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } };
const shown = "a\n```output\n1\n```\nb";
const ranPlace = { server_tool_parts: [ran], server_tool_places: [{ text: 1, shown: 17, calls: 0 }] };
const searched = [{ toolCall: { id: "a" }, thoughtSignature: "c2ln" }, { toolResponse: { id: "a" } }];
history.push(
  { field: "extra_content.google.server_tool_parts", send: answered("b", { server_tool_parts: searched }, "web_search"),
    asks: answer([...searched, { text: "b" }], { tools: [{ googleSearch: {} }],
      toolConfig: { includeServerSideToolInvocations: true } }),
    note: "as an answer had it; first where no places are said", google: silent },
  { field: "extra_content.google.server_tool_places", send: answered(shown, ranPlace, "code_interpreter"),
    asks: answer([{ text: "a" }, ran, { text: "b" }], { tools: [{ codeExecution: {} }] }),
    note: "where a part was; what the content shows of it goes", google: silent },
  { field: "extra_content.google.server_tool_parts", send: answered("b", { server_tool_parts: searched }),
    asks: answer([{ text: "b" }]), note: "this request has no such tool", google: silent },
  { field: "extra_content.google.server_tool_parts", send: answered("b", { server_tool_parts: [{ text: "a" }] },
    "web_search"), refuses: "messages[1].extra_content.google.server_tool_parts[0]", google: silent },
);

/** Sections of the table: title, what the columns hold, rows. */
export const requestSections = [
  ["Request fields", top],
  ["Structured output", format],
  ["Thinking", thinking],
  ["Google's own settings", extra],
  ["Messages", roles],
  ["Parts of messages", parts],
  ["Tools", toolForms],
  ["Tool calls and results in the history", history],
].map(([title, rows]) => ({ title, kind: "request", rows }));
