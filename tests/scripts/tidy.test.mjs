// scripts/tidy.mjs: the tree is tidy, and each rule finds the fault that is planted for it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { seal } from "../../scripts/counterparts.mjs";
import { classesOf } from "../../scripts/tidy_classes.mjs";
import { exceptions, faultsOf, rules } from "../../scripts/tidy_rules.mjs";
import { readTree } from "../../scripts/tidy_tree.mjs";

const tree = readTree();
const note = "// A note.\n";

/** The tree with files otherwise than they are. */
function treeWith(changes) {
  const changed = new Map(tree);
  for (const [path, change] of Object.entries(changes)) {
    const text = typeof change === "function" ? change(changed.get(path)) : change;
    assert.notEqual(text, changed.get(path), `the change of ${path} changes nothing`);
    changed.set(path, text);
  }
  return changed;
}

/** What a rule says of the tree, exceptions aside. */
const said = (rule, of) => rules[rule](of).map(([path, fault]) => `${path}: ${fault}`);
const saidAnyway = Object.fromEntries(Object.keys(rules).map((rule) => [rule, new Set(said(rule, tree))]));

/** What a rule says because of the changes. */
const faultsWith = (changes, rule) => said(rule, treeWith(changes)).filter((fault) => !saidAnyway[rule].has(fault));

test("the tree is tidy", () => assert.deepEqual(faultsOf(tree), []));

test("every exception has its reason and is needed", () => {
  const isThere = (where) => [...tree.keys()].some((path) => path === where || (where.endsWith("/") && path.startsWith(where)));
  for (const [rule, where, reason] of exceptions) assert(rules[rule] && isThere(where) && reason.length > 10, where);
  const idle = faultsOf(tree, [...exceptions, ["sizes", "schema.sql", "none"], ["words", "wasm/core/json/", "none"]]);
  assert.deepEqual(idle, [
    "schema.sql: the exception from sizes is not needed any more",
    "wasm/core/json/: the exception from words is not needed any more",
  ]);
});

const long = (begin, line, end) => `${note}${begin}\n${`${line}\n`.repeat(70)}${end}\n`;
const tooLong = /72 lines; a function has at most 70$/;
const wideClass = (fields, functions) => `${note}class Wide final {\n public:\n${functions}\n private:\n${fields}};\n`;
const unfinished = ["TO", "DO"].join("");
/** A requirement, and an id that is none; in pieces, for this file would cite them. */
const [one, nobody] = ["F-4", "Z-9"].map((id) => id.replace("-", ""));

/** By rule: files as they must not be, and what is said of each. */
const planted = {
  arrows: [
    [{ "wasm/core/json/x.h": `${note}#include "chat/model.h"\n` }, /json may not include chat\/model\.h/],
    [{ "wasm/core/base/x.h": `${note}#include "json/reader.h"\n` }, /base may not include json/],
    [{ "wasm/core/store/x.cpp": `${note}#include "pool/pool_object.h"\n` }, /store may not include pool/],
    [{ "wasm/core/pool/x.cpp": `${note}#include "exchange/flow.h"\n` }, /pool may not include exchange/],
    [{ "wasm/core/exchange/x.cpp": `${note}#include "pool/ledger.h"\n` }, /the exchange knows of the pool only pool\/pool_call\.h/],
    [{ "wasm/core/admin/x.cpp": `${note}#include "abi/x.h"\n` }, /admin may not include abi/],
  ],
  seam: [
    [{ "wasm/core/exchange/x.cpp": `${note}auto x = openai::read(y);\n` }, /line 2: openai::read names a dialect/],
    [{ "wasm/core/exchange/x.cpp": `${note}\nif (dialect == http::Dialect::gemini) y();\n` }, /line 3: http::Dialect::gemini names/],
    [{ "wasm/core/exchange/x.cpp": `${note}bool is_gemini_upstream();\n` }, /is_gemini_upstream names a dialect/],
    [{ "wasm/core/exchange/x.cpp": `${note}#include "dialect/openai/chat/stream.h"\n` }, /may not include dialect\/openai/],
    [{ "wasm/core/chat/x.cpp": `${note}struct OpenaiStream;\n` }, /OpenaiStream names a dialect/],
    [{ "wasm/core/dialect/gemini/x.cpp": `${note}#include "dialect/openai/chat/stream.h"\n` }, /may not include dialect\/openai/],
    [
      { "wasm/core/dialect/echo/x.cpp": note, "wasm/core/exchange/x.cpp": `${note}auto x = echo::read(y);\n` },
      /line 2: echo::read names a dialect/,
    ],
  ],
  mirror: [
    [{ "tests/unit/nowhere/x_test.cpp": note }, /^tests\/unit\/nowhere: there is no wasm\/core\/nowhere/],
    [{ "wasm/core/nowhere/x.cpp": note }, /^wasm\/core\/nowhere: no test stands in tests\/unit\/nowhere/],
  ],
  sizes: [[{ "js-shim/x.js": note.repeat(401) }, /401 lines; a file has at most 400/]],
  functions: [
    [{ "wasm/core/base/x.cpp": long("void run(int x) {", "  y();", "}") }, tooLong],
    [{ "wasm/core/base/x.h": long("  void run(int x) const {", "    y();", "  }") }, tooLong],
    [{ "js-shim/x.js": long("export async function run() {", "  y();", "}") }, tooLong],
    [{ "js-shim/x.js": long("const run = (x) => {", "  y();", "};") }, tooLong],
    [{ "js-shim/x.js": long("  #run(x) {", "    y();", "  }") }, tooLong],
    [{ "scripts/x.sh": long("run() {", "  y", "}").replace("//", "#") }, tooLong],
  ],
  classes: [
    [{ "wasm/core/pool/x.h": wideClass("int x_;\n".repeat(26), "void f();") }, /line 2: Wide has 26 fields; it may have 25/],
    [{ "wasm/core/pool/x.h": wideClass("int x_;\n".repeat(41), "") }, /line 2: Wide has 41 fields; it may have 40/],
    [{ "wasm/core/pool/x.cpp": wideClass("", "void f();\n".repeat(41)) }, /line 2: Wide has 41 functions; it may have 40/],
  ],
  notes: [
    [{ "scripts/x.mjs": 'import "node:fs";\n' }, /no note at the top/],
    [{ "scripts/x.sh": "#!/bin/sh\nset -eu\n" }, /no note at the top/],
  ],
  secrets: [
    [{ "wasm/core/pool/x.cpp": `${note}out.log(key.reveal());\n` }, /line 2: reveals a secret; say what for/],
    [{ "wasm/core/pool/key_list.cpp": note }, /key_list\.cpp: reveals no secret any more/],
  ],
  splices: [
    [{ "wasm/core/pool/x.cpp": `${note}out.raw(json::trust_raw(text));\n` }, /line 2: takes a text for JSON unseen/],
    [{ "wasm/core/admin/key_json.cpp": note }, /key_json\.cpp: does not any more what/],
  ],
  calls: [
    [{ "wasm/core/pool/x.cpp": `${note}auto* x = new Pool();\n` }, /new is banned: use an arena/],
    [{ "wasm/core/pool/x.cpp": `${note}void* x = malloc(3);\n` }, /malloc\( is banned/],
    [{ "wasm/core/pool/x.cpp": `${note}std::string x;\n` }, /std::string is banned: use Bytes/],
    [{ "wasm/core/pool/x.cpp": `${note}snprintf(a, b);\n` }, /snprintf is banned/],
    [{ "wasm/core/pool/x.cpp": `${note}int x = atoi(a);\n` }, /atoi\( is banned/],
    [{ "wasm/core/pool/x.cpp": `${note}auto now = time(0);\n` }, /time\( is banned: use the time/],
    [{ "wasm/core/pool/x.cpp": `${note}throw x;\n` }, /throw x is banned: use a Result/],
  ],
  shim: [[{ "js-shim/x.js": note.repeat(300), "js-shim/y.js": note.repeat(300) }, /^js-shim: \d+ lines; the shim has at most/]],
  unfinished: [[{ "docs/x.md": `<!-- ${unfinished}: say more -->\n` }, /line 1: unfinished work/]],
  messages: [[{ "js-shim/messages.js": (text) => text.replace(": 1,", ": 99,") }, /it is stale: run node scripts\/gen-messages/]],
  settings: [
    [{ "docs/SETTINGS.md": (text) => text.replace("| `max_attempts` | 5 |", "| `max_attempts` | 6 |") }, /max_attempts defaults to "5", not to "6"/],
    [{ "docs/SETTINGS.md": (text) => text.replace("| `heartbeat_ms` |", "| `heart_ms` |") }, /the setting heartbeat_ms stands in no table/],
    [{ "docs/SETTINGS.md": (text) => text.replace("| `DEBUG_ERRORS` |", "| `DEBUG_NOTHING` |") }, /nothing reads the setting DEBUG_NOTHING/],
    [{ "docs/SETTINGS.md": (text) => text.replace("| `default`, none |", "| `other`, none |") }, /POOL_NAME defaults to "default", not to "other"/],
    [{ "README.md": (text) => text.replace("| `max_attempts` | 5 |", "| `max_attempts` | 6 |") }, /^README\.md: max_attempts defaults to "5", not to "6"/],
    [{ "docs/README.zh-CN.md": (text) => text.replace("| `default_model` | 空 |", "| `default_model` | x |") }, /default_model defaults to "", not to "x"/],
  ],
  reference: [
    [{ "docs/SETTINGS.md": (text) => text.replace("in milliseconds; 0: never", "in seconds; 0: never") }, /SETTINGS\.md: it is stale: run node scripts\/gen-reference/],
    [{ "docs/SETTINGS.zh-CN.md": (text) => text.replace("0：从不发送", "0：总是发送") }, /SETTINGS\.zh-CN\.md: it is stale/],
    [{ "wasm/core/base/limits.h": (text) => text.replace("tools = 512;", "tools = 513;") }, /LIMITS\.md: it is stale/],
    [{ "wasm/core/base/limits.h": (text) => text.replace("tools = 512;", "tools = most;") }, /"most" in limits\.h is no product/],
    [{ "wasm/core/store/settings.def": (text) => text.replace("ROTA_SETTING(log_level,", "ROTA_SETTING(log_height,") }, /log_height has no words/],
    [{ "docs/LIMITS.md": (text) => text.replace("<!-- limits: ", "<!-- bounds: ") }, /LIMITS\.md has no place for the table "limits"/],
  ],
  links: [
    [{ "docs/x.md": "[that](y.md)\n" }, /^docs\/x\.md: there is no docs\/y\.md/],
    [{ "docs/x.md": "[that](../README.md#try-that)\n" }, /README\.md has no heading for #try-that/],
    [{ "docs/x.md": "## Here\n\n[that](#there)\n" }, /docs\/x\.md has no heading for #there/],
  ],
  counterparts: [
    [{ "docs/NEW.md": "# New\n" }, /^docs\/NEW\.md: it has no counterpart docs\/NEW\.zh-CN\.md/],
    [{ "docs/NEW.zh-CN.md": "# New\n" }, /^docs\/NEW\.zh-CN\.md: it is the counterpart of no page/],
    [{ "docs/KEYS.md": (text) => `${text}\n## More\n` }, /KEYS\.zh-CN\.md: "More" has no counterpart/],
    [{ "docs/KEYS.md": (text) => text.replace("Google limits a project", "Google limits projects") }, /"项目" is older than "Projects"/],
    [{ "docs/KEYS.zh-CN.md": (text) => text.replace('<!-- of "Rotation"', '<!-- of "Rotations"') }, /"Rotations", which there is not/],
    [{ "docs/KEYS.zh-CN.md": (text) => text.replace(/<!-- of "Rotation".*\n/, "") }, /"轮换策略" does not say what/],
    [{ "docs/KEYS.zh-CN.md": (text) => text.replace('"daily_quota":50', '"daily_quota":51') }, /"模型与配额" has other code than "Models and quotas"/],
    [{ "docs/KEYS.zh-CN.md": (text) => text.replaceAll("least_used", "least used") }, /"轮换策略" has no `least_used` of "Rotation"/],
    [{ "docs/KEYS.zh-CN.md": (text) => text.replace(/^\| `random`.*\n/m, "") }, /"轮换策略" has 5 rows of tables for 6 of "Rotation"/],
  ],
  requirements: [
    [{ "tests/unit/pool/x_test.cpp": `${note}TEST_CASE("${one}: x") {}\n` }, /it is stale/],
    [{ "tests/unit/pool/x_test.cpp": `${note}TEST_CASE("${one}, ${nobody}: x") {}\n` }, /x_test\.cpp: line 2: Z9 is no requirement/],
    [{ "tests/worker/x.test.mjs": `${note}test("${one} ${nobody} x", () => {});\n` }, /line 2: Z9 is no requirement/],
    [{ "tests/conversations/x.md": `# A story (${one})\n\n## ${nobody} is cited\n` }, /line 3: Z9 is no requirement/],
    [{ "wasm/core/pool/x.h": `// A note (${one},\n// ${nobody}).\n` }, /line 2: Z9 is no requirement/],
    [{ "docs/x.md": `It holds (REQUIREMENTS ${nobody}).\n` }, /line 1: Z9 is no requirement/],
    [{ "docs/REQUIREMENTS.md": (text) => text.replace("| open |", "| proven |") }, /it is stale: run node scripts\/gen-requirements/],
  ],
  diagrams: [
    [
      { "wasm/core/exchange/exchange_table.h": (text) => text.replace("to(ExchangePhase::closed)", "to(ExchangePhase::entering)") },
      /ARCHITECTURE\.md: its diagrams are stale: run node scripts\/gen-diagrams/,
    ],
    [{ "wasm/core/exchange/exchange_table.h": (text) => text.replace("to(ExchangePhase::closed)", "closed") }, /cannot be read/],
    [
      { "wasm/core/pool/x_phase.h": `${note}inline constexpr Transition<P> x_table[] = {\n  {P::a, started, to(P::a)},\n};\n` },
      /it does not draw wasm\/core\/pool\/x_phase\.h once/,
    ],
    [
      { "docs/ARCHITECTURE.md": (text) => text.replace("exchange/exchange_table.h -->", "exchange/no_table.h -->") },
      /there is no table wasm\/core\/exchange\/no_table\.h to draw/,
    ],
  ],
  words: [
    [{ "wasm/core/pool/x.h": `${note}double minute_rest_ms = 1;\n` }, /line 2: minute_rest_ms is a word .* replaced: cooldown/],
    [{ "wasm/core/pool/x.h": `${note}struct Rest { int x; };\n` }, /line 2: Rest is a word/],
    [{ "wasm/core/pool/x.h": `${note}auto y = model.rest;\n` }, /line 2: rest is a word/],
    [{ "wasm/core/chat/x.h": `${note}struct ClientLeave;\n` }, /line 2: ClientLeave is a word .*: allowance/],
    [{ "wasm/core/chat/x.h": `${note}Phase knock_admin();\n` }, /line 2: knock_admin is a word .*: authenticate/],
    [{ "wasm/core/chat/x.h": `${note}\nPhase let_admin_in();\n` }, /line 3: let_admin_in is a word .*: admit/],
    [{ "wasm/core/chat/x.h": `${note}Phase turn_away();\n` }, /line 2: turn_away is a word .*: reject/],
    [{ "wasm/core/chat/x.h": `${note}struct Deed;\n` }, /line 2: Deed is a word .*: action/],
    [{ "wasm/core/chat/x.h": `${note}List<Told> told_;\n` }, /line 2: Told is a word .*: report, send/],
    [{ "docs/GLOSSARY.md": (text) => text.replace("| knock |", "| knocked |") }, /does not say what replaced "knock"/],
  ],
};

describe("each rule finds what is planted", () => {
  for (const [rule, cases] of Object.entries(planted)) {
    test(rule, () => {
      for (const [changes, sentence] of cases) {
        const faults = faultsWith(changes, rule);
        assert(faults.some((fault) => sentence.test(fault)), `${rule}, ${sentence}: ${faults.join("\n") || "no fault"}`);
      }
    });
  }
  test("none is left out", () => assert.deepEqual(Object.keys(planted).sort(), Object.keys(rules).sort()));
});

/** What a class may hold, with 12 fields and 7 functions of its own. */
const everything = `
#define MACRO(x) \\
  int x;
template <class T, class... Args>
class Everything final : public Base<T>, private Other {
 public:
  explicit Everything(int a, Bytes b = {}) : Base<T>{a}, a_(a), list_{b, "}"}, c_{} {
    if (a) { run(); }
  }
  Everything(const Everything&) = delete;
  Everything& operator=(const Everything&) = delete;
  ~Everything() override;
  [[nodiscard]] bool any() const noexcept { return '{' == a_; }
  template <class U>
  requires std::is_integral_v<U>
  void add(U value) { list_.push(value); }
  [[nodiscard]] Bytes operator[](Bytes key) const;
  friend class Friend;
  using Handler = Phase (Everything::*)(const Event&, Actions&);
  static constexpr int most = 3;
  static const Row rows[];
  enum class Mode : std::uint8_t { one, two };
  struct Nested {
    int x = 0, y = 1;
    void run();
  };
  class Forward;
  static_assert(sizeof(int) == 4);
  void run(const List<Pair<int, int>>& list = {}, int x = f(1, 2)) const;
  virtual Status attach(const List<int>&) { return Done{}; }

 private:
  int a_ = 0;
  Map<int, List<Pair<int, int>>> list_{1, {2, 3}};
  Bytes first_, second_ = "a, b", third_;
  void (*write_error)(const Failure&, Buffer&) = nullptr;
  Handler next_ = nullptr;
  alignas(8) char place_[sizeof(Nested)];
  Kind kind_ = Kind::none;  // not a field, int x;
  Nested kept_{.x = 1, .y = 2};
  const Entry* entry_ = find(1, 2);
  double c_;
};
struct Value::Elements {
  const Value* first;
  [[nodiscard]] Iterator begin() const { return {first}; }
};
`;

test("members are counted as C++ means them", () =>
  assert.deepEqual(classesOf(everything), [
    { name: "Everything", line: 5, fields: 12, functions: 7 },
    { name: "Nested", line: 23, fields: 2, functions: 1 },
    { name: "Value::Elements", line: 44, fields: 1, functions: 1 },
  ]));

/** By rule: files that it must not stumble over. */
const innocent = {
  seam: [
    { "wasm/core/exchange/x.cpp": `${note}// openai's\nfoo("gemini", reading::x);\n#include "dialect/reading/members.h"\n` },
    { "wasm/core/dialect/openai/x.cpp": `${note}#include "dialect/openai/common/x.h"\nopenai::run();\n` },
  ],
  classes: [{ "wasm/core/pool/x.h": wideClass("int x_;\n".repeat(25), "void f();\n".repeat(40)) }],
  calls: [{ "wasm/core/pool/x.cpp": `${note}// new Pool() and throw x\nconst Bytes x = "std::string throw time(";\nnew (place) Pool();\n` }],
  requirements: [{ "tests/worker/x.mjs": `${note}// V8 compiles it; (C0, DEL, C1).\ntest("D1 is away", () => at("#/$defs/Q9"));\n` }],
  links: [{ "docs/x.md": "## `A` thing, here!\n\n[1](#a-thing-here) [2](https://example.com/y.md) [3](../LICENSE) [4](../tests/conversations) [5](panel.png)\n" }],
  counterparts: [
    { "docs/KEYS.md": (text) => text.replace("# a list as below", "# as below"), "docs/KEYS.zh-CN.md": (text) => seal(tree.get("docs/KEYS.md").replace("# a list as below", "# as below"), text) },
    { "docs/LIMITS.md": (text) => text.replace("| `tools` | 512 |", "| `tools` | 513 |") },
  ],
  words: [{ "wasm/core/pool/x.h": `${note}// It rests, as was told.\nBytes rest = "leave"; // knock\nauto x = restore(rest, letter_in);\n` }],
};

describe("what only looks like a fault is none", () => {
  for (const [rule, cases] of Object.entries(innocent)) {
    test(rule, () => cases.forEach((changes) => assert.deepEqual(faultsWith(changes, rule), [])));
  }
});
