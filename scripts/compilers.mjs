// Several @yowasp/clang at once, each in a thread of its own: the compiler itself uses one processor.
// Knows threads and their jobs; refuses to know what a job compiles.
import { availableParallelism } from "node:os";
import { stderr } from "node:process";
import { Worker } from "node:worker_threads";

/** Runs jobs, as many at once as the machine has processors and `jobs` says at most. Close it, or the process stays. */
export class Compilers {
  #idle = [];
  #waiting = [];
  #threads = [];

  /** @param {number} jobs how many will be given at once */
  constructor(jobs) {
    for (let i = Math.min(jobs, availableParallelism()); i > 0; --i) {
      const thread = new Worker(new URL("compiler_thread.mjs", import.meta.url));
      this.#threads.push(thread);
      this.#idle.push(thread);
    }
  }

  /**
   * Runs the compiler once; what it says goes to stderr.
   * @param {string[]} commandLine beginning with the tool's name
   * @param {Map<string, Uint8Array>} files what it may read, by path with forward slashes
   * @param {string} output the path of what it makes
   * @param {(path: string) => void} [onSource] hears of each source of a unit when it is read
   * @returns {Promise<Uint8Array | undefined>} that file; nothing when the compiler refused
   */
  async run(commandLine, files, output, onSource) {
    const thread = this.#idle.pop() ?? (await new Promise((ready) => this.#waiting.push(ready)));
    const { file, told } = await this.#ask(thread, { commandLine, files, output }, onSource);
    const next = this.#waiting.shift();
    if (next) next(thread);
    else this.#idle.push(thread);
    if (told !== "") stderr.write(told);
    return file;
  }

  #ask(thread, job, onSource) {
    return new Promise((answered, failed) => {
      const settle = (done) => (value) => {
        thread.off("message", onMessage).off("error", onError);
        done(value);
      };
      const onEnd = settle(answered);
      const onMessage = (message) => (message.source === undefined ? onEnd(message) : onSource?.(message.source));
      const onError = settle(failed);
      thread.on("message", onMessage).on("error", onError);
      thread.postMessage(job);
    });
  }

  async close() {
    await Promise.all(this.#threads.map((thread) => thread.terminate()));
  }
}
