// Preferences: language and theme, wherever one is.
import { useState } from "preact/hooks";
import { chooseLanguage, language, languages, t } from "../app/locale.js";
import { alarm } from "../app/notices.js";
import { chooseTheme, themeChoice, themes } from "../app/theme.js";
import { Select } from "./controls.jsx";
import { Icon } from "./icon.jsx";

export function Preferences() {
  const [theme, setTheme] = useState(themeChoice);
  const changeTheme = (wanted) => {
    chooseTheme(wanted);
    setTheme(wanted);
  };
  const changeLanguage = (wanted) => chooseLanguage(wanted).catch(() => alarm(t("errors.unreachable")));
  return (
    <div class="preferences">
      <span class="preference">
        <Icon name="language" />
        <Select
          aria-label={t("preferences.language")}
          value={language()}
          onText={changeLanguage}
          options={languages.map(({ code, name }) => [code, name])}
        />
      </span>
      <span class="preference">
        <Icon name="sun" />
        <Select
          aria-label={t("preferences.theme")}
          value={theme}
          onText={changeTheme}
          options={themes.map((each) => [each, t(`preferences.${each}`)])}
        />
      </span>
    </div>
  );
}
