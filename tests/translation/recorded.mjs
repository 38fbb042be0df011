// The recorded requests of all four client dialects, each with the path by which it is sent.
// Knows both indexes of the recordings and which of them are chats; refuses to know what is in one.
import { complete, fixturesOf, hasFixture, jsonOf, readFixture } from "./harness.mjs";

const kinds = {
  chat: ["openai.chat.req"],
  anthropic: ["anthropic.messages.req"],
  responses: ["openai.responses.req"],
  gemini: ["gemini.generate.req", "vertex.generate.req", "gemini.stream.req"],
};

const paths = {
  chat: "/v1/chat/completions",
  anthropic: "/v1/messages",
  responses: "/v1/responses",
  gemini: "/v1beta/models/gemini-3-flash-preview:generateContent",
};
export const pathOf = (dialect, streams = false) =>
  dialect === "gemini" && streams ? `${paths.gemini.replace(":g", ":streamG")}?alt=sse` : paths[dialect];

/** How the agents' recordings are sent: what asks for an answer, and was answered. */
const endpoints = [
  [/^POST \/v1\/chat\/completions$/u, "chat"],
  [/^POST \/v1\/messages(\?beta=true)?$/u, "anthropic"],
  [/^POST \/v1\/responses(\?v=1)?$/u, "responses"],
  [/^POST \/v1(beta)?\/models\/.*:(g|streamG)enerateContent/u, "gemini"],
];

/** Every one: { dialect, path, source, request }. Those whose body is not JSON were recorded broken on purpose. */
export function recordedRequests() {
  const found = [];
  const add = (dialect, path, source) => {
    const request = jsonOf(path);
    if (request) found.push({ dialect, path, source, request });
  };
  for (const [dialect, names] of Object.entries(kinds)) {
    for (const { path, source } of fixturesOf(...names)) add(dialect, path, source);
  }
  if (!complete) return found;
  const seen = new Set();
  for (const line of String(readFixture("agents/INDEX.tsv")).trim().split("\n").slice(1)) {
    const [, client, version, , endpoint, status, body] = line.split("\t");
    const [, dialect] = endpoints.find(([pattern]) => pattern.test(endpoint)) ?? [];
    const path = `agents/${body}`;
    if (!dialect || status !== "200" || seen.has(path) || !hasFixture(path)) continue;
    seen.add(path);
    add(dialect, path, `${client} ${version}`);
  }
  return found;
}
