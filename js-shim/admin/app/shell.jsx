// Shell: what surrounds every page of the panel: the way around, preferences, notices.
// Knows which pages there are and loads each when it is first shown; refuses to know what they do.
import { useEffect, useRef, useState } from "preact/hooks";
import { Button } from "../parts/controls.jsx";
import { Icon, Logo } from "../parts/icon.jsx";
import { ErrorNote, Loading, errorText } from "../parts/messages.jsx";
import { NoticeList } from "../parts/notice_list.jsx";
import { Preferences } from "../parts/preferences.jsx";
import { ask } from "./api.js";
import { loadWordsOf, t } from "./locale.js";
import { alarm, doWhatWaits } from "./notices.js";
import { usePlace } from "./place.js";

/** Loads a page that has words of its own. */
const withWords = (page, load) => async () => (await Promise.all([load(), loadWordsOf(page)]))[0];

const pages = [
  { path: "/", name: "overview", load: () => import("../pages/overview.jsx") },
  { path: "/keys", name: "keys", load: () => import("../pages/keys.jsx") },
  { path: "/clients", name: "clients", load: withWords("clients", () => import("../pages/clients.jsx")) },
  { path: "/models", name: "models", load: withWords("models", () => import("../pages/models.jsx")) },
  { path: "/playground", name: "playground", load: withWords("playground", () => import("../pages/playground.jsx")) },
  { path: "/settings", name: "settings", load: withWords("settings", () => import("../pages/settings.jsx")) },
  { path: "/usage", name: "usage", load: () => import("../pages/today.jsx") },
];

/** A page's component once its module is there. */
export function Loaded({ load }) {
  const [state, setState] = useState({});
  useEffect(() => {
    let current = true;
    load().then(
      ({ default: Page }) => current && setState({ Page }),
      () => current && setState({ error: { status: 0 } }),
    );
    return () => (current = false);
  }, [load]);
  if (state.error) return <ErrorNote error={state.error} onReload={() => location.reload()} />;
  return state.Page ? <state.Page /> : <Loading lines={6} />;
}

async function logOut() {
  try {
    await doWhatWaits();
    await ask("POST", "/admin/logout");
    location.replace("/login");
  } catch (error) {
    alarm(errorText(error));
  }
}

function Navigation({ path, open, onChoose }) {
  return (
    <div class={open ? "side open" : "side"} id="side">
      <nav aria-label={t("shell.navigation")}>
        {pages.map((page) => (
          <a
            key={page.path}
            href={`#${page.path}`}
            aria-current={page.path === path ? "page" : undefined}
            onClick={onChoose}
          >
            <Icon name={page.name} />
            {t(`shell.${page.name}`)}
          </a>
        ))}
      </nav>
      <section class="side-foot" aria-label={t("preferences.title")}>
        <Preferences />
        <Button kind="quiet" icon="logout" onClick={logOut}>
          {t("shell.log_out")}
        </Button>
      </section>
    </div>
  );
}

/** On a phone the navigation is a drawer; Escape closes it and gives the focus back to its button. */
function useDrawer() {
  const [open, setOpen] = useState(false);
  const button = useRef();
  useEffect(() => {
    if (!open) return undefined;
    const close = (event) => {
      if (event.key !== "Escape") return;
      setOpen(false);
      button.current.querySelector("button").focus();
    };
    addEventListener("keydown", close);
    return () => removeEventListener("keydown", close);
  }, [open]);
  return { open, setOpen, button };
}

/** The heading of the page that was gone to takes the focus, so that a screen reader follows. */
function useFocusOnArrival(path) {
  const main = useRef();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) first.current = false;
    else main.current.focus();
    scrollTo(0, 0);
  }, [path]);
  return main;
}

export function Shell() {
  const { path } = usePlace();
  const { open, setOpen, button } = useDrawer();
  const main = useFocusOnArrival(path);
  const page = pages.find((each) => each.path === path) ?? pages[0];
  useEffect(() => {
    document.title = `${t(`shell.${page.name}`)} · Rota`;
  });
  return (
    <div class="shell">
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), main.current.focus())}>
        {t("shell.skip")}
      </a>
      <header class="top">
        <span class="menu-button" ref={button}>
          <Button
            kind="quiet"
            icon={open ? "close" : "menu"}
            label={t("shell.menu")}
            aria-expanded={open ? "true" : "false"}
            aria-controls="side"
            onClick={() => setOpen(!open)}
          />
        </span>
        <a class="brand" href="#/">
          <Logo />
          Rota
        </a>
      </header>
      <Navigation path={page.path} open={open} onChoose={() => setOpen(false)} />
      {open && <div class="veil" onClick={() => setOpen(false)} />}
      <main ref={main} id="main" tabIndex={-1}>
        <Loaded key={page.path} load={page.load} />
      </main>
      <NoticeList />
    </div>
  );
}
