// Editing keys: one with all that is said of it, or many with what they have in common.
import { useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction } from "../app/resource.js";
import { numberFault } from "../app/whole_number.js";
import { Button, Field, Input, Switch, TextArea } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { ErrorNote } from "../parts/messages.jsx";
import { changeMany, changeOne } from "./keys_deeds.js";

const weightMost = 100;

function Foot({ onClose, busy, disabled }) {
  return (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button kind="primary" type="submit" busy={busy} disabled={disabled}>
        {t("common.save")}
      </Button>
    </>
  );
}

/** `version`: of the list in which the user saw the key. */
export function EditKey({ keyShown, version, onClose, onChange }) {
  const [seen] = useState(version);
  const [name, setName] = useState(keyShown.name);
  const [project, setProject] = useState(keyShown.project);
  const [notes, setNotes] = useState(keyShown.notes);
  const [weight, setWeight] = useState(String(keyShown.weight));
  const [enabled, setEnabled] = useState(keyShown.enabled);
  const save = useAction(async () => {
    await changeOne(keyShown.id, { name, project, notes, weight: Number(weight), enabled }, seen);
    notify(t("common.saved"));
    onChange();
    onClose();
  });
  const fault = numberFault(weight, 1, weightMost);
  return (
    <Dialog
      title={t("keys.edit_title", { key: keyShown.masked })}
      onClose={onClose}
      onSubmit={() => !fault && save.run()}
      actions={<Foot onClose={onClose} busy={save.busy} disabled={!!fault} />}
    >
      <ErrorNote error={save.error} onReload={save.error?.isStale ? () => (onChange(), onClose()) : undefined} />
      <Field label={t("keys.name")} optional>
        <Input data-autofocus value={name} onText={setName} maxLength={100} />
      </Field>
      <Field label={t("keys.project")} optional help={t("keys.project_help")}>
        <Input value={project} onText={setProject} maxLength={100} />
      </Field>
      <Field label={t("keys.weight")} help={t("keys.weight_help")} error={fault}>
        <Input inputMode="numeric" value={weight} onText={setWeight} />
      </Field>
      <Field label={t("keys.notes")} optional>
        <TextArea rows={3} value={notes} onText={setNotes} />
      </Field>
      <Switch label={t("keys.enabled_label")} help={t("keys.enabled_help")} checked={enabled} onChange={setEnabled} />
    </Dialog>
  );
}

/** A project label for many keys; an empty one takes theirs away. */
export function LabelKeys({ keys, version, onClose, onChange }) {
  const [project, setProject] = useState("");
  const save = useAction(async () => {
    await changeMany(keys.map(({ id }) => id), { project }, version);
    notify(t("keys.labelled", { n: keys.length }));
    onChange();
    onClose();
  });
  return (
    <Dialog
      title={t("keys.label_title", { n: keys.length })}
      onClose={onClose}
      onSubmit={save.run}
      actions={<Foot onClose={onClose} busy={save.busy} />}
    >
      <ErrorNote error={save.error} onReload={save.error?.isStale ? () => (onChange(), onClose()) : undefined} />
      <Field label={t("keys.project")} help={t("keys.label_help")}>
        <Input data-autofocus value={project} onText={setProject} maxLength={100} />
      </Field>
    </Dialog>
  );
}
