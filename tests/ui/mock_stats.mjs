// Mock stats: made-up sums for the charts, the status and /stat, in the shapes of the admin API.
import { dice } from "../host/dice.mjs";
import { day_ms, hour_ms, modelNames, nextReset } from "./mock_data.mjs";

const hoursOf = { "24h": 24, "7d": 7 * 24, "30d": 30 * 24, "90d": 90 * 24, "365d": 365 * 24 };

function sums(requests, random) {
  const errors = Math.floor(requests * random() * 0.05);
  const served = requests - errors;
  return {
    requests,
    attempts: requests,
    errors,
    prompt_tokens: requests * 820,
    completion_tokens: requests * 240,
    cached_tokens: requests * 130,
    thinking_tokens: requests * 160,
    first_byte_ms: served * Math.floor(300 + random() * 300),
    total_ms: served * 2400,
  };
}

function totalsOf(rows) {
  const totals = {};
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      if (typeof value === "number" && !["hour", "day"].includes(name)) totals[name] = (totals[name] ?? 0) + value;
    }
  }
  return totals;
}

const pacificDay = (ms) => Date.parse(
  `${new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles" }).format(ms)}T00:00:00Z`,
) / day_ms;

/** GET /admin/stats; nothing without keys. Some hours have no row, as on a quiet night. */
export function statsOf(window, by, keys, clients, now = Date.now()) {
  const random = dice(by.length * 31 + window.length);
  const span = hoursOf[window];
  const from_ms = (Math.floor(now / hour_ms) - span + 1) * hour_ms;
  const wave = (i) => Math.floor(400 * (1.15 + Math.sin(i / 4)) * (0.8 + random() * 0.4));
  const make = {
    hour: () => Array.from(
      { length: span },
      (_, i) => ({ hour: Math.floor(from_ms / hour_ms) + i, ...sums(wave(i), random) }),
    ).filter((_, i) => i % 24 !== 5),
    day: () => Array.from(
      { length: pacificDay(now) - pacificDay(from_ms) + 1 },
      (_, i) => ({ day: pacificDay(from_ms) + i, ...sums(wave(i) * 20, random) }),
    ),
    model: () => modelNames.map((model, i) => ({ model, ...sums(9000 - i * 2300, random) })),
    client: () => [
      ...clients.slice(0, 4).map(({ id, name, hint }, i) => ({
        client: id,
        name,
        masked: `…${hint}`,
        ...sums(6000 - i * 1400, random),
      })),
      { client: "", name: "", masked: "", ...sums(300, random) },
    ],
    key: () => keys.slice(0, 30).map(({ id, name, masked }, i) => ({
      key: id,
      name,
      masked,
      ...sums(900 - i * 25, random),
    })),
  };
  const rows = keys.length === 0 ? [] : make[by]();
  return { window, by, from_ms, as_of_ms: now, rows, totals: totalsOf(rows) };
}

function recentCalls(now) {
  const random = dice(5);
  return Array.from({ length: 50 }, (_, i) => {
    const failed = i % 9 === 4;
    return {
      at: now - i * 4_300,
      model: modelNames[i % 3],
      asked_model: i === 2 ? "smart" : "",
      endpoint: i % 6 === 5 ? "embeddings" : "chat",
      dialect: ["gemini", "openai", "responses", "anthropic"][i % 4],
      client: i === 1 ? "c2".padStart(16, "0") : i % 3 === 0 ? "c1".padStart(16, "0") : "",
      key: `…${(7000 + i).toString(36)}`,
      status: failed ? 429 : 200,
      cause: failed ? "minute_limit" : "",
      attempt: failed ? 5 : 1 + (i % 7 === 0),
      first_byte_ms: failed ? 0 : Math.floor(250 + random() * 400),
      total_ms: Math.floor(900 + random() * 3000),
      tokens: failed ? 0 : Math.floor(300 + random() * 4000),
    };
  });
}

/** GET /admin/status for the given keys; `quiet` has nothing to tell. */
export function statusOf(keys, settings, version, quiet, now = Date.now()) {
  const states = { total: keys.length };
  for (const state of ["ready", "limited", "resting", "disabled", "off", "unreadable"]) {
    states[state] = keys.filter((key) => key.state === state).length;
  }
  const health = {};
  for (const word of ["healthy", "degraded", "cooling", "exhausted", "disabled", "unknown"]) {
    health[word] = keys.filter((key) => key.health === word).length;
  }
  const problem = (kind, severity, rest) => ({
    kind,
    severity,
    count: 0,
    model: "",
    cause: "",
    until: null,
    message: `A sentence about ${kind}.`,
    ...rest,
  });
  const problems = [
    problem("model_exhausted", "error", { model: "gemini-3-pro-preview", until: nextReset, count: 3 }),
    problem("keys_left_out", "warning", {
      count: 2,
      source: "API_KEYS",
      refused: [
        { line: 3, why: "There is no key of a known form here.", reason: "no_known_key", shown: "" },
        { line: 7, why: "A reason of tomorrow.", reason: "of_tomorrow", shown: "…wxyz" },
      ],
    }),
    problem("keys_dead", "warning", { count: states.disabled, cause: "key_invalid" }),
    problem("keys_resting", "info", {
      model: "gemini-3.6-flash",
      cause: "minute_limit",
      count: 812,
      until: now + 38_000,
    }),
    problem("a_kind_of_tomorrow", "info", {
      message: "The server knows a kind of problem that this panel has no words for.",
    }),
  ];
  return {
    status: "ok",
    version: "0.1.0",
    started_ms: now - 3 * day_ms,
    uptime_ms: 3 * day_ms + 4 * hour_ms,
    woke_ms: now - hour_ms,
    now_ms: now,
    next_reset_ms: nextReset,
    rotation_strategy: settings.find(({ name }) => name === "rotation_strategy").value,
    config_version: version,
    keys: states,
    health,
    requests_today: quiet ? 0 : 11_800,
    attempts_today: quiet ? 0 : 11_840,
    tokens_today: quiet ? 0 : 13_904_221,
    errors_today: quiet ? 0 : 213,
    problems: quiet ? [problem("no_keys", "error", {}), problem("no_clients", "warning", {})] : problems,
    recent: quiet ? [] : recentCalls(now),
  };
}

/** GET /stat.json; the public is told neither names nor ids. */
export function statOf(keys, isPublic, now = Date.now()) {
  const models = modelNames.map((model, m) => {
    const having = keys.filter((key) => key.models.some((each) => each.model === model));
    const rows = having.slice(0, 12).map((key) => {
      const {
        attempts_today,
        tokens_today,
        state,
        cause,
        reason,
        until,
      } = key.models.find((each) => each.model === model);
      return {
        ...(!isPublic && { id: key.id, name: key.name || key.email }),
        masked: key.masked,
        state,
        attempts_today,
        tokens_today,
        cause,
        reason,
        until,
      };
    });
    return {
      model,
      family: model.includes("pro") ? "Pro" : "Flash",
      attempts_today: 4200 - m * 900,
      tokens_today: 3_900_000 - m * 700_000,
      quota: model === "gemini-3.1-pro" ? 100 : null,
      keys: rows,
      keys_total: having.length,
      exhausted: having.filter((key) => key.models.some(
        (each) => each.model === model && each.state === "limited",
      )).length,
    };
  });
  return { now_ms: now, next_reset_ms: nextReset, models: models.filter(({ keys_total }) => keys_total > 0) };
}
