// What charts make of the rows of /admin/stats: gaps are filled with what is known and with nothing else (B3).
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { beginsPacificDay, countdown } from "../../js-shim/admin/app/format.js";
import { chartsOf } from "../../js-shim/admin/pages/usage_series.js";

const hour_ms = 3_600_000;
const now = Date.parse("2026-07-02T12:30:00Z");
const hour = Math.floor(now / hour_ms);
const row = (by, at, requests, errors = 0) => ({
  [by]: at,
  requests,
  attempts: requests,
  errors,
  prompt_tokens: 5 * requests,
  completion_tokens: 3 * requests,
  cached_tokens: requests,
  thinking_tokens: 2 * requests,
  first_byte_ms: 200 * (requests - errors),
  total_ms: 900 * (requests - errors),
});
const hours = (window, span, rows) => ({ window, by: "hour", from_ms: (hour - span + 1) * hour_ms, rows, totals: {} });
const valuesOf = (chart) => chart.series.map(({ values }) => values);

describe("B3 charts of the usage", () => {
  test("an hour without a row had no requests; a rate and a time of nothing are not there", () => {
    const charts = chartsOf(hours("24h", 4, [row("hour", hour - 3, 10, 2), row("hour", hour, 4)]), now);
    assert.deepEqual(charts.attempts.points.map(({ x }) => x / 3600 - hour), [-3, -2, -1, 0]);
    assert.deepEqual(valuesOf(charts.attempts), [[8, 0, 0, 4], [2, 0, 0, 0]]);
    assert.deepEqual(valuesOf(charts.tokens), [[50, 0, 0, 20], [30, 0, 0, 12], [20, 0, 0, 8]]);
    assert.deepEqual(valuesOf(charts.success), [[0.8, null, null, 1]]);
    assert.deepEqual(valuesOf(charts.first_byte), [[200, null, null, 200]]);
  });

  test("hours that may be older than the retention are not told as hours without requests", () => {
    const { attempts } = chartsOf(hours("30d", 720, [row("hour", hour - 2, 1)]), now);
    assert.deepEqual(valuesOf(attempts)[0], [1, 0, 0]);
  });

  test("days are Pacific: at half past five in the morning there it is still that day", () => {
    const today = Date.parse("2026-07-02T00:00:00Z") / 86_400_000;
    const from_ms = Date.parse("2026-06-30T07:00:00Z");
    const { attempts } = chartsOf({ window: "7d", by: "day", from_ms, rows: [row("day", today - 1, 6)], totals: {} }, now);
    assert.deepEqual(attempts.points.map(({ x }) => x / 86_400 - today), [-2, -1, 0]);
    assert.deepEqual(valuesOf(attempts)[0], [0, 6, 0]);
  });

  test("the Pacific day is marked where it begins, in summer and in winter", () => {
    assert.equal(beginsPacificDay(Date.parse("2026-07-02T07:00:00Z")), true);
    assert.equal(beginsPacificDay(Date.parse("2026-07-02T08:00:00Z")), false);
    assert.equal(beginsPacificDay(Date.parse("2026-12-02T08:00:00Z")), true);
    const { marks } = chartsOf(hours("24h", 24, [row("hour", hour, 1)]), now).attempts;
    assert.deepEqual(marks.map(({ x }) => x), [Date.parse("2026-07-02T07:00:00Z") / 1000 - 1800]);
  });

  test("the countdown never goes below nothing", () => {
    assert.deepEqual([90_061_000, 754_000, 999, -5].map(countdown), ["25:01:01", "12:34", "00:00", "00:00"]);
  });
});
