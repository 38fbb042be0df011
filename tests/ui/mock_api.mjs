// Mock API: serves the built panel with the Worker's security policy, and answers the admin API with made-up data.
// Knows routes and shapes so far as the panel uses them; what the Worker really answers is tested in tests/worker.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeClients, makeKeys, makeModels, makeSettings, upstreamModels } from "./mock_data.mjs";
import { statOf, statsOf, statusOf } from "./mock_stats.mjs";

const dist = fileURLToPath(new URL("../../js-shim/admin/dist", import.meta.url));
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The policy of the Worker's pages. */
export const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
  "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
export const password = "correct-horse";

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const failure = (status, message, param = null, headers = {}) => ({
  status,
  headers,
  json: { error: { message, type: "invalid_request_error", param } },
});
const stale = () => failure(409, "Somebody else has made a change since: read it again, then repeat yours.", "version");

/** What the panel changes. `keys`: how many there are; `isPublic`: /stat without login. */
class Pool {
  constructor({ keys = 240, isPublic = false }) {
    this.keys = makeKeys(keys);
    this.clients = keys === 0 ? [] : makeClients();
    this.models = keys === 0 ? [] : makeModels();
    this.settings = makeSettings();
    this.version = 7;
    this.isPublic = isPublic;
    /** Refuses the next change as if somebody else had been faster. */
    this.beatenOnce = false;
    /** Members of /admin/status that are otherwise, and whether it fails. */
    this.status = undefined;
    this.away = false;
    /** Whether the playground must name its model. */
    this.asksModel = false;
    /** Every request as "METHOD path". */
    this.requests = [];
  }

  changed(rest = {}) {
    this.version += 1;
    return { json: { ...rest, version: this.version } };
  }

  /** A refusal when `version` is given and not the present one. */
  beaten(version) {
    const beaten = this.beatenOnce || (version !== undefined && version !== this.version);
    this.beatenOnce = false;
    return beaten;
  }
}

const sorters = {
  created: (key) => key.created_at,
  name: (key) => key.name,
  state: (key) => key.state,
  project: (key) => key.project,
  requests: (key) => key.total_attempts,
  errors: (key) => key.error_count,
  tokens: (key) => key.tokens_used,
  last_used: (key) => key.last_used_at ?? 0,
};

/** The part of a list that a query asks for. */
function pageOf(found, query) {
  const page = Number(query.get("page") ?? 1);
  const per_page = Number(query.get("per_page") ?? 50);
  return { keys: found.slice((page - 1) * per_page, page * per_page), total: found.length, page, per_page };
}

function listKeys(pool, query) {
  const q = (query.get("q") ?? "").toLowerCase();
  const state = query.get("state");
  const by = sorters[query.get("sort") ?? "created"];
  const sign = query.get("order") === "desc" ? -1 : 1;
  const found = pool.keys
    .filter((key) => !state || key.state === state)
    .filter(({ name, masked, email, project }) => `${name} ${masked} ${email} ${project}`.toLowerCase().includes(q))
    .sort((a, b) => sign * (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0));
  return { json: { ...pageOf(found, query), as_of_ms: Date.now(), version: pool.version } };
}

function importKeys(pool, text) {
  const lines = text.split("\n");
  const report = {
    added: 0,
    already_there: 0,
    duplicates: 0,
    refused_count: 0,
    refused: [],
    format: text.trim().startsWith("[") ? "json" : "lines",
  };
  const [like] = makeKeys(1);
  lines.forEach((line, i) => {
    const key = /AIza[\w-]+/.exec(line)?.[0];
    if (!line.trim()) return;
    if (!key) report.refused.push({ line: i + 1, why: "It is too short to be a key.", reason: "too_short", shown: "…" });
    else if (pool.keys.some(({ masked }) => masked === `…${key.slice(-4)}`)) report.already_there += 1;
    else {
      report.added += 1;
      pool.keys.push({
        ...like,
        id: `f${pool.keys.length}`.padStart(16, "0"),
        masked: `…${key.slice(-4)}`,
        name: "",
        source: "import",
        state: "ready",
        cause: "",
        models: [],
        families: [],
        created_at: Date.now(),
      });
    }
  });
  report.refused_count = report.refused.length;
  return pool.changed(report);
}

function changeKeys(pool, ids, change) {
  if (pool.beaten(change.version)) return stale();
  const chosen = pool.keys.filter(({ id }) => ids.includes(id));
  for (const key of chosen) {
    for (const name of ["enabled", "project", "weight", "notes", "name"]) key[name] = change[name] ?? key[name];
    if (change.enabled === false) Object.assign(key, { state: "off", cause: "switched_off" });
    if (change.enabled === true && key.state === "off") Object.assign(key, { state: "ready", cause: "" });
  }
  return pool.changed({ changed: chosen.length });
}

function resetKeys(pool, ids) {
  for (const key of pool.keys.filter(({ id }) => ids.includes(id))) {
    Object.assign(key, { state: "ready", cause: "", reason: "", until: null, last_error: "", error_count: 0 });
    key.models = key.models.map((model) => ({ ...model, state: "ready", cause: "", reason: "", until: null }));
  }
  return pool.changed({ reset: ids.length });
}

function deleteKeys(pool, ids) {
  pool.keys = pool.keys.filter(({ id }) => !ids.includes(id));
  return pool.changed({ deleted: ids.length });
}

async function testKey(pool, id, model = "gemini-3.6-flash") {
  await sleep(15);
  const key = pool.keys.find((each) => each.id === id);
  const dead = key.state === "disabled";
  if (!dead) resetKeys(pool, [id]);
  return {
    json: {
      ok: !dead,
      status: dead ? 400 : 200,
      cause: dead ? "key_invalid" : "ok",
      message: dead ? "API key not valid. Please pass a valid API key." : "",
      model,
      ms: 312,
    },
  };
}

function saveClient(pool, client, json) {
  if (pool.beaten(json.version)) return stale();
  const { version, key, ...members } = json;
  Object.assign(client, members);
  return pool.changed({ id: client.id });
}

function addClient(pool, json) {
  if (pool.beaten(json.version)) return stale();
  const key = json.key ?? `sk-${"0123456789abcdef".repeat(3)}`;
  const client = {
    ...makeClients()[0],
    tokens_per_day: null,
    requests_today: 0,
    tokens_today: 0,
    requests_minute: 0,
    created_at: Date.now(),
    id: `d${pool.clients.length}`.padStart(16, "0"),
    hint: key.slice(-4),
  };
  pool.clients.unshift(client);
  saveClient(pool, client, { ...json, version: undefined });
  return { status: 201, json: { id: client.id, key, hint: client.hint, name: client.name, version: pool.version } };
}

function listClients(pool, query) {
  const q = (query.get("q") ?? "").toLowerCase();
  const found = pool.clients.filter(({ name }) => name.toLowerCase().includes(q));
  return { json: { ...pageOf(found, query), version: pool.version } };
}

function putModel(pool, json) {
  if (pool.beaten(json.version)) return stale();
  const { version, ...model } = json;
  const before = pool.models.find(({ id }) => id === model.id);
  if (before) Object.assign(before, model);
  else pool.models.push({ category: "Custom", attempts_today: 0, tokens_today: 0, ...model });
  return pool.changed({ id: model.id });
}

function syncModels(pool, json) {
  const all = upstreamModels(pool.models);
  const ids = json.add === "all" ? all.map(({ id }) => id) : (json.add ?? []);
  for (const { id, category } of all.filter((each) => ids.includes(each.id) && !each.configured)) {
    pool.models.push({ id, category, daily_quota: null, aliases: [], attempts_today: 0, tokens_today: 0 });
  }
  return {
    json: { models: upstreamModels(pool.models), unlisted: pool.unlisted ?? [], added: ids.length, version: (pool.version += ids.length > 0) },
  };
}

function saveSettings(pool, { version, ...values }) {
  if (pool.beaten(version)) return stale();
  for (const setting of pool.settings) {
    if (setting.name in values) setting.value = values[setting.name] ?? setting.default;
  }
  pool.version += 1;
  return { json: { settings: pool.settings, version: pool.version } };
}

function converse(pool, json) {
  if (pool.asksModel && !json.model) return failure(400, "You must provide a model: a string.", "model");
  const headers = { "content-type": "text/event-stream", "x-rota-key": "#3 ...k3y3", "x-rota-attempts": "2" };
  const event = (delta, rest = {}) => {
    const choices = [{ index: 0, delta, finish_reason: null, ...rest }];
    return `data: ${JSON.stringify({ model: "gemini-3.6-flash", choices })}\r\n\r\n`;
  };
  if (json.messages.at(-1).content === "fail") {
    return failure(429, "All keys rest for gemini-3.6-flash. Try again in 12 s.", null, { "x-rota-attempts": "5" });
  }
  const words = `You said: ${json.messages.at(-1).content}. 你好!`.split(/(?<= )/);
  const usage = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };
  return {
    headers,
    stream: [
      ": waiting\r\n\r\n",
      ...words.map((content) => event({ content })),
      event({}, { finish_reason: "stop" }),
      `data: ${JSON.stringify({ choices: [], usage })}\r\n\r\n`,
      "data: [DONE]\r\n\r\n",
    ],
  };
}

function exportKeys(pool, query, headers) {
  const reveal = query.get("reveal") === "1";
  if (reveal && headers["x-admin-password"] !== password) return failure(403, "The password is wrong.");
  const rows = pool.keys.slice(0, 3).map(({ masked, name }) => ({ key: reveal ? "AIza-in-full" : masked, name }));
  return { headers: { "content-disposition": 'attachment; filename="rota-keys.json"' }, json: rows };
}

/** The answer of the admin API: { status, headers, json } or { headers, stream }. */
function answer(pool, method, path, query, body, headers) {
  const json = () => JSON.parse(body || "{}");
  const [, id, verb] = /^\/admin\/(?:keys\/gemini|keys\/user|models)\/([^/]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const client = () => pool.clients.find((each) => each.id === id);
  switch (`${method} ${path}`) {
    case "GET /admin/session": return { json: { expires_at: Date.now() + 1e7, version: "0.1.0" } };
    case "POST /admin/logout":
      return { json: { ok: true }, headers: { "set-cookie": "rota_session=; Path=/; Max-Age=0" } };
    case "GET /admin/status": {
      if (pool.away) return failure(503, "The key pool could not be reached. Try again in a moment.");
      const status = statusOf(pool.keys, pool.settings, pool.version, pool.keys.length === 0);
      return { json: { ...status, ...pool.status } };
    }
    case "GET /admin/stats": return { json: statsOf(query.get("window"), query.get("by"), pool.keys, pool.clients) };
    case "GET /admin/keys/gemini": return listKeys(pool, query);
    case "PATCH /admin/keys/gemini": return changeKeys(pool, json().ids, json());
    case "DELETE /admin/keys/gemini": return deleteKeys(pool, json().ids);
    case "POST /admin/keys/gemini/reset": return resetKeys(pool, json().ids);
    case "POST /admin/keys/import": return importKeys(pool, body);
    case "GET /admin/keys/export": return exportKeys(pool, query, headers);
    case "GET /admin/keys/user": return listClients(pool, query);
    case "POST /admin/keys/user": return addClient(pool, json());
    case "GET /admin/models":
      return { json: { models: pool.models, total: pool.models.length, version: pool.version } };
    case "POST /admin/models": return putModel(pool, json());
    case "POST /admin/models/sync": return syncModels(pool, json());
    case "GET /admin/config": return { json: { settings: pool.settings, version: pool.version } };
    case "POST /admin/config": return saveSettings(pool, json());
    case "POST /admin/playground": return converse(pool, json());
  }
  if (method === "POST" && verb === "test") return testKey(pool, id, json().model);
  if (method === "PATCH" && path.startsWith("/admin/keys/gemini/")) return changeKeys(pool, [id], json());
  if (method === "PATCH" && client()) return saveClient(pool, client(), json());
  if (method === "DELETE" && client()) {
    pool.clients = pool.clients.filter((each) => each.id !== id);
    return pool.changed({ deleted: 1 });
  }
  if (method === "DELETE" && path.startsWith("/admin/models/")) {
    pool.models = pool.models.filter((each) => each.id !== decodeURIComponent(id));
    return pool.changed({ deleted: 1 });
  }
  return failure(404, "There is no such route.");
}

function logIn(body) {
  const given = JSON.parse(body).password;
  if (given === "too-often") return failure(429, "Too many attempts.", null, { "retry-after": "30" });
  if (given !== password) return failure(401, "The password is wrong.");
  return {
    json: { expires_at: Date.now() + 43_200_000 },
    headers: { "set-cookie": "rota_session=in; Path=/; HttpOnly; SameSite=Strict" },
  };
}

async function page() {
  return {
    headers: { "content-type": types[".html"], "content-security-policy": policy, "x-content-type-options": "nosniff" },
    body: await readFile(join(dist, "index.html")),
  };
}

async function route(pool, request, body) {
  const { pathname: path, searchParams: query } = new URL(request.url, "http://mock");
  const isIn = (request.headers.cookie ?? "").includes("rota_session=in");
  pool.requests.push(`${request.method} ${path}`);
  if (path.startsWith("/admin/assets/")) {
    const bytes = await readFile(join(dist, "assets", path.slice("/admin/assets/".length))).catch(() => undefined);
    return bytes
      ? { headers: { "content-type": types[extname(path)], "content-security-policy": policy }, body: bytes }
      : failure(404, "There is no such file.");
  }
  const away = (to) => ({ status: 303, headers: { location: to }, body: "" });
  if (path === "/login") return isIn ? away("/admin") : page();
  if (path === "/stat") return isIn || pool.isPublic ? page() : away("/login");
  if (path === "/admin") return isIn ? page() : away("/login");
  if (path === "/stat.json" && (isIn || pool.isPublic)) return { json: statOf(pool.keys, !isIn) };
  if (path === "/admin/login") return logIn(body);
  if (!isIn) return failure(401, "Log in first.");
  return answer(pool, request.method, path, query, body, request.headers);
}

/** Starts the mock on a free port. Gives { url, pool, stop }; `pool` may be changed by a test. */
export async function startMockApi(options = {}) {
  const pool = new Pool(options);
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const {
      status = 200,
      headers = {},
      json,
      body,
      stream,
    } = await route(pool, request, Buffer.concat(chunks).toString());
    response.writeHead(
      status,
      json === undefined ? headers : { "content-type": "application/json; charset=utf-8", ...headers },
    );
    for (const piece of stream ?? []) {
      response.write(piece);
      await sleep(25);
    }
    response.end(json === undefined ? body : JSON.stringify(json));
  });
  await new Promise((resolve) => server.listen(options.port ?? 0, "127.0.0.1", resolve));
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${server.address().port}`, pool, stop };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startMockApi({ keys: 20_000, isPublic: true, port: Number(process.env.PORT ?? 8788) });
  console.log(`The panel on made-up data: ${url}/admin, password ${password}. Ctrl-C ends it.`);
}
