// Kept: small choices that this browser remembers (theme, language, rows a page).
// Knows that a browser may refuse to keep anything; refuses to keep a secret.

/** The remembered text, or undefined. */
export function recall(name) {
  try {
    return localStorage.getItem(`rota.${name}`) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a text; undefined forgets it. Where nothing can be kept the choice lasts as long as the page. */
export function keep(name, text) {
  try {
    if (text === undefined) localStorage.removeItem(`rota.${name}`);
    else localStorage.setItem(`rota.${name}`, text);
  } catch {
    // See above.
  }
}
