// Standing: how a key stands, or a key for a model: its state, what causes it, until when, and the server's own words.
// Knows how these are told; refuses to judge, which the server does.
import { time } from "../app/format.js";
import { t } from "../app/locale.js";
import { StateBadge, causeText } from "./badges.jsx";
import { Said } from "./messages.jsx";

/** The cause, and until when it holds. */
export function CauseUntil({ of }) {
  return (
    <>
      {causeText(of.cause)}
      {of.until && <span class="faint"> · {t("keys.until", { at: time(of.until) })}</span>}
    </>
  );
}

export function Standing({ of }) {
  return (
    <span class="state-cell">
      <StateBadge state={of.state} />
      {of.cause && of.cause !== "ok" && <span class="why"><CauseUntil of={of} /></span>}
      {of.reason && <span class="why faint"><Said text={of.reason} /></span>}
    </span>
  );
}
