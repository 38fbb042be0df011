// Keys: the pool's keys, searched, chosen and dealt with.
// Knows the list's query and which window is open; rows, windows and deeds are in keys_*.
import { useEffect, useState } from "preact/hooks";
import { count } from "../app/format.js";
import { keep, recall } from "../app/kept.js";
import { t } from "../app/locale.js";
import { alarm, notify, offerUndo } from "../app/notices.js";
import { amendPlace, usePlace } from "../app/place.js";
import { useResource } from "../app/resource.js";
import { Button } from "../parts/controls.jsx";
import { Empty, ErrorNote, Loading, errorText } from "../parts/messages.jsx";
import { Pager } from "../parts/pager.jsx";
import { AddKeys } from "./keys_add.jsx";
import { ChosenBar } from "./keys_chosen.jsx";
import { changeMany, deleteMany, isDeletable, listKeys, resetMany } from "./keys_deeds.js";
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

/** The chosen keys by id; what is chosen stays so on other pages. */
function useChosen() {
  const [chosen, setChosen] = useState(new Map());
  const choose = (keys, on) =>
    setChosen((before) => {
      const after = new Map(before);
      for (const key of keys) {
        if (on) after.set(key.id, key);
        else after.delete(key.id);
      }
      return after;
    });
  return { chosen, choose, clear: () => setChosen(new Map()) };
}

/** Keys that are deleted unless the user thinks better of it are not shown. */
function useDeletion(afterwards) {
  const [hidden, setHidden] = useState(new Set());
  const without = (set, ids) => new Set([...set].filter((id) => !ids.includes(id)));
  const remove = (keys) => {
    const ids = keys.filter(isDeletable).map(({ id }) => id);
    if (ids.length < keys.length) alarm(t("keys.not_deletable", { n: keys.length - ids.length }));
    if (ids.length === 0) return;
    setHidden((before) => new Set([...before, ...ids]));
    const show = () => setHidden((before) => without(before, ids));
    const commit = () =>
      deleteMany(ids)
        .catch((error) => alarm(errorText(error)))
        .then(afterwards)
        .then(show);
    offerUndo(t("keys.deleted", { n: ids.length }), commit, show);
  };
  return { hidden, remove };
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

function Dialogs({ open, onClose, onChange, version }) {
  if (!open) return null;
  const given = { onClose, onChange, version, keys: open.keys };
  switch (open.kind) {
    case "add": return <AddKeys {...given} />;
    case "test": return <TestKeys {...given} />;
    case "label": return <LabelKeys {...given} />;
    case "edit": return <EditKey {...given} keyShown={open.keys[0]} />;
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
  const { chosen, choose, clear } = useChosen();
  const every_ms = open ? 0 : refresh_ms;
  const read = (signal) => listKeys(query, signal);
  const { data, error, loading, reload } = useResource(read, [JSON.stringify(query)], { every_ms });
  const { hidden, remove } = useDeletion(reload);
  useEffect(() => {
    if (wantsAdd) amendPlace({ add: "" });
  }, []);

  const [share, deed] = useDeed(reload);
  const deeds = {
    test: (keys) => setOpen({ kind: "test", keys }),
    edit: (keys) => setOpen({ kind: "edit", keys }),
    label: (keys) => setOpen({ kind: "label", keys }),
    enable: deed((ids, onProgress) => changeMany(ids, { enabled: true }, data.version, onProgress), "keys.enabled"),
    disable: deed((ids, onProgress) => changeMany(ids, { enabled: false }, data.version, onProgress), "keys.disabled"),
    reset: deed(resetMany, "keys.was_reset"),
    remove: (keys) => {
      remove(keys);
      choose(keys, false);
    },
  };
  const keys = data?.keys.filter(({ id }) => !hidden.has(id)) ?? [];
  return (
    <div class="page">
      <Head total={data?.total} onOpen={(kind) => setOpen({ kind })} />
      <Filters query={query} />
      <ErrorNote error={error} onReload={reload} />
      {!data && !error && <Loading lines={8} />}
      {data && keys.length === 0 && <NoKeys query={query} onAdd={() => setOpen({ kind: "add" })} />}
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
        onChange={reload}
        onClose={() => setOpen(undefined)}
      />
    </div>
  );
}
