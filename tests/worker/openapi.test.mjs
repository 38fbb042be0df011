// docs/openapi.json: it is OpenAPI 3.1, it knows every route of the administration, and every answer is as it says.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv2020 from "ajv/dist/2020.js";
import { answer, minuteLimitFor, modelsReply } from "./google.mjs";
import { root } from "./harness.mjs";
import * as panel from "./panel.mjs";
import { ask, clientKey, sharePair } from "./setup.mjs";

const document = JSON.parse(readFileSync(`${root}/docs/openapi.json`, "utf8"));

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({ path, method, operation, id: operation.operationId })),
);

/** The rows of routes.cpp as "GET /admin/keys/gemini/{id}/reset". */
function routesOfTheCore() {
  const source = readFileSync(`${root}/wasm/core/admin/routes.cpp`, "utf8");
  const rows = source.matchAll(/^ {4}\{"([A-Z]+)", "([^"]+)", (?:"([^"]*)"|\{\}), (true|false),/gm);
  return Array.from(rows, ([, method, begin, end = "", id]) => `${method} ${begin}${id === "true" ? "{id}" : ""}${end}`);
}

/** Path in a JSON document, as a fragment. */
const pointer = (...names) =>
  names.map((name) => encodeURIComponent(name.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");

test("D4 the document is OpenAPI 3.1, its operations have names of their own, and no key stands in it", async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  assert(valid, JSON.stringify(errors));
  assert.equal(document.openapi, "3.1.0");
  assert.equal(new Set(operations.map(({ id }) => id)).size, operations.length);
  assert.doesNotMatch(JSON.stringify(document), /AIza[\w-]{10}|sk-[\w-]{10}/);
});

test("D4 every route of the core is in the document", () => {
  const documented = operations.map(({ method, path }) => `${method.toUpperCase()} ${path}`);
  const routes = routesOfTheCore();
  assert(routes.length > 20, "the table of routes.cpp was not read");
  for (const route of routes) assert(documented.includes(route), `docs/openapi.json lacks ${route}`);
});

describe("Every operation answers as the document says", () => {
  const settings = { ...panel.adminSettings, CLIENT_API_KEYS: clientKey };
  const pair = sharePair({ keys: 3, script: (call) => answer(call), settings });
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  ajv.addSchema(document, "rota");
  const exercised = new Set();

  /** Calls an operation and holds its answer against its schema. */
  async function call(id, { status = 200, values = {}, query = "", ...options } = {}) {
    const { path, method, operation } = operations.find((known) => known.id === id);
    const target = path.replace("{id}", encodeURIComponent(values.id ?? "")) + query;
    const answered = await panel.ask(pair.rota, method.toUpperCase(), target, options);
    assert.equal(answered.status, status, `${id}: ${answered.text.slice(0, 500)}`);
    const documented = operation.responses[status];
    assert(documented, `${id} may not answer ${status}`);
    const shared = documented.$ref ? ["components", "responses", String(status)] : undefined;
    const { content } = shared ? document.components.responses[status] : documented;
    const type = answered.headers["content-type"].split(";")[0];
    assert(content[type], `${id} may not answer ${type}`);
    const place = shared ?? ["paths", path, method, "responses", String(status)];
    const matches = ajv.compile({ $ref: `rota#/${pointer(...place, "content", type, "schema")}` });
    const said = type === "application/json" ? answered.json() : answered.text;
    assert(matches(said), `${id} ${status}: ${ajv.errorsText(matches.errors)}\n${answered.text.slice(0, 1000)}`);
    if (status < 300) exercised.add(id);
    return said;
  }

  test("keys", async () => {
    const added = await call("addKeys", { status: 201, json: { keys: ["AIzaFAKE-api-one", "AIzaFAKE-api-two"] } });
    await call("addKeys", { status: 409, json: { key: "AIzaFAKE-api-one" } });
    await call("addKeys", { status: 422, json: { key: "short" } });
    await call("addKeys", { status: 400, body: "{" });
    await call("importKeys", { body: "me@mail.org:AIzaFAKE-api-three\nx" });
    pair.upstream.script = (asked) => (asked.index === 0 ? minuteLimitFor(50) : answer(asked));
    for (let i = 0; i < 4; i += 1) assert.equal((await pair.rota.chat(ask(), { key: clientKey })).status, 200);
    for (const query of ["", "?sort=state&order=desc", "?sort=last_used&q=api", "?state=limited&per_page=1&page=1"]) {
      await call("listKeys", { query });
    }
    await call("listKeys", { status: 422, query: "?sort=colour" });
    const [id, other] = added.ids;
    await call("changeKey", { values: { id }, json: { name: "first", weight: 3 } });
    await call("changeKey", { status: 409, values: { id }, json: { weight: 3, version: 1 } });
    await call("changeKeys", { json: { ids: [id, other], project: "blue" } });
    await call("changeKeys", { status: 404, json: { ids: ["0123456789abcdef"], weight: 1 } });
    await call("resetKey", { values: { id } });
    await call("resetKeys", { json: { ids: [id, other] } });
    await call("deleteKey", { values: { id } });
    await call("deleteKey", { status: 404, values: { id } });
    await call("deleteKeys", { json: { ids: [other] } });
  });

  test("export", async () => {
    for (const format of ["json", "csv", "lines"]) {
      const masked = JSON.stringify(await call("exportKeys", { query: `?format=${format}` }));
      for (const key of pair.keys) assert(!masked.includes(key));
      await call("exportKeys", { status: 403, query: `?format=${format}&reveal=1` });
      const headers = { "x-admin-password": `${panel.password}?` };
      await call("exportKeys", { status: 403, query: `?format=${format}&reveal=1`, headers });
    }
    pair.rota.assertNoSecret([...pair.keys, panel.password]);
    const headers = { "x-admin-password": panel.password };
    const full = await panel.ask(pair.rota, "GET", "/admin/keys/export?format=lines&reveal=1", { headers });
    for (const key of pair.keys) assert(full.text.split("\n").includes(key));
    assert.equal(full.headers["content-disposition"], 'attachment; filename="rota-keys.txt"');
    assert.equal(full.headers["cache-control"], "no-store");
  });

  test("clients", async () => {
    const { id } = await call("addClient", { status: 201, json: { name: "laptop", requests_per_day: 5 } });
    await call("addClient", { status: 422, json: { expires_at: 1 } });
    await call("listClients");
    await call("listClients", { query: "?q=lap&per_page=1&page=1" });
    await call("listClients", { status: 422, query: "?page=0" });
    await call("changeClient", { values: { id }, json: { enabled: false } });
    await call("deleteClient", { values: { id } });
    await call("deleteClient", { status: 404, values: { id } });
  });

  test("models and settings", async () => {
    await call("putModel", { json: { id: "gemini-3.6-flash", daily_quota: 50, aliases: ["quick"] } });
    await call("putModel", { status: 422, json: { id: "m", category: "Slow" } });
    await call("listModels");
    await call("deleteModel", { values: { id: "gemini-3.6-flash" } });
    await call("listSettings");
    await call("changeSettings", { json: { max_attempts: 4 } });
    await call("changeSettings", { status: 422, json: { max_attempts: 0 } });
  });

  test("state", async () => {
    for (const id of ["getStatus", "getAdminStatus", "getDay", "getMetrics", "getHealth"]) await call(id);
    for (const window of ["24h", "7d", "30d", "90d", "365d"]) {
      for (const by of ["model", "key", "client", "day"]) await call("getStats", { query: `?window=${window}&by=${by}` });
    }
    await call("getStats", { query: "?by=hour" });
    await call("getStats", { status: 422, query: "?window=1y" });
    const headers = { "cf-connecting-ip": "192.0.2.77" };
    await call("getStatus", { status: 401, key: "no password", headers });
  });

  test("sessions", async () => {
    await call("login", { json: { password: panel.password } });
    await call("login", { status: 401, json: { password: "not this one" } });
    await call("login", { status: 422, json: {} });
    await call("getSession");
    await call("logout", { json: {} });
    await call("logout", { json: { everywhere: true } });
  });

  test("what asks the upstream", async () => {
    pair.upstream.script = (asked) => (asked.path.endsWith("/models") ? modelsReply(asked, ["gemini-9-flash"]) : answer(asked));
    const { keys } = await call("listKeys");
    await call("testKey", { values: { id: keys[0].id }, json: { model: "gemini-3.6-flash" } });
    await call("testKey", { status: 404, values: { id: "0123456789abcdef" } });
    await call("testKey", { status: 422, values: { id: keys[0].id }, json: { model: 7 } });
    await call("syncModels", { json: {} });
    await call("syncModels", { json: { add: "all" } });
    await call("syncModels", { status: 422, json: { add: "some" } });
    await call("playground", { json: { ...ask(), model: "gemini-9-flash" } });
    await call("playground", { status: 400, body: "{" });
  });

  test("and none was left out", () => {
    const missed = operations.filter(({ id }) => !exercised.has(id)).map(({ id }) => id);
    assert.deepEqual(missed, [], "operations of the document that no test has called");
  });
});
