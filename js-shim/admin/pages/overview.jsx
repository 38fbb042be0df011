// Overview: how the pool is doing now, and what was asked of it lately.
// Knows what stands where; the pieces are in overview_*.jsx.
import { ask } from "../app/api.js";
import { clockWithSeconds, duration } from "../app/format.js";
import { t } from "../app/locale.js";
import { useResource } from "../app/resource.js";
import { ErrorNote, Loading } from "../parts/messages.jsx";
import { ResetCountdown } from "../parts/countdown.jsx";
import { KeyStates } from "./overview_states.jsx";
import { Problems } from "./overview_problems.jsx";
import { RecentCalls } from "./overview_recent.jsx";
import { Usage } from "./overview_usage.jsx";

const refresh_ms = 5_000;
const read = (signal) => ask("GET", "/admin/status", { signal });

const runningOf = ({ version, uptime_ms, rotation_strategy: strategy }) =>
  t("overview.running", { version, since: duration(uptime_ms), strategy: t(`words.${strategy}`) });

export default function Overview() {
  const { data: status, read_ms, error, reload } = useResource(read, [], { every_ms: refresh_ms });
  const any = status?.requests_today > 0;
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{t("overview.title")}</h1>
          {status && <p class="faint">{runningOf(status)}</p>}
        </div>
        {status && <ResetCountdown at_ms={status.next_reset_ms} ahead_ms={status.now_ms - read_ms} />}
      </header>
      <ErrorNote error={error} onReload={reload} />
      {status && error && <p class="faint">{t("overview.as_of", { at: clockWithSeconds(read_ms) })}</p>}
      {status ? (
        <>
          <Problems problems={status.problems ?? []} now_ms={status.now_ms} isOld={Boolean(error)} />
          <KeyStates status={status} />
        </>
      ) : (
        !error && <Loading />
      )}
      <Usage any={any} />
      {status && <RecentCalls calls={status.recent ?? []} any={any} started_ms={status.started_ms} />}
    </div>
  );
}
