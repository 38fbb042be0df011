// Locale: which language the panel speaks, and its words.
// Knows tables of words, of which only the one that is spoken is loaded, and how a number picks a plural; refuses to
// know what is said (words/).
import { keep, recall } from "./kept.js";
import { translated } from "./sentences.js";

export const languages = [
  {
    code: "en",
    name: "English",
    load: async () => (await import("../words/en.js")).en,
    more: {
      clients: async () => (await import("../words/en_clients.js")).clients,
      models: async () => (await import("../words/en_models.js")).models,
      refusals: async () => (await import("../words/en_refusals.js")).refusals,
      playground: async () => (await import("../words/en_playground.js")).playground,
      settings: async () => (await import("../words/en_settings.js")).settings,
    },
  },
  {
    code: "zh",
    name: "简体中文",
    load: async () => (await import("../words/zh.js")).zh,
    loadServer: async () => (await import("../words/zh_server.js")).sentences,
    more: {
      clients: async () => (await import("../words/zh_clients.js")).clients,
      models: async () => (await import("../words/zh_models.js")).models,
      refusals: async () => (await import("../words/zh_refusals.js")).refusals,
      playground: async () => (await import("../words/zh_playground.js")).playground,
      settings: async () => (await import("../words/zh_settings.js")).settings,
    },
  },
];

let code = "en";
let table = {};
let sentences = [];
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
  sentences = [];
  code = wanted;
  document.documentElement.lang = languageTag();
  for (const listener of listeners) listener(code);
}

/** Loads the words of the remembered language, or of the browser's; English when they cannot be fetched. */
export const loadLanguage = () => speak(preferred()).catch(() => speak("en"));

/** Adds the words that one page alone says, or few: of `clients`, `models`, `playground`, `settings` or `refusals`, together a third of all. */
export async function loadWordsOf(page) {
  const spoken = code;
  const words = await known(spoken).more[page]();
  if (spoken === code) table = { ...table, [page]: words };
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

/** Loads the server's sentences, which take as much as a page and are seldom needed; English is the server's own. */
export async function loadServerWords() {
  const spoken = code;
  const { loadServer } = known(spoken);
  if (!loadServer || sentences.length > 0) return;
  const found = await loadServer().catch(() => []);
  if (spoken === code) sentences = found;
}

/** What the server says, in the language that is spoken; what is not (yet) known in it, as the server wrote it. */
export const serverWords = (text) => translated(text, sentences);
