// Exporting keys: a file of all of them, masked, or in full for whoever gives the password once more.
import { useState } from "preact/hooks";
import { errorOf, goToLogin, withQuery } from "../app/api.js";
import { headerText, passwordText } from "../app/header_text.js";
import { t } from "../app/locale.js";
import { notify } from "../app/notices.js";
import { useAction } from "../app/resource.js";
import { Button, Field, Input, Select, Switch } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { ErrorNote, Note } from "../parts/messages.jsx";

const formats = ["json", "csv", "lines"];
const endings = { json: "json", csv: "csv", lines: "txt" };

async function download(format, password) {
  const path = withQuery("/admin/keys/export", { format, reveal: password ? "1" : "" });
  const answer = await fetch(path, {
    headers: password ? { "x-admin-password": headerText(passwordText(password)) } : {},
    credentials: "same-origin",
  });
  if (answer.status === 401) goToLogin();
  if (!answer.ok) throw await errorOf(answer);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  const named = /filename="?([^";]+)/.exec(answer.headers.get("content-disposition") ?? "");
  link.download = named?.[1] ?? `rota-keys.${endings[format]}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

export function ExportKeys({ onClose }) {
  const [format, setFormat] = useState("json");
  const [reveal, setReveal] = useState(false);
  const [password, setPassword] = useState("");
  const exporting = useAction(async () => {
    await download(format, reveal ? password : "");
    notify(t("keys.exported"));
    onClose();
  });
  const actions = (
    <>
      <Button onClick={onClose}>{t("common.cancel")}</Button>
      <Button kind="primary" icon="download" type="submit" busy={exporting.busy} disabled={reveal && password === ""}>
        {t("keys.export")}
      </Button>
    </>
  );
  return (
    <Dialog title={t("keys.export_title")} onClose={onClose} onSubmit={exporting.run} actions={actions}>
      <ErrorNote error={exporting.error} />
      <Field label={t("keys.format")}>
        <Select
          data-autofocus
          value={format}
          onText={setFormat}
          options={formats.map((each) => [each, t(`formats.${each}`)])}
        />
      </Field>
      <Switch label={t("keys.reveal")} help={t("keys.reveal_help")} checked={reveal} onChange={setReveal} />
      {reveal && (
        <>
          <Note tone="warn">{t("keys.reveal_warning")}</Note>
          <Field label={t("login.password")}>
            <Input type="password" autocomplete="current-password" value={password} onText={setPassword} />
          </Field>
        </>
      )}
    </Dialog>
  );
}
