// Storage: D1, KV and WebCrypto, as the machines of both sides ask for them.
// Knows bindings, batches and how a text is encrypted at rest; refuses to know what any row, name or text is for. What
// it fails with may be printed, so no message of its own quotes what it was given.
import schema from "../schema.sql";
import { action, event } from "./messages.js";

/** Texts encrypted together: enough to keep the platform busy, few enough to hold in memory beside a whole pool. */
const AT_ONCE = 500;
const IV_BYTES = 12;
/** Sealed with its place as additional data; the older form is opened still, wherever it stands. */
const SEALED = "v2.";
const PLACELESS = "v1.";
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

/** What each binding is, and a function that it must have. */
const bindings = {
  DB: ["D1 database", "prepare"],
  CONFIG_KV: ["KV namespace", "get"],
  API_KEY_MANAGER: ["Durable Object namespace", "idFromName"],
  RESPONSE_STORE: ["Durable Object namespace", "idFromName"],
  RATE_LIMITER: ["rate limiter", "limit"],
};

/** @returns the binding; fails with a sentence when there is none of its kind */
export function bound(env, name) {
  const [what, has] = bindings[name];
  if (!env[name]) throw new Error(`${name} is not bound`);
  if (typeof env[name][has] !== "function") throw new Error(`${name} is bound to something that is no ${what}`);
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

async function sealOne(key, [text, place]) {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const algorithm = { name: "AES-GCM", iv, additionalData: encoder.encode(place) };
  const encrypted = await crypto.subtle.encrypt(algorithm, key, encoder.encode(text));
  const bytes = new Uint8Array(IV_BYTES + encrypted.byteLength);
  bytes.set(iv);
  bytes.set(new Uint8Array(encrypted), IV_BYTES);
  return SEALED + bytes.toBase64(BASE64);
}

/** @returns {Promise<string | null>} null: not sealed by this, in another place, or under another secret */
async function unsealOne(key, [text, place]) {
  try {
    if (!text.startsWith(SEALED) && !text.startsWith(PLACELESS)) return null;
    const bytes = Uint8Array.fromBase64(text.slice(SEALED.length), BASE64);
    const algorithm = { name: "AES-GCM", iv: bytes.subarray(0, IV_BYTES) };
    if (text.startsWith(SEALED)) algorithm.additionalData = encoder.encode(place);
    return decoder.decode(await crypto.subtle.decrypt(algorithm, key, bytes.subarray(IV_BYTES)));
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

const kvPut = async (env, { head, body }) => bound(env, "CONFIG_KV").put(head, body);

const limit = async (env, { head }) => Number((await bound(env, "RATE_LIMITER").limit({ key: head })).success);

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
  [action.limit]: [limit, event.limited],
};

/** An answer that could not be taken apart is a TypeError, whose words would help nobody. */
function wordsOf(error, kind) {
  if (!(error instanceof TypeError) || !asks[kind]) return error?.message ?? String(error);
  return `${asks[kind]} gave an answer that is none of a ${bindings[asks[kind]][0]}`;
}

/** Actions whose number says how long they are waited for, and the binding that they ask. */
const asks = { [action.query]: "DB", [action.kv_get]: "CONFIG_KV", [action.kv_put]: "CONFIG_KV", [action.limit]: "RATE_LIMITER" };

/**
 * Performs one of the actions above. Never rejects, and never settles before the batch that asked for it has ended.
 * @returns {Promise<[number, number, number, string, Uint8Array] | undefined>} what to tell the machine that asked:
 *   kind, token, number, head and body of an event
 */
export async function outcomeOf(env, asked) {
  try {
    const [perform, kind] = performed[asked.kind];
    const done = perform(env, asked);
    const given = await (asks[asked.kind] ? inTime(asked.number, done) : done);
    if (!kind) return undefined;
    return typeof given === "number" ? [kind, asked.token, given, ""] : [kind, asked.token, 0, "", given];
  } catch (error) {
    return [event.failed, asked.token, 0, wordsOf(error, asked.kind)];
  }
}

/** @returns what `promise` gives; fails when that takes longer than so many ms, and what it gives later is dropped */
export async function inTime(ms, promise) {
  const late = {};
  const given = await within(ms, promise, late);
  if (given === late) throw new Error(`no answer within ${ms} ms`);
  return given;
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
