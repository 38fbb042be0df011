// Keys: the pool's keys, searched, chosen and dealt with.
// Knows the list's query and which window is open; rows, windows and deeds are in keys_*.
import { useEffect, useState } from "preact/hooks";
import { useDeletion } from "../app/deletion.js";
import { count } from "../app/format.js";
import { keep, recall } from "../app/kept.js";
import { t } from "../app/locale.js";
import { alarm, notify } from "../app/notices.js";
import { amendPlace, usePlace } from "../app/place.js";
import { useResource } from "../app/resource.js";
import { Button } from "../parts/controls.jsx";
import { Empty, ErrorNote, Loading, errorText } from "../parts/messages.jsx";
import { Pager, useFilledPage } from "../parts/pager.jsx";
import { AddKeys } from "./keys_add.jsx";
import { ChosenBar, useChosen } from "./keys_chosen.jsx";
import { changeMany, deleteMany, isDeletable, listKeys, resetMany } from "./keys_deeds.js";
import { DeleteKeys } from "./keys_delete.jsx";
import { EditKey, LabelKeys } from "./keys_edit.jsx";
import { ExportKeys } from "./keys_export.jsx";
import { Filters } from "./keys_filters.jsx";
import { KeyTable } from "./keys_table.jsx";
import { TestKeys } from "./keys_test.jsx";

const refresh_ms = 10_000;

function useQuery() {
  const { parameters } = usePlace();
  const [per_page, setPerPage] = useState(Number(recall("keys_per_page")) || 50);
  const query = {
    q: parameters.q ?? "",
    state: parameters.state ?? "",
    sort: parameters.sort ?? "created",
    order: parameters.order ?? "asc",
    page: Number(parameters.page) || 1,
    per_page,
  };
  const choosePerPage = (rows) => {
    keep("keys_per_page", String(rows));
    setPerPage(rows);
    amendPlace({ page: "" });
  };
  return { query, choosePerPage, wantsAdd: parameters.add === "1" };
}

/** What is done to chosen keys at once, how far it has come (undefined: nothing is under way), and how it ended. */
function useDeed(afterwards) {
  const [share, setShare] = useState();
  const deed = (act, words) => async (keys) => {
    setShare(0);
    try {
      const ids = keys.map(({ id }) => id);
      await act(ids, setShare);
      notify(t(words, { n: keys.length }));
    } catch (failure) {
      alarm(errorText(failure));
    }
    setShare(undefined);
    afterwards();
  };
  return [share, deed];
}

/** What can be done to keys: in a window (`setOpen`), at once, or, of one key, with time to think better of it (`remove`). */
function useDeeds({ version, reload, setOpen, choose, remove }) {
  const [share, deed] = useDeed(reload);
  const inWindow = (kind) => (keys) => setOpen({ kind, keys });
  const switchTo = (enabled) => (ids, onProgress) => changeMany(ids, { enabled }, version, onProgress);
  const deeds = {
    test: inWindow("test"),
    edit: inWindow("edit"),
    label: inWindow("label"),
    enable: deed(switchTo(true), "keys.enabled"),
    disable: deed(switchTo(false), "keys.disabled"),
    reset: deed(resetMany, "keys.was_reset"),
    remove: (keys) => {
      const ids = keys.filter(isDeletable).map(({ id }) => id);
      if (ids.length === 0) return alarm(t("keys.not_deletable", { n: keys.length }));
      if (keys.length > 1) return setOpen({ kind: "delete", keys });
      choose(keys, false);
      return remove(ids, t("keys.deleted", { n: 1 }));
    },
  };
  return { share, deeds, deleteAll: deed(deleteMany, "keys.deleted") };
}

function Dialogs({ open, version, ...rest }) {
  if (!open) return null;
  const given = { ...rest, version, keys: open.keys };
  switch (open.kind) {
    case "add": return <AddKeys {...given} />;
    case "test": return <TestKeys {...given} />;
    case "label": return <LabelKeys {...given} />;
    case "edit": return <EditKey {...given} keyShown={open.keys[0]} />;
    case "delete": return <DeleteKeys {...given} />;
    default: return <ExportKeys {...given} />;
  }
}

function NoKeys({ query, onAdd }) {
  if (query.q || query.state) {
    return (
      <Empty
        icon="search"
        title={t("keys.none_found")}
        action={<Button onClick={() => amendPlace({ q: "", state: "", page: "" })}>{t("keys.clear_filters")}</Button>}
      >
        {t("keys.none_found_why")}
      </Empty>
    );
  }
  return (
    <Empty
      icon="keys"
      title={t("keys.none")}
      action={<Button kind="primary" icon="plus" onClick={onAdd}>{t("keys.add")}</Button>}
    >
      {t("keys.none_why")}
    </Empty>
  );
}

function Head({ total, onOpen }) {
  return (
    <header class="page-head">
      <div>
        <h1>{t("keys.title")}</h1>
        <p class="faint">{total === undefined ? " " : t("keys.count", { n: total })}</p>
      </div>
      <div class="actions">
        <Button icon="download" onClick={() => onOpen("export")}>{t("keys.export")}</Button>
        <Button icon="test" disabled={!total} onClick={() => onOpen("test")}>
          {t("keys.test")}
        </Button>
        <Button kind="primary" icon="plus" onClick={() => onOpen("add")}>{t("keys.add")}</Button>
      </div>
    </header>
  );
}

export default function Keys() {
  const { query, choosePerPage, wantsAdd } = useQuery();
  const [open, setOpen] = useState(wantsAdd ? { kind: "add" } : undefined);
  const every_ms = open ? 0 : refresh_ms;
  const asked = JSON.stringify(query);
  const read = async (signal) => ({ ...(await listKeys(query, signal)), asked });
  const { data, error, loading, reload } = useResource(read, [asked], { every_ms });
  const { isShown, remove } = useDeletion("keys", deleteMany, reload);
  const keys = data?.keys.filter(isShown) ?? [];
  const { chosen, choose, clear } = useChosen(query, data?.asked, keys);
  const leaves = useFilledPage(data, keys.length);
  useEffect(() => {
    if (wantsAdd) amendPlace({ add: "" });
  }, []);
  const { share, deeds, deleteAll } = useDeeds({ version: data?.version, reload, setOpen, choose, remove });
  const elsewhere = chosen.size - keys.filter(({ id }) => chosen.has(id)).length;
  return (
    <div class="page">
      <Head total={data?.total} onOpen={(kind) => setOpen({ kind })} />
      <Filters query={query} />
      <ErrorNote error={error} onReload={reload} />
      {((!data && !error) || leaves) && <Loading lines={8} />}
      {data && keys.length === 0 && !leaves && <NoKeys query={query} onAdd={() => setOpen({ kind: "add" })} />}
      {keys.length > 0 && (
        <section class={loading ? "card list stale" : "card list"} aria-label={t("keys.title")}>
          <ChosenBar
            share={share}
            chosen={chosen}
            choose={choose}
            clear={clear}
            deeds={deeds}
            query={query}
            total={data.total}
            elsewhere={elsewhere}
          />
          <KeyTable keys={keys} query={query} chosen={chosen} choose={choose} deeds={deeds} />
          <Pager
            {...query}
            total={data.total}
            onPage={(page) => amendPlace({ page: page === 1 ? "" : page })}
            onPerPage={choosePerPage}
          />
        </section>
      )}
      <p class="unseen" role="status">{data && t("keys.shown", { n: keys.length, total: count(data.total) })}</p>
      <Dialogs
        open={open && { ...open, query }}
        version={data?.version}
        shown={keys}
        onDelete={(doomed) => {
          choose(open.keys, false);
          deleteAll(doomed);
        }}
        onChange={reload}
        onClose={() => setOpen(undefined)}
      />
    </div>
  );
}
