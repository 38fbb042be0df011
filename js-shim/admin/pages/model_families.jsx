// Family quotas: how many requests a key may make in a Pacific day to all models of a family together.
import { useEffect, useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction, useResource } from "../app/resource.js";
import { Button, Field, Input } from "../parts/controls.jsx";
import { ErrorNote } from "../parts/messages.jsx";

const names = ["pro_daily_quota", "flash_daily_quota"];
const readConfig = (signal) => ask("GET", "/admin/config", { signal });
const faultOf = (text, setting) =>
  /^\d+$/.test(text.trim()) && Number(text) <= setting.max ? undefined : t("settings.number_fault", { least: setting.min, most: setting.max });

export function FamilyQuotas() {
  const { data, error, reload } = useResource(readConfig, []);
  const [values, setValues] = useState({});
  const settings = names.map((name) => data?.settings.find((each) => each.name === name)).filter(Boolean);
  useEffect(() => {
    setValues(Object.fromEntries(settings.map(({ name, value }) => [name, value])));
  }, [data]);
  const faults = Object.fromEntries(settings.map((setting) => [setting.name, faultOf(values[setting.name] ?? setting.value, setting)]));
  const changed = settings.some(({ name, value }) => (values[name] ?? value) !== value);
  const save = useAction(async () => {
    await ask("POST", "/admin/config", { json: { ...values, version: data.version } });
    notify(t("common.saved"));
    reload();
  });
  const submit = (event) => {
    event.preventDefault();
    if (Object.values(faults).every((fault) => !fault)) save.run();
  };
  if (!data) return <ErrorNote error={error} onReload={reload} />;
  return (
    <form class="card pad family-quotas" onSubmit={submit} aria-labelledby="families-title" noValidate>
      <h2 id="families-title">{t("models.families_title")}</h2>
      <p class="faint">{t("models.families_about")}</p>
      <ErrorNote error={save.error} onReload={save.error?.isStale ? reload : undefined} />
      <div class="quota-fields">
        {settings.map(({ name, value }) => (
          <Field key={name} label={t(`models.${name}`)} unit={t("models.per_key_day")} error={faults[name]}>
            <Input inputMode="numeric" value={values[name] ?? value} onText={(text) => setValues({ ...values, [name]: text })} />
          </Field>
        ))}
        <Button kind="primary" type="submit" busy={save.busy} disabled={!changed}>{t("common.save")}</Button>
      </div>
    </form>
  );
}
