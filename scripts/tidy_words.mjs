// The rule of one word for one thing: names in the core that use a word which docs/GLOSSARY.md has replaced.
// Knows names and their parts; refuses to read comments and texts, where a person may say it as he likes.
import { codeOf, each, isCore, lineAt, partsOf } from "./tidy_tree.mjs";

const glossary = "docs/GLOSSARY.md";

/** A part of a name that is no word of ours any more, and what stands in its place. */
const replaced = [
  [/^(rest|rests|resting|rested)$/, "cooldown"],
  [/^(leave|leaves)$/, "allowance"],
  [/^knocks?$/, "authenticate"],
  [/^deeds?$/, "action"],
  [/^(tell|tells|told|untold)$/, "report, send, log, count or show, whichever it is"],
];
/** The same of several parts. */
const replacedPhrases = [
  [/^let(_\w+)?_in(_|$)/, "admit"],
  [/^turn(ed|s)?_away(_|$)/, "reject"],
];

/** A variable may hold what is left of a text; a member or a function of that name is the old word. */
const isRemainder = (name, before, after) => name === "rest" && !/(\.|->|\bvoid )$/.test(before) && !after.startsWith("(");

function replacementOf(name) {
  const parts = partsOf(name);
  const part = replaced.find(([word]) => parts.some((one) => word.test(one)));
  return (part ?? replacedPhrases.find(([phrase]) => phrase.test(parts.join("_"))))?.[1];
}

export function words(tree) {
  const names = each(tree, isCore, (path, text) => {
    const code = text.split("\n").map(codeOf).join("\n");
    return [...code.matchAll(/\b[A-Za-z_]\w*/g)].map((match) => {
      const [name] = match;
      const end = match.index + name.length;
      if (isRemainder(name, code.slice(match.index - 6, match.index), code.slice(end, end + 1))) return undefined;
      const instead = replacementOf(name);
      return instead && `line ${lineAt(code, match.index)}: ${name} is a word that ${glossary} has replaced: ${instead}`;
    });
  });
  const explained = tree.get(glossary) ?? "";
  const missing = ["rest", "leave", "knock", "let in", "turn away", "deed", "told"].filter((word) => !explained.includes(`| ${word} |`));
  return [...names, ...missing.map((word) => [glossary, `it does not say what replaced "${word}"`])];
}
