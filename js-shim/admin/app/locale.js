// Locale: which language the panel speaks, and its words.
// Knows tables of words, of which only the one that is spoken is loaded, and how a number picks a plural; refuses to
// know what is said (words/).
import { keep, recall } from "./kept.js";

export const languages = [
  {
    code: "en",
    name: "English",
    load: async () => (await import("../words/en.js")).en,
    loadSettings: async () => (await import("../words/en_settings.js")).settings,
  },
  {
    code: "zh",
    name: "简体中文",
    load: async () => (await import("../words/zh.js")).zh,
    loadSettings: async () => (await import("../words/zh_settings.js")).settings,
  },
];

let code = "en";
let table = {};
const listeners = new Set();

/** "en" or "zh". */
export const language = () => code;
/** As Intl and the lang attribute want it. */
export const languageTag = () => (code === "zh" ? "zh-CN" : "en");

function preferred() {
  const remembered = recall("language");
  if (known(remembered)) return remembered;
  for (const tag of navigator.languages ?? [navigator.language]) {
    const found = languages.find((each) => tag.toLowerCase().startsWith(each.code));
    if (found) return found.code;
  }
  return "en";
}

const known = (wanted) => languages.find((each) => each.code === wanted);

async function speak(wanted) {
  table = await known(wanted).load();
  code = wanted;
  document.documentElement.lang = languageTag();
  for (const listener of listeners) listener(code);
}

/** Loads the words of the remembered language, or of the browser's; English when they cannot be fetched. */
export const loadLanguage = () => speak(preferred()).catch(() => speak("en"));

/** Adds the words of the settings, a fifth of all, which only their page says. */
export async function loadSettingsWords() {
  const spoken = code;
  const settings = await known(spoken).loadSettings();
  if (spoken === code) table = { ...table, settings };
}

/** Switches to a language and remembers it. */
export async function chooseLanguage(wanted) {
  await speak(wanted);
  keep("language", wanted);
}

export function onLanguageChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function find(words, name) {
  let found = words;
  for (const part of name.split(".")) found = found?.[part];
  return found;
}

/** Whether the language has words under that name; a server may know kinds that this panel does not. */
export const has = (name) => find(table, name) !== undefined;

/**
 * The words under `name`, such as "keys.title", with {members} of `values` in their places. A pair of texts is singular
 * and plural: `values.n` chooses. Numbers are written as the language writes them.
 */
export function t(name, values = {}) {
  let text = find(table, name) ?? name;
  if (Array.isArray(text)) text = text[values.n === 1 ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (whole, member) => {
    const value = values[member];
    if (value === undefined || value === null) return whole;
    return typeof value === "number" ? value.toLocaleString(languageTag()) : value;
  });
}
