// What a page of settings says of each beyond its sentence in settings.def, and all of it in Chinese.
// Knows words; names, bounds and defaults come from the table itself (gen-reference.mjs), which refuses a name without words.

/** By setting: `more`, behind the table's own sentence; `zh`, the whole of it. */
export const settingsWords = {
  rotation_strategy: {
    more: "[Which is for whom](KEYS.md#rotation).",
    zh: "如何选择下一个密钥：依次轮换、最少使用、按权重随机，或按健康、成功率和响应时间（[各自适合谁](KEYS.zh-CN.md#轮换策略)）。",
  },
  max_errors_threshold: { more: "", zh: "密钥自身连续出错多少次后停用 `error_reset_interval` 那么久；0：从不。" },
  error_reset_interval: { more: "", zh: "错误过多的密钥停用多久，以秒计。" },
  enable_usage_tracking: {
    more: "[What a row costs](COST.md).",
    zh: "1：每次上游调用在 `api_key_usage` 中记一行；0：只保留每小时和每日的汇总。[每行的成本](COST.zh-CN.md)。",
  },
  max_attempts: {
    more: "Of refusals by a limit, which cost nothing, four count as one; of failures of the upstream (5xx, no connection) two. 1: nothing is tried again.",
    zh: "每个请求最多调用上游的次数；因限额被拒不产生费用，四次算一次；上游自身的故障（5xx、无法连接）两次算一次。设为 1 则从不重试。",
  },
  request_timeout_ms: { more: "", zh: "每次尝试等待上游首字节的最长时间，以毫秒计。" },
  answer_timeout_ms: {
    more: "It is not streamed and comes all at once. One that takes longer is not asked for again.",
    zh: "一次性返回（非流式）的完整响应最多可用多久，以毫秒计；超时后不会再请求一次。",
  },
  usage_retention_days: { more: "Daily sums are kept for 400 days.", zh: "明细行和每小时汇总保留多少天；每日汇总保留 400 天。" },
  client_requests_per_minute: { more: "", zh: "自身未设限额的客户端密钥每分钟可发的请求数；0：不限。" },
  default_model: { more: "", zh: "用于未指明模型的请求；空：拒绝这样的请求。" },
  model_aliases: {
    more: 'For example `{"gpt-4o":"gemini-flash-latest","claude-*":"gemini-flash-latest"}`. The name itself counts first, then the longest pattern. [Chains](MODELS.md#chains).',
    zh: '模型的其他名称：JSON 对象，别名到模型，例如 `{"gpt-4o":"gemini-flash-latest","claude-*":"gemini-flash-latest"}`；`*` 代表任意字符。名称完全相同的优先，其次是最长的模式。值也可以是若干模型的列表，即[后备链](MODELS.zh-CN.md#后备链)。',
  },
  safety_default: { more: "", zh: "请求自身未设置安全过滤时：对所有客户端关闭（`off`）或开启（`on`）；空：由各客户端密钥决定。" },
  include_thoughts: { more: "", zh: "响应是否带有思考内容：`auto` 在请求要求思考时带，否则总是带或从不带。" },
  thinking_default: {
    more: "",
    zh: "需要转换且自身未提及思考的请求思考多少：空：由模型自行决定；`off`；`auto`；或以 token 计的预算。",
  },
  pro_daily_quota: {
    more: "[Quotas](KEYS.md#models-and-quotas) are yours, not Google's.",
    zh: "每个密钥每个太平洋日可用于 Pro 系列所有模型的请求数，合计；0：无配额。[配额](KEYS.zh-CN.md#模型与配额)是你自己设的，不是 Google 的。",
  },
  flash_daily_quota: { more: "", zh: "每个密钥每个太平洋日可用于 Flash 系列所有模型的请求数，合计；0：无配额。" },
  heartbeat_ms: {
    more: "A stream of Responses gets an event, one of Anthropic's a ping; Gemini's clients take none.",
    zh: "chat 流静默多少毫秒后发送一条注释，Responses 流则发送一个事件，Anthropic 流则发送一个 ping；Gemini 的客户端两者都不接受；0：从不发送。",
  },
  retry_empty_answers: {
    more: "0: it is passed on. An answer of thoughts, signatures or sources alone counts as one that says nothing.",
    zh: "1：没有任何内容（或只有思考、签名或来源）的响应会再请求一次；0：原样转交。",
  },
  responses_store: {
    more: "[Stored responses](CLIENTS.md#stored-responses).",
    zh: "1：OpenAI Responses 的回答为发出请求的客户端密钥[保存](CLIENTS.zh-CN.md#保存的回答) 30 天，除非请求带有 `store: false`。",
  },
  conversation_affinity: {
    more: "[How a conversation is known](POOL.md#conversations-keep-their-key).",
    zh: "`auto`：同一对话的请求在密钥有余量时都用同一个密钥，使上游的提示缓存命中（[方法](POOL.md#conversations-keep-their-key)，英文）；`off`：每个请求都用下一个密钥。",
  },
  shared_files: {
    more: "[Whose is what](OWNERS.md).",
    zh: "1：一个客户端上传或创建的文件、缓存等对所有客户端可见；0：各客户端只见自己的（[归属](OWNERS.zh-CN.md)）。",
  },
  lease_picks_max: { more: "", zh: "一个 isolate 一次最多持有多少个借出的密钥；1：处处严格轮换。" },
  log_level: {
    more: "[What a line says](TROUBLESHOOTING.md#the-log).",
    zh: "哪些请求在日志中留下[一行](TROUBLESHOOTING.zh-CN.md#日志)：全部、失败的，或都不留。",
  },
};
