// Usage: what was asked of the pool in a window of time, as charts and by model, client and key.
// Knows windows and groupings; the rows are the server's and their shapes usage_series.js's.
import { useMemo, useState } from "preact/hooks";
import { ask, withQuery } from "../app/api.js";
import { clockWithSeconds, count, milliseconds, percent, shortCount } from "../app/format.js";
import { keep, recall } from "../app/kept.js";
import { t } from "../app/locale.js";
import { useResource } from "../app/resource.js";
import { Chart } from "../parts/chart.jsx";
import { Choice } from "../parts/controls.jsx";
import { Empty, ErrorNote, Loading } from "../parts/messages.jsx";
import { Bar } from "../parts/meter.jsx";
import { chartsOf, firstByte, successRate, tokensOf } from "./usage_series.js";

const windows = ["24h", "7d", "30d", "90d", "365d"];
const steps = { "24h": ["hour"], "7d": ["hour", "day"], "30d": ["day", "hour"], "90d": ["day"], "365d": ["day"] };
const refresh_ms = 30_000;
const rowsShown = 12;

const readStats = (window, by) => (signal) => ask("GET", withQuery("/admin/stats", { window, by }), { signal });

function Charts({ stats }) {
  const charts = useMemo(() => chartsOf(stats, Date.now()), [stats]);
  const { totals } = stats;
  const summaries = {
    attempts: t("charts.attempts_sum", {
      n: totals.attempts ?? 0,
      requests: totals.requests ?? 0,
      errors: totals.errors ?? 0,
    }),
    tokens: t("charts.tokens_sum", { n: tokensOf(totals), cached: totals.cached_tokens ?? 0 }),
    success: t("charts.success_sum", { rate: percent(successRate(totals)) }),
    first_byte: t("charts.first_byte_sum", { ms: milliseconds(firstByte(totals)) }),
  };
  return (
    <div class="charts">
      {Object.keys(charts).map((name) => (
        <Chart key={name} title={t(`charts.${name}_title`)} summary={summaries[name]} chart={charts[name]} />
      ))}
    </div>
  );
}

const nameOf = (row, by) => row[by === "model" ? "model" : "name"] || row.masked || row[by] || t(`usage.no_${by}`);

function Breakdown({ by, window }) {
  const { data, error, reload } = useResource(readStats(window, by), [window, by], { every_ms: refresh_ms });
  const rows = [...(data?.rows ?? [])].sort((a, b) => b.attempts - a.attempts);
  const most = rows[0]?.attempts ?? 0;
  return (
    <>
      <ErrorNote error={error} onReload={reload} />
      {!data && !error && <Loading />}
      {data && rows.length === 0 && <p class="faint pad">{t("usage.none")}</p>}
      {rows.length > 0 && (
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t(`usage.by_${by}`)}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t(`usage.${by}`)}</th>
                {["attempts", "errors", "success", "tokens", "first_byte"].map((name) => (
                  <th scope="col" class="number" key={name}>
                    {t(`usage.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, rowsShown).map((row) => (
                <tr key={row[by]}>
                  <th scope="row" class="with-bar">
                    {nameOf(row, by)}
                    <Bar share={row.attempts / most} />
                  </th>
                  <td class="number">{count(row.attempts)}</td>
                  <td class="number">{count(row.errors)}</td>
                  <td class="number">{percent(successRate(row))}</td>
                  <td class="number">{shortCount(tokensOf(row))}</td>
                  <td class="number">{milliseconds(firstByte(row))}</td>
                </tr>
              ))}
            </tbody>
          </table>
          {rows.length > rowsShown && <p class="faint pad">{t("usage.more", { n: rows.length - rowsShown })}</p>}
        </div>
      )}
    </>
  );
}

/** `any`: whether the pool knows of calls today; then their sums are read at once. */
export function Usage({ any }) {
  const [window, setWindow] = useState(windows.includes(recall("window")) ? recall("window") : "24h");
  const [step, setStep] = useState();
  const [by, setBy] = useState("model");
  const chosenStep = steps[window].includes(step) ? step : steps[window][0];
  const inputs = [window, chosenStep];
  const { data, read_ms, error, reload } = useResource(readStats(...inputs), [...inputs, any], { every_ms: refresh_ms });
  const chooseWindow = (wanted) => {
    setWindow(wanted);
    keep("window", wanted);
  };
  return (
    <section aria-labelledby="usage-title">
      <div class="section-head">
        <h2 id="usage-title">{t("usage.title")}</h2>
        {steps[window].length > 1 && (
          <Choice
            label={t("usage.step")}
            value={chosenStep}
            onText={setStep}
            options={steps[window].map((each) => [each, t(`usage.step_${each}`)])}
          />
        )}
        <Choice
          label={t("usage.window")}
          value={window}
          onText={chooseWindow}
          options={windows.map((each) => [each, t(`usage.window_${each}`)])}
        />
      </div>
      <ErrorNote error={error} onReload={reload} />
      {!data && !error && <Loading lines={5} />}
      {data && data.rows.length === 0 && (
        <Empty icon="overview" title={t("usage.none")}>
          {t("usage.none_why")}
        </Empty>
      )}
      {data && data.rows.length > 0 && (
        <>
          <Charts stats={data} />
          <div class="card breakdown">
            <div class="card-head">
              <h3>{t(`usage.by_${by}`)}</h3>
              <Choice
                label={t("usage.grouping")}
                value={by}
                onText={setBy}
                options={["model", "client", "key"].map((each) => [each, t(`usage.${each}`)])}
              />
            </div>
            <Breakdown by={by} window={window} />
          </div>
          <p class="faint">{t("usage.counted", { at: clockWithSeconds(read_ms) })}</p>
        </>
      )}
    </section>
  );
}
