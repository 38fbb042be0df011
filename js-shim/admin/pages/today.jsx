// Today: today's use by model and key, what is exhausted and why, and when the day begins anew.
// Knows that names may be missing (the server leaves them out for the public); refuses to ask for anything else.
import { ask } from "../app/api.js";
import { count, shortCount } from "../app/format.js";
import { t } from "../app/locale.js";
import { useResource } from "../app/resource.js";
import { Badge } from "../parts/badges.jsx";
import { ResetCountdown } from "../parts/countdown.jsx";
import { Icon } from "../parts/icon.jsx";
import { Empty, ErrorNote, Loading } from "../parts/messages.jsx";
import { Bar, Meter } from "../parts/meter.jsx";
import { Standing } from "../parts/standing.jsx";

const refresh_ms = 10_000;
const read = (signal) => ask("GET", "/stat.json", { signal });

function KeyRow({ of, quota, most }) {
  return (
    <tr>
      <th scope="row" class="identity with-bar">
        {of.name && <span class="name">{of.name}</span>}
        <code class="masked">{of.masked}</code>
        {!quota && <Bar share={most > 0 ? of.attempts_today / most : 0} />}
      </th>
      <td class="used" data-label={t("stat.attempts")}>
        {quota ? <Meter label={t("stat.today")} used={of.attempts_today} most={quota} /> : count(of.attempts_today)}
      </td>
      <td class="number" data-label={t("stat.tokens")}>{count(of.tokens_today)}</td>
      <td data-label={t("stat.state")}>
        <Standing of={of} />
      </td>
    </tr>
  );
}

/** Listing the models of the upstream asks none of them. */
const nameOf = (model) => model.model || t("usage.no_model");

function KeysOf({ model }) {
  const most = Math.max(0, ...model.keys.map(({ attempts_today }) => attempts_today));
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t("stat.keys_of", { model: nameOf(model) })}>
      <table class="table cards">
        <thead>
          <tr>
            <th scope="col">{t("stat.key")}</th>
            <th scope="col">{t("stat.attempts")}</th>
            <th scope="col" class="number">{t("stat.tokens")}</th>
            <th scope="col">{t("stat.state")}</th>
          </tr>
        </thead>
        <tbody>
          {model.keys.map((key, i) => (
            <KeyRow key={key.id ?? `${key.masked} ${i}`} of={key} quota={model.quota} most={most} />
          ))}
        </tbody>
      </table>
      {model.keys_total > model.keys.length && (
        <p class="faint pad">{t("stat.more_keys", { shown: model.keys.length, n: model.keys_total })}</p>
      )}
    </div>
  );
}

function Model({ model, open }) {
  const { exhausted, keys_total: keys } = model;
  return (
    <section class="card stat-model">
      <details open={open}>
        <summary>
          <span class="stat-name">
            <Icon name="chevron" />
            <h2>{nameOf(model)}</h2>
            {model.model && model.family && <Badge>{model.family}</Badge>}
          </span>
          <span class="stat-sums">
            <span>
              <strong>{count(model.attempts_today)}</strong> {t("stat.attempts_words")}
            </span>
            <span>
              <strong>{shortCount(model.tokens_today)}</strong> {t("stat.tokens_words")}
            </span>
            <Badge
              tone={exhausted === 0 ? "ok" : exhausted < keys ? "warn" : "bad"}
              icon={exhausted === 0 ? "check" : "warning"}
            >
              {exhausted === 0 ? t("stat.none_exhausted") : t("stat.exhausted", { used: exhausted, most: keys })}
            </Badge>
          </span>
        </summary>
        <KeysOf model={model} />
      </details>
    </section>
  );
}

export default function Today() {
  const { data, read_ms, error, reload } = useResource(read, [], { every_ms: refresh_ms });
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{t("stat.title")}</h1>
          <p class="faint">{t("stat.about")}</p>
        </div>
        {data && <ResetCountdown at_ms={data.next_reset_ms} ahead_ms={data.now_ms - read_ms} />}
      </header>
      <ErrorNote error={error} onReload={reload} />
      {!data && !error && <Loading lines={6} />}
      {data?.models.length === 0 && <Empty icon="usage" title={t("stat.none")}>{t("stat.none_why")}</Empty>}
      {data?.models.map((model, i) => (
        <Model key={model.model} model={model} open={i === 0 || model.exhausted > 0} />
      ))}
    </div>
  );
}
