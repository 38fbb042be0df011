// A scripted upstream: answers each call as the test's script says and keeps a journal of all that it saw.
// Knows HTTP, where a key may stand and how an answer can misbehave; what Google says is in google.mjs.
import { createServer } from "node:http";
import { brokenRule, refusalOf } from "../host/google/rules.mjs";
import { sleep } from "./client.mjs";

/**
 * Starts an upstream on a free port of 127.0.0.1. `script(call)` returns the reply for a call: an object of
 *   status (200), headers, body: string, Buffer, or a list of steps, and
 *   split: send that many bytes at a time, each on its own; or { hangUp: true }: break off before the answer's head.
 * Steps: a string or Buffer (sent as it is), { waitMs }, { stall: true } (nothing more comes), { drop: true } (the
 * connection breaks). The script may be replaced at any time: `upstream.script = ...`.
 */
export async function startUpstream(script) {
  const upstream = new Upstream(script);
  await upstream.start();
  return upstream;
}

class Upstream {
  #server = createServer((request, response) => this.#serve(request, response));

  constructor(script) {
    this.script = script;
    /** Whether calls that break Google's rules are refused before the script is asked. */
    this.rules = true;
    /** One entry a call, in the order of arrival; see Call. */
    this.calls = [];
  }

  async start() {
    await new Promise((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.#server.address().port}`;
  }

  async stop() {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Forgets the calls so far. */
  forget() {
    this.calls.length = 0;
  }

  /** The pool keys in the order in which they were used. */
  get keys() {
    return this.calls.map(({ key }) => key);
  }

  /** Calls whose answer is still under way. */
  get open() {
    return this.calls.filter(({ state }) => state === "open");
  }

  /** Everything that arrived, to search for what must not be there. */
  get everything() {
    return this.calls.map(({ url, rawHeaders, body }) => `${url}\n${rawHeaders.join("\n")}\n${body}`).join("\n");
  }

  async #serve(request, response) {
    const call = new Call(request, this.calls.length);
    call.socket = request.socket;
    this.calls.push(call);
    response.once("close", () => call.close(response.writableFinished));
    for await (const chunk of request) call.chunks.push(chunk);
    const key = call.key;
    call.nthOfKey = this.calls.filter((earlier) => earlier.key === key).length;
    const broken = this.rules && brokenRule(call);
    await play(broken ? refusalOf(broken) : await this.script(call), response);
  }
}

/** One call as the upstream saw it. */
class Call {
  chunks = [];
  /** "open", then "finished" or, when the caller went away first, "aborted". */
  state = "open";
  closedAt = undefined;
  nthOfKey = 0;

  constructor(request, index) {
    this.index = index;
    this.method = request.method;
    this.url = request.url;
    this.headers = request.headers;
    this.rawHeaders = request.rawHeaders;
    const { pathname, searchParams } = new URL(request.url, "http://upstream");
    this.path = pathname;
    this.query = searchParams;
    [, this.model, this.verb] = /\/models\/([^/:]+)(?::(\w+))?$/.exec(pathname) ?? [];
  }

  close(finished) {
    this.state = finished ? "finished" : "aborted";
    this.closedAt = Date.now();
  }

  get body() {
    return Buffer.concat(this.chunks);
  }

  /** Bytes of the answer that have left this process. */
  get taken() {
    return this.socket.bytesWritten;
  }

  get json() {
    return JSON.parse(this.body.toString());
  }

  get bearer() {
    return /^Bearer (.+)$/.exec(this.headers.authorization ?? "")?.[1];
  }

  /** The key that came with the call, wherever it stood. */
  get key() {
    return this.headers["x-goog-api-key"] ?? this.bearer ?? this.query.get("key") ?? undefined;
  }
}

async function play({ status = 200, headers = {}, body = "", split, hangUp }, response) {
  if (hangUp) {
    response.destroy();
    return;
  }
  response.socket?.setNoDelay(true);
  response.writeHead(status, headers);
  for (const step of Array.isArray(body) ? body : [body]) {
    if (response.destroyed) return;
    if (step.waitMs !== undefined) {
      response.flushHeaders();
      await sleep(step.waitMs);
    } else if (step.stall) {
      response.flushHeaders();
      return;
    } else if (step.drop) {
      await flushed(response);
      response.destroy();
      return;
    } else {
      await write(response, Buffer.from(step), split);
    }
  }
  response.end();
}

/**
 * Sends bytes, whole or `split` at a time with a pause in between, so that each piece travels alone. Waits while the
 * other side takes nothing.
 */
async function write(response, bytes, split) {
  if (!split) {
    if (!response.write(bytes)) await drained(response);
    return;
  }
  for (let at = 0; at < bytes.length && !response.destroyed; at += split) {
    response.write(bytes.subarray(at, at + split));
    await sleep(1);
  }
}

function drained(response) {
  return new Promise((resolve) => {
    const done = () => {
      response.off("drain", done).off("close", done);
      resolve();
    };
    response.once("drain", done).once("close", done);
  });
}

/** What was written has left this process, so that a break comes after it. */
async function flushed(response) {
  await new Promise((resolve) => response.write("", resolve));
  await sleep(50);
}
