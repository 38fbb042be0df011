// Effects: what the platform does when the core asks for it.
// Knows fetch, streams, timers and Durable Object stubs; decides nothing. Each effect takes the talk with one exchange and
// the action, and tells what came of it by events.
import { action, event } from "./messages.js";
import { bound, inTime, outcomeOf } from "./storage.js";

/** Statuses whose Response must be made without a body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([101, 204, 205, 304]);

/** Methods whose Request must be made without a body (Fetch standard). */
const BODILESS = new Set(["GET", "HEAD"]);

/** What of an answer is read at once, when it comes in pieces. */
const PIECE_BYTES = 65_536;

/** Any time does: workerd looks only for something that is pending. */
const KEEP_WAITING_MS = 10_000;

/** @returns {Headers} from "name: value" lines */
function readHeaders(lines) {
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return headers;
}

/** @returns {string} a line each, as the core reads them */
export function writeHeaders(headers) {
  let lines = "";
  for (const [name, value] of headers) lines += `${name}: ${value}\n`;
  return lines;
}

/**
 * Tells an answer: in one step when its body is known to have at most so many bytes, else piece by piece, each read into
 * memory that is used again once the client's side has taken it.
 */
async function tellAnswer(talk, token, response, most) {
  const { status, headers } = response;
  const tell = (kind, body) => talk.tell(kind, token, status, writeHeaders(headers), body);
  // What fetch unpacks becomes longer than it was declared.
  const declared = headers.has("content-encoding") ? null : headers.get("content-length");
  if (most > 0 && declared !== null && Number(declared) <= most) {
    const whole = await response.arrayBuffer().catch((error) => {
      tell(event.upstream_head); // then it broke off
      throw error;
    });
    return tell(event.upstream_answer, new Uint8Array(whole));
  }
  tell(event.upstream_head);
  const reader = response.body?.getReader({ mode: "byob" });
  for (let space = new ArrayBuffer(PIECE_BYTES); reader; ) {
    const { done, value } = await reader.read(new Uint8Array(space));
    if (done) break;
    talk.tell(event.upstream_body, token, 0, "", value);
    await talk.drive.drained;
    space = value.buffer;
  }
  talk.tell(event.upstream_end, token);
}

/** Calls the upstream, from another place perhaps, or asks for a file: what is not bound is told as a failure. */
async function call(talk, { kind, token, number, head, body }) {
  const lines = head.split("\n");
  const from = kind === action.fetch_from && lines.splice(0, 2);
  const called = from ? objectOf(talk.env.EGRESS, ...from) : kind === action.asset ? talk.env.ASSETS : globalThis;
  talk.reached = true;
  const first = lines.shift();
  const space = first.indexOf(" ");
  const method = first.slice(0, space);
  const abort = new AbortController();
  talk.calls.set(token, abort);
  try {
    const response = await called?.fetch(first.slice(space + 1), {
      method,
      headers: readHeaders(lines),
      body: body.byteLength > 0 && !BODILESS.has(method) ? body : undefined,
      redirect: "manual",
      signal: abort.signal,
    });
    await tellAnswer(talk, token, response, number);
  } catch (error) {
    if (!abort.signal.aborted) talk.tell(event.failed, token, 0, String(error?.stack ?? error));
  } finally {
    talk.calls.delete(token);
  }
}

/** The next piece of the client's body, or that there is no more of it. */
async function takeBody(talk, { number }) {
  let piece;
  try {
    piece = await talk.drive.body.next(number);
  } catch (error) {
    talk.tell(event.request_broken, 0, 0, String(error));
    return;
  }
  talk.tell(piece ? event.request_body : event.request_end, 0, 0, "", piece);
}

/** The object of that name; where it is new, it stands near the location. */
const objectOf = (objects, name, location) =>
  objects?.get(objects.idFromName(name), location ? { locationHint: location } : {});

/** Calls the object of that name behind a binding; `kind`: the event that brings its reply. */
const askObject = (binding, kind) => async (talk, { token, number, head, body }) => {
  const [name, location] = head.split("\n");
  talk.reached = true;
  try {
    await null; // what fails at once must still be told after the batch that asked for it
    const object = objectOf(bound(talk.env, binding), name, location);
    talk.tell(kind, token, 0, "", await inTime(number, object.call(body)));
  } catch (error) {
    talk.tell(event.failed, token, 0, String(error?.stack ?? error));
  }
};

function answer({ drive }, { number, head, body }) {
  drive.ended = true;
  drive.respond(new Response(NULL_BODY.has(number) ? null : body, { status: number, headers: readHeaders(head.split("\n")) }));
}

/** @param {(writer: WritableStreamDefaultWriter) => Promise} how the answer's body ends */
function end(drive, how) {
  drive.ended = true;
  if (drive.writer) how(drive.writer).catch(() => drive.clientGone());
}

function stream({ drive }, { number, head }) {
  const headers = readHeaders(head.split("\n"));
  if (NULL_BODY.has(number)) {
    drive.respond(new Response(null, { status: number, headers }));
    return;
  }
  const { readable, writable } = new IdentityTransformStream();
  drive.writer = writable.getWriter();
  drive.writer.closed.catch(() => drive.clientGone());
  drive.respond(new Response(readable, { status: number, headers }));
}

/** Keeps the promise of the last write: whoever reads the upstream waits for it, so a slow client slows the upstream. */
function send({ drive }, bytes) {
  drive.drained = drive.writer?.write(bytes).catch(() => drive.clientGone());
}

/**
 * Whoever nudges, workerd runs the rest in the context of the request that waits: only there may that do I/O. The timer
 * does nothing: with no I/O of its own pending, the request would be taken for hung and cancelled.
 */
async function wait(talk, { token }) {
  const pending = setInterval(() => {}, KEEP_WAITING_MS);
  talk.timers.add(pending);
  await talk.nudged(token);
  clearInterval(pending);
  talk.tell(event.nudged, token);
}

async function perform(talk, asked) {
  const told = await outcomeOf(talk.env, asked);
  if (told) talk.tell(...told);
}

/** What to do for each kind of action. `body` is that of the event which the action answers. */
export const effects = {
  [action.answer]: answer,
  [action.answer_echo]: (talk, { number, head }, body) => answer(talk, { number, head, body }),
  [action.stream]: stream,
  [action.send]: (talk, { body }) => send(talk, body),
  [action.echo]: (talk, _, body) => send(talk, body),
  [action.finish]: ({ drive }) => end(drive, (writer) => writer.close()),
  [action.abort]: ({ drive }) => end(drive, (writer) => writer.abort(new Error("the upstream broke off"))),
  [action.fetch]: call,
  [action.fetch_from]: call,
  [action.asset]: call,
  [action.cancel]: (talk, { token }) => talk.calls.get(token)?.abort(),
  [action.take_body]: takeBody,
  [action.ask_pool]: askObject("API_KEY_MANAGER", event.pool_reply),
  [action.ask_store]: askObject("RESPONSE_STORE", event.store_reply),
  [action.wake]: (talk, { token, number }) => talk.timers.add(setTimeout(() => talk.tell(event.timer, token), number)),
  [action.digest]: perform,
  [action.sign]: perform,
  [action.kv_get]: perform,
  [action.limit]: perform,
  [action.wait]: wait,
  [action.nudge]: (talk, { token }) => talk.nudge(token),
  [action.log]: (_, { head }) => console.log(head),
  [action.done]: (talk) => talk.close(),
};
