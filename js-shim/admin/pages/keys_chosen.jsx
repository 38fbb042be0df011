// Chosen bar: what can be done with the keys that are chosen, on this page and beyond.
import { useRef, useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { alarm } from "../app/notices.js";
import { Button } from "../parts/controls.jsx";
import { errorText } from "../parts/messages.jsx";
import { Progress } from "../parts/meter.jsx";
import { allKeys } from "./keys_deeds.js";

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
  return { share, gather, stop: () => abort.current.abort() };
}

/** `share` of a deed that is under way, or undefined. */
export function ChosenBar({ share: done, chosen, choose, clear, deeds, query, total }) {
  const { share, gather, stop } = useGathering(query, choose);
  if (chosen.size === 0) return null;
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
      <strong role="status">{t("keys.chosen", { n: chosen.size })}</strong>
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
