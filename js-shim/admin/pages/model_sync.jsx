// Sync: the upstream's list of models, from which those to offer are chosen.
import { useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { shortCount } from "../app/format.js";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction, useResource } from "../app/resource.js";
import { Badge } from "../parts/badges.jsx";
import { Button, Field, Input } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { ErrorNote, Loading, Note } from "../parts/messages.jsx";

const read = (signal) => ask("POST", "/admin/models/sync", { json: {}, signal });

function Offer({ model, chosen, onChoose }) {
  const limits = { input: shortCount(model.input_token_limit), output: shortCount(model.output_token_limit) };
  return (
    <li>
      <label>
        <input
          type="checkbox"
          checked={chosen || model.configured}
          disabled={model.configured}
          onChange={(event) => onChoose(event.currentTarget.checked)}
        />
        <span>
          <span class="name">{model.id}</span>
          <span class="faint">
            {model.display_name} · {t("models.tokens_limit", limits)}
          </span>
        </span>
        <span class="tags">
          <Badge>{t(`families.${model.category}`)}</Badge>
          {model.configured && <Badge tone="ok">{t("models.configured")}</Badge>}
        </span>
      </label>
    </li>
  );
}

/** What is configured and the upstream does not list (any more). */
function Unlisted({ models }) {
  if (models.length === 0) return null;
  const names = models.map(({ id, alias }) => (alias ? `${alias} → ${id}` : id)).join(", ");
  return <Note tone="warn">{t("models.unlisted", { names })}</Note>;
}

export function SyncModels({ onClose, onChange }) {
  const { data, error, reload } = useResource(read, []);
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(new Set());
  const fits = ({ id, display_name }) => `${id} ${display_name}`.toLowerCase().includes(text.toLowerCase());
  const shown = data?.models.filter(fits) ?? [];
  const free = shown.filter(({ configured }) => !configured);
  const all = free.length > 0 && free.every(({ id }) => chosen.has(id));
  const choose = (ids, on) => {
    const after = new Set(chosen);
    for (const id of ids) after[on ? "add" : "delete"](id);
    setChosen(after);
  };
  const add = useAction(async () => {
    const { added } = await ask("POST", "/admin/models/sync", { json: { add: [...chosen], version: data.version } });
    notify(t("models.added", { n: Array.isArray(added) ? added.length : added }));
    onChange();
    onClose();
  });
  const actions = (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button kind="primary" type="submit" busy={add.busy} disabled={chosen.size === 0}>
        {t("models.add_chosen", { n: chosen.size })}
      </Button>
    </>
  );
  return (
    <Dialog
      title={t("models.sync_title")}
      wide
      onClose={onClose}
      onSubmit={() => chosen.size > 0 && add.run()}
      actions={actions}
    >
      <p class="faint">{t("models.sync_about")}</p>
      <ErrorNote error={error ?? add.error} onReload={error || add.error?.isStale ? reload : undefined} />
      {!data && !error && <Loading lines={6} />}
      {data && (
        <>
          <Unlisted models={data.unlisted} />
          <div class="sync-head">
            <Field label={t("models.filter")} hideLabel>
              <Input type="search" data-autofocus placeholder={t("models.filter")} value={text} onText={setText} />
            </Field>
            <label class="tick-all">
              <input
                type="checkbox"
                checked={all}
                onChange={(event) => choose(free.map(({ id }) => id), event.currentTarget.checked)}
              />
              {t("models.choose_all", { n: free.length })}
            </label>
          </div>
          <ul class="offers" tabIndex={0} aria-label={t("models.sync_title")}>
            {shown.map((model) => (
              <Offer
                key={model.id}
                model={model}
                chosen={chosen.has(model.id)}
                onChoose={(on) => choose([model.id], on)}
              />
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
