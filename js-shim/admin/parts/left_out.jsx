// Left out: what a text of keys holds that was not taken, line by line.
// Knows the words for reasons, which it loads itself; refuses to know where the text came from.
import { useEffect, useState } from "preact/hooks";
import { count, nothing } from "../app/format.js";
import { has, language, loadWordsOf, t } from "../app/locale.js";
import { Said } from "./messages.jsx";

/** Why an entry is left out. A reason that has no words here is told in the server's. */
const reasonOf = ({ reason, why }) => (has(`refusals.${reason}`) ? t(`refusals.${reason}`) : <Said text={why ?? ""} />);

/** Entries of a text of keys that are left out, each with the reason and, masked, what stood there. `total`: of all such. */
export function LeftOut({ refused, total }) {
  const [, draw] = useState({});
  useEffect(() => {
    loadWordsOf("refusals").then(() => draw({}), () => {});
  }, [language()]);
  return (
    <div class="table-scroll short" tabIndex={0} role="group" aria-label={t("keys.report_left_out")}>
      <table class="table compact left-out">
        <thead>
          <tr>
            <th scope="col" class="number">{t("refusals.table.line")}</th>
            <th scope="col">{t("refusals.table.why")}</th>
            <th scope="col">{t("refusals.table.shown")}</th>
          </tr>
        </thead>
        <tbody>
          {refused.map((entry, at) => (
            <tr key={at}>
              <td class="number">{count(entry.line)}</td>
              <td>{reasonOf(entry)}</td>
              <td>{entry.shown ? <code>{entry.shown}</code> : nothing}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > refused.length && <p class="faint pad">{t("refusals.table.more", { n: total - refused.length })}</p>}
    </div>
  );
}
