// Key health: how well a key serves, in words.
// Knows how to say what a degraded key lacks; refuses to judge, which the server does.
import { has, t } from "../app/locale.js";
import { causeText } from "../parts/badges.jsx";

/** The word alone; a server may know one that this panel does not. */
export const healthWord = ({ health }) => (has(`healths.${health}`) ? t(`healths.${health}`) : health);

/** The word, and what makes a degraded key so. */
export function healthText(key) {
  const lacks = (key.health_with ?? []).map(({ model, cause }) => (model ? `${model}: ` : "") + causeText(cause));
  return [healthWord(key), ...lacks].join(" · ");
}
