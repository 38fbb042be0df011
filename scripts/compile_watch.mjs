// Compile watch: how far a compilation is, and how long the rest takes at that pace.
// Knows units and the sources that the compiler says it reads; refuses to print.

/**
 * What of a unit's compilation goes to its first source, with the headers that all include, and to reading the others; the
 * rest, which tells nothing, is optimisation. An estimate, which the time left is said to be, too.
 */
const firstShare = 0.08;
const readingShare = 0.22;

/** How much of a unit is done while it is read, from 0 to 1. */
function doneOf({ length, read }) {
  return read < 2 ? 0 : firstShare + (readingShare * read) / length;
}

export class CompileWatch {
  #units;
  #total;
  #read = 0;
  #latest = "";
  #now;

  /**
   * @param {Map<string, string[]>} units their names and sources
   * @param {() => number} now a clock in milliseconds
   */
  constructor(units, now = () => performance.now()) {
    this.#units = new Map([...units].map(([name, { length }]) => [name, { length, read: 0, done: false }]));
    this.#total = [...units.values()].flat().length;
    this.#now = now;
  }

  /** A unit's compiler begins to read `path`; what is no source of ours is not counted. */
  sawSource(name, path) {
    const source = path.replace(/^\.\//, "");
    if (!source.startsWith("wasm/")) return;
    const unit = this.#units.get(name);
    if (unit.read === 0) unit.begun_ms = this.#now();
    unit.read += 1;
    this.#read += 1;
    this.#latest = source;
    const done = doneOf(unit);
    if (done > 0) unit.end_ms = unit.begun_ms + (this.#now() - unit.begun_ms) / done;
  }

  sawEnd(name) {
    this.#units.get(name).done = true;
  }

  /** Units are compiled side by side: the last to end counts. Nothing while the pace of one is not known. */
  #left() {
    const ends = [...this.#units.values()].filter(({ done }) => !done).map(({ end_ms }) => end_ms);
    if (ends.includes(undefined)) return "";
    const left_s = Math.ceil((Math.max(0, ...ends) - this.#now()) / 1000);
    return left_s > 0 ? `, about ${left_s} s left` : ", longer than reckoned";
  }

  /** "120 of 264 sources read (wasm/core/chat/answer.cpp), about 70 s left"; nothing before the first. */
  line() {
    if (this.#read === 0) return "";
    const latest = this.#read < this.#total ? this.#latest : "now optimising";
    return `${this.#read} of ${this.#total} sources read (${latest})${this.#left()}`;
  }
}
