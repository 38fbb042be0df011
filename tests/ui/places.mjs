// Where the panel's pages are, what stands at their head in both languages, and in which looks each is tried.
// Refuses to know what a page shows: that depends on whose data it is.

/** The login is the last: whoever goes through them all logs out before it. */
export const places = {
  overview: "/admin",
  keys: "/admin#/keys",
  clients: "/admin#/clients",
  models: "/admin#/models",
  playground: "/admin#/playground",
  settings: "/admin#/settings",
  stat: "/stat",
  login: "/login",
};

const titles = {
  en: {
    overview: "Overview",
    keys: "Keys",
    clients: "Clients",
    models: "Models",
    playground: "Playground",
    settings: "Settings",
    stat: "Usage today",
    login: "Log in to Rota",
  },
  zh: {
    overview: "概览",
    keys: "密钥",
    clients: "客户端",
    models: "模型",
    playground: "试用",
    settings: "设置",
    stat: "今日用量",
    login: "登录 Rota",
  },
};

const paired = [
  { language: "en", theme: "light", width: "desk" },
  { language: "en", theme: "dark", width: "phone" },
  { language: "zh", theme: "dark", width: "desk" },
  { language: "zh", theme: "light", width: "phone" },
];
const otherTheme = { light: "dark", dark: "light" };
const others = paired.map((look) => ({ ...look, theme: otherTheme[look.theme] }));

/** Every language in every width, each two of language, theme and width; all three, with ROTA_UI_LOOKS=all. */
export const looks = process.env.ROTA_UI_LOOKS === "all" ? [...paired, ...others] : paired;

/** Goes to a page, out of the session for the login, and waits for its title and for what it reads. */
export async function goToPlace(visit, name) {
  if (name === "login") await visit.context.clearCookies();
  await visit.page.goto(visit.origin + places[name]);
  const title = titles[visit.language][name];
  await visit.page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
  await visit.settled();
}
