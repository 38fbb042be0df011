// Pager: which part of a long list is shown.
import { useEffect } from "preact/hooks";
import { t } from "../app/locale.js";
import { amendPlace } from "../app/place.js";
import { Button, Select } from "./controls.jsx";

/**
 * Goes back from a page that has nothing (any more) to the last one before it that has. `list`: the server's answer;
 * `shown`: how many of its things are shown. Gives whether it is on its way.
 */
export function useFilledPage(list, shown) {
  const { page = 1, per_page = 1, total = 0 } = list ?? {};
  const leaves = list !== undefined && shown === 0 && page > 1;
  const last = Math.max(1, Math.min(page - 1, Math.ceil(total / per_page)));
  useEffect(() => {
    if (leaves) amendPlace({ page: last === 1 ? "" : last });
  }, [leaves, last]);
  return leaves;
}

/** `onPage(page)` from 1; with `onPerPage(rows)` the size can be chosen. */
export function Pager({ page, per_page, total, onPage, onPerPage }) {
  const pages = Math.max(1, Math.ceil(total / per_page));
  const first = total === 0 ? 0 : (page - 1) * per_page + 1;
  return (
    <nav class="pager" aria-label={t("pager.label")}>
      <span class="faint" role="status">
        {t("pager.range", { first, last: Math.min(total, page * per_page), total })}
      </span>
      {onPerPage && (
        <Select
          aria-label={t("pager.rows")}
          value={String(per_page)}
          onText={(text) => onPerPage(Number(text))}
          options={["25", "50", "100", "200"].map((rows) => [rows, t("pager.per_page", { n: Number(rows) })])}
        />
      )}
      <span class="pager-steps">
        <Button
          icon="chevron"
          class="button quiet bare flip"
          label={t("pager.previous")}
          disabled={page <= 1}
          onClick={() => onPage(page - 1)}
        />
        <span>{t("pager.page", { page, pages })}</span>
        <Button
          kind="quiet"
          icon="chevron"
          label={t("pager.next")}
          disabled={page >= pages}
          onClick={() => onPage(page + 1)}
        />
      </span>
    </nav>
  );
}
