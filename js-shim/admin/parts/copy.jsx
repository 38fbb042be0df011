// Copy: a text that is there to be taken along.
import { useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { alarm } from "../app/notices.js";
import { Button } from "./controls.jsx";

/** A button that copies `text` and says so. */
export function CopyButton({ text, label = t("common.copy"), kind = "plain" }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2_000);
    } catch {
      alarm(t("common.copy_failed"));
    }
  };
  return (
    <>
      <Button kind={kind} icon={copied ? "check" : "copy"} onClick={copy}>
        {copied ? t("common.copied") : label}
      </Button>
      <span class="unseen" role="status">
        {copied ? t("common.copied") : ""}
      </span>
    </>
  );
}

/** Lines of a program or a configuration, with a button that copies them. */
export function Code({ text, label }) {
  return (
    <div class="code">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton text={text} kind="quiet" />
    </div>
  );
}
