// Key detail: all that is known of one key: its models one by one, its last error, where it comes from.
import { count, nothing, shortCount, time } from "../app/format.js";
import { t } from "../app/locale.js";
import { Badge } from "../parts/badges.jsx";
import { Said } from "../parts/messages.jsx";
import { Meter } from "../parts/meter.jsx";
import { Standing } from "../parts/standing.jsx";
import { healthText } from "./keys_health.js";

function Fact({ name, children }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function ModelRow({ model }) {
  const most = model.quota || model.learned_day_limit;
  const note = model.quota ? t("keys.own_quota") : model.learned_day_limit ? t("keys.learned_limit") : undefined;
  return (
    <tr>
      <th scope="row">
        {model.model} {model.family && <Badge>{model.family}</Badge>}
      </th>
      <td data-label={t("keys.state")}>
        <Standing of={model} />
      </td>
      <td class="used" data-label={t("keys.today")}>
        <Meter label={t("keys.today")} used={model.attempts_today} most={most} note={note} />
      </td>
      <td class="number" data-label={t("keys.errors_today")}>{count(model.errors_today)}</td>
      <td class="number" data-label={t("keys.tokens_today")}>{shortCount(model.tokens_today)}</td>
      <td class="number" data-label={t("keys.this_minute")}>
        <span>
          {count(model.attempts_minute)} <span class="faint">/ {shortCount(model.tokens_minute)}</span>
        </span>
      </td>
    </tr>
  );
}

function Models({ models }) {
  if (models.length === 0) return <p class="faint">{t("keys.no_models")}</p>;
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t("keys.by_model")}>
      <table class="table compact cards inner">
        <thead>
          <tr>
            <th scope="col">{t("keys.model")}</th>
            <th scope="col">{t("keys.state")}</th>
            <th scope="col">{t("keys.today")}</th>
            <th scope="col" class="number">{t("keys.errors_today")}</th>
            <th scope="col" class="number">{t("keys.tokens_today")}</th>
            <th scope="col" class="number">{t("keys.this_minute")}</th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <ModelRow key={model.model} model={model} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function KeyDetail({ of }) {
  return (
    <div class="detail">
      <Models models={of.models} />
      <dl class="facts">
        <Fact name={t("keys.health")}>{healthText(of)}</Fact>
        {of.reason && <Fact name={t("keys.reason")}><Said text={of.reason} /></Fact>}
        <Fact name={t("keys.last_error")}>{of.last_error ? <Said text={of.last_error} /> : t("keys.no_error")}</Fact>
        <Fact name={t("keys.total")}>
          {t("keys.total_of", { n: of.total_attempts, errors: of.error_count, tokens: shortCount(of.tokens_used) })}
        </Fact>
        <Fact name={t("keys.source")}>{t(`sources.${of.source}`)}</Fact>
        <Fact name={t("keys.sort_created")}>{time(of.created_at)}</Fact>
        <Fact name={t("keys.notes")}>{of.notes || nothing}</Fact>
        <Fact name={t("keys.id")}>
          <code>{of.id}</code>
        </Fact>
      </dl>
    </div>
  );
}
