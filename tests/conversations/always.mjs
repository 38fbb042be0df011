// Always: what a file says once of every exchange in it, put into its stories where they do not show it, and left out
// again when a file is written. The twin of always.cpp.
// Knows where headers, the log line and timers stand among actions (README.md); refuses to know whether they come.
import { compact, parting } from "./fence.mjs";

/** Headers by their names in lower case; each text is the whole line. */
const headerLines = (head) =>
  head === "" ? [] : head.split("\n").map((line) => [line.split(":")[0].toLowerCase(), line]);

/** Members by their names; each text is `"name":value`. Undefined when it is no JSON object. */
function membersOf(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    return Object.entries(value).map(([name, member]) => [name, `${JSON.stringify(name)}:${JSON.stringify(member)}`]);
  } catch {
    return undefined;
  }
}

/** What is own, then what is always; what is own and has the name of something in `always` stands in its place. */
function merged(own, always) {
  const texts = own.filter(([name]) => !always.some(([other]) => other === name)).map(([, text]) => text);
  for (const [name, text] of always) {
    const shown = own.filter(([other]) => other === name).map(([, other]) => other);
    texts.push(...(shown.length > 0 ? shown : [text]));
  }
  return texts;
}

/** What of a full list must be shown, so that merged() gives it back. */
const without = (full, always) => full.filter(([, text]) => !always.some(([, other]) => other === text));

/** A fence's text in three: the first line of a call, the headers, and the empty line with the body behind it. */
function taken({ name, word, text }) {
  const at = word.body ? parting(text) : -1;
  let head = at < 0 ? text : text.slice(0, at).replace(/\n$/u, "");
  const rest = at < 0 ? "" : `\n${text.slice(at)}`;
  if (name !== "fetch") return { first: "", head, rest };
  const [first, ...lines] = head.split("\n");
  head = lines.join("\n");
  return { first, head, rest };
}

function put({ first, rest }, lines) {
  const head = (first === "" ? lines : [first, ...lines]).join("\n");
  return head === "" ? rest.slice(1) : `${head}${rest}`;
}

const endsAnswer = ({ name }) => name === "answer" || name === "finish" || name === "abort";
const laid = ({ name, text }) => (name === "log" ? compact(text) : text);
const isSame = (one, other) => one.info.replace(" alone", "") === other.info && laid(one) === laid(other);
const alone = (fence) => fence.with({ info: `${fence.info} alone` });

export class Always {
  #said = [];

  /** Takes a fence `always NAME`. */
  add(fence) {
    const { name } = fence;
    const after = fence.value("after", "");
    if (!["answer", "fetch", "ask_pool", "log", "wake"].includes(name)) {
      throw new Error(`always is answer, fetch, ask_pool, log or wake, not '${name}'`);
    }
    if (name === "wake" && (fence.number === undefined || (after !== "fetch" && after !== "log"))) {
      throw new Error("a timer that always comes has its time, and after=fetch or after=log");
    }
    if (name === "log" && !membersOf(fence.text)) throw new Error("the log line is no JSON object");
    if (this.#find(name, after)) throw new Error("that is said already");
    this.#said.push({ fence, after, used: false });
  }

  #find(name, after = "") {
    return this.#said.find((said) => said.fence.name === name && said.after === after);
  }

  /** What goes into the text of that fence. */
  #textOf(fence) {
    const said = this.#find(fence.name === "stream" ? "answer" : fence.name);
    return fence.name === "wake" || fence.has("alone") ? undefined : said;
  }

  /** The headers of an answer or a call, the members of a log line. @returns {Fence} */
  #completeText(fence) {
    const said = this.#textOf(fence);
    if (!said) return fence;
    said.used = true;
    const always = said.fence.text;
    if (fence.name === "log") {
      const own = membersOf(fence.text);
      return own ? fence.with({ text: `{${merged(own, membersOf(always)).join(",")}}` }) : fence;
    }
    const parts = taken(fence);
    return fence.with({ text: put(parts, merged(headerLines(parts.head), headerLines(always))) });
  }

  /** Before the answer, or before the last piece of a stream. */
  #addLog(batch) {
    const said = this.#find("log");
    if (!said || batch.some(({ name }) => name === "log")) return;
    let place = batch.findIndex(endsAnswer);
    if (place < 0 || batch[place].has("alone")) return;
    const { line } = batch[place];
    if (batch[place].name !== "answer" && batch[place - 1]?.name === "send") --place;
    batch.splice(place, 0, said.fence.with({ info: "action log", line }));
    said.used = true;
  }

  /** Behind the last of what it comes after, where the story shows no other timer and somebody is left to be woken. */
  #addTimer(batch, said) {
    const last = batch.findLastIndex(({ name }) => name === said.after);
    if (last < 0 || batch[last].has("alone") || batch.some(({ name }) => name === "done")) return;
    if (batch[last + 1]?.name === "wake") return;
    batch.splice(last + 1, 0, said.fence.with({ info: `action wake ${said.fence.number}`, line: batch[last].line }));
    said.used = true;
  }

  /** @returns {Fence[]} the actions between two events, completed */
  #completeBatch(batch) {
    const completed = batch.map((fence) => this.#completeText(fence));
    this.#addLog(completed);
    for (const said of this.#said) if (said.fence.name === "wake") this.#addTimer(completed, said);
    return completed;
  }

  /** @returns {Fence[]} a story with its actions completed */
  complete(fences) {
    const completed = [];
    let batch = [];
    const endBatch = () => {
      completed.push(...this.#completeBatch(batch));
      batch = [];
    };
    for (const fence of fences) {
      if (fence.isEvent) endBatch();
      (fence.isEvent ? completed : batch).push(fence);
    }
    endBatch();
    return completed;
  }

  /** What is said always and stands in no story for itself; undefined when there is no such thing. */
  get idle() {
    return this.#said.find(({ used }) => !used)?.fence.info;
  }

  /** The fence with nothing in it that would be put there anyhow; alone when that cannot be. */
  #shortText(fence) {
    const said = this.#textOf(fence);
    if (!said) return fence;
    const always = said.fence.text;
    let short;
    if (fence.name === "log") {
      short = fence.with({ text: `{${without(membersOf(compact(fence.text)), membersOf(always)).map(([, text]) => text)}}` });
    } else {
      const parts = taken(fence);
      const own = without(headerLines(parts.head), headerLines(always)).map(([, line]) => line);
      short = fence.with({ text: put(parts, own) });
    }
    return laid(this.#completeText(short)) === laid(fence) ? short : alone(fence);
  }

  /** @returns {Fence[]} of the actions between two events, which are written in full, those that must be shown */
  shorten(batch) {
    const gives = (fences) => {
      const completed = this.#completeBatch(fences);
      return completed.length === batch.length && completed.every((fence, i) => isSame(fence, batch[i]));
    };
    let shown = batch.map((fence) => this.#shortText(fence));
    for (let at = 0; at < shown.length && !gives(shown); ++at) {
      if (endsAnswer(batch[at]) || ["fetch", "log"].includes(batch[at].name)) shown[at] = alone(batch[at]);
    }
    for (const name of ["wake", "log"]) {
      for (let at = shown.length - 1; at >= 0; --at) {
        const fewer = shown.toSpliced(at, 1);
        const bare = shown[at].name === name && (name === "wake" || shown[at].text === "{}");
        if (bare && gives(fewer)) shown = fewer;
      }
    }
    return shown;
  }
}
