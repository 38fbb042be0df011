// Model form: adding a model to those offered, or changing what is said of it.
import { useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction } from "../app/resource.js";
import { numberFault } from "../app/whole_number.js";
import { Button, Field, Input, Select } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { ErrorNote } from "../parts/messages.jsx";

const quotaMost = 10_000_000;

/** `version`: of the list in which the user saw the model. */
export function ModelForm({ model, version, onClose, onChange }) {
  const [seen] = useState(version);
  const [id, setId] = useState(model?.id ?? "");
  const [category, setCategory] = useState(model?.category ?? "");
  const [quota, setQuota] = useState(model?.daily_quota === null || !model ? "" : String(model.daily_quota));
  const [aliases, setAliases] = useState(model?.aliases.join(", ") ?? "");
  const fault = numberFault(quota, 0, quotaMost, true);
  const known = ["Pro", "Flash", "Custom"].map((each) => [each, t(`families.${each}`)]);
  const save = useAction(async () => {
    const json = {
      id: id.trim(),
      daily_quota: quota.trim() === "" ? null : Number(quota),
      aliases: [...new Set(aliases.split(/[\s,]+/).filter(Boolean))],
      version: seen,
      ...(category && { category }),
    };
    await ask("POST", "/admin/models", { json });
    notify(t("common.saved"));
    onChange();
    onClose();
  });
  const actions = (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button kind="primary" type="submit" busy={save.busy} disabled={!!fault || id.trim() === ""}>
        {t("common.save")}
      </Button>
    </>
  );
  return (
    <Dialog
      title={model ? t("models.edit_title", { model: model.id }) : t("models.add")}
      onClose={onClose}
      onSubmit={() => !fault && id.trim() && save.run()}
      actions={actions}
    >
      <ErrorNote error={save.error} onReload={save.error?.isStale ? () => (onChange(), onClose()) : undefined} />
      <Field label={t("models.id")} help={model ? undefined : t("models.id_help")}>
        <Input
          class="input mono"
          data-autofocus={!model}
          value={id}
          onText={setId}
          readOnly={!!model}
          placeholder="gemini-flash-latest"
        />
      </Field>
      <Field label={t("models.family")} help={t("models.family_help")}>
        <Select
          value={category}
          onText={setCategory}
          options={model ? known : [["", t("models.family_auto")], ...known]}
        />
      </Field>
      <Field
        label={t("models.quota")}
        optional
        help={t("models.quota_help")}
        unit={t("models.per_key_day")}
        error={fault}
      >
        <Input inputMode="numeric" data-autofocus={!!model} value={quota} onText={setQuota} />
      </Field>
      <Field label={t("models.aliases")} optional help={t("models.aliases_help")}>
        <Input class="input mono" value={aliases} onText={setAliases} placeholder="gpt-4o, smart" />
      </Field>
    </Dialog>
  );
}
