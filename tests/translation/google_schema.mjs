// Google's published message definitions as a validator of request bodies: unknown fields, wrong types, unknown enums.
// Knows the protos that npm's @google-ai/generativelanguage carries and proto3's JSON mapping; what is newer than they
// are stands in one list, with reasons.
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const root = "google.ai.generativelanguage.v1beta";

/**
 * Fields and enum values that Google's API takes but the published package (3.7.1) does not know yet, by message. The
 * value is the field's type, as in the protos, or null for an enum's value.
 */
export const newer = {
  GenerateContentRequest: {
    serviceTier: "string", // Google API docs, Aug 2026: standard, flex, priority
  },
  ThinkingConfig: {
    thinkingLevel: "string", // Gemini 3 (Google API docs, Aug 2026)
  },
  ToolConfig: {
    includeServerSideToolInvocations: "bool", // Gemini 3: built-in tools beside functions (recorded: pydantic-ai)
  },
  Part: {
    mediaResolution: "MediaResolutionOfPart", // Gemini 3 (Google API docs, Aug 2026)
    toolCall: "google.protobuf.Struct", // Gemini 3, sent back as it came (recorded: pydantic-ai)
    toolResponse: "google.protobuf.Struct", // the same
  },
  Schema: {
    additionalProperties: "google.protobuf.Value", // Google API docs, Aug 2026
  },
  "FunctionCallingConfig.Mode": {
    VALIDATED: null, // Google API docs, Aug 2026 (recorded with 200)
  },
};
/** Messages that the package lacks altogether. */
const added = { MediaResolutionOfPart: { level: { type: "string" } } };

const integers = { int32: 2 ** 31, uint32: 2 ** 32, int64: 2 ** 63, uint64: 2 ** 64 };
const scalars = {
  string: (value) => typeof value === "string",
  bool: (value) => typeof value === "boolean",
  bytes: (value) => typeof value === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/u.test(value),
  float: (value) => typeof value === "number",
  double: (value) => typeof value === "number",
};
const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

let definitions;
function load() {
  definitions = require("@google-ai/generativelanguage/build/protos/protos.json");
}
function lookUp(name) {
  let at = definitions;
  for (const step of name.split(".")) at = at?.nested?.[step];
  return at;
}

/** The definition of a type that is named inside `scope`, as protobuf resolves names. */
function resolve(type, scope) {
  const steps = scope.split(".");
  for (let depth = steps.length; depth >= 0; --depth) {
    const name = [...steps.slice(0, depth), type].join(".");
    const found = lookUp(name);
    if (found?.fields || found?.values) return { name, found };
  }
  return null;
}

function checkEnum({ name, found }, value, path, faults) {
  const short = name.slice(root.length + 1);
  if (typeof value === "string" && (value in found.values || value in (newer[short] ?? {}))) return;
  faults.push(`${path}: ${JSON.stringify(value)} is no ${short}`);
}

function checkMessage(name, fields, value, path, faults) {
  if (!isObject(value)) return faults.push(`${path}: no object`);
  const short = name.slice(root.length + 1);
  for (const [key, inner] of Object.entries(value)) {
    const field = fields[key] ?? (newer[short]?.[key] ? { type: newer[short][key] } : undefined);
    const where = `${path}.${key}`;
    if (!field) faults.push(`${where}: ${short} has no such field`);
    else if (field.rule === "repeated" && !Array.isArray(inner)) faults.push(`${where}: no list`);
    else if (field.rule === "repeated" || field.keyType) {
      for (const [k, v] of Object.entries(inner)) checkType(field.type, name, v, `${where}[${k}]`, faults);
    } else checkType(field.type, name, inner, where, faults);
  }
}

function checkType(type, scope, value, path, faults) {
  if (type in integers) {
    const number = typeof value === "string" && /^-?\d+$/u.test(value) ? Number(value) : value;
    if (!Number.isInteger(number) || Math.abs(number) >= integers[type]) faults.push(`${path}: no ${type}`);
  } else if (type in scalars) {
    if (!scalars[type](value)) faults.push(`${path}: no ${type}`);
  } else if (type === "google.protobuf.Struct") {
    if (!isObject(value)) faults.push(`${path}: no object`);
  } else if (type === "google.protobuf.Duration") {
    if (!/^-?\d+(\.\d+)?s$/u.test(value)) faults.push(`${path}: no duration`);
  } else if (type in added) {
    checkMessage(`${root}.${type}`, added[type], value, path, faults);
  } else if (type !== "google.protobuf.Value") {
    const known = resolve(type, scope);
    if (!known) faults.push(`${path}: the type ${type} is not in the package`);
    else if (known.found.values) checkEnum(known, value, path, faults);
    else checkMessage(known.name, known.found.fields, value, path, faults);
  }
}

/** Throws, naming the faults, when `value` is not that message in proto3's JSON. Only camelCase names are accepted. */
export function checkGoogle(message, value) {
  if (!definitions) load();
  const faults = [];
  checkType(message, root, value, message, faults);
  if (faults.length > 0) throw new Error(faults.slice(0, 6).join("\n"));
}
