-- Rota's record in D1: what people query and administrators edit. Applied by the Worker itself and by
-- scripts/init-db.sh, as often as one likes: every statement leaves what is there alone.
-- What must be exact now (windows, cool-downs, budgets) is in the Durable Object; the names of its states stand here as
-- of the last flush. Times are milliseconds since 1970, hours and days are whole ones since 1970; days are Pacific.

-- The pool's keys. `id` is the fingerprint that logs and the API use; `sealed` is the key itself, encrypted under
-- SESSION_SECRET_KEY, or NULL for a key that comes from API_KEYS or KV and is not stored here.
CREATE TABLE IF NOT EXISTS api_keys (
  id TEXT PRIMARY KEY,
  api_key TEXT NOT NULL,                      -- masked: the last four characters
  sealed TEXT,
  source TEXT NOT NULL DEFAULT 'panel',       -- panel, import, env, kv
  name TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  project TEXT NOT NULL DEFAULT '',           -- keys of one Google project share its limits
  notes TEXT NOT NULL DEFAULT '',
  weight INTEGER NOT NULL DEFAULT 1,          -- 1 to 100, for the strategies random and adaptive
  is_active INTEGER NOT NULL DEFAULT 1,       -- 0: disabled by an administrator
  created_at INTEGER NOT NULL,
  total_requests INTEGER NOT NULL DEFAULT 0,  -- attempts: calls of the upstream with it
  error_count INTEGER NOT NULL DEFAULT 0,     -- attempts that failed
  tokens_used INTEGER NOT NULL DEFAULT 0,
  last_used_at INTEGER,
  last_error TEXT NOT NULL DEFAULT '',
  gmail_email TEXT GENERATED ALWAYS AS (email) VIRTUAL -- what another pool, from which people come, calls it
) WITHOUT ROWID;

-- Client keys: only their SHA-256. `id` is its first 16 hex digits. NULL limits mean the default, 0 means none.
CREATE TABLE IF NOT EXISTS client_keys (
  id TEXT PRIMARY KEY,
  digest TEXT NOT NULL,                       -- 64 hex digits
  hint TEXT NOT NULL DEFAULT '',              -- the last four characters
  name TEXT NOT NULL DEFAULT '',
  is_active INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  models TEXT NOT NULL DEFAULT '[]',          -- JSON list of the models allowed; empty: all
  requests_per_minute INTEGER,
  requests_per_day INTEGER,
  tokens_per_day INTEGER,
  safety_enabled INTEGER NOT NULL DEFAULT 1,
  native_resources INTEGER                    -- 1: may use files, caches, batches and the like; NULL: while not limited
) WITHOUT ROWID;

-- The models offered, with quotas a key and Pacific day. Without any row every model of the upstream is offered.
CREATE TABLE IF NOT EXISTS models (
  id TEXT PRIMARY KEY,
  category TEXT NOT NULL DEFAULT 'Custom',    -- Pro, Flash, Custom
  daily_quota INTEGER,                        -- requests a key and day; NULL: none of its own
  aliases TEXT NOT NULL DEFAULT '[]'          -- JSON list of other names
) WITHOUT ROWID;

-- Settings that take effect without a deployment, each with its value. Where nobody has set one, the Worker notes its
-- default, in both columns; whatever differs from `standard` has been set.
CREATE TABLE IF NOT EXISTS pool_config (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  standard TEXT                               -- the default that `value` was noted as; NULL: it was set
) WITHOUT ROWID;

-- Ids of transactions of the last days: one whose answer was lost is known again, and done once however often it is sent.
CREATE TABLE IF NOT EXISTS writes (
  id TEXT PRIMARY KEY,
  written_at INTEGER NOT NULL
) WITHOUT ROWID;

-- One row for every call of the upstream, while enable_usage_tracking is 1. Ordered by time and nothing else: a second
-- index would be a second row written for every request.
CREATE TABLE IF NOT EXISTS api_key_usage (
  request_timestamp INTEGER NOT NULL,
  seq INTEGER NOT NULL,                       -- tells rows of one millisecond apart
  api_key_id TEXT NOT NULL,
  client_id TEXT NOT NULL DEFAULT '',
  model TEXT NOT NULL DEFAULT '',
  endpoint TEXT NOT NULL DEFAULT '',          -- chat, embeddings, models, native, test, ...
  dialect TEXT NOT NULL DEFAULT '',           -- openai, gemini
  response_status INTEGER NOT NULL,           -- the upstream's, 0 without an answer
  verdict TEXT NOT NULL DEFAULT '',           -- ok, minute_limit, ...
  attempts INTEGER NOT NULL DEFAULT 1,        -- which call of its request this was
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  cached_tokens INTEGER NOT NULL DEFAULT 0,
  thinking_tokens INTEGER NOT NULL DEFAULT 0,
  tokens_used INTEGER NOT NULL DEFAULT 0,     -- prompt, completion and thinking
  first_byte_ms INTEGER NOT NULL DEFAULT 0,
  total_ms INTEGER NOT NULL DEFAULT 0,
  error_message TEXT NOT NULL DEFAULT '',
  asked_model TEXT NOT NULL DEFAULT '',       -- the chain that was asked for, of which `model` served; empty: none
  PRIMARY KEY (request_timestamp, seq)
) WITHOUT ROWID;

-- Sums by hour and by Pacific day. `subject` is `k:` and a key's id or `c:` and a client's id ('c:' alone: no client
-- key), so one table answers both questions. A request is what a client sends, an attempt a call of the upstream for it: all
-- attempts are those of either kind of subject; all requests are those of the clients, for some end without a key.
CREATE TABLE IF NOT EXISTS usage_hourly (
  hour INTEGER NOT NULL,
  subject TEXT NOT NULL,
  model TEXT NOT NULL,
  requests INTEGER NOT NULL DEFAULT 0,        -- that ended: of a key, with it
  errors INTEGER NOT NULL DEFAULT 0,          -- attempts that failed
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  cached_tokens INTEGER NOT NULL DEFAULT 0,
  thinking_tokens INTEGER NOT NULL DEFAULT 0,
  first_byte_ms INTEGER NOT NULL DEFAULT 0,   -- sum over successes
  total_ms INTEGER NOT NULL DEFAULT 0,        -- sum over successes
  attempts INTEGER,                           -- NULL: as many as requests, before they were told apart
  PRIMARY KEY (hour, subject, model)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS usage_daily (
  day INTEGER NOT NULL,
  subject TEXT NOT NULL,
  model TEXT NOT NULL,
  requests INTEGER NOT NULL DEFAULT 0,
  errors INTEGER NOT NULL DEFAULT 0,
  prompt_tokens INTEGER NOT NULL DEFAULT 0,
  completion_tokens INTEGER NOT NULL DEFAULT 0,
  cached_tokens INTEGER NOT NULL DEFAULT 0,
  thinking_tokens INTEGER NOT NULL DEFAULT 0,
  first_byte_ms INTEGER NOT NULL DEFAULT 0,
  total_ms INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER,
  PRIMARY KEY (day, subject, model)
) WITHOUT ROWID;

-- The same under the names of another balancer, so that its queries answer. Keys are masked, ids are Rota's; averages are
-- of today and yesterday, a client's last use is a day of the last month.
CREATE VIEW IF NOT EXISTS gemini_keys AS SELECT
  id,
  api_key AS key,
  is_active AS status,
  CASE WHEN total_requests = 0 THEN 'unknown' WHEN last_error = '' THEN 'healthy' ELSE 'unhealthy' END AS health_status,
  error_count AS consecutive_failures,
  datetime(last_used_at / 1000, 'unixepoch') AS last_check_time,
  CASE total_requests WHEN 0 THEN 1.0 ELSE 1.0 - 1.0 * MIN(error_count, total_requests) / total_requests END AS success_rate,
  COALESCE((SELECT SUM(total_ms) / 1000.0 / NULLIF(SUM(requests - errors), 0) FROM usage_daily
    WHERE day >= CAST(strftime('%s', 'now') / 86400 AS INTEGER) - 1 AND subject = 'k:' || api_keys.id), 0.0) AS avg_response_time,
  total_requests,
  MAX(total_requests - error_count, 0) AS successful_requests,
  datetime(created_at / 1000, 'unixepoch') AS created_at,
  datetime(COALESCE(last_used_at, created_at) / 1000, 'unixepoch') AS updated_at
FROM api_keys;

CREATE VIEW IF NOT EXISTS user_keys AS SELECT
  id,
  '…' || hint AS key,
  name,
  is_active AS status,
  datetime(created_at / 1000, 'unixepoch') AS created_at,
  (SELECT date(MAX(day) * 86400, 'unixepoch') FROM usage_daily
    WHERE day >= CAST(strftime('%s', 'now') / 86400 AS INTEGER) - 30 AND subject = 'c:' || client_keys.id) AS last_used
FROM client_keys;

CREATE VIEW IF NOT EXISTS usage_logs AS SELECT
  request_timestamp * 1000 + seq % 1000 AS id,
  api_key_id AS gemini_key_id,
  client_id AS user_key_id,
  model AS model_name,
  1 AS requests,
  tokens_used AS tokens,
  datetime(request_timestamp / 1000, 'unixepoch') AS timestamp
FROM api_key_usage;
