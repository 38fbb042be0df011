// Early theme: the remembered theme, set before the first paint. A classic script, because a module comes too late.
// Knows where the choice is kept (app/theme.js writes it); refuses to know anything else.
try {
  const theme = localStorage.getItem("rota.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // A browser that keeps nothing gets the system's theme.
}
