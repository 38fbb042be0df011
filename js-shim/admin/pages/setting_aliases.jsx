// Aliases: a table of other names of models, edited line by line and kept as a JSON object. A chain of models stands in its
// line between commas.
import { useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { Button, Input } from "../parts/controls.jsx";

function read(text) {
  try {
    return Object.entries(JSON.parse(text)).map(([alias, model]) => ({ alias, model: [model].flat().join(", ") }));
  } catch {
    return undefined;
  }
}

const isName = (text) => text !== "" && !/\s/.test(text);
const modelsIn = (text) => text.split(",").map((name) => name.trim()).filter(Boolean);
const areModels = (names) => names.length > 0 && names.every(isName) && new Set(names).size === names.length;

/** As the setting has it: a name, or a list of them. */
function valueOf(text) {
  const names = modelsIn(text);
  return names.length > 1 ? names : (names[0] ?? "");
}

/** Why the text of the setting may not be, or undefined. */
export function aliasFault(text) {
  const rows = read(text);
  if (!rows) return t("settings.aliases_fault");
  return rows.every(({ alias, model }) => isName(alias) && areModels(modelsIn(model))) ? undefined : t("settings.aliases_fault");
}

export function Aliases({ label, help, error, value, onValue }) {
  const [rows, setRows] = useState(() => read(value) ?? []);
  const [told, setTold] = useState(value);
  if (value !== told) {
    setTold(value);
    setRows(read(value) ?? []);
  }
  const change = (after) => {
    const text = JSON.stringify(Object.fromEntries(after.map(({ alias, model }) => [alias, valueOf(model)])));
    setRows(after);
    setTold(text);
    onValue(text);
  };
  const amend = (at, member) => (text) =>
    change(rows.map((row, i) => (i === at ? { ...row, [member]: text.trim() } : row)));
  return (
    <fieldset class="aliases">
      <legend>{label}</legend>
      <p class="help">{help}</p>
      {rows.map((row, i) => (
        <div class="alias" key={i}>
          <Input
            class="input mono"
            aria-label={t("settings.alias_n", { n: i + 1 })}
            placeholder="gpt-4o"
            value={row.alias}
            onText={amend(i, "alias")}
          />
          <span aria-hidden="true">→</span>
          <Input
            class="input mono"
            aria-label={t("settings.alias_model_n", { n: i + 1 })}
            placeholder="gemini-pro-latest, gemini-flash-latest"
            value={row.model}
            onText={amend(i, "model")}
          />
          <Button
            kind="quiet"
            icon="trash"
            label={t("settings.alias_remove", { n: i + 1 })}
            onClick={() => change(rows.filter((_, at) => at !== i))}
          />
        </div>
      ))}
      {error && <p class="field-error">{error}</p>}
      <Button icon="plus" onClick={() => change([...rows, { alias: "", model: "" }])}>{t("settings.alias_add")}</Button>
    </fieldset>
  );
}
