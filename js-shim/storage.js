// Storage: D1, KV and WebCrypto, as the machines of both sides ask for them.
// Knows bindings, batches and how a text is encrypted at rest; refuses to know what any row, name or text is for. What
// it fails with may be printed, so no message of its own quotes what it was given.
import schema from "../schema.sql";
import { action, event } from "./messages.js";

/** Texts encrypted together: enough to keep the platform busy, few enough to hold in memory beside a whole pool. */
const AT_ONCE = 500;
const IV_BYTES = 12;
const SEALED = "v1.";
const BASE64 = { alphabet: "base64url", omitPadding: true };

/** D1's own exec() would end a statement with its line. */
const SCHEMA = schema.replace(/--.*$/gm, "").split(";").filter((statement) => statement.trim() !== "");

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const write = (value) => encoder.encode(JSON.stringify(value));

function read(body) {
  try {
    return JSON.parse(decoder.decode(body));
  } catch {
    throw new Error("the core asked in broken JSON"); // the parser's own message would quote it
  }
}

function bound(env, name) {
  if (!env[name]) throw new Error(`${name} is not bound`);
  return env[name];
}

function prepare(db, [sql, ...parameters]) {
  try {
    return db.prepare(sql).bind(...parameters);
  } catch {
    throw new Error("a parameter is of a type that D1 does not take"); // D1's own message would quote it
  }
}

async function query(env, { head, body }) {
  const db = bound(env, "DB");
  const statements = read(body).map((statement) => prepare(db, statement));
  if (head === "schema") await db.batch(SCHEMA.map((sql) => db.prepare(sql)));
  const answers = statements.length > 0 ? await db.batch(statements) : [];
  return write(answers.map(({ results, meta }) => ({ rows: results, changes: meta.changes })));
}

async function derivedKey({ SESSION_SECRET_KEY: secret }, purpose, algorithm, uses) {
  if (!secret) throw new Error("SESSION_SECRET_KEY is not set");
  const root = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, ["deriveKey"]);
  const derivation = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(0), info: encoder.encode(purpose) };
  return crypto.subtle.deriveKey(derivation, root, algorithm, false, uses);
}

const sealingKey = (env) =>
  derivedKey(env, "rota: keys at rest, v1", { name: "AES-GCM", length: 256 }, ["encrypt", "decrypt"]);

async function sign(env, { body }) {
  const key = await derivedKey(env, "rota: sessions, v1", { name: "HMAC", hash: "SHA-256", length: 256 }, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, body));
}

async function sealOne(key, text) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const encrypted = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, encoder.encode(text));
  const bytes = new Uint8Array(IV_BYTES + encrypted.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(encrypted), IV_BYTES);
  return SEALED + bytes.toBase64(BASE64);
}

/** @returns {Promise<string | null>} null: not sealed by this, or under another secret */
async function unsealOne(key, text) {
  try {
    if (!text.startsWith(SEALED)) return null;
    const bytes = Uint8Array.fromBase64(text.slice(SEALED.length), BASE64);
    const iv = bytes.subarray(0, IV_BYTES);
    return decoder.decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, bytes.subarray(IV_BYTES)));
  } catch {
    return null;
  }
}

const eachOf = (one) => async (env, { body }) => {
  const texts = read(body);
  const key = await sealingKey(env);
  const done = [];
  for (let at = 0; at < texts.length; at += AT_ONCE) {
    done.push(...(await Promise.all(texts.slice(at, at + AT_ONCE).map((text) => one(key, text)))));
  }
  return write(done);
};

const digest = async (_, { body }) => new Uint8Array(await crypto.subtle.digest("SHA-256", body));

const draw = (_, { number }) => crypto.getRandomValues(new Uint8Array(number));

/** With a list of names KV gives a Map, and takes a hundred at most. */
const kvGet = async (env, { head }) => write(Object.fromEntries(await bound(env, "CONFIG_KV").get(head.split("\n"))));

const kvPut = (env, { head, body }) => bound(env, "CONFIG_KV").put(head, body);

/** What performs an action, and the event that brings its outcome; without one only a failure is told. */
const performed = {
  [action.query]: [query, event.queried],
  [action.seal]: [eachOf(sealOne), event.sealed],
  [action.unseal]: [eachOf(unsealOne), event.sealed],
  [action.digest]: [digest, event.digested],
  [action.draw]: [draw, event.drawn],
  [action.sign]: [sign, event.hmac],
  [action.kv_get]: [kvGet, event.kv_value],
  [action.kv_put]: [kvPut],
};

/**
 * Performs one of the actions above. Never rejects, and never settles before the batch that asked for it has ended.
 * @returns {Promise<[number, number, number, string, Uint8Array] | undefined>} what to tell the machine that asked:
 *   kind, token, number, head and body of an event
 */
export async function outcomeOf(env, asked) {
  try {
    const [perform, kind] = performed[asked.kind];
    const body = await perform(env, asked);
    return kind && [kind, asked.token, 0, "", body];
  } catch (error) {
    return [event.failed, asked.token, 0, error.message];
  }
}

/** @returns what `promise` gives, or `otherwise` when that takes longer than so many ms */
export async function within(ms, promise, otherwise) {
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(resolve, ms, otherwise)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
