// Main: the panel's first module: which of the three faces this address wants.
// Knows addresses; refuses to know what stands behind them. The Worker lets nobody see /admin without a session.
import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { language, loadLanguage, onLanguageChange } from "./app/locale.js";
import { Loaded, Shell } from "./app/shell.jsx";

const login = () => import("./pages/login.jsx");
const stat = () => import("./pages/stat.jsx");

function Face() {
  if (location.pathname === "/login") return <Loaded load={login} />;
  if (location.pathname === "/stat") return <Loaded load={stat} />;
  return <Shell />;
}

/** For whoever is logged in /stat is a page of the panel, with the way around. */
async function takeIntoPanel() {
  const answer = await fetch("/admin/session", { credentials: "same-origin" }).catch(() => undefined);
  await answer?.text(); // what is not read stays open
  if (answer?.ok) history.replaceState(null, "", "/admin#/usage");
}

/** Another language makes everything anew: words are read where they are drawn. */
function Panel() {
  const [code, setCode] = useState(language);
  useEffect(() => onLanguageChange(setCode), []);
  return <Face key={code} />;
}

await Promise.all([loadLanguage(), location.pathname === "/stat" && takeIntoPanel()]);
render(<Panel />, document.getElementById("app"));
