// Simplified Chinese; the members are those of en.js. Chinese has no plural, so no text here is a pair.
import { pages } from "./zh_pages.js";

const common = {
  optional: "可选",
  close: "关闭",
  cancel: "取消",
  save: "保存",
  saved: "已保存。",
  edit: "编辑",
  delete: "删除",
  done: "完成",
  undo: "撤销",
  dismiss: "知道了",
  reload: "重新加载",
  loading: "正在加载",
  copy: "复制",
  copied: "已复制",
  copy_failed: "浏览器不允许在此复制：请选中文字后手动复制。",
  of: "{used} / {most}",
  number_fault: "{least} 到 {most} 的整数。",
};

const units = { ms: "{n} 毫秒", s: "{n} 秒", min: "{n} 分钟", h: "{n} 小时", d: "{n} 天" };

const errors = {
  unreachable: "无法连接到 Worker。请检查网络后重试。",
  stale: "在此期间有其他人做了修改。请重新加载查看，然后再次提交您的修改。",
  forbidden: "不允许此操作。",
  unavailable: "Worker 现在无法完成此操作。",
};

const shell = {
  navigation: "页面",
  menu: "菜单",
  skip: "跳到正文",
  overview: "概览",
  keys: "密钥",
  clients: "客户端",
  models: "模型",
  playground: "试用",
  settings: "设置",
  usage: "今日用量",
  log_out: "退出登录",
};

const preferences = { title: "偏好", language: "语言", theme: "主题", auto: "跟随系统", light: "浅色", dark: "深色" };

const login = {
  title: "登录 Rota",
  about: "管理本网关的密钥、客户端、模型和设置。",
  password: "密码",
  help: "即 Worker 的机密变量 ADMIN_PASSWORD。",
  submit: "登录",
  missing: "请输入密码。",
  wrong: "密码不正确。",
  throttled: "尝试次数过多。请在 {n} 秒后重试。",
  try_again: "现在可以重试。",
  not_set_up: "尚未启用管理功能：Worker 需要机密变量 ADMIN_PASSWORD 和 SESSION_SECRET_KEY。",
};

const reset = { label: "距离配额重新计算的时间", when: "后太平洋日结束（{at}）" };

const states = {
  ready: "可用",
  limited: "受限",
  resting: "休息中",
  disabled: "失效",
  off: "已停用",
  unreadable: "无法解密",
};

const healths = {
  healthy: "健康",
  degraded: "部分受损",
  cooling: "冷却中",
  exhausted: "今日已用尽",
  disabled: "已停用",
  unknown: "尚不清楚",
};

const causes = {
  ok: "成功",
  none: "没有调用任何密钥",
  minute_limit: "达到每分钟限额",
  day_limit: "达到每日限额",
  model_not_in_tier: "该密钥的套餐不含此模型",
  busy_limit: "上游容量不足",
  key_invalid: "密钥无效",
  key_blocked: "密钥被封：已泄露、被暂停或受限制",
  service_disabled: "密钥所属项目未启用该 API",
  billing: "余额不足或结算已停用",
  model_denied: "密钥所属项目不能使用此模型",
  location: "请求的出口位置不受上游支持",
  server_error: "上游出错",
  unreachable: "无法连接上游",
  timeout: "等待超时",
  client_error: "请求本身被拒绝",
  abandoned: "客户端已断开",
  refused: "被拒绝，未说明原因",
  too_many_errors: "连续错误过多",
  own_quota: "您设定的配额已用完",
  switched_off: "已被管理员停用",
  learned_limit: "达到先前错误中给出的限额",
  unreadable: "无法解密：SESSION_SECRET_KEY 已更改",
  too_large: "单个请求就超出该密钥所能提供的量",
  failing: "最近的尝试多次失败",
  doubted: "被拒绝后正在探测",
};

const problems = {
  title: "当前的问题",
  none: "一切正常。",
  all_models: "所有模型",
  until: "到 {at} 为止（{left}）。",
  no_keys: "密钥池中没有密钥：无法提供服务。",
  no_keys_doing: "在有密钥之前，所有请求都会得到 503。",
  no_keys_link: "添加密钥",
  no_usable_keys: "全部 {n} 个密钥都无法提供服务。",
  no_usable_keys_doing: "各自的原因见下。",
  no_usable_keys_link: "查看密钥",
  keys_left_out: "{source}：略去了 {n} 条。",
  keys_left_out_doing: "其余的照常使用。",
  no_clients: "没有客户端可以使用本网关：既没有客户端密钥，也未允许匿名使用。",
  no_clients_doing: "所有请求都会得到 401。",
  no_clients_link: "创建客户端密钥",
  keys_resting: "{n} 个密钥暂不用于 {model}：{cause}。",
  keys_resting_last_doing: "到时 Rota 会自动恢复使用。",
  keys_resting_doing: "在此期间 Rota 使用其他密钥，到时会自动恢复。",
  keys_resting_link: "查看密钥",
  model_exhausted: "{model} 已没有可用的密钥。",
  model_exhausted_doing: "对它的请求会得到 429，并告知第一个密钥恢复的时间。",
  model_exhausted_link: "查看密钥",
  keys_dead: "{n} 个密钥已失效：{cause}。",
  keys_dead_doing: "Rota 每天会各试一次。一直失效的请更换。",
  keys_dead_link: "查看密钥",
  keys_off: "{n} 个密钥已停用。",
  keys_off_doing: "这是管理员的操作：请启用可以提供服务的密钥。",
  keys_off_link: "查看密钥",
  keys_unreadable: "{n} 个密钥无法解密。",
  keys_unreadable_doing: "请恢复原来的 SESSION_SECRET_KEY，或重新添加同样的密钥。",
  keys_unreadable_link: "查看密钥",
  record_unreadable: "无法读取数据库。",
  record_unreadable_doing: "密钥池使用已知的密钥和设置继续工作，并不断重试，直到恢复。",
  keys_unnamed: "数据库无法接收 {n} 个密钥。",
  keys_unnamed_doing: "这些密钥照常使用并列出；数据库恢复写入后才能命名或修改。",
  rows_unread: "密钥池对象无法读取已保存的数据。",
  rows_unread_doing: "密钥池按 API_KEYS、D1 和 KV 的内容继续工作，不改动已保存的数据，恢复读取后再合并两者。",
  rows_unstored: "密钥池对象无法保存新数据。",
  rows_unstored_doing: "请求照常处理；新数据保留在内存中，一旦可以便会保存。",
  kv_unreadable: "无法读取 CONFIG_KV。",
  kv_unreadable_doing: "密钥池使用已知的 KV 密钥继续工作，并不断重试，直到恢复。",
  record_failing: "数据库无法写入记录。",
  record_failing_doing: "请求照常处理；已计的数由密钥池保留并重新发送。",
  place_refused: "上游不为发出请求的地区提供服务。",
  place_refused_doing: "不是密钥的问题。请让 Worker 在别处运行：wrangler.toml 中的 [placement]，见 docs/TROUBLESHOOTING.zh-CN.md。",
  rows_dropped: "丢弃了 {n} 条单次调用的记录。",
  rows_dropped_doing: "数据库无法写入期间，单次调用的记录放不下；总计中仍有它们。",
};

const families = { Pro: "Pro", Flash: "Flash", Custom: "自定义" };
const formats = { json: "JSON", csv: "CSV", lines: "文本行" };
const sources = { panel: "在此添加", import: "导入", env: "来自 API_KEYS", kv: "来自 KV" };

const words = {
  round_robin: "依次轮换",
  least_used: "使用最少的",
  random: "按权重随机",
  adaptive: "自适应：按成功率、速度和余量",
  safety_default_empty: "由各客户端密钥决定",
  safety_default_off: "全部关闭",
  safety_default_on: "全部开启",
  include_thoughts_auto: "请求要求思考时",
  include_thoughts_on: "总是",
  include_thoughts_off: "从不",
  thinking_default_empty: "由模型决定",
  thinking_default_off: "关闭",
  thinking_default_auto: "自动",
  conversation_affinity_auto: "有余量时保持",
  conversation_affinity_off: "不保持",
  log_level_all: "全部",
  log_level_errors: "仅失败的",
  log_level_off: "不记录",
};

const pager = {
  label: "列表分页",
  range: "第 {first} 至 {last} 项，共 {total} 项",
  rows: "每页行数",
  per_page: "每页 {n} 行",
  previous: "上一页",
  next: "下一页",
  page: "{page} / {pages}",
};

export const zh = {
  ...{ common, units, errors, shell, preferences, login, reset, states, healths, causes, problems },
  ...{ families, formats, sources, words, pager },
  ...pages,
};
