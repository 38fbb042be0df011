// Dialog: a window above the page that keeps the keyboard in it until it is closed.
// Knows opening, Escape and where the focus goes back to; refuses to know what stands in it.
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../app/locale.js";
import { Button } from "./controls.jsx";

/**
 * Open as long as it is rendered; `onClose` when the user wants it gone. `onSubmit` is its form's. `actions` stand at
 * the bottom. `locked`: Escape and the cross do nothing, for what is under way.
 */
export function Dialog({ title, onClose, onSubmit, actions, wide, locked, children }) {
  const element = useRef();
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    const dialog = element.current;
    dialog.showModal();
    dialog.querySelector("[data-autofocus]")?.focus();
    return () => {
      dialog.close(); // until then the rest of the page takes no focus
      if (opener?.isConnected) opener.focus();
    };
  }, []);

  const submit = (event) => {
    event.preventDefault();
    onSubmit?.();
  };
  const cancel = (event) => {
    event.preventDefault();
    if (!locked) onClose();
  };
  return (
    <dialog ref={element} class={wide ? "dialog wide" : "dialog"} aria-labelledby={id} onCancel={cancel}>
      <form onSubmit={submit} noValidate>
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" icon="close" label={t("common.close")} onClick={onClose} disabled={locked} />
        </header>
        <div class="dialog-body" tabIndex={-1}>
          {children}
        </div>
        {actions && <footer class="dialog-foot">{actions}</footer>}
      </form>
    </dialog>
  );
}

/** Asks before something that cannot be undone. */
export function Confirm({ title, children, verb, busy, onYes, onClose }) {
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onSubmit={onYes}
      actions={
        <>
          <Button onClick={onClose}>{t("common.cancel")}</Button>
          <Button kind="danger" type="submit" busy={busy}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
    </Dialog>
  );
}
