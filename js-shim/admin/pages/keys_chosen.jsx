// Chosen keys: which are, and what can be done with them, on this page of the list and on its others.
// Knows that nothing is chosen which the list does not have: another search or state is another list.
import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { alarm } from "../app/notices.js";
import { Button } from "../parts/controls.jsx";
import { errorText } from "../parts/messages.jsx";
import { Progress } from "../parts/meter.jsx";
import { allKeys } from "./keys_deeds.js";

/**
 * The chosen keys by id. They stay chosen on the list's other pages; with the list they go. `asked` is what `keys` are the
 * answer to: a chosen one that the same question no longer brings is chosen no more.
 */
export function useChosen({ q, state }, asked, keys) {
  const [chosen, setChosen] = useState(new Map());
  const choose = (some, on) =>
    setChosen((before) => {
      const after = new Map(before);
      for (const key of some) {
        if (on) after.set(key.id, key);
        else after.delete(key.id);
      }
      return after;
    });
  const clear = () => setChosen(new Map());
  useEffect(clear, [q, state]);
  const before = useRef({ keys: [] });
  useEffect(() => {
    const ids = new Set(keys.map(({ id }) => id));
    const gone = before.current.asked === asked ? before.current.keys.filter(({ id }) => !ids.has(id)) : [];
    before.current = { asked, keys };
    if (gone.length > 0) choose(gone, false);
  });
  return { chosen, choose, clear };
}

/** Gathers every key of the list, page by page; the user may stop it. */
function useGathering(query, choose) {
  const [share, setShare] = useState();
  const abort = useRef();
  const gather = async () => {
    abort.current = new AbortController();
    setShare(0);
    try {
      const { q, state, sort, order } = query;
      choose(await allKeys({ q, state, sort, order }, abort.current.signal, setShare), true);
    } catch (error) {
      if (error.name !== "AbortError") alarm(errorText(error));
    }
    setShare(undefined);
  };
  const stop = () => abort.current?.abort();
  useEffect(() => stop, [query.q, query.state]);
  return { share, gather, stop };
}

/** `share` of a deed that is under way, or undefined; `elsewhere`: how many of the chosen are on other pages. */
export function ChosenBar({ share: done, chosen, choose, clear, deeds, query, total, elsewhere }) {
  const { share, gather, stop } = useGathering(query, choose);
  if (chosen.size === 0 && done === undefined) return null;
  const keys = [...chosen.values()];
  if (done !== undefined) {
    return (
      <div class="chosen">
        <span>{t("keys.working")}</span>
        <Progress label={t("keys.working")} share={done} />
      </div>
    );
  }
  if (share !== undefined) {
    return (
      <div class="chosen">
        <span>{t("keys.gathering")}</span>
        <Progress label={t("keys.gathering")} share={share} />
        <Button onClick={stop}>{t("common.cancel")}</Button>
      </div>
    );
  }
  return (
    <div class="chosen" role="group" aria-label={t("keys.chosen_deeds")}>
      <span role="status">
        <strong>{t("keys.chosen", { n: chosen.size })}</strong>
        {elsewhere > 0 && <span class="faint"> {t("keys.chosen_elsewhere", { n: elsewhere })}</span>}
      </span>
      {chosen.size < total && (
        <Button kind="quiet" onClick={gather}>
          {t("keys.choose_all", { n: total })}
        </Button>
      )}
      <span class="chosen-deeds">
        <Button icon="test" onClick={() => deeds.test(keys)}>{t("keys.test_one")}</Button>
        <Button icon="tag" onClick={() => deeds.label(keys)}>{t("keys.label")}</Button>
        <Button icon="check" onClick={() => deeds.enable(keys)}>{t("keys.enable")}</Button>
        <Button icon="off" onClick={() => deeds.disable(keys)}>{t("keys.disable")}</Button>
        <Button icon="reset" onClick={() => deeds.reset(keys)}>{t("keys.reset")}</Button>
        <Button icon="trash" kind="danger" onClick={() => deeds.remove(keys)}>{t("common.delete")}</Button>
      </span>
      <Button kind="quiet" icon="close" label={t("keys.choose_none")} onClick={clear} />
    </div>
  );
}
