// Adding keys: pasted, typed or from a file, in any format that the server reads.
// Knows how a text comes in and how the report reads; refuses to know formats, which are the core's.
import { useRef, useState } from "preact/hooks";
import { upload } from "../app/api.js";
import { count } from "../app/format.js";
import { has, t } from "../app/locale.js";
import { useAction } from "../app/resource.js";
import { Button, Field, TextArea } from "../parts/controls.jsx";
import { Dialog } from "../parts/dialog.jsx";
import { LeftOut } from "../parts/left_out.jsx";
import { ErrorNote, Note } from "../parts/messages.jsx";
import { Progress } from "../parts/meter.jsx";

const most_bytes = 8 * 1024 * 1024;

function Report({ report }) {
  const { added, already_there, duplicates, refused_count, refused = [], format } = report;
  const lines = [
    ["report_added", added],
    ["report_already", already_there],
    ["report_duplicates", duplicates],
    ["report_refused", refused_count],
  ];
  const read = has(`formats.${format}`) ? t(`formats.${format}`) : format;
  return (
    <>
      <Note tone={added > 0 ? "ok" : "warn"}>{t("keys.report", { n: added, format: read })}</Note>
      <dl class="figures small">
        {lines.map(([name, value]) => (
          <div class="figure" key={name}>
            <dt>{t(`keys.${name}`)}</dt>
            <dd>{count(value)}</dd>
          </div>
        ))}
      </dl>
      {refused.length > 0 && (
        <>
          <h3>{t("keys.report_left_out")}</h3>
          <LeftOut refused={refused} total={refused_count} />
        </>
      )}
    </>
  );
}

/** A place to paste into, onto which files can be dropped too. */
function Source({ text, onText, onFile, fault }) {
  const [over, setOver] = useState(false);
  const picker = useRef();
  const drop = (event) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer.files[0]) onFile(event.dataTransfer.files[0]);
  };
  const dragOver = (event) => {
    event.preventDefault();
    setOver(true);
  };
  return (
    <div class={over ? "drop over" : "drop"} onDragOver={dragOver} onDragLeave={() => setOver(false)} onDrop={drop}>
      <Field label={t("keys.paste")} help={t("keys.paste_help")} error={fault}>
        <TextArea
          data-autofocus
          class="input mono"
          rows={9}
          value={text}
          onText={onText}
          placeholder={"AIza…\nanna@example.com:AIza…   # team A"}
        />
      </Field>
      <input
        ref={picker}
        type="file"
        hidden
        accept=".txt,.csv,.json,text/*,application/json"
        onChange={(event) => event.currentTarget.files[0] && onFile(event.currentTarget.files[0])}
      />
      <Button icon="upload" onClick={() => picker.current.click()}>{t("keys.choose_file")}</Button>
      <span class="faint"> {t("keys.drop_hint")}</span>
    </div>
  );
}

/** What a file says, in UTF-8, or in UTF-16 as its first two bytes tell. */
async function textOf(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding = { 0xfffe: "utf-16le", 0xfeff: "utf-16be" }[(bytes[0] << 8) | bytes[1]] ?? "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

function faultOf(text) {
  if (text.trim() === "") return t("keys.paste_missing");
  return new Blob([text]).size > most_bytes ? t("keys.too_large") : undefined;
}

export function AddKeys({ onClose, onChange }) {
  const [text, setText] = useState("");
  const [fault, setFault] = useState();
  const [sent, setSent] = useState();
  const [report, setReport] = useState();
  const abort = useRef();
  const add = useAction(async () => {
    abort.current = new AbortController();
    setSent(0);
    try {
      setReport(await upload("/admin/keys/import", text, { onProgress: setSent, signal: abort.current.signal }));
      onChange();
    } finally {
      setSent(undefined);
    }
  });
  const submit = () => {
    const found = faultOf(text);
    setFault(found);
    if (!found) add.run();
  };
  const readFile = async (file) => {
    setFault(file.size > most_bytes ? t("keys.too_large") : undefined);
    if (file.size <= most_bytes) setText(await textOf(file));
  };
  const again = () => {
    setReport(undefined);
    setText("");
  };
  const words = sent === 1 ? t("keys.being_stored") : t("keys.being_sent");
  const actions = report ? (
    <>
      <Button onClick={again}>{t("keys.add_more")}</Button>
      <Button kind="primary" onClick={onClose} data-autofocus>{t("common.done")}</Button>
    </>
  ) : (
    <>
      <Button onClick={add.busy ? () => abort.current.abort() : onClose}>{t("common.cancel")}</Button>
      <Button kind="primary" type="submit" busy={add.busy}>{t("keys.add")}</Button>
    </>
  );
  return (
    <Dialog
      title={t("keys.add")}
      wide
      onClose={onClose}
      onSubmit={report ? onClose : submit}
      actions={actions}
      locked={add.busy}
    >
      <ErrorNote error={add.error} />
      {report ? <Report report={report} /> : <Source text={text} onText={setText} onFile={readFile} fault={fault} />}
      <div role="status">
        {add.busy && (
          <>
            <p class="faint">{words}</p>
            <Progress label={words} share={sent === 1 ? undefined : sent} />
          </>
        )}
      </div>
    </Dialog>
  );
}
