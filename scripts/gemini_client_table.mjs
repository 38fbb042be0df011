// What becomes of what Gemini's own clients send where the upstream speaks another dialect, for docs/TRANSLATION.md.
// Knows the words of each row and the story or test that proves it; see proven_table.mjs.
import { provenTable } from "./proven_table.mjs";

const places = [
  ...["gemini-on-openai.md", "gemini-translated.md", "gemini-silence.md"].map((name) => `tests/conversations/${name}`),
  ...["request", "reply", "embeddings"].map((name) => `tests/unit/dialect/gemini/client/${name}_test.cpp`),
];

const requests = [
  ["`:generateContent`, `:streamGenerateContent`", "a chat; the path says whether it is streamed", "the path says whether the answer is a stream"],
  ["names in snake case, one object where a list may be, a system instruction of text alone", "read like all else", "snake case, one object for a list, and a system text are read like all else"],
  ["`text`, `inlineData`, `functionCall`, `functionResponse`", "texts, media, calls, results; a call without an id gets one that its result is found by", "A stream: calls without ids, an image, a result that failed, thoughts"],
  ["a response with `error`, media in a response, `fileData`, `videoMetadata`", "a result that failed, what it shows, a file by its URL, a video's range", "a result that failed, media beside a result, files by URL, and a video's range"],
  ["`executableCode`, `codeExecutionResult`", "told as texts: they are Google's own", "what Google's own tools did is Google's, and shown to others"],
  ["`thought: true`, `thoughtSignature`", "neither: another upstream has no use for them", "A stream: calls without ids, an image, a result that failed, thoughts"],
  ["`functionDeclarations` with `parameters` or `parametersJsonSchema`", "functions", "tools, Google's own and declared, and the choice among them"],
  ["`googleSearch`, `codeExecution` and the like", "what the upstream has of it, see below", "tools, Google's own and declared, and the choice among them"],
  ["`functionCallingConfig`", "the choice, and the functions that may be called", "tools, Google's own and declared, and the choice among them"],
  ["schemas of Google's: `OBJECT`, `nullable`, counts as texts", "JSON Schema", "a schema of Google's becomes JSON Schema, and JSON Schema stays"],
  ["`responseMimeType` with a schema", "an answer by that schema", "A whole answer of a schema, in types of Google's"],
  ["`temperature`, `topP`, `maxOutputTokens`, `stopSequences`, `seed`, `thinkingConfig`, log probabilities", "the same", "Google's settings, those of its own among them"],
  ["`safetySettings`, `topK`", "nothing: chat has no place for them", "A stream: calls without ids, an image, a result that failed, thoughts"],
  ["`cachedContent`, wrong types", "400 that names the field as Google does", "what is wrong is refused, and the field is named"],
  ["`:embedContent`, `:batchEmbedContents`", "embeddings", "Vectors, one and many"],
  ["`GET /v1beta/models`", "the upstream's, in Google's shape", "The list of models, under every base of Google's"],
  ["`GET /v1beta/models/{model}`", "likewise", "One model"],
  ["all else: caches, interactions and the like", "501: the upstream has no such thing", "What only Google has"],
];

const answers = [
  ["text, thoughts, calls, media", "parts; what one block says is one of them", "a whole answer joins what one block says, and tells its parts apart"],
  ["a stream", "events with `alt=sse`, otherwise a list; the last message of each candidate has its reason", "without alt=sse a stream is a list"],
  ["pieces of a call's arguments", "one `functionCall`, once it is whole", "A stream: calls without ids, an image, a result that failed, thoughts"],
  ["sources", "`groundingMetadata`", "sources are told once each, with the stretches that rely on them"],
  ["log probabilities", "`logprobsResult`", "log probabilities in two lists that run in parallel"],
  ["usage", "`usageMetadata`, thoughts apart", "counts that nobody said are left out"],
  ["an end by length, a filter", "`MAX_TOKENS`, `SAFETY`", "a stream ends each candidate with its reason, and the answer with its usage"],
  ["silence", "stays silent: Google's clients take neither comments nor blank lines", "silence is not broken"],
  ["an error", "Google's envelope, the field under Google's name", "A setting that the upstream refuses is left out; what else is wrong is told by the field as Google calls it"],
];

/** Two sections. */
export function geminiClientSections() {
  return [
    provenTable("Gemini's own clients on another upstream: requests", ["A client sends", "What becomes of it"], requests, places),
    provenTable("Gemini's own clients on another upstream: answers", ["The upstream says", "The client gets"], answers, places),
  ];
}
