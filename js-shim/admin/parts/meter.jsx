// Meter: how much of something is used, and how a job gets on.
// Knows shares and how they read; refuses to draw a share of nothing.
import { useLayoutEffect, useRef } from "preact/hooks";
import { count } from "../app/format.js";
import { t } from "../app/locale.js";

/** The width is set by script: the content security policy allows no style attribute in HTML. */
function Fill({ share, tone }) {
  const element = useRef();
  useLayoutEffect(() => {
    element.current.style.width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  });
  return <span ref={element} class={`fill ${tone}`} />;
}

const toneOf = (share) => (share >= 1 ? "bad" : share >= 0.8 ? "warn" : "accent");

/** `used` of `most`; without a bound the number alone. `label` names what is used. */
export function Meter({ label, used, most, note }) {
  if (!most) {
    return (
      <span class="meter">
        <span class="meter-text">
          <span>{label}</span>
          <span>
            {count(used)} {note && <span class="faint">{note}</span>}
          </span>
        </span>
      </span>
    );
  }
  const share = used / most;
  return (
    <span class="meter">
      <span class="meter-text">
        <span>{label}</span>
        <span>
          {count(used)} / {count(most)} {note && <span class="faint">{note}</span>}
        </span>
      </span>
      <span
        class="track"
        role="meter"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={most}
        aria-valuenow={Math.min(used, most)}
        aria-valuetext={t("common.of", { used, most })}
      >
        <Fill share={share} tone={toneOf(share)} />
      </span>
    </span>
  );
}

/** A job under way: `share` of 0 to 1, or undefined while nobody can tell. */
export function Progress({ label, share }) {
  return (
    <span
      class={share === undefined ? "track progress unknown" : "track progress"}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
    >
      <Fill share={share ?? 1} tone="accent" />
    </span>
  );
}

/** A bar beside a number in a table, decoration only. */
export function Bar({ share, tone = "accent" }) {
  return (
    <span class="track thin" aria-hidden="true">
      <Fill share={share} tone={tone} />
    </span>
  );
}

/** Parts of a whole in one bar, decoration only: the numbers stand beside it. `parts`: [{ tone, size }]. */
export function Shares({ parts }) {
  const whole = parts.reduce((sum, { size }) => sum + size, 0);
  return (
    <span class="track shares" aria-hidden="true">
      {parts.filter(({ size }) => size > 0).map(({ tone, size }) => (
        <Fill key={tone} share={size / whole} tone={tone} />
      ))}
    </span>
  );
}
