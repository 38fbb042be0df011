// Effects: what the platform does when the core asks for it.
// Knows fetch, streams, timers and Durable Object stubs; decides nothing. Each effect takes the drive of one exchange and
// the action, and tells what came of it by events.
import { action, event } from "./messages.js";
import { outcomeOf } from "./storage.js";

/** Statuses whose Response must be made without a body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([101, 204, 205, 304]);

/** Methods whose Request must be made without a body (Fetch standard). */
const BODILESS = new Set(["GET", "HEAD"]);

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

/** Calls the upstream, or asks for a file: an unbound ASSETS is told as a failure, like any other. */
async function call(drive, { kind, token, head, body }) {
  const called = kind === action.asset ? drive.env.ASSETS : globalThis;
  const [first, ...lines] = head.split("\n");
  const space = first.indexOf(" ");
  const method = first.slice(0, space);
  const abort = new AbortController();
  drive.calls.set(token, abort);
  try {
    const response = await called?.fetch(first.slice(space + 1), {
      method,
      headers: readHeaders(lines),
      body: body.byteLength > 0 && !BODILESS.has(method) ? body : undefined,
      redirect: "manual",
      signal: abort.signal,
    });
    drive.tell(event.upstream_head, token, response.status, writeHeaders(response.headers));
    if (response.body) {
      for await (const chunk of response.body) {
        drive.tell(event.upstream_body, token, 0, "", chunk);
        await drive.drained;
      }
    }
    drive.tell(event.upstream_end, token);
  } catch (error) {
    if (!abort.signal.aborted) drive.tell(event.failed, token, 0, String(error));
  } finally {
    drive.calls.delete(token);
  }
}

async function askPool(drive, { token, head, body }) {
  const [name, location] = head.split("\n");
  const pools = drive.env.API_KEY_MANAGER;
  try {
    await null; // what fails at once must still be told after the batch that asked for it
    const pool = pools.get(pools.idFromName(name), location ? { locationHint: location } : {});
    drive.tell(event.pool_reply, token, 0, "", await pool.call(body));
  } catch (error) {
    drive.tell(event.failed, token, 0, String(error));
  }
}

function answer(drive, { number, head, body }) {
  drive.respond(new Response(NULL_BODY.has(number) ? null : body, { status: number, headers: readHeaders(head.split("\n")) }));
}

function stream(drive, { number, head }) {
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
function send(drive, bytes) {
  drive.drained = drive.writer?.write(bytes).catch(() => drive.clientGone());
}

/**
 * Whoever nudges, workerd runs the rest in the context of the request that waits: only there may that do I/O. The timer
 * does nothing: with no I/O of its own pending, the request would be taken for hung and cancelled.
 */
async function wait(drive, { token }) {
  const pending = setInterval(() => {}, KEEP_WAITING_MS);
  drive.timers.add(pending);
  await drive.nudged(token);
  clearInterval(pending);
  drive.tell(event.nudged, token);
}

async function perform(drive, asked) {
  const told = await outcomeOf(drive.env, asked);
  if (told) drive.tell(...told);
}

/** What to do for each kind of action. `body` is that of the event which the action answers. */
export const effects = {
  [action.answer]: answer,
  [action.stream]: stream,
  [action.send]: (drive, { body }) => send(drive, body),
  [action.echo]: (drive, _, body) => send(drive, body),
  [action.finish]: (drive) => drive.writer?.close().catch(() => drive.clientGone()),
  [action.abort]: (drive) => drive.writer?.abort(new Error("the upstream broke off")).catch(() => {}),
  [action.fetch]: call,
  [action.asset]: call,
  [action.cancel]: (drive, { token }) => drive.calls.get(token)?.abort(),
  [action.ask_pool]: askPool,
  [action.wake]: (drive, { token, number }) => drive.timers.add(setTimeout(() => drive.tell(event.timer, token), number)),
  [action.digest]: perform,
  [action.sign]: perform,
  [action.kv_get]: perform,
  [action.wait]: wait,
  [action.nudge]: (drive, { token }) => drive.nudge(token),
  [action.log]: (_, { head }) => console.log(head),
  [action.done]: (drive) => drive.close(),
};
