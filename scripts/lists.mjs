// Reads wasm/sources.list and wasm/flags.list, the two lists that every build shares (CMakeLists.txt reads them too).
// Knows their grammar; refuses to know what a flag means.

const meaningful = (line) => line !== "" && !line.startsWith("#");
const lines = (text) => text.split("\n").map((line) => line.trim()).filter(meaningful);

/** A map from section to its lines, as written. Throws on a line that stands before the first section. */
export function readSections(text) {
  const sections = new Map();
  let section;
  for (const line of lines(text)) {
    if (/^\[.+\]$/.test(line)) {
      section = [];
      sections.set(line.slice(1, -1), section);
    } else if (section) {
      section.push(line);
    } else {
      throw new Error(`"${line}" stands before the first [section]`);
    }
  }
  return sections;
}

/** The paths in a source list, whatever their unit: relative to wasm/, with forward slashes. */
export function readSources(text) {
  return [...readSections(text).values()].flat();
}
