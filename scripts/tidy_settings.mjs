// The rule of settings: docs/SETTINGS.md has every one that the core reads and no other, and a default stands right wherever a
// page names it. Knows the tables of a page and where the core reads; the rows of settings.def are gen-reference.mjs's.
import { readSettings } from "./gen-reference.mjs";
import { isCore } from "./tidy_tree.mjs";

const whole = "docs/SETTINGS.md";
const pages = [whole, "docs/SETTINGS.zh-CN.md", "README.md", "docs/README.zh-CN.md"];

/** Rows of tables whose first cell is names: [name, default] each. */
function rowsOf(page) {
  return [...page.matchAll(/^\| ((?:`\w+`(?:, |、)?)+) \| ([^|]*) \|/gm)].flatMap(([, names, standards]) => {
    const list = [...names.matchAll(/`(\w+)`/g)].map(([, name]) => name);
    const values = list.length > 1 ? standards.split(/, |、/) : [standards];
    return list.map((name, i) => [name, (values[i] ?? values[0]).trim().replaceAll("`", "")]);
  });
}

/** A default as a page writes it. */
const asWritten = (value) => [value, ...(value === "" ? ["none", "empty", "无", "空"] : [])];

function defaultsOf(tree) {
  const header = tree.get("wasm/core/exchange/settings.h");
  const text = (field) => new RegExp(`\\b${field} = "([^"]*)"`).exec(header)?.[1];
  return { UPSTREAM_API_URL: text("upstream"), POOL_NAME: text("pool_name") };
}

/** Every setting with its default; undefined where the core's source does not say it in so many words. */
function settingsOf(tree) {
  const core = [...tree].filter(([path]) => isCore(path)).map(([, text]) => text).join("\n");
  const read = [...core.matchAll(/(?:setting_text\(\w+, |\[)"([A-Z][A-Z_]+)"/g)];
  const table = readSettings(tree.get("wasm/core/store/settings.def"));
  const wanted = new Map([...table.map(({ name, standard }) => [name, standard]), ...read.map(([, name]) => [name, undefined])]);
  Object.entries(defaultsOf(tree)).forEach(([name, value]) => wanted.set(name, value));
  return wanted;
}

export function settings(tree) {
  const wanted = settingsOf(tree);
  return pages.flatMap((path) => {
    const rows = rowsOf(tree.get(path) ?? "");
    const there = new Set(rows.map(([name]) => name));
    const missing = path === whole ? [...wanted.keys()].filter((name) => !there.has(name)) : [];
    const isRight = ([name, value]) => wanted.get(name) === undefined || asWritten(wanted.get(name)).includes(value);
    return [
      ...missing.map((name) => `the setting ${name} stands in no table`),
      ...rows.filter((row) => !isRight(row)).map(([name, value]) => `${name} defaults to "${wanted.get(name)}", not to "${value}"`),
      ...[...there].filter((name) => /^[A-Z][A-Z_]+$/.test(name) && !wanted.has(name)).map((name) => `nothing reads the setting ${name}`),
    ].map((fault) => [path, fault]);
  });
}
