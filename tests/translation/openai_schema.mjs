// OpenAI's published schemas as validators. Knows what OpenAPI spells differently from JSON Schema (`nullable`);
// refuses to relax anything else.
import { readFileSync } from "node:fs";
import Ajv from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { openaiSchemaPath } from "./harness.mjs";

const id = "openai";

/** `nullable: true` beside a type or an enum allows null, in both. */
function plain(schema) {
  if (Array.isArray(schema)) return schema.map(plain);
  if (schema === null || typeof schema !== "object") return schema;
  const { nullable, ...rest } = Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, plain(value)]));
  return nullable === true ? { anyOf: [rest, { type: "null" }] } : rest;
}

let ajv;
function load() {
  ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
  addFormats(ajv);
  ajv.addFormat("unixtime", { type: "number", validate: Number.isInteger });
  const { components } = JSON.parse(readFileSync(openaiSchemaPath, "utf8"));
  ajv.addSchema({ $id: id, components: plain(components) });
}

/** Throws, naming the faults, when `value` does not fit the schema of that name. */
export function checkOpenai(name, value) {
  if (!openaiSchemaPath) throw new Error("OpenAI's published schemas are not here");
  if (!ajv) load();
  const validate = ajv.getSchema(`${id}#/components/schemas/${name}`);
  if (validate(value)) return;
  const faults = validate.errors.slice(0, 5).map((error) => `${error.instancePath} ${error.message}`);
  throw new Error(`not a ${name}: ${faults.join("; ")}`);
}
