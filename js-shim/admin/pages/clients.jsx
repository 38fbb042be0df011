// Clients: the keys that clients come with, their limits and what they used.
// Knows the list and which window is open; the form and the snippets are in client_*.jsx.
import { useEffect, useState } from "preact/hooks";
import { ask, withQuery } from "../app/api.js";
import { useDeletion } from "../app/deletion.js";
import { t } from "../app/locale.js";
import { alarm, notify } from "../app/notices.js";
import { amendPlace, usePlace } from "../app/place.js";
import { useResource, useSettled } from "../app/resource.js";
import { Button, Field, Input } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { Empty, ErrorNote, Loading, errorText } from "../parts/messages.jsx";
import { Pager, useFilledPage } from "../parts/pager.jsx";
import { ClientForm } from "./client_form.jsx";
import { Snippets } from "./client_snippets.jsx";
import { ClientTable } from "./client_table.jsx";

const path = "/admin/keys/user";
const per_page = 50;
const refresh_ms = 10_000;

function Connect({ client, onClose }) {
  return (
    <Dialog
      title={t("clients.connect_title", { name: client.name || client.hint })}
      wide
      onClose={onClose}
      actions={<Button kind="primary" onClick={onClose}>{t("common.close")}</Button>}
    >
      <p class="faint">{t("clients.connect_about")}</p>
      <Snippets />
    </Dialog>
  );
}

const destroy = ([id]) => ask("DELETE", `${path}/${id}`, { keepalive: true });

/** The list without what is about to be deleted. */
function useClients(query) {
  const { data, error, reload } = useResource(
    (signal) => ask("GET", withQuery(path, query), { signal }),
    [JSON.stringify(query)],
    { every_ms: refresh_ms },
  );
  const { isShown, remove } = useDeletion("clients", destroy, reload);
  const switchOn = async (client, enabled) => {
    try {
      await ask("PATCH", `${path}/${client.id}`, { json: { enabled, version: data.version } });
      notify(t(enabled ? "clients.enabled" : "clients.disabled"));
    } catch (failure) {
      alarm(errorText(failure));
    }
    reload();
  };
  return { data, clients: data?.keys.filter(isShown), error, reload, remove, switchOn };
}

function NoClients({ searched, onAdd }) {
  if (searched) {
    return (
      <Empty icon="search" title={t("clients.none_found")}>
        {t("clients.none_found_why")}
      </Empty>
    );
  }
  const action = (
    <Button kind="primary" icon="plus" onClick={onAdd}>
      {t("clients.add")}
    </Button>
  );
  return (
    <Empty icon="clients" title={t("clients.none")} action={action}>
      {t("clients.none_why")}
    </Empty>
  );
}

export default function Clients() {
  const { parameters } = usePlace();
  const [open, setOpen] = useState(parameters.add === "1" ? { kind: "form" } : undefined);
  const [q, setQ] = useState(parameters.q ?? "");
  const settled = useSettled(q);
  const page = Number(parameters.page) || 1;
  const { data, clients, error, reload, remove, switchOn } = useClients({ q: settled, page, per_page });
  useEffect(() => {
    const same = settled === (parameters.q ?? "");
    amendPlace({ q: settled, add: "", page: same ? parameters.page : "" });
  }, [settled]);
  const close = () => setOpen(undefined);
  const add = () => setOpen({ kind: "form" });
  const deeds = {
    edit: (client) => setOpen({ kind: "form", client }),
    connect: (client) => setOpen({ kind: "connect", client }),
    remove: ({ id, name, hint }) => remove([id], t("clients.deleted", { name: name || hint })),
    switchOn,
  };
  const leaves = useFilledPage(data, clients?.length);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{t("clients.title")}</h1>
          <p class="faint">{t("clients.about")}</p>
        </div>
        <div class="actions">
          <Button kind="primary" icon="plus" onClick={add}>{t("clients.add")}</Button>
        </div>
      </header>
      {(data?.total > 0 || q) && (
        <div class="filters" role="search">
          <Field label={t("clients.search")} hideLabel>
            <Input type="search" placeholder={t("clients.search")} value={q} onText={setQ} />
          </Field>
        </div>
      )}
      <ErrorNote error={error} onReload={reload} />
      {((!data && !error) || leaves) && <Loading lines={6} />}
      {clients?.length === 0 && !leaves && <NoClients searched={settled !== ""} onAdd={add} />}
      {clients?.length > 0 && (
        <section class="card list" aria-label={t("clients.title")}>
          <ClientTable clients={clients} deeds={deeds} />
          {data.total > per_page && (
            <Pager
              page={page}
              per_page={per_page}
              total={data.total}
              onPage={(to) => amendPlace({ page: to === 1 ? "" : to })}
            />
          )}
        </section>
      )}
      {open?.kind === "form" && (
        <ClientForm client={open.client} version={data?.version} onClose={close} onChange={reload} />
      )}
      {open?.kind === "connect" && <Connect client={open.client} onClose={close} />}
    </div>
  );
}
