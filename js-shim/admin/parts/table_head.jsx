// Table head: the names of a list's columns, and the last one, whose name only those hear who do not see its menus.
// Knows where words of columns stand; refuses to know rows.
import { t } from "../app/locale.js";

export function DeedsHead() {
  return (
    <th scope="col">
      <span class="unseen">{t("keys.deeds")}</span>
    </th>
  );
}

/** `words`: where the columns' names are, such as "models"; `numbers`: the columns of figures. */
export function TableHead({ words, columns, numbers }) {
  return (
    <thead>
      <tr>
        {columns.map((name) => (
          <th scope="col" key={name} class={numbers.includes(name) ? "number" : undefined}>
            {t(`${words}.${name}`)}
          </th>
        ))}
        <DeedsHead />
      </tr>
    </thead>
  );
}
