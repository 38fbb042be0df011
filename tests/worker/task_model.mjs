// A model that has a whole task done with a client's own tools: a file written and read, a command, two calls at once, one
// that fails, a long answer. It fails now and then as upstreams do, and refuses a history that is not what it said.
// Knows the task and what it has said itself; refuses to know how that is spelt on the wire (voices.mjs) and who asks.
import assert from "node:assert/strict";

/** What the file holds, so what reading it must show. */
export const secretWord = "heron-4711";

/** The answer in the end: 3 KB in 60 pieces, each told from the others. */
export const longAnswer = Array.from({ length: 60 }, (_, i) => `Sentence ${i + 1} of the report is häufig the same. 🌍`);

/** What the client is asked to do; the model does not read it. */
export const order = "Do the task with your tools, then write the report.";

/**
 * The steps of the task. `tools`: how this client's tools are called, each a function that gives { name, args }:
 * write(path, text), read(path), run(command) and, if it can look at a picture, look(path).
 * `shows`: what the results of a step's calls must say, one pattern a call.
 */
export function stepsOf(tools, folder) {
  const note = `${folder}/note.txt`;
  const steps = [
    { text: "I write the file first. ", calls: [tools.write(note, `The word is ${secretWord}.\n`)], shows: [/./] },
    { calls: [tools.read(note)], shows: [new RegExp(secretWord)] },
    { text: "Now a command. ", calls: [tools.run(`wc -c < ${note}`)], shows: [/24/] },
    { calls: [tools.run("expr 4000 + 219"), tools.run("expr 5000 + 387")], shows: [/4219/, /5387/] },
    { calls: [tools.run(`cat ${folder}/missing.txt`)], shows: [/no such file/i] },
  ];
  // A picture's result may have no words: that it has come is told by its bytes.
  if (tools.look) steps.push({ calls: [tools.look(`${folder}/red.png`)], shows: [/^/], picture: true });
  return steps;
}

/** What goes wrong on the way, by step: an answer that says nothing, one that breaks before its first byte. */
const allFaults = { 1: "empty", 2: "cut" };

/** The attempts of a task that no client noticed anything of: the first key is limited, and each fault came once. */
export const unnoticed = (steps, faults = allFaults) => [
  "0 limited",
  ...Array.from({ length: steps + 1 }, (_, step) => [
    ...(faults[step] ? [`${step} ${faults[step]}`] : []),
    `${step} said`,
  ]).flat(),
];

/**
 * One task. `voice`: see voices.mjs. reply(call) is an upstream's script; `attempts` is the journal of the task, `asides`
 * are the requests beside it, which had not its tools, and `refusals` tells of each history that was wrong.
 */
export class Task {
  attempts = [];
  asides = [];
  refusals = [];
  #voice;
  #steps;
  #picture;
  #limited;
  #faults;

  constructor({ voice, steps, picture, faults = allFaults }) {
    this.#voice = voice;
    this.#steps = steps;
    this.#picture = picture;
    this.#faults = { ...faults };
  }

  reply(call) {
    try {
      return this.#next(call);
    } catch (error) {
      this.refusals.push(error.message);
      return this.#voice.refusal(error.message);
    }
  }

  #next(call) {
    const { calls, results, toolNames } = this.#voice.read(call);
    const names = new Set(this.#steps.flatMap((step) => step.calls.map(({ name }) => name)));
    if (![...names].every((name) => toolNames.includes(name))) {
      this.asides.push(call.body.toString());
      return this.#voice.say(call, { pieces: ["A task"] });
    }
    const step = this.#stepAfter(results.length);
    this.#check(step, { call, calls, results });
    const outcome = this.#outcome(step, call.key);
    this.attempts.push(`${step} ${outcome}`);
    if (outcome !== "said") return this.#voice[outcome](call);
    const said = this.#steps[step];
    if (!said) return this.#voice.say(call, { pieces: longAnswer });
    return this.#voice.say(call, { thought: `I think about step ${step}.`, ...said, signature: signatureOf(step), step });
  }

  #outcome(step, key) {
    this.#limited ??= key;
    if (key === this.#limited) return "limited";
    const fault = this.#faults[step];
    delete this.#faults[step];
    return fault ?? "said";
  }

  /** The step that comes after so many results. */
  #stepAfter(count) {
    let told = 0;
    const step = this.#steps.findIndex(({ calls }) => (told += calls.length) > count);
    const found = step < 0 ? this.#steps.length : step;
    const before = this.#steps.slice(0, found).reduce((sum, { calls }) => sum + calls.length, 0);
    assert.equal(count, before, `${count} results come in the middle of a step`);
    return found;
  }

  /** The history is what was said and done up to this step. */
  #check(step, { call, calls, results }) {
    const done = this.#steps.slice(0, step);
    const made = done.flatMap((said, i) =>
      said.calls.map(({ name, args }, j) => ({ name, args, ...(j === 0 && { signature: signatureOf(i) }) })),
    );
    this.#voice.check(calls, made);
    for (const [i, pattern] of done.flatMap(({ shows }) => shows).entries()) {
      assert.match(results[i], pattern, `result ${i} of the task does not show what it should`);
    }
    const seen = done.some(({ picture }) => picture);
    if (seen) assert(call.body.includes(this.#picture.toString("base64")), "the picture did not arrive");
  }
}

/** As long as Google's, in base64 as Google writes it. */
const signatureOf = (step) => Buffer.from(`signature of step ${step} ÿû?>`.repeat(60), "latin1").toString("base64");
