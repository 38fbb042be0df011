// A mock of Google's API for development without keys: @copilotkit/aimock with an answer to every prompt.
// Knows what the mock lacks (Gemini's models list); refuses to imitate quotas and errors: the upstream of
// tests/worker does that.
import { LLMock } from "@copilotkit/aimock";

const models = ["gemini-flash-latest", "gemini-flash-lite-latest", "gemini-3.8-flash", "gemini-3.5-flash-lite", "gemini-3.6-flash", "gemini-3.1-pro-preview"].map((id) => ({
  name: `models/${id}`,
  version: "mock",
  displayName: `${id} (mock)`,
  inputTokenLimit: 1048576,
  outputTokenLimit: 65536,
  supportedGenerationMethods: ["generateContent", "countTokens"],
}));

/** Google's models list and single models, which aimock does not serve. Other paths fall through to aimock. */
const modelsRoute = {
  async handleRequest(request, response, path) {
    if (request.method !== "GET") return false;
    const model = models.find(({ name }) => name === `models${path}`);
    const [status, body] =
      path === "/"
        ? [200, { models }]
        : model
          ? [200, model]
          : [404, { error: { code: 404, message: `models${path} is not found`, status: "NOT_FOUND" } }];
    response.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
    response.end(JSON.stringify(body));
    return true;
  },
};

/**
 * Starts the mock on a free port of 127.0.0.1.
 * `answer(prompt)` gives the text for the last user message. `keys`: the only API keys that are let in; without them
 * any is, and none. `first`: a mount of aimock's that sees every call about models before the mock answers it.
 * Returns { url, journal, stop }; the journal is aimock's.
 */
export async function startMockUpstream(answer = defaultAnswer, { keys, first } = {}) {
  const auth = keys && { apiKeys: keys };
  const mock = new LLMock({ port: 0, logLevel: "silent", chunkSize: 24, latency: 15, auth });
  mock.addFixture({ match: {}, response: ({ messages }) => reply(lastPrompt(messages), answer) });
  if (first) mock.mount("/v1beta/models", first);
  mock.mount("/v1beta/models", modelsRoute);
  const url = await mock.start();
  return { url, journal: mock.journal, stop: () => mock.stop() };
}

function defaultAnswer(prompt) {
  return `This is the mock upstream. You said: ${prompt}`;
}

function lastPrompt(messages) {
  const content = messages.findLast(({ role }) => role === "user")?.content ?? "";
  return typeof content === "string" ? content : content.map(({ text }) => text ?? "").join("");
}

function reply(prompt, answer) {
  const content = answer(prompt);
  const [promptTokenCount, candidatesTokenCount] = [prompt, content].map((text) => Math.ceil(text.length / 4));
  const totalTokenCount = promptTokenCount + candidatesTokenCount;
  return { content, usage: { promptTokenCount, candidatesTokenCount, totalTokenCount } };
}
