// Pager: which part of a long list is shown.
import { t } from "../app/locale.js";
import { Button, Select } from "./controls.jsx";

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
