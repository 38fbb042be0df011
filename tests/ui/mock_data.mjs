// Mock data: what a pool of many keys looks like, made up from a seed, the same every time.
// Knows the shapes of the admin API; refuses to know routes (mock_api.mjs).
import { readFileSync } from "node:fs";
import { dice } from "../host/dice.mjs";

export const hour_ms = 3_600_000;
export const day_ms = 24 * hour_ms;

/** A name with all that must be escaped: shown as it stands, or the panel is broken. */
export const hostileName = `<img src=x onerror="window.hacked=1">&amp;'"</script>`;

export const modelNames = ["gemini-3.6-flash", "gemini-3.1-pro", "gemini-3.5-flash-lite", "gemini-3-pro-preview"];
const familyOf = (model) => (model.includes("pro") ? "Pro" : "Flash");

function nextPacificMidnight(now) {
  const hour = new Intl.DateTimeFormat("en", { hour: "numeric", hourCycle: "h23", timeZone: "America/Los_Angeles" });
  let at = Math.ceil(now / hour_ms) * hour_ms;
  while (Number(hour.format(at)) !== 0) at += hour_ms;
  return at;
}

export const nextReset = nextPacificMidnight(Date.now());

const kinds = [
  { state: "ready", share: 0.78 },
  { state: "limited", share: 0.13, cause: "day_limit" },
  { state: "resting", share: 0.03, cause: "billing", reason: "The key's account is out of credit." },
  { state: "disabled", share: 0.03, cause: "key_invalid", reason: "The upstream does not accept this key." },
  { state: "off", share: 0.02, cause: "switched_off" },
  { state: "unreadable", share: 0.01, cause: "unreadable" },
];

function kindOf(number) {
  let rest = number;
  return kinds.find(({ share }) => (rest -= share) < 0) ?? kinds[0];
}

/** How well keys serve that stand so. */
const healths = {
  ready: "healthy",
  limited: "degraded",
  resting: "cooling",
  disabled: "disabled",
  off: "disabled",
  unreadable: "unknown",
};

function keyModels(kind, random, now) {
  return modelNames.slice(0, 1 + Math.floor(random() * 3)).map((model, i) => {
    const limited = kind.state === "limited" && i === 0;
    const state = limited ? "limited" : kind.state === "limited" ? "ready" : kind.state;
    const minute = random() < 0.3;
    const requests = Math.floor(random() * (model.includes("pro") ? 50 : 250));
    return {
      model,
      family: familyOf(model),
      state,
      cause: limited ? (minute ? "minute_limit" : "day_limit") : "",
      reason: limited ? "Quota exceeded for metric: generate_content_free_tier_requests." : "",
      until: limited ? (minute ? now + 38_000 : nextReset) : null,
      attempts_today: requests,
      errors_today: Math.floor(random() * 4),
      tokens_today: requests * 900,
      attempts_minute: Math.floor(random() * 6),
      tokens_minute: Math.floor(random() * 9000),
      quota: model === "gemini-3.1-pro" ? 100 : null,
      learned_day_limit: model === "gemini-3.6-flash" ? 250 : null,
    };
  });
}

/** `count` keys as GET /admin/keys/gemini lists them. The third has a hostile name. */
export function makeKeys(count, now = Date.now()) {
  const random = dice(7);
  return Array.from({ length: count }, (_, i) => {
    const kind = i < 6 ? kinds[i % kinds.length] : kindOf(random());
    const models = keyModels(kind, random, now);
    const used = (family) => {
      const of = models.filter((each) => each.family === family);
      return of.reduce((sum, each) => sum + each.attempts_today, 0);
    };
    const requests = Math.floor(random() * 40_000);
    const tail = Math.floor(random() * 1_679_615).toString(36).padStart(4, "0");
    return {
      id: (i + 1).toString(16).padStart(16, "0"),
      masked: `…${tail}`,
      name: i === 2 ? hostileName : i % 5 === 0 ? `key ${i + 1}` : "",
      email: i % 3 === 1 ? `team${i % 40}@example.com` : "",
      project: i % 4 === 0 ? `project-${i % 12}` : "",
      notes: i === 0 ? "The first one." : "",
      source: i % 17 === 3 ? "env" : i % 2 ? "import" : "panel",
      weight: i % 11 === 0 ? 3 : 1,
      enabled: kind.state !== "off",
      created_at: now - (count - i) * 60_000,
      total_attempts: requests,
      error_count: Math.floor(random() * 90),
      tokens_used: requests * 1100,
      last_used_at: i % 13 === 12 ? null : now - Math.floor(random() * day_ms),
      last_error: kind.state === "ready" ? "" : (kind.reason ?? "Quota exceeded for quota metric."),
      latency_ms: i % 13 === 12 ? null : 180 + random() * 900,
      success_rate: i % 13 === 12 ? null : 0.9 + random() * 0.1,
      health: healths[kind.state],
      health_with: models.filter(({ state }) => state === "limited").map(({ model, cause }) => ({ model, cause })),
      state: kind.state,
      cause: kind.state === "limited" ? "" : (kind.cause ?? ""),
      reason: kind.reason ?? "",
      until: kind.state === "resting" ? now + hour_ms : null,
      models,
      families: [
        { family: "Pro", attempts_today: used("Pro"), quota: 100 },
        { family: "Flash", attempts_today: used("Flash"), quota: null },
      ],
    };
  });
}

export function makeClients(now = Date.now()) {
  const client = (i, rest) => ({
    id: `c${i}`.padStart(16, "0"),
    hint: `9f${i}a`,
    enabled: true,
    created_at: now - i * 11 * day_ms,
    expires_at: null,
    models: [],
    requests_per_minute: null,
    requests_per_day: null,
    tokens_per_day: null,
    safety_enabled: true,
    native_resources: null,
    requests_today: 120 * i,
    tokens_today: 84_000 * i,
    requests_minute: i,
    ...rest,
  });
  return [
    client(1, { name: "laptop", requests_per_minute: 30, tokens_per_day: 1_000_000 }),
    client(2, { name: hostileName, requests_per_day: 250 }),
    client(3, {
      name: "ci",
      models: ["gemini-3.6-flash", "gemini-3.1-pro", "gemini-3.5-flash-lite"],
      safety_enabled: false,
    }),
    client(4, { name: "guest", expires_at: now - day_ms, requests_per_minute: 0 }),
    client(5, { name: "old bot", enabled: false, expires_at: now + 30 * day_ms }),
  ];
}

export const makeModels = () =>
  modelNames.map((id, i) => ({
    id,
    category: familyOf(id),
    family: familyOf(id),
    daily_quota: id === "gemini-3.1-pro" ? 100 : null,
    aliases: i === 0 ? ["gpt-4o", "fast"] : [],
    attempts_today: 4200 - i * 900,
    tokens_today: 3_900_000 - i * 700_000,
  }));

/** The upstream's models as POST /admin/models/sync tells them. */
export const upstreamModels = (models) =>
  [...modelNames, "gemini-2.0-flash", "gemini-embedding-001", "imagen-4.0-generate-001"].map((id) => ({
    id,
    display_name: id.replaceAll("-", " ").replace("gemini", "Gemini"),
    category: /pro|flash/.test(id) ? familyOf(id) : "Custom",
    input_token_limit: 1_048_576,
    output_token_limit: 65_536,
    configured: models.some((each) => each.id === id),
  }));

/** The settings of wasm/core/store/settings.def as GET /admin/config lists them, with its defaults. */
export function makeSettings() {
  const text = readFileSync(new URL("../../wasm/core/store/settings.def", import.meta.url), "utf8");
  const line = /ROTA_SETTING\((\w+), (\w+), (\d+), (\d+), "([^"]*)", "([^"]*)",\s*"([^"]*)"\)/g;
  return [...text.matchAll(line)].map(([, name, kind, min, max, words, standard, description]) => ({
    name,
    value: name === "pro_daily_quota" ? "100" : name === "model_aliases" ? '{"gpt-4o":"gemini-3.6-flash"}' : standard,
    default: standard,
    description,
    kind,
    ...((kind === "number" || kind === "choice") && { min: Number(min), max: Number(max) }),
    ...((kind === "word" || kind === "choice") && { words: words.split("|") }),
  }));
}
