// A thread that runs @yowasp/clang: one job at a time, files in, one file out. Started by compilers.mjs.
// Says which sources it reads while it does. Knows how that package takes and gives files; refuses to know what is compiled.
import { parentPort } from "node:worker_threads";
import { Exit, runClang } from "@yowasp/clang";

/** Puts `content` into a tree of nested objects, the shape in which @yowasp/clang takes and gives files. */
function plant(tree, path, content) {
  const names = path.split("/");
  const last = names.pop();
  let folder = tree;
  for (const name of names) folder = folder[name] ??= {};
  folder[last] = content;
}

/** Splits what the compiler says, however it comes in pieces: lines of -H, which name what is read, and all others. */
class Listener {
  #decoder = new TextDecoder();
  #rest = "";
  told = "";

  hear(bytes) {
    const lines = (this.#rest + (bytes ? this.#decoder.decode(bytes, { stream: true }) : "")).split("\n");
    this.#rest = bytes ? lines.pop() : "";
    for (const line of lines) {
      const [, depth, path] = /^(\.+) (.*)$/.exec(line) ?? [];
      if (depth === undefined) this.told += bytes ? `${line}\n` : line;
      else if (depth === ".") parentPort.postMessage({ source: path });
    }
  }
}

async function run({ commandLine, files, output }) {
  const tree = {};
  for (const [path, bytes] of files) plant(tree, path, bytes);
  const listener = new Listener();
  const tell = (bytes) => bytes && listener.hear(bytes);
  const end = (file) => {
    listener.hear();
    return { file, told: listener.told };
  };
  // Not among the flags that decide the output: it only makes the compiler say what it reads.
  const command = commandLine.includes("-c") ? [...commandLine, "-H"] : commandLine;
  try {
    const made = await runClang(command, tree, { stdout: tell, stderr: tell, decodeASCII: false });
    return end(made[output]);
  } catch (error) {
    if (error instanceof Exit) return end();
    throw error;
  }
}

// Loads the compiler without its own progress lines, which count the bytes of a local file.
await runClang(null, {}, { fetchProgress() {} });
parentPort.on("message", async (job) => parentPort.postMessage(await run(job)));
