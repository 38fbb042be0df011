// Setting: one setting with its name, its help, its control and the way back to its default.
// Knows kinds of values; a setting that it has no words for is told in the server's.
import { has, t } from "../app/locale.js";
import { numberFault } from "../app/whole_number.js";
import { Badge } from "../parts/badges.jsx";
import { Button, Field, Input, Select, Switch } from "../parts/controls.jsx";
import { Aliases, aliasFault } from "./setting_aliases.jsx";

const units = {
  error_reset_interval: "s",
  request_timeout_ms: "ms",
  answer_timeout_ms: "ms",
  heartbeat_ms: "ms",
  usage_retention_days: "days",
  client_requests_per_minute: "per_minute",
  pro_daily_quota: "per_key_day",
  flash_daily_quota: "per_key_day",
};

/** Why a value may not be, or undefined. */
export function faultOf(setting, value) {
  if (setting.kind === "number") return numberFault(value, setting.min, setting.max);
  if (setting.kind === "choice" && !setting.words.includes(value)) return numberFault(value, setting.min, setting.max);
  if (setting.kind === "text") return /\s/.test(value) ? t("settings.name_fault") : undefined;
  return setting.kind === "aliases" ? aliasFault(value) : undefined;
}

const wordText = (setting, word) => {
  const own = `words.${setting.name}_${word || "empty"}`;
  return has(own) ? t(own) : has(`words.${word}`) ? t(`words.${word}`) : word;
};

function defaultText(setting) {
  if (setting.kind === "flag") return t(setting.default === "1" ? "settings.on" : "settings.off");
  if (setting.words?.includes(setting.default)) return wordText(setting, setting.default);
  return setting.default === "" || setting.default === "{}" ? t("settings.empty") : setting.default;
}

/** What may stand in a field, where not everything may. */
function rangeText({ kind, min, max, words }) {
  if (kind === "number") return t("settings.range", { least: min, most: max });
  if (kind !== "choice") return "";
  return t("settings.choice", { words: words.filter(Boolean).join(", "), least: min, most: max });
}

function Control({ setting, value, label, help, onValue }) {
  const error = faultOf(setting, value);
  if (setting.kind === "flag") {
    return (
      <Switch label={label} help={help} checked={value === "1"} onChange={(on) => onValue(on ? "1" : "0")} />
    );
  }
  if (setting.kind === "aliases") {
    return (
      <Aliases label={label} help={help} error={error} value={value} onValue={onValue} />
    );
  }
  if (setting.kind === "word") {
    return (
      <Field label={label} help={help}>
        <Select value={value} onText={onValue} options={setting.words.map((word) => [word, wordText(setting, word)])} />
      </Field>
    );
  }
  const unit = units[setting.name];
  return (
    <Field label={label} help={help} error={error} unit={unit && t(`settings.unit_${unit}`)}>
      <Input value={value} onText={onValue} inputMode={setting.kind === "number" ? "numeric" : undefined} />
    </Field>
  );
}

export function Setting({ setting, value, changed, onValue }) {
  const known = has(`settings.${setting.name}`);
  const label = known ? t(`settings.${setting.name}`) : setting.name;
  const help = known ? t(`settings.${setting.name}_help`) : setting.description;
  const range = rangeText(setting);
  return (
    <div class={changed ? "setting changed" : "setting"}>
      <Control setting={setting} value={value} label={label} help={help} onValue={onValue} />
      <p class="setting-foot faint">
        <code>{setting.name}</code>
        {range && <span>{range}</span>}
        <span>{t("settings.default", { value: defaultText(setting) })}</span>
        {changed && <Badge tone="accent">{t("settings.unsaved")}</Badge>}
        {value !== setting.default && (
          <Button
            kind="quiet"
            icon="reset"
            onClick={() => onValue(null)}
            aria-label={t("settings.to_default_of", { name: label })}
          >
            {t("settings.to_default")}
          </Button>
        )}
      </p>
    </div>
  );
}
