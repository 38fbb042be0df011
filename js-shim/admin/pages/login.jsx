// Login: the way in.
// Knows the password's form and how refusals read; refuses to keep the password anywhere.
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { passwordText } from "../app/header_text.js";
import { serverWords, t } from "../app/locale.js";
import { useNow } from "../app/resource.js";
import { Button, Field } from "../parts/controls.jsx";
import { Logo } from "../parts/icon.jsx";
import { Note } from "../parts/messages.jsx";
import { NoticeList } from "../parts/notice_list.jsx";
import { Preferences } from "../parts/preferences.jsx";

const target = () => (new URLSearchParams(location.search).get("to") === "stat" ? "/stat" : `/admin${location.hash}`);

function Refusal({ error, until }) {
  const left = Math.max(0, Math.ceil((until - useNow()) / 1000));
  if (error.status === 429) {
    return <Note tone="warn">{left > 0 ? t("login.throttled", { n: left }) : t("login.try_again")}</Note>;
  }
  const words = { 0: "errors.unreachable", 401: "login.wrong", 503: "login.not_set_up" }[error.status];
  return (
    <Note tone="bad">
      <p>{words ? t(words) : serverWords(error.message)}</p>
      {error.status === 503 && <p class="faint">{serverWords(error.message)}</p>}
    </Note>
  );
}

function useLogin() {
  const [state, setState] = useState({ busy: false });
  const logIn = async (password) => {
    setState({ busy: true });
    try {
      await ask("POST", "/admin/login", { json: { password: passwordText(password) } });
      location.replace(target());
    } catch (error) {
      setState({ busy: false, error, until: Date.now() + (error.retryAfter_s ?? 0) * 1000 });
    }
  };
  return { ...state, logIn };
}

export default function Login() {
  const [password, setPassword] = useState("");
  const [missing, setMissing] = useState(false);
  const { busy, error, until, logIn } = useLogin();
  const field = useRef();
  useEffect(() => {
    document.title = `${t("login.title")} · Rota`;
    field.current.focus();
  }, []);
  useEffect(() => {
    if (error) field.current.select();
  }, [error]);
  const submit = (event) => {
    event.preventDefault();
    setMissing(password === "");
    if (password === "") field.current.focus();
    else logIn(password);
  };
  return (
    <div class="login">
      <main>
        <form class="card login-card" onSubmit={submit} noValidate>
          <Logo />
          <h1>{t("login.title")}</h1>
          <p class="faint">{t("login.about")}</p>
          <div aria-live="polite">{error && <Refusal error={error} until={until} />}</div>
          <input type="text" name="username" autocomplete="username" value="admin" readOnly hidden />
          <Field label={t("login.password")} help={t("login.help")} error={missing ? t("login.missing") : undefined}>
            <input
              ref={field}
              class="input"
              type="password"
              name="password"
              autocomplete="current-password"
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          </Field>
          <Button kind="primary" type="submit" busy={busy}>
            {t("login.submit")}
          </Button>
        </form>
      </main>
      <footer>
        <Preferences />
      </footer>
      <NoticeList />
    </div>
  );
}
