// Google for the administrator's day: @copilotkit/aimock answers, lets in the pool's keys alone and keeps the journal.
// Knows what aimock cannot: which key a call brought (its journal hides keys, its fixtures see none), and a refusal with
// Google's details; both stand in front of its answers. Refuses to write an answer.
import { startMockUpstream } from "../../scripts/mock_upstream.mjs";
import { replies } from "../worker/google.mjs";

/** Starts it with the keys that it lets in; any other, or a second one, gets 401. `answer`: as of the mock upstream. */
export async function startGoogle(keys, answer) {
  const desk = new QuotaDesk();
  const mock = await startMockUpstream(answer, { keys, first: desk });
  return Object.assign(desk, mock);
}

/** A mount of aimock's: sees the key of each call to a model, and refuses those whose day is over. */
class QuotaDesk {
  /** The keys of the calls to a model, in the order of arrival. */
  keys = [];
  /** Keys that have used up their day. */
  exhausted = new Set();

  /** Forgets the calls so far, in the journal too. */
  forget() {
    this.keys.length = 0;
    this.journal.clearEntries();
  }

  /** What the calls to a model were answered with, in the order of the answers. */
  get statuses() {
    return this.journal.getAll().map(({ response }) => response.status);
  }

  async handleRequest(request, response) {
    if (request.method !== "POST") return false;
    const key = request.headers["x-goog-api-key"];
    this.keys.push(key);
    if (!this.exhausted.has(key)) return false;
    const { status, headers, body } = replies.dayLimit();
    const { method, url: path } = request;
    this.journal.add({ method, path, headers: {}, body: null, response: { status, fixture: null } });
    response.writeHead(status, headers).end(body);
    return true;
  }
}
