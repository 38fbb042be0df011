// What exports of other gateways hold, as Rota's words: keys, client keys, models, settings, and what has no place.
// Knows how each kind of gateway keeps its data; refuses to know how Rota is told of it. A reader takes the texts of the
// export's files and gives a plan.
import { Stop, sqlite } from "./command.mjs";
import { listSettings } from "./settings.mjs";
import { readJson } from "./wrangler.mjs";

/**
 * @typedef {object} Plan
 * @property {(object | string)[]} keys entries of POST /admin/keys/import
 * @property {{name: string, text: string}[]} texts whole texts for it, which it reads as it reads API_KEYS, by their names
 * @property {object[]} clients bodies of POST /admin/keys/user; `enabled` besides
 * @property {object[]} models bodies of POST /admin/models
 * @property {object} settings the body of POST /admin/config
 * @property {object[]} history calls that were recorded, for historySql()
 * @property {string[]} left what has no place in Rota, a sentence each
 */
const emptyPlan = () => ({ keys: [], texts: [], clients: [], models: [], settings: {}, history: [], left: [] });

/** API_KEYS, GEMINI_API_KEYS, GEMINI_API_KEY_2 and the like. */
const keyVariable = /^(?:(?:GEMINI|GOOGLE)_)?API_KEYS?(?:_?\d+)?$|^GEMINI_KEYS?(?:_?\d+)?$/;

function readEnvironment(texts) {
  const plan = emptyPlan();
  const read = texts.map(listSettings);
  for (const { rest } of read) {
    if (/^[^\S\n]*[^\s#]/m.test(rest)) plan.texts.push({ name: "lines without a name", text: rest });
  }
  for (const [name, value] of read.flatMap(({ settings }) => settings)) {
    if (keyVariable.test(name)) plan.texts.push({ name, text: value });
    else if (name === "PROXY_API_KEY") plan.clients.push({ key: value, name });
    else if (name.endsWith("UPSTREAM_URL") || name === "UPSTREAM_API_URL") {
      plan.left.push(`${name}: set Rota's variable UPSTREAM_API_URL, when it is not Google's address.`);
    } else plan.left.push(`${name}: Rota has no variable that does the same.`);
  }
  return plan;
}

/** A name and its text of each entry of KV: from `wrangler kv bulk get`, or a list as `wrangler kv bulk put` takes it. */
function kvEntries(texts) {
  return new Map(
    texts.flatMap((text) => {
      const read = readJson(text, "An export of KV");
      const pairs = Array.isArray(read) ? read.map(({ key, name, value }) => [key ?? name, value]) : Object.entries(read);
      return pairs.filter(([name]) => typeof name === "string").map(([name, value]) => [name, valueOf(value)]);
    }),
  );
}

function valueOf(value) {
  const inner = value !== null && typeof value === "object" && typeof value.value === "string" ? value.value : value;
  if (typeof inner !== "string" || !/^\s*[[{]/.test(inner)) return inner;
  return readJson(inner, "A value in KV");
}

const quota = (value) => {
  const number = Number(value);
  return Number.isInteger(number) && number > 0 ? number : undefined;
};

/** Keys in the order in which they rotated, then any that the list has lost. */
function panelKeys(entries, plan) {
  const order = entries.get("_config:key_list") ?? [];
  const ids = [...entries.keys()].filter((name) => name.startsWith("key:")).map((name) => name.slice("key:".length));
  const place = (id) => (order.includes(id) ? order.indexOf(id) : order.length);
  for (const id of ids.sort((a, b) => place(a) - place(b))) {
    const { key, name, errorStatus } = entries.get(`key:${id}`) ?? {};
    if (errorStatus) plan.left.push(`The error ${errorStatus} of ${name || id}: Rota finds out anew.`);
    plan.keys.push({ value: key, name: name ?? id });
  }
  if (ids.length > 0) plan.left.push("Today's counts of each key: Rota counts its own calls.");
}

function readPanel(texts) {
  const plan = emptyPlan();
  const entries = kvEntries(texts);
  panelKeys(entries, plan);
  const safety = entries.get("worker_keys_safety_settings") ?? {};
  for (const [key, { description = "" } = {}] of Object.entries(entries.get("worker_keys") ?? {})) {
    plan.clients.push({ key, name: description, safety_enabled: safety[key]?.safetyEnabled ?? true });
  }
  for (const [id, { category, dailyQuota, individualQuota }] of Object.entries(entries.get("models") ?? {})) {
    const own = quota(category === "Custom" ? dailyQuota : individualQuota);
    plan.models.push({ id, category, ...(own && { daily_quota: own }) });
  }
  const { proQuota, flashQuota } = entries.get("category_quotas") ?? {};
  if (quota(proQuota)) plan.settings.pro_daily_quota = quota(proQuota);
  if (quota(flashQuota)) plan.settings.flash_daily_quota = quota(flashQuota);
  return plan;
}

function readKeysConfig(texts) {
  const plan = emptyPlan();
  const numbered = [];
  for (const text of texts) {
    const read = readJson(text, "An export of KV");
    const entries = Array.isArray(read) || Array.isArray(read.keys) ? new Map([["", read]]) : kvEntries([text]);
    for (const [name, value] of entries) {
      if (name === "GEMINI_KEY_ROTATION_STATE") plan.left.push(`${name}: Rota's rotation starts anew.`);
      else if (/^key_\d+$/.test(name)) numbered.push({ value, name });
      else if (name === "" || name === "GEMINI_API_KEYS_CONFIG") takeKeys(value, plan);
      else plan.left.push(`The entry ${name}: no list of keys.`);
    }
  }
  // KV lists key_10 before key_2.
  plan.keys.push(...numbered.sort((a, b) => numberOf(a) - numberOf(b)));
  return plan;
}

const numberOf = ({ name }) => Number(name.slice("key_".length));

function takeKeys(value, plan) {
  const list = Array.isArray(value) ? value : value?.keys;
  if (Array.isArray(list)) plan.keys.push(...list);
  else plan.texts.push({ name: "GEMINI_API_KEYS_CONFIG", text: typeof value === "string" ? value : JSON.stringify(value) });
}

/** An SQL dump as a database, which alone knows how SQL is quoted; the dump may reach no other file. */
function loadDump(texts) {
  const { DatabaseSync, constants } = sqlite();
  const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
  database.setAuthorizer((action) =>
    action === constants.SQLITE_ATTACH ? constants.SQLITE_DENY : constants.SQLITE_OK,
  );
  try {
    for (const text of texts) database.exec(text);
  } catch {
    throw new Stop("The export is not the SQL that wrangler d1 export writes.");
  }
  const has = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
  return {
    rows: (table) => (has.get(table) ? database.prepare(`SELECT * FROM "${table}" ORDER BY rowid`).all() : []),
    need: (table) => {
      if (!has.get(table)) throw new Stop(`The export has no table ${table}: is it of another kind?`);
    },
  };
}

/** @returns {number} ms since 1970 of SQLite's "2026-01-31 23:59:59", which is UTC; 0 of anything else */
const timeOf = (text) => Date.parse(`${String(text ?? "").trim().replace(" ", "T")}Z`) || 0;

function keepHistory(plan, calls) {
  plan.history = calls.filter(({ at_ms }) => at_ms > 0);
  const undated = calls.length - plan.history.length;
  if (undated > 0) plan.left.push(`Recorded calls without a time: ${undated}.`);
}

/** Settings of the balancer: how each is told to Rota; null: when it says nothing that Rota would do otherwise. */
const balancerSettings = {
  default_model_name: (value) => ({ default_model: value }),
  request_timeout: (value) => ({ request_timeout_ms: Number(value) * 1000 }),
  load_balance_strategy: (value) => ({ rotation_strategy: value }),
  include_thoughts: (value) => (value === "true" ? { include_thoughts: "on" } : null),
  max_retries: (value) => ({ max_attempts: Number(value) + 1 }),
  thinking_enabled: (value) => (value === "false" ? { thinking_default: "off" } : null),
  thinking_budget: (value, settings) =>
    settings.get("thinking_enabled") === "false" ? null : { thinking_default: value === "-1" ? "auto" : value },
};

function readBalancer(texts) {
  const plan = emptyPlan();
  const dump = loadDump(texts);
  dump.need("gemini_keys");
  plan.keys = dump.rows("gemini_keys").map(({ key, status }) => ({ value: key, is_active: status !== 0 }));
  plan.clients = dump.rows("user_keys").map(({ key, name, status }) => ({ key, name: name ?? "", enabled: status !== 0 }));
  const settings = new Map(dump.rows("system_config").map(({ key, value }) => [key, value]));
  const [requests, window_s] = ["rate_limit_requests", "rate_limit_window"].map((name) => Number(settings.get(name)));
  if (requests > 0 && window_s > 0) plan.settings.client_requests_per_minute = Math.ceil((requests * 60) / window_s);
  for (const [name, value] of settings) {
    const told = balancerSettings[name]?.(value, settings);
    if (told) Object.assign(plan.settings, told);
    else if (told === undefined && !name.startsWith("rate_limit_")) {
      plan.left.push(`${name} = ${value}: Rota has no such setting.`);
    }
  }
  for (const { model_name: id, single_api_rpd_limit: day, status } of dump.rows("model_configs")) {
    if (status === 0) continue;
    plan.models.push({ id, ...(quota(day) && { daily_quota: quota(day) }) });
    plan.left.push(`Limits a minute of ${id}: Rota learns them from what the upstream says.`);
  }
  const textOf = (table) => new Map(dump.rows(table).map(({ id, key }) => [id, key]));
  const [keys, clients] = [textOf("gemini_keys"), textOf("user_keys")];
  keepHistory(plan, dump.rows("usage_logs").map((row) => ({
    at_ms: timeOf(row.timestamp),
    key: keys.get(row.gemini_key_id),
    client: clients.get(row.user_key_id),
    model: row.model_name ?? "",
    requests: row.requests || 1,
    tokens: row.tokens ?? 0,
  })));
  return plan;
}

/** Settings that the D1 pool and Rota have under the same name and with the same meaning. */
const poolSettings = ["rotation_strategy", "max_errors_threshold", "error_reset_interval", "enable_usage_tracking"];

function readPool(texts) {
  const plan = emptyPlan();
  const dump = loadDump(texts);
  dump.need("api_keys");
  plan.keys = dump.rows("api_keys").map(({ api_key, gmail_email, is_active, notes }) => ({
    value: api_key,
    email: gmail_email ?? "",
    notes: notes ?? "",
    is_active: is_active !== 0,
  }));
  for (const { key, value } of dump.rows("pool_config")) {
    if (poolSettings.includes(key)) plan.settings[key] = value;
    else if (!key.startsWith("round_robin_")) plan.left.push(`${key} = ${value}: Rota has no such setting.`);
  }
  const keys = new Map(dump.rows("api_keys").map(({ id, api_key }) => [id, api_key]));
  keepHistory(plan, dump.rows("api_key_usage").map((row) => ({
    at_ms: timeOf(row.request_timestamp),
    key: keys.get(row.api_key_id),
    errors: row.response_status >= 400 ? 1 : 0,
    tokens: row.tokens_used ?? 0,
  })));
  return plan;
}

/** The kinds of gateways, by the word of the command line. */
export const kinds = {
  env: { read: readEnvironment, what: "keys in environment variables: files of NAME=value lines" },
  "kv-panel": { read: readPanel, what: "a panel on two KV namespaces with entries key:<id>: JSON of wrangler kv bulk get" },
  "kv-keys": { read: readKeysConfig, what: "KV with GEMINI_API_KEYS_CONFIG or key_0 to key_n: JSON of its value or entries" },
  "d1-balancer": { read: readBalancer, what: "D1 with gemini_keys and user_keys: SQL of wrangler d1 export" },
  "d1-pool": { read: readPool, what: "D1 with api_keys and pool_config: SQL of wrangler d1 export" },
};
