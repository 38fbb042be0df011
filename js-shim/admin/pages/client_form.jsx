// Client form: making a client key and changing what it may do.
// Knows its fields; shows a new key once, and forgets it when the window is closed.
import { useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction } from "../app/resource.js";
import { numberFault } from "../app/whole_number.js";
import { Button, Field, Input, Select, Switch, TextArea } from "../parts/controls.jsx";
import { CopyButton } from "../parts/copy.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { ErrorNote, Note } from "../parts/messages.jsx";
import { Snippets } from "./client_snippets.jsx";

const limits = ["requests_per_minute", "requests_per_day", "tokens_per_day"];
const textOf = (limit) => (limit === null || limit === undefined ? "" : String(limit));
const limitMost = 1_000_000_000_000;
const limitOf = (text) => (text.trim() === "" ? null : Number(text));
/** What a client may do with stored resources, as the select's values and as the API's. */
const resourceChoices = [["", null], ["on", true], ["off", false]];
const choiceOf = (value) => resourceChoices.find(([, json]) => json === (value ?? null))[0];
const resourcesOf = (choice) => resourceChoices.find(([name]) => name === choice)[1];
const modelsOf = (text) => [...new Set(text.split(/[\s,]+/).filter(Boolean))];

/** A time as <input type="datetime-local"> wants it, in the viewer's time zone. */
function localTime(ms) {
  if (!ms) return "";
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function useForm(client) {
  const [form, setForm] = useState({
    name: client?.name ?? "",
    key: "",
    models: client?.models.join("\n") ?? "",
    expires: localTime(client?.expires_at),
    safety: client?.safety_enabled ?? true,
    resources: choiceOf(client?.native_resources),
    enabled: client?.enabled ?? true,
    ...Object.fromEntries(limits.map((name) => [name, textOf(client?.[name])])),
  });
  const set = (name) => (value) => setForm((before) => ({ ...before, [name]: value }));
  const faults = Object.fromEntries(limits.map((name) => [name, numberFault(form[name], 0, limitMost, true)]));
  const expires_at = form.expires ? new Date(form.expires).getTime() : null;
  const unchanged = form.expires === localTime(client?.expires_at);
  if (expires_at !== null && expires_at <= Date.now() && !unchanged) faults.expires = t("clients.expires_fault");
  const json = {
    name: form.name,
    models: modelsOf(form.models),
    safety_enabled: form.safety,
    native_resources: resourcesOf(form.resources),
    ...Object.fromEntries(limits.map((name) => [name, limitOf(form[name])])),
    ...(!(client && unchanged) && { expires_at }),
    ...(client ? { enabled: form.enabled } : form.key && { key: form.key }),
  };
  return { form, set, faults, json, isRight: Object.values(faults).every((fault) => !fault) };
}

function Fields({ client, form, set, faults }) {
  return (
    <>
      <Field label={t("clients.name")} optional help={t("clients.name_help")}>
        <Input data-autofocus value={form.name} onText={set("name")} maxLength={100} />
      </Field>
      <div class="columns">
        {limits.map((name) => (
          <Field key={name} label={t(`clients.${name}`)} help={t(`clients.${name}_help`)} error={faults[name]}>
            <Input inputMode="numeric" value={form[name]} onText={set(name)} />
          </Field>
        ))}
        <Field label={t("clients.expires")} help={t("clients.expires_help")} error={faults.expires}>
          <Input type="datetime-local" value={form.expires} onText={set("expires")} />
        </Field>
      </div>
      <Field label={t("clients.models_label")} optional help={t("clients.models_help")}>
        <TextArea rows={2} class="input mono" value={form.models} onText={set("models")} />
      </Field>
      <Field label={t("clients.resources")} help={t("clients.resources_help")}>
        <Select
          value={form.resources}
          onText={set("resources")}
          options={resourceChoices.map(([name]) => [name, t(`clients.resources_${name || "by_limits"}`)])}
        />
      </Field>
      {!client && (
        <Field label={t("clients.own_key")} optional help={t("clients.own_key_help")}>
          <Input class="input mono" value={form.key} onText={set("key")} />
        </Field>
      )}
      <Switch
        label={t("clients.safety")}
        help={t("clients.safety_help")}
        checked={form.safety}
        onChange={set("safety")}
      />
      {client && (
        <Switch
          label={t("clients.enabled_label")}
          help={t("clients.enabled_help")}
          checked={form.enabled}
          onChange={set("enabled")}
        />
      )}
    </>
  );
}

function NewKey({ made, onClose }) {
  return (
    <Dialog
      title={t("clients.made_title")}
      wide
      onClose={onClose}
      onSubmit={onClose}
      actions={<Button kind="primary" type="submit">{t("common.done")}</Button>}
    >
      <Note tone="warn">{t("clients.made_once")}</Note>
      <div class="new-key">
        <code tabIndex={0} data-autofocus aria-label={t("clients.made_key")}>
          {made.key}
        </code>
        <CopyButton text={made.key} label={t("clients.copy_key")} kind="primary" />
      </div>
      <h3>{t("clients.use_it")}</h3>
      <Snippets clientKey={made.key} />
    </Dialog>
  );
}

/** `version`: of the list in which the user saw the client. */
export function ClientForm({ client, version, onClose, onChange }) {
  const [seen] = useState(version);
  const { form, set, faults, json, isRight } = useForm(client);
  const [made, setMade] = useState();
  const save = useAction(async () => {
    if (client) {
      await ask("PATCH", `/admin/keys/user/${client.id}`, { json: { ...json, version: seen } });
      notify(t("common.saved"));
      onClose();
    } else {
      setMade(await ask("POST", "/admin/keys/user", { json }));
    }
    onChange();
  });
  if (made) return <NewKey key="made" made={made} onClose={onClose} />;
  const actions = (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button kind="primary" type="submit" busy={save.busy} disabled={!isRight}>
        {client ? t("common.save") : t("clients.make")}
      </Button>
    </>
  );
  return (
    <Dialog
      key="form"
      title={client ? t("clients.edit_title", { name: client.name || client.hint }) : t("clients.add")}
      wide
      onClose={onClose}
      onSubmit={() => isRight && save.run()}
      actions={actions}
    >
      <ErrorNote error={save.error} onReload={save.error?.isStale ? () => (onChange(), onClose()) : undefined} />
      <Fields client={client} form={form} set={set} faults={faults} />
    </Dialog>
  );
}
