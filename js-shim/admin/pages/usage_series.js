// Usage series: the rows of /admin/stats as charts want them.
// Knows that hours and days without a row are hours and days without requests; refuses to estimate anything: a rate
// or a time of nothing is not there.
import {
  beginsPacificDay,
  clock,
  count,
  day_ms,
  dayName,
  hour_ms,
  milliseconds,
  percent,
  shortCount,
  time,
} from "../app/format.js";
import { t } from "../app/locale.js";

const none = {
  requests: 0,
  attempts: 0,
  errors: 0,
  prompt_tokens: 0,
  completion_tokens: 0,
  cached_tokens: 0,
  thinking_tokens: 0,
  first_byte_ms: 0,
  total_ms: 0,
};

export const tokensOf = (row) => (row.prompt_tokens ?? 0) + (row.completion_tokens ?? 0) + (row.thinking_tokens ?? 0);
export const successRate = (row) => (row.attempts > 0 ? (row.attempts - row.errors) / row.attempts : null);
/** Mean over successes. */
export const firstByte = (row) => (row.attempts > row.errors ? row.first_byte_ms / (row.attempts - row.errors) : null);

/** The Pacific day that a time is in, as a whole day since 1970. */
function pacificDay(ms) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles" }).format(ms);
  return Date.parse(`${parts}T00:00:00Z`) / day_ms;
}

/**
 * One row for every hour or day from the first to now: [{ at, row }]. Hours older than the retention have no rows either,
 * and were not without requests: a longer window of hours begins with its first row.
 */
function filled(stats, now_ms) {
  const byHour = stats.by === "hour";
  const rows = new Map(stats.rows.map((row) => [row[stats.by], row]));
  const from = byHour ? Math.floor(stats.from_ms / hour_ms) : pacificDay(stats.from_ms);
  const first = byHour && stats.window !== "24h" ? Math.min(...rows.keys()) : from;
  const last = byHour ? Math.floor(now_ms / hour_ms) : pacificDay(now_ms);
  return Array.from({ length: last - first + 1 }, (_, i) => ({ at: first + i, row: rows.get(first + i) ?? none }));
}

function pointsOf(times, by) {
  if (by === "day") return times.map(({ at }) => ({ x: at * 86400, name: dayName(at) }));
  return times.map(({ at }) => ({
    x: at * 3600,
    name: time(at * hour_ms),
    short: times.length > 30 ? time(at * hour_ms) : clock(at * hour_ms),
  }));
}

/** Where a Pacific day begins. Days are Pacific already. */
function marksOf(times, by) {
  if (by === "day") return [];
  const starts = times.filter(({ at }) => beginsPacificDay(at * hour_ms));
  return starts.map(({ at }, i) => ({
    x: at * 3600 - 1800,
    name: i === starts.length - 1 ? t("charts.pacific_day") : "",
  }));
}

/** { attempts, tokens, success, first_byte }: the charts of /admin/stats by hour or day. */
export function chartsOf(stats, now_ms) {
  const times = filled(stats, now_ms);
  const common = {
    points: pointsOf(times, stats.by),
    marks: marksOf(times, stats.by),
    xName: t(stats.by === "day" ? "charts.pacific_date" : "charts.hour"),
  };
  const series = (name, tone, write, value) => ({
    name: t(`charts.${name}`),
    tone,
    write,
    values: times.map(({ row }) => value(row)),
  });
  return {
    attempts: {
      ...common,
      kind: "bars",
      write: shortCount,
      series: [
        series("served", "accent", count, (row) => row.attempts - row.errors),
        series("failed", "bad", count, (row) => row.errors),
      ],
    },
    tokens: {
      ...common,
      kind: "bars",
      write: shortCount,
      series: [
        series("prompt", "accent", count, (row) => row.prompt_tokens),
        series("completion", "ok", count, (row) => row.completion_tokens),
        series("thinking", "warn", count, (row) => row.thinking_tokens),
      ],
    },
    success: {
      ...common,
      kind: "line",
      range: [0, 1.15],
      write: percent,
      series: [series("success", "ok", percent, successRate)],
    },
    first_byte: {
      ...common,
      kind: "line",
      write: milliseconds,
      series: [series("first_byte", "accent", milliseconds, firstByte)],
    },
  };
}
