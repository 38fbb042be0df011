// A thread that runs @yowasp/clang: one job at a time, files in, one file out. Started by compilers.mjs.
// Knows how that package takes and gives files; refuses to know what is compiled.
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

async function run({ commandLine, files, output }) {
  const tree = {};
  for (const [path, bytes] of files) plant(tree, path, bytes);
  const told = [];
  const tell = (bytes) => bytes && told.push(bytes);
  try {
    const made = await runClang(commandLine, tree, { stdout: tell, stderr: tell, decodeASCII: false });
    return { file: made[output], told };
  } catch (error) {
    if (error instanceof Exit) return { told };
    throw error;
  }
}

// Loads the compiler without its own progress lines, which count the bytes of a local file.
await runClang(null, {}, { fetchProgress() {} });
parentPort.on("message", async (job) => parentPort.postMessage(await run(job)));
