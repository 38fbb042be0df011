// Whole number: what a field for a number may hold, and what is said when it holds something else.
import { t } from "./locale.js";

/** Why `text` is no whole number from `least` to `most`, or undefined. With `optional` it may be empty. */
export function numberFault(text, least, most, optional = false) {
  const written = text.trim();
  if (optional && written === "") return undefined;
  const right = /^\d+$/.test(written) && Number(written) >= least && Number(written) <= most;
  return right ? undefined : t("common.number_fault", { least, most });
}
