// The settings' names, and how they stand in a .dev.vars file as wrangler reads it.
// Knows names and quoting; refuses to know what a setting means or defaults to.
import { readFileSync } from "node:fs";

/** Settings that administrators edit: in upper case a variable that presets the default. */
const table = readFileSync(new URL("../wasm/core/store/settings.def", import.meta.url), "utf8");
const presets = Array.from(table.matchAll(/^ROTA_SETTING\((\w+),/gm), ([, name]) => name.toUpperCase());

/** Every setting that the environment of scripts/dev.sh may give (docs/SETTINGS.md says what each means). */
export const settingNames = [
  "API_KEYS",
  "UPSTREAM_API_URL",
  "UPSTREAM_DIALECT",
  "CLIENT_API_KEYS",
  "ALLOW_ANONYMOUS",
  "ALLOW_CLIENT_GEMINI_KEY",
  "ADMIN_PASSWORD",
  "SESSION_SECRET_KEY",
  "DEBUG_ERRORS",
  "PUBLIC_STAT",
  "POOL_NAME",
  "POOL_LOCATION",
  "POOL_SHARDS",
  "EGRESS_LOCATION",
  ...presets,
];

const line = /^\s*(?:export\s+)?([\w.-]+)\s*=[^\S\n]*(?:(['"`])((?:\\\2|(?!\2)[^])*)\2|([^#\n]*))/gm;

/**
 * Takes a text of NAME=value lines apart: values bare or in any quotes, quoted ones over many lines. A name may come twice.
 * @returns {{settings: [string, string][], rest: string}} `rest`: what stands outside of them
 */
export function listSettings(text) {
  const settings = [];
  const rest = text.replaceAll("\r\n", "\n").replace(line, (_, name, quote, quoted, bare) => {
    const value = quote ? quoted : bare.trim();
    settings.push([name, quote === '"' ? value.replaceAll("\\n", "\n").replaceAll("\\r", "\r") : value]);
    return "";
  });
  return { settings, rest };
}

/** Reads the text of a .dev.vars file; of a name that comes twice the last value counts. */
export const parseSettings = (text) => Object.fromEntries(listSettings(text).settings);

/**
 * Writes settings so that wrangler's --env-file reads them back unchanged: in quotes that the value does not hold, with
 * `$` escaped because wrangler expands it there. Throws on the few values that no quotes can carry.
 */
export function formatSettings(settings) {
  return Object.entries(settings)
    .map(([name, value]) => {
      const quote = ["'", "`"].find((candidate) => !value.includes(candidate) && !value.endsWith("\\"));
      if (!quote) throw new Error(`${name} holds both ' and \`, or ends in a backslash: no settings file can carry it`);
      return `${name}=${quote}${value.replaceAll("$", "\\$")}${quote}\n`;
    })
    .join("");
}
