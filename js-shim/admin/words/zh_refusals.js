// Chinese for why an entry of a text of keys is left out; see zh.js.

export const refusals = {
  empty: "这里没有密钥。",
  no_text: "密钥不是文本。",
  too_short: "太短，不可能是密钥。",
  too_long: "太长，不可能是密钥。",
  unsendable: "含有请求头无法携带的字符。",
  has_comma: "其中有逗号，可能是几个密钥。",
  open_quote: "这里的引号没有闭合。",
  label_alone: "这一行里，标签之后没有密钥。",
  no_known_key: "这里没有已知形式的密钥。",
  beside_known: "与已知形式的密钥并列的其他词可能是密码，因此略去。",
  behind_label: "名称或邮箱之后只接受已知形式的密钥，因为那可能是密码。",
  address: "这是网址，其中没有已知形式的密钥。",
  placeholder: "这是密钥的示例，不是密钥。",
  other_variable: "这个变量中的不是上游密钥。",
  pool_full: "密钥池只能容纳在它之前的那些密钥。",
  unread: "无法读取。",
  table: {
    more: "另有 {n} 项未列出。",
    line: "行",
    why: "原因",
    shown: "条目（已遮盖）",
  },
};
