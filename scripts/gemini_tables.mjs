// The core's tables of Google's families and refusals, as Markdown for docs/TRANSLATION.md.
// Knows how those two headers spell their rows; every row must have its words here, or rendering fails.
import { readFileSync } from "node:fs";

const read = (path) => readFileSync(new URL(`../wasm/core/dialect/gemini/${path}`, import.meta.url), "utf8");
const row = (...cells) => `| ${cells.join(" | ")} |`;
const code = (text) => `\`${text}\``;

const takes = {
  second: "no thinking; penalties, several answers, its own last words at the end; none of what is new in Gemini 3",
  newest: "levels LOW, MEDIUM and HIGH; signatures are checked; neither penalties nor several answers nor its own last words at the end",
  unknown: "as the newest; several answers are asked for, and may be refused",
  mute: "as the newest, without thinking",
  minimal: "as the newest, and MINIMAL",
  low_or_high: "as the newest, without MEDIUM",
  gemma_4: "levels MINIMAL and HIGH; otherwise as the second generation",
  gemma: "no thinking and no system instruction; otherwise as the second generation",
};
const budget = (off, least, most) => {
  const range = off === "0" ? `budgets from 0 (off${least === "0" ? "" : `, else from ${least}`})` : `budgets from ${least}`;
  return `${range} to ${most}; otherwise as the second generation`;
};

const makes = {
  no_penalties: "no penalties",
  system_first: "the system text before the first user text",
  format_in_words: "the wish for JSON in words",
  closing_turn: "a user turn behind the model's own last words",
  no_sampling: "neither temperature nor top_p nor top_k",
  thoughtless: "nothing about thinking",
  nearest_thinking: "the next best level or budget; refused again: nothing about thinking",
  fill_signatures: "where a signature is missing, the word that skips the check; refused again: everywhere",
  replace_signatures: "that word in the place of every signature",
  once_more: "as it is, once: no request of Rota's holds that",
  loose: "calls need not follow their schema (AUTO for VALIDATED); refused again, or without strict tools: schemas without bounds",
};
/** What is remembered of the model, so that its next request begins with it. */
const learned = new Set(["no_penalties", "system_first", "format_in_words", "closing_turn", "no_sampling", "thoughtless", "fill_signatures"]);

function words(table, name) {
  if (!table[name]) throw new Error(`scripts/gemini_tables.mjs has no words for ${name}`);
  return table[name];
}

function families() {
  const rows = [...read("models/families.h").matchAll(/^ {4}\{"([^"]+)", family::(\w+)(?:\((\d+), (\d+), (\d+)\))?\}/gm)];
  return rows.map(([, pattern, name, ...range]) => row(code(pattern), name === "budget" ? budget(...range) : words(takes, name)));
}

function refusals() {
  const rows = [...read("error/amendments_table.h").matchAll(/^ {4}\{"([^"]+)", (?:"([^"]+)"|\{\}), wish::(\w+)\}/gm)];
  const wishes = [...new Set(rows.map(([, , , wish]) => wish))];
  return wishes.map((wish) => {
    const sentences = rows.filter((one) => one[3] === wish).map(([, word, other]) => (other ? `${code(word)} and ${code(other)}` : code(word)));
    return row(sentences.join("; "), words(makes, wish), learned.has(wish) ? "yes" : wish === "replace_signatures" ? "as above" : "no");
  });
}

/** Two sections. */
export function geminiSections() {
  return [
    `## Families of Google's models

The first pattern that a model's name fits says what it takes; a name of no family is one of the newest. Names that
Google serves by newer models than they say go on working: what the newer one refuses is put differently, see below.

${[row("Name", "Takes"), row("---", "---"), ...families()].join("\n")}`,
    `## What is put differently after a refusal

A 400 with such words (in any case) is no answer yet: the request is put differently and asked again with the same key.
Refusals add up, four a request at the most, within \`max_attempts\`; one that changes nothing is the client's answer. What
has worked is remembered, for 32 models in each isolate.

${[row("Google says", "The request goes up again with", "Remembered of the model"), row("---", "---", "---"), ...refusals(), row("`maxOutputTokens` and the most that it may be", "that many", "yes")].join("\n")}`,
  ];
}
