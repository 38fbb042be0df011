// Key deeds: what can be done to keys, one or many.
// Knows routes, and how many ids one request takes; refuses to know who asked for it.
import { ask, withQuery } from "../app/api.js";
import { inPieces } from "../app/batch.js";

const path = "/admin/keys/gemini";
const idsAtOnce = 1000;
const pageMost = 200;

/** One page of keys: { keys, total, page, per_page, version }. */
export const listKeys = (query, signal) => ask("GET", withQuery(path, query), { signal });

/** Every key that a search finds, with `onProgress(share)` on the way. */
export async function allKeys(query, signal, onProgress) {
  const found = [];
  for (let page = 1; ; ++page) {
    const { keys, total } = await listKeys({ ...query, page, per_page: pageMost }, signal);
    found.push(...keys.map(({ id, masked, name, email, source }) => ({ id, masked, name, email, source })));
    onProgress(total > 0 ? Math.min(1, found.length / total) : 1);
    if (keys.length === 0 || found.length >= total) return found;
  }
}

/** Each request names the version that the one before has made. `onProgress(share)` follows each. */
async function inTurn(ids, act, { version, onProgress } = {}) {
  let known = version;
  let done = 0;
  for (const piece of inPieces(ids, idsAtOnce)) {
    known = (await act(piece, known)).version;
    done += piece.length;
    onProgress?.(done / ids.length);
  }
}

/** `change`: { enabled, project, weight, notes }. */
export const changeMany = (ids, change, version, onProgress) =>
  inTurn(ids, (piece, known) => ask("PATCH", path, { json: { ids: piece, ...change, version: known } }), {
    version,
    onProgress,
  });

export const changeOne = (id, change, version) => ask("PATCH", `${path}/${id}`, { json: { ...change, version } });

export const resetMany = (ids, onProgress) =>
  inTurn(ids, (piece) => ask("POST", `${path}/reset`, { json: { ids: piece } }), { onProgress });

/** A few also while the page goes away. */
export const deleteMany = (ids, onProgress) =>
  inTurn(ids, (piece) => ask("DELETE", path, { json: { ids: piece }, keepalive: true }), { onProgress });

/** { ok, status, cause, message, model, ms }. */
export const testKey = (id, model, signal) =>
  ask("POST", `${path}/${id}/test`, { json: model ? { model } : {}, signal });

/** Whether the panel may delete it: a key of API_KEYS or KV comes back from there. */
export const isDeletable = ({ source }) => source !== "env" && source !== "kv";
