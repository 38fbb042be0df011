// Problems: what is wrong now, what Rota does about it, and what the user may do.
// Knows the words for kinds of problems; one that it has no words for is told in the server's.
import { useEffect, useState } from "preact/hooks";
import { clock, relative } from "../app/format.js";
import { has, t } from "../app/locale.js";
import { causeText } from "../parts/badges.jsx";
import { Icon } from "../parts/icon.jsx";
import { Said } from "../parts/messages.jsx";

const tones = { info: "info", warning: "warn", error: "bad" };
const icons = { info: "rest", warning: "warning", error: "error" };
const places = {
  no_keys: "#/keys?add=1",
  no_usable_keys: "#/keys",
  no_clients: "#/clients?add=1",
  keys_dead: "#/keys?state=disabled",
  keys_off: "#/keys?state=off",
  keys_unreadable: "#/keys?state=unreadable",
  keys_resting: "#/keys?state=limited",
  model_exhausted: "#/keys?state=limited",
};

/** What Rota does about it; where no other key is left it uses none meanwhile. */
function doingOf({ kind, model }, problems) {
  const isLast = problems.some(
    (each) => each.kind === "no_usable_keys" || (each.kind === "model_exhausted" && each.model === model),
  );
  const own = `problems.${kind}_doing`;
  const last = `problems.${kind}_last_doing`;
  if (isLast && has(last)) return t(last);
  return has(own) ? t(own) : undefined;
}

/** The list is fetched when there is one, which is seldom. */
function LeftOut(entries) {
  const [List, setList] = useState();
  useEffect(() => {
    import("../parts/left_out.jsx").then((part) => setList(() => part.LeftOut), () => {});
  }, []);
  return List ? <List {...entries} /> : null;
}

function Problem({ problem, problems, now_ms }) {
  const { kind, severity, count, model, cause, until, message, source, refused } = problem;
  const words = `problems.${kind}`;
  const doing = doingOf(problem, problems);
  const values = { n: count ?? 0, model: model || t("problems.all_models"), cause: causeText(cause), source };
  return (
    <li class={`problem ${tones[severity] ?? "info"}`}>
      <Icon name={icons[severity] ?? "info"} />
      <div>
        <p>
          {has(words) ? t(words, values) : <Said text={message} />}
          {until && (
            <span class="faint"> {t("problems.until", { at: clock(until), left: relative(until, now_ms) })}</span>
          )}
        </p>
        {doing && <p class="faint">{doing}</p>}
        {refused && <LeftOut refused={refused} total={count} />}
      </div>
      {places[kind] && <a href={places[kind]}>{t(`problems.${kind}_link`)}</a>}
    </li>
  );
}

/** `isOld`: this is not known to be so any more. */
export function Problems({ problems, now_ms, isOld }) {
  if (isOld && problems.length === 0) return null;
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
            <Problem
              key={`${problem.kind} ${problem.model} ${problem.cause} ${problem.source}`}
              problem={problem}
              problems={problems}
              now_ms={now_ms}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
