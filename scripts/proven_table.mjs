// A table in words for docs/TRANSLATION.md, each row with the story or the test that proves it.
// Knows where stories and unit tests stand; a row whose proof is not there fails. Refuses to know what the words say.
import { readFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const row = (...cells) => `| ${cells.join(" | ")} |`;

/** The titles of a file's stories, or of its unit tests behind the ids that they cite. */
function proofsOf(path) {
  const text = readFileSync(new URL(path, root), "utf8");
  const titles = path.endsWith(".md") ? /^## (.*)$/gm : /^TEST_CASE\("(?:[A-Z]\d+: )?(.*)"\) \{$/gm;
  return [...text.matchAll(titles)].map(([, name]) => ({ name, path }));
}

/** Rows are [from, to, the title of the proof]; `places` are the paths where it may stand, the first that has it counts. */
export function provenTable(title, head, rows, places) {
  const proofs = places.flatMap(proofsOf);
  const proven = rows.map(([from, to, name]) => {
    const proof = proofs.find((one) => one.name === name);
    if (!proof) throw new Error(`docs/TRANSLATION.md, "${title}": no story and no test is called "${name}"`);
    return row(from, to, `[${name}](../${proof.path})`);
  });
  return [`## ${title}\n`, row(...head, "Proven by"), row("---", "---", "---"), ...proven].join("\n");
}
