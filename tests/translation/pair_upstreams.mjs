// The two kinds of upstream behind Rota, and a request sent to one of them.
// Knows where each is reached and what a link that Rota follows gives; refuses to know what is asked and answered.
import assert from "node:assert/strict";
import { Rota } from "./harness.mjs";
import { pathOf } from "./recorded.mjs";

/** What stands behind Rota, by its dialect. */
export const upstreams = {
  gemini: { base: "https://generativelanguage.googleapis.com/", settings: {} },
  chat: { base: "https://upstream.test/", settings: { UPSTREAM_API_URL: "https://upstream.test/v1", UPSTREAM_DIALECT: "openai" } },
};

/** Media behind a link, as the Worker would have fetched them. */
export const fetched = "ZmV0Y2hlZA";

/** What a client of `dialect` gets when it sends `request` and the upstream answers `bytes`, a stream or whole. */
export function answer(upstream, dialect, request, { bytes, streams }) {
  const type = streams ? "text/event-stream" : "application/json";
  const rota = new Rota(upstreams[upstream].settings);
  const { status, body } = rota.send(pathOf(dialect, streams), request, () => ({ type, chunks: [bytes] }));
  assert.equal(status, 200, String(body));
  return String(body);
}

/** What the upstream is asked when a client of `dialect` sends `request`: { body } or, where it is refused, { refusal }. */
export function ask(upstream, dialect, request) {
  const { base, settings } = upstreams[upstream];
  const answer = new Rota(settings).send(pathOf(dialect), request, ({ url }) =>
    url.startsWith(base)
      ? { chunks: [Buffer.from("{}")] }
      : { type: "image/png", chunks: [Buffer.from(fetched, "base64")] },
  );
  const call = answer.calls.find(({ url }) => url.startsWith(base));
  return call ? { body: JSON.parse(call.body) } : { refusal: String(answer.body) };
}
