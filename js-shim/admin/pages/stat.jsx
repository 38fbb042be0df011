// Stat: today's use for guests, where /stat is public: without the way around, which needs a session.
import { useEffect } from "preact/hooks";
import { t } from "../app/locale.js";
import { Logo } from "../parts/icon.jsx";
import { NoticeList } from "../parts/notice_list.jsx";
import { Preferences } from "../parts/preferences.jsx";
import Today from "./today.jsx";

export default function Stat() {
  useEffect(() => {
    document.title = `${t("stat.title")} · Rota`;
  }, []);
  return (
    <div class="stat">
      <header class="top stat-top">
        <a class="brand" href="/admin">
          <Logo />
          Rota
        </a>
        <Preferences />
      </header>
      <main id="main">
        <Today />
      </main>
      <NoticeList />
    </div>
  );
}
