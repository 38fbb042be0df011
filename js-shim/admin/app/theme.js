// Theme: light, dark, or whatever the system has.
// Knows how the choice reaches the style sheet (data-theme on the root); refuses to know colours.
import { keep, recall } from "./kept.js";

export const themes = ["auto", "light", "dark"];
const root = document.documentElement;
const listeners = new Set();

export const themeChoice = () => (themes.includes(recall("theme")) ? recall("theme") : "auto");

/** Shows and remembers one of `themes`. */
export function chooseTheme(theme) {
  keep("theme", theme === "auto" ? undefined : theme);
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  for (const listener of listeners) listener();
}

/** Calls `listener` when the colours have changed, by the choice or by the system. Gives the way to end that. */
export function onThemeChange(listener) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  listeners.add(listener);
  system.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", listener);
  };
}

/** The colour that a custom property has right now, as canvases want it. */
export function colourOf(property) {
  const probe = document.createElement("span");
  probe.style.color = `var(${property})`;
  root.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
