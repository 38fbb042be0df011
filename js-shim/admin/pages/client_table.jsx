// Client table: one row a client key.
// Knows how limits and use read together; refuses to know the key itself, of which the last four characters are kept.
import { count, nothing, time } from "../app/format.js";
import { t } from "../app/locale.js";
import { Badge } from "../parts/badges.jsx";
import { Menu } from "../parts/menu.jsx";
import { Meter } from "../parts/meter.jsx";
import { TableHead } from "../parts/table_head.jsx";

function State({ client }) {
  if (!client.enabled) return <Badge icon="off">{t("clients.state_off")}</Badge>;
  if (client.expires_at && client.expires_at <= Date.now()) {
    return (
      <Badge tone="warn" icon="rest">{t("clients.state_expired")}</Badge>
    );
  }
  return <Badge tone="ok" icon="check">{t("clients.state_on")}</Badge>;
}

/** null: the setting's; 0: none. */
function perMinute(limit) {
  if (limit === null) return t("clients.limit_default");
  return limit === 0 ? t("clients.limit_none") : t("clients.per_minute", { n: limit });
}

function Models({ models }) {
  if (models.length === 0) return t("clients.all_models");
  const more = models.length - 2;
  return `${models.slice(0, 2).join(", ")}${more > 0 ? ` +${more}` : ""}`;
}

function Row({ client, deeds }) {
  const label = client.name || `…${client.hint}`;
  const items = [
    { text: t("clients.connect"), icon: "playground", onClick: () => deeds.connect(client) },
    { text: t("common.edit"), icon: "edit", onClick: () => deeds.edit(client) },
    client.enabled
      ? { text: t("clients.disable"), icon: "off", onClick: () => deeds.switchOn(client, false) }
      : { text: t("clients.enable"), icon: "check", onClick: () => deeds.switchOn(client, true) },
    { text: t("common.delete"), icon: "trash", danger: true, onClick: () => deeds.remove(client) },
  ];
  return (
    <tr>
      <th scope="row" class="identity">
        <span class="name">{client.name || t("clients.unnamed")}</span>
        <code class="masked">…{client.hint}</code>
      </th>
      <td data-label={t("clients.state")}>
        <span class="state-cell">
          <State client={client} />
          {!client.safety_enabled && <Badge tone="warn">{t("clients.safety_off")}</Badge>}
        </span>
      </td>
      <td class="used" data-label={t("clients.today")}>
        <span class="meters">
          <Meter label={t("clients.requests")} used={client.requests_today} most={client.requests_per_day} />
          <Meter label={t("clients.tokens")} used={client.tokens_today} most={client.tokens_per_day} />
        </span>
      </td>
      <td class="number" data-label={t("clients.minute")}>
        <span>{count(client.requests_minute)}</span>
        <span class="faint under">{perMinute(client.requests_per_minute)}</span>
      </td>
      <td data-label={t("clients.models")}>
        <span title={client.models.join(", ")}>
          <Models models={client.models} />
        </span>
      </td>
      <td data-label={t("clients.expires")}>{client.expires_at ? time(client.expires_at) : nothing}</td>
      <td data-label={t("clients.created")}>{time(client.created_at)}</td>
      <td class="row-deeds">
        <Menu label={t("clients.deeds_of", { name: label })} items={items} />
      </td>
    </tr>
  );
}

export function ClientTable({ clients, deeds }) {
  const requests = clients.reduce((sum, { requests_today }) => sum + (requests_today ?? 0), 0);
  const columns = ["name", "state", "today", "minute", "models", "expires", "created"];
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t("clients.title")}>
      <table class="table cards clients">
        <TableHead words="clients" columns={columns} numbers={["minute"]} />
        <tbody>
          {clients.map((client) => (
            <Row key={client.id} client={client} deeds={deeds} />
          ))}
        </tbody>
      </table>
      <p class="unseen">
        {t("clients.sum", { n: clients.length, requests: count(requests) })}
      </p>
    </div>
  );
}
