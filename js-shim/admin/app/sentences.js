// Sentences: what the server says in English, put into another language by pairs of patterns.
// Knows {places}, which stand for any words and are taken over; refuses to know languages.

const special = /[.*+?^$()|[\]\\]/g;

/** A pattern as an expression that must fit the whole of a text. */
function expressionOf(pattern) {
  const escaped = pattern.replace(special, "\\$&");
  return new RegExp(`^${escaped.replace(/\{(\w+)\}/g, "(?<$1>.*?)")}$`, "s");
}

/** A pair's expression is made when it is first asked for, and kept. */
const expressions = new Map();
const fits = (pattern, text) =>
  (expressions.get(pattern) ?? expressions.set(pattern, expressionOf(pattern)).get(pattern)).exec(text);

/** `text` by the first of the [pattern, translation] `pairs` that fits it; as it is when none does. */
export function translated(text, pairs) {
  for (const [pattern, translation] of pairs) {
    const found = fits(pattern, text);
    if (!found) continue;
    return translation.replace(/\{(\w+)\}/g, (_, name) => translated(found.groups[name], pairs));
  }
  return text;
}
