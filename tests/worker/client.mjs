// A client that sends exactly what a test says and hides nothing of what comes back.
// Knows HTTP and the framing of server-sent events; refuses to know any dialect.
import { once } from "node:events";
import { request as httpRequest } from "node:http";

/**
 * Sends a request and reads the whole answer.
 * Options: method, headers, body (string or Buffer), json (sent as the body), chunked (no Content-Length), key (sent as
 * Authorization: Bearer), agent.
 * Returns { status, headers, rawHeaders, body: Buffer, text, json(), events(), complete }.
 */
export async function send(url, options) {
  const exchange = await openExchange(url, options);
  await exchange.ended;
  return exchange;
}

/**
 * Sends a request and returns as soon as the answer's head is there. More of the answer arrives in `body`.
 * `until(text)` waits until the body holds the text; `hangUp()` closes the connection; `ended` settles with the body.
 * With `paused` nothing of the body is read before resume().
 */
export function openExchange(url, { method = "GET", headers = {}, body, json, chunked, key, agent, paused } = {}) {
  const payload = json === undefined ? body : JSON.stringify(json);
  const allHeaders = {
    ...(json !== undefined && { "content-type": "application/json" }),
    ...(key && { authorization: `Bearer ${key}` }),
    ...(payload !== undefined && !chunked && { "content-length": Buffer.byteLength(payload) }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(url, { method, headers: allHeaders, agent: agent ?? false });
    outgoing.once("error", reject);
    outgoing.once("response", (incoming) => resolve(new Exchange(outgoing, incoming, paused)));
    outgoing.end(payload);
  });
}

class Exchange {
  #chunks = [];
  #outgoing;
  #incoming;

  constructor(outgoing, incoming, paused = false) {
    this.#outgoing = outgoing;
    this.#incoming = incoming;
    this.status = incoming.statusCode;
    this.headers = incoming.headers;
    this.rawHeaders = incoming.rawHeaders;
    incoming.on("data", (chunk) => this.#chunks.push(chunk));
    if (paused) incoming.pause();
    outgoing.on("error", () => {});
    this.ended = new Promise((resolve) => incoming.once("close", () => resolve(this.body)));
    incoming.on("error", () => {});
  }

  get body() {
    return Buffer.concat(this.#chunks);
  }

  get text() {
    return this.body.toString();
  }

  /** False when the connection broke before the answer's end. */
  get complete() {
    return this.#incoming.complete;
  }

  json() {
    try {
      return JSON.parse(this.text);
    } catch {
      throw new Error(`not JSON (status ${this.status}): ${this.text.slice(0, 500)}`);
    }
  }

  /** The data of each server-sent event so far, parsed when it is JSON. */
  events() {
    return readEvents(this.text).map((data) => (data.startsWith("{") ? JSON.parse(data) : data));
  }

  async until(text) {
    while (!this.body.includes(text)) {
      if (this.#incoming.closed) throw new Error(`the answer ended without "${text}": ${this.text}`);
      await Promise.race([once(this.#incoming, "data"), this.ended]);
    }
  }

  resume() {
    this.#incoming.resume();
  }

  hangUp() {
    this.#outgoing.destroy();
  }
}

/** The data of each event in a complete stream: lines end in LF or CRLF, comments are skipped. */
export function readEvents(text) {
  return text
    .split(/\r?\n\r?\n/)
    .map((event) =>
      event
        .split(/\r?\n/)
        .filter((line) => line.startsWith("data:"))
        .map((line) => line.slice(5).replace(/^ /, ""))
        .join("\n"),
    )
    .filter((data) => data !== "");
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Asks again and again until `check()` gives something true; fails with `what` after the deadline, which is for faults
 * alone: a busy machine may take seconds for what takes an idle one an instant.
 */
export async function eventually(check, what, deadlineMs = 10_000) {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > giveUpAt) throw new Error(`${what}: not within ${deadlineMs} ms`);
    await sleep(20);
  }
}
