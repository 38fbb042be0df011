// The history of another pool as daily sums of Rota's: SQL for its database.
// Knows how Rota names keys, clients and days in its sums; refuses to know how another pool has kept them (migrations.mjs).
import { createHash } from "node:crypto";

const mask = (1n << 64n) - 1n;
const mixed = (hash, shift, factor) => ((hash ^ (hash >> shift)) * factor) & mask;

/** A pool key's id, as the core makes it (text::fingerprint). */
export function keyId(key) {
  let hash = 0xcbf29ce484222325n;
  for (const byte of Buffer.from(key)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & mask;
  hash = mixed(mixed(hash, 30n, 0xbf58476d1ce4e5b9n), 27n, 0x94d049bb133111ebn);
  return (hash ^ (hash >> 31n)).toString(16).padStart(16, "0");
}

/** A client key's id: the beginning of its SHA-256. */
export const clientId = (key) => createHash("sha256").update(key).digest("hex").slice(0, 16);

const pacific = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles", dateStyle: "short" });
const dayMs = 24 * 3_600_000;

/** @returns {number} whole Pacific days since 1970 */
export const pacificDay = (ms) => Date.parse(pacific.format(ms)) / dayMs;

const quoted = (text) => `'${String(text).replaceAll("'", "''")}'`;

/**
 * The statements. `calls`: { at_ms, key, client, model, requests, errors, tokens }, where `key` and `client` are whole keys or
 * undefined. Tokens, of which nobody knows which they were, count as those of prompts. A day of which Rota has sums of its
 * own stays as it is, so that nothing counts twice, however often this is applied.
 */
export function historySql(calls) {
  const sums = new Map();
  for (const { at_ms, key, client, model = "", requests = 1, errors = 0, tokens = 0 } of calls) {
    const subjects = [key && `k:${keyId(key)}`, `c:${client ? clientId(client) : ""}`].filter(Boolean);
    for (const subject of subjects) {
      const id = JSON.stringify([pacificDay(at_ms), subject, model]);
      const sum = sums.get(id) ?? [0, 0, 0];
      sums.set(id, [sum[0] + requests, sum[1] + errors, sum[2] + tokens]);
    }
  }
  const rows = [...sums].map(([id, [requests, errors, tokens]]) => {
    const [day, subject, model] = JSON.parse(id);
    return `(${day}, ${quoted(subject)}, ${quoted(model)}, ${requests}, ${errors}, ${tokens})`;
  });
  const insert = "INSERT INTO usage_daily (day, subject, model, requests, errors, prompt_tokens) VALUES";
  return rows.map((row) => `${insert} ${row} ON CONFLICT DO NOTHING;\n`).join("");
}
