// Countdown: the time left until quotas begin anew, at midnight in Los Angeles.
import { useNow } from "../app/resource.js";
import { countdown, time } from "../app/format.js";
import { t } from "../app/locale.js";

/** `at_ms` by the server's clock, which is `ahead_ms` ahead of this one. */
export function ResetCountdown({ at_ms, ahead_ms = 0 }) {
  const now = useNow() + ahead_ms;
  return (
    <div class="countdown" role="timer" aria-label={t("reset.label")}>
      <strong>{countdown(at_ms - now)}</strong>
      <span class="faint">{t("reset.when", { at: time(at_ms) })}</span>
    </div>
  );
}
