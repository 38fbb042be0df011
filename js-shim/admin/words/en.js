// English: the panel's words, and the table that every other language follows (tests compare them member by member).
// A pair of texts is singular and plural, chosen by {n}. Knows words; refuses to know where they stand.
import { pages } from "./en_pages.js";

const common = {
  optional: "optional",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  saved: "Saved.",
  edit: "Edit",
  delete: "Delete",
  done: "Done",
  undo: "Undo",
  dismiss: "Dismiss",
  reload: "Reload",
  loading: "Loading",
  copy: "Copy",
  copied: "Copied",
  copy_failed: "The browser does not allow copying here: select the text and copy it yourself.",
  of: "{used} of {most}",
  number_fault: "A whole number from {least} to {most}.",
};

const units = { ms: "{n} ms", s: "{n} s", min: "{n} min", h: "{n} h", d: ["{n} day", "{n} days"] };

const errors = {
  unreachable: "The Worker could not be reached. Check your connection, then try again.",
  stale: "Somebody else has made a change in the meantime. Reload to see it, then repeat yours.",
  forbidden: "This is not allowed.",
  unavailable: "The Worker could not do this now.",
};

const shell = {
  navigation: "Pages",
  menu: "Menu",
  skip: "Skip to the content",
  overview: "Overview",
  keys: "Keys",
  clients: "Clients",
  models: "Models",
  playground: "Playground",
  settings: "Settings",
  usage: "Usage today",
  log_out: "Log out",
};

const preferences = {
  title: "Preferences",
  language: "Language",
  theme: "Theme",
  auto: "System",
  light: "Light",
  dark: "Dark",
};

const login = {
  title: "Log in to Rota",
  about: "Keys, clients, models and settings of this gateway.",
  password: "Password",
  help: "The secret ADMIN_PASSWORD of the Worker.",
  submit: "Log in",
  missing: "Enter the password.",
  wrong: "That is not the password.",
  throttled: ["Too many attempts. Try again in {n} second.", "Too many attempts. Try again in {n} seconds."],
  try_again: "You can try again now.",
  not_set_up: "Administration is not set up: the Worker needs the secrets ADMIN_PASSWORD and SESSION_SECRET_KEY.",
};

const reset = { label: "Time until the quotas begin anew", when: "until the Pacific day ends ({at})" };

const states = {
  ready: "Ready",
  limited: "Limited",
  resting: "Resting",
  disabled: "Disabled",
  off: "Switched off",
  unreadable: "Unreadable",
};

const healths = {
  healthy: "Healthy",
  degraded: "Degraded",
  cooling: "Cooling",
  exhausted: "Exhausted",
  disabled: "Disabled",
  unknown: "Unknown",
};

const causes = {
  ok: "Served",
  none: "No key was called",
  minute_limit: "Limit per minute reached",
  day_limit: "Limit of the day reached",
  model_not_in_tier: "The key's tier does not have this model",
  busy_limit: "The upstream is short of capacity",
  key_invalid: "The key is not valid",
  key_blocked: "The key is blocked: leaked, suspended or restricted",
  service_disabled: "The API is not enabled in the key's project",
  billing: "Out of credit, or billing is disabled",
  model_denied: "The key's project may not use this model",
  location: "The call left from a location that the upstream does not serve",
  server_error: "The upstream failed",
  unreachable: "The upstream could not be reached",
  timeout: "No answer in time",
  client_error: "The request itself was refused",
  abandoned: "The client went away",
  refused: "Refused without a reason",
  too_many_errors: "Too many errors in a row",
  own_quota: "Your own quota is spent",
  switched_off: "Switched off by an administrator",
  learned_limit: "At a limit that an earlier error named",
  unreadable: "Cannot be decrypted: SESSION_SECRET_KEY has changed",
  too_large: "The request alone asks for more than the key gives",
  failing: "Often fails",
  doubted: "Doubted",
};

const problems = {
  title: "What is wrong now",
  none: "Nothing is wrong.",
  all_models: "all models",
  until: "Until {at} ({left}).",
  no_keys: "The pool has no keys: nothing can be served.",
  no_keys_doing: "Every request is answered with 503 until there is a key.",
  no_keys_link: "Add keys",
  no_usable_keys: ["The {n} key of the pool cannot serve.", "None of the {n} keys can serve."],
  no_usable_keys_doing: "What holds each of them back stands below.",
  no_usable_keys_link: "Show keys",
  keys_left_out: "{source}: {n} left out.",
  keys_left_out_doing: "All else in it is used.",
  no_clients: "No client can use this gateway: there is no client key, and anonymous use is off.",
  no_clients_doing: "Every request is answered with 401.",
  no_clients_link: "Make a client key",
  keys_resting: ["{n} key rests for {model}: {cause}.", "{n} keys rest for {model}: {cause}."],
  keys_resting_last_doing: "Rota takes them back by itself.",
  keys_resting_doing: "Rota uses the other keys meanwhile, and takes these back by itself.",
  keys_resting_link: "Show keys",
  model_exhausted: "No key is left for {model}.",
  model_exhausted_doing: "Requests for it are answered with 429 and the time when the first key is back.",
  model_exhausted_link: "Show keys",
  keys_dead: ["{n} key is out of use: {cause}.", "{n} keys are out of use: {cause}."],
  keys_dead_doing: "Rota tries each of them once a day. Replace those that stay out.",
  keys_dead_link: "Show keys",
  keys_off: ["{n} key is switched off.", "{n} keys are switched off."],
  keys_off_doing: "An administrator has done that: enable those that may serve.",
  keys_off_link: "Show keys",
  keys_unreadable: ["{n} key cannot be decrypted.", "{n} keys cannot be decrypted."],
  keys_unreadable_doing: "Set the earlier SESSION_SECRET_KEY again, or add the same keys once more.",
  keys_unreadable_link: "Show keys",
  record_unreadable: "The database cannot be read.",
  record_unreadable_doing: "The pool works with the keys and settings that it knows, and asks again until it answers.",
  keys_unnamed: ["The database does not take {n} key.", "The database does not take {n} keys."],
  keys_unnamed_doing: "They serve and are listed; they can be named or changed as soon as the database takes them.",
  rows_unread: "The pool object cannot read its rows.",
  rows_unread_doing: "The pool works with what API_KEYS, D1 and KV say, changes nothing that is stored, and joins both when it can read.",
  rows_unstored: "The pool object cannot store what is new.",
  rows_unstored_doing: "Requests are served; what is new is kept in memory and stored as soon as that is possible.",
  kv_unreadable: "CONFIG_KV cannot be read.",
  kv_unreadable_doing: "The pool works with the keys that it knows from it, and asks again until it answers.",
  record_failing: "The database does not take records.",
  record_failing_doing: "Requests are served; what was counted is kept by the pool and sent again.",
  place_refused: "The upstream does not serve the place that calls came from.",
  place_refused_doing: "No key is at fault. Have the Worker run elsewhere: [placement] in wrangler.toml, docs/TROUBLESHOOTING.md.",
  rows_dropped: ["{n} row of a single call was dropped.", "{n} rows of single calls were dropped."],
  rows_dropped_doing: "Rows of single calls found no room while the database did not take them; the sums have them.",
};

const families = { Pro: "Pro", Flash: "Flash", Custom: "Custom" };
const formats = { json: "JSON", csv: "CSV", lines: "Lines of text" };
const sources = { panel: "added here", import: "imported", env: "from API_KEYS", kv: "from KV" };

const words = {
  round_robin: "round robin, one after the other",
  least_used: "the least used",
  random: "at random, by weight",
  adaptive: "adaptive: by success, speed and room left",
  safety_default_empty: "each client key decides",
  safety_default_off: "off for all",
  safety_default_on: "on for all",
  include_thoughts_auto: "when the request asks for thinking",
  include_thoughts_on: "always",
  include_thoughts_off: "never",
  thinking_default_empty: "as the model does",
  thinking_default_off: "off",
  thinking_default_auto: "auto",
  conversation_affinity_auto: "while it has room",
  conversation_affinity_off: "no",
  log_level_all: "all",
  log_level_errors: "those that failed",
  log_level_off: "none",
};

const pager = {
  label: "Pages of the list",
  range: "{first} to {last} of {total}",
  rows: "Rows a page",
  per_page: "{n} a page",
  previous: "Previous page",
  next: "Next page",
  page: "{page} / {pages}",
};

export const en = {
  ...{ common, units, errors, shell, preferences, login, reset, states, healths, causes, problems },
  ...{ families, formats, sources, words, pager },
  ...pages,
};
