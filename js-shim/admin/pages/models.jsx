// Models: which models are offered, their families, quotas and other names.
// Knows the list and which window is open; the windows are in model_*.jsx.
import { useCallback, useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { useDeletion } from "../app/deletion.js";
import { count, nothing, shortCount } from "../app/format.js";
import { t } from "../app/locale.js";
import { useResource } from "../app/resource.js";
import { Badge } from "../parts/badges.jsx";
import { Button } from "../parts/controls.jsx";
import { Menu } from "../parts/menu.jsx";
import { Empty, ErrorNote, Loading } from "../parts/messages.jsx";
import { TableHead } from "../parts/table_head.jsx";
import { FamilyQuotas } from "./model_families.jsx";
import { ModelForm } from "./model_form.jsx";
import { SyncModels } from "./model_sync.jsx";

const refresh_ms = 15_000;
const columns = ["id", "family", "quota", "aliases", "attempts", "tokens"];
const familyTones = { Pro: "accent", Flash: "ok", Custom: "mute" };

function Row({ model, deeds }) {
  const items = [
    { text: t("common.edit"), icon: "edit", onClick: () => deeds.edit(model) },
    { text: t("common.delete"), icon: "trash", danger: true, onClick: () => deeds.remove(model) },
  ];
  return (
    <tr>
      <th scope="row" class="identity">
        <span class="name">{model.id}</span>
      </th>
      <td data-label={t("models.family")}>
        <Badge tone={familyTones[model.category]}>{t(`families.${model.category}`)}</Badge>
      </td>
      <td class="number" data-label={t("models.quota")}>
        {model.daily_quota === null ? nothing : count(model.daily_quota)}
      </td>
      <td data-label={t("models.aliases")}>
        <span class="tags">
          {model.aliases.length === 0 ? nothing : model.aliases.map((alias) => <Badge key={alias}>{alias}</Badge>)}
        </span>
      </td>
      <td class="number" data-label={t("models.attempts")}>{count(model.attempts_today)}</td>
      <td class="number" data-label={t("models.tokens")}>{shortCount(model.tokens_today)}</td>
      <td class="row-deeds">
        <Menu label={t("models.deeds_of", { model: model.id })} items={items} />
      </td>
    </tr>
  );
}

function ModelTable({ models, deeds }) {
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t("models.list")}>
      <table class="table cards">
        <TableHead words="models" columns={columns} numbers={["quota", "attempts", "tokens"]} />
        <tbody>
          {models.map((model) => (
            <Row key={model.id} model={model} deeds={deeds} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const destroy = ([id]) => ask("DELETE", `/admin/models/${encodeURIComponent(id)}`, { keepalive: true });

export default function Models() {
  const [changes, setChanges] = useState(0);
  const changed = useCallback(() => setChanges((before) => before + 1), []);
  const read = (signal) => ask("GET", "/admin/models", { signal });
  const { data, error, reload } = useResource(read, [changes], { every_ms: refresh_ms });
  const readAgain = useCallback(async () => {
    await reload();
    changed();
  }, []);
  const { isShown, remove } = useDeletion("models", destroy, readAgain);
  const models = data?.models.filter(isShown);
  const [open, setOpen] = useState();
  const close = () => setOpen(undefined);
  const sync = () => setOpen({ kind: "sync" });
  const deeds = {
    edit: (model) => setOpen({ kind: "form", model }),
    remove: ({ id }) => remove([id], t("models.deleted", { model: id })),
  };
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{t("models.title")}</h1>
          <p class="faint">{models?.length === 0 ? t("models.all_offered") : t("models.about")}</p>
        </div>
        <div class="actions">
          <Button icon="sync" onClick={sync}>{t("models.sync")}</Button>
          <Button kind="primary" icon="plus" onClick={() => setOpen({ kind: "form" })}>{t("models.add")}</Button>
        </div>
      </header>
      <ErrorNote error={error} onReload={reload} />
      <FamilyQuotas changes={changes} onChange={changed} />
      {!data && !error && <Loading lines={6} />}
      {models?.length === 0 && (
        <Empty
          icon="models"
          title={t("models.none")}
          action={<Button kind="primary" icon="sync" onClick={sync}>{t("models.sync")}</Button>}
        >
          {t("models.none_why")}
        </Empty>
      )}
      {models?.length > 0 && (
        <section class="card list" aria-label={t("models.list")}>
          <ModelTable models={models} deeds={deeds} />
        </section>
      )}
      {open?.kind === "form" && (
        <ModelForm model={open.model} version={data?.version} onClose={close} onChange={changed} />
      )}
      {open?.kind === "sync" && <SyncModels onClose={close} onChange={changed} />}
    </div>
  );
}
