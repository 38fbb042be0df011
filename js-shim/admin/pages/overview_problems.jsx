// Problems: what is wrong now, what Rota does about it, and what the user may do.
// Knows the words for kinds of problems; one that it has no words for is told in the server's.
import { clock, relative } from "../app/format.js";
import { has, t } from "../app/locale.js";
import { causeText } from "../parts/badges.jsx";
import { Icon } from "../parts/icon.jsx";

const tones = { info: "info", warning: "warn", error: "bad" };
const icons = { info: "rest", warning: "warning", error: "error" };
const places = {
  no_keys: "#/keys?add=1",
  no_usable_keys: "#/keys",
  no_clients: "#/clients?add=1",
  keys_dead: "#/keys?state=disabled",
  keys_unreadable: "#/keys?state=unreadable",
  keys_resting: "#/keys?state=limited",
  model_exhausted: "#/keys?state=limited",
};

function Problem({ problem, now_ms }) {
  const { kind, severity, count, model, cause, until, message } = problem;
  const words = `problems.${kind}`;
  const values = { n: count ?? 0, model: model || t("problems.all_models"), cause: causeText(cause) };
  return (
    <li class={`problem ${tones[severity] ?? "info"}`}>
      <Icon name={icons[severity] ?? "info"} />
      <div>
        <p>
          {has(words) ? t(words, values) : message}
          {until && (
            <span class="faint"> {t("problems.until", { at: clock(until), left: relative(until, now_ms) })}</span>
          )}
        </p>
        {has(`${words}_doing`) && <p class="faint">{t(`${words}_doing`)}</p>}
      </div>
      {places[kind] && <a href={places[kind]}>{t(`problems.${kind}_link`)}</a>}
    </li>
  );
}

export function Problems({ problems, now_ms }) {
  return (
    <section aria-label={t("problems.title")}>
      {problems.length === 0 ? (
        <p class="all-well">
          <Icon name="check" />
          {t("problems.none")}
        </p>
      ) : (
        <ul class="problems card">
          {problems.map((problem) => (
            <Problem key={`${problem.kind} ${problem.model} ${problem.cause}`} problem={problem} now_ms={now_ms} />
          ))}
        </ul>
      )}
    </section>
  );
}
