// Format: numbers, durations and times as the reader's language and time zone write them.
// Knows that quota days are Pacific; refuses to round what is exact where space allows it.
import { languageTag, t } from "./locale.js";

const minute_ms = 60_000;
export const hour_ms = 60 * minute_ms;
export const day_ms = 24 * hour_ms;

/** Shown where nothing is known. */
export const nothing = "–";

export const count = (number) => (number ?? undefined) === undefined ? nothing : number.toLocaleString(languageTag());

/** A count in little space: 12,345 as 12.3K; exact below ten thousand. */
export function shortCount(number) {
  if ((number ?? undefined) === undefined) return nothing;
  if (Math.abs(number) < 10_000) return count(number);
  return new Intl.NumberFormat(languageTag(), { notation: "compact", maximumSignificantDigits: 3 }).format(number);
}

/** A share of 0 to 1. All but all is never rounded up to 100 %. */
export function percent(share) {
  if ((share ?? undefined) === undefined) return nothing;
  const shown = share < 1 ? Math.min(share, 0.999) : share;
  return new Intl.NumberFormat(languageTag(), {
    style: "percent",
    maximumFractionDigits: shown > 0.9 ? 1 : 0,
  }).format(shown);
}

export const milliseconds = (ms) => ((ms ?? undefined) === undefined ? nothing : t("units.ms", { n: Math.round(ms) }));

/** A time of this year without the year. */
export function time(ms) {
  if (!ms) return nothing;
  const sameYear = new Date(ms).getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(languageTag(), {
    ...(!sameYear && { year: "numeric" }),
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(ms);
}

export const clock = (ms) =>
  new Intl.DateTimeFormat(languageTag(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(ms);

export const clockWithSeconds = (ms) =>
  new Intl.DateTimeFormat(languageTag(), {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(ms);

/** A whole day since 1970, which is nobody's midnight. */
export const dayName = (day) =>
  new Intl.DateTimeFormat(languageTag(), { month: "short", day: "numeric", timeZone: "UTC" }).format(day * day_ms);

/** "3 min ago", "in 2 h". */
export function relative(ms, now_ms) {
  if (!ms) return nothing;
  const words = new Intl.RelativeTimeFormat(languageTag(), { numeric: "auto", style: "short" });
  const away = ms - now_ms;
  const size = Math.abs(away);
  if (size < minute_ms) return words.format(Math.round(away / 1000), "second");
  if (size < hour_ms) return words.format(Math.round(away / minute_ms), "minute");
  if (size < 2 * day_ms) return words.format(Math.round(away / hour_ms), "hour");
  return words.format(Math.round(away / day_ms), "day");
}

/** The time left as 07:04:09, or 12:30 below an hour. */
export function countdown(ms) {
  const left = Math.max(0, Math.floor(ms / 1000));
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(left / 3600);
  const rest = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
  return hours > 0 ? `${two(hours)}:${rest}` : rest;
}

/** A length of time in its two largest units. */
export function duration(ms) {
  const seconds = Math.floor(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86400), "units.d"],
    [Math.floor(seconds / 3600) % 24, "units.h"],
    [Math.floor(seconds / 60) % 60, "units.min"],
    [seconds % 60, "units.s"],
  ];
  const first = parts.findIndex(([size]) => size > 0);
  if (first < 0) return t("units.s", { n: 0 });
  const shown = parts.slice(first, first + 2).filter(([size]) => size > 0);
  return shown.map(([n, unit]) => t(unit, { n })).join(" ");
}

const pacificHour = new Intl.DateTimeFormat("en", {
  hour: "numeric",
  hourCycle: "h23",
  timeZone: "America/Los_Angeles",
});

/** Whether a Pacific day begins at that full hour. */
export const beginsPacificDay = (ms) => Number(pacificHour.format(ms)) === 0;
