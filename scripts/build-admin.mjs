// Builds the panel: js-shim/admin/ into js-shim/admin/dist/, which the Worker serves as static assets.
// Knows esbuild, names with hashes and how much a first visit may weigh; refuses to know what the panel shows.
import { createHash } from "node:crypto";
import { existsSync, watch } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { argv, exit } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const help = `Usage: node scripts/build-admin.mjs [options]

Builds the panel from js-shim/admin/ into js-shim/admin/dist/. Nothing is done when no input changed.
It is a step of npm run build.

  --force   build even so
  --watch   build again whenever a source changes
  --help    this text`;

/** What a first visit to any page may weigh, gzipped, with the words of a language and what the page loads later. */
const firstVisit_bytes = 80_000;

/** An error that is the reader's to mend: printed as its sentence, without a stack. */
class Failure extends Error {}

const root = fileURLToPath(new URL("..", import.meta.url));
const source = join(root, "js-shim/admin");
const target = join(source, "dist");
const stamp = join(root, "build/admin.stamp");
const address = "/admin/assets/";
const entries = { main: "main.jsx", early: "early_theme.js", style: "styles/main.css" };

const forwardSlashes = (path) => path.split(sep).join("/");
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} KB`;

async function sourceFiles() {
  const found = await readdir(source, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return paths.filter((path) => !path.startsWith(target + sep)).sort();
}

/** A digest of everything that decides the output. */
async function digestOfInputs(esbuild) {
  const hash = createHash("sha256").update(esbuild.version);
  for (const name of ["preact", "uplot"]) {
    hash.update(await readFile(join(root, `node_modules/${name}/package.json`)));
  }
  for (const path of [fileURLToPath(import.meta.url), ...(await sourceFiles())]) {
    hash.update(`\n${forwardSlashes(relative(root, path))}\n`).update(await readFile(path));
  }
  return hash.digest("hex");
}

/** Every output is there as it was written: a file's name holds its digest, and the page was written last. */
async function isCurrent(digest) {
  const recorded = await readFile(stamp, "utf8").catch(() => "");
  const [known, ...names] = recorded.split("\n");
  return known === digest && names.every((name) => existsSync(join(target, name)));
}

function bundle(esbuild) {
  const points = Object.entries(entries).map(([out, path]) => ({ in: join(source, path), out }));
  return esbuild.build({
    entryPoints: points,
    bundle: true,
    splitting: true,
    format: "esm",
    target: ["chrome123", "firefox120", "safari17.5"],
    jsx: "automatic",
    jsxImportSource: "preact",
    minify: true,
    legalComments: "none",
    charset: "utf8",
    entryNames: "[name]-[hash]",
    chunkNames: "[name]-[hash]",
    outdir: join(target, "assets"),
    absWorkingDir: root,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
}

/** The outputs that loading `path` loads, dynamic imports left out. */
function loadedWith(path, outputs, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const { path: next, kind } of outputs[path].imports) {
    if (kind === "import-statement") loadedWith(next, outputs, seen);
  }
  return seen;
}

/** What pages load after they are shown: charts, words of their own. */
const loadedLater = {
  overview: ["parts/plot.js"],
  clients: ["words/zh_clients.js"],
  models: ["words/zh_models.js"],
  playground: ["words/zh_playground.js"],
  settings: ["words/zh_settings.js"],
};

/** What a first visit loads, page by page: [name, bytes gzipped]. */
function weigh(outputs, sizes, always) {
  const byEntry = new Map(Object.entries(outputs).map(([path, { entryPoint }]) => [entryPoint, path]));
  const built = (name) => byEntry.get(`js-shim/admin/${name}`);
  const sizeOf = (path) => sizes.get(basename(path));
  const [wordiest] = ["words/en.js", "words/zh.js"].map(built).sort((a, b) => sizeOf(b) - sizeOf(a));
  const pages = [...byEntry.keys()].filter((name) => name?.startsWith("js-shim/admin/pages/"));
  return pages.map((name) => {
    const files = loadedWith(built(entries.main), outputs);
    const later = (loadedLater[basename(name, ".jsx")] ?? []).map(built);
    for (const more of [byEntry.get(name), wordiest, built(entries.style), built(entries.early), ...later]) {
      loadedWith(more, outputs, files);
    }
    const bytes = [...files].reduce((sum, path) => sum + sizeOf(path), always);
    return [basename(name, ".jsx"), bytes];
  });
}

async function write(files, page) {
  await rm(target, { recursive: true, force: true });
  await mkdir(join(target, "assets"), { recursive: true });
  for (const [name, bytes] of files) await writeFile(join(target, "assets", name), bytes);
  await writeFile(join(target, "index.html.new"), page);
  await rename(join(target, "index.html.new"), join(target, "index.html"));
}

/** The page with the addresses of what it loads in their places. */
async function fillPage(outputs, iconName) {
  const builtFrom = (path) => {
    const found = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === `js-shim/admin/${path}`);
    return address + basename(found[0]);
  };
  const values = {
    early: builtFrom(entries.early),
    style: builtFrom(entries.style),
    script: builtFrom(entries.main),
    icon: address + iconName,
  };
  const template = await readFile(join(source, "index.html"), "utf8");
  return template.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
}

async function build(esbuild, force) {
  const digest = await digestOfInputs(esbuild);
  if (!force && (await isCurrent(digest))) {
    console.log("js-shim/admin/dist is up to date");
    return;
  }
  let result;
  try {
    result = await bundle(esbuild);
  } catch (error) {
    const lines = await esbuild.formatMessages(error.errors ?? [{ text: error.message }], { kind: "error" });
    throw new Failure(`The panel could not be built.\n${lines.join("")}`);
  }
  const { outputs } = result.metafile;
  const files = new Map(result.outputFiles.map(({ path, contents }) => [basename(path), contents]));
  const sizes = new Map([...files].map(([name, bytes]) => [name, gzipSync(bytes, { level: 9 }).length]));
  const icon = await readFile(join(source, "icon.svg"));
  const iconName = `icon-${createHash("sha256").update(icon).digest("hex").slice(0, 8)}.svg`;
  files.set(iconName, icon);
  const page = await fillPage(outputs, iconName);

  const always = gzipSync(page, { level: 9 }).length + gzipSync(icon, { level: 9 }).length;
  const weights = weigh(outputs, sizes, always).sort((a, b) => b[1] - a[1]);
  const told = weights.map(([name, bytes]) => `${name} ${kilobytes(bytes)}`).join(", ");
  console.log(`js-shim/admin/dist: a first visit loads at most, gzipped: ${told}`);
  const [heaviest, bytes] = weights[0];
  if (bytes > firstVisit_bytes) {
    throw new Failure(
      `A first visit to "${heaviest}" loads ${bytes} bytes; ${firstVisit_bytes} is the most. Nothing was written.`,
    );
  }
  await write(files, page);
  await mkdir(dirname(stamp), { recursive: true });
  await writeFile(stamp, [digest, "index.html", ...[...files.keys()].map((name) => `assets/${name}`)].join("\n"));
}

/** Builds after each change of a source, and goes on after a build that failed. */
function watchSources(esbuild) {
  let timer;
  const rebuild = () => build(esbuild, false).catch((error) => console.error(error.message));
  watch(source, { recursive: true }, (_, name) => {
    if (name === null || forwardSlashes(name).startsWith("dist")) return;
    clearTimeout(timer);
    timer = setTimeout(rebuild, 100);
  });
  console.log("watching js-shim/admin; Ctrl-C ends it");
}

function readOptions() {
  const flag = { type: "boolean", default: false };
  try {
    return parseArgs({
      args: argv.slice(2),
      options: { force: flag, watch: flag, help: { ...flag, short: "h" } },
    }).values;
  } catch (error) {
    throw new Failure(`${error.message}\n\n${help}`);
  }
}

async function main() {
  const options = readOptions();
  if (options.help) {
    console.log(help);
    return;
  }
  const esbuild = await import("esbuild").catch(() => {
    throw new Failure("node_modules/esbuild is missing: run npm ci first.");
  });
  await build(esbuild, options.force);
  if (options.watch) watchSources(esbuild);
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Failure ? error.message : error);
  exit(1);
}
