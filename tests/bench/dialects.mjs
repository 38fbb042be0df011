// Dialects: the same conversation as the clients of each dialect ask it, and the head that it comes with.
// Knows what a request consists of, not what becomes of it.
const head = (path, more = "") => `POST https://rota.test${path}\nauthorization: Bearer sk-bench\ncontent-type: application/json\n${more}`;
const asked = { model: "gemini-3.6-flash", temperature: 0.7 };

/** By dialect; `body` gets turns as {own, text}, the user's being its own, and the system text. */
export const dialects = {
  chat: {
    head: head("/v1/chat/completions"),
    body: (system, turns, stream) => ({
      ...asked,
      messages: [{ role: "system", content: system }, ...turns.map(({ own, text }) => ({ role: own ? "user" : "assistant", content: text }))],
      stream,
    }),
  },
  Responses: {
    head: head("/v1/responses"),
    body: (system, turns, stream) => ({
      ...asked,
      instructions: system,
      input: turns.map(({ own, text }) => ({
        type: "message",
        role: own ? "user" : "assistant",
        content: [{ type: own ? "input_text" : "output_text", text }],
      })),
      store: false,
      stream,
    }),
  },
  Messages: {
    head: head("/v1/messages", "anthropic-version: 2023-06-01\n"),
    body: (system, turns, stream) => ({
      ...asked,
      max_tokens: 32_000,
      system: [{ type: "text", text: system }],
      messages: turns.map(({ own, text }) => ({ role: own ? "user" : "assistant", content: [{ type: "text", text }] })),
      stream,
    }),
  },
};
