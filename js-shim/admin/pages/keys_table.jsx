// Key table: one row a key, its models below it when they are wanted.
// Knows how a key reads; refuses to decide how it stands, which the server says.
import { useState } from "preact/hooks";
import { count, milliseconds, percent, relative, shortCount, time } from "../app/format.js";
import { t } from "../app/locale.js";
import { amendPlace } from "../app/place.js";
import { Badge, StateBadge } from "../parts/badges.jsx";
import { Button } from "../parts/controls.jsx";
import { Icon } from "../parts/icon.jsx";
import { Menu } from "../parts/menu.jsx";
import { Meter } from "../parts/meter.jsx";
import { CauseUntil } from "../parts/standing.jsx";
import { DeedsHead } from "../parts/table_head.jsx";
import { isDeletable } from "./keys_deeds.js";
import { KeyDetail } from "./keys_detail.jsx";
import { healthWord } from "./keys_health.js";

const columns = 8;

/** A column head that sorts. */
function SortHead({ name, query, number }) {
  const current = query.sort === name;
  const next = current && query.order === "asc" ? "desc" : "asc";
  return (
    <th
      scope="col"
      class={number ? "number" : undefined}
      aria-sort={current ? (query.order === "asc" ? "ascending" : "descending") : undefined}
    >
      <button type="button" class="sort" onClick={() => amendPlace({ sort: name, order: next, page: "" })}>
        {t(`keys.sort_${name}`)}
        {current && <Icon name={query.order === "asc" ? "up" : "down"} />}
      </button>
    </th>
  );
}

/** Why a key does not serve: its own reason, or the models that it cannot have. */
function Why({ of }) {
  const limited = of.models.filter(({ state }) => state === "limited");
  if (of.cause && of.cause !== "ok") {
    return (
      <span class="why">
        <CauseUntil of={of} />
      </span>
    );
  }
  if (limited.length === 0) return null;
  return (
    <span class="why">
      {limited.slice(0, 2).map((model) => (
        <span key={model.model} class="line">
          {model.model}: <CauseUntil of={model} />
        </span>
      ))}
      {limited.length > 2 && <span class="faint line">{t("keys.more_models", { n: limited.length - 2 })}</span>}
    </span>
  );
}

/** Today's attempts by family against their quotas; without families the sum alone. */
function UsedToday({ of }) {
  const attempts = of.models.reduce((sum, model) => sum + model.attempts_today, 0);
  const families = (of.families ?? []).filter(({ attempts_today, quota }) => attempts_today > 0 || quota);
  if (families.length === 0) return <Meter label={t("keys.attempts")} used={attempts} />;
  return families.map(({ family, attempts_today, quota }) => (
    <Meter key={family} label={family} used={attempts_today} most={quota} />
  ));
}

function Identity({ of }) {
  return (
    <>
      <code class="masked">{of.masked}</code>
      {(of.name || of.email) && <span class="name">{of.name || of.email}</span>}
      <span class="tags">
        {of.project && <Badge icon="tag">{of.project}</Badge>}
        {of.source !== "panel" && of.source !== "import" && <Badge>{t(`sources.${of.source}`)}</Badge>}
        {of.weight > 1 && <Badge>×{of.weight}</Badge>}
      </span>
    </>
  );
}

function deedsOf(key, deeds) {
  return [
    { text: t("keys.test_one"), icon: "test", onClick: () => deeds.test([key]) },
    { text: t("common.edit"), icon: "edit", onClick: () => deeds.edit([key]) },
    { text: t("keys.reset"), icon: "reset", onClick: () => deeds.reset([key]) },
    key.enabled
      ? { text: t("keys.disable"), icon: "off", onClick: () => deeds.disable([key]) }
      : { text: t("keys.enable"), icon: "check", onClick: () => deeds.enable([key]) },
    isDeletable(key) && { text: t("common.delete"), icon: "trash", danger: true, onClick: () => deeds.remove([key]) },
  ];
}

function Row({ of, chosen, choose, deeds, open, onToggle }) {
  const label = of.name || of.masked;
  return (
    <tr class={chosen ? "is-chosen" : undefined}>
      <td class="tick">
        <input
          type="checkbox"
          aria-label={t("keys.choose", { key: label })}
          checked={chosen}
          onChange={(event) => choose([of], event.currentTarget.checked)}
        />
      </td>
      <th scope="row" class="identity">
        <Identity of={of} />
      </th>
      <td data-label={t("keys.state")}>
        <span class="state-cell">
          <StateBadge state={of.state} />
          <span class="faint">{healthWord(of)}</span>
          <Why of={of} />
        </span>
      </td>
      <td class="used" data-label={t("keys.today")}>
        <span class="meters">
          <UsedToday of={of} />
        </span>
      </td>
      <td class="number" data-label={t("keys.sort_errors")}>
        <span>{count(of.error_count)}</span>
        {of.success_rate < 1 && of.success_rate !== null && (
          <span class="faint under">{t("keys.success", { share: percent(of.success_rate) })}</span>
        )}
      </td>
      <td class="number" data-label={t("keys.latency")}>
        {milliseconds(of.latency_ms)}
      </td>
      <td data-label={t("keys.sort_last_used")}>
        <span title={time(of.last_used_at)}>{relative(of.last_used_at, Date.now())}</span>
        <span class="faint under">{t("keys.tokens", { n: shortCount(of.tokens_used) })}</span>
      </td>
      <td class="row-deeds">
        <Button
          kind="quiet"
          icon={open ? "up" : "down"}
          label={t(open ? "keys.hide_detail" : "keys.show_detail", { key: label })}
          aria-expanded={open ? "true" : "false"}
          onClick={onToggle}
        />
        <Menu label={t("keys.deeds_of", { key: label })} items={deedsOf(of, deeds)} />
      </td>
    </tr>
  );
}

export function KeyTable({ keys, query, chosen, choose, deeds }) {
  const [openId, setOpenId] = useState();
  const all = keys.every(({ id }) => chosen.has(id));
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t("keys.title")}>
      <table class="table cards keys">
        <thead>
          <tr>
            <th scope="col" class="tick">
              <input
                type="checkbox"
                aria-label={t("keys.choose_page")}
                checked={all}
                onChange={(event) => choose(keys, event.currentTarget.checked)}
              />
            </th>
            <SortHead name="name" query={query} />
            <SortHead name="state" query={query} />
            <SortHead name="requests" query={query} />
            <SortHead name="errors" query={query} number />
            <th scope="col" class="number">{t("keys.latency")}</th>
            <SortHead name="last_used" query={query} />
            <DeedsHead />
          </tr>
        </thead>
        <tbody>
          {keys.flatMap((key) => {
            const open = key.id === openId;
            const row = (
              <Row
                key={key.id}
                of={key}
                chosen={chosen.has(key.id)}
                choose={choose}
                deeds={deeds}
                open={open}
                onToggle={() => setOpenId(open ? undefined : key.id)}
              />
            );
            if (!open) return [row];
            return [
              row,
              <tr key={`${key.id} detail`} class="detail-row">
                <td colSpan={columns}>
                  <KeyDetail of={key} />
                </td>
              </tr>,
            ];
          })}
        </tbody>
      </table>
    </div>
  );
}
