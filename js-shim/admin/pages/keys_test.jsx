// Testing keys: one call of the upstream with each of them, and what it says.
// Knows how a test run gets on and can be stopped; what an outcome means for a key is decided by the server.
import { useRef, useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { forEachOf } from "../app/batch.js";
import { count, milliseconds } from "../app/format.js";
import { t } from "../app/locale.js";
import { useAction, useResource } from "../app/resource.js";
import { Badge, causeText } from "../parts/badges.jsx";
import { Button, Field, Input } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { ErrorNote, Said, errorText } from "../parts/messages.jsx";
import { Progress } from "../parts/meter.jsx";
import { allKeys, testKey } from "./keys_deeds.js";

const concurrency = 4;
const failuresShown = 200;

function saying(outcome, error) {
  if (error) return errorText(error);
  return outcome.ok ? `${outcome.model} · ${milliseconds(outcome.ms)}` : causeText(outcome.cause);
}

function Outcome({ of, outcome, error }) {
  return (
    <li>
      <code>{of.masked}</code> {of.name}
      <Badge tone={outcome?.ok ? "ok" : "bad"}>{outcome?.status || t("recent.no_answer")}</Badge>
      <span>
        {saying(outcome, error)}
      </span>
      {outcome?.message && !outcome.ok && <span class="faint"><Said text={outcome.message} /></span>}
    </li>
  );
}

function Results({ run, total, single }) {
  const { done, passed, shown } = run;
  return (
    <div class="results">
      <Progress label={t("keys.testing")} share={done / total} />
      <p role="status">{t("keys.test_count", { done, total, passed, failed: done - passed })}</p>
      {shown.length > 0 && (
        <ul class="outcomes" aria-label={single ? t("keys.test_outcome") : t("keys.test_failures")}>
          {shown.map((each) => (
            <Outcome key={each.of.id} {...each} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** The models that can be chosen; any other may be typed. */
function useModels() {
  const { data } = useResource((signal) => ask("GET", "/admin/models", { signal }), []);
  return data?.models.map(({ id }) => id) ?? [];
}

/** A run over `keys`, or over all of the pool: of a single key its success is shown too, of many the failures. */
function useRun(keys, model) {
  const [run, setRun] = useState();
  const [total, setTotal] = useState(keys?.length);
  const abort = useRef();
  const { run: start, busy, error } = useAction(async () => {
    abort.current = new AbortController();
    const { signal } = abort.current;
    const state = { done: 0, passed: 0, shown: [] };
    setRun(undefined);
    const items = keys ?? (await allKeys({}, signal, () => {}));
    setTotal(items.length);
    setRun({ ...state });
    const onDone = (of, outcome, failure) => {
      state.done += 1;
      if (outcome?.ok) state.passed += 1;
      const tells = items.length === 1 || !outcome?.ok;
      if (tells && state.shown.length < failuresShown) state.shown = [...state.shown, { of, outcome, error: failure }];
      setRun({ ...state });
    };
    await forEachOf(items, ({ id }) => testKey(id, model, signal), { concurrency, signal, onDone });
  });
  return { run, total, start, busy, error, stop: () => abort.current.abort() };
}

function titleOf(keys) {
  if (!keys) return t("keys.test_title_all");
  if (keys.length > 1) return t("keys.test_title", { n: keys.length });
  return t("keys.test_title_one", { key: keys[0].name || keys[0].masked });
}

export function TestKeys({ keys, onClose, onChange }) {
  const [model, setModel] = useState("");
  const models = useModels();
  const { run, total, start, busy, error, stop } = useRun(keys, model.trim());
  const close = () => {
    if (run) onChange();
    onClose();
  };
  const actions = busy ? (
    <Button icon="stop" onClick={stop}>{t("keys.stop")}</Button>
  ) : (
    <>
      <Button onClick={close}>{t("common.close")}</Button>
      <Button kind="primary" icon="test" type="submit">{run ? t("keys.test_again") : t("keys.test_start")}</Button>
    </>
  );
  return (
    <Dialog title={titleOf(keys)} onClose={close} onSubmit={() => !busy && start()} actions={actions} locked={busy}>
      <p class="faint">{t("keys.test_about", { n: concurrency })}</p>
      <Field label={t("keys.test_model")} help={t("keys.test_model_help")} optional>
        <Input data-autofocus list="test-models" value={model} onText={setModel} disabled={busy} />
      </Field>
      <datalist id="test-models">
        {models.map((id) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <ErrorNote error={error} />
      {run && total > 0 && <Results run={run} total={total} single={total === 1} />}
      {busy && !run && <p role="status" class="faint">{t("keys.gathering")}</p>}
      {run && total === 0 && <p class="faint">{t("keys.none")} {count(0)}</p>}
    </Dialog>
  );
}
