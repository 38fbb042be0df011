// Deleting many keys: asked first, with what becomes of them, for there is no way back.
// Knows which of them stay, and how many are not seen; refuses to delete (keys.jsx).
import { t } from "../app/locale.js";
import { Confirm } from "../parts/dialog.jsx";
import { Note } from "../parts/messages.jsx";
import { isDeletable } from "./keys_deeds.js";

const named = 8;

/** `shown`: the keys that the list shows at the moment; `onDelete(keys)` is called with those that can be deleted. */
export function DeleteKeys({ keys, shown, onDelete, onClose }) {
  const doomed = keys.filter(isDeletable);
  const seen = new Set(shown.map(({ id }) => id));
  const unseen = doomed.filter(({ id }) => !seen.has(id)).length;
  const n = doomed.length;
  return (
    <Confirm
      title={t("keys.delete_title", { n })}
      verb={t("keys.delete_verb", { n })}
      onYes={() => (onClose(), onDelete(doomed))}
      onClose={onClose}
    >
      <p>{t("keys.delete_about")}</p>
      <ul class="doomed" aria-label={t("keys.delete_title", { n })}>
        {doomed.slice(0, named).map((key) => (
          <li key={key.id}>
            <code>{key.masked}</code> {key.name || key.email}
          </li>
        ))}
        {n > named && <li class="faint">{t("keys.delete_more", { n: n - named })}</li>}
      </ul>
      {unseen > 0 && <Note tone="warn">{t("keys.delete_unseen", { n: unseen })}</Note>}
      {n < keys.length && <Note>{t("keys.delete_stays", { n: keys.length - n })}</Note>}
    </Confirm>
  );
}
