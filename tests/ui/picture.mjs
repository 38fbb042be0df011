// Takes docs/panel.png and docs/panel.zh-CN.png, the pictures of the READMEs: the panel's overview on made-up data, as a pool has
// it that is well. Knows which page and what stands on it; what a page shows of which data is the panel's business.
//   node scripts/build-admin.mjs && node tests/ui/picture.mjs
import { fileURLToPath } from "node:url";
import { Visit, startBrowser } from "./browser.mjs";
import { startMockApi } from "./mock_api.mjs";
import { statusOf } from "./mock_stats.mjs";

const pictures = { en: "panel.png", zh: "panel.zh-CN.png" };
const docs = fileURLToPath(new URL("../../docs/", import.meta.url));
/** High enough for the keys and the first charts, and to end below them. */
const size = { width: 1280, height: 812 };
/** Of the problems of the made-up data, those that a pool meets on a usual day. */
const usual = (problem) => /^(minute_limit|key_invalid)$/.test(problem.cause ?? "");

/** Of a kind, out of 240 keys. */
const fewKeys = 5;

const mock = await startMockApi({ keys: 240 });
const browser = await startBrowser();
try {
  const { problems } = statusOf(mock.pool.keys, mock.pool.settings, mock.pool.version, false);
  mock.pool.status = { problems: problems.filter(usual).map((problem) => (problem.until ? { ...problem, count: fewKeys } : problem)) };
  for (const [language, name] of Object.entries(pictures)) {
    const visit = await Visit.begin(browser, mock.url, { language });
    await visit.page.setViewportSize(size);
    await visit.go("/admin");
    await visit.page.screenshot({ path: docs + name });
    await visit.end();
  }
} finally {
  await browser.close();
  await mock.stop();
}
