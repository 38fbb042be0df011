// Filters: what of the keys is shown and in which order. On a phone the order has no column heads to be chosen by.
import { useEffect, useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { amendPlace } from "../app/place.js";
import { useSettled } from "../app/resource.js";
import { Field, Input, Select } from "../parts/controls.jsx";

const states = ["ready", "limited", "resting", "disabled", "off", "unreadable"];
const sorts = ["created", "name", "state", "project", "requests", "errors", "tokens", "last_used"];

/** Every order in both directions, as options. */
const orders = () =>
  sorts.flatMap((sort) => [
    [`${sort} asc`, `${t(`keys.sort_${sort}`)} ↑`],
    [`${sort} desc`, `${t(`keys.sort_${sort}`)} ↓`],
  ]);

export function Filters({ query }) {
  const [text, setText] = useState(query.q);
  const settled = useSettled(text);
  useEffect(() => {
    if (settled !== query.q) amendPlace({ q: settled, page: "" });
  }, [settled]);
  useEffect(() => setText(query.q), [query.q]);
  return (
    <div class="filters" role="search">
      <Field label={t("keys.search")} hideLabel>
        <Input type="search" placeholder={t("keys.search_hint")} value={text} onText={setText} />
      </Field>
      <Field label={t("keys.state")} hideLabel>
        <Select
          value={query.state}
          onText={(state) => amendPlace({ state, page: "" })}
          options={[["", t("keys.any_state")], ...states.map((state) => [state, t(`states.${state}`)])]}
        />
      </Field>
      <Field label={t("keys.sort")} hideLabel>
        <Select
          value={`${query.sort} ${query.order}`}
          onText={(chosen) => {
            const [sort, order] = chosen.split(" ");
            amendPlace({ sort, order, page: "" });
          }}
          options={orders()}
        />
      </Field>
    </div>
  );
}
