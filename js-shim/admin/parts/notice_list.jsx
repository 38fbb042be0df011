// Notice list: the notices of app/notices.js, read out politely.
import { useEffect, useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { dismiss, noticesNow, onNotices } from "../app/notices.js";
import { Button } from "./controls.jsx";
import { Icon } from "./icon.jsx";

export function NoticeList() {
  const [notices, setNotices] = useState(noticesNow);
  useEffect(() => onNotices(setNotices), []);
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map((notice) => (
        <div key={notice.id} class={`notice ${notice.tone}`}>
          <Icon name={notice.tone === "ok" ? "check" : "error"} />
          <span>{notice.text}</span>
          {notice.undo && (
            <Button kind="quiet" onClick={notice.undo}>
              {t("common.undo")}
            </Button>
          )}
          <Button kind="quiet" icon="close" label={t("common.dismiss")} onClick={() => dismiss(notice.id)} />
        </div>
      ))}
    </div>
  );
}
