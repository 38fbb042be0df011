// Family quotas: how many requests a key may make in a Pacific day to all models of a family together.
import { useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction, useResource } from "../app/resource.js";
import { numberFault } from "../app/whole_number.js";
import { Button, Field, Input } from "../parts/controls.jsx";
import { ErrorNote } from "../parts/messages.jsx";

const names = ["pro_daily_quota", "flash_daily_quota"];
const readConfig = (signal) => ask("GET", "/admin/config", { signal });

/** `changes` counts what this page has changed itself: each is a new version of the configuration. `onChange`: one more. */
export function FamilyQuotas({ changes, onChange }) {
  const { data, error, reload } = useResource(readConfig, [changes]);
  const [draft, setDraft] = useState({});
  const settings = names.map((name) => data?.settings.find((each) => each.name === name)).filter(Boolean);
  const valueOf = ({ name, value }) => draft[name] ?? value;
  const faultOf = (setting) => numberFault(valueOf(setting), setting.min, setting.max);
  const changed = settings.some((setting) => valueOf(setting) !== setting.value);
  const save = useAction(async () => {
    await ask("POST", "/admin/config", { json: { ...draft, version: data.version } });
    setDraft({});
    notify(t("common.saved"));
    onChange();
  });
  const submit = (event) => {
    event.preventDefault();
    if (!settings.some(faultOf)) save.run();
  };
  if (!data) return <ErrorNote error={error} onReload={reload} />;
  return (
    <form class="card pad family-quotas" onSubmit={submit} aria-labelledby="families-title" noValidate>
      <h2 id="families-title">{t("models.families_title")}</h2>
      <p class="faint">{t("models.families_about")}</p>
      <ErrorNote error={save.error} onReload={save.error?.isStale ? reload : undefined} />
      <div class="quota-fields">
        {settings.map((setting) => (
          <Field
            key={setting.name}
            label={t(`models.${setting.name}`)}
            unit={t("models.per_key_day")}
            error={faultOf(setting)}
          >
            <Input
              inputMode="numeric"
              value={valueOf(setting)}
              onText={(text) => setDraft({ ...draft, [setting.name]: text })}
            />
          </Field>
        ))}
        <Button kind="primary" type="submit" busy={save.busy} disabled={!changed}>{t("common.save")}</Button>
      </div>
    </form>
  );
}
