// Messages: what went wrong, what is missing, what is being fetched.
// Knows how failures of the API are told; refuses to know which page they concern.
import { useEffect, useState } from "preact/hooks";
import { loadServerWords, serverWords, t } from "../app/locale.js";
import { Button } from "./controls.jsx";
import { Icon } from "./icon.jsx";

function sentenceOf(error) {
  if (error.status === 0) return t("errors.unreachable");
  if (error.isStale) return t("errors.stale");
  if (error.status === 403 && !error.message) return t("errors.forbidden");
  const words = serverWords(error.message ?? "");
  return error.status === 503 ? `${t("errors.unavailable")} ${words}` : words;
}

/** Says once more what was said before the server's sentences were there in the reader's language. */
function useServerWords() {
  const [, draw] = useState({});
  useEffect(() => {
    loadServerWords().then(() => draw({}));
  }, []);
}

function Told({ error }) {
  useServerWords();
  return <>{sentenceOf(error)}</>;
}

/** A failure, as an alert. `onReload` offers to read again. */
export function ErrorNote({ error, onReload }) {
  if (!error) return null;
  return (
    <div class="note bad" role="alert">
      <Icon name="error" />
      <p>
        <Told error={error} />
      </p>
      {onReload && (
        <Button onClick={onReload} icon="sync">
          {t("common.reload")}
        </Button>
      )}
    </div>
  );
}

/** The same as a text, for a notice. */
export const errorText = sentenceOf;

/** A sentence of the server's that is no error. */
export function Said({ text }) {
  useServerWords();
  return <>{serverWords(text)}</>;
}

/** `tone`: info, ok, warn or bad. */
export function Note({ tone = "info", children }) {
  return (
    <div class={`note ${tone}`}>
      <Icon name={{ info: "info", ok: "check", warn: "warning", bad: "error" }[tone]} />
      <div>{children}</div>
    </div>
  );
}

/** Nothing is here yet: why, and what to do next. */
export function Empty({ icon, title, children, action }) {
  return (
    <div class="empty">
      <Icon name={icon} />
      <h2>{title}</h2>
      <p>{children}</p>
      {action}
    </div>
  );
}

/** Stands where data will be. */
export function Loading({ lines = 3 }) {
  return (
    <div class="loading" role="status">
      <span class="unseen">{t("common.loading")}</span>
      {Array.from({ length: lines }, (_, i) => (
        <span key={i} class="bone" />
      ))}
    </div>
  );
}
