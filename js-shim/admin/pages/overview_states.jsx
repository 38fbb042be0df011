// Key states: today in numbers, and how many keys stand how.
// Knows the words for states; refuses to count what the server did not.
import { count, percent, shortCount } from "../app/format.js";
import { t } from "../app/locale.js";
import { placeOf } from "../app/place.js";
import { stateTones } from "../parts/badges.jsx";
import { Shares } from "../parts/meter.jsx";

const order = ["ready", "limited", "resting", "disabled", "off", "unreadable"];

function Figure({ label, value, note }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        {value} {note && <span class="faint">{note}</span>}
      </dd>
    </div>
  );
}

export function KeyStates({ status }) {
  const { keys, attempts_today: attempts, errors_today: errors } = status;
  const known = order.filter((state) => keys[state] !== undefined);
  return (
    <section class="card now" aria-label={t("overview.now")}>
      <dl class="figures">
        <Figure label={t("overview.requests_today")} value={count(status.requests_today)} />
        <Figure label={t("overview.attempts_today")} value={count(attempts)} />
        <Figure label={t("overview.tokens_today")} value={shortCount(status.tokens_today)} />
        <Figure
          label={t("overview.success_today")}
          value={attempts > 0 ? percent((attempts - errors) / attempts) : "–"}
          note={attempts > 0 ? t("overview.errors", { n: errors }) : undefined}
        />
        <Figure
          label={t("overview.keys_serving")}
          value={t("common.of", { used: keys.ready + keys.limited, most: keys.total })}
          note={keys.limited > 0 ? t("overview.limited", { n: keys.limited }) : undefined}
        />
      </dl>
      {keys.total > 0 && (
        <>
          <Shares parts={known.map((state) => ({ tone: `${stateTones[state]} ${state}`, size: keys[state] }))} />
          <ul class="states">
            {known.map((state) => (
              <li key={state}>
                <a href={placeOf("/keys", { state })}>
                  <span class={`swatch ${stateTones[state]} ${state}`} aria-hidden="true" />
                  {t(`states.${state}`)} <strong>{count(keys[state])}</strong>
                </a>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
