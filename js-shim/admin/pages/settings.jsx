// Settings: everything of pool_config, grouped, explained and checked before it is sent.
// Knows groups and their order; what a setting may be, the server says.
import { useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { t } from "../app/locale.js";
import { alarm, doWhatWaits, notify } from "../app/notices.js";
import { useAction, useResource } from "../app/resource.js";
import { Button } from "../parts/controls.jsx";
import { Confirm } from "../parts/dialog.jsx";
import { ErrorNote, Loading, errorText } from "../parts/messages.jsx";
import { Setting, faultOf } from "./setting.jsx";

const groups = {
  rotation: ["rotation_strategy", "max_attempts", "request_timeout_ms", "answer_timeout_ms", "lease_picks_max", "conversation_affinity"],
  errors: ["max_errors_threshold", "error_reset_interval"],
  models: ["default_model", "model_aliases", "pro_daily_quota", "flash_daily_quota"],
  answers: ["thinking_default", "include_thoughts", "safety_default", "retry_empty_answers", "responses_store", "shared_files", "heartbeat_ms"],
  clients: ["client_requests_per_minute"],
  record: ["enable_usage_tracking", "usage_retention_days", "log_level"],
};
const grouped = new Set(Object.values(groups).flat());

/** What is changed here and not saved: texts by name; null is back to the default. */
function useDraft(settings) {
  const [draft, setDraft] = useState({});
  const valueOf = (setting) => {
    const drafted = draft[setting.name];
    return drafted === undefined ? setting.value : (drafted ?? setting.default);
  };
  const set = (setting, value) => {
    const after = { ...draft, [setting.name]: value };
    if ((value ?? setting.default) === setting.value) delete after[setting.name];
    setDraft(after);
  };
  const changed = settings.filter(({ name }) => draft[name] !== undefined);
  const faulty = changed.filter((setting) => faultOf(setting, valueOf(setting)));
  return { draft, valueOf, set, changed, faulty, clear: () => setDraft({}) };
}

function Group({ name, settings, draft }) {
  if (settings.length === 0) return null;
  return (
    <section class="card settings-group" aria-labelledby={`group-${name}`}>
      <h2 id={`group-${name}`}>{t(`settings.group_${name}`)}</h2>
      {settings.map((setting) => (
        <Setting
          key={setting.name}
          setting={setting}
          value={draft.valueOf(setting)}
          changed={draft.draft[setting.name] !== undefined}
          onValue={(value) => draft.set(setting, value)}
        />
      ))}
    </section>
  );
}

function SaveBar({ draft, save, onReload }) {
  if (draft.changed.length === 0 && !save.error) return null;
  return (
    <div class="save-bar" role="region" aria-label={t("settings.changes")}>
      <ErrorNote error={save.error} onReload={save.error?.isStale ? onReload : undefined} />
      <span role="status">
        {draft.faulty.length > 0
          ? t("settings.faulty", { n: draft.faulty.length })
          : t("settings.changed", { n: draft.changed.length })}
      </span>
      <Button onClick={() => (draft.clear(), save.clear())}>{t("settings.discard")}</Button>
      <Button
        kind="primary"
        type="submit"
        busy={save.busy}
        disabled={draft.faulty.length > 0 || draft.changed.length === 0}
      >
        {t("common.save")}
      </Button>
    </div>
  );
}

function Sessions() {
  const [asking, setAsking] = useState(false);
  const end = useAction(async () => {
    try {
      await doWhatWaits();
      await ask("POST", "/admin/logout", { json: { everywhere: true } });
      location.replace("/login");
    } catch (error) {
      setAsking(false);
      alarm(errorText(error));
    }
  });
  return (
    <section class="card settings-group" aria-labelledby="group-sessions">
      <h2 id="group-sessions">{t("settings.group_sessions")}</h2>
      <div class="setting">
        <p class="faint">{t("settings.sessions_about")}</p>
        <Button icon="logout" onClick={() => setAsking(true)}>{t("settings.end_sessions")}</Button>
      </div>
      {asking && (
        <Confirm
          title={t("settings.end_sessions")}
          verb={t("settings.end_sessions")}
          busy={end.busy}
          onYes={end.run}
          onClose={() => setAsking(false)}
        >
          <p>{t("settings.end_sessions_sure")}</p>
        </Confirm>
      )}
    </section>
  );
}

export default function Settings() {
  const { data, error, reload } = useResource((signal) => ask("GET", "/admin/config", { signal }), []);
  const settings = data?.settings ?? [];
  const draft = useDraft(settings);
  const save = useAction(async () => {
    await ask("POST", "/admin/config", { json: { ...draft.draft, version: data.version } });
    draft.clear();
    notify(t("settings.saved"));
    reload();
  });
  const submit = (event) => {
    event.preventDefault();
    if (draft.faulty.length === 0 && draft.changed.length > 0) save.run();
  };
  const discardAndReload = () => {
    draft.clear();
    save.clear();
    reload();
  };
  const named = (names) => names.map((name) => settings.find((each) => each.name === name)).filter(Boolean);
  return (
    <div class="page narrow">
      <header class="page-head">
        <div>
          <h1>{t("settings.title")}</h1>
          <p class="faint">{t("settings.about")}</p>
        </div>
      </header>
      <ErrorNote error={error} onReload={reload} />
      {!data && !error && <Loading lines={10} />}
      {data && (
        <form onSubmit={submit} noValidate class="settings">
          {Object.entries(groups).map(([name, names]) => (
            <Group key={name} name={name} settings={named(names)} draft={draft} />
          ))}
          <Group name="other" settings={settings.filter(({ name }) => !grouped.has(name))} draft={draft} />
          <SaveBar draft={draft} save={save} onReload={discardAndReload} />
        </form>
      )}
      {data && <Sessions />}
    </div>
  );
}
