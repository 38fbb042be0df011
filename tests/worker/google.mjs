// What Google's API says: recorded bodies from fixtures/ and small answers made for one test.
// Knows Gemini's REST answers, its server-sent events (CRLF, as recorded) and its errors; refuses to know who asks.
import { readFileSync } from "node:fs";

const jsonType = { "content-type": "application/json; charset=UTF-8" };
const eventStreamType = { "content-type": "text/event-stream" };

/** The bytes of a recorded body. */
export const fixture = (name) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

/** The reply that a recorded body is; its status stands in the name of an error's file. */
export function recorded(name) {
  const status = Number(/^error_(\d{3})_?/.exec(name)?.[1] ?? 200);
  return { status, headers: name.endsWith(".sse") ? eventStreamType : jsonType, body: fixture(name) };
}

export const replies = {
  minuteLimit: () => recorded("error_429_minute.json"),
  dayLimit: () => recorded("error_429_day.json"),
  invalidKey: () => recorded("error_400_api_key.json"),
  leakedKey: () => recorded("error_403_leaked.json"),
  wrongLocation: () => recorded("error_400_location.json"),
  clientMistake: () => recorded("error_400_invalid.json"),
  penaltyRefused: () => recorded("error_400_penalty.json"),
  hangUp: () => ({ hangUp: true }),
  unknownModel: () => recorded("error_404_model.json"),
  overloaded: () => recorded("error_503.json"),
  internal: () => recorded("error_500.json"),
};

/** A limit of one minute that ends after `seconds`. */
export function minuteLimitFor(seconds) {
  const body = fixture("error_429_minute.json")
    .toString()
    .replaceAll(/41(\.\d+)?s/g, `${seconds}s`);
  return { ...replies.minuteLimit(), body };
}

/** One event of a stream, framed as recorded. */
export const event = (data) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\r\n\r\n`;

/** A stream's chunk with text; the last one also has a finish reason and the token counts. */
export function chunk(text, { finishReason, usage, index = 0 } = {}) {
  return {
    candidates: [{ content: { parts: [{ text }], role: "model" }, ...(finishReason && { finishReason }), index }],
    ...(usage && { usageMetadata: usage }),
    modelVersion: "gemini-3.6-flash",
    responseId: "responseId-for-tests",
  };
}

export const usageOf = (promptTokenCount, candidatesTokenCount) => ({
  promptTokenCount,
  candidatesTokenCount,
  totalTokenCount: promptTokenCount + candidatesTokenCount,
});

/** The events of a stream that says the texts one after the other. */
export function eventsSaying(texts, usage = usageOf(7, 10)) {
  return texts.map((text, i) =>
    event(
      chunk(
        text,
        i === texts.length - 1 ? { finishReason: "STOP", usage } : { usage: usageOf(usage.promptTokenCount, 0) },
      ),
    ),
  );
}

/** A streamed answer. `body` may be changed by the caller: it is a list of steps, one an event. */
export const streamSaying = (texts, usage) => ({ headers: eventStreamType, body: eventsSaying(texts, usage) });

/** An answer in one piece. */
export function saying(text, usage = usageOf(7, 10)) {
  return { headers: jsonType, body: JSON.stringify(chunk(text, { finishReason: "STOP", usage }), null, 2) };
}

/** An event stream of the given steps. */
export const streamOf = (...steps) => ({ headers: eventStreamType, body: steps });

/** What Google answers to generateContent and streamGenerateContent alike. */
export function answer(call, text = "fine", usage) {
  return call.verb === "streamGenerateContent" ? streamSaying([text], usage) : saying(text, usage);
}

/** Google's list of models, `pageSize` or 50 but at the most `most` a page, and single models. */
export function modelsReply(call, names, most = 1000) {
  const models = names.map((id) => ({
    name: `models/${id}`,
    version: "001",
    displayName: id,
    inputTokenLimit: 1048576,
    outputTokenLimit: 65536,
    supportedGenerationMethods: ["generateContent", "countTokens"],
  }));
  if (call.model) {
    const model = models.find(({ name }) => name === `models/${call.model}`);
    return model ? { headers: jsonType, body: JSON.stringify(model) } : replies.unknownModel();
  }
  const start = Number(call.query.get("pageToken") ?? 0);
  const end = start + Math.min(Number(call.query.get("pageSize") ?? 50), most);
  const page = { models: models.slice(start, end), ...(end < models.length && { nextPageToken: String(end) }) };
  return { headers: jsonType, body: JSON.stringify(page, null, 2) };
}

/** Keys that look like Google's and are none. */
export const poolKeys = (count) =>
  Array.from({ length: count }, (_, i) => `AIzaFAKE-pool-canary-${i + 1}-xyzw${i + 1}`);
