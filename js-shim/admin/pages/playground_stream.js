// Playground stream: asks the pool as an administrator and reads the answer while it comes.
// Knows OpenAI's chat stream as far as the playground shows it; refuses to draw.
import { ApiError, errorOf, goToLogin } from "../app/api.js";

/** The data of the server-sent events in `stream`, one by one. Lines may be split anywhere. */
async function* eventsOf(stream) {
  const decoder = new TextDecoder();
  let rest = "";
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = done ? "" : lines.pop();
    for (const line of lines) {
      if (line.startsWith("data:")) yield line.slice(5).trim();
    }
    if (done) return;
  }
}

function take(answer, json) {
  if (json.error) throw new ApiError(502, json.error);
  const choice = json.choices?.[0];
  const said = choice?.delta ?? choice?.message;
  return {
    ...answer,
    text: answer.text + (said?.content ?? ""),
    thoughts: answer.thoughts + (said?.reasoning_content ?? ""),
    finish: choice?.finish_reason ?? answer.finish,
    usage: json.usage ?? answer.usage,
    model: json.model ?? answer.model,
  };
}

/**
 * Sends `body` and calls `onAnswer(answer)` as it grows: { text, thoughts, finish, usage, model, key, attempts,
 * first_ms, total_ms }, times since it was sent.
 */
export async function converse(body, { signal, onAnswer }) {
  const begun_ms = performance.now();
  const since = () => performance.now() - begun_ms;
  const reply = await fetch("/admin/playground", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    credentials: "same-origin",
    signal,
  });
  if (reply.status === 401) goToLogin();
  const told = {
    key: reply.headers.get("x-rota-key"),
    attempts: Number(reply.headers.get("x-rota-attempts")) || undefined,
  };
  if (!reply.ok) throw Object.assign(await errorOf(reply), told);
  let answer = { text: "", thoughts: "", ...told };
  if (!body.stream) {
    answer = take(answer, await reply.json());
    onAnswer({ ...answer, first_ms: since(), total_ms: since() });
    return;
  }
  for await (const data of eventsOf(reply.body)) {
    if (data === "[DONE]") break;
    answer = { ...take(answer, JSON.parse(data)), first_ms: answer.first_ms ?? since() };
    onAnswer(answer);
  }
  onAnswer({ ...answer, total_ms: since() });
}
