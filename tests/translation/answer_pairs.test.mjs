// Pairs of dialects, the way back: what a recorded answer says in the upstream's dialect, the client of every other one hears,
// whole and streamed; and what the client keeps of it and sends back is for the upstream what it said.
import assert from "node:assert/strict";
import test from "node:test";
import { clients } from "./clients.mjs";
import { isServerPart, messagesOf, reckon } from "./gemini_answer.mjs";
import { complete, fixturesOf, jsonOf, readFixture, Tally } from "./harness.mjs";
import { Chance, saidBy, spelt } from "./generated.mjs";
import { hearing } from "./heard.mjs";
import { answer, ask } from "./pair_upstreams.mjs";
import { bare, plain, saidIn } from "./said.mjs";

const answerKinds = {
  gemini: ["gemini.generate.res", "vertex.generate.res", "gemini.stream.sse", "gemini.stream.jsonl", "vertex.stream.sse"],
  chat: ["openai.chat.res", "openai.chat.sse"],
};

const finishes = { stop: "stop", tool_calls: "stop", length: "length", content_filter: "filter" };

/** What a recording of Gemini's says, or nothing where it is no whole answer. */
function saidByGemini({ path }, bytes) {
  const recording = messagesOf(path, bytes);
  const { choices, usage, end } = reckon(recording);
  const said = choices.get(0);
  if (end !== "whole" || !said) return undefined;
  const parts = recording.messages.flatMap(({ candidates }) => candidates?.find(({ index }) => !index)?.content?.parts ?? []);
  const textSignatures = parts
    .filter((part) => part.thoughtSignature && !part.functionCall)
    .map((part) => bare(part.thoughtSignature));
  return {
    text: said.text,
    thoughts: said.thoughts,
    calls: saidIn.gemini({ contents: [{ role: "model", parts: said.calls.map((functionCall) => ({ functionCall })) }] }).calls,
    media: [...said.images, ...said.audio].map(bare),
    end: finishes[said.finish],
    usage: { input: usage.prompt_tokens, output: usage.completion_tokens, cached: usage.cached },
    signatures: said.signatures.map(bare),
    textSignatures,
    lateSignatures: parts.filter((part) => part.text !== undefined && !part.thought).length > 1 ? textSignatures : [],
    ownTools: parts.some(isServerPart),
  };
}

/** What a recording of OpenAI's says. */
function saidInChat({ path }, bytes) {
  const streams = path.endsWith(".sse");
  if (streams ? !/"finish_reason": ?"/u.test(bytes) : !jsonOf(path)?.choices?.[0]?.message) return undefined;
  const { kept: [message], ...said } = hearing.chat(String(bytes), streams);
  return { ...said, signatures: [], textSignatures: [], lateSignatures: [], ...message };
}

/** All that were recorded: { upstream, fixture, streams, bytes, said }. */
function recordedAnswers() {
  const found = [];
  for (const [upstream, kinds] of Object.entries(answerKinds)) {
    for (const fixture of fixturesOf(...kinds)) {
      const streams = !fixture.path.endsWith(".json");
      const recorded = readFixture(fixture.path);
      const said = upstream === "gemini" ? saidByGemini(fixture, recorded) : saidInChat(fixture, recorded);
      const { messages } = fixture.path.endsWith(".jsonl") ? messagesOf(fixture.path, recorded) : {};
      const bytes = messages ? Buffer.from(messages.map((one) => `data: ${JSON.stringify(one)}\n\n`).join("")) : recorded;
      if (said) found.push({ upstream, fixture, streams, bytes, said });
    }
  }
  return found;
}

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
/** Whether nothing but some of `these` signatures is gone. */
function lacks(said, heard, these) {
  const left = said.signatures.filter((one) => heard.signatures.includes(one) || !these.includes(one));
  return same(left, heard.signatures);
}

/**
 * What an answer may lose on its way to a client, or on the way back. `kind`: of what is held against each other; `to`: the
 * clients' dialects; `when(said, heard)`: whether it is so.
 */
const exceptions = [
  {
    kinds: ["media"],
    to: ["anthropic"],
    reason: "a message of Anthropic's has no place for media of the model's",
    when: (said, heard) => heard.media.length === 0,
  },
  {
    kinds: ["media"],
    to: ["responses"],
    reason: "a response has no place for sounds",
    when: (said, heard) => Boolean(said.audio) && heard.media.length === 0,
  },
  {
    kinds: ["calls", "results"],
    to: ["anthropic", "responses", "gemini"],
    reason: "a call of a custom tool, which no such upstream is told of",
    when: ({ tool_calls: calls = [] }, heard) => calls.some(({ custom }) => custom) && (heard.calls ?? heard.results).length === 0,
  },
  {
    kinds: ["signatures"],
    to: ["responses"],
    reason: "the signature of what Google's own tools found, which the client has not declared",
    when: (said, heard) => said.ownTools && lacks(said, heard, said.signatures),
  },
  {
    kinds: ["signatures"],
    to: ["responses"],
    reason: "a signature that comes behind a text that has begun: in a response it stands in front",
    when: (said, heard) => lacks(said, heard, said.lateSignatures),
  },
  {
    kinds: ["signatures"],
    to: ["anthropic"],
    reason: "the signature of a text or a picture, where no thinking is open that could hold it",
    when: (said, heard) => lacks(said, heard, said.textSignatures),
  },
];

/** Counts what was excused, by reason: each must have its use. */
const used = new Map(exceptions.map(({ reason }) => [reason, 0]));

/** Holds each kind that `said` and `heard` both have against the other, on the way from or to a client of `dialect`. */
function weigh(said, heard, dialect) {
  for (const kind of Object.keys(heard)) {
    if (said[kind] === undefined || same(said[kind], heard[kind])) continue;
    const row = exceptions.find((one) => one.kinds.includes(kind) && one.to.includes(dialect) && one.when(said, heard));
    if (!row) assert.deepEqual(heard[kind], said[kind], `${kind} are not what they were`);
    used.set(row.reason, used.get(row.reason) + 1);
  }
}

const hi = "hi";
const namesOf = (calls) => [...new Set(calls.map(({ name }) => name))];

/** What the upstream is told of answers and results, when the client sends its history. */
function sentBack(upstream, dialect, history, names) {
  const { body, refusal } = ask(upstream, dialect, clients[dialect].asks(history, names, false));
  assert(body, `refused: ${refusal}`);
  const { user, model, calls, results, media, signatures } = saidIn[upstream](body);
  return { user, text: model.join(""), calls, results, media, signatures };
}

const rounds = 4;

/**
 * A conversation of some rounds: what an answer says is heard, kept and sent back with a picture or with results, and the
 * upstream is told all that was ever said. The client keeps nothing but its history.
 */
function converse(chance, upstream, dialect) {
  const { says, returns, asks } = clients[dialect];
  const names = ["f", "read_file", "n-2"];
  const told = { user: [], text: "", calls: [], results: [], media: [], signatures: [], textSignatures: [], lateSignatures: [] };
  const history = [];
  const speak = (text, png) => {
    history.push(...says(text, png));
    told.user.push(text);
    if (png) told.media.push(png);
  };
  speak(chance.text());
  for (let round = 0; round < rounds; round += 1) {
    const streams = chance.in(2);
    const made = chance.answer(upstream === "gemini");
    const bytes = Buffer.from(spelt[upstream](made, streams));
    const said = saidBy(made);
    const { kept, ids, ...heard } = hearing[dialect](answer(upstream, dialect, asks(history, names, streams), { bytes, streams }), streams);
    weigh(said, heard, dialect);
    history.push(...kept);
    told.text += said.text;
    told.calls.push(...said.calls);
    told.signatures.push(...said.signatures);
    if (said.calls.length === 0) told.textSignatures.push(...said.signatures);
    if (said.calls.length === 0 && made.pieces.length > 1) told.lateSignatures.push(...said.signatures);
    const results = said.calls.map(() => chance.result());
    told.results.push(...results.map((value, i) => ({ name: said.calls[i].name, value: plain(value) })));
    if (results.length > 0) history.push(...returns({ kept, ids, ...heard }, results));
    else speak(chance.text(), chance.in(2) && chance.base64(30));
    weigh(told, sentBack(upstream, dialect, history, names), dialect);
  }
}

test("F3 G1: conversations made by chance, in every dialect before every upstream of another one", () => {
  const tally = new Tally("F3 G1: conversations made by chance");
  for (const upstream of Object.keys(spelt)) {
    for (const dialect of Object.keys(clients).filter((name) => name !== upstream)) {
      for (let seed = 1; seed <= 40; seed += 1) {
        const fixture = { path: `seed ${seed}, ${dialect} before ${upstream}`, source: `${dialect} before ${upstream}` };
        tally.try(fixture, () => converse(new Chance(seed), upstream, dialect));
      }
    }
  }
  const { passed, all } = tally.report();
  assert.equal(passed, all);
});

test("F3 G1: recorded answers to the clients of every other dialect, and back", () => {
  const tally = new Tally("F3 G1: what recorded answers say, to each dialect and back");
  for (const { upstream, fixture, streams, bytes, said } of recordedAnswers()) {
    for (const dialect of Object.keys(clients).filter((name) => name !== upstream)) {
      const { says, returns, asks } = clients[dialect];
      const names = namesOf(said.calls);
      tally.try({ ...fixture, source: `${upstream} to ${dialect}` }, () => {
        const { kept, ids, ...heard } = hearing[dialect](answer(upstream, dialect, asks(says(hi), names, streams), { bytes, streams }), streams);
        weigh(said, heard, dialect);
        if (kept.length === 0) return;
        const results = heard.calls.map((_, i) => `done ${i}`);
        const behind = results.length > 0 ? returns({ kept, ids, ...heard }, results) : says("go on");
        const back = sentBack(upstream, dialect, [...says(hi), ...kept, ...behind], names);
        weigh({ ...said, results: said.calls.map(({ name }, i) => ({ name, value: `done ${i}` })) }, back, dialect);
      });
    }
  }
  const { passed, all } = tally.report();
  for (const [reason, count] of used) console.log(`#   excused: ${count}, ${reason}`);
  if (complete) assert.deepEqual([...used].filter(([, count]) => count === 0), []);
  assert.ok(all > (complete ? 1300 : 0));
  assert.equal(passed, all);
});
