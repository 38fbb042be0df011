// Reads wasm/sources.list and wasm/flags.list, the two lists that every build shares (CMakeLists.txt reads them too).
// Knows their grammar; refuses to know what a flag means.

const meaningful = (line) => line !== "" && !line.startsWith("#");
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(meaningful);

/** The paths in a source list, as written: relative to wasm/, with forward slashes. */
export function readSources(text) {
  return lines(text);
}

/** A map from section to flags. Throws on a flag that stands before the first section. */
export function readFlags(text) {
  const sections = new Map();
  let section;
  for (const line of lines(text)) {
    if (/^\[.+\]$/.test(line)) {
      section = [];
      sections.set(line.slice(1, -1), section);
    } else if (section) {
      section.push(line);
    } else {
      throw new Error(`flags.list: "${line}" stands before the first [section]`);
    }
  }
  return sections;
}
