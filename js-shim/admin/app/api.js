// API: how the panel asks the Worker.
// Knows JSON, the session's cookie and the admin API's errors; refuses to know what a route is for.

import { loadServerWords } from "./locale.js";

/** What the Worker refused, or why it could not be reached (status 0). */
export class ApiError extends Error {
  constructor(status, { message, type, param } = {}, retryAfter_s) {
    super(message || `HTTP ${status}`);
    Object.assign(this, { status, type, param, retryAfter_s });
  }

  /** Somebody else has changed the configuration since it was read here. */
  get isStale() {
    return this.status === 409 && this.param === "version";
  }
}

/** Leaves for the login page, which comes back to where the user is. */
export function goToLogin() {
  location.replace(location.pathname === "/stat" ? "/login?to=stat" : `/login${location.hash}`);
}

/** The error that an answer is; what it says can be said in the reader's language then. */
export async function errorOf(answer) {
  const [text] = await Promise.all([answer.text(), loadServerWords()]);
  const retryAfter_s = Number(answer.headers.get("retry-after")) || undefined;
  try {
    return new ApiError(answer.status, JSON.parse(text).error, retryAfter_s);
  } catch {
    return new ApiError(answer.status, { message: text.slice(0, 300) }, retryAfter_s);
  }
}

/** Sends a request and gives the answer when it is a success; an expired session leads to the login page. */
export async function send(method, path, { json, signal, headers, keepalive } = {}) {
  const body = json === undefined ? undefined : JSON.stringify(json);
  const type = body === undefined ? {} : { "content-type": "application/json" };
  let answer;
  try {
    answer = await fetch(path, {
      method,
      body,
      headers: { accept: "application/json", ...type, ...headers },
      credentials: "same-origin",
      signal,
      keepalive,
    });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, { message: error.message });
  }
  if (answer.ok) return answer;
  const error = await errorOf(answer);
  if (answer.status === 401 && path !== "/admin/login") goToLogin();
  throw error;
}

/** Versions of the configuration that changes of this page have made, each by the one that it followed upon. */
const ownVersions = new Map();

/** What somebody saw here, with what has only been changed from here since: nobody's change is overwritten by that. */
function withOwnChanges(json) {
  let version = json?.version;
  if (!ownVersions.has(version)) return json;
  while (ownVersions.has(version)) version = ownVersions.get(version);
  return { ...json, version };
}

/** The JSON of an answer. A `version` that is sent may be older than this page's own changes. */
export async function ask(method, path, options = {}) {
  const json = withOwnChanges(options.json);
  const answer = await (await send(method, path, { ...options, json })).json();
  const isChange = json?.version !== undefined && answer.version !== undefined && answer.version !== json.version;
  if (isChange) ownVersions.set(json.version, answer.version);
  return answer;
}

/** A path with the parameters that are set. */
export function withQuery(path, parameters) {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "" && value !== null);
  const query = new URLSearchParams(set).toString();
  return query ? `${path}?${query}` : path;
}

/**
 * Sends a text and tells how much of it has gone: `onProgress(share)` with 0 to 1. fetch does not tell.
 */
export function upload(path, text, { onProgress, signal }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", path);
    request.setRequestHeader("content-type", "text/plain; charset=utf-8");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new ApiError(0));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    request.onload = async () => {
      let body = {};
      try {
        body = JSON.parse(request.responseText);
      } catch {
        // Not the API's answer: the status alone tells.
      }
      if (request.status === 401) goToLogin();
      if (request.status < 300) return resolve(body);
      await loadServerWords();
      return reject(new ApiError(request.status, body.error));
    };
    signal?.addEventListener("abort", () => request.abort());
    request.send(text);
  });
}
