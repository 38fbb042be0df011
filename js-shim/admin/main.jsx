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

/** Another language makes everything anew: words are read where they are drawn. */
function Panel() {
  const [code, setCode] = useState(language);
  useEffect(() => onLanguageChange(setCode), []);
  return <Face key={code} />;
}

await loadLanguage();
render(<Panel />, document.getElementById("app"));
