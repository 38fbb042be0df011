// Recent calls: the latest requests that the pool has heard of, newest first.
// Knows how one reads; refuses to know what was said in it, which nobody keeps.
import { useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { clockWithSeconds, count, milliseconds, time } from "../app/format.js";
import { t } from "../app/locale.js";
import { useResource } from "../app/resource.js";
import { Badge, causeText } from "../parts/badges.jsx";
import { Button } from "../parts/controls.jsx";
import { Empty } from "../parts/messages.jsx";

const shownAtFirst = 10;

function Outcome({ call }) {
  const ok = !call.cause || call.cause === "ok";
  return (
    <>
      <Badge tone={ok ? "ok" : call.status === 429 ? "warn" : "bad"}>{call.status || t("recent.no_answer")}</Badge>
      {!ok && <span class="faint"> {causeText(call.cause)}</span>}
    </>
  );
}

function Row({ call, names }) {
  return (
    <tr>
      <td data-label={t("recent.at")}>{clockWithSeconds(call.at)}</td>
      <th scope="row" data-label={t("recent.model")}>
        {call.asked_model && `${call.asked_model} → `}
        {call.model || "–"} <span class="faint under">{call.endpoint} · {call.dialect}</span>
      </th>
      <td class="client-cell" data-label={t("recent.client")}>{names.get(call.client) || call.client || t("recent.no_client")}</td>
      <td data-label={t("recent.key")}>
        <code>{call.key || "–"}</code>
      </td>
      <td class="outcome-cell" data-label={t("recent.outcome")}>
        <Outcome call={call} />
      </td>
      <td class="number" data-label={t("recent.attempt")}>
        {count(call.attempt)}
      </td>
      <td class="number" data-label={t("recent.first_byte")}>
        {milliseconds(call.first_byte_ms || undefined)}
      </td>
      <td class="number" data-label={t("recent.total")}>
        {milliseconds(call.total_ms || undefined)}
      </td>
      <td class="number" data-label={t("recent.tokens")}>
        {count(call.tokens)}
      </td>
    </tr>
  );
}

/** The names of client keys by id; where they cannot be read the ids tell. */
function useNames() {
  const { data } = useResource((signal) => ask("GET", "/admin/keys/user?per_page=200", { signal }), []);
  return new Map(data?.keys.map(({ id, name, hint }) => [id, name || `…${hint}`]));
}

/** `any`: whether there were calls today; `started_ms`: since when the pool's object runs, which remembers them. */
export function RecentCalls({ calls, any, started_ms }) {
  const [all, setAll] = useState(false);
  const names = useNames();
  const columns = ["at", "model", "client", "key", "outcome", "attempt", "first_byte", "total", "tokens"];
  return (
    <section class="card" aria-labelledby="recent-title">
      <div class="card-head">
        <h2 id="recent-title">{t("recent.title")}</h2>
        {calls.length > shownAtFirst && (
          <Button kind="quiet" aria-expanded={all ? "true" : "false"} onClick={() => setAll(!all)}>
            {all ? t("recent.fewer") : t("recent.more", { n: calls.length })}
          </Button>
        )}
      </div>
      {calls.length === 0 ? (
        <Empty icon="playground" title={t(any ? "recent.none_lately" : "recent.none")} action={<a href="#/playground">{t("recent.try")}</a>}>
          {t("recent.none_why", { at: time(started_ms) })}
        </Empty>
      ) : (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t("recent.title")}>
          <table class="table cards">
            <thead>
              <tr>
                {columns.map((name) => (
                  <th
                    scope="col"
                    key={name}
                    class={["attempt", "first_byte", "total", "tokens"].includes(name) ? "number" : undefined}
                  >
                    {t(`recent.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(all ? calls : calls.slice(0, shownAtFirst)).map((call, i) => (
                <Row key={`${call.at} ${i}`} call={call} names={names} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
