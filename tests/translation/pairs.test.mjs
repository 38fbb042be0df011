// Pairs of dialects: what a recorded request says in one dialect, the upstream is told in its own; and what was written for one
// upstream says the same to the other, when it is sent on as that dialect's client would.
import assert from "node:assert/strict";
import test from "node:test";
import { complete, Tally } from "./harness.mjs";
import { ask, fetched, upstreams } from "./pair_upstreams.mjs";
import { recordedRequests } from "./recorded.mjs";
import { saidIn } from "./said.mjs";

/** Requests that nobody but their vendor can be asked, or nobody at all: words of the refusal, and why it is one. */
const refusals = [
  [/'previous_response_id'|'conversation'/u, "what it goes on from is kept by OpenAI"],
  [/'background'/u, "an answer to be fetched later is kept by nobody"],
  [/this tool is run by OpenAI's own servers|there is no function to call among/u, "OpenAI's own servers run the tool"],
  [/Input tag '(advisor_20260301|memory_20250818|container_upload)'/u, "Anthropic's own servers have the thing"],
  [/no file is stored here/u, "the file lies at its vendor"],
  [/neither http nor https/u, "the file lies at Google"],
  [/cached content lies at Google/u, "the cache lies at Google"],
  [/holds none of text, inlineData/u, "a part of no known kind, which only Google may understand"],
  [/'temperature'|'generationConfig.temperature'|'invalid_role'/u, "a client's mistake, recorded with its 400"],
  [/'messages\[0\].content'|'messages': empty array|'messages.0'/u, "a client's mistake, recorded with its 400"],
  [/'messages\[1\].content\[0\].type'|content\[1\].refusal|'tool_choice.function.name'|'model'/u, "a client's mistake"],
  [/'audio.format': 'opus'/u, "Gemini speaks PCM"],
];

const squeezed = (texts) => texts.join("").replace(/\s/gu, "");
const decoded = (data) => Buffer.from(data, "base64").toString();

/**
 * What a request may lose on the way, and what becomes of it. `kind`: of saidIn's; `when(source, sent, upstream)`: whether it
 * is so, of both sides' sayings and the upstream's dialect. `of(value, result)` instead: of what one result became.
 */
const exceptions = [
  {
    kind: "signatures",
    reason: "an OpenAI-compatible server has no place for a signature",
    when: (_, sent, upstream) => upstream === "chat" && sent.signatures.length === 0,
  },
  {
    kind: "system",
    reason: "Gemini wants something that is asked: what the system says alone is the user's",
    when: (source, sent, upstream) =>
      upstream === "gemini" && source.user.length === 0 && squeezed(sent.user).includes(squeezed(source.system)),
  },
  {
    kind: "results",
    reason: "a failure is told in words where the dialect has no sign for one",
    of: (value, given) => given.failed && value === `Error: ${given.value}`,
  },
  {
    kind: "results",
    reason: "a reference to a tool is told in words",
    of: (value, given) => given.value === "" && /^(The tool \w+ is available\.\n)+$/u.test(value),
  },
  {
    kind: "results",
    reason: "a result that shows something and says nothing says where that is",
    of: (value, given) => given.value === "" && value === "See the next message.",
  },
  {
    kind: "results",
    reason: "a result of a call that nobody made is what the user says",
    when: (source, sent) =>
      sent.results.length === 0 && source.results.every(({ name, value }) => !name && sent.user.includes(value)),
  },
  {
    kind: "media",
    reason: "a text in a file is a text",
    when: (source, sent) => {
      const rest = source.media.filter((data) => !sent.media.includes(data));
      return sent.media.length + rest.length === source.media.length && rest.every((data) => sent.user.join("").includes(decoded(data)));
    },
  },
  {
    kind: "media",
    reason: "what the upstream does not fetch is fetched for it",
    when: (source, sent) =>
      sent.media.length === source.media.length &&
      sent.media.every((one, i) => one === source.media[i] || (one === fetched && /^https?:/u.test(source.media[i]))),
  },
];

/** Each text of a role where it was, behind the one before. */
function keepsTexts(source, sent) {
  const all = squeezed(sent);
  let at = 0;
  return source.every((text) => {
    const found = all.indexOf(squeezed([text]), at);
    at = found + squeezed([text]).length;
    return found >= 0;
  });
}

const checks = {
  system: ({ system }, sent) => keepsTexts(system, sent.system),
  user: ({ user }, sent) => keepsTexts(user, sent.user),
  model: ({ model }, sent) => keepsTexts(model, sent.model),
  ...Object.fromEntries(
    ["calls", "results", "signatures", "media"].map((kind) => [kind, (source, sent) => sameList(source[kind], sent[kind])]),
  ),
};
const withoutSigns = (list) => JSON.stringify(list, (name, value) => (name === "failed" ? undefined : value));
const sameList = (one, other) => withoutSigns(one) === withoutSigns(other);

/** Why one kind is not what it was, or nothing where no row says so. */
function reasonsFor(kind, source, sent, upstream) {
  const rows = exceptions.filter((row) => row.kind === kind);
  const whole = rows.find(({ when }) => when?.(source, sent, upstream));
  if (whole) return [whole.reason];
  const [before, after] = [source[kind], sent[kind]];
  if (before.length !== after.length) return undefined;
  const changed = [...before.keys()].filter((i) => !sameList([before[i]], [after[i]]));
  const found = changed.map((i) =>
    rows.find((row) => row.of && before[i].name === after[i].name && row.of(after[i].value, before[i])),
  );
  return found.every(Boolean) ? found.map(({ reason }) => reason) : undefined;
}

/** Counts what was excused, by reason: each must have its use. */
class Excuses {
  #used = new Map([...refusals.map(([, reason]) => reason), ...exceptions.map(({ reason }) => reason)].map((r) => [r, 0]));

  use(reason) {
    this.#used.set(reason, this.#used.get(reason) + 1);
  }

  refusal(text) {
    const [, reason] = refusals.find(([pattern]) => pattern.test(text)) ?? [];
    assert(reason, `refused: ${text}`);
    this.use(reason);
  }

  /** Holds what was sent against what was said. */
  weigh(source, sent, upstream) {
    for (const [kind, keeps] of Object.entries(checks)) {
      if (keeps(source, sent)) continue;
      const reasons = reasonsFor(kind, source, sent, upstream);
      if (!reasons) assert.deepEqual(sent[kind], source[kind], `${kind} are not what they were`);
      for (const reason of reasons) this.use(reason);
    }
  }

  report() {
    for (const [reason, count] of this.#used) console.log(`#   excused: ${count}, ${reason}`);
    if (complete) assert.deepEqual([...this.#used].filter(([, count]) => count === 0), []);
  }
}

test("F3 G1: recorded requests of every dialect, to both upstreams, and from the one to the other", () => {
  const tally = new Tally("F3 G1: what recorded requests say, from each dialect to each");
  const excuses = new Excuses();
  for (const { dialect, request, ...fixture } of recordedRequests()) {
    for (const first of Object.keys(upstreams).filter((name) => name !== dialect)) {
      const second = first === "gemini" ? "chat" : "gemini";
      let written;
      tally.try({ ...fixture, source: `${dialect} to ${first}` }, () => {
        const { body, refusal } = ask(first, dialect, request);
        if (!body) return excuses.refusal(refusal);
        written = body;
        return excuses.weigh(saidIn[dialect](request), saidIn[first](body), first);
      });
      if (!written) continue;
      tally.try({ ...fixture, source: `${dialect} to ${first} to ${second}` }, () => {
        const { body, refusal } = ask(second, first, { model: "gemini-3-flash-preview", ...written });
        if (!body) return excuses.refusal(refusal);
        return excuses.weigh(saidIn[first](written), saidIn[second](body), second);
      });
    }
  }
  const { passed, all } = tally.report();
  excuses.report();
  assert.ok(all > (complete ? 2500 : 0));
  assert.equal(passed, all);
});
