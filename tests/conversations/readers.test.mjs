// The readers of stories: nothing that a file says always is unchecked, and what is wrong with a file is an error.
// Knows how to make a file, or the core, wrong in one place; both readers must notice. Stories themselves are run.mjs's.
//   ROTA_WASM=path/to/rota.wasm and ROTA_RUNNER=path/to/conversation_runner try other builds.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { action } from "../../js-shim/messages.js";
import { Host } from "../host/host.mjs";
import { play } from "./play.mjs";
import { readFile } from "./vector.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
const root = join(here, "../..");
const module = new WebAssembly.Module(readFileSync(process.env.ROTA_WASM ?? join(root, "js-shim/rota.wasm")));
const runner = process.env.ROTA_RUNNER ?? join(root, "build/native/conversation_runner");

const files = readdirSync(here)
  .filter((name) => name.endsWith(".md") && name !== "README.md")
  .map((name) => [name.replace(".md", ""), readFileSync(join(here, name), "utf8")]);

const host = new Host(module);
/** What is wrong with a file or its stories; an empty text when nothing is. */
function faultOf(text, on = host) {
  try {
    const { cases, always } = readFile(text);
    return always.idle ?? cases.map((story) => play(on, story, { once: true }).wrong).join("");
  } catch (error) {
    return error.message;
  }
}

/** What the native runner says of each text: the lines of its report, by name. */
function nativeReport(texts) {
  const folder = mkdtempSync(join(tmpdir(), "rota-stories-"));
  try {
    for (const [name, text] of texts) writeFileSync(join(folder, `${name}.md`), text);
    const { stdout } = spawnSync(runner, ["--once", folder], { encoding: "utf8", maxBuffer: 1e9 });
    return stdout.split("\n").filter((line) => line.startsWith("FAIL "));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const fence = /^```(always (\w+)[^\n]*)\n([^]*?)```$/gm;

/** Every way in which one line, member or number that a file says always can be another one, or be missing. */
function* changedFences(text) {
  for (const [whole, info, name, inside] of text.matchAll(fence)) {
    const put = (changed) => text.replace(whole, () => changed);
    yield [`without \`${info}\``, put("")];
    if (name === "wake") yield [`another time in \`${info}\``, put(whole.replace(/\d+/, (ms) => Number(ms) + 1))];
    const members = name === "log" ? Object.keys(JSON.parse(inside)) : [];
    for (const member of members) {
      const line = JSON.stringify({ ...JSON.parse(inside), [member]: "another" });
      yield [`another ${member} in the log line`, put(`\`\`\`${info}\n${line}\n\`\`\``)];
    }
    for (const line of name === "log" ? [] : inside.split("\n").filter((one) => one !== "")) {
      yield [`another ${line.split(":")[0]} in \`${info}\``, put(whole.replace(line, () => `${line}x`))];
    }
  }
}

const changed = files.flatMap(([name, text]) =>
  [...changedFences(text)].map(([how, other], i) => [`${name}-${i}`, how, other]),
);

test("every line that a file says always is compared: changed, or gone, some story fails", () => {
  assert.ok(changed.length > 100);
  for (const [name, how, text] of changed) assert.notEqual(faultOf(text), "", `${name}: ${how}`);
});

test("so it is in the native reader", { skip: !existsSync(runner) && `${runner} is not built` }, () => {
  const report = nativeReport(changed.map(([name, , text]) => [name, text]));
  const failed = new Set(report.map((line) => /^FAIL ([\w-]+):/.exec(line)[1]));
  for (const [name, how] of changed) assert.ok(failed.has(name), `${name}: ${how}`);
});

/** A core that does one thing otherwise. */
class Altered extends Host {
  constructor(alter) {
    super(module);
    this.alter = alter;
  }
  tell(handle, event) {
    return super.tell(handle, event).flatMap((asked) => this.alter(asked));
  }
}

const answers = new Set([action.answer, action.stream]);
const altersHead = (pattern, by) => (asked) =>
  answers.has(asked.kind) ? [{ ...asked, head: asked.head.replace(pattern, by) }] : [asked];
const inFront = (name) => (head) => (lines(name).exec(head)?.[0] ?? "") + head.replace(lines(name), "");
const lines = (name) => new RegExp(`^${name}: .*\n?`, "m");

const altersLog = (by) => (asked) => (asked.kind === action.log ? by(asked) : [asked]);
const altersMember = (pattern, by) => altersLog((asked) => [{ ...asked, head: asked.head.replace(pattern, by) }]);
const isLog = ({ name }) => name === "log";
const isJsonLog = (one) => isLog(one) && one.text.startsWith("{"); // the cron's is a sentence

/** What a broken core would do, and the actions of a story by which it would show. */
const alterations = [
  ["no log line", altersLog(() => []), isLog],
  ["two log lines", altersLog((asked) => [asked, asked]), isLog],
  ["a member more in the log line", altersMember(/\}\n?$/, ',"more":1}'), isJsonLog],
  ["a member less in the log line", altersMember(/,"total_ms":\d+/, ""), isJsonLog],
  ["another status in the log line", altersMember(/"status":/, '"status":1'), isJsonLog],
  ["no timers", (asked) => (asked.kind === action.wake ? [] : [asked]), ({ name }) => name === "wake"],
  ["a header more", altersHead(/$/, "x-more: 1\n"), ({ name }) => answers.has(action[name])],
  ...["x-request-id", "server-timing", "access-control-allow-origin", "content-type"].flatMap((header) => {
    const shows = (one) => answers.has(action[one.name]) && lines(header).test(one.head());
    return [
      [`no ${header}`, altersHead(lines(header), ""), shows],
      [`another ${header}`, altersHead(lines(header), `${header}: another\n`), shows],
      [`${header} in front`, altersHead(/[^]*/, inFront(header)), (one) => shows(one) && !one.head().startsWith(header)],
    ];
  }),
];

for (const [how, alter, shows] of alterations) {
  test(`a core with ${how} fails every story that would show it`, () => {
    const broken = new Altered(alter);
    let stories = 0;
    for (const [name, text] of files) {
      for (const story of readFile(text).cases.filter(({ fences }) => fences.some((one) => !one.isEvent && shows(one)))) {
        ++stories;
        assert.notEqual(play(broken, story, { once: true }).wrong, "", `${name}: ${story.name}`);
      }
    }
    assert.ok(stories > 20, `only ${stories} stories show it`);
  });
}

const story = "## One\n\n```event request\nGET https://rota.test/nowhere\n```\n";
/** Files that are wrong, and what both readers say of them. */
const wrongFiles = {
  "an always behind the first story": [`${story}\n\`\`\`always log\n{}\n\`\`\`\n`, /what always comes stands before the first case/],
  "an always of what may not be": [`\`\`\`always send\nx\n\`\`\`\n${story}`, /always is answer, fetch, ask_pool, log or wake, not 'send'/],
  "an always twice": [`\`\`\`always log\n{}\n\`\`\`\n\`\`\`always log\n{}\n\`\`\`\n${story}`, /that is said already/],
  "a log line that is none": [`\`\`\`always log\n[]\n\`\`\`\n${story}`, /the log line is no JSON object/],
  "a timer without its time": [`\`\`\`always wake after=log\n\`\`\`\n${story}`, /a timer that always comes has its time/],
  "a timer after what may not be": [`\`\`\`always wake 5 after=send\n\`\`\`\n${story}`, /after=fetch or after=log/],
  "an always that nothing needs": [`\`\`\`always fetch\na: b\n\`\`\`\n${story}`, /always fetch/],
  "an unknown action": [`${story}\n\`\`\`action fly\n\`\`\`\n`, /there is no action named 'fly'/],
  "an action that no story may say": [`${story}\n\`\`\`action query\n\`\`\`\n`, /there is no action named 'query'/],
  "an unknown option": [`${story}\n\`\`\`action done quickly\n\`\`\`\n`, /the option 'quickly' is unknown/],
  "a number where there is none": [`${story}\n\`\`\`action done 5\n\`\`\`\n`, /the option '5' is unknown/],
  "a failure of what cannot fail": [`${story}\n\`\`\`event failed send\n\`\`\`\n`, /the option 'send' is unknown/],
  "a fence of another kind": [`${story}\n\`\`\`note\n\`\`\`\n`, /a fence is settings, always, event or action: 'note'/],
  "a fence without end": [`${story}\n\`\`\`action done\n`, /is never closed/],
};

test("what is wrong with a file is an error", () => {
  for (const [what, [text, error]] of Object.entries(wrongFiles)) assert.match(faultOf(text), error, what);
});

test("so it is in the native reader, in the same words", { skip: !existsSync(runner) && `${runner} is not built` }, () => {
  const report = nativeReport(Object.entries(wrongFiles).map(([, [text]], i) => [`wrong-${i}`, text]));
  for (const [i, [what, [, error]]] of Object.entries(wrongFiles).entries()) {
    const [said] = report.filter((line) => line.startsWith(`FAIL wrong-${i}:`));
    assert.match(said ?? "nothing", error, what);
  }
});
