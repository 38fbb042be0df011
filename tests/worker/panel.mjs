// The administrator's side of a Worker under test.
// Knows the two secrets and how an admin request looks; what is asked for and expected, a test says itself.
import assert from "node:assert/strict";

export const password = "admin-password-canary";
export const sessionSecret = "session-secret-canary-0123456789";

/** The settings with which administration is on, and client keys are needed. */
export const adminSettings = { ADMIN_PASSWORD: password, SESSION_SECRET_KEY: sessionSecret, ALLOW_ANONYMOUS: "0" };

/** Sends an admin request; `json` or `body` as in client.mjs. */
export const ask = (rota, method, path, options = {}) => rota.send(path, { method, key: password, ...options });

/** Sends an admin request that must succeed and gives its JSON. */
export async function done(rota, method, path, json) {
  const answer = await ask(rota, method, path, json === undefined ? {} : { json });
  assert(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text.slice(0, 500)}`);
  return answer.json();
}

/** Makes a client key and gives what the answer says: { id, key, ... }. */
export const makeClient = (rota, json = {}) => done(rota, "POST", "/admin/keys/user", json);

/** One answer of a list: { keys, total, page, per_page, version }. */
export const listKeys = (rota, query = "") => done(rota, "GET", `/admin/keys/gemini${query}`);

export const setConfig = (rota, json) => done(rota, "POST", "/admin/config", json);
